"""The questions that hidden tests of ``neighbours`` ask.

Small round numbers come first, so that the first answer that is wrong can be followed by hand.
Cases of a formula keep to float64 and ordinary sizes; ties are asked with rows whose cosines every
way of computing gives exactly (multiples of 1/4 or 1), so rounding decides about nobody's points.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from autograder.exercises.checking import Case
from autograder.exercises.comparing import LEAST
from autograder.exercises.drawing_lots import generator
from autograder.exercises.models import WordVectors

MakeModel = Callable[[dict[str, Any]], WordVectors]
"""The notebook's class for models of a few words."""

TABLE = "A matrix is 2-D and has at least one column."
ZERO_ROW = "A row of zeros stays a row of zeros."
MISSING_ROW = "A row with nan in it becomes a row of nan, and no other row does."
LONGER = "Making a vector longer or shorter does not turn it."
FLOAT64 = "Numbers are turned into float64 before anything is computed."
FIT = "M is 2-D, and query 1-D, with as many numbers as M has columns, and at least one."
WHOLE = "k is a whole number, 0 or more."
TIES = "Of two rows with the same cosine the lower one comes first."
LEFT_OUT = "What is excluded is removed before the list is cut to k."
FEW = "If there are fewer than k rows, all of them come."
ZERO = "A zero vector has cosine 0 with everything."
LAST = "Rows with nan rank last."
KNOWN = "A word that the model does not have raises KeyError."
ITSELF = "A word is not its own neighbour."
SOME = "There is at least one word."

PETS = {
    "cat": [3, 4, 0], "dog": [4, 3, 0], "lion": [6, 8, 5], "car": [-4, 3, 1], "bus": [-6, 1, 2],
    "the": [1, 2, 9],
}  # fmt: skip
COURT = {
    "king": [3, 1, 2], "monarch": [2, -1, 1], "man": [1, 1, 3], "the": [2, 2, 0],
    "mud": [-4, 1, -3], "ship": [0, -5, 1], "crown": [1, 2, 1], "woman": [-1, 2, 3],
}  # fmt: skip


def _array(numbers: Any) -> npt.NDArray[np.float64]:
    return np.array(numbers, dtype=np.float64)


def tables(task: str) -> Iterator[Case]:
    """Matrices: small ones first, never square, then random ones with rows of unequal lengths."""
    yield Case((_array([[3, -4, 0], [0, 0, 5]]),))
    yield Case((_array([[2, 3, 6], [-1, 4, 8], [1, 2, 2], [0, -7, 0]]),))
    rng = generator(task)
    for n, d in ((1, 3), (3, 4), (4, 4), (30, 50), (200, 10)):
        yield Case((rng.normal(size=(n, d)) * 10.0 ** rng.uniform(0, 3, size=(n, 1)),))


def zero_tables() -> Iterator[Case]:
    """Matrices with a row of zeros, which divide by 0 if nobody looks."""
    yield Case((_array([[0, 0]]),), ZERO_ROW)
    yield Case((np.zeros((3, 2)),), ZERO_ROW)


def missing_tables() -> Iterator[Case]:
    """A matrix with nan in one row."""
    yield Case((_array([[3, 4], [np.nan, 1], [6, 8]]),), MISSING_ROW)


def misfit_tables() -> Iterator[Case]:
    """What is no matrix."""
    yield Case(([3, 4],), TABLE)
    yield Case((5.0,), TABLE)
    yield Case((np.ones((2, 0)),), TABLE)
    yield Case((np.ones((2, 2, 2)),), TABLE)


def writable_tables() -> Iterator[Case]:
    """Matrices that could be written to."""
    yield Case((_array([[3, 4], [0, 0]]),))
    yield Case((np.array([[3, 4]], dtype=np.float32),))
    yield Case(([[3.0, 4.0], [6.0, 8.0]],))


def table_types() -> Iterator[tuple[Case, Case]]:
    """A matrix of float64, then the same numbers as lists and in types too small to compute in."""
    yield Case((_array([[3, 4], [6, 0]]),)), Case(([[3, 4], [6, 0]],))
    for rows, dtype in (
        ([[200, 100], [100, 200]], np.uint8), ([[60_000, 80_000]], np.int32),
        ([[0.1, 0.2, 0.3]], np.float32),
    ):  # fmt: skip
        small = np.array(rows).astype(dtype)
        yield Case((small.astype(np.float64),)), Case((small,), FLOAT64)
    view = np.arange(24.0).reshape(4, 6)[::-2, ::2]
    view.setflags(write=False)
    yield Case((view.copy(),)), Case((view,), "A view is an array.")


