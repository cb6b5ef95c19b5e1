"""What a report becomes on disk (graded notebooks, pages for students), and whether it is still so.

Each file is remembered with its size and time as it was written: one that somebody removed or
changed is written again, and all others are left alone.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable
from pathlib import Path

import msgspec

from autograder.errors import InfrastructureError
from autograder.gradebook.course import Course
from autograder.gradebook.writing import write_autograded
from autograder.model import SubmissionReport

Publish = Callable[[SubmissionReport], Iterable[Path]]
"""Writes more of a report, such as a page for the student, and says which files."""


class _Files(msgspec.Struct, array_like=True):
    """Path, size, time of change in nanoseconds."""

    graded: list[tuple[str, int, int]]
    published: list[tuple[str, int, int]] | None
    """None where nothing was published."""


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(_Files).decode


class Delivery:
    """Writes reports of one course."""

    def __init__(
        self, course: Course, publish: Publish | None, *, others: Collection[str] = ()
    ) -> None:
        """``others`` are notebooks of the assignment that this run leaves as they are."""
        self._course = course
        self._publish = publish
        self._others = frozenset(others)

    def deliver(self, report: SubmissionReport) -> bytes:
        """Write everything, each file or folder whole or not at all; what to remember of it.

        Raises:
            InfrastructureError: the disk refused.
        """
        folder = write_autograded(self._course, report, others=self._others)
        graded = [path for path in folder.rglob("*") if path.is_file()]
        if self._publish is None:
            return _encode(_Files(_look(graded), None))
        try:
            published = _look(self._publish(report))
        except OSError as error:
            raise InfrastructureError(
                f"The pages of {report.student} could not be written: {error}.",
                next_step="See that the folder is writable and the disk is not full, then grade "
                "again.",
            ) from error
        return _encode(_Files(_look(graded), published))

    def stands(self, files: bytes) -> bool:
        """Whether all that was written is there as it was."""
        try:
            held = _decode(files)
        except msgspec.DecodeError:
            return False
        if self._publish is not None and held.published is None:
            return False
        wanted = held.graded + (held.published or [] if self._publish is not None else [])
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
