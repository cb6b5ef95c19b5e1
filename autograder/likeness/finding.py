"""From a class's work to the pairs that have most in common."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from autograder.likeness import tokens
from autograder.likeness.fingerprints import Prints, fingerprints
from autograder.likeness.ranking import Pair, ranked, weights
from autograder.likeness.reading import Class, Task


@dataclass(frozen=True, slots=True)
class Found:
    """The pairs, and what is needed to show them."""

    pairs: tuple[Pair, ...]
    """The most alike first."""
    counts: Mapping[str, Mapping[int, float]]
    """What each fingerprint counts, by task."""


def find(work: Class, *, top: int) -> Found:
    """The ``top`` pairs of a class that are most alike."""
    prints = [
        {
            task.name: printed(task, cells[task.name]).hashes
            for task in work.tasks
            if task.name in cells
        }
        for cells in work.work
    ]
    counts = {
        task.name: weights(
            task.name,
            prints,
            template=_set(printed(task, task.template)),
            own=_set(printed(task, task.own)),
        )
        for task in work.tasks
    }
    return Found(tuple(ranked(prints, counts, top=top)), counts)


def printed(task: Task, source: str) -> Prints:
    """The fingerprints of a cell of this task."""
    match task.kind:
        case "python":
            return fingerprints(tokens.code(source, task.given))
        case "code":
            return fingerprints(tokens.lines(source))
        case _:
            return fingerprints(tokens.prose(source))


def _set(prints: Prints) -> frozenset[int]:
    return frozenset(prints.hashes.tolist())
