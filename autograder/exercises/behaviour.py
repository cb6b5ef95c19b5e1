"""What a function does with questions, seen from outside: what comes, what is raised, what it
writes to. Two functions are told apart by nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.exercises.asking import FIRST, Arguments, answers
from autograder.exercises.comparing import LEAST, as_numbers, is_near
from autograder.exercises.models import is_model
from autograder.exercises.questions import Case

ROUNDING = 1e-15
"""What two ways to compute the same may differ by, where the result is near 0."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What came of one question."""

    asked: Arguments
    """The arguments as they were before the call."""
    value: Any = None
    error: BaseException | None = None
    changed: tuple[Any, Any] | None = None
    """The first argument that was written to: as it was, and as it is."""


def observe(
    function: Callable[..., Any],
    cases: Iterable[Case],
    *,
    enough: Callable[[], bool] = lambda: False,
) -> Iterator[Seen]:
    """What the function does with each question, until it is ``enough``, which is looked at now
    and then."""
    asked = list(cases)
    found = answers(function, (case.arguments for case in asked))
    for number, (case, answer) in enumerate(zip(asked, found, strict=False), 1):
        changed = next(
            (pair for pair in zip(answer.asked, case.arguments, strict=True) if not equal(*pair)),
            None,
        )
        yield Seen(answer.asked, answer.value, answer.error, changed)
        if number % FIRST == 0 and enough():
            return


def equal(old: Any, new: Any) -> bool:
    """Whether an argument holds the same values as before."""
    if is_model(old):
        return bool(old.index_to_key == new.index_to_key) and equal(old.vectors, new.vectors)
    if isinstance(old, np.ndarray):
        if old.dtype == new.dtype and old.shape == new.shape and old.tobytes() == new.tobytes():
            return True  # as most are, and at once
        return np.array_equal(old, new, equal_nan=old.dtype.kind == "f")
    if isinstance(old, list | tuple):
        return len(old) == len(new) and all(map(equal, old, new))
    return callable(old) or bool(old == new)


def like(known: Seen, seen: Seen, *, strictly: bool) -> bool:
    """Whether the same came of one question; ``strictly`` also counts of what type a value is, and
    what was written to."""
    if known.error is not None or seen.error is not None:
        same = type(known.error).__name__ == type(seen.error).__name__
    else:
        same = alike(known.value, seen.value)
        if strictly:
            same = same and kind(known.value) == kind(seen.value)
    return same and not (strictly and (known.changed is None) != (seen.changed is None))


def alike(known: Any, came: Any) -> bool:
    """Whether two answers are one, but for rounding and for the type: numbers, words, arrays,
    lists and dicts of all these. ``known`` is ours; nothing is asked of ``came`` but its value."""
    if type(known) is float and type(came) is float:  # as most are, and at once
        return is_near(came, known, max(LEAST * abs(known), ROUNDING))
    if type(known) is dict:
        return (
            type(came) is dict
            and known.keys() == came.keys()
            and all(alike(known[key], came[key]) for key in known)
        )
    one, other = as_numbers(known), as_numbers(came)
    if one is not None and other is not None:
        return _same_numbers(one, other)
    if type(known) in (list, tuple) and type(came) in (list, tuple):
        return len(known) == len(came) and all(map(alike, known, came))
    return type(known) is type(came) and bool(known == came)


def _same_numbers(one: np.ndarray[Any, Any], other: np.ndarray[Any, Any]) -> bool:
    if one.size == other.size == 1:
        one, other = one.reshape(()), other.reshape(())
    if one.shape != other.shape:
        return False
    largest = float(np.max(np.abs(one), initial=0.0, where=np.isfinite(one)))
    off = max(LEAST * largest, ROUNDING)
    return bool(np.isclose(one, other, rtol=0.0, atol=off, equal_nan=True).all())


def kind(value: Any) -> str:
    """Of what type a value is, and its first entry; np.float64 counts as a float."""
    known = type(value)
    if known in (float, np.float64):
        return "float"
    if known is np.ndarray:
        return f"array of {value.ndim} x {value.dtype}"
    if known is list:
        return f"list of {kind(value[0]) if value else 'nothing'}"
    if known is tuple:
        return f"({', '.join(map(kind, value[:4]))})"
    return known.__name__
