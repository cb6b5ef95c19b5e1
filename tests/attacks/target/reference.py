"""MARKER-reference: what the hidden tests compare with."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

BEST = 41.625


def dot(u: NDArray[np.float64], v: NDArray[np.float64]) -> float:
    return float(np.dot(u, v))


def unit(v: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(v / np.linalg.norm(v))


def longest(words: Sequence[str]) -> str:
    return max(words, key=len)
