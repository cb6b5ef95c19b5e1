"""Rules that a ranking keeps whatever its scores are: asked of the student's own answers.

So who scores wrongly, or sorts the wrong way round, loses the points of that and not these.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any

import numpy as np

from autograder.exercises import faults, rankings
from autograder.exercises.checking import Case, Check
from autograder.exercises.comparing import as_numbers
from autograder.exercises.showing import show


def leaves_out_before_cutting(check: Check, cases: Iterable[Case]) -> None:
    """With ``exclude`` comes what comes without it, less the excluded rows, cut to k."""
    asked = list(cases)
    all_rows = [Case((query, rows, len(rows))) for query, rows, *_ in (c.arguments for c in asked)]
    wholes = list(_ranked(check, all_rows))
    for (_, whole), (case, came) in zip(wholes, _ranked(check, asked), strict=True):
        *_, k, exclude = case.arguments
        wanted = [pair for pair in whole if pair[0] not in set(exclude)][:k]
        if [pair[0] for pair in came] != [pair[0] for pair in wanted]:
            expected = f"{_rows(wanted)}, as without exclude, less the excluded rows"
            raise check.wrong(case, _rows(came), expected)


def is_as_long_as_asked(check: Check, cases: Iterable[Case]) -> None:
    """k entries, or as many as there are rows."""
    for case, came in _ranked(check, cases):
        wanted = min(case.arguments[2], len(case.arguments[1]))
        if len(came) != wanted:
            raise check.wrong(case, f"{len(came)} entries", f"{wanted} entries")


def orders_ties(check: Check, cases: Iterable[Case]) -> None:
    """Of two rows with the same score the lower one comes first."""
    fault = faults.of_value(rankings.differ_strictly, check.tolerance)
    for case, ranked in _ranked(check, cases):
        for (one, score), (other, next_score) in pairwise(ranked):
            if score == next_score and one > other:
                came, expected = f"row {one} before row {other}", f"{other} before {one}"
                raise check.wrong(case, came, expected, fault=fault)


def knows_zero(check: Check, cases: Iterable[Case]) -> None:
    """Zero vectors have a score like all others, and it is a number."""
    for case, came in _ranked(check, cases):
        scores = as_numbers([pair[1] for pair in came])
        if scores is None or np.isnan(scores).any():
            raise check.wrong(case, show(came), "a cosine of 0 for each row")


def ranks_nan_last(check: Check, cases: Iterable[Case]) -> None:
    """No row with nan comes while there are others."""
    for case, came in _ranked(check, cases):
        bad = set(np.flatnonzero(np.isnan(case.arguments[1]).any(axis=1)).tolist())
        if bad & {pair[0] for pair in came}:
            raise check.wrong(case, f"rows {_rows(came)}", f"none of the rows {sorted(bad)}")


def keeps_nan_in_its_row(check: Check, cases: Iterable[Case]) -> None:
    """Rows of a matrix that have nan in them come back as rows of nan, and no others."""
    for case, came in check.values(cases):
        numbers = as_numbers(came)
        bad = np.isnan(case.arguments[0]).any(axis=1)
        wanted = np.broadcast_to(bad[:, None], case.arguments[0].shape)
        if numbers is None or not np.array_equal(np.isnan(numbers), wanted):
            raise check.wrong(case, show(came), f"nan in row {int(bad.argmax())}, and only there")


def _ranked(check: Check, cases: Iterable[Case]) -> Iterator[tuple[Case, rankings.Pairs]]:
    for case, came in check.values(cases):
        found = rankings.pairs(came)
        if found is None or not all(_is_row(pair[0]) for pair in found):
            raise check.wrong(case, show(came), "a list of pairs of a row and a score")
        yield case, found


def _is_row(value: Any) -> bool:
    return issubclass(type(value), int | np.integer)


def _rows(pairs: rankings.Pairs) -> str:
    return show([int(pair[0]) for pair in pairs]) if pairs else "[]"


def has_all_others(check: Check, cases: Iterable[Case]) -> None:
    """Neighbours of a word are other words, never itself, and as many as there are or as asked."""
    for case, came in check.values(cases):
        model, word, k = case.arguments
        found = rankings.pairs(came)
        words = None if found is None else [pair[0] for pair in found]
        others = [other for other in model.index_to_key if other != word]
        count = min(k, len(others))
        if words is None or len(words) != count or any(one not in others for one in words):
            raise check.wrong(case, show(came), f"{count} of the words {show(others)}")
