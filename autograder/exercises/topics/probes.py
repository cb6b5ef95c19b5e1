"""The public questions about ``topics``: what is shown to students, and by what the misconception
behind an answer is recognised. None of the random ones is asked for marks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from autograder.exercises.models import MadeUp
from autograder.exercises.questions import Case, Probe, Probes, formula, rules, seconds
from autograder.exercises.topics import cases

_PUBLIC = "public questions about "


def _array(numbers: Any, dtype: Any = np.float64) -> Any:
    return np.array(numbers, dtype=dtype)


def _near() -> Iterator[Case]:
    """Rows and centroids that fit on a board; there are more rows than centroids."""
    for rows, centroids in (
        ([[3, 4], [4, -3]], [[0, 1]]), ([[3, 4], [9, 1], [-1, 2]], [[1, 0], [0, 8]]),
        ([[1, 2], [2, 1], [-3, 1]], [[0, 1], [9, 9]]), ([[2, 1, 0], [0, 1, 3]], [[5, 1, 0],
                                                                               [0, 0, 1]]),
        ([[1, 3], [5, 4], [0, -2]], [[0, 2], [3, 1], [-1, -4]]),
    ):  # fmt: skip
        yield Case((_array(rows), _array(centroids)))


def _small_ties() -> Iterator[Case]:
    yield Case((_array([[1, 0], [0, 2]]), _array([[0, 1], [2, 0], [3, 0]])), cases.TIES)
    yield Case((_array([[0, 0]]), _array([[0, -1], [-1, 0]])), cases.ZERO)


def _small_misfits() -> Iterator[Case]:
    yield Case((_array([[1, 2, 3]]), _array([[1, 2]])), cases.FIT)
    yield Case((_array([1, 2]), _array([[1, 2]])), cases.FIT)


def _assign(make: Any = None) -> Iterator[Probe]:
    public = _PUBLIC + "assign"
    yield from formula(_near(), cases.rows_and_centroids(public))
    yield from rules(
        _small_ties(), cases.ties(), cases.writable(), _small_misfits(), cases.misfits(),
        seconds(cases.kinds(public)),
    )  # fmt: skip


_OLD = [[1, 0], [0, 1]]


def _members() -> Iterator[Case]:
    rows = [[3, 4], [8, 0], [0, 2], [-1, 1]]
    for labels, count in (([0, 0, 1, 1], 4), ([0, 1, 1], 3), ([1, 0], 2), ([1, 0, 0, 1], 4)):
        yield Case((_array(rows[:count]), labels, 2, _array(_OLD)), cases.DIRECTIONS)


def _empty() -> Iterator[Case]:
    yield Case((_array([[3, 4], [8, 0]]), [0, 0], 2, _array([[1, 0], [0, 3]])), cases.EMPTY)
    yield Case((_array([[2, 0], [-3, 0]]), [1, 1], 2, _array([[0, 2], [0, 3]])), cases.OPPOSITE)


def _update(make: Any = None) -> Iterator[Probe]:
    yield from formula(_members(), cases.memberships(_PUBLIC + "update"))
    wrong = [Case((_array([[3, 4], [8, 0]]), labels, 2, _array(_OLD)), cases.FIT)
             for labels in ([0, 2], [0, -1], [0])]  # fmt: skip
    kept = Case((_array([[3, 4], [8, 0]]), _array([0, 1], int), 2, _array(_OLD)))
    yield from rules(
        _empty(), cases.empty_clusters(), wrong, cases.wrong_memberships(), [kept],
        cases.writable_memberships(), seconds(cases.membership_kinds()),
    )  # fmt: skip


def _rounds() -> Iterator[Case]:
    rows = [[3, 4], [8, 1], [-1, 2], [0, 3], [2, 2]]
    for init, iters in (([[1, 0], [0, 2]], 1), ([[0, 3], [1, 1]], 1), ([[2, 1], [1, 2]], 2),
                        ([[1, 0], [-1, 1]], 3)):  # fmt: skip
        yield Case((_array(rows), _array(init), iters))


def _spherical_kmeans(make: Any = None) -> Iterator[Probe]:
    public = _PUBLIC + "spherical_kmeans"
    yield from formula(_rounds(), cases.clusterings(public), cases.clusterings(f"{public}, again"))
    start = _array([[3, 4], [8, 0]]), _array([[0, 2], [3, 0]])
    yield from rules(
        [Case((*start, 0), cases.NONE), Case((start[0].copy(), start[1].copy(), -1), cases.ROUNDS),
         Case((start[0].copy(), start[1].copy(), -2), cases.ROUNDS)],
        cases.rounds(), cases.writable_starts(), cases.wrong_rounds(),
    )  # fmt: skip


def _name_topics(make: Any = None) -> Iterator[Probe]:
    make = make or MadeUp
    words = ["sun", "tea", "cup", "fog"]
    vectors = [[9, 1], [3, 4], [-1, 2], [-3, -3]]
    small = (
        Case((make(words, vectors), _array(centroids), k))
        for centroids, k in (([[1, 0]], 1), ([[0, 2]], 2), ([[1, 0], [0, 1]], 2), ([[-1, 1]], 4))
    )
    rng = np.random.default_rng(7)
    many = make([f"word{i}" for i in range(60)], rng.normal(size=(60, 8)))
    yield from formula(small, [Case((many, rng.normal(size=(3, 8)), k)) for k in (1, 4, 9)])
    tied = make(words, [[0, 2], [1, 0], [5, 0], [7, 0]])
    yield from rules([Case((tied, _array([[3, 0]]), 2), "Equal words stand in the model's order.")])


def _spectra() -> Iterator[Case]:
    for rows, components in (
        ([[1, 2], [3, 4]], 0), ([[5, 1], [7, 2]], 0), ([[0, 1], [4, 2], [8, 0]], 0),
        ([[0, 1], [4, 2], [8, 0]], 1), ([[5, 1], [7, 2], [9, 0]], 1),
        ([[1, 2, 0], [5, 2, 1], [9, 3, 0], [1, 1, 1]], 1),
    ):  # fmt: skip
        yield Case((_array(rows), components))


def _remove_common(make: Any = None) -> Iterator[Probe]:
    yield from formula(_spectra(), cases.spectra(_PUBLIC + "remove_common"))
    wrong = (Case((_array([[1, 2], [3, 4]]), count), cases.SHARE) for count in (-1, 3))
    small = Case((_array([[90, 60], [60, 90], [90, 90]], np.int8), 1), cases.FLOAT64)
    yield from rules(
        cases.whole_spectra(), wrong, cases.wrong_spectra(), cases.writable_spectra(),
        [Case((_array([[0, 1], [4, 2]]), 0))], [small], seconds(cases.spectrum_kinds()),
    )  # fmt: skip


PROBES: dict[str, Probes] = {
    "assign": _assign,
    "update": _update,
    "spherical_kmeans": _spherical_kmeans,
    "name_topics": _name_topics,
    "remove_common": _remove_common,
}
