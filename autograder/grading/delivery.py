"""What a report becomes on disk (graded notebooks, pages for students), and whether it is still so.

Each file is remembered with its size and time as it was written, pages also with all that decides
what they say besides the report: what somebody removed or changed, or would be another page now, is
written again, and all others are left alone.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import Protocol

import msgspec

from autograder.errors import InfrastructureError
from autograder.gradebook.course import Course
from autograder.gradebook.writing import write_autograded
from autograder.model import SubmissionReport


class Publisher(Protocol):
    """Writes more of reports than nbgrader knows, such as pages for students."""

    def refresh(self) -> None:
        """Called before a group of students is looked at: from now on it is this moment that
        counts."""

    def prepare(self, students: Sequence[str]) -> None:
        """Called with a group of students before anything is asked about one of them."""

    def decides(self, report: SubmissionReport) -> bytes:
        """A digest of all that decides what is written besides the report; of that the documents
        may be missing."""

    def frame(self) -> bytes:
        """A digest of what has a say in everybody's pages at this moment: the code that writes
        them, and how much is revealed."""

    def touched(self, students: Sequence[str]) -> Collection[str]:
        """Of these students, those whose pages say what is only in the gradebook: what people have
        added, what lateness costs."""

    def publish(self, report: SubmissionReport) -> Iterable[Path]:
        """Write; which files. Raises OSError."""


class _Files(msgspec.Struct, array_like=True):
    """Path, size, time of change in nanoseconds."""

    graded: list[tuple[str, int, int]]
    published: list[tuple[str, int, int]] | None
    """None where nothing was published."""
    decided: bytes = b""
    """See ``Publisher.decides``."""
    frame: bytes = b""
    """See ``Publisher.frame``."""


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(_Files).decode


class Delivery:
    """Writes reports of one course."""

    def __init__(
        self, course: Course, publisher: Publisher | None, *, others: Collection[str] = ()
    ) -> None:
        """``others`` are notebooks of the assignment that this run leaves as they are."""
        self._course = course
        self._publisher = publisher
        self._others = frozenset(others)

    def refresh(self) -> None:
        """Called before a group of students is looked at."""
        if self._publisher is not None:
            self._publisher.refresh()

    def prepare(self, students: Sequence[str]) -> None:
        """Called with a group of students before one of them is asked about or delivered to."""
        if self._publisher is not None and students:
            self._publisher.prepare(students)

    def deliver(self, report: SubmissionReport) -> bytes:
        """Write everything, each file or folder whole or not at all; what to remember of it.

        Raises:
            InfrastructureError: the disk refused.
        """
        folder = write_autograded(self._course, report, others=self._others)
        graded = [path for path in folder.rglob("*") if path.is_file()]
        if self._publisher is None:
            return _encode(_Files(_look(graded), None))
        try:
            published = _look(self._publisher.publish(report))
        except OSError as error:
            raise InfrastructureError(
                f"The pages of {report.student} could not be written: {error}.",
                next_step="See that the folder is writable and the disk is not full, then grade "
                "again.",
            ) from error
        decided, frame = self._publisher.decides(report), self._publisher.frame()
        return _encode(_Files(_look(graded), published, decided, frame))

    def stands(self, files: bytes, report: SubmissionReport) -> bool:
        """Whether all that was written of a report lies there, and would be the same now."""
        held = _held(files)
        if held is None or self._publisher is None:
            return held is not None and _lie_there(held.graded)
        if held.published is None or held.decided != self._publisher.decides(report):
            return False
        return _lie_there(held.graded) and _lie_there(held.published)

    def stands_untouched(self, files: bytes) -> bool:
        """The same, where nothing that the gradebook says of it has changed since. False where no
        pages are written in this run, or were in that one."""
        held = _held(files)
        if held is None or self._publisher is None or held.published is None:
            return False
        if held.frame != self._publisher.frame():
            return False
        return _lie_there(held.graded) and _lie_there(held.published)

    def touched(self, students: Sequence[str]) -> Collection[str]:
        """Of these students, those whose pages may not be what they were written as, now that marks
        are recorded."""
        return () if self._publisher is None else self._publisher.touched(students)


def _held(files: bytes) -> _Files | None:
    try:
        return _decode(files)
    except msgspec.DecodeError:
        return None


def _lie_there(files: Iterable[tuple[str, int, int]]) -> bool:
    """Whether these files are as they were written."""
    try:
        for path, size, time in files:
            status = os.stat(path)  # noqa: PTH116  # a third of the time of Path.stat
            if (status.st_size, status.st_mtime_ns) != (size, time):
                return False
    except OSError:
        return False
    return True


def _look(paths: Iterable[Path]) -> list[tuple[str, int, int]]:
    return [(str(path), (s := path.stat()).st_size, s.st_mtime_ns) for path in paths]
