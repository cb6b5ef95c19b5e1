"""Many questions to one function, as few exchanges as can be.

A student's function that lives in another process answers a batch of questions nearly as fast as
one. What comes is what would have come one by one: a batch ends where the function prints or warns,
after some time, and before a question that shares something changeable with an earlier one.
"""

from __future__ import annotations

import collections
import copy
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

import numpy as np

from autograder.exercises.models import is_large

FIRST, GROWTH, MOST = 8, 4, 128
"""Questions in the first batch, how much larger each next one is, and how large one may be: most
functions that are wrong are so in one of the first questions."""

Arguments = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one call."""

    value: Any = None
    error: BaseException | None = None
    asked: Arguments = ()
    """The arguments as they were before the call; a real model itself."""

    def get(self) -> Any:
        """The value. Raises what the function raised."""
        if self.error is not None:
            raise self.error
        return self.value


def answers(function: Callable[..., Any], questions: Iterable[Arguments]) -> Iterator[Answer]:
    """The answer to each question. The function may be asked some questions ahead.

    A class of functions that can answer many questions at once has a method ``_calls_``, which
    takes a list of arguments and yields answers to the first of them, at least to one.
    """
    together = getattr(type(function), "_calls_", None)
    if together is None:
        yield from (_answer(function, arguments) for arguments in questions)
        return
    left, size = iter(questions), FIRST
    waiting: collections.deque[Arguments] = collections.deque()
    while True:
        waiting.extend(islice(left, max(0, size - len(waiting))))
        batch = _apart(waiting)
        if not batch:
            return
        asked = [_copied(arguments) for arguments in batch]
        for before, answer in zip(asked, together(function, batch), strict=False):
            waiting.popleft()
            yield replace(answer, asked=before)
        size = min(size * GROWTH, MOST)


def _answer(function: Callable[..., Any], arguments: Arguments) -> Answer:
    asked = _copied(arguments)
    try:
        return Answer(function(*arguments), None, asked)
    except Exception as error:
        return Answer(None, error, asked)


def _copied(arguments: Arguments) -> Arguments:
    return tuple(value if is_large(value) else _copy(value) for value in arguments)


def _copy(value: Any) -> Any:
    if type(value) is np.ndarray and value.dtype != object:
        return value.copy()  # as most are, and at once
    return copy.deepcopy(value)


def _apart(questions: Iterable[Arguments]) -> list[Arguments]:
    """The first questions, up to one that could be touched by what a call does to the arguments of
    an earlier one."""
    batch: list[Arguments] = []
    held: dict[int, list[Any]] = collections.defaultdict(list)
    for arguments in questions:
        mine = [(_owner(part), part) for part in _changeable(arguments)]
        if any(_meets(part, held[owner]) for owner, part in mine):
            break
        batch.append(arguments)
        for owner, part in mine:
            held[owner].append(part)
    return batch


def _changeable(value: Any) -> Iterator[Any]:
    """All within a value that a call could change."""
    if isinstance(value, int | float | str | None) or is_large(value):
        return
    if isinstance(value, np.ndarray):
        if value.flags.writeable:
            yield value
        return
    if not isinstance(value, tuple):
        yield value
    if isinstance(value, list | tuple | set):
        for item in value:
            yield from _changeable(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _changeable(item)


def _owner(part: Any) -> int:
    """Whose memory it shows."""
    while isinstance(part, np.ndarray) and isinstance(part.base, np.ndarray):
        part = part.base
    return id(part)


def _meets(part: Any, earlier: Sequence[Any]) -> bool:
    if isinstance(part, np.ndarray):
        return any(np.may_share_memory(part, other) for other in earlier)
    return bool(earlier)
