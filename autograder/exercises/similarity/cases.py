"""The questions that hidden tests of ``similarity`` ask.

Small round numbers come first, so that the first answer that is wrong can be followed by hand.
Everything is the same in each run: random numbers come from a generator whose seed is the task's
name. Cases of a formula (``*_pairs``, ``tables``) keep to float64 vectors of ordinary length, so
that a slip in the contract (types, zero vectors, extreme sizes) costs the points of the contract
and not those of the formula.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from autograder.exercises.checking import Case
from autograder.exercises.drawing_lots import generator
from autograder.exercises.models import WordVectors

MAN, MONARCH, KING = ([1.0, 1.0, 1.0], [2.0, -1.0, 1.0], [3.0, 0.0, 2.0])
"""The workshop's arrows; king is man + monarch."""
CHERRY, DIGITAL, INFORMATION = ([442, 8, 2], [5, 1683, 1670], [5, 3982, 3325])
"""Counts of three words beside pie, data, computer: Jurafsky and Martin, ch. 6."""
WORD_PAIRS = (
    ("king", "monarch"),
    ("king", "man"),
    ("coffee", "tea"),
    ("paris", "france"),
    ("good", "bad"),
    ("cat", "economy"),
)
FREQUENT = 10_000
"""Random words are drawn from so many of the most frequent ones."""

ZERO = "A zero vector points nowhere; the task says what the answer is."
SELF = "A vector points exactly where it points itself, and so does a longer copy of it."
OPPOSITE = "The second vector points exactly the other way."
SQUARE = "The vectors are at right angles."
LONGER = "Making a vector longer or shorter does not turn it."
SWAP = "It does not matter which vector comes first."
FLOAT64 = "Numbers are turned into float64 before anything is computed."
FIT = "Two vectors fit if both are 1-D, of one length, and not empty."
FIT_ROWS = "Two matrices fit if both are 2-D and have the same number of columns, not 0."
MISSING = "nan means that a number is missing, so the answer is missing, too."
PARALLEL = "Rounding must not push a result over the edge of what is possible."


def _pair(u: Sequence[float], v: Sequence[float], law: str = "") -> Case:
    return Case((np.array(u, dtype=np.float64), np.array(v, dtype=np.float64)), law)


def toy_pairs() -> Iterator[Case]:
    """Pairs to follow by hand. The first gives almost each of the common slips its own value."""
    yield _pair([3, 4], [8, 6])
    yield _pair([3, 4], [-24, 7])
    yield _pair([6, 0], [0, 7], SQUARE)
    yield _pair([1, 2, 2, 4], [20, 40, 40, 80], SELF)
    yield _pair([6, 8], [-3, -4], OPPOSITE)
    yield _pair([5, 12, 0], [-4, 3, 12])
    yield _pair(CHERRY, INFORMATION)
    yield _pair(DIGITAL, INFORMATION)


def angle_pairs() -> Iterator[Case]:
    """The same without parallel vectors, where rounding decides whether an arc cosine exists."""
    return (case for case in toy_pairs() if case.law not in (SELF, OPPOSITE))


