"""The questions that hidden tests of ``arrows`` ask.

Small round numbers come first, so that the first answer that is wrong can be followed by hand.
Cases of a formula keep to float64 vectors of ordinary length, so that a slip in the contract
(types, zero vectors, extreme sizes) costs the points of the contract and not those of the formula.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from autograder.exercises.checking import Case
from autograder.exercises.drawing_lots import generator

MAN, MONARCH, KING = ([1.0, 1.0, 1.0], [2.0, -1.0, 1.0], [3.0, 0.0, 2.0])
"""The workshop's arrows; king is man + monarch."""

FLOAT64 = "Numbers are turned into float64 before anything is computed."
A_VECTOR = "A vector is 1-D and not empty."
FIT = "Two vectors fit if both are 1-D, of one length, and not empty."
MISSING = "nan means that a number is missing, so the answer is missing, too."
LONGER = "Making a vector longer or shorter does not turn it."
ORDER = "It does not matter which arrow is walked first."
ZERO = "A zero vector points nowhere, so it has no direction to keep."
ONE_EACH = "There is one weight for each vector."


def _array(numbers: Any) -> npt.NDArray[np.float64]:
    return np.array(numbers, dtype=np.float64)


def vectors(task: str) -> Iterator[Case]:
    """One vector each: to follow by hand, then random ones."""
    for numbers in ([3, -4], [2, 3, 6], [-1, 4, 8], [0, -5, 0], [1, 2, 2, 4], MAN, KING):
        yield Case((_array(numbers),))
    rng = generator(task)
    for dimension in rng.choice([1, 3, 10, 50, 300], size=20):
        yield Case((rng.normal(size=dimension) * 10.0 ** rng.uniform(0, 3),))


def pairs(task: str) -> Iterator[Case]:
    """Two vectors each."""
    yield Case((_array([3, -4]), _array([8, 6])))
    yield Case((_array(MAN), _array(MONARCH)))
    yield Case((_array([5, 12, 0, 1]), _array([-4, 3, 12, -1])))
    rng = generator(task)
    for dimension in rng.choice([1, 3, 10, 50, 300], size=20):
        yield Case(tuple(rng.normal(size=(2, dimension)) * 10.0 ** rng.uniform(0, 3)))


def swapped(task: str) -> Iterator[tuple[Case, Case]]:
    """A pair, then the same the other way round."""
    for case in pairs(task):
        yield case, Case(tuple(np.copy(vector) for vector in case.arguments[::-1]), ORDER)


def factors(task: str) -> Iterator[Case]:
    """A vector and a number."""
    yield Case((_array([3, -4]), 2.0))
    yield Case((_array(MAN), -1.0), "A negative factor turns the arrow round.")
    yield Case((_array(KING), 0.0), "Zero times as long is the zero vector.")
    yield Case((_array([2, 4]), 0.5))
    rng = generator(task)
    for dimension in rng.choice([1, 3, 50], size=12):
        yield Case((rng.normal(size=dimension) * 10, float(rng.normal() * 10)))


def sums(task: str) -> Iterator[Case]:
    """Several vectors, without weights and with them."""
    yield Case((_array([MAN, MONARCH]),), "King is man and monarch, exactly.")
    yield Case((_array([KING, MAN]), _array([1, -1])), "Monarch is king without man.")
    yield Case((_array([[1, 0], [0, 1], [1, 1]]),))
    yield Case((_array([[1, 0], [0, 1], [1, 1]]), _array([5, -2, 0.5])))
    yield Case((_array([[3, -4]]), _array([2])))
    rng = generator(task)
    for n, d in ((1, 3), (2, 2), (3, 2), (2, 3), (5, 50), (20, 300)):
        rows = rng.normal(size=(n, d)) * 10
        yield Case((rows,))
        yield Case((rows, rng.normal(size=n)))


def kinds() -> Iterator[Case]:
    """One vector in the types that it may come in."""
    yield Case(([3, 4],))
    yield Case(((3, 4),))
    for dtype in (np.int32, np.uint8, np.float32, np.float64):
        yield Case((np.array([3, 4], dtype=dtype),))


def kinds_of_two() -> Iterator[Case]:
    """Two vectors likewise."""
    return (Case(case.arguments * 2) for case in kinds())


def kinds_with_factor() -> Iterator[Case]:
    """A vector and a factor, which may be whole numbers."""
    return (Case((*case.arguments, 2)) for case in kinds())


def kinds_of_many() -> Iterator[Case]:
    """A list of vectors, of any kind."""
    yield Case(([[3, 4], [1, 2]],))
    yield Case((((3, 4), (1, 2)), (2, 1)))
    yield Case(([np.array([3, 4]), np.array([1, 2])], [1, -1]))
    yield Case((np.array([[3, 4]], dtype=np.float32),))


def misfits() -> Iterator[Case]:
    """No vector."""
    yield Case(([],), A_VECTOR)
    yield Case((np.ones((2, 2)),), A_VECTOR)
    yield Case((np.ones((1, 3)),), A_VECTOR)
    yield Case((3.0,), A_VECTOR)


def misfits_of_two() -> Iterator[Case]:
    """No pair of vectors."""
    yield Case(([1, 2, 3], [1, 2]), FIT)
    yield Case((np.ones(5), np.ones(1)), FIT)
    yield Case((np.ones(1), np.ones(5)), FIT)
    yield Case((np.ones((2, 2)), np.ones((2, 2))), FIT)
    yield Case((np.ones((1, 3)), np.ones(3)), FIT)
    yield Case(([], []), FIT)


