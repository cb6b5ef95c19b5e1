"""The public questions about ``similarity``: what is shown to students, and by what the
misconception behind an answer is recognised. None of the random ones is asked for marks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from autograder.exercises.questions import Case, Probe, Probes, formula, rules, seconds
from autograder.exercises.similarity import cases

_PUBLIC = "public questions about "


def _array(numbers: Any) -> Any:
    return np.array(numbers, dtype=np.float64)


def _board() -> Iterator[Case]:
    """Pairs that fit on a board."""
    for u, v, law in (
        ([1, 0], [0, 1], cases.SQUARE), ([1, 2], [2, 1], ""), ([1, 0], [1, 1], ""),
        ([1, 2], [-1, 3], ""), ([1, 2], [-3, 0], ""), ([3, 4], [4, 3], ""),
        ([2, 0], [3, 4], ""), ([6, 8], [4, 3], cases.LONGER), ([4, 3], [3, 4], cases.SWAP),
        ([1, 2, 2], [2, 1, -2], cases.SQUARE), ([1, 2, 2], [3, 0, 4], ""),
        ([-1, 2, 2], [2, 3, 6], ""), ([1, -2, 2], [-2, 1, 2], ""),
    ):  # fmt: skip
        yield Case((_array(u), _array(v)), law)


def _parallel() -> Iterator[Case]:
    for u, v, law in (
        ([1, 2], [1, 2], cases.SELF), ([3, 4], [6, 8], cases.SELF),
        ([1, 1, 1], [1, 1, 1], cases.SELF), ([1, 1, 1], [3, 3, 3], cases.SELF),
        ([3, 4], [-3, -4], cases.OPPOSITE), ([1, 2, 2], [-2, -4, -4], cases.OPPOSITE),
    ):  # fmt: skip
        yield Case((_array(u), _array(v)), law)


def _over_the_edge() -> Iterator[Case]:
    """Whole numbers, whose products and sums every way of computing has exactly, and whose cosine
    the plain formula rounds to more than 1 or less than -1."""
    for u, factor in (([1, 5], 1), ([2, 3], 2), ([3, 3], -1), ([1, 8], -1), ([4, 6], 1)):
        yield Case((_array(u), _array(u) * factor), cases.PARALLEL)


def _small_types() -> Iterator[Case]:
    """Whole numbers of one digit whose products do not fit into their type."""
    yield Case((np.array([9, 9], dtype=np.int8), np.array([9, 8], dtype=np.int8)), cases.FLOAT64)


def _short() -> Iterator[Case]:
    """Vectors that are short, and none of them zero."""
    for power in (4, 8, 20, 150):
        yield Case((_array([3, 4]) * 10.0**-power, _array([4, 3])), cases.LONGER)
        yield Case((_array([3, 4]) * 10.0**-power, _array([4, 3]) * 10.0**-power), cases.LONGER)


def _missing() -> Iterator[Case]:
    yield Case((_array([1, np.nan]), _array([1, 2])), cases.MISSING)
    yield from cases.missing_pairs()


def _of_two(task: str, *, parallel: bool) -> Iterator[Probe]:
    public = _PUBLIC + task
    yield from formula(_board(), cases.angle_pairs(), cases.random_pairs(public, 12))
    if parallel:
        yield from formula(_parallel())
    yield from rules(
        cases.zero_pairs(), cases.kinds(), cases.writable_pairs(), cases.misfits(),
        _small_types(), seconds(cases.number_types(public)), _missing(),
    )  # fmt: skip


def _dot(make: Any = None) -> Iterator[Probe]:
    yield from _of_two("dot", parallel=True)


def _cosine(make: Any = None) -> Iterator[Probe]:
    public = _PUBLIC + "cosine_similarity"
    yield from _of_two("cosine_similarity", parallel=True)
    yield from formula(_visible())
    yield from rules(_short(), seconds(cases.rescaled(public)), _over_the_edge())


def _visible() -> Iterator[Case]:
    """What the notebook asks before everybody's eyes."""
    for u, v in ((cases.MAN, cases.MONARCH), (cases.MAN, cases.KING), (cases.KING, cases.MONARCH)):
        yield Case((_array(u), _array(v)))


def _angle(make: Any = None) -> Iterator[Probe]:
    yield from _of_two("angle_degrees", parallel=False)
    yield from rules(_parallel(), _over_the_edge())


def _distance(make: Any = None) -> Iterator[Probe]:
    yield from _of_two("cosine_distance", parallel=True)


def _tables() -> Iterator[Case]:
    """Matrices that fit on a board, never square, for then a transposed one has another shape."""
    yield Case((_array([[1, 2]]), _array([[2, 1]])))
    yield Case((_array([[1, 0]]), _array([[0, 1], [1, 1], [-2, 0]])))
    yield Case((_array([[1, 2], [3, 0]]), _array([[3, 4], [-1, 1], [0, 2]])))
    yield Case((_array([[1, 2, 2], [3, 0, 4]]), _array([[2, 3, 6]])))
    yield Case((_array([[1, 2], [-3, 1]]), _array([[2, 2], [4, 3]])))


def _small_tables() -> Iterator[Case]:
    small = np.array([[9, 9]], dtype=np.int8), np.array([[9, 8], [9, 9]], dtype=np.int8)
    yield Case(small, cases.FLOAT64)


def _missing_tables() -> Iterator[Case]:
    yield Case((_array([[1, 2], [np.nan, 1]]), _array([[2, 1]])), cases.MISSING)
    yield from cases.missing_tables()


def _matrix(make: Any = None) -> Iterator[Probe]:
    public = _PUBLIC + "cosine_matrix"
    yield from formula(_tables(), cases.tables(public))
    yield from rules(
        cases.zero_tables(), cases.writable_tables(), cases.misfit_tables(), _small_tables(),
        seconds(cases.table_types(public)), seconds(cases.rescaled_tables(public)),
        _missing_tables(), cases.parallel_tables(public), cases.parallel_tables(public + ", more"),
    )  # fmt: skip


PROBES: dict[str, Probes] = {
    "dot": _dot,
    "cosine_similarity": _cosine,
    "angle_degrees": _angle,
    "cosine_distance": _distance,
    "cosine_matrix": _matrix,
}