def rescaled_tables(task: str) -> Iterator[tuple[Case, Case]]:
    """A matrix, then the same with rows made longer or shorter by extreme factors."""
    rows = generator(task).normal(size=(3, 10))
    factors = np.array([[1e150], [1e-150], [1e-20]])
    yield Case((rows,)), Case((rows * factors,), LONGER)
    huge = (rows * 1e20).astype(np.float32)
    yield Case((huge.astype(np.float64),)), Case((huge,), LONGER)


ROWS = [[8, 6], [0, 7], [-6, 8], [-3, -4], [30, 40], [5, 12], [20, -1]]


def rankings(task: str) -> Iterator[Case]:
    """A query and a matrix whose rows differ in length and direction; no two cosines are close."""
    yield Case((_array([3, 4]), _array(ROWS), 3))
    yield Case((_array([-1, 2]), _array(ROWS), 2))
    yield Case((_array([3, 4]), _array(ROWS), 7))
    yield Case((_array([1, 0, 0]), _array([[-5, 1, 1], [2, 2, 1], [9, 1, 0], [-1, 9, 9]]), 4))
    rng = generator(task)
    for n, d, k in ((5, 3, 2), (40, 10, 5), (300, 50, 10), (1500, 20, 400)):
        rows = rng.normal(size=(n, d)) * 10.0 ** rng.uniform(0, 2, size=(n, 1))
        yield Case((rng.normal(size=d) * 5, rows, k))


def exclusions(task: str) -> Iterator[Case]:
    """The same with rows left out: best ones, negative ones, all of them."""
    few: tuple[tuple[int, Any], ...] = (
        (2, (4,)), (3, [0, 4]), (4, {4, 5, 3}), (5, (5, 6)), (9, (1, 2)), (2, range(7)),
    )  # fmt: skip
    for k, exclude in few:
        yield Case((_array([3, 4]), _array(ROWS), k, exclude), FEW if k == 9 else LEFT_OUT)
    rng = generator(task)
    rows = rng.normal(size=(50, 5))
    yield Case((rows[7], rows, 10, (7, 12, 30)), LEFT_OUT)


def edges() -> Iterator[Case]:
    """k = 0, and k beyond the number of rows."""
    yield Case((_array([3, 4]), _array(ROWS), 0), "k = 0 asks for nothing.")
    yield Case((_array([3, 4]), _array(ROWS), 100), FEW)


def ties() -> Iterator[Case]:
    """Rows with exactly the same cosine."""
    yield Case((_array([2, 0]), _array([[0, 1], [4, 0], [0, -2], [1, 0], [-1, 0], [8, 0]]), 6),
               TIES)  # fmt: skip
    yield Case((_array([1, 1, 1, 1]), np.repeat(_array([[1, 1, 1, 1], [1, 1, 1, -1]]), 3, axis=0),
                5), TIES)  # fmt: skip
    yield Case((_array([0, 0]), _array([[1, 2], [3, 4], [5, 6]]), 2), TIES)


def many_ties() -> Iterator[Case]:
    """So many rows with the same cosine that a sort which need not keep their order does not."""
    rows = np.tile(_array([[0, 1], [4, 0], [-1, 0], [1, 0]]), (100, 1))
    yield Case((_array([2, 0]), rows, 400), TIES)


def zero_rankings() -> Iterator[Case]:
    """Zeros as query and as rows: whatever a wrong formula computes, it is 0 there, or nan."""
    yield Case((np.zeros(2), np.zeros((3, 2)), 3), ZERO)


def missing_rows() -> Iterator[Case]:
    """Rows with nan in them."""
    rows = _array([[np.nan, 1], [0, 5], [3, 4], [2, np.nan], [-3, -4]])
    yield Case((_array([3, 4]), rows, 2), LAST)


def misfit_rankings() -> Iterator[Case]:
    """Shapes that do not fit, and a k that is none."""
    query, rows = _array([3, 4]), _array(ROWS)
    yield Case((query, rows, -1), WHOLE)
    yield Case((query, rows, 2.5), WHOLE)
    yield Case((_array([1, 2, 3]), rows, 2), FIT)
    yield Case((_array([1]), rows, 2), FIT)
    yield Case((_array([[3, 4]]), rows, 2), FIT)
    yield Case((_array([[3], [4]]), rows, 2), FIT)
    yield Case((query, query, 2), FIT)
    yield Case((np.ones(0), np.ones((2, 0)), 1), FIT)


