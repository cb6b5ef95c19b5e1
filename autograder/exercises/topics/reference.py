"""The right answers of assignment ``topics``.

Everything is computed in float64 and nothing that is passed in is written to. The contract that
students read stands in the notebook, task by task; this is the same contract as code.

Spherical k-means is that of I. Dhillon and D. Modha, *Concept Decompositions for Large Sparse Text
Data using Clustering*, 2001; taking away the mean and the first principal components is J. Mu and
P. Viswanath, *All-but-the-Top*, 2018.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from autograder.exercises.models import WordVectors
from autograder.exercises.similarity.reference import cosine_matrix

Floats = npt.NDArray[np.float64]
Labels = npt.NDArray[np.int64]


def assign(X: npt.ArrayLike, C: npt.ArrayLike) -> Labels:
    """For each row of X ``(n, d)`` the number of the row of C ``(k, d)`` with the highest cosine.

    Ties go to the lower number, and a zero row to 0. ``ValueError`` if X or C is not 2-D, they
    differ in columns or have none, or C has no rows.
    """
    table = cosine_matrix(X, C)
    if not table.shape[1]:
        raise ValueError("at least one centroid is needed")
    return np.asarray(np.argmax(table, axis=1), dtype=np.int64)


def update(X: npt.ArrayLike, labels: npt.ArrayLike, k: int, previous: npt.ArrayLike) -> Floats:
    """The ``k`` unit centroids ``(k, d)``: the direction of the sum of each cluster's unit rows.

    Where the sum is zero, as in a cluster without members, the row of ``previous`` ``(k, d)`` stays
    as it was. ``ValueError`` if ``labels`` are not n numbers from 0 to k - 1, or shapes do not fit.
    """
    rows, old = np.asarray(X, dtype=np.float64), np.asarray(previous, dtype=np.float64)
    members = np.asarray(labels)
    if rows.ndim != 2 or members.shape != rows.shape[:1] or old.shape != (k, rows.shape[1]):
        raise ValueError("X (n, d), labels (n,) and previous (k, d) are needed")
    if members.size and (members.min() < 0 or members.max() >= k):
        raise ValueError("labels are numbers from 0 to k - 1")
    sums = (members == np.arange(k)[:, None]).astype(np.float64) @ _unit(rows)
    return np.where(np.any(sums != 0, axis=1)[:, None], _unit(sums), old)


def spherical_kmeans(X: npt.ArrayLike, init: npt.ArrayLike, iters: int) -> tuple[Labels, Floats]:
    """Labels ``(n,)`` and unit centroids ``(k, d)`` after ``iters`` rounds of assign and update.

    The first centroids are the rows of ``init`` ``(k, d)`` at unit length; the labels are those of
    the last centroids. ``ValueError`` if iters is not an int or is negative.
    """
    if not isinstance(iters, int | np.integer) or iters < 0:
        raise ValueError("iters must be a whole number, at least 0")
    centroids = _unit(np.asarray(init, dtype=np.float64))
    for _ in range(iters):
        centroids = update(X, assign(X, centroids), len(centroids), centroids)
    return assign(X, centroids), centroids


def name_topics(model: WordVectors, centroids: npt.ArrayLike, k: int) -> list[list[str]]:
    """For each centroid the ``k`` words of the model with the highest cosine, the best first; ties
    in the model's order."""
    scores = cosine_matrix(centroids, model.vectors)
    order = np.argsort(-scores, axis=1, kind="stable")[:, :k]
    return [[model.index_to_key[row] for row in rows] for rows in order.tolist()]


def remove_common(M: npt.ArrayLike, n_components: int) -> Floats:
    """M ``(n, d)`` less its mean row, then less what lies along its ``n_components`` first
    principal components.

    ``ValueError`` if M is not 2-D or has no rows, or unless ``0 <= n_components <= d``.
    """
    rows = np.asarray(M, dtype=np.float64)
    if rows.ndim != 2 or not len(rows) or not 0 <= n_components <= rows.shape[1]:
        raise ValueError("a matrix with rows, and 0 to d components are needed")
    centred = rows - rows.mean(axis=0)
    top = np.linalg.svd(centred, full_matrices=False)[2][:n_components]
    return np.asarray(centred - centred @ top.T @ top)


def _unit(rows: Floats) -> Floats:
    """Each row divided by its length; a zero row stays zero. Scaled first, as in ``similarity``."""
    if rows.ndim != 2:
        raise ValueError("a matrix is needed")
    largest = np.max(np.abs(rows), axis=1, keepdims=True, initial=0.0)
    near_one = np.ldexp(rows, -np.frexp(largest)[1])
    lengths = np.linalg.norm(near_one, axis=1, keepdims=True)
    return np.asarray(near_one / np.where(lengths == 0, 1.0, lengths))


def purity(labels: Sequence[int], topics: Sequence[str]) -> float:
    """The share of texts that are of the commonest topic of their cluster (C. Manning, P. Raghavan,
    H. Schütze, *Introduction to Information Retrieval*, 2008, section 16.3)."""
    groups: dict[int, list[str]] = {}
    for label, topic in zip(labels, topics, strict=True):
        groups.setdefault(int(label), []).append(topic)
    return sum(max(map(group.count, group)) for group in groups.values()) / len(topics)


TASKS: dict[str, Any] = {
    function.__name__: function
    for function in (assign, update, spherical_kmeans, name_topics, remove_common)
}
"""The functions that students write, by name."""
