"""What arrives while a run watches: folders of students that are new or have changed."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

MOST = 5000
"""Entries of a folder that are looked at: more are not read either."""


class Arrivals:
    """Remembers how folders looked: names, sizes, times."""

    def __init__(self) -> None:
        self._taken: dict[str, int] = {}
        self._last: dict[str, int] = {}

    def take(self, folders: Mapping[str, Path]) -> None:
        """These are being graded as they are now."""
        self._taken |= {student: _look(folder) for student, folder in folders.items()}

    def poll(self, folders: Mapping[str, Path]) -> list[str]:
        """Students whose folder has changed since it was taken, and not since the last poll: who is
        still copying is not disturbed. They count as taken."""
        arrived = []
        now = {student: _look(folder) for student, folder in folders.items()}
        for student, look in now.items():
            if look != self._taken.get(student) and look == self._last.get(student):
                self._taken[student] = look
                arrived.append(student)
        self._last = now
        return arrived

    def give_back(self, students: Iterable[str]) -> None:
        """These could not be graded: the next polls shall name them again."""
        for student in students:
            self._taken.pop(student, None)


def _look(folder: Path) -> int:
    room = MOST

    def entries(path: str) -> Iterator[tuple[str, int, int, int]]:
        nonlocal room
        try:
            with os.scandir(path) as found:
                for entry in found:
                    room -= 1
                    if room < 0:
                        return
                    if entry.is_dir(follow_symlinks=False):
                        yield from entries(entry.path)
                    status = entry.stat(follow_symlinks=False)
                    yield entry.path, status.st_size, status.st_mtime_ns, status.st_ino
        except OSError:  # it goes away while it is looked at
            return

    return hash(frozenset(entries(str(folder))))
