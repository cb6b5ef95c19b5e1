"""One notebook's report as one self-contained HTML file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from jinja2 import Template

from autograder.feedback import tasks, view
from autograder.feedback.document import sections
from autograder.feedback.edition import PLAIN, Edition
from autograder.feedback.revealing import said
from autograder.feedback.view import Task
from autograder.feedback.wording import WORDS, Tone, Words, earlier_counts
from autograder.feedback.work import Terms, share
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


def write_feedback(
    report: SubmissionReport, folder: Path, edition: Edition = PLAIN, *, mode: int | None = None
) -> tuple[Path, ...]:
    """Write ``<folder>/<notebook>.html`` for each notebook of the report.

    Whoever looks into the folder sees a whole file, the old one or the new one. ``mode`` is as in
    ``pages.write``.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for notebook in report.notebooks:
        path = folder / f"{notebook.name}.html"
        write(path, page(report, notebook.name, edition), mode=mode)
        written.append(path)
    return tuple(written)


def page(report: SubmissionReport, name: str, edition: Edition = PLAIN) -> str:
    """The page of one notebook of the report."""
    report = edition.marked(report)
    (notebook,) = (notebook for notebook in report.notebooks if notebook.name == name)
    groups = tasks.group(notebook.verdicts, sections(notebook.document))
    comments = edition.comments.get(name, {})
    length = share(groups, notebook.unanswered, edition.level)
    terms = Terms(edition.level, notebook.unanswered, length, comments)
    seen = view.with_few_figures(
        view.task(group, number, terms) for number, group in enumerate(groups, start=1)
    )
    told = {block.grade_id for group in groups for block in group.blocks}
    problems = [line(said(p, edition.level), 400) for p in report.problems + notebook.problems]
    penalties = edition.penalties
    return _template().render(
        report=report,
        notebook=notebook,
        student=line(report.student, 80),
        assignment=line(report.assignment, 80),
        name=line(name, 80),
        mark=_mark(notebook, penalties.get(name, 0.0)),
        penalty=penalties.get(name, 0.0),
        whole=_less(report.mark, sum(penalties.values())) if len(report.notebooks) > 1 else None,
        level=edition.level,
        notice=edition.notice,
        remark=edition.remark,
        earlier=earlier_counts(report.passed_over, report.mark.max_points),
        comments=view.comments({n: text for n, text in comments.items() if n not in told}),
        problems=list(dict.fromkeys(problems))[:PROBLEMS],
        tasks=seen,
        steps=_steps(seen),
        done=sum(task.passed for task in seen),
        absent=_absent(notebook) if notebook.document is None else None,
        files=[line(str(path), 100) for path in report.files][:FILES],
    )


def _mark(notebook: NotebookReport, penalty: float) -> Mark:
    return _less(SubmissionReport("", "", (notebook,)).mark, penalty)


def _less(mark: Mark, penalty: float) -> Mark:
    """As nbgrader counts: a penalty leaves nobody below 0."""
    return replace(mark, points=max(0.0, mark.points - penalty)) if penalty else mark


def _absent(notebook: NotebookReport) -> Words:
    missing = any(verdict.reason is Reason.MISSING_NOTEBOOK for verdict in notebook.verdicts)
    return WORDS[Reason.MISSING_NOTEBOOK if missing else Reason.UNREADABLE]


def _steps(seen: Sequence[Task]) -> tuple[Step, ...]:
    """The first two tasks that are not right: later ones may stand on them."""
    steps: list[Step] = []
    stand_on_others: list[Step] = []
    for task in seen:
        open_ = [f for f in task.findings if f.result.tone not in (Tone.WAITS, Tone.RIGHT)]
        for finding in sorted(open_, key=lambda finding: bool(finding.because))[:1]:
            names = ", ".join(part.name for part in finding.parts) if len(task.parts) > 1 else ""
            step = Step(task, names, finding.hint or finding.next_step)
            (stand_on_others if finding.because else steps).append(step)
    return tuple(steps[:2] or stand_on_others[:1])


@cache
def _template() -> Template:
    return environment("autograder.feedback").get_template("page.html.jinja")
