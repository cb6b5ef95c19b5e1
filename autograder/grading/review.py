"""A look ahead: whose marks would change if the class were graded now, and why.

Everything is examined as in a run and kept, so that the run itself finds it done; nothing is
written or recorded.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from autograder.gradebook import history
from autograder.gradebook.standing import standings
from autograder.grading.conditions import changes, conditions
from autograder.grading.results import GROUP
from autograder.grading.run import Run, Settings
from autograder.model import SubmissionReport, Verdict


@dataclass(frozen=True, slots=True)
class CellChange:
    """A grade cell whose automatic mark would change."""

    name: str
    before: float | None
    """None where there is no automatic mark."""
    after: Verdict


@dataclass(frozen=True, slots=True)
class Change:
    """A student whose marks would change."""

    student: str
    cells: tuple[CellChange, ...]
    new: bool
    """Whether the student has not been graded before."""
    causes: tuple[str, ...] = ()
    """What has changed since the marks were recorded; empty where that was not written down."""

    @property
    def points(self) -> float:
        """By how much the sum of automatic marks would change."""
        return sum((cell.after.points or 0.0) - (cell.before or 0.0) for cell in self.cells)


def review(run: Run, settings: Settings, reports: Sequence[SubmissionReport]) -> Iterator[Change]:
    """Of students with these new reports those whose automatic marks the gradebook has otherwise.
    Raises UnknownAssignment, InfrastructureError."""
    course, name = run.course, run.assignment.name
    now = conditions(run.job(settings))
    left = iter(reports)
    with standings(course, name) as held:
        while group := list(islice(left, GROUP)):
            standing = held.of([report.student for report in group])
            cells = {}
            for report in group:
                there = standing.get(report.student)
                found = tuple(_cells(report, {} if there is None else held.marks(there)))
                if found or there is None:
                    cells[report.student] = found
            before = history.last(course, name, list(cells))
            addresses = run.addresses(list(before), settings)
            for student, found in cells.items():
                entry, causes = before.get(student), []
                if entry is not None and now is not None:
                    causes = changes(entry.origin.conditions.parts, now.parts)
                    if entry.origin.submission != addresses[student].content.hex():
                        causes.insert(0, "another submission")
                yield Change(student, found, student not in standing, tuple(causes))


def _cells(
    report: SubmissionReport, marks: dict[str, dict[str, float | None]]
) -> Iterator[CellChange]:
    for notebook in report.notebooks:
        held = marks.get(notebook.name, {})
        for verdict in notebook.verdicts:
            if verdict.points != held.get(verdict.grade_id):
                yield CellChange(verdict.grade_id, held.get(verdict.grade_id), verdict)
