"""Known misconceptions: what a wrong answer looks like, and a question that helps.

A catalogue has two uses. It measures the tests: a right notebook with one of these cells in it
must lose the points it says, no more and no less. And it explains: where a student's answers are
those of a misconception on all that was asked so far, its hint is shown.
"""

from __future__ import annotations

import contextlib
import copy
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from autograder.exercises.comparing import LEAST, as_numbers, difference
from autograder.exercises.models import guarded, is_model

ROUNDING = 1e-15
"""What two ways to compute the same may differ by, where the result is near 0."""

History = Sequence[tuple[tuple[Any, ...], Any]]
"""Calls that a test made: the arguments, and what came."""


@dataclass(frozen=True, slots=True)
class Misconception:
    """One way to get one task wrong."""

    id: str
    """``C04``: stable, so that reports of different years can be compared."""
    task: str
    """The function, which is also the grade id of its solution cell."""
    title: str
    """For instructors: what the student did."""
    code: str
    """A whole solution cell."""
    hint: str
    """For students: a question or a pointer, never the answer."""
    loses: frozenset[str]
    """Grade cells that an otherwise right notebook loses."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The misconceptions of an assignment, with the names that their code may use."""

    entries: tuple[Misconception, ...]
    names: Mapping[str, Any] = field(default_factory=dict)
    same: Callable[[Any, Any], bool] = field(default_factory=lambda: same_numbers)
    """Whether two answers are one."""

    def explain(self, task: str, history: History) -> str:
        """The hint of the first misconception that would have given these very answers, or ''."""
        for entry in self.entries if history else ():
            if entry.task == task and self._gives(entry, history):
                return entry.hint
        return ""

    def _gives(self, entry: Misconception, history: History) -> bool:
        names = dict(self.names)
        with contextlib.suppress(Exception), np.errstate(all="ignore"):
            exec(entry.code, names)  # our own code, from this package
            return all(
                self.same(names[entry.task](*map(copied, arguments)), came)
                for arguments, came in history
            )
        return False


def copied(value: Any) -> Any:
    """What a call may do with as it likes: a copy, or a model that cannot be written to."""
    return guarded(value) if is_model(value) else copy.deepcopy(value)


def same_numbers(one: Any, other: Any) -> bool:
    """Whether two numbers or arrays are equal but for rounding."""
    numbers = as_numbers(one)
    if numbers is None or np.isnan(numbers).any():  # nan looks alike, whatever it came from
        return False
    size = float(np.max(np.abs(numbers), initial=0.0))
    return difference(other, numbers, max(LEAST * size, ROUNDING)) is None
