"""In what way an answer is wrong: a rule that can be put to any question, so that what failed on a
marked question can be looked for among public ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from autograder.exercises.behaviour import Seen
from autograder.exercises.comparing import Compare, Tolerance, as_numbers
from autograder.exercises.showing import clean, show

Parts = tuple[str, str]
"""What came and what was expected, as text."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One way to be wrong."""

    parts: Callable[[Seen, Seen], Parts | None]
    """``parts(right, seen)``: None where what was seen is not wrong in this way."""
    law: str = ""
    """The rule that is broken, where the question names none."""
    raises: bool = False
    """Whether it is an exception that the student's code raised."""


def of_value(compare: Compare, tolerance: Tolerance) -> Fault:
    """The value is not the reference's."""

    def parts(right: Seen, seen: Seen) -> Parts | None:
        if right.error is not None or seen.error is not None:
            return None
        return compare(seen.value, right.value, tolerance(right.value, *right.asked))

    return Fault(parts)


def of_kind(is_kind: Callable[[Any], bool], named: str, law: str = "") -> Fault:
    """The value is of another type than asked for; ``named`` says which that is."""

    def parts(right: Seen, seen: Seen) -> Parts | None:
        fits = right.error is None and is_kind(right.value)
        if not fits or seen.error is not None or is_kind(seen.value):
            return None
        return with_kind(seen.value), named

    return Fault(parts, law or f"The result is {named}.")


def of_refusal(error: type[Exception]) -> Fault:
    """This exception is not raised where it should be."""

    def parts(right: Seen, seen: Seen) -> Parts | None:
        if not isinstance(right.error, error) or isinstance(seen.error, error):
            return None
        came = show(seen.value) if seen.error is None else told(seen.error)
        return came, error.__name__

    return Fault(parts)


def of_change() -> Fault:
    """What was passed in is written to."""

    def parts(right: Seen, seen: Seen) -> Parts | None:
        if seen.changed is None or right.error is not None:
            return None
        old, new = seen.changed
        return f"a changed argument, {show(new)}", f"{show(old)}, unchanged"

    return Fault(parts, "What is passed in is never written to.")


def of_bounds(low: float, high: float) -> Fault:
    """A number lies outside the bounds."""

    def parts(right: Seen, seen: Seen) -> Parts | None:
        if right.error is not None or seen.error is not None:
            return None
        ours = as_numbers(right.value)
        return None if ours is None or _outside(ours, low, high) else bounds(seen.value, low, high)

    return Fault(parts)


def of_exception(raised: BaseException) -> Fault:
    """An exception of this class where there is an answer."""

    def parts(right: Seen, seen: Seen) -> Parts | None:
        same = type(seen.error).__name__ == type(raised).__name__
        if right.error is not None or seen.error is None or not same:
            return None
        return told(seen.error), show(right.value)

    return Fault(parts, raises=True)


def bounds(value: Any, low: float, high: float) -> Parts | None:
    """None where all numbers of a value lie within the bounds; nan does not."""
    numbers, expected = as_numbers(value), f"a number in [{low:g}, {high:g}]"
    if numbers is None:
        return show(value), expected
    outside = _outside(numbers, low, high)
    return (show(outside[0], 17), expected) if outside else None


def _outside(numbers: Any, low: float, high: float) -> list[float]:
    found: list[float] = numbers[~((numbers >= low) & (numbers <= high))].ravel().tolist()
    return found


def with_kind(value: Any) -> str:
    """A value with its type."""
    return f"{show(value)}, of type {clean(type(value).__name__, 40)}"


def told(error: BaseException) -> str:
    """An exception on one line."""
    try:
        return clean(f"{type(error).__name__}: {error}")
    except Exception:  # the student's objects in it have code of their own
        return clean(type(error).__name__)
