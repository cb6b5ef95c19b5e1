"""One notebook's report as one self-contained HTML file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Template

from autograder.feedback import tasks, view
from autograder.feedback.document import sections
from autograder.feedback.view import Task
from autograder.feedback.wording import WORDS, Tone, Words
from autograder.model import Mark, NotebookReport, Reason, SubmissionReport
from autograder.pages import environment, line, write

FILES = 20
"""Files that are listed where the notebook itself is not there."""
PROBLEMS = 20


@dataclass(frozen=True, slots=True)
class Step:
    """What to try: a task, which of its parts, and how to begin."""

    task: Task
    parts: str
    advice: str


def write_feedback(report: SubmissionReport, folder: Path) -> tuple[Path, ...]:
    """Write ``<folder>/<notebook>.html`` for each notebook of the report.

    Whoever looks into the folder sees a whole file, the old one or the new one.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for notebook in report.notebooks:
        path = folder / f"{notebook.name}.html"
        write(path, page(report, notebook))
        written.append(path)
    return tuple(written)


def page(report: SubmissionReport, notebook: NotebookReport) -> str:
    """The page of one notebook of the report."""
    groups = tasks.group(notebook.verdicts, sections(notebook.document))
    share = view.share(groups, notebook.unanswered)
    seen = tuple(
        view.task(group, number, blank=notebook.unanswered, share=share)
        for number, group in enumerate(groups, start=1)
    )
    problems = [line(problem.message, 400) for problem in report.problems + notebook.problems]
    return _template().render(
        report=report,
        notebook=notebook,
        student=line(report.student, 80),
        assignment=line(report.assignment, 80),
        name=line(notebook.name, 80),
        mark=_mark(notebook),
        whole=report.mark if len(report.notebooks) > 1 else None,
        problems=list(dict.fromkeys(problems))[:PROBLEMS],
        tasks=seen,
        steps=_steps(seen),
        done=sum(task.passed for task in seen),
        absent=_absent(notebook) if notebook.document is None else None,
        files=[line(str(path), 100) for path in report.files][:FILES],
    )


def _mark(notebook: NotebookReport) -> Mark:
    return SubmissionReport("", "", (notebook,)).mark


def _absent(notebook: NotebookReport) -> Words:
    missing = any(verdict.reason is Reason.MISSING_NOTEBOOK for verdict in notebook.verdicts)
    return WORDS[Reason.MISSING_NOTEBOOK if missing else Reason.UNREADABLE]


def _steps(seen: Sequence[Task]) -> tuple[Step, ...]:
    """The first two tasks that are not right: later ones may stand on them."""
    steps = []
    for task in seen:
        finding = next((f for f in task.findings if f.result.tone is not Tone.WAITS), None)
        if finding is not None:
            names = ", ".join(part.name for part in finding.parts) if len(task.parts) > 1 else ""
            steps.append(Step(task, names, finding.hint or finding.next_step))
    return tuple(steps[:2])


@cache
def _template() -> Template:
    return environment("autograder.feedback").get_template("page.html.jinja")
