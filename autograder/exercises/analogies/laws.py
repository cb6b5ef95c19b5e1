"""Rules that answers to analogies keep whatever their scores are: asked of the student's own.

So who scores wrongly loses the points of that and not these.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from autograder.exercises import faults, rankings
from autograder.exercises.checking import Case, Check
from autograder.exercises.showing import show


def leaves_out_query_words(check: Check, cases: Iterable[Case]) -> None:
    """With query words left out comes what comes otherwise, less these words, cut to k."""
    asked = list(cases)
    questions = [case.arguments[:4] for case in asked]
    all_words = [Case((*question, len(question[0].index_to_key), False)) for question in questions]
    wholes = list(_words(check, all_words))
    for (_, whole), (case, came) in zip(wholes, _words(check, asked), strict=True):
        _, a, b, c, k, _ = case.arguments
        wanted = [word for word in whole if word not in (a, b, c)][:k]
        if came != wanted:
            expected = f"{show(wanted)}, as with exclude_inputs=False, less the three words"
            raise check.wrong(case, show(came), expected)


def leaves_them_out_unasked(check: Check, cases: Iterable[Case]) -> None:
    """Without k and exclude_inputs comes one word, and it is none of the three."""
    for case, came in _words(check, cases):
        if len(came) != 1 or came[0] in case.arguments[1:4]:
            raise check.wrong(case, show(came), "one word that is none of the three")


def is_as_long_as_asked(check: Check, cases: Iterable[Case]) -> None:
    """k words, or as many as there are."""
    for case, came in _words(check, cases):
        model, _, _, _, k, _ = case.arguments
        wanted = min(k, len(model.index_to_key))
        if len(came) != wanted:
            raise check.wrong(case, f"{len(came)} words", f"{wanted} words")


def orders_ties(check: Check, cases: Iterable[Case]) -> None:
    """Of two words with the same score the earlier one comes first."""
    fault = faults.of_value(rankings.differ_strictly, check.tolerance)
    for case, came in check.values(cases):
        found = rankings.pairs(came) or []
        place = case.arguments[0].key_to_index
        for (one, score), (other, following) in pairwise(found):
            if score == following and place.get(one, -1) > place.get(other, -1):
                came, expected = f"{one} before {other}", f"{other} before {one}"
                raise check.wrong(case, came, expected, fault=fault)


def _words(check: Check, cases: Iterable[Case]) -> Iterator[tuple[Case, list[str]]]:
    for case, came in check.values(cases):
        found = rankings.pairs(came)
        if found is None or not all(type(word) is str for word, _ in found):
            raise check.wrong(case, show(came), "a list of pairs of a word and a score")
        yield case, [str(word) for word, _ in found]


def depends_on_eps(check: Check, cases: Iterable[Case]) -> None:
    """A larger eps makes every positive score smaller."""
    questions = [case.arguments for case in cases if case.arguments[4]]  # those with a k above 0
    before, after = (_best(check, [Case((*q, eps)) for q in questions]) for eps in (1e-3, 0.5))
    for (_, usual), (case, smaller) in zip(list(before), after, strict=True):
        if not smaller < usual:
            came, expected = f"{smaller:g} as the best score", f"less than {usual:g}"
            raise check.wrong(case, came, expected)


def _best(check: Check, cases: Iterable[Case]) -> Iterator[tuple[Case, float]]:
    for case, came in check.values(cases):
        scores = [float(score) for _, score in rankings.pairs(came) or []]
        yield case, max(scores, default=0.0)
