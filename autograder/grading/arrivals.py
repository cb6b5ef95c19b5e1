"""What arrives while a run watches: folders of students that are new or have changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from autograder.grading.looks import look


class Arrivals:
    """Remembers how folders looked."""

    def __init__(self) -> None:
        self._taken: dict[str, bytes] = {}
        self._last: dict[str, bytes] = {}

    def take(self, folders: Mapping[str, Path]) -> None:
        """These are being graded as they are now."""
        self._taken |= {student: look(folder).digest for student, folder in folders.items()}

    def poll(self, folders: Mapping[str, Path]) -> list[str]:
        """Students whose folder has changed since it was taken, and not since the last poll: who is
        still copying is not disturbed. They count as taken."""
        arrived = []
        now = {student: look(folder).digest for student, folder in folders.items()}
        for student, looks in now.items():
            if looks != self._taken.get(student) and looks == self._last.get(student):
                self._taken[student] = looks
                arrived.append(student)
        self._last = now
        return arrived

    def give_back(self, students: Iterable[str]) -> None:
        """These could not be graded: the next polls shall name them again."""
        for student in students:
            self._taken.pop(student, None)
