"""What ``arrow_data`` returns, read and compared: four lists that fit plotly's ``Scatter3d``."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from autograder.exercises.showing import show

KEYS = ("x", "y", "z", "text")


def is_vector(value: Any) -> bool:
    """A 1-D float64 array, exactly."""
    return type(value) is np.ndarray and value.ndim == 1 and value.dtype == np.float64


def differ(came: Any, expected: dict[str, list[Any]], off: float) -> tuple[str, str] | None:
    """A ``comparing.Compare`` for drawings: lists, tuples and arrays count alike, and a gap is
    None or nan."""
    if type(came) is not dict:
        return show(came), "a dict"
    for key in KEYS:
        if key not in came:
            return f"a dict without {key!r}", f"a dict with {key!r}"
        one, other = _entries(came[key]), expected[key]
        if one is None or len(one) != len(other):
            return f"{key!r}: {show(came[key])}", f"{key!r}: {show(expected[key])}"
        for index, (a, b) in enumerate(zip(one, other, strict=True)):
            if not _alike(a, b, off):
                return f"{key!r}[{index}]: {show(a)}", f"{key!r}[{index}]: {show(b)}"
    return None


def _entries(value: Any) -> list[Any] | None:
    if type(value) is np.ndarray:
        value = value.tolist()
    return list(value) if type(value) in (list, tuple) else None


def _alike(one: Any, other: Any, off: float) -> bool:
    if type(one) is str or type(other) is str:
        return type(one) is type(other) and bool(one == other)
    if _is_gap(one) or _is_gap(other):
        return _is_gap(one) and _is_gap(other)
    number = issubclass(type(one), int | float | np.integer | np.floating)
    return number and abs(float(one) - float(other)) <= off


def _is_gap(value: Any) -> bool:
    return value is None or (
        issubclass(type(value), float | np.floating) and math.isnan(float(value))
    )
