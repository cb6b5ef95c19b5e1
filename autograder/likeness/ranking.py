"""Which pairs of a class have much in common that others have not.

Each task is looked at by itself. What two students share in it counts by how rare it is: a
fingerprint that ``n`` of ``N`` students have counts ``log2(N / n)`` bits (inverse document
frequency; K. Sparck Jones, 1972), half of that if the instructor's own solution has it too, and
nothing if more than half of the class has it or the released cell had it already.

With these weights ``w``, two students have in one task::

    common = sum of w over what both have / sum of w over what either has
    rarity = sum of w² over what both have / sum of w over what both have

the weighted Jaccard index, and the mean weight in bits of what is shared. A task counts ``common``
times ``rarity``: at most as much as its shared parts are rare, however long it is. So two who chose
one common way to write one short task are two of many. Tasks add up, for who works alone chooses
anew in each of them.

The likeness of a pair is that sum, as a share of what it would be if all tasks were shared with
nobody else, times the mean of ``common`` over the tasks that can tell (in which either has anything
that counts): of two who work alone and agree by chance in some tasks, one differs in the next.
"""

from __future__ import annotations

import heapq
import itertools
import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

SMALLEST_CLASS = 4
"""With fewer nothing can be said of what is common."""

Floats = npt.NDArray[np.float64]
Prints = Mapping[str, npt.NDArray[np.uint64]]
"""Fingerprints by task, of one student."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two students and how much they have in common."""

    first: int
    second: int
    """Their places in the class."""
    likeness: float
    """Between 0 and 1."""
    tasks: Mapping[str, float]
    """How much of each task is common, between 0 and 1, if anything is; what counts most first."""


@dataclass(frozen=True, slots=True)
class _Task:
    """An inverted index of one task: groups of fingerprints that the same students have."""

    members: tuple[npt.NDArray[np.intp], ...]
    """Who has the fingerprints of each group."""
    weights: Floats
    """Sum of w of each group."""
    squares: Floats
    """Sum of w² of each group."""
    groups: tuple[tuple[int, ...], ...]
    """The groups that each student has."""
    totals: Floats
    """Sum of w of each student."""


def weights(
    task: str, class_prints: Sequence[Prints], template: frozenset[int], own: frozenset[int]
) -> dict[int, float]:
    """What each fingerprint of a task counts; those that count nothing are not there."""
    having: dict[int, int] = defaultdict(int)
    for prints in class_prints:
        for print_ in _set(prints, task):
            having[print_] += 1
    size = len(class_prints)
    return {
        print_: math.log2(size / count) / (2 if print_ in own else 1)
        for print_, count in having.items()
        if count <= size / 2 and print_ not in template
    }


def ranked(
    class_prints: Sequence[Prints], counts: Mapping[str, Mapping[int, float]], *, top: int
) -> list[Pair]:
    """The ``top`` pairs with the greatest likeness, the greatest first; none with no likeness.

    Args:
        class_prints: the fingerprints of each student.
        counts: what each fingerprint counts, by task.
        top: how many pairs to return.
    """
    size = len(class_prints)
    if size < SMALLEST_CLASS or not counts:
        return []
    tasks = {name: _index(name, class_prints, counts[name]) for name in counts}
    most = len(tasks) * math.log2(size / 2)
    rows = (_best_of(first, tasks, size, top) for first in range(size))
    best = heapq.nsmallest(top, itertools.chain.from_iterable(rows))
    return [
        Pair(first, second, -negative / most, _shares(first, second, tasks, size))
        for negative, first, second in best
    ]


def _best_of(
    first: int, tasks: Mapping[str, _Task], size: int, top: int
) -> list[tuple[float, int, int]]:
    """The pairs of one student with those behind, with the bits that they count, negative."""
    bits, common, telling = np.zeros(size), np.zeros(size), np.zeros(size)
    for task in tasks.values():
        shared, squares, either = _row(first, task, size)
        bits += squares / either
        common += shared / either
        telling += np.isfinite(either)
    count = (bits * common / np.maximum(telling, 1))[first + 1 :]
    order = np.argsort(-count, kind="stable")[:top]
    return [(-float(count[at]), first, first + 1 + int(at)) for at in order if count[at] > 0]


def _shares(first: int, second: int, tasks: Mapping[str, _Task], size: int) -> dict[str, float]:
    found = {}
    for name, task in tasks.items():
        shared, squares, either = (values[second] for values in _row(first, task, size))
        if shared:
            found[name] = (float(squares / either), float(shared / either))
    ordered = sorted(found, key=lambda name: found[name], reverse=True)
    return {name: found[name][1] for name in ordered}


def _row(first: int, task: _Task, size: int) -> tuple[Floats, Floats, Floats]:
    """Of one student with each, in one task: the sum of w and of w² over what both have, and the
    sum of w over what either has, infinite where that is nothing."""
    groups = list(task.groups[first])
    members = [task.members[group] for group in groups]
    who = np.concatenate([np.empty(0, dtype=np.intp), *members])
    times = [len(part) for part in members]
    shared, squares = (
        np.bincount(who, np.repeat(values[groups], times), minlength=size).astype(np.float64)
        for values in (task.weights, task.squares)
    )
    either = task.totals[first] + task.totals - shared
    return shared, squares, np.where(either > 0, either, np.inf)


def _index(name: str, class_prints: Sequence[Prints], counts: Mapping[int, float]) -> _Task:
    having: dict[int, list[int]] = defaultdict(list)
    for student, prints in enumerate(class_prints):
        for print_ in _set(prints, name):
            if print_ in counts:
                having[print_].append(student)
    by_members: dict[tuple[int, ...], list[float]] = defaultdict(list)
    for print_, students in having.items():
        by_members[tuple(students)].append(counts[print_])
    groups: list[list[int]] = [[] for _ in class_prints]
    totals = np.zeros(len(class_prints))
    for number, (students_of, values) in enumerate(by_members.items()):
        for student in students_of:
            groups[student].append(number)
            totals[student] += sum(values)
    return _Task(
        members=tuple(np.array(students, dtype=np.intp) for students in by_members),
        weights=np.array([sum(values) for values in by_members.values()]),
        squares=np.array([sum(v * v for v in values) for values in by_members.values()]),
        groups=tuple(map(tuple, groups)),
        totals=totals,
    )


def _set(prints: Prints, task: str) -> set[int]:
    found = prints.get(task)
    return set() if found is None else set(found.tolist())
