"""What is told of a report: marks, and hints where the course reveals them.

Never more, whatever the course's pages reveal: a student can ask again and again, and could have
each answer carry a piece of a hidden test. So nothing that student code has put into words is told,
no question, no value; points are rounded, for they may come from student code too. What is left
is what any mark tells; the limit of requests bounds how much that is.
"""

from __future__ import annotations

from typing import Any

from autograder.config import Level
from autograder.feedback import tasks, view
from autograder.feedback.document import sections
from autograder.feedback.work import Terms
from autograder.model import NotebookReport, SubmissionReport
from autograder.pages.text import line

MOST = Level.HINTS
_HAPPENED = {
    "time-limit": "A cell of yours was stopped at its time limit.",
    "process-died": "Your notebook's process ended before its last cell.",
    "malformed-answer": "A cell of yours broke the language of the grading process.",
    "syntax-error": "A cell of yours is not Python.",
    "memory-limit": "A cell of yours asked for too much memory.",
    "cell-failed": "A cell of yours failed.",
    "output-limit": "A cell of yours printed too much.",
}
"""By slugs: messages quote what student code said."""


def answer(report: NotebookReport, level: Level) -> dict[str, Any]:
    """Plain data for the panel."""
    level = min(level, MOST)
    groups = tasks.group(report.verdicts, sections(report.document))
    terms = Terms(level, blank=report.unanswered, share=0, comments={})
    mark = SubmissionReport("", "", (report,)).mark
    happened = dict.fromkeys(problem.slug for problem in report.problems)
    return {
        "points": round(mark.points, 2),
        "max": round(mark.max_points, 2),
        "pending": round(mark.pending, 2),
        "hints": level >= Level.HINTS,
        "problems": [_HAPPENED[slug] for slug in happened if slug in _HAPPENED],
        "tasks": [_task(view.task(group, n, terms), level) for n, group in enumerate(groups)],
    }


def _task(task: view.Task, level: Level) -> dict[str, Any]:
    return {
        "title": task.title,
        "tone": task.result.tone,
        "symbol": task.result.symbol,
        "word": task.result.word,
        "points": round(task.points, 2),
        "max": round(task.max_points, 2),
        "parts": [
            {
                "name": part.name,
                "symbol": part.result.symbol,
                "word": part.result.word,
                "points": None if part.points is None else round(part.points, 2),
                "max": round(part.max_points, 2),
            }
            for part in task.parts
        ],
        "hints": [text for finding in task.findings for text in _hints(finding)]
        if level >= Level.HINTS
        else [],
    }


def _hints(finding: view.Finding) -> list[str]:
    looks_like = f"This looks like: {finding.looks_like}." if finding.looks_like else ""
    because = f"Because {finding.because} is not right." if finding.because else ""
    texts = (because, finding.meaning, looks_like, finding.hint, finding.next_step)
    return [line(text, 400) for text in texts if text]
