"""When are lists of words, and rankings, the same?"""

from __future__ import annotations

from typing import Any

from autograder.exercises.comparing import as_numbers, difference
from autograder.exercises.showing import show


def words_differ(came: Any, expected: Any, off: float = 0.0) -> tuple[str, str] | None:
    """None if ``came`` holds the words of ``expected``, a list of words or of lists of them, else
    both as text where they part. A tuple is as good as a list; ``off`` plays no part."""
    if type(came) not in (list, tuple):
        return show(came), show(expected)
    for place, wanted in enumerate(expected):
        if place == len(came):
            return f"{_count(came)}", f"{_count(expected)}, the next being {show(wanted)}"
        if not _same_words(came[place], wanted):
            return f"{show(came[place])} in place {place}", f"{show(wanted)} in place {place}"
    if len(came) > len(expected):
        more = show(came[len(expected)])
        return f"{_count(came)}, with {more} after the last", _count(expected)
    return None


def _same_words(one: Any, other: Any) -> bool:
    if type(other) is str:
        return type(one) is str and one == other
    return words_differ(one, other) is None


def ranking_differs(came: Any, expected: Any, off: float) -> tuple[str, str] | None:
    """None if ``came`` holds the pairs (row, score) of ``expected`` in that order, each score
    within ``off``, else both as text where they part. What kinds of numbers they are plays no
    part."""
    if type(came) not in (list, tuple):
        return show(came), f"a list of {_count(expected)}"
    for place, wanted in enumerate(expected):
        if place == len(came):
            return _count(came), f"{_count(expected)}, the next being {show(wanted)}"
        pair = as_numbers(came[place])
        if pair is None or pair.shape != (2,) or difference(pair, wanted, off) is not None:
            return f"{show(came[place])} in place {place}", f"{show(wanted)} in place {place}"
    if len(came) > len(expected):
        return f"{_count(came)}, with {show(came[len(expected)])} after the last", _count(expected)
    return None


def _count(items: Any) -> str:
    return "1 entry" if len(items) == 1 else f"{len(items)} entries"