def random_pairs(task: str, count: int = 40) -> Iterator[Case]:
    """Pairs of 3 to 300 numbers, of unequal lengths, each asked both ways round."""
    rng = generator(task)
    for dimension in rng.choice([3, 4, 10, 50, 300], size=count // 2):
        scales = 10.0 ** rng.uniform(1, 3, size=2)
        u, v = rng.normal(size=(2, dimension)) * scales[:, None]
        yield Case((u, v))
        yield Case((v, u), SWAP)


def parallel_pairs(task: str, count: int = 40) -> Iterator[Case]:
    """Pairs whose cosine is 1 or -1 but for rounding."""
    rng = generator(task)
    for sign in rng.choice([-1.0, 1.0], size=count):
        u = rng.normal(size=int(rng.integers(2, 60)))
        yield Case((u, sign * rng.uniform(0.1, 9.0) * u), PARALLEL)


def word_pairs(model: WordVectors, task: str) -> Iterator[Case]:
    """Vectors of real words: some known pairs, the workshop's sum, then random pairs."""
    frequent = model.index_to_key[:FREQUENT]
    drawn = generator(task).choice(len(frequent), size=(20, 2)).tolist()
    for one, other in [*WORD_PAIRS, *([frequent[i] for i in pair] for pair in drawn)]:
        pair = np.array(model[one]), np.array(model[other])
        yield Case(pair, "", f"model[{one!r}], model[{other!r}]")
    total = np.array(model["monarch"] + model["man"])
    shown = "model['king'], model['monarch'] + model['man']"
    yield Case((np.array(model["king"]), total), "", shown)


def zero_pairs() -> Iterator[Case]:
    """A zero vector first, second, and both times."""
    yield _pair([0, 0], [3, 4], ZERO)
    yield _pair([3, 4], [0, 0], ZERO)
    yield _pair([0, 0, 0], [0, 0, 0], ZERO)


def zero_and_square() -> Iterator[tuple[Case, Case]]:
    """A right angle, then a zero vector, whose angle is by the task's rule the same."""
    square = _pair([1, 0], [0, 1])
    return ((square, case) for case in zero_pairs())


def kinds() -> Iterator[Case]:
    """The same question in the types that it may come in."""
    yield Case(([3, 4], [8, 6]))
    yield Case(((3, 4), (8, 6)))
    for dtype in (np.int32, np.uint8, np.float32, np.float64):
        yield Case((np.array([3, 4], dtype=dtype), np.array([8, 6], dtype=dtype)))


def misfits() -> Iterator[Case]:
    """Arguments that are not a pair of vectors."""
    yield Case(([1, 2, 3], [1, 2]), FIT)
    yield Case(([1, 2], [1, 2, 0]), FIT)
    yield Case((np.ones(5), np.ones(1)), FIT)
    yield Case((np.ones((2, 2)), np.ones((2, 2))), FIT)
    yield Case((np.ones((1, 3)), np.ones(3)), FIT)
    yield Case(([], []), FIT)
    yield Case((3.0, 4.0), FIT)


def number_types(task: str) -> Iterator[tuple[Case, Case]]:
    """The same numbers as float64, then in a type that is too small to compute in."""
    yield _typed([200, 100], [100, 200], np.uint8)
    yield _typed([60_000, 80_000], [80_000, 60_000], np.int32)
    rng = generator(task)
    yield _typed(rng.normal(size=50), rng.normal(size=50), np.float32)
    view = rng.normal(size=40)[::-2]
    view.setflags(write=False)
    yield Case((view.copy(), view[::-1].copy())), Case((view, view[::-1]), "A view is an array.")


def _typed(u: Any, v: Any, dtype: npt.DTypeLike) -> tuple[Case, Case]:
    small = [np.asarray(vector).astype(dtype) for vector in (u, v)]
    wide = [vector.astype(np.float64) for vector in small]
    return Case(tuple(wide)), Case(tuple(small), FLOAT64)


def writable_pairs() -> Iterator[Case]:
    """Arguments that could be written to, of several types."""
    yield _pair([3, 4], [8, 6])
    yield Case(([3.0, 4.0], [8.0, 6.0]))
    yield Case((np.array([3, 4], dtype=np.float32), np.array([8, 6], dtype=np.float32)))


def rescaled(task: str) -> Iterator[tuple[Case, Case]]:
    """A pair, then the same pair with its vectors made longer or shorter by extreme factors."""
    vectors = generator(task).normal(size=(3, 2, 10))
    pairs = [_pair([3, 4], [8, 6]), *(Case((u, v)) for u, v in vectors)]
    for first, second in ((1e-20, 1.0), (1e-150, 1e150), (1e150, 1e150), (1e-150, 1e-150)):
        for case in pairs:
            u, v = case.arguments
            yield case, Case((u * first, v * second), LONGER)
    for case in pairs:
        u, v = (vector.astype(np.float32) for vector in case.arguments)
        huge = [vector / np.linalg.norm(vector) * np.float32(1e20) for vector in (u, v)]
        yield Case(tuple(vector.astype(np.float64) for vector in huge)), Case(tuple(huge), LONGER)


def missing_pairs() -> Iterator[Case]:
    """Vectors with nan in them. (inf would make honest code warn, and a warning in a test cell
    costs all its points where stock nbgrader grades.)"""
    yield _pair([3, np.nan], [8, 6], MISSING)
    yield _pair([3, 4], [np.nan, 6], MISSING)


def tables(task: str) -> Iterator[Case]:
    """Matrices with the same number of columns, small ones first."""
    yield Case(
        (np.array([[3.0, 4.0], [6.0, 0.0]]), np.array([[8.0, 6.0], [0.0, 7.0], [-6.0, 8.0]]))
    )
    yield Case((np.array([MAN, KING]) * 10, np.array([MONARCH]) * 10))
    rng = generator(task)
    for m, n, d in ((1, 1, 3), (2, 5, 4), (5, 2, 4), (4, 4, 4), (7, 3, 50), (30, 40, 50)):
        scale = 10.0 ** rng.uniform(1, 2, size=(m + n, 1))
        rows = rng.normal(size=(m + n, d)) * scale
        yield Case((rows[:m], rows[m:]))


def word_tables(model: WordVectors) -> Iterator[Case]:
    """The most frequent words with each other: too many pairs for a slow loop to be pleasant."""
    shown = "model.vectors[:300], model.vectors[300:700]"
    yield Case((np.array(model.vectors[:300]), np.array(model.vectors[300:700])), "", shown)


def zero_tables() -> Iterator[Case]:
    """Rows of zeros in A, in B, and in both."""
    yield Case((np.zeros((1, 2)), np.array([[8.0, 6.0]])), ZERO)
    yield Case((np.array([[8.0, 6.0], [1.0, 0.0]]), np.zeros((2, 2))), ZERO)
    yield Case((np.zeros((2, 3)), np.zeros((2, 3))), ZERO)


def misfit_tables() -> Iterator[Case]:
    """Arguments that are not two matrices with the same number of columns."""
    yield Case((np.ones((2, 3)), np.ones((2, 2))), FIT_ROWS)
    yield Case((np.ones((2, 3)), np.ones((3, 2))), FIT_ROWS)
    yield Case((np.ones((2, 3)), np.ones((4, 1))), FIT_ROWS)
    yield Case((np.ones(3), np.ones((2, 3))), FIT_ROWS)
    yield Case((np.ones((2, 3)), np.ones(3)), FIT_ROWS)
    yield Case((np.ones((2, 0)), np.ones((3, 0))), FIT_ROWS)


def table_types(task: str) -> Iterator[tuple[Case, Case]]:
    """Tables as float64, then the same numbers as lists and in types too small to compute in."""
    small = [[3, 4], [6, 0]], [[8, 6], [0, 7]]
    yield Case(tuple(np.array(rows, dtype=np.float64) for rows in small)), Case(small)
    yield _typed([[200, 100]], [[100, 200], [250, 250]], np.uint8)
    yield _typed([[60_000, 80_000]], [[80_000, 60_000]], np.int32)
    rng = generator(task)
    yield _typed(rng.normal(size=(3, 50)), rng.normal(size=(4, 50)), np.float32)


def parallel_tables(task: str) -> Iterator[Case]:
    """Rows compared with multiples of themselves."""
    rows = generator(task).normal(size=(30, 20))
    yield Case((rows, rows * 3.7), PARALLEL)
    yield Case((rows, rows * -0.3), PARALLEL)


def writable_tables() -> Iterator[Case]:
    """Tables that could be written to."""
    yield Case((np.array([[3.0, 4.0]]), np.array([[8.0, 6.0]])))
    yield Case((np.array([[3, 4]], dtype=np.float32), np.array([[8, 6]], dtype=np.float32)))


def rescaled_tables(task: str) -> Iterator[tuple[Case, Case]]:
    """A table, then the same with each row made longer or shorter by its own extreme factor."""
    rng = generator(task)
    a, b = rng.normal(size=(3, 10)), rng.normal(size=(3, 10))
    factors = np.array([[1e150], [1e-150], [1e-20]])
    yield Case((a, b)), Case((a * factors, b * factors[::-1]), LONGER)
    huge = [(rows * 1e20).astype(np.float32) for rows in (a, b)]
    yield Case(tuple(rows.astype(np.float64) for rows in huge)), Case(tuple(huge), LONGER)


def missing_tables() -> Iterator[Case]:
    """A row with nan in it, which must not spoil the other rows."""
    table = np.array([[3.0, 4.0], [np.nan, 1.0]]), np.array([[8.0, 6.0], [1.0, np.nan]])
    yield Case(table, MISSING)
