"""Rules that answers to analogies keep whatever their scores are: asked of the student's own.

So who scores wrongly loses the points of that and not these.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from autograder.exercises import rankings
from autograder.exercises.checking import Case, Check
from autograder.exercises.showing import show


def leaves_out_query_words(check: Check, cases: Iterable[Case]) -> None:
    """With query words left out comes what comes otherwise, less these words, cut to k."""
    for case in cases:
        model, a, b, c, k, _ = case.arguments
        whole = _words(check, Case((model, a, b, c, len(model.index_to_key), False)))
        came = _words(check, case)
        wanted = [word for word in whole if word not in (a, b, c)][:k]
        if came != wanted:
            expected = f"{show(wanted)}, as with exclude_inputs=False, less the three words"
            raise check.wrong(case, show(came), expected)


def leaves_them_out_unasked(check: Check, cases: Iterable[Case]) -> None:
    """Without k and exclude_inputs comes one word, and it is none of the three."""
    for case in cases:
        came = _words(check, case)
        if len(came) != 1 or came[0] in case.arguments[1:4]:
            raise check.wrong(case, show(came), "one word that is none of the three")


def is_as_long_as_asked(check: Check, cases: Iterable[Case]) -> None:
    """k words, or as many as there are."""
    for case in cases:
        model, _, _, _, k, _ = case.arguments
        came, wanted = _words(check, case), min(k, len(model.index_to_key))
        if len(came) != wanted:
            raise check.wrong(case, f"{len(came)} words", f"{wanted} words")


def orders_ties(check: Check, cases: Iterable[Case]) -> None:
    """Of two words with the same score the earlier one comes first."""
    for case in cases:
        found = rankings.pairs(check.ask(case)) or []
        place = case.arguments[0].key_to_index
        for (one, score), (other, following) in pairwise(found):
            if score == following and place.get(one, -1) > place.get(other, -1):
                raise check.wrong(case, f"{one} before {other}", f"{other} before {one}")


def _words(check: Check, case: Case) -> list[str]:
    came = check.ask(case)
    found = rankings.pairs(came)
    if found is None or not all(type(word) is str for word, _ in found):
        raise check.wrong(case, show(came), "a list of pairs of a word and a score")
    return [str(word) for word, _ in found]


def depends_on_eps(check: Check, cases: Iterable[Case]) -> None:
    """A larger eps makes every positive score smaller."""
    for case in cases:
        model, a, b, c, k, exclude = case.arguments
        if not k:
            continue
        scores = []
        for eps in (1e-3, 0.5):
            asked = Case((model, a, b, c, k, exclude, eps))
            found = rankings.pairs(check.ask(asked)) or []
            scores.append(max((float(score) for _, score in found), default=0.0))
        if not scores[1] < scores[0]:
            came, expected = f"{scores[1]:g} as the best score", f"less than {scores[0]:g}"
            raise check.wrong(asked, came, expected)
