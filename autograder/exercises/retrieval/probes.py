"""The public questions about ``retrieval``: what is shown to students, and by what the
misconception behind an answer is recognised. None of the random ones is asked for marks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from autograder.exercises.models import MadeUp
from autograder.exercises.questions import Case, Probe, Probes, formula, rules, seconds
from autograder.exercises.retrieval import cases

_PUBLIC = "public questions about "


class _Toy(MadeUp):
    """Has what the notebook's class has."""

    def __len__(self) -> int:
        return len(self.index_to_key)


def _array(numbers: Any, dtype: Any = np.float64) -> Any:
    return np.array(numbers, dtype=dtype)


def _tokenize(make: Any = None) -> Iterator[Probe]:
    texts = ("Tea", "tea, tea!", "a well-known cup", "Don't go", "4 cups", "Café au lait", "A-B")
    yield from formula((Case((text,)) for text in texts), cases.texts())


def _chunk(make: Any = None) -> Iterator[Probe]:
    words = ["a", "b", "c", "d", "e", "f"]
    sizes = ((3, 2, 1), (3, 2, 0), (4, 3, 1), (5, 2, 1), (6, 4, 2), (2, 3, 1), (5, 3, 0))
    small = (Case((words[:count], *rest), cases.END) for count, *rest in sizes)
    bad = (Case((words[:3], *rest), "The task says which sizes and overlaps go.")
           for rest in ((2, 2), (0, 0), (2, -1)))  # fmt: skip
    yield from formula(small, cases.cuts(_PUBLIC + "chunk"))
    yield from rules(
        cases.easy_cuts(), bad, cases.impossible_cuts(),
        [Case(([], 2, 0), "Without tokens there are no pieces.")],
    )  # fmt: skip


def _model(make: Any) -> Any:
    return make(["sun", "tea", "cup", "the"], [[4, 0], [0, 3], [-1, 5], [9, 8]])


def _means(make: Any) -> Iterator[Case]:
    asked: tuple[tuple[Any, ...], ...] = (
        (["sun", "tea"],), (["cup"],), (["tea", "tea", "cup"],), (["the", "sun"], {"the"}),
        (["sun", "cup"], frozenset(), _array([1, 2])),
        (["the", "tea", "cup", "the"], {"the"}, _array([1, -1])),
    )  # fmt: skip
    for rest in asked:
        law = cases.REPEATED if rest[0].count("tea") == 2 else ""
        yield Case((_model(make), *rest), law)


def _embed_text(make: Any = None) -> Iterator[Probe]:
    make = make or _Toy
    yield from formula(_means(make), cases.words_and_means(make, _PUBLIC + "embed_text"))
    small = (
        Case((_model(make), *rest), law)
        for rest, law in (
            ((["sun", "fog", "tea"],), cases.UNKNOWN), ((["fog"],), cases.NOTHING),
            (([],), cases.NOTHING), ((["the"], {"the"}, [1.0, 1.0]), cases.NOTHING),
        )
    )  # fmt: skip
    yield from rules(
        small, cases.unknown_words(make), cases.one_third(make), cases.changeable(make),
        seconds(cases.asked_twice(make)), cases.wrong_centers(make),
    )  # fmt: skip


def _searches() -> Iterator[Case]:
    rows = [[4, 3], [0, 2], [-3, 4], [-1, -1], [9, 0]]
    for rest in ((1,), (3,), (5,), (5, 0.5), (2, 0.5), (5, -0.5)):
        yield Case((_array([3, 4]), _array(rows), *rest))
    yield Case((_array([1, 2, 2]), _array([[2, 1, 2], [0, 0, 3], [9, 0, 0]]), 2))