def kinds_of_rankings() -> Iterator[Case]:
    """A query and a matrix in the types that they may come in."""
    yield Case(([3, 4], ROWS, 2))
    yield Case((np.array([3, 4], dtype=np.float32), np.array(ROWS, dtype=np.float32), 2))
    yield Case((_array([3, 4]), _array(ROWS), 0))


def writable_rankings() -> Iterator[Case]:
    """Arguments that could be written to."""
    yield Case((_array([3, 4]), _array(ROWS), 3, [1]))
    yield Case((np.array([3, 4], dtype=np.float32), np.array(ROWS, dtype=np.float32), 3))


def ranking_types() -> Iterator[tuple[Case, Case]]:
    """A ranking in float64, then in types too small to compute in."""
    for scale, dtype in ((10, np.int8), (1000, np.int16), (2_000_000, np.int32)):
        rows = (_array([[8, 6], [1, 7], [-6, 8], [-3, -4]]) * scale).astype(dtype)
        query = (_array([3, 4]) * scale).astype(dtype)
        wide = query.astype(np.float64), rows.astype(np.float64)
        yield Case((*wide, 4)), Case((query, rows, 4), FLOAT64)


def rescaled_rankings(task: str) -> Iterator[tuple[Case, Case]]:
    """A ranking, then the same with vectors made longer or shorter by extreme factors."""
    rng = generator(task)
    query, rows = rng.normal(size=10), rng.normal(size=(6, 10))
    factors = 10.0 ** np.array([[150], [-150], [-20], [20], [0], [-100]])
    yield Case((query, rows, 6)), Case((query, rows * factors, 6), LONGER)
    yield Case((query, rows, 6)), Case((query * 1e-150, rows * factors[::-1], 6), LONGER)
    huge = (query * 1e20).astype(np.float32), (rows * 1e20).astype(np.float32)
    yield Case((*(x.astype(np.float64) for x in huge), 6)), Case((*huge, 6), LONGER)


def drawn_model(make: MakeModel, task: str, n: int = 30, d: int = 5) -> WordVectors:
    """A model of random words, rows of unequal lengths."""
    rng = generator(task)
    rows = rng.normal(size=(n, d)) * 10.0 ** rng.uniform(0, 1, size=(n, 1))
    return make({f"word{i}": row.tolist() for i, row in enumerate(rows)})


def neighbours(make: MakeModel, task: str) -> Iterator[Case]:
    """A model of a few words, a word, and how many neighbours."""
    for word, k in (("cat", 2), ("dog", 5), ("bus", 3), ("the", 1)):
        yield Case((make(PETS), word, k))
    for word in ("word0", "word17", "word29"):
        yield Case((drawn_model(make, task), word, 6))


def twins(make: MakeModel) -> Iterator[Case]:
    """A word whose twin, of the same vector, comes earlier; and one that is far from all."""
    words = {"one": [4, 0], "two": [0, 3], "three": [2, 0], "four": [0, -1]}
    yield Case((make(words), "three", 2), ITSELF)
    yield Case((make(words), "two", 3), ITSELF)
    yield Case((make(words), "four", 10), FEW)
    yield Case((make(words), "one", 0), "k = 0 asks for nothing.")


def unknown_neighbours(make: MakeModel) -> Iterator[Case]:
    """A word that the model does not have."""
    yield Case((make(PETS), "unicorn", 2), KNOWN)
    yield Case((make(PETS), "Cat", 2), "Words are lower-case, as in GloVe, and taken as they come.")


def kinds_of_neighbours(make: MakeModel) -> Iterator[Case]:
    """A question whose answer's type is looked at."""
    yield Case((make(PETS), "cat", 3))


def recipes(make: MakeModel, task: str) -> Iterator[Case]:
    """Words to add, and words to take away; each of a model that nobody has used before."""
    yield Case((make(COURT), ["monarch", "man"]))
    yield Case((make(COURT), ["king", "woman"], ["man"]))
    yield Case((make(COURT), ["king"]))
    yield Case((make(COURT), ["king", "king"], ("man", "man")))
    yield Case((make(COURT), [], ["mud"]), "Words may be taken away from nothing.")
    words = ["word1", "word2", "word3"], ["word4", "word5"]
    yield Case((drawn_model(make, task), *words))


def kinds_of_recipes(make: MakeModel) -> Iterator[Case]:
    """Questions whose answers' type is looked at, and whose model must stay as it is."""
    yield Case((make(COURT), ["monarch", "man"]))
    yield Case((make(COURT), ["king"]))
    yield Case((make(COURT), ["king", "woman"], ["man"]))


