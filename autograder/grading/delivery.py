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

    def prepare(self, students: Sequence[str]) -> None:
        """Called with a group of students before anything is asked about one of them."""

    def decides(self, report: SubmissionReport) -> bytes:
        """A digest of all that decides what is written besides the report; of that the documents
        may be missing."""

    def publish(self, report: SubmissionReport) -> Iterable[Path]:
        """Write; which files. Raises OSError."""


class _Files(msgspec.Struct, array_like=True):
    """Path, size, time of change in nanoseconds."""

    graded: list[tuple[str, int, int]]
    published: list[tuple[str, int, int]] | None
    """None where nothing was published."""
    decided: bytes = b""
    """See ``Publisher.decides``."""


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

    def prepare(self, students: Sequence[str]) -> None:
        """Called with a group of students before one of them is asked about or delivered to."""
        if self._publisher is not None:
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
        return _encode(_Files(_look(graded), published, self._publisher.decides(report)))

    def stands(self, files: bytes, report: SubmissionReport) -> bool:
        """Whether all that was written of a report lies there, and would be the same now."""
        try:
            held = _decode(files)
        except msgspec.DecodeError:
            return False
        wanted = held.graded
        if self._publisher is not None:
            if held.published is None or held.decided != self._publisher.decides(report):
                return False
            wanted = wanted + held.published
        try:
            for path, size, time in wanted:
                status = os.stat(path)  # noqa: PTH116  # a third of the time of Path.stat
                if (status.st_size, status.st_mtime_ns) != (size, time):
                    return False
        except OSError:
            return False
        return True


def _look(paths: Iterable[Path]) -> list[tuple[str, int, int]]:
    return [(str(path), (s := path.stat()).st_size, s.st_mtime_ns) for path in paths]
