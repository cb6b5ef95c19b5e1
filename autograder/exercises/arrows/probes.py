"""The public questions about ``arrows``: what is shown to students, and by what the misconception
behind an answer is recognised. None of the random ones is asked for marks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from autograder.exercises.arrows import cases
from autograder.exercises.questions import Case, Probe, Probes, formula, rules, seconds

_PUBLIC = "public questions about "
_BOARD = ([3, 4], [3, -4], [-1, 2], [1, 1, 1], [1, 2, 2], [0, -5, 0], [2, -3, 6], [2, 0])
"""Vectors that fit on a board."""


def _array(numbers: Any, dtype: Any = np.float64) -> Any:
    return np.array(numbers, dtype=dtype)


def _one() -> Iterator[Case]:
    return (Case((_array(numbers),)) for numbers in _BOARD)


def _two() -> Iterator[Case]:
    for u, v in (
        ([1, 2], [3, 4]), ([3, -4], [1, 1]), ([1, 1, 1], [2, -1, 1]), ([0, 5, 0], [-3, 2, 1]),
        ([2, 0], [0, 3]),
    ):  # fmt: skip
        yield Case((_array(u), _array(v)))
        yield Case((_array(v), _array(u)), cases.ORDER)


def _small_types() -> Iterator[Case]:
    """Whole numbers of one digit whose squares do not fit into their type."""
    for numbers in ([9, 9], [8, -8, 8]):
        yield Case((_array(numbers, np.int8),), cases.FLOAT64)


def _magnitude(make: Any = None) -> Iterator[Probe]:
    yield from formula(_one(), cases.vectors(_PUBLIC + "magnitude"))
    yield from rules(
        cases.kinds(), cases.writable(), cases.misfits(), _small_types(),
        seconds(cases.number_types()), cases.missing(),
    )  # fmt: skip


def _add(make: Any = None) -> Iterator[Probe]:
    yield from formula(_two(), cases.pairs(_PUBLIC + "add"))
    yield from rules(
        cases.kinds_of_two(), cases.writable_pairs(), cases.misfits_of_two(),
        seconds(cases.number_types_of_two()),
    )  # fmt: skip


def _factors() -> Iterator[Case]:
    for numbers, factor in (
        ([1, 2], 2.0), ([3, -4], -1.0), ([1, 1, 1], 3.0), ([2, 0], 0.0), ([2, 4], 0.5),
        ([1, -2, 2], -2.0), ([0, 3], 1.0),
    ):  # fmt: skip
        yield Case((_array(numbers), factor))


def _scale(make: Any = None) -> Iterator[Probe]:
    yield from formula(_factors(), cases.factors(_PUBLIC + "scale"))
    yield from rules(
        cases.kinds_with_factor(), cases.writable_with_factor(), cases.misfits_with_factor(),
        seconds(cases.number_types_with_factor()),
    )  # fmt: skip


def _sums() -> Iterator[Case]:
    for rows, weights in (
        ([[1, 2]], None), ([[1, 2], [3, 4]], None), ([[1, 0], [0, 1]], [2, 3]),
        ([[3, 0, 2], [1, 1, 1]], [1, -1]), ([[1, 0], [0, 1], [1, 1]], None),
        ([[1, 0], [0, 1], [1, 1]], [5, -2, 3]), ([[1, 1, 1], [2, -1, 1]], None),
        ([[2, -1]], [3]),
    ):  # fmt: skip
        yield Case((_array(rows),) if weights is None else (_array(rows), _array(weights)))


def _compose(make: Any = None) -> Iterator[Probe]:
    yield from formula(_sums(), cases.sums(_PUBLIC + "compose"))
    yield from rules(
        cases.kinds_of_many(), cases.writable_many(), cases.misfits_of_many(),
        seconds(cases.number_types_of_many()),
    )  # fmt: skip


def _short() -> Iterator[Case]:
    """Vectors that are short, and none of them zero."""
    for power in (5, 9, 12, 16, 20):
        yield Case((_array([3, 4]) * 10.0**-power,), cases.LONGER)


def _unit(make: Any = None) -> Iterator[Probe]:
    yield from formula(_one(), cases.vectors(_PUBLIC + "unit"))
    yield from rules(
        cases.kinds(), cases.writable(), cases.misfits(), cases.no_direction(), _small_types(),
        seconds(cases.number_types()), _short(), seconds(cases.rescaled(_PUBLIC + "unit")),
    )  # fmt: skip


def _drawings() -> Iterator[Case]:
    yield Case((_array([[1, 2, 3]]), ["cat"]))
    yield Case((_array([[1, 1, 1], [2, -1, 1]]), ["man", "monarch"]))
    yield Case((_array([[3, 0, 2], [0, 5, 0], [-1, 2, 4]]), ["king", "up", "dog"]))


def _misfit_drawings() -> Iterator[Case]:
    yield Case((_array([[1, 2, 3], [3, 2, 1], [1, 1, 1]]), ["a", "b"]), "There is one name for "
               "each arrow.")  # fmt: skip
    yield Case((_array([[1, 2], [3, 4]]), ["a", "b"]), "An arrow in space has three numbers.")


def _arrow_data(make: Any = None) -> Iterator[Probe]:
    yield from formula(_drawings(), cases.drawings(_PUBLIC + "arrow_data"))
    yield from rules(
        cases.misfit_drawings(), _misfit_drawings(), cases.writable_drawings(),
        cases.lists_of_arrows(),
    )  # fmt: skip


PROBES: dict[str, Probes] = {
    "magnitude": _magnitude,
    "add": _add,
    "scale": _scale,
    "compose": _compose,
    "unit": _unit,
    "arrow_data": _arrow_data,
}
