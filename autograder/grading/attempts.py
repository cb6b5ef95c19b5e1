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

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from autograder.errors import CourseError, InfrastructureError
from autograder.gradebook import database
from autograder.gradebook.course import Course
from autograder.gradebook.exchange import ADDED
from autograder.gradebook.files import write_file
from autograder.gradebook.history import Entry
from autograder.gradebook.recording import Recorder
from autograder.gradebook.rows import ensure, find_assignment
from autograder.gradebook.standing import standings
from autograder.gradebook.writing import file_mode
from autograder.grading.address import Address, address, digest
from autograder.grading.packing import pack_submission, unpack_submission
from autograder.model import Conditions, Origin, PassedOver, Submission, SubmissionReport


def no_parts() -> CourseError:
    """What to raise where some notebooks alone are to be graded."""
    return CourseError(
        "This course keeps the best of a student's submissions, and they are compared as wholes.",
        next_step="Grade all notebooks, or set c.Autograder.keep = 'last'.",
    )


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
            mode = file_mode(self._course, "Autograde", 600)
            write_file(path, data, replace=True, mode=mode)
        except (OSError, CourseError) as error:
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
    files = {k: v for k, v in submission.files.items() if k not in ADDED}
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
    theirs = {name: last.files[name] for name in ADDED if name in last.files}
    return replace(report, files={**report.files, **theirs})


def address_of(earlier: Address, last: Address, passed: PassedOver) -> Address:
    """Under what is kept what comes of an earlier submission while the last does not count."""
    whole = digest("an earlier one counts", earlier.whole, last.whole, passed)
    return Address(earlier.content, whole)


def record_best(course: Course, assignment: str, best: Best, decides: Conditions) -> None:
    """Have the gradebook hold what counts, where nbgrader has entered the last submission: its
    time, by which lateness is counted, marks of all notebooks, the audit trail. Marks that stand
    are not written again, for people would be asked to look at theirs once more.

    Raises InfrastructureError.
    """
    report = best.report
    with database.writer(course) as session:
        rows = find_assignment(session, assignment)
        assert rows is not None  # nbgrader has asked for it before
        ensure(session, rows, {report.student: report.timestamp})
        session.commit()
    with standings(course, assignment) as standing:
        stands = standing.holds(report, standing.of([report.student]).get(report.student))
    with Recorder(course, assignment) as recorder:
        if not stands:
            recorder.record(report, Origin(content_of(best.submission), decides))
        if report.passed_over is not None:
            origin, marks = Origin(content_of(best.last), decides), best.last_report.marks
            last = Entry(report.student, origin, marks, best.last.timestamp, counts=False)
            recorder.pass_over(last)
    if report.passed_over is None:
        Attempts(course, assignment).keep(best.last)


def content_of(submission: Submission) -> str:
    """The digest of what was handed in, as the audit trail has it."""
    return address(b"", submission).content.hex()
