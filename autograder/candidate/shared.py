"""Containers of which both sides hold a copy, for as long as a test cell runs.

In one process a list is one object for the test and for the student's code. Here each side has a
copy, and both know it by a number: it crosses once, comes back as itself, and what either side
changes in its copy goes along with the next message. Both sides keep such a table; the examiner
decides what is forgotten.
"""

from __future__ import annotations

import sys
import zlib
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np

from autograder.candidate import tables
from autograder.candidate.values import WireError

WINDOW = 64
"""Arguments and answers that stay shared after their call. A loop over many cases holds on to all
of them, and each would be looked at again with every call."""
LASTING = 4096
"""Containers that were asked for by name, and those within them."""
_LARGE = 2**16
"""Bytes of an array of which a checksum is kept instead of a copy."""


class Shared:
    """The table of one side."""

    def __init__(self) -> None:
        self.next = 0
        """The first number that is free."""
        self._containers: dict[int, Any] = {}
        self._numbers: dict[int, int] = {}
        self._states: dict[int, object] = {}
        self._lasting: set[int] = set()

    def number(self, container: object) -> int | None:
        """The number of a container, or None where it is not shared."""
        return self._numbers.get(id(container))

    def __getitem__(self, number: int) -> Any:
        """Raises WireError where there is no such container."""
        if number not in self._containers:
            raise WireError("a container that was never sent")
        return self._containers[number]

    def add(self, first: int, containers: Sequence[object], *, lasting: bool = False) -> None:
        """Share what a message has brought, numbered from ``first`` on."""
        for number, container in enumerate(containers, first):
            self._containers[number] = container
            self._numbers[id(container)] = number
            self._states[number] = snapshot(container)
        if lasting:
            self._lasting.update(range(first, first + len(containers)))
        self.next = max(self.next, first + len(containers))

    def altered(self) -> Iterator[tuple[int, Any]]:
        """Containers that this side has changed since both were last alike."""
        for number, container in self._containers.items():
            if self._is_altered(number):
                yield number, container

    def _is_altered(self, number: int) -> bool:
        before = self._states[number]
        return before is not None and changed(self._containers[number], before)

    def settle(self, numbers: Iterable[int]) -> None:
        """Both sides are alike again in these."""
        for number in numbers:
            self._states[number] = snapshot(self._containers[number])

    def retire(self) -> list[int]:
        """Forget the containers that nobody but this table holds on to, unless a change is still
        to be told, and the oldest ones beyond the bounds; returns their numbers."""
        gone = [
            number
            for number in self._containers
            if sys.getrefcount(self._containers[number]) <= 2 and not self._is_altered(number)
        ]
        gone += self._beyond(gone, self._lasting, LASTING)
        gone += self._beyond(gone, self._containers.keys() - self._lasting, WINDOW)
        self.forget(gone)
        return gone

    def _beyond(self, gone: list[int], numbers: Iterable[int], bound: int) -> list[int]:
        kept = sorted(set(numbers).difference(gone))
        return kept[: max(0, len(kept) - bound)]

    def forget(self, numbers: Iterable[int]) -> None:
        """These are not shared any more; the copies live on by themselves."""
        for number in numbers:
            container = self._containers.pop(number, None)
            self._states.pop(number, None)
            self._lasting.discard(number)
            if container is not None and self._numbers.get(id(container)) == number:
                del self._numbers[id(container)]


def snapshot(value: object) -> object:
    """What a mutable container holds now, to be compared later; None for an array that cannot be
    written to."""
    match value:
        case np.ndarray() if not value.flags.writeable:
            return None
        case np.ndarray() if value.dtype.hasobject:
            return tuple(value.ravel())
        case np.ndarray() if value.nbytes > _LARGE:
            return zlib.crc32(np.ascontiguousarray(value).view(np.uint8).data)
        case np.ndarray():
            return value.tobytes()
        case bytearray():
            return bytes(value)
        case dict():
            return tuple(item for pair in value.items() for item in pair)
        case list() | set() | deque():
            return tuple(value)
        case _ if (table := tables.fingerprint(value)) is not None:
            return table
        case _:
            return tuple(item for pair in vars(value).items() for item in pair)


def changed(value: object, before: object) -> bool:
    """Whether a container holds other things than ``before``; nested ones are compared alone."""
    after = snapshot(value)
    if not isinstance(before, tuple) or not isinstance(after, tuple):
        return after != before
    return len(after) != len(before) or any(
        new is not old for new, old in zip(after, before, strict=True)
    )


def restore(original: Any, content: Any) -> None:
    """Make ``original`` hold what the other side has left in its copy of it. Raises WireError
    where the new content is of another kind."""
    if type(content) is not type(original):
        raise WireError("a change of another type")
    match original:
        case np.ndarray():
            if content.dtype != original.dtype or content.shape != original.shape:
                raise WireError("a change of another shape")
            if original.flags.writeable:
                original[...] = content
        case list() | bytearray():
            original[:] = content
        case dict() | set():
            original.clear()
            original.update(content)
        case deque():
            original.clear()
            original.extend(content)
        case _ if tables.fingerprint(original) is not None:
            tables.restore(original, content)
        case _:
            vars(original).clear()
            vars(original).update(vars(content))