def unknown_recipes(make: MakeModel) -> Iterator[Case]:
    """Words that the model does not have, on either side."""
    yield Case((make(COURT), ["king", "unicorn"]), KNOWN)
    yield Case((make(COURT), ["king"], ["unicorn"]), KNOWN)


def empty_recipes(make: MakeModel) -> Iterator[Case]:
    """No words at all."""
    yield Case((make(COURT), []), SOME)
    yield Case((make(COURT), [], []), SOME)


def courts(make: MakeModel, task: str) -> Iterator[Case]:
    """Models that have the workshop's three words, with other numbers."""
    yield Case((make(COURT),))
    rng = generator(task)
    for _ in range(3):
        rows = rng.normal(size=(3, 6)) * 10.0 ** rng.uniform(0, 1, size=(3, 1))
        yield Case((make(dict(zip(("man", "king", "monarch"), rows.tolist(), strict=True))),))


def controls(make: MakeModel, task: str) -> Iterator[Case]:
    """A target, a base, and candidates to compete with man."""
    court = make(COURT)
    yield Case((court, "king", "monarch", ["mud", "crown", "ship", "the"]))
    yield Case((court, "king", "monarch", ["ship", "mud"]))
    yield Case((court, "woman", "crown", ["king", "monarch", "the", "mud", "ship"]))
    yield Case((court, "monarch", "crown", ["king", "woman", "the"]))
    rng = generator(task)
    rows = rng.normal(size=(60, 8)) * 10.0 ** rng.uniform(0, 1, size=(60, 1))
    names = ["man", *(f"word{i}" for i in range(59))]
    model = make(dict(zip(names, rows.tolist(), strict=True)))
    for target, base in (("word0", "word1"), ("word2", "word3"), ("word5", "word4")):
        yield Case((model, target, base, names[10:]))


def equals(make: MakeModel) -> Iterator[Case]:
    """Candidates that do exactly as well as man: itself among them."""
    court = make(COURT)
    law = "A candidate counts if it does at least as well as man; man does."
    yield Case((court, "king", "monarch", ["man"]), law)
    yield Case((court, "king", "monarch", ["mud", "man"]), law)


def near_equals(make: MakeModel) -> Iterator[Case]:
    """Candidates that do as well as man but for rounding, or worse by a little. All numbers are
    whole, so that sums are exact in each type; and who measures something else is right here."""
    law = "A candidate also counts if it is worse by no more than 1e-9."
    base = _array([2001, -1003, 3007, 5001])
    copies = {f"copy{n}": (n - 1) * base for n in range(3, 40, 2)}  # in all n times the base
    words = {"far": _array([3, 1, 4, 1]), "base": base, "man": base, **copies}
    model = make({word: row.tolist() for word, row in words.items()})
    yield Case((model, "far", "base", list(copies)), law)
    # cosines with the target, once base is added: man 1, near 1 - 5e-10, off 1 - 5e-9
    plane = {"aim": (0.125, 0), "base": (1, 0), "man": (19_999, 0), "near": (31_621, 1),
             "off": (9999, 1)}  # fmt: skip
    model = make({word: [x, y, *[0] * 48] for word, (x, y) in plane.items()})
    yield Case((model, "aim", "base", ["near", "off"]), law)


def vanishing_controls(make: MakeModel) -> Iterator[Case]:
    """A candidate that takes the base away, which is better than pointing the other way."""
    model = make({"aim": [3, 4], "base": [-1, 0], "man": [-2, -3], "anti": [1, 0]})
    yield Case((model, "aim", "base", ["anti"]), "A zero vector has cosine 0 with everything.")


def bad_controls(make: MakeModel) -> Iterator[Case]:
    """No candidates."""
    yield Case((make(COURT), "king", "monarch", []), "There is at least one candidate.")


def unknown_controls(make: MakeModel) -> Iterator[Case]:
    """Words that the model does not have."""
    yield Case((make(COURT), "king", "monarch", ["crown", "unicorn"]), KNOWN)
    yield Case((make(COURT), "king", "unicorn", ["crown"]), KNOWN)
    yield Case((make(COURT), "unicorn", "king", ["crown"]), KNOWN)


def recipe_tolerance(expected: Any, model: WordVectors, *words: Any) -> float:
    """What a sum of words may be off, if computed in the model's own precision: n terms by at most
    ``n u`` times the sum of their sizes."""
    count = sum(map(len, words))
    largest = float(np.max(np.abs(model.vectors), initial=0.0))
    roundoff = float(np.finfo(model.vectors.dtype).eps) / 2
    return max(LEAST, (count + 1) * roundoff * count * largest)
