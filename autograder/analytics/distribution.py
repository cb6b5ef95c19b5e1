"""How numbers of a class are spread: marks, seconds."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import polars as pl

BINS = 25
"""At most as many columns as can be told apart on a telephone."""
_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True, slots=True)
class Spread:
    """A distribution in six numbers and a histogram."""

    count: int
    lowest: float
    first: float
    """Lower quartile."""
    median: float
    third: float
    highest: float
    edges: tuple[float, ...]
    counts: tuple[int, ...]
    """Of each bin: from its edge, with it, to the next one, without it."""


def spread(values: pl.Series, *, start: float = 0.0, end: float | None = None) -> Spread | None:
    """The distribution of numbers; None where there are none. Quartiles are interpolated linearly
    between the sorted values (R's type 7). Bins run at least from ``start`` to ``end``."""
    numbers = values.drop_nulls().sort()
    if numbers.is_empty():
        return None
    array = numbers.to_numpy()
    edges = _edges(min(start, float(array[0])), max(end or 0.0, float(array[-1])))
    counts, _ = np.histogram(array, bins=np.asarray(edges))
    first, median, third = (float(np.quantile(array, q)) for q in (0.25, 0.5, 0.75))
    return Spread(
        count=len(array),
        lowest=float(array[0]),
        first=first,
        median=median,
        third=third,
        highest=float(array[-1]),
        edges=edges,
        counts=tuple(int(count) for count in counts),
    )


def _edges(low: float, high: float) -> tuple[float, ...]:
    """Bins of a round width. The last begins at the highest number or before it, so that full marks
    have a bin of their own where bins are a point wide."""
    least = (high - low) / BINS or 1.0
    power = 10.0 ** math.floor(math.log10(least))
    width = next(step * power for step in _STEPS if step * power >= least * (1 - 1e-9))
    first = math.floor(low / width)
    count = math.floor(high / width + 1e-9) - first + 1
    return tuple(round((first + k) * width, 12) for k in range(count + 1))
