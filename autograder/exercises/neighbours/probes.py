"""The public questions about ``neighbours``: what is shown to students, and by what the
misconception behind an answer is recognised. None of the random ones is asked for marks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from autograder.exercises.drawing_lots import generator
from autograder.exercises.models import MadeUp
from autograder.exercises.neighbours import cases
from autograder.exercises.questions import Case, Probe, Probes, formula, rules, seconds

_PUBLIC = "public questions about "
_WORDS = {"sun": [3, 4], "moon": [4, 3], "tea": [-4, 3], "cup": [-1, 2], "fog": [0, -5]}
_COURT = {
    "king": [3, 1, 2], "monarch": [2, -1, 1], "man": [1, 1, 3], "the": [2, 2, 0],
    "mud": [-4, 1, -3], "ship": [0, -5, 1],
}  # fmt: skip


def _made(vectors: dict[str, Any]) -> MadeUp:
    return MadeUp(list(vectors), np.array(list(vectors.values())))


def _array(numbers: Any, dtype: Any = np.float64) -> Any:
    return np.array(numbers, dtype=dtype)


def _tables() -> Iterator[Case]:
    for rows in (
        [[3, 4]], [[3, -4], [0, 2]], [[1, 2, 2], [-2, 3, 6]], [[1, 0], [-1, 1], [2, 1]],
        [[2, -1, 2]],
    ):  # fmt: skip
        yield Case((_array(rows),))


def _small_tables() -> Iterator[Case]:
    yield Case((_array([[9, 9], [3, 4]], np.int8),), cases.FLOAT64)


def _missing_tables() -> Iterator[Case]:
    yield Case((_array([[3, 4], [np.nan, 1]]),), cases.MISSING_ROW)
    yield from cases.missing_tables()


def _short_tables() -> Iterator[Case]:
    for power in (6, 10, 14):
        yield Case((_array([[3, 4], [4, -3]]) * 10.0**-power,), cases.LONGER)


def _normalize_rows(make: Any = None) -> Iterator[Probe]:
    public = _PUBLIC + "normalize_rows"
    yield from formula(_tables(), cases.tables(public))
    yield from rules(
        cases.zero_tables(), _missing_tables(), cases.misfit_tables(), cases.writable_tables(),
        _small_tables(), seconds(cases.table_types()), _short_tables(),
        seconds(cases.rescaled_tables(public)),
    )  # fmt: skip


def _rankings() -> Iterator[Case]:
    rows = [[4, 3], [0, 2], [-3, 4], [-1, -1], [8, 1]]
    for k in (1, 2, 4, 5):
        yield Case((_array([3, 4]), _array(rows), k))
    yield Case((_array([1, 2, 2]), _array([[2, 1, 2], [0, 0, 3], [9, 0, 0], [-1, 1, 0]]), 3))
    yield Case((_array([-1, 2]), _array(rows), 3))


def _long_rankings() -> Iterator[Case]:
    """So long that rows which were picked and not sorted are in no order on any processor."""
    rng = generator(_PUBLIC + "long rankings")
    for k in (400, 500):
        yield Case((rng.normal(size=3), rng.normal(size=(1500, 3)), k))


def _exclusions() -> Iterator[Case]:
    rows = [[4, 3], [0, 2], [-3, 4], [-1, -1], [8, 1]]
    for k, out in ((2, [0]), (3, [1, 3]), (2, [4]), (4, [0, 2]), (5, [3])):
        yield Case((_array([3, 4]), _array(rows), k, out), cases.LEFT_OUT)


def _ties() -> Iterator[Case]:
    yield Case((_array([2, 0]), _array([[0, 1], [4, 0], [1, 0], [-1, 0]]), 3), cases.TIES)
    yield Case((_array([0, 3]), _array([[1, 0], [0, 1], [0, 2], [5, 0]]), 4), cases.TIES)
    yield from cases.ties()


def _missing_rows() -> Iterator[Case]:
    yield Case((_array([1, 0]), _array([[np.nan, 1], [2, 0], [0, 3]]), 2), cases.LAST)
    yield Case((_array([0, 1]), _array([[2, 0], [1, np.nan], [0, 3], [np.nan, 0]]), 2), cases.LAST)
    yield from cases.missing_rows()


def _small_rankings() -> Iterator[Case]:
    yield Case((_array([9, 9], np.int8), _array([[8, 1], [9, 9], [-9, 5]], np.int8), 3),
               cases.FLOAT64)  # fmt: skip


def _top_k(make: Any = None) -> Iterator[Probe]:
    public = _PUBLIC + "top_k"
    drawn = [case for case in cases.rankings(public) if len(case.arguments[1]) < 100]
    yield from formula(_rankings(), drawn, _long_rankings())
    yield from rules(
        _exclusions(), cases.exclusions(public), cases.edges(), _ties(), _missing_rows(),
        cases.misfit_rankings(), cases.kinds_of_rankings(), cases.writable_rankings(),
        _small_rankings(), seconds(cases.ranking_types()),
        seconds(cases.rescaled_rankings(public)),
    )  # fmt: skip


def _most_similar_to(make: Any = None) -> Iterator[Probe]:
    make = make or _made
    asked = (Case((make(_WORDS), word, k)) for word, k in (("sun", 1), ("tea", 2), ("fog", 4)))
    alone = (Case((make({"one": [4, 0], "two": [2, 0], "three": [0, 1]}), word, k), cases.ITSELF)
             for word, k in (("two", 1), ("two", 2)))  # fmt: skip
    yield from formula(asked, cases.neighbours(make, _PUBLIC + "most_similar_to"))
    yield from rules(
        alone, cases.twins(make), cases.kinds_of_neighbours(make), cases.unknown_neighbours(make)
    )


def _compose_words(make: Any = None) -> Iterator[Probe]:
    make = make or _made
    small = (Case((make(_COURT), *words)) for words in (
        (["monarch", "man"],), (["king"], ["man"]), (["king", "the"], ["mud"]), (["the"],),
        (["man", "man"],),
    ))  # fmt: skip
    drawn = cases.drawn_model(make, _PUBLIC + "compose_words")
    more = (Case((drawn, *words)) for words in (
        (["word1", "word2", "word3"],), (["word4"], ["word5", "word6"]),
        (["word7", "word8", "word7"], ["word9"]),
    ))  # fmt: skip
    yield from formula(small, more, cases.recipes(make, _PUBLIC + "compose_words"))
    yield from rules(
        cases.kinds_of_recipes(make), cases.unknown_recipes(make), cases.empty_recipes(make)
    )


def _seed_numbers(make: Any = None) -> Iterator[Probe]:
    make = make or _made
    models = (
        {"man": [1, 1, 1], "monarch": [2, -1, 1], "king": [3, 0, 2]},
        {"king": [3, 4], "man": [1, 2], "monarch": [-1, 3]},
    )
    yield from formula(
        (Case((make(model),)) for model in models),
        cases.courts(make, _PUBLIC + "seed_numbers"),
        cases.courts(make, _PUBLIC + "seed_numbers once more"),
    )


def _control(make: Any = None) -> Iterator[Probe]:
    make = make or _made
    public = _PUBLIC + "control"
    small = (
        Case((make(_COURT), *words))
        for words in (
            ("king", "monarch", ["the", "mud"]), ("king", "monarch", ["mud", "ship"]),
            ("the", "ship", ["king", "mud", "monarch"]),
        )
    )  # fmt: skip
    more = list(cases.controls(make, public))[4:]
    drawn = [
        Case((case.arguments[0], target, base, [f"word{i}" for i in range(start, start + 20)]))
        for case in more[:1]
        for target, base, start in (("word0", "word4", 20), ("word7", "word9", 12))
    ]
    yield from formula(small, cases.controls(make, public), drawn)
    yield from rules(
        cases.equals(make), cases.bad_controls(make), cases.unknown_controls(make),
        [Case((make(_COURT), "the", "ship", ["man", "mud", "king"]), "A candidate counts if it "
              "does at least as well as man; man does.")],
        [Case((make(_COURT), "the", "ship", []), "There is at least one candidate.")],
        [Case((make(_COURT), "the", "ship", ["king", "fog", "mud"]), cases.KNOWN)],
    )  # fmt: skip


PROBES: dict[str, Probes] = {
    "normalize_rows": _normalize_rows,
    "top_k": _top_k,
    "most_similar_to": _most_similar_to,
    "compose_words": _compose_words,
    "seed_numbers": _seed_numbers,
    "control": _control,
}
