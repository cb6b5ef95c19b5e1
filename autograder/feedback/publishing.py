"""Pages of a class, as ``autograder grade`` has them written and written again."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from pathlib import Path

from autograder.feedback.edition import Edition
from autograder.feedback.page import write_feedback
from autograder.feedback.revealing import held_back
from autograder.gradebook.course import Course
from autograder.gradebook.exchange import ADDED
from autograder.gradebook.given import Given, given
from autograder.gradebook.writing import file_mode
from autograder.model import SubmissionReport
from autograder.pages import write

HELD = 1000
"""Students whose additions are held at a time; of others they are read again."""


class Pages:
    """A ``Publisher`` (``autograder.grading.delivery``)."""

    def __init__(self, course: Course, assignment: str) -> None:
        """Raises CourseError where ``c.Autograder.reveal`` cannot be read."""
        self._course = course
        self._assignment = assignment
        self._revealing = course.settings.revealing(assignment)
        self._given: dict[str, Given] = {}
        self._now = datetime.now(UTC)

    def refresh(self) -> None:
        self._now = datetime.now(UTC)

    def prepare(self, students: Sequence[str]) -> None:
        """Read what people have added for a group of students, before they are looked at."""
        found = given(self._course, self._assignment, students, every=False)
        self._given |= {student: found.get(student, Given()) for student in students}
        for student in list(self._given)[: max(0, len(self._given) - HELD)]:
            del self._given[student]

    def decides(self, report: SubmissionReport) -> bytes:
        return self._edition(report).digest

    def frame(self) -> bytes:
        shown = self._revealing.at(self._now), held_back(self._revealing, self._now)
        return Edition(*shown).digest

    def touched(self, students: Sequence[str]) -> Collection[str]:
        found: set[str] = set()
        for start in range(0, len(students), HELD):
            some = students[start : start + HELD]
            added = given(self._course, self._assignment, some, every=False)
            found.update(student for student, held in added.items() if held.says_something)
        return found

    def publish(self, report: SubmissionReport) -> Sequence[Path]:
        folder = self._course.feedback(report.student, self._assignment)
        # not what this process gives to files: nbgrader hands pages out as they are, and of one
        # that is its owner's alone the student would have nothing
        mode = file_mode(self._course, "GenerateFeedback", 644)
        written = [*write_feedback(report, folder, self._edition(report), mode=mode)]
        for name in ADDED:
            if name in report.files:
                write(folder / name, report.files[name].decode(errors="replace"), mode=mode)
                written.append(folder / name)
        return written

    def _edition(self, report: SubmissionReport) -> Edition:
        if report.student not in self._given:
            self.prepare([report.student])
        return Edition.of(report, self._given[report.student], self._revealing, self._now)
