"""The questions that hidden tests of ``topics`` ask.

Small ones that can be followed by hand come first. Everything is the same in each run. Questions of
a formula keep to ordinary vectors and clusters with members, so that a slip in the contract costs
the points of the contract alone. ``Model`` is the notebook's class for models of a few words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from autograder.exercises.checking import Case
from autograder.exercises.comparing import difference
from autograder.exercises.drawing_lots import generator
from autograder.exercises.models import WordVectors
from autograder.exercises.showing import show

MakeModel = Callable[[list[str], npt.ArrayLike], WordVectors]

TIES = "Where two centroids are equally near, the lower number wins."
ZERO = "A zero vector has cosine 0 with all centroids, which is a tie."
EMPTY = "A cluster without members keeps its previous centroid."
OPPOSITE = "Where the members cancel out, the previous centroid stays."
DIRECTIONS = "Each member counts by its direction, not by its length."
FLOAT64 = "Numbers are turned into float64 before anything is computed."
FIT = "The task says which shapes and labels fit."
ROUNDS = "iters is a whole number, at least 0."
NONE = "Without a round, the centroids are the rows of init at unit length."
SHARE = "There are 0 to d components, and at least one row."
LONGER = "Making a vector longer or shorter does not turn it."

X = np.array([[3.0, 4.0], [40.0, 3.0], [-6.0, 8.0], [0.5, -0.2], [1.0, 9.0]])
C = np.array([[1.0, 0.0], [0.0, 20.0], [-1.0, -0.5]])


def _groups(rng: np.random.Generator, n: int, k: int, d: int) -> tuple[Any, Any]:
    """Rows around k directions that lie well apart, and those directions; lengths vary."""
    directions = np.linalg.qr(rng.normal(size=(d, d)))[0][:k]
    rows = directions[np.arange(n) % k] + rng.normal(size=(n, d)) * 0.5 / np.sqrt(d)
    scales = 10.0 ** rng.uniform(0, 2, size=(n + k, 1))
    return rows * scales[:n], directions * scales[n:]


def rows_and_centroids(task: str) -> Iterator[Case]:
    """Rows to assign to centroids, of unequal lengths."""
    yield Case((X.copy(), C.copy()))
    yield Case((X.copy(), C[::-1].copy()))
    rng = generator(task)
    for n, k, d in ((6, 2, 3), (20, 5, 10), (60, 8, 50)):
        yield Case(_groups(rng, n, k, d))


def ties() -> Iterator[Case]:
    """Rows between centroids, all along the axes, where cosines are exact."""
    axes = np.array([[0.0, 2.0], [3.0, 0.0], [5.0, 0.0], [0.0, 1.0]])
    yield Case((np.array([[7.0, 0.0], [0.0, 1.0], [4.0, 0.0]]), axes), TIES)
    yield Case((np.array([[0.0, 0.0], [1.0, 0.0]]), axes), ZERO)
    yield Case((np.array([[0.0, 0.0]]), -axes), ZERO)
    yield Case((np.array([[-7.0, 0.0], [0.0, -1.0]]), np.array([[0.0, 0.0], [2.0, 0.0]])), ZERO)
    yield Case(
        (np.array([[3.0], [-2.0]]), np.array([[2.0]])), "One centroid is the nearest to all."
    )


def misfits() -> Iterator[Case]:
    """Arguments that are not two matrices with the same columns, and no centroids."""
    for rows, centroids in (
        (np.ones((2, 3)), np.ones((2, 2))), (np.ones(3), np.ones((2, 3))), (X, np.ones(2)),
        (X, np.ones((0, 2))), (X, np.ones((3, 1))), (np.ones((2, 3, 2)), np.ones((3, 2))),
    ):  # fmt: skip
        yield Case((rows, centroids), FIT)


def kinds(task: str) -> Iterator[tuple[Case, Case]]:
    """The same rows as float64, then as lists, in other types, and at other lengths."""
    small = [[[3, 4], [6, 1], [1, 9]], [[8, 6], [0, 7]]]
    wide = [np.array(part, dtype=np.float64) for part in small]
    yield Case(tuple(wide)), Case(tuple(small))
    for dtype, factor in ((np.uint8, 25), (np.int32, 60_000)):
        parts = [(np.array(part) * factor).astype(dtype) for part in small]
        yield Case(tuple(part.astype(np.float64) for part in parts)), Case(tuple(parts), FLOAT64)
    # which of two is nearer is seen by float64 only
    close = np.array([[n, n + 1] for n in range(2**24 - 9, 2**24)], dtype=np.float32)
    for pair in ((close, np.eye(2)), (np.eye(2), close[::-1].copy())):
        yield Case(tuple(part.astype(np.float64) for part in pair)), Case(pair, FLOAT64)
    rows, centroids = _groups(generator(task), 12, 3, 10)
    yield Case((rows, centroids)), Case((rows * 1e-120, centroids * 1e120), LONGER)


def writable() -> Iterator[Case]:
    """Arrays that could be written to."""
    yield Case((X.copy(), C.copy()))


def memberships(task: str) -> Iterator[Case]:
    """Rows with labels, where each cluster has members."""
    yield Case((X.copy(), [0, 0, 1, 0, 1], 2, C[:2].copy()), DIRECTIONS)
    yield Case((X.copy(), np.array([2, 0, 1, 0, 1]), 3, C.copy()), DIRECTIONS)
    rng = generator(task)
    for n, k, d in ((6, 2, 3), (20, 5, 10), (60, 8, 50)):
        rows, centroids = _groups(rng, n, k, d)
        yield Case((rows, rng.permutation(np.arange(n) % k), k, centroids))


def empty_clusters() -> Iterator[Case]:
    """Clusters without members, and with members that cancel out."""
    yield Case((X.copy(), [0, 0, 2, 0, 2], 3, C.copy()), EMPTY)
    yield Case((X.copy(), [1, 1, 1, 1, 1], 3, C.copy()), EMPTY)
    yield Case(
        (np.array([[2.0, 0.0], [-3.0, 0.0], [0.0, 5.0]]), [1, 1, 0], 2, C[1:].copy()), OPPOSITE
    )
    yield Case((np.zeros((2, 2)), [0, 1], 2, C[1:].copy()), OPPOSITE)


def wrong_memberships() -> Iterator[Case]:
    """Labels and shapes that do not fit."""
    for labels, k, previous in (
        ([0, 1], 2, C[:2].copy()), ([0, 0, 1, 0, 3], 3, C.copy()), ([0, 0, -1, 0, 1], 3, C.copy()),
        ([0, 0, 1, 0, 1], 2, C.copy()), ([0, 0, 1, 0, 1], 3, C[:, :1]),
    ):  # fmt: skip
        yield Case((X.copy(), labels, k, previous), FIT)


def writable_memberships() -> Iterator[Case]:
    """Arrays that could be written to."""
    yield Case((X.copy(), np.array([0, 0, 2, 0, 2]), 3, C.copy()))


def membership_kinds() -> Iterator[tuple[Case, Case]]:
    """The same rows as float64, then as lists and in types too small to compute in."""
    rows, labels, old = [[200, 100], [100, 250], [30, 40]], [0, 1, 0], [[1, 0], [0, 1]]
    wide = Case((np.array(rows, dtype=np.float64), labels, 2, np.array(old, dtype=np.float64)))
    yield wide, Case((rows, labels, 2, old))
    yield wide, Case((np.array(rows, dtype=np.uint8), labels, 2, np.array(old)), FLOAT64)
    yield wide, Case((np.array(rows, dtype=np.float32), labels, 2, np.array(old)), FLOAT64)


def clusterings(task: str) -> Iterator[Case]:
    """Rows in groups, starts, and how many rounds."""
    # after one round the middle row changes sides: one round and two differ
    yield Case((X.copy(), C[:2].copy(), 1))
    rng = generator(task)
    for n, k, d, iters in ((9, 3, 4, 1), (30, 4, 10, 2), (60, 5, 20, 4)):
        rows, _ = _groups(rng, n, k, d)
        yield Case((rows, rows[rng.permutation(n)[:k]], iters))


def rounds() -> Iterator[Case]:
    """No round at all; centroids that get no members; more rounds than needed."""
    far = np.array([[1.0, 0.1], [-5.0, -5.0], [0.1, 1.0]])
    yield Case((X.copy(), C.copy(), 0), NONE)
    yield Case((X[:2].copy(), far, 3), EMPTY)
    yield Case((X.copy(), C.copy(), 20))


def clustering_kinds() -> Iterator[tuple[Case, Case]]:
    """The same rows and starts as float64, then as lists and in float32."""
    for iters in (0, 1):
        wide = Case((X.copy(), C.copy(), iters))
        yield wide, Case((X.tolist(), C.tolist(), iters))
        single = C.astype(np.float32)
        yield wide, Case((X.copy(), single, iters), FLOAT64)


def wrong_rounds() -> Iterator[Case]:
    """Numbers of rounds that are none."""
    for iters in (-1, 1.5):
        yield Case((X.copy(), C.copy(), iters), ROUNDS)


def writable_starts() -> Iterator[Case]:
    """Arrays that could be written to."""
    yield Case((X.copy(), C.copy(), 2))
    yield Case((X.copy(), C.copy(), 0))


def clusters_differ(came: Any, expected: Any, off: float) -> tuple[str, str] | None:
    """None if ``came`` is a pair of these labels and centroids, else both where they part."""
    if type(came) not in (list, tuple) or len(came) != 2:
        return show(came), "a pair (labels, centroids)"
    for name, one, other in zip(("labels", "centroids"), came, expected, strict=True):
        parts = difference(one, other, off)
        if parts is not None:
            return f"{name} with {parts[0]}", parts[1]
    return None


def is_labels(value: Any) -> bool:
    """A 1-D array of whole numbers."""
    return type(value) is np.ndarray and value.ndim == 1 and value.dtype.kind in "iu"


def is_matrix(value: Any) -> bool:
    """A 2-D array of float64."""
    return type(value) is np.ndarray and value.ndim == 2 and value.dtype == np.float64


def named(make: MakeModel, model: WordVectors, task: str) -> Iterator[Case]:
    """Models and centroids: a few words, many made-up words, GloVe's commonest."""
    words = ["sun", "moon", "tea", "cup", "snow"]
    small = make(words, [[40.0, 3.0], [3.0, 4.0], [0.1, 0.9], [-6.0, 8.0], [-3.0, -3.0]])
    yield Case((small, np.array([[1.0, 0.0], [0.0, 7.0]]), 2))
    yield Case((small, np.array([[-1.0, 0.5]]), 5))
    tied = make(words, [[0, 2], [1, 0], [5, 0], [0, 3], [7, 0]])
    yield Case((tied, np.array([[3.0, 0.0]]), 2), "Equal words stand in the model's order.")
    equal = make([f"word{i}" for i in range(200)], [[0, 2], [1, 0], [5, 0], [0, 3]] * 50)
    yield Case((equal, np.array([[3.0, 0.0]]), 200), "Equal words stand in the model's order.")
    rng = generator(task)
    many = make([f"word{i}" for i in range(300)], rng.normal(size=(300, 20)))
    yield Case((many, rng.normal(size=(4, 20)), 6))
    frequent = make(model.index_to_key[:5000], model.vectors[:5000])
    centroids = np.array([model["piano"], model["money"]], dtype=np.float64)
    yield Case((frequent, centroids, 5), "", 'common_words, [model["piano"], model["money"]], 5')