def _edges() -> Iterator[Case]:
    axes = [[0, 1], [2, 0], [1, 0], [-3, 0]]
    yield Case((_array([3, 0]), _array(axes), 2), cases.TIES)
    yield Case((_array([3, 0]), _array(axes), 4, 0.0), cases.LEAST)
    yield Case((_array([3, 0]), _array(axes), 4, 1.0), cases.LEAST)
    yield Case((_array([3, 0]), _array([[0, 0], [1, 0], [-1, 0]]), 3), cases.ZERO)
    yield Case((_array([0, 0]), _array(axes), 2), cases.ZERO)


def _short() -> Iterator[Case]:
    for power in (8, 13, 20):
        rows = _array([[4, 3], [-3, 4]]) * 10.0**-power
        yield Case((_array([3, 4]) * 10.0**-power, rows, 2), cases.LONGER)


def _retrieve(make: Any = None) -> Iterator[Probe]:
    public = _PUBLIC + "retrieve"
    drawn = [case for case in cases.searches(public) if len(case.arguments[1]) < 100]
    yield from formula(_searches(), drawn)
    missing = Case((_array([1, 0]), _array([[np.nan, 1], [2, 1], [-3, 1]]), 3), cases.MISSING)
    yield from rules(
        _edges(), cases.edges(), cases.impossible_searches(), cases.changeable_searches(),
        [missing], cases.missing_numbers(), seconds(cases.search_types(public)), _short(),
        seconds(cases.rescaled_searches(public)),
    )  # fmt: skip


_RANKED = (
    ([4, 2], [2], 2), ([4, 2, 7], [7, 4], 2), ([4, 2, 7], [2, 5], 3), ([1, 2, 3], [3, 1, 8], 3),
    ([4, 2], [2], 5), ([6], [1], 1), ([3, 5, 1], [1, 5], 3), ([8, 2, 4, 6], [6, 4], 4),
)  # fmt: skip


def _measure(task: str, *, with_k: bool = True) -> Iterator[Probe]:
    small = (
        Case(case if with_k else case[:2], cases.PLACES if with_k and case[2] > 4 else "")
        for case in _RANKED
    )
    yield from formula(small, cases.rankings(_PUBLIC + task, with_k=with_k))
    nothing = [Case((ranked, relevant, 3) if with_k else (ranked, relevant), law)
               for ranked, relevant, law in (([], [4], "Nothing found is no hit."),
                                             ([4], [], "Nothing is relevant here."))]  # fmt: skip
    yield from rules(nothing, cases.no_results(with_k))
    if with_k:
        few = (Case(([4, 2], [4], k), "k is at least 1.") for k in (0, -1))
        yield from rules(few, cases.impossible_counts())


def _precision_at_k(make: Any = None) -> Iterator[Probe]:
    return _measure("precision_at_k")


def _recall_at_k(make: Any = None) -> Iterator[Probe]:
    return _measure("recall_at_k")


def _reciprocal_rank(make: Any = None) -> Iterator[Probe]:
    return _measure("reciprocal_rank", with_k=False)


def _unrelated_range(make: Any = None) -> Iterator[Probe]:
    small = (
        Case((_array(rows), topics))
        for rows, topics in (
            ([[1, 0], [1, 1]], ["a", "b"]), ([[3, 4], [4, 3], [-1, 2]], ["a", "a", "b"]),
            ([[1, 2, 2], [2, 1, 2], [0, 0, 3]], ["a", "b", "b"]),
        )
    )  # fmt: skip
    yield from formula(small, cases.groups(_PUBLIC + "unrelated_range"))
    alone = (_array([[1, 0], [0, 2]]), ["a", "a"]), (np.eye(3), ["a", "a", "a"])
    yield from rules(Case(case, "At least two topics are needed.") for case in alone)


PROBES: dict[str, Probes] = {
    "tokenize": _tokenize,
    "chunk": _chunk,
    "embed_text": _embed_text,
    "retrieve": _retrieve,
    "precision_at_k": _precision_at_k,
    "recall_at_k": _recall_at_k,
    "reciprocal_rank": _reciprocal_rank,
    "unrelated_range": _unrelated_range,
}
