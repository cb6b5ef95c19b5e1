"""What counted of a student's before the last submission, graded beside it: for a run over a class
in a course that keeps the best (see ``attempts``)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from autograder.errors import InfrastructureError
from autograder.gradebook.history import Entry
from autograder.grading.address import Address
from autograder.grading.attempts import Attempts, address_of, the_earlier_counts
from autograder.grading.packing import Packed, facts_of
from autograder.model import Assignment, Submission, SubmissionReport

if TYPE_CHECKING:
    from autograder.grading.desk import Desk, Event


@dataclass(frozen=True, slots=True)
class Counted:
    """What counts of a student's submissions."""

    report: SubmissionReport
    at: Address
    earlier: tuple[Submission, Packed] | None = None
    """What was handed in and what came of it, where it is not the last one that counts."""
    passed_over: Entry | None = None
    """The last one, then."""
    last: Submission | None = None


@dataclass(slots=True)
class Former:
    """Has a stream grade what counted before, for all students whose last submission is another
    one, and writes and records nothing: an ``Asked`` beside a run's desk."""

    desk: Desk
    attempts: Attempts
    results: dict[bytes, Packed] = field(default_factory=dict)
    """Those that the store does not keep, by address."""

    @property
    def assignment(self) -> Assignment:
        return self.desk.assignment

    @property
    def before_grading(self) -> Callable[[], None]:
        return self.desk.before_grading

    def look(self, students: Sequence[str]) -> tuple[list[Event], list[str]]:
        unknown = []
        for student in students:
            try:
                found = self.find(self.desk.read(student)[0])
            except InfrastructureError:
                continue  # the desk will meet it too, and say so
            if found is not None and (self.desk.force or self.packed(found[1]) is None):
                unknown.append(student)
        return [], unknown

    def find(self, last: Submission) -> tuple[Submission, Address] | None:
        """What counted before the last. Raises InfrastructureError."""
        former = self.attempts.former(last)
        return None if former is None else (former, self.desk.handed_in.address(former))

    def read(self, student: str) -> tuple[Submission, Address]:
        found = self.find(self.desk.read(student)[0])
        if found is None:
            raise InfrastructureError(f"What {student} handed in changed meanwhile.")
        return found

    def known(self, submission: Submission, at: Address) -> SubmissionReport | None:
        return self.desk.known(submission, at)

    def keep(self, at: Address, packed: Packed, report: SubmissionReport) -> None:
        self.desk.keep(at, packed, report)
        if self.desk.store.packed(at.whole) is None:
            self.results[at.whole] = packed

    def conclude(self, report: SubmissionReport, at: Address) -> Event:
        return report

    def packed(self, at: Address) -> Packed | None:
        """The result of one that counted before."""
        return self.results.get(at.whole) or self.desk.store.packed(at.whole)

    def counted(self, report: SubmissionReport, at: Address) -> Counted:
        """Of the last submission, to which this is the report, and the one that counted before,
        the one that counts. Raises InfrastructureError where that cannot be said."""
        desk = self.desk
        last = desk.read(report.student)[0]
        found = self.find(last)
        if found is None:
            return Counted(report, at)
        before, there = found
        packed = self.packed(there)
        earlier = None if packed is None else facts_of(packed.facts, report.student)
        if packed is None or earlier is None:
            raise InfrastructureError(
                f"What counted of {report.student} before could not be graded.",
                next_step="Grade again. Nothing was changed.",
            )
        standing = desk.standings.of([report.student]).get(report.student)
        worth = [desk.standings.left(one, standing) for one in (earlier, report)]
        passed = the_earlier_counts((before, worth[0]), (last, worth[1]))
        if passed is None:
            return Counted(report, at)
        origin = desk.origin(at)
        return Counted(
            replace(earlier, passed_over=passed),
            address_of(there, at, passed),
            (before, packed),
            Entry(report.student, origin, report.marks, last.timestamp, counts=False),
            last,
        )