def spectra(task: str) -> Iterator[Case]:
    """Matrices whose principal components have clearly unequal variances."""
    rows = np.array([[5.0, 1.0], [7.0, 1.5], [9.0, 0.5], [11.0, 1.0]])
    yield Case((rows, 0), "Take the mean vector away.")
    yield Case((rows, 1))
    rng = generator(task)
    for n, d, components in ((8, 3, 1), (8, 3, 0), (30, 6, 2), (200, 20, 3), (60, 5, 1)):
        turned = np.linalg.qr(rng.normal(size=(d, d)))[0]
        spread = rng.normal(size=(n, d)) * 3.0 ** -np.arange(d).clip(max=4)
        yield Case((spread @ turned + rng.normal(size=d) * 3.0, components))


def word_matrix(model: WordVectors) -> Iterator[Case]:
    """Frequent words of GloVe."""
    frequent = np.array(model.vectors[:2000], dtype=np.float64)
    yield Case((frequent, 2), "", "model.vectors[:2000], 2")


def whole_spectra() -> Iterator[Case]:
    """All components, one row, wide matrices."""
    yield Case((np.array([[5.0, 1.0], [7.0, 1.5], [9.0, 0.5]]), 2), "Nothing is left.")
    yield Case((np.array([[5.0, 1.0]]), 0), "One row is its own mean.")
    yield Case((np.array([[1.0, 2.0, 3.0, 9.0], [3.0, 1.0, 0.0, 2.0]]), 1), "Nothing is left.")


