"""The desk of a run: reads what was handed in, knows what has been graded, and sees to it that each
result is kept, written and recorded, in this order.

A run that is killed between two of these steps is finished by the next: what is kept is not graded
again, what was not written or recorded is done then.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import msgspec

from autograder.config import Limits
from autograder.errors import AutograderError, InfrastructureError
from autograder.gradebook.course import Course
from autograder.gradebook.recording import Recorder
from autograder.gradebook.standing import Standing, Standings
from autograder.grading.address import Address, address
from autograder.grading.delivery import Delivery
from autograder.grading.intake import take_in
from autograder.grading.packing import Packed, facts, unpack
from autograder.grading.repeatable import repeatable
from autograder.grading.results import for_reading
from autograder.grading.store import Store, Written
from autograder.model import Assignment, Conditions, Origin, Submission, SubmissionReport

FULL = 3
"""Writings that fail in a row before the run ends: then it is the disk, and not one folder."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A submission that could not be graded for a cause on our side."""

    student: str
    message: str


@dataclass(frozen=True, slots=True)
class Unchanged:
    """A submission that needed no grading: the same was graded before, by the same rules."""

    report: SubmissionReport
    """Without documents and files; see ``packing.without_documents``."""


Event = SubmissionReport | Unchanged | Failure
"""What a run yields: one for each student. When it comes, files are written and the marks are with
the recorder."""


@dataclass(slots=True)
class Desk:
    """What the stream of a run asks in its main process."""

    course: Course
    whole: Assignment
    """The assignment with all its notebooks."""
    assignment: Assignment
    """What is graded of it."""
    limits: Limits
    conditions: Conditions | None
    """All that decides verdicts besides the submission; None where that cannot be said, and nothing
    may be kept."""
    store: Store
    standings: Standings
    recorder: Recorder | None
    """None for a trial, which keeps what it finds out, but writes and records nothing."""
    delivery: Delivery
    before_grading: Callable[[], None]
    """Called before an executor is made."""
    force: bool = False
    fresh: set[bytes] = field(default_factory=set)
    """Addresses of what was graded in this run: a run that is to grade anew does so once."""
    faults: int = 0
    """Writings that have failed in a row."""

    def read(self, student: str) -> tuple[Submission, Address]:
        """What a student handed in, and its address. Raises InfrastructureError."""
        course = self.course
        submission = take_in(
            course.submitted(student, self.whole.name),
            student=student,
            assignment=self.whole,
            limits=self.limits,
            ignore=tuple(course.coursedir.ignore),
        )
        if self.assignment is not self.whole:
            names = {notebook.name for notebook in self.assignment.notebooks}
            chosen = {k: data for k, data in submission.notebooks.items() if k in names}
            submission = replace(submission, notebooks=chosen)
        decides = b"" if self.conditions is None else self.conditions.digest.encode()
        return submission, address(decides, submission)

    def look(self, students: Sequence[str]) -> tuple[list[Event], list[str]]:
        """What comes of students whose results are known, and who must be graded."""
        self.delivery.prepare(students)
        places: dict[str, Address] = {}
        events: list[Event] = []
        for student in students:
            try:
                places[student] = self.read(student)[1]  # its bytes may be large: they are let go
            except AutograderError as error:
                events.append(Failure(student, str(error)))
        known = self.store.facts(at.whole for at in places.values() if self._may_use(at))
        standing = self.standings.of(list(places)) if known else {}
        written = self.store.written(self.assignment.name, list(places)) if known else {}
        unknown: list[str] = []
        held: dict[str, tuple[SubmissionReport, Standing]] = {}
        for student, at in places.items():
            report = _report(known.get(at.whole), student)
            event: Event | None = None
            if report is not None and self.recorder is None:
                events.append(Unchanged(report))
                continue
            if report is not None:
                event = self._deliver_again(report, at, written.get(student))
            if report is None or event is None:
                unknown.append(student)
                continue
            events.append(event)
            stands = standing.get(student)
            if isinstance(event, Failure):
                continue
            if stands is not None and self.standings.holds(report, stands):
                held[student] = (report, stands)
            else:
                self._record(report, at)
        self.standings.penalise(held)
        return events, unknown

    def _may_use(self, at: Address) -> bool:
        return not self.force or at.whole in self.fresh

    def _deliver_again(
        self, report: SubmissionReport, at: Address, note: Written | None
    ) -> Unchanged | Failure | None:
        """See that what belongs to a known result lies where it should; None where the result
        turns out to be of no use."""
        same = note is not None and note.address == at.whole
        if note is not None and same and self.delivery.stands(note.files, report):
            return Unchanged(report)
        submission, now = self.read(report.student)
        whole = self._whole(submission, at) if now == at else None
        if whole is None:
            return None
        return self._deliver(whole, at) or Unchanged(report)

    def _whole(self, submission: Submission, at: Address) -> SubmissionReport | None:
        packed = self.store.packed(at.whole)
        try:
            return None if packed is None else unpack(packed, submission, self.assignment)
        except (ValueError, msgspec.DecodeError):
            return None

    def _deliver(self, report: SubmissionReport, at: Address) -> Failure | None:
        """Write a report, and note that. Raises InfrastructureError where no writing succeeds."""
        try:
            files = self.delivery.deliver(report)
            self.store.note(report.assignment, {report.student: Written(at.whole, files)})
        except InfrastructureError as error:
            self.faults += 1
            if self.faults >= FULL:
                raise
            return Failure(report.student, str(error))
        self.faults = 0
        return None

    def known(self, submission: Submission, at: Address) -> SubmissionReport | None:
        """The result of a submission that was unknown when it was looked at, and that has come
        with another student's in the meantime."""
        return self._whole(submission, at) if at.whole in self.fresh else None

    def keep(self, at: Address, packed: Packed, report: SubmissionReport) -> None:
        """Keep a result, if it would be the same on another day; else what tells of it."""
        if repeatable(report):
            self.store.keep(at.whole, packed)
            self.fresh.add(at.whole)
        else:
            self.store.keep(for_reading(at.whole), Packed(packed.facts, b""))

    def conclude(self, report: SubmissionReport, at: Address) -> Event:
        """Write and record what a worker has found out."""
        if self.recorder is None:
            return report
        failure = self._deliver(report, at)
        if failure is not None:
            return failure
        self._record(report, at)
        return report

    def _record(self, report: SubmissionReport, at: Address) -> None:
        assert self.recorder is not None
        decides = self.conditions or Conditions("", {})
        self.recorder.record(report, Origin(at.content.hex(), decides))


def _report(data: bytes | None, student: str) -> SubmissionReport | None:
    try:
        return None if data is None else replace(facts(data), student=student)
    except msgspec.DecodeError:
        return None
