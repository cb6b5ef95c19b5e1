"""Questions to a function, and which of them a person would ask first."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.exercises.models import is_model

SMALL = 3
"""Numbers that a vector may have, to be drawn on a board."""
MANY, DIGITS = 20, 6
"""Of so many numbers nobody counts the digits; each counts as having six."""


@dataclass(frozen=True, slots=True)
class Case:
    """One question."""

    arguments: tuple[Any, ...]
    law: str = ""
    """Why the answer is what it is, where a rule in words says more than numbers."""
    shown: str = ""
    """The arguments as code, where that is clearer than their values: ``model["king"]``."""


@dataclass(frozen=True, slots=True)
class Probe:
    """A public question: it may be shown to a student, for no marks hang on it."""

    case: Case
    formula: bool
    """Whether the answer is a matter of the task's formula alone, so that who breaks a rule of the
    house (types, zero vectors, shapes, extreme sizes) answers rightly all the same."""


Probes = Callable[[Any], Iterable[Probe]]
"""``probes(make)``: the public questions of one task, new at each call. ``make`` is the notebook's
class for models of a few words; None stands for one of ours."""


def formula(*groups: Iterable[Case]) -> Iterator[Probe]:
    """Questions that only the formula decides."""
    return (Probe(case, True) for cases in groups for case in cases)


def rules(*groups: Iterable[Case]) -> Iterator[Probe]:
    """Questions that a rule of the house decides."""
    return (Probe(case, False) for cases in groups for case in cases)


def seconds(pairs: Iterable[tuple[Case, Case]]) -> Iterator[Case]:
    """Of pairs with one answer the special one."""
    return (second for _, second in pairs)


def size(case: Case) -> tuple[float, float, float]:
    """By what questions are ordered, the smallest first: the longest vector (or list), how many
    numbers (or entries) there are, and how many digits they have together."""
    parts = [_part(argument) for argument in case.arguments]
    return (
        max((part[0] for part in parts), default=0.0),
        sum(part[1] for part in parts),
        sum(part[2] for part in parts),
    )


def is_small(case: Case) -> bool:
    """Whether all vectors have at most three numbers, all whole and of one digit."""
    return all(_is_small(argument) for argument in case.arguments)


def _numbers(value: Any) -> np.ndarray[Any, Any] | None:
    if is_model(value):
        value = value.vectors
    try:
        array = np.asarray(value)
    except ValueError:  # rows of unequal lengths
        return None
    return array if array.dtype.kind in "biuf" else None


def _part(value: Any) -> tuple[float, float, float]:
    array = _numbers(value)
    if array is not None:
        longest = array.shape[-1] if array.ndim else 1
        if array.size > MANY:
            return longest, array.size, DIGITS * array.size
        return longest, array.size, sum(_digits(number) for number in array.flat)
    if isinstance(value, list | tuple | set | frozenset):
        parts = [_part(item) for item in value]
        return len(value), sum(part[1] for part in parts) + 1, sum(part[2] for part in parts)
    if isinstance(value, Mapping):
        return _part(list(value.values()))
    return 1, 1, len(value) if isinstance(value, str) else 1


def _digits(number: float) -> int:
    if not math.isfinite(number):
        return 3
    return len(f"{number:.{DIGITS}g}".lstrip("-").replace(".", ""))


def _is_small(value: Any) -> bool:
    array = _numbers(value)
    if array is None:
        return not isinstance(value, list | tuple) or all(map(_is_small, value))
    if array.ndim and array.shape[-1] > SMALL:
        return False
    return bool(np.all(np.isfinite(array) & (np.abs(array) < 10) & (array == np.round(array))))