def wrong_spectra() -> Iterator[Case]:
    """Numbers of components, and shapes, that do not exist."""
    for rows, components in (
        (X, -1), (X, 3), (np.ones(3), 1), (np.ones((0, 3)), 1), (np.ones((2, 2, 2)), 1),
    ):  # fmt: skip
        yield Case((rows, components), SHARE)


def writable_spectra() -> Iterator[Case]:
    """A matrix that could be written to."""
    yield Case((X.copy(), 1))


def spectrum_kinds() -> Iterator[tuple[Case, Case]]:
    """The same matrix as float64, then as lists and in types too small to compute in."""
    rows = [[200, 100], [100, 250], [30, 40], [250, 240]]
    wide = Case((np.array(rows, dtype=np.float64), 1))
    yield wide, Case((rows, 1))
    yield wide, Case((np.array(rows, dtype=np.uint8), 1), FLOAT64)
    yield wide, Case((np.array(rows, dtype=np.float32), 1), FLOAT64)


def common_tolerance(expected: Any, M: Any, n_components: int) -> float:
    """What the rest may be off: a principal direction that comes from the eigenvectors of the
    covariance is off by at most ``d u s1^2 / gap`` (Davis and Kahan, 1970), where gap is between
    the squares of the singular values that are taken away and those that stay."""
    rows = np.asarray(M, dtype=np.float64)
    s = np.append(np.linalg.svd(rows - rows.mean(axis=0), compute_uv=False) ** 2, 0.0)
    gap = s[n_components - 1] - s[n_components] if 0 < n_components < len(s) else s[0]
    relative = rows.shape[1] * 2.0**-53 * s[0] / gap if gap > 0 else 0.0
    return max(1e-9, 10 * relative) * max(1.0, float(np.max(np.abs(rows))))
