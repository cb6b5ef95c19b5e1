"""Pages of a class, as ``autograder grade`` has them written and written again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from autograder.feedback.edition import Edition
from autograder.feedback.page import write_feedback
from autograder.gradebook.course import Course
from autograder.gradebook.given import Given, given
from autograder.model import SubmissionReport
from autograder.pages import write

FOR_RELEASE = (PurePosixPath("timestamp.txt"), PurePosixPath("submission_secret.txt"))
"""What ``nbgrader release_feedback`` looks for beside the pages: by these it knows whose they
are."""


class Pages:
    """A ``Publisher`` (``autograder.grading.delivery``)."""

    def __init__(self, course: Course, assignment: str) -> None:
        """Raises CourseError where ``c.Autograder.reveal`` cannot be read."""
        self._course = course
        self._assignment = assignment
        self._revealing = course.settings.revealing(assignment)
        self._given: dict[str, Given] = {}
        self._now = datetime.now(UTC)

    def prepare(self, students: Sequence[str]) -> None:
        """Read what people have added for a group of students, before they are looked at."""
        self._now = datetime.now(UTC)
        found = given(self._course, self._assignment, students)
        self._given |= {student: found.get(student, Given()) for student in students}

    def decides(self, report: SubmissionReport) -> bytes:
        return self._edition(report).digest

    def publish(self, report: SubmissionReport) -> Sequence[Path]:
        folder = self._course.feedback(report.student, self._assignment)
        written = [*write_feedback(report, folder, self._edition(report))]
        for name in FOR_RELEASE:
            if name in report.files:
                write(folder / name, report.files[name].decode(errors="replace"))
                written.append(folder / name)
        return written

    def _edition(self, report: SubmissionReport) -> Edition:
        held = self._given.get(report.student, Given())
        return Edition.of(report, held, self._revealing, self._now)
