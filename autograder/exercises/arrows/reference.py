"""The right answers of assignment ``arrows``.

Everything is computed in float64 and nothing that is passed in is written to. The contract that
students read stands in the notebook, task by task; this is the same contract as code.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def _vector(v: npt.ArrayLike) -> Floats:
    """As float64, if it is 1-D and not empty."""
    a = np.asarray(v, dtype=np.float64)
    if a.ndim != 1 or not a.size:
        raise ValueError("a 1-D vector that is not empty is needed")
    return a


def magnitude(v: npt.ArrayLike) -> float:
    """The length of a vector ``(d,)``: ``sqrt(v1^2 + ... + vd^2)``, without overflow on the way.

    ``ValueError`` if it is not 1-D or empty; nan if an entry is nan.
    """
    a = _vector(v)
    return math.nan if np.isnan(a).any() else math.hypot(*a.tolist())


def add(u: npt.ArrayLike, v: npt.ArrayLike) -> Floats:
    """The sum ``(d,)`` of two vectors of one length; ``ValueError`` if they do not fit."""
    a, b = _vector(u), _vector(v)
    if a.shape != b.shape:
        raise ValueError("two vectors of the same length are needed")
    return np.asarray(a + b)


def scale(v: npt.ArrayLike, s: float) -> Floats:
    """A vector ``(d,)``, s times as long; turned round where s is negative."""
    return np.asarray(_vector(v) * float(s))


def compose(vectors: npt.ArrayLike, weights: npt.ArrayLike | None = None) -> Floats:
    """The weighted sum ``(d,)`` of n vectors ``(n, d)``; each counts once if there are no weights.

    ``ValueError`` if there is no vector, their lengths differ, or weights is not ``(n,)``.
    """
    rows = np.asarray(vectors, dtype=np.float64)
    if rows.ndim != 2 or not rows.size:
        raise ValueError("at least one vector is needed, and all of one length")
    factors = np.ones(len(rows)) if weights is None else np.asarray(weights, dtype=np.float64)
    if factors.shape != (len(rows),):
        raise ValueError("one weight for each vector is needed")
    return np.asarray(factors @ rows)


def unit(v: npt.ArrayLike) -> Floats:
    """The vector ``(d,)`` of length 1 in the same direction; ``ValueError`` for a zero vector."""
    a = _vector(v)
    if not a.any():
        raise ValueError("a zero vector has no direction")
    near_one = np.ldexp(a, -np.frexp(np.max(np.abs(a)))[1])  # exact, and its square is safe
    return np.asarray(near_one / magnitude(near_one))


def arrow_data(vectors: npt.ArrayLike, names: Sequence[str]) -> dict[str, list[Any]]:
    """Arrows from the origin as the data of one plotly ``Scatter3d``: x, y, z and text.

    Each arrow takes three entries: the origin, the tip (with the name as text), and a gap.
    ``ValueError`` if vectors is not ``(n, 3)``, or there is not one name for each.
    """
    tips = np.asarray(vectors, dtype=np.float64)
    if tips.ndim != 2 or tips.shape[1] != 3 or len(names) != len(tips):
        raise ValueError("vectors with three numbers are needed, and one name for each")
    data: dict[str, list[Any]] = {
        axis: [entry for number in column.tolist() for entry in (0.0, number, None)]
        for axis, column in zip("xyz", tips.T, strict=True)
    }
    return {**data, "text": [entry for name in names for entry in ("", name, "")]}


TASKS: dict[str, Any] = {
    function.__name__: function for function in (magnitude, add, scale, compose, unit, arrow_data)
}
"""The functions that students write, by name."""
