"""``autograder history`` and ``autograder explain``: how one student came by these marks."""

from __future__ import annotations

from collections.abc import Iterator

from rich.markup import escape
from rich.table import Table

from autograder import embeddings
from autograder.cli.printing import console
from autograder.errors import CourseError
from autograder.feedback import SYMBOLS, WORDS
from autograder.gradebook import history
from autograder.gradebook.course import Course
from autograder.gradebook.marks import marks
from autograder.grading.conditions import changes
from autograder.grading.pool import LocalPool
from autograder.grading.results import results
from autograder.grading.run import Run, Settings
from autograder.grading.store import opened
from autograder.model import Verdict

_TIME = "%Y-%m-%d %H:%M:%S"


def print_history(course: Course, student: str, assignment: str) -> None:
    """A paragraph for each time that marks were recorded. Raises CourseError where none were."""
    entries = history.read(course, assignment, student)
    if not entries:
        raise CourseError(
            f"Of {student} and {assignment} no marks were recorded by this engine.",
            next_step=f"`autograder grade {assignment} --student {student}` records them.",
        )
    console.print(f"{student}, {assignment}", style="bold", markup=False, highlight=False)
    before = None
    for entry in entries:
        if not entry.counts:
            _print_passed_over(entry)
            continue
        handed_in = f", handed in {entry.handed_in:{_TIME}}" if entry.handed_in else ""
        for line in (
            f"{entry.recorded:{_TIME}} UTC: {entry.points:g} points",
            f"  submission {entry.origin.submission[:12]}{handed_in}; "
            f"by tests and environment {entry.origin.conditions.digest[:12]}{_version(entry)}",
            *(f"  {difference}" for difference in _different(before, entry)),
        ):
            console.print(line, markup=False, highlight=False, soft_wrap=True)
        before = entry
    now = marks(course, assignment).get(student)
    if now is not None:
        waits = f", {now.pending:g} wait for a person" if now.pending else ""
        console.print(
            f"In the gradebook now, with what people marked and late penalties: {now.points:g} of "
            f"{now.max_points:g}{waits}.",
            highlight=False, soft_wrap=True,
        )  # fmt: skip


def _print_passed_over(entry: history.Entry) -> None:
    handed_in = f" handed in {entry.handed_in:{_TIME}}" if entry.handed_in else ""
    for line in (
        f"{entry.recorded:{_TIME}} UTC: {entry.points:g} points do not count",
        f"  submission {entry.origin.submission[:12]}{handed_in}: the earlier one is better, late "
        "penalties taken off, and stays",
    ):
        console.print(line, markup=False, highlight=False, soft_wrap=True)


def _version(entry: history.Entry) -> str:
    version = entry.origin.conditions.parts.get("word-vector-autograder")
    return f", autograder {version}" if version else ""


def _different(before: history.Entry | None, now: history.Entry) -> Iterator[str]:
    if before is None:
        yield "the first time"
        return
    if before.origin.submission != now.origin.submission:
        yield "another submission"
    elif before.handed_in != now.handed_in:
        yield "the same handed in again"
    yield from changes(before.origin.conditions.parts, now.origin.conditions.parts)
    for notebook, cells in now.marks.items():
        held = before.marks.get(notebook, {})
        for cell, mark in cells.items():
            if mark != held.get(cell):
                old, new = ("to mark" if m is None else f"{m:g}" for m in (held.get(cell), mark))
                yield f"{cell} {old} → {new}"


def print_explanation(course: Course, student: str, assignment: str) -> None:
    """What was found out about each grade cell. Raises NoSubmissions, CourseError."""
    run = Run.prepare(course, assignment, students=[student])
    settings = Settings(gensim_data=embeddings.prepare().gensim_data, workplace=LocalPool(1))
    again = f"`autograder grade {assignment} --student {student}`"
    for name in run.students:
        with opened(course.root) as store:
            (result,) = results(store, assignment, [name])
        if result.report is None:
            raise CourseError(f"What {name} got is not known here.", next_step=f"Run {again}.")
        table = Table(title=f"{escape(name)}, {assignment}", title_justify="left", show_lines=True)
        for head in ("", "Grade cell", "Points", "Why"):
            table.add_column(head, no_wrap=head != "Why")
        for verdict in result.report.verdicts:
            words = WORDS[verdict.reason]
            points = "to mark" if verdict.points is None else f"{verdict.points:g}"
            table.add_row(
                SYMBOLS[words.tone],
                escape(verdict.grade_id),
                f"{points} / {verdict.max_points:g}",
                escape("\n".join([words.title, *_why(verdict)])),
            )
        console.print(table)
        for problem in result.report.all_problems:
            console.print(problem.message, markup=False, highlight=False, soft_wrap=True)
        if result.address not in (None, run.addresses([name], settings)[name].whole):
            console.print(
                f"This is how it was when it was graded: the submission, or what decides its "
                f"marks, has changed since. {again} grades it anew.",
                style="yellow", highlight=False, soft_wrap=True,
            )  # fmt: skip


def _why(verdict: Verdict) -> Iterator[str]:
    evidence = verdict.evidence
    if verdict.because:
        yield f"Because {verdict.because} is wrong: with a right one the answer is right."
    if evidence is None:
        if verdict.message:
            yield verdict.message
        return
    yield f"{evidence.call} gave {evidence.came}; expected {evidence.expected}."
    looks_like = f"Looks like: {evidence.misconception}." if evidence.misconception else ""
    yield from (line for line in (evidence.law, looks_like, evidence.hint) if line)
