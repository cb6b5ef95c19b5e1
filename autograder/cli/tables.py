"""What a grading run prints: progress while it goes, a table when it is over."""

from __future__ import annotations

import collections
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field

from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Table

from autograder import embeddings
from autograder.cli.printing import console, errors, printed
from autograder.feedback import why, write_feedback
from autograder.gradebook.course import Course
from autograder.grading.kernels.marks import NOT_TAMPER_PROOF
from autograder.grading.run import Event, Failure, Run
from autograder.model import Reason, SubmissionReport

ROWS = 60
"""Students that the closing table lists; of a larger class, those with the lowest marks."""


@dataclass(slots=True)
class Outcome:
    """What a run has come to so far."""

    reports: list[SubmissionReport] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    stopped: bool = False

    def add(self, event: Event) -> None:
        if isinstance(event, Failure):
            self.failures.append(event)
        else:
            self.reports.append(event)


def grade_with_progress(
    course: Course,
    assignment: str,
    *,
    students: Sequence[str] = (),
    workers: int | None = None,
    feedback: bool = True,
    unsafe: bool = False,
) -> int:
    """Grade, print, and return the exit status: 0, 1 where something failed on our side, 130
    where a person stopped it."""
    run = Run.prepare(course, assignment, students=students)
    store = embeddings.prepare(say=printed)
    outcome = Outcome()
    started = time.monotonic()
    with _progress() as progress:
        task = progress.add_task(f"Grading {assignment}", total=len(run.students))
        events = run.grade(gensim_data=store.gensim_data, workers=workers, unsafe=unsafe)
        with closing(events):
            try:
                for event in events:
                    outcome.add(event)
                    if feedback and isinstance(event, SubmissionReport):
                        write_feedback(event, course.feedback(event.student, assignment))
                    progress.advance(task)
            except KeyboardInterrupt:
                outcome.stopped = True
    _print_outcome(course, run, outcome, time.monotonic() - started, feedback=feedback)
    if outcome.stopped:
        return 130
    return 1 if outcome.failures else 0


def _progress() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("left:"),
        TimeRemainingColumn(),
        console=console,
    )


def _print_outcome(
    course: Course, run: Run, outcome: Outcome, seconds: float, *, feedback: bool
) -> None:
    name = run.assignment.name
    if outcome.reports:
        console.print(marks_table(name, outcome.reports))
        kinds = kinds_table(outcome.reports)
        if kinds.row_count:
            console.print(kinds)
    for line in broken_tests(outcome.reports):
        console.print(line, style="yellow", highlight=False, markup=False, soft_wrap=True)
    for line in caveats(outcome.reports):
        console.print(line, style="yellow", highlight=False, markup=False, soft_wrap=True)
    done = len(outcome.reports)
    console.print(f"{done} graded and recorded in {seconds:.1f} s.", highlight=False)
    if outcome.failures:
        errors.print("[bold red]Not graded, for a cause on the grader's side:[/]")
        for failure in outcome.failures:
            line = f"  {failure.student}: {failure.message}"
            errors.print(line, markup=False, highlight=False, soft_wrap=True)
        errors.print("Their marks were not touched. Run the same command again for them.")
    if outcome.stopped:
        left = len(run.students) - done - len(outcome.failures)
        console.print(f"Stopped. {left} are left; run the same command again.", highlight=False)
    if feedback and outcome.reports:
        path = course.feedback(outcome.reports[0].student, name)
        console.print(f"Pages for students: e.g. {path}/", highlight=False, soft_wrap=True)


def marks_table(assignment: str, reports: Sequence[SubmissionReport]) -> Table:
    """A row a student: points, points that wait for a person, why."""
    title = f"Marks for {assignment}"
    shown = sorted(reports, key=lambda report: (report.mark.points, report.student))
    if len(shown) > ROWS:
        title += f" (the {ROWS} lowest of {len(shown)})"
        shown = shown[:ROWS]
    table = Table(title=title, title_justify="left", title_style="bold")
    table.add_column("Student", no_wrap=True)
    table.add_column("Points", justify="right", no_wrap=True)
    table.add_column("To mark", justify="right", no_wrap=True)
    table.add_column("Why")
    for report in sorted(shown, key=lambda report: (-report.mark.points, report.student)):
        mark = report.mark
        reached = mark.max_points - mark.pending
        style = "green" if mark.points >= reached else ""
        table.add_row(
            escape(report.student),
            f"{mark.points:g} / {reached:g}",
            f"{mark.pending:g}" if mark.pending else "",
            escape(why(report)),
            style=style,
        )
    return table


def kinds_table(reports: Sequence[SubmissionReport]) -> Table:
    """How often each reason cost points: students and grade cells."""
    cells: collections.Counter[Reason] = collections.Counter()
    students: collections.Counter[Reason] = collections.Counter()
    for report in reports:
        lost = [v.reason for v in report.verdicts if v.points is not None and not v.passed]
        cells.update(lost)
        students.update(set(lost))
    table = Table(title="Points lost, by kind", title_justify="left", title_style="bold")
    table.add_column("Kind")
    table.add_column("Students", justify="right")
    table.add_column("Grade cells", justify="right")
    for reason, count in students.most_common():
        table.add_row(reason.value, str(count), str(cells[reason]))
    return table


def caveats(reports: Sequence[SubmissionReport]) -> list[str]:
    """A line for each notebook whose marks are not tamper-proof."""
    problems = (problem for report in reports for problem in report.all_problems)
    return [*dict.fromkeys(p.message for p in problems if p.slug == NOT_TAMPER_PROOF)]


def broken_tests(reports: Sequence[SubmissionReport]) -> list[str]:
    """A line for each test that could not be carried out, for a cause that is not the student's:
    a person must mark it, and the instructor mend it."""
    cells: dict[str, list[str]] = {}
    causes: dict[str, str] = {}
    for report in reports:
        for verdict in report.verdicts:
            if verdict.reason is Reason.TEST_BROKEN:
                cells.setdefault(verdict.grade_id, []).append(report.student)
                causes[verdict.grade_id] = verdict.message
    return [
        f"Test '{name}' could not be carried out for {len(students)} students, who wait for a "
        f"person's mark ({', '.join(students[:3])}{', …' if len(students) > 3 else ''}): "
        f"{causes[name]}"
        for name, students in cells.items()
    ]
