"""Many questions to one function, as few exchanges as can be.

A student's function that lives in another process answers a batch of questions nearly as fast as
one. What comes is what would have come one by one: a batch ends where the function prints or warns,
after some time, and before a question that shares something changeable with an earlier one.
"""

from __future__ import annotations

import collections
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
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
        for answer in together(function, batch):
            waiting.popleft()
            yield answer
        size = min(size * GROWTH, MOST)


def _answer(function: Callable[..., Any], arguments: Arguments) -> Answer:
    try:
        return Answer(function(*arguments))
    except Exception as error:
        return Answer(error=error)


def _apart(questions: Iterable[Arguments]) -> list[Arguments]:
    """The first questions, up to one that could be touched by what a call does to the arguments of
    an earlier one."""
    batch: list[Arguments] = []
    held: dict[int, list[Any]] = collections.defaultdict(list)
    for arguments in questions:
        mine = [(_owner(argument), argument) for argument in arguments]
        if any(_meets(argument, held[owner]) for owner, argument in mine if owner is not None):
            break
        batch.append(arguments)
        for owner, argument in mine:
            if owner is not None:
                held[owner].append(argument)
    return batch


def _owner(argument: Any) -> int | None:
    """Whose memory an argument shows; None for what a call cannot change."""
    if isinstance(argument, np.ndarray):
        if not argument.flags.writeable:
            return None
        while isinstance(argument.base, np.ndarray):
            argument = argument.base
    unchanging = isinstance(argument, int | float | str | None) or is_large(argument)
    return None if unchanging else id(argument)


def _meets(argument: Any, earlier: Sequence[Any]) -> bool:
    if isinstance(argument, np.ndarray):
        return any(np.may_share_memory(argument, other) for other in earlier)
    return bool(earlier)
