"""The best of a student's submissions, where the course keeps it (``c.Autograder.keep``).

What nbgrader collects takes the place of what it collected before, so the submission that counts is
kept here, whole, as one file ``kept/<student>/<assignment>/submission``. When another one is there,
both are graded by the tests as they are now, and compared as wholes: no cell of one is taken for
the other. Compared is what tests gave, late penalties taken off; marks by people belong to the
submission that they have seen, and decide nothing here.

Of two that are worth the same the later counts, since a person may find more in it, unless it is
the same work: then nothing has been gained by handing it in again, and nothing is lost.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import msgspec

from autograder.errors import InfrastructureError
from autograder.gradebook.course import Course
from autograder.gradebook.writing import file_mode
from autograder.grading.address import Address, digest
from autograder.grading.packing import Packed, pack_submission, unpack_submission
from autograder.model import Assignment, PassedOver, Submission, SubmissionReport

if TYPE_CHECKING:
    from autograder.grading.desk import Desk, Event

_EXCHANGE = (PurePosixPath("timestamp.txt"), PurePosixPath("submission_secret.txt"))
"""What the exchange adds to a submission; by these a student fetches feedback."""


class Attempts:
    """What counts of each student's in one assignment, as bytes."""

    def __init__(self, course: Course, assignment: str) -> None:
        self._course = course
        self._assignment = assignment

    def former(self, last: Submission) -> Submission | None:
        """What counted before this one; None where nothing did, or it is this one. Raises
        InfrastructureError."""
        path = self._path(last.student)
        try:
            kept = unpack_submission(path.read_bytes())
        except FileNotFoundError:
            return None
        except (OSError, msgspec.DecodeError) as error:
            raise InfrastructureError(
                f"What counts of {last.student} cannot be read: {error}.",
                next_step=f"Put {path} right. Without that file the last submission counts.",
            ) from error
        return None if kept == last else kept

    def keep(self, submission: Submission) -> None:
        """This one counts. Raises InfrastructureError."""
        path, data = self._path(submission.student), pack_submission(submission)
        try:
            if path.is_file() and path.read_bytes() == data:
                return
            path.parent.mkdir(parents=True, exist_ok=True)
            draft = path.with_name(f".{path.name}.{os.getpid()}")
            draft.write_bytes(data)
            draft.chmod(file_mode(self._course, "Autograde", 600))
            draft.replace(path)
        except OSError as error:
            raise InfrastructureError(
                f"What {submission.student} handed in could not be kept: {error}.",
                next_step="See that the folder is writable and the disk is not full, then grade "
                "again.",
            ) from error

    def _path(self, student: str) -> Path:
        return self._course.kept(student, self._assignment) / "submission"


def the_earlier_counts(
    earlier: tuple[Submission, float], last: tuple[Submission, float]
) -> PassedOver | None:
    """Of two submissions with what they are worth: what is to be said of the last where it does
    not count."""
    (before, more), (now, less) = earlier, last
    if less > more or (less == more and _work(before) != _work(now)):
        return None
    return PassedOver(now.timestamp, less, more)


def _work(submission: Submission) -> tuple[object, object]:
    files = {k: v for k, v in submission.files.items() if k not in _EXCHANGE}
    return submission.notebooks, files


@dataclass(frozen=True, slots=True)
class Best:
    """What counts of a student's last submission and the one that counted before."""

    report: SubmissionReport
    submission: Submission
    last: Submission
    last_report: SubmissionReport


def best_of(
    last: Submission,
    attempts: Attempts,
    *,
    grade: Callable[[Submission], SubmissionReport],
    worth: Callable[[SubmissionReport], float],
) -> Best:
    """Grade both, and say which counts. Raises what ``grade`` raises, and InfrastructureError."""
    report, former = grade(last), attempts.former(last)
    if former is not None:
        earlier = grade(former)
        passed = the_earlier_counts((former, worth(earlier)), (last, worth(report)))
        if passed is not None:
            kept = replace(handed_out_as(earlier, last), passed_over=passed)
            return Best(kept, former, last, report)
    return Best(report, last, last, report)


def handed_out_as(report: SubmissionReport, last: Submission) -> SubmissionReport:
    """The report, such that who has handed in the last submission can fetch its pages."""
    theirs = {name: last.files[name] for name in _EXCHANGE if name in last.files}
    return replace(report, files={**report.files, **theirs})


def address_of(earlier: Address, last: Address, passed: PassedOver) -> Address:
    """Under what is kept what comes of an earlier submission while the last does not count."""
    whole = digest("an earlier one counts", earlier.whole, last.whole, passed)
    return Address(earlier.content, whole)


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
                found = self.find(student)
            except InfrastructureError:
                continue  # the desk will meet it too, and say so
            if found is not None and (self.desk.force or self.packed(found[1]) is None):
                unknown.append(student)
        return [], unknown

    def find(self, student: str) -> tuple[Submission, Address] | None:
        """What counted before the last. Raises InfrastructureError."""
        former = self.attempts.former(self.desk.read(student)[0])
        return None if former is None else (former, self.desk.address(former))

    def read(self, student: str) -> tuple[Submission, Address]:
        found = self.find(student)
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