def misfits_with_factor() -> Iterator[Case]:
    """No vector, with a factor."""
    return (Case((*case.arguments, 2.0), A_VECTOR) for case in misfits())


def misfits_of_many() -> Iterator[Case]:
    """Vectors that do not fit each other, or weights that do not fit them."""
    yield Case(([[1, 2, 3], [1, 2]],), FIT)
    yield Case(([[1, 2, 3], [4]],), FIT)  # which NumPy would stretch
    yield Case(([[4], [1, 2, 3]],), FIT)
    yield Case(([],), "There is at least one vector.")
    yield Case(([1, 2, 3],), A_VECTOR)
    yield Case(([[1, 2], [3, 4]], [1, 2, 3]), ONE_EACH)
    yield Case(([[1, 2], [3, 4], [5, 6]], [2]), ONE_EACH)
    yield Case((np.ones((2, 3)), np.ones(3)), ONE_EACH)
    yield Case(([[1, 2], [3, 4]], [[1, 2], [3, 4]]), ONE_EACH)


def no_direction() -> Iterator[Case]:
    """Zero vectors."""
    yield Case(([0, 0],), ZERO)
    yield Case((np.zeros(50),), ZERO)


def number_types() -> Iterator[tuple[Case, Case]]:
    """The same numbers as float64, then in a type that is too small to compute in."""
    yield _typed([200, 100], np.uint8)
    yield _typed([-100, 100], np.int8)
    yield _typed([60_000, 80_000], np.int32)
    yield _typed([0.1, 0.2, 0.3], np.float32)
    view = np.arange(12.0)[::-2]
    view.setflags(write=False)
    yield Case((view.copy(),)), Case((view,), "A view is an array.")


def number_types_of_two() -> Iterator[tuple[Case, Case]]:
    """Two vectors likewise."""
    return ((Case(a.arguments * 2), Case(b.arguments * 2, b.law)) for a, b in number_types())


def number_types_with_factor() -> Iterator[tuple[Case, Case]]:
    """A vector and a factor likewise."""
    return ((Case((*a.arguments, 3)), Case((*b.arguments, 3), b.law)) for a, b in number_types())


def number_types_of_many() -> Iterator[tuple[Case, Case]]:
    """A matrix likewise."""
    for a, b in number_types():
        one, other = (Case((np.stack([c.arguments[0]] * 2), [2, 1]), c.law) for c in (a, b))
        yield one, other


def _typed(v: Any, dtype: npt.DTypeLike) -> tuple[Case, Case]:
    small = np.array(v).astype(dtype)
    return Case((small.astype(np.float64),)), Case((small,), FLOAT64)


def writable() -> Iterator[Case]:
    """A vector that could be written to, of several types."""
    yield Case((_array([3, 4]),))
    yield Case(([3.0, 4.0],))
    yield Case((np.array([3, 4], dtype=np.float32),))


def writable_pairs() -> Iterator[Case]:
    """Two vectors likewise."""
    return (Case((*one.arguments, *two.arguments))
            for one, two in zip(writable(), writable(), strict=True))  # fmt: skip


def writable_with_factor() -> Iterator[Case]:
    """A vector and a factor likewise."""
    return (Case((*case.arguments, 2.0)) for case in writable())


def writable_many() -> Iterator[Case]:
    """Several vectors and weights."""
    yield Case((_array([[3, 4], [1, 2]]),))
    yield Case((_array([[3, 4], [1, 2]]), _array([2, 3])))
    yield Case(([[3.0, 4.0], [1.0, 2.0]], [2.0, 3.0]))
    yield Case(([_array([3, 4]), _array([1, 2])],))


def missing() -> Iterator[Case]:
    """A vector with nan in it."""
    yield Case((_array([3, np.nan]),), MISSING)
    yield Case((_array([np.nan, 0, 0]),), MISSING)


def rescaled(task: str) -> Iterator[tuple[Case, Case]]:
    """A vector, then the same made longer or shorter by an extreme factor."""
    plain = [_array([3, 4]), *generator(task).normal(size=(3, 10))]
    for factor in (1e-20, 1e-150, 1e150):
        for v in plain:
            yield Case((v,)), Case((v * factor,), LONGER)
    for v in plain:
        huge = (v / np.linalg.norm(v)).astype(np.float32) * np.float32(1e20)
        yield Case((huge.astype(np.float64),)), Case((huge,), LONGER)


def drawings(task: str) -> Iterator[Case]:
    """Arrows and their names."""
    yield Case((_array([[2, -1, 3]]), ["cat"]))
    yield Case((_array([MAN, MONARCH, KING]), ["man", "monarch", "king"]))
    rng = generator(task)
    for n in (2, 4, 7):
        yield Case((rng.normal(size=(n, 3)), [f"word {i}" for i in range(n)]))


def lists_of_arrows() -> Iterator[Case]:
    """Arrows as lists of whole numbers."""
    yield Case(([[2, -1, 3], [1, 1, 1]], ("cat", "dog")))


def writable_drawings() -> Iterator[Case]:
    """Arrows and names that could be written to."""
    yield Case((_array([MAN, KING]), ["man", "king"]))


def misfit_drawings() -> Iterator[Case]:
    """Arrows that cannot be drawn."""
    yield Case((np.ones((2, 2)), ["a", "b"]), "An arrow in space has three numbers.")
    yield Case((np.ones(3), ["a"]), "vectors has one row for each arrow.")
    yield Case((np.ones((2, 3)), ["a"]), "There is one name for each arrow.")
    yield Case((np.ones((1, 3)), ["a", "b"]), "There is one name for each arrow.")
