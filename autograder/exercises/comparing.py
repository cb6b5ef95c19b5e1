"""When is an answer close enough, and of the right kind?

A tolerance is derived, not chosen. Computing a dot product of d numbers in a precision with unit
roundoff u is off by at most ``d u / (1 - d u) |x| . |y|`` (N. Higham, *Accuracy and Stability of
Numerical Algorithms*, 2nd ed., eq. 3.5). A cosine takes three of them (the two under square roots
count half), two roots, a product and a division: ``(2 d + 8) u`` bounds what a right formula can
lose in the precision of its input. Float64 is given at least 1e-9, far more than it needs.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.exercises.models import is_model
from autograder.exercises.showing import show

Tolerance = Callable[..., float]
"""``tolerance(expected, *arguments)``: how far from ``expected`` an answer may lie."""

Compare = Callable[[Any, Any, float], tuple[str, str] | None]
"""``compare(came, expected, off)``: None where they agree, else both as text where they part."""

LEAST = 1e-9


def cosine_tolerance(expected: Any, *arguments: Any) -> float:
    """What cosines of these arguments may be off, if computed in the arguments' own precision."""
    arrays = [
        np.asarray(argument.vectors if is_model(argument) else argument) for argument in arguments
    ]
    roundoffs = [np.finfo(array.dtype).eps / 2 for array in arrays if array.dtype.kind == "f"]
    longest = max((array.shape[-1] for array in arrays if array.ndim), default=0)
    return max(LEAST, (2 * longest + 8) * float(max(roundoffs, default=0.0)))


def dot_tolerance(expected: Any, u: Any, v: Any) -> float:
    """The same for a dot product: the error grows with the lengths of the vectors."""
    lengths = [float(np.linalg.norm(np.asarray(vector, dtype=np.float64))) for vector in (u, v)]
    return cosine_tolerance(expected, u, v) * max(1.0, lengths[0] * lengths[1])


def sum_tolerance(expected: Any, *arguments: Any) -> float:
    """The same for lengths, sums and weighted sums of vectors: n terms are off by at most
    ``n u`` times the sum of their sizes, which the product of the arguments' norms bounds (but
    for a factor of 2 where two vectors are added, which the constant of a cosine covers)."""
    arrays = [np.asarray(argument, dtype=np.float64) for argument in arguments]
    terms = max((max(array.shape) for array in arrays if array.size and array.ndim), default=1)
    sizes = math.prod(max(1.0, float(np.linalg.norm(array))) for array in arrays)
    return cosine_tolerance(expected, *arguments) * sizes * max(1.0, terms / 50)


def angle_tolerance(expected: float, *arguments: Any) -> float:
    """The same for an angle in degrees: the arc cosine widens an error near 0 and 180."""
    cosine, off = math.cos(math.radians(expected)), cosine_tolerance(expected, *arguments)
    widest = math.acos(max(-1.0, cosine - off)) - math.acos(min(1.0, cosine + off))
    return math.degrees(widest)


def is_float(value: Any) -> bool:
    """A Python float or np.float64, exactly: no float32, no array of one number, no bool."""
    return type(value) in (float, np.float64)


def as_numbers(value: Any) -> np.ndarray[Any, np.dtype[np.float64]] | None:
    """A number, an array or nested lists of numbers as a float64 array; None for all else."""
    # The type itself is asked, not isinstance: an object may claim any __class__ it likes.
    if not issubclass(type(value), int | float | list | tuple | np.ndarray | np.generic):
        return None
    try:
        array = np.asarray(value)
    except (TypeError, ValueError, OverflowError):
        return None
    # kinds: i and u are integers, f floats; bool, text, complex and objects are no answer
    return array.astype(np.float64) if array.dtype.kind in "iuf" else None


def difference(came: Any, expected: Any, off: float) -> tuple[str, str] | None:
    """None if ``came`` is within ``off`` of ``expected``, else both as text where they part.

    nan matches nan and nothing else. Where one number is expected, an array that holds one
    number is close too: what kind of object it must be is another question (``is_float``).
    """
    if type(came) is float and type(expected) is float:  # as most answers are, and at once
        return None if is_near(came, expected, off) else _texts(came, expected)
    array, wanted = as_numbers(came), np.asarray(expected, dtype=np.float64)
    if array is None:
        return show(came), show(expected)
    if not wanted.ndim and array.size == 1:
        array = array.reshape(())
    if array.shape != wanted.shape:
        if not wanted.ndim:
            return show(came), show(expected)
        return f"shape {array.shape}", f"shape {wanted.shape}"
    wrong = np.argwhere(~np.isclose(array, wanted, rtol=0.0, atol=off, equal_nan=True))
    if not len(wrong):
        return None
    place = tuple(int(index) for index in wrong[0])
    where = f" in row {place[0]}, column {place[1]}" if len(place) == 2 else ""
    one, other = _texts(float(array[place]), float(wanted[place]))
    return one + where, other + where


def is_near(came: float, expected: float, off: float) -> bool:
    """Whether two numbers differ by at most ``off``; nan is near nan, and infinity itself."""
    if math.isfinite(expected):
        return abs(came - expected) <= off
    return came == expected or (math.isnan(came) and math.isnan(expected))


def _texts(came: float, expected: float) -> tuple[str, str]:
    """Two numbers with as many digits as it takes to tell them apart."""
    one, other = show(came), show(expected)
    return (one, other) if one != other else (show(came, 17), show(expected, 17))
