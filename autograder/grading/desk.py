"""The desk of a run: reads what was handed in, knows what has been graded, and sees to it that each
result is kept, written and recorded, in this order.

A run that is killed between two of these steps is finished by the next: what is kept is not graded
again, what was not written or recorded is done then.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import msgspec

from autograder.errors import InfrastructureError
from autograder.gradebook.recording import Recorder
from autograder.gradebook.standing import Standing, Standings
from autograder.grading.address import Address
from autograder.grading.attempts import handed_out_as
from autograder.grading.delivery import Delivery
from autograder.grading.former import Counted, Former
from autograder.grading.handed_in import HandedIn
from autograder.grading.packing import Packed, facts_of, pack, unpack
from autograder.grading.repeatable import repeatable
from autograder.grading.results import for_reading
from autograder.grading.settling import Settling
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

    assignment: Assignment
    """What is graded."""
    conditions: Conditions | None
    """All that decides verdicts besides the submission; None where that cannot be said, and nothing
    may be kept."""
    handed_in: HandedIn
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
    former: Former | None = None
    """What counted before, where the course keeps the best."""
    settling: Settling | None = None
    """None where all that the gradebook says is to be read, whether or not somebody has written to
    it since."""

    def read(self, student: str) -> tuple[Submission, Address]:
        """What a student handed in, and its address. Raises InfrastructureError."""
        return self.handed_in.read(student)

    def counting(self, student: str) -> Address:
        """The address of what counts of a student's submissions. Raises InfrastructureError."""
        at = self.read(student)[1]
        report = facts_of(self.store.facts([at.whole]).get(at.whole), student)
        return at if report is None else self._counted(report, at).at

    def look(self, students: Sequence[str]) -> tuple[list[Event], list[str]]:
        """What comes of students whose results are known, and who must be graded."""
        self.delivery.refresh()
        places, faults = self.handed_in.addresses(students)
        events: list[Event] = [Failure(student, str(error)) for student, error in faults.items()]
        known = self.store.facts(at.whole for at in places.values() if self._may_use(at))
        written = self.store.written(self.assignment.name, list(places)) if known else {}
        settled = self.settling.known(places, written) if self.settling else ()
        others = [student for student in places if student not in settled]
        self.delivery.prepare(others)
        standing = self.standings.of(others) if known and others else {}
        unknown: list[str] = []
        held: dict[str, tuple[SubmissionReport, Standing]] = {}
        for student, at in places.items():
            report = facts_of(known.get(at.whole), student)
            if report is None:
                unknown.append(student)
                continue
            if student in settled:
                events.append(Unchanged(report))
                continue
            try:
                counted = self._counted(report, at)
            except InfrastructureError as error:
                events.append(Failure(student, str(error)))
                continue
            if self.recorder is None:
                events.append(Unchanged(counted.report))
                continue
            event = self._deliver_again(counted, written.get(student))
            if event is None:
                unknown.append(student)
                continue
            events.append(event)
            if not isinstance(event, Failure):
                held |= self._settle(counted, standing.get(student))
        self.standings.penalise(held)
        return events, unknown

    def _counted(self, report: SubmissionReport, at: Address) -> Counted:
        """What counts where this is the report on the last submission. Raises InfrastructureError
        where that cannot be said."""
        return Counted(report, at) if self.former is None else self.former.counted(report, at)

    def _settle(
        self, counted: Counted, standing: Standing | None
    ) -> dict[str, tuple[SubmissionReport, Standing]]:
        """Have recorded what is not in the gradebook; what was there already."""
        assert self.recorder is not None
        report = counted.report
        if counted.passed_over is not None:
            self.recorder.pass_over(counted.passed_over)
        if standing is not None and self.standings.holds(report, standing):
            if self.settling is not None:
                self.settling.right.add(report.student)
            return {report.student: (report, standing)}
        self._record(report, counted.at)
        return {}

    def _may_use(self, at: Address) -> bool:
        return not self.force or at.whole in self.fresh

    def _deliver_again(self, counted: Counted, note: Written | None) -> Unchanged | Failure | None:
        """See that what belongs to a known result lies where it should; None where the result
        turns out to be of no use."""
        report, at = counted.report, counted.at
        same = note is not None and note.address == at.whole
        if note is not None and same and self.delivery.stands(note.files, report):
            return self._keep_attempt(counted) or Unchanged(report)
        if counted.earlier is not None:
            return self._deliver_earlier(counted) or Unchanged(report)
        submission, now = self.read(report.student)
        whole = self._whole(submission, at) if now == at else None
        if whole is None:
            return None
        return self._deliver(whole, at) or self._keep_attempt(counted) or Unchanged(report)

    def _deliver_earlier(self, counted: Counted) -> Failure | None:
        assert counted.earlier is not None
        assert counted.last is not None
        submission, packed = counted.earlier
        whole = _unpacked(packed, submission, self.assignment)
        if whole is None:
            return Failure(submission.student, "What counted before cannot be read: grade again.")
        whole = replace(handed_out_as(whole, counted.last), passed_over=counted.report.passed_over)
        failure = self._deliver(whole, counted.at)
        if failure is None:  # for reading: the result itself knows of no other submission
            kept = Packed(pack(whole).facts, b"")
            self.store.keep(for_reading(counted.at.whole), kept)
        return failure

    def _keep_attempt(self, counted: Counted) -> Failure | None:
        """Keep what was handed in, if it is the last submission that counts."""
        if self.former is None or counted.earlier is not None:
            return None
        try:
            submission, now = self.read(counted.report.student)
            if now == counted.at:
                self.former.attempts.keep(submission)
        except InfrastructureError as error:
            return Failure(counted.report.student, str(error))
        return None

    def _whole(self, submission: Submission, at: Address) -> SubmissionReport | None:
        packed = self.store.packed(at.whole)
        return None if packed is None else _unpacked(packed, submission, self.assignment)

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
        try:
            counted = self._counted(report, at)
        except InfrastructureError as error:
            return Failure(report.student, str(error))
        if self.recorder is None:
            return counted.report
        if counted.earlier is not None:
            return self._conclude_earlier(counted)
        failure = self._deliver(report, at) or self._keep_attempt(counted)
        if failure is not None:
            return failure
        self._record(report, at)
        return report

    def _conclude_earlier(self, counted: Counted) -> Event:
        """The one that was graded does not count: see that all is as the earlier one has it."""
        student = counted.report.student
        note = self.store.written(self.assignment.name, [student]).get(student)
        event = self._deliver_again(counted, note)
        assert event is not None
        if isinstance(event, Failure):
            return event
        self.standings.penalise(self._settle(counted, self.standings.of([student]).get(student)))
        return counted.report

    def _record(self, report: SubmissionReport, at: Address) -> None:
        assert self.recorder is not None
        self.recorder.record(report, self.origin(at))
        if self.settling is not None:
            self.settling.recorded.add(report.student)

    def origin(self, at: Address) -> Origin:
        """Where marks of what lies at this address come from."""
        return Origin(at.content.hex(), self.conditions or Conditions("", {}))


def _unpacked(
    packed: Packed, submission: Submission, assignment: Assignment
) -> SubmissionReport | None:
    try:
        return unpack(packed, submission, assignment)
    except (ValueError, msgspec.DecodeError):
        return None
