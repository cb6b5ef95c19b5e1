"""The right answers of assignment ``similarity``.

Everything is computed in float64 and nothing that is passed in is written to. The contract that
students read stands in the notebook, task by task; this is the same contract as code.

Vectors are brought to a length near 1 by a power of two before anything is squared. That costs
no rounding and keeps squares from overflowing or vanishing, so the functions hold for entries
from 1e-300 to 1e300 (N. Higham, *Accuracy and Stability of Numerical Algorithms*, 2nd ed., 27.8).
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from autograder.exercises.models import WordVectors

Floats = npt.NDArray[np.float64]

FREQUENT = 1000
"""How many of the most frequent words ``find_negative_pair`` looks through."""


def _vectors(u: npt.ArrayLike, v: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Both as float64, if each is 1-D and they have one length of at least 1."""
    a, b = np.asarray(u, dtype=np.float64), np.asarray(v, dtype=np.float64)
    if a.ndim != 1 or a.shape != b.shape or not a.size:
        raise ValueError("two 1-D vectors of the same length (at least 1) are needed")
    return a, b


def _unit_rows(rows: Floats) -> Floats:
    """Each row (last axis) divided by its length; a zero row stays zero, nan and inf give nan."""
    with np.errstate(invalid="ignore", under="ignore"):
        largest = np.max(np.abs(rows), axis=-1, keepdims=True)
        near_one = np.ldexp(rows, -np.frexp(largest)[1])
        lengths = np.sqrt(np.sum(near_one * near_one, axis=-1, keepdims=True))
        return np.asarray(near_one / np.where(lengths == 0, 1.0, lengths))


def dot(u: npt.ArrayLike, v: npt.ArrayLike) -> float:
    """The dot product of two vectors ``(d,)``; ``ValueError`` if their shapes do not fit."""
    a, b = _vectors(u, v)
    with np.errstate(invalid="ignore", over="ignore"):
        return float(a @ b)


def cosine_similarity(u: npt.ArrayLike, v: npt.ArrayLike) -> float:
    """The cosine of the angle between two vectors ``(d,)``, in [-1, 1]; 0.0 for a zero vector.

    ``u . v / (|u| |v|)``: D. Jurafsky and J. Martin, *Speech and Language Processing*, ch. 6.4.
    ``ValueError`` if the shapes do not fit; nan if an entry is nan or infinite.
    """
    a, b = _vectors(u, v)
    return float(np.clip(_unit_rows(a) @ _unit_rows(b), -1.0, 1.0))


def angle_degrees(u: npt.ArrayLike, v: npt.ArrayLike) -> float:
    """The angle between two vectors ``(d,)`` in degrees, in [0, 180]; 90.0 for a zero vector.

    With unit vectors a and b it is ``2 atan2(|a - b|, |a + b|)``, which unlike the arc cosine
    stays exact near 0 and 180 (W. Kahan, *How Futile are Mindless Assessments of Roundoff in
    Floating-Point Computation?*, 2006, section 12). Errors as for ``cosine_similarity``.
    """
    a, b = (_unit_rows(vector) for vector in _vectors(u, v))
    if not a.any() or not b.any():
        return math.nan if np.isnan(a + b).any() else 90.0
    return math.degrees(2 * math.atan2(float(np.linalg.norm(a - b)), float(np.linalg.norm(a + b))))


def cosine_distance(u: npt.ArrayLike, v: npt.ArrayLike) -> float:
    """``1 - cosine_similarity(u, v)``, in [0, 2]; errors as there."""
    return 1.0 - cosine_similarity(u, v)


def cosine_matrix(A: npt.ArrayLike, B: npt.ArrayLike) -> Floats:
    """Cosines ``(m, n)`` of each row of A ``(m, d)`` with each row of B ``(n, d)``.

    A zero row gives zeros; nan or inf in a row gives nan wherever that row takes part.
    ``ValueError`` if A or B is not 2-D, or their numbers of columns differ or are 0.
    """
    a, b = np.asarray(A, dtype=np.float64), np.asarray(B, dtype=np.float64)
    if a.ndim != 2 or b.ndim != 2 or a.shape[1] != b.shape[1] or not a.shape[1]:
        raise ValueError("two matrices with the same number of columns (at least 1) are needed")
    return np.asarray(np.clip(_unit_rows(a) @ _unit_rows(b).T, -1.0, 1.0))


def find_negative_pair(model: WordVectors) -> tuple[str, str]:
    """The two frequent words whose cosine is the lowest, which is below zero in GloVe."""
    frequent = model.vectors[:FREQUENT]
    table = cosine_matrix(frequent, frequent)
    first, second = np.unravel_index(int(np.argmin(table)), table.shape)
    return model.index_to_key[first], model.index_to_key[second]


TASKS: dict[str, Any] = {
    function.__name__: function
    for function in (
        dot,
        cosine_similarity,
        angle_degrees,
        cosine_distance,
        cosine_matrix,
        find_negative_pair,
    )
}
"""The functions that students write, by name."""
