"""Rankings, ``[(row or word, score), ...]``: compared, and told apart from other values.

Two neighbours whose scores tie within the tolerance may come in either order: which of them is
first is then a matter of rounding. Exact ties are another question, asked with scores that every
way of computing gives exactly, and ``strictly`` then.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.exercises.comparing import difference
from autograder.exercises.showing import show

Pairs = list[tuple[Any, Any]]


def is_ranking_of_rows(value: Any) -> bool:
    """A list of tuples of an int and a float, exactly."""
    return _is_ranking(value, (int, np.int64, np.intp))


def is_ranking_of_words(value: Any) -> bool:
    """A list of tuples of a str and a float, exactly."""
    return _is_ranking(value, (str,))


def _is_ranking(value: Any, kinds: tuple[type, ...]) -> bool:
    return type(value) is list and all(
        type(pair) is tuple
        and len(pair) == 2
        and type(pair[0]) in kinds
        and type(pair[1]) in (float, np.float64)
        for pair in value
    )


def pairs(value: Any) -> Pairs | None:
    """A list of pairs, of whatever kinds; None for all else."""
    if type(value) not in (list, tuple):
        return None
    found = [tuple(pair) for pair in value if type(pair) in (list, tuple) and len(pair) == 2]
    return found if len(found) == len(value) else None


def differ(came: Any, expected: Pairs, off: float) -> tuple[str, str] | None:
    """A ``comparing.Compare``: as many places, and in each the score and the row or word."""
    return _differ(came, expected, off, swaps=True)


def differ_strictly(came: Any, expected: Pairs, off: float) -> tuple[str, str] | None:
    """The same where ties have one order."""
    return _differ(came, expected, off, swaps=False)


def _differ(came: Any, expected: Pairs, off: float, *, swaps: bool) -> tuple[str, str] | None:
    found = pairs(came)
    if found is None:
        return show(came), f"a list of pairs, {show(expected[:3])} …"
    if len(found) != len(expected):
        return _places(len(found)), _places(len(expected))
    for place, (one, other) in enumerate(zip(found, expected, strict=True)):
        where = f" in place {place + 1}"
        if difference(one[1], other[1], off) is not None:
            return show(one) + where, show(_plain(other)) + where
        tied = [key for key, score in expected if abs(score - other[1]) <= off or key == other[0]]
        allowed = tied if swaps else [other[0]]
        if not _is_key(one[0]) or one[0] not in allowed:
            return show(one) + where, show(_plain(other)) + where
    keys = [key for key, _ in found]
    if len(set(keys)) != len(keys):
        return "the same entry twice", "each entry once"
    return None


def _is_key(value: Any) -> bool:
    return issubclass(type(value), int | np.integer | str)


def _places(number: int) -> str:
    return "1 entry" if number == 1 else f"{number} entries"


def _plain(pair: tuple[Any, Any]) -> tuple[Any, float]:
    return pair[0], round(float(pair[1]), 6)
