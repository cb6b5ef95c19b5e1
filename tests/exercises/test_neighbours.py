"""The reference of ``neighbours`` holds against scipy, scikit-learn and gensim, and the numbers of
its story."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial import distance  # type: ignore[import-untyped]
from sklearn.neighbors import NearestNeighbors
from sklearn.preprocessing import normalize

from autograder.exercises import rankings
from autograder.exercises.asking import Answer
from autograder.exercises.checking import Check, WrongAnswer
from autograder.exercises.models import MadeUp
from autograder.exercises.neighbours import cases, laws
from autograder.exercises.neighbours.reference import (
    compose_words,
    control,
    most_similar_to,
    normalize_rows,
    seed_numbers,
    top_k,
)
from tests.exercises.trying import points, run_cells, solved, without_trials

repeatable = settings(derandomize=True, deadline=None)
whole = st.integers(-1000, 1000)
tables = st.tuples(st.integers(1, 8), st.integers(1, 5)).flatmap(
    lambda shape: st.lists(
        st.lists(whole, min_size=shape[1], max_size=shape[1]), min_size=shape[0], max_size=shape[0]
    )
)


def made(vectors: dict[str, Any]) -> MadeUp:
    return MadeUp(list(vectors), list(vectors.values()))


def test_twenty_points_in_all() -> None:
    assert points(solved("neighbours")) == {
        "normalize_rows-core": 1, "normalize_rows-contract": 1, "normalize_rows-stretch": 1,
        "top_k-core": 3, "top_k-contract": 2, "top_k-stretch": 1,
        "most_similar_to-core": 1, "most_similar_to-contract": 1,
        "compose_words-core": 1, "compose_words-contract": 1, "seed_numbers-core": 2,
        "control-core": 2, "control-contract": 1, "verdict-in-your-words": 2,
    }  # fmt: skip


@repeatable
@given(tables)
def test_rows_have_length_one_and_keep_their_direction(table: list[list[int]]) -> None:
    unit = normalize_rows(table)
    lengths = np.linalg.norm(np.array(table, dtype=float), axis=1)
    assert unit * lengths[:, None] == pytest.approx(np.array(table), abs=1e-10)
    assert np.linalg.norm(unit, axis=1) == pytest.approx((lengths > 0).astype(float), abs=1e-14)


@repeatable
@given(tables, st.integers(0, 9), st.sets(st.integers(0, 7)))
def test_a_ranking_is_what_sorting_scipys_cosines_gives(
    table: list[list[int]], k: int, exclude: set[int]
) -> None:
    rows = np.array(table, dtype=float)
    query = rows[0] + 0.5
    with np.errstate(invalid="ignore"):
        cosines = np.nan_to_num(1 - distance.cdist(query[None], rows, "cosine")[0], nan=0.0)
    found = top_k(query, table, k, exclude)
    left = [row for row in range(len(rows)) if row not in exclude]
    assert len(found) == min(k, len(left))
    assert [cosines[row] for row, _ in found] == pytest.approx([c for _, c in found], abs=1e-12)
    assert sorted((cosines[row] for row in left), reverse=True)[:k] == pytest.approx(
        [c for _, c in found], abs=1e-12
    )
    assert not {row for row, _ in found} & exclude


@repeatable
@given(tables)
def test_rows_are_those_that_scikit_learn_normalizes(table: list[list[int]]) -> None:
    assert normalize_rows(table) == pytest.approx(normalize(np.array(table, float)), abs=1e-14)


@repeatable
@given(tables, st.integers(1, 8))
def test_scores_are_those_of_scikit_learns_nearest_neighbours(
    table: list[list[int]], k: int
) -> None:
    """Which of two equal rows comes first is not said there."""
    rows = np.array(table, dtype=float)
    query, k = rows[0] + 0.5, min(k, len(rows))
    search = NearestNeighbors(n_neighbors=k, metric="cosine", algorithm="brute").fit(rows)
    distances, _ = search.kneighbors(query[None])
    assert [score for _, score in top_k(query, rows, k)] == pytest.approx(
        1 - distances[0], abs=1e-12
    )


def test_exact_ties_go_to_the_lower_row_and_nan_comes_last() -> None:
    for case in cases.ties():
        found = top_k(*case.arguments)
        assert found == sorted(found, key=lambda pair: (-pair[1], pair[0]))
    (case,) = cases.missing_rows()
    query, rows, _ = case.arguments
    found = top_k(query, rows, 5)
    assert [row for row, _ in found] == [2, 1, 4, 0, 3]
    assert [math.isnan(score) for _, score in found] == [False] * 3 + [True] * 2


@pytest.mark.parametrize("word", ["coffee", "frog", "physics", "king"])
def test_neighbours_are_gensims(model: Any, word: str) -> None:
    found = most_similar_to(model, word, 10)
    theirs = model.most_similar(word, topn=10)
    assert rankings.differ(found, theirs, 1e-5) is None


@pytest.mark.parametrize("words", [["monarch", "man"], ["coffee", "tea", "cup"]])
def test_neighbours_of_a_sum_are_gensims(model: Any, words: list[str]) -> None:
    total = compose_words(model, words)
    rows = [model.key_to_index[word] for word in words]
    found = [(model.index_to_key[r], s) for r, s in top_k(total, model.vectors, 10, exclude=rows)]
    theirs = [pair for pair in model.similar_by_vector(total, topn=15) if pair[0] not in words][:10]
    assert rankings.differ(found, theirs, 1e-5) is None


def test_a_recipe_is_the_sum_of_its_vectors(model: Any) -> None:
    total = compose_words(model, ["king", "woman"], ["man"])
    rows = {word: np.asarray(model[word], dtype=np.float64) for word in ("king", "woman", "man")}
    assert np.array_equal(total, rows["king"] + rows["woman"] - rows["man"])


def test_the_three_numbers_of_the_workshop(model: Any) -> None:
    assert seed_numbers(model) == pytest.approx((0.71930116, 0.5309377, 0.74011725), abs=1e-6)


def test_one_word_in_eleven_does_as_well_as_man(model: Any) -> None:
    frequent = model.index_to_key[:10_000]
    assert control(model, "king", "monarch", frequent) == pytest.approx(0.089, abs=0.0005)
    assert control(model, "king", "monarch", frequent) == 888 / 10_000


def test_monarch_and_the_beats_monarch_and_man(model: Any) -> None:
    king = compose_words(model, ["king"])

    def with_monarch(word: str) -> float:
        return top_k(king, compose_words(model, ["monarch", word])[None], 1)[0][1]

    assert with_monarch("the") == pytest.approx(0.774, abs=0.0005)
    assert with_monarch("man") == pytest.approx(0.740, abs=0.0005)


def test_king_is_the_seventh_neighbour_of_monarch_and_man_and_woman_the_first_but_for_these_two(
    model: Any,
) -> None:
    """Counted with the two words themselves, which come first, king is the seventh; without them
    the fifth."""
    ranked = top_k(compose_words(model, ["monarch", "man"]), model.vectors, 7)
    words = [(model.index_to_key[row], round(score, 3)) for row, score in ranked]
    assert [word for word, _ in words[:2]] == ["man", "monarch"]
    assert words[2] == ("woman", 0.782)
    assert words[6][0] == "king"


def test_centred_the_sum_is_worse_than_monarch_alone(model: Any) -> None:
    mean = np.mean(model.vectors[:10_000], axis=0, dtype=np.float64)
    king, monarch, man = (model[word] - mean for word in ("king", "monarch", "man"))
    assert top_k(king, [monarch + man], 1)[0][1] == pytest.approx(0.623, abs=0.0005)
    assert top_k(king, [monarch], 1)[0][1] == pytest.approx(0.648, abs=0.0005)


def test_rankings_that_are_asked_have_no_close_calls() -> None:
    """So that no right answer is lost to rounding: neighbours in a ranking differ visibly."""
    for case in cases.rankings("top_k"):
        query, rows, _ = case.arguments
        scores = [score for _, score in top_k(query, rows, len(rows))]
        assert min(-np.diff(scores), default=1) > 1e-8
    for case in cases.neighbours(made, "most_similar_to"):
        small, word, _ = case.arguments
        scores = [score for _, score in most_similar_to(small, word, 99)]
        assert min(-np.diff(scores)) > 1e-5


def test_candidates_are_clearly_better_or_worse_than_man() -> None:
    for case in cases.controls(made, "control"):
        small, target, base, candidates = case.arguments
        aim = compose_words(small, [target])
        scores = [
            top_k(aim, [compose_words(small, [base, word])], 1)[0][1]
            for word in [*candidates, "man"]
        ]
        assert min(abs(np.array(scores[:-1]) - scores[-1])) > 1e-5


def test_a_loop_over_all_rows_is_slow_and_right(model: Any) -> None:
    """K12 of the survey. It loses nothing, and the notebook shows how slow it is."""
    loop = (
        "def top_k(query, M, k, exclude=()):\n"
        "    if np.ndim(M) != 2 or np.ndim(query) != 1 or not 0 < len(query) == np.shape(M)[1]:\n"
        "        raise ValueError('they do not fit')\n"
        "    if not isinstance(k, int) or k < 0:\n"
        "        raise ValueError('k')\n"
        "    found = [(i, cosine(query, row)) for i, row in enumerate(M) if i not in exclude]\n"
        "    return sorted(found, key=lambda p: (np.isnan(p[1]), -p[1], p[0]))[:k]\n"
    )
    assert run_cells(solved("neighbours"), without_trials(solved("neighbours")), top_k=loop) == {}


RIGHT = [("a", 0.9), ("b", 0.5), ("c", 0.5 - 1e-12)]


@pytest.mark.parametrize(
    "came",
    [
        None, 3, "abc", [("a", 0.9)], [*RIGHT, ("d", 0.1)], [("b", 0.9), ("a", 0.5), ("c", 0.5)],
        [("a", 0.8), ("b", 0.5), ("c", 0.5)], [("a", 0.9), ("b", 0.5), ("b", 0.5)],
        [("a", 0.9), ("b", 0.5), (None, 0.5)], [("a", math.nan), ("b", 0.5), ("c", 0.5)],
        ["a", "b", "c"], [("a", "0.9"), ("b", 0.5), ("c", 0.5)],
    ],
)  # fmt: skip
def test_a_ranking_that_differs_is_told(came: Any) -> None:
    assert rankings.differ(came, RIGHT, 1e-9) is not None


def test_ties_within_the_tolerance_may_come_in_either_order() -> None:
    swapped = [RIGHT[0], RIGHT[2], RIGHT[1]]
    assert rankings.differ(RIGHT, RIGHT, 1e-9) is None
    assert rankings.differ(swapped, RIGHT, 1e-9) is None
    assert rankings.differ_strictly(swapped, RIGHT, 1e-9) is not None


def test_laws_catch_who_breaks_them_and_pass_who_ranks_wrongly_by_the_rules() -> None:
    def upside_down(query: Any, M: Any, k: int, exclude: Any = ()) -> Any:
        return [(row, -score) for row, score in top_k(-np.asarray(query), M, k, exclude)]

    check = Check(upside_down, top_k)
    laws.leaves_out_before_cutting(check, cases.exclusions("top_k"))
    laws.orders_ties(check, cases.ties())
    laws.ranks_nan_last(check, cases.missing_rows())
    laws.is_as_long_as_asked(check, cases.edges())
    careless = Check(lambda query, M, k, exclude=(): top_k(query, M, k), top_k)
    with pytest.raises(WrongAnswer, match="less the excluded rows"):
        laws.leaves_out_before_cutting(careless, cases.exclusions("top_k"))


def test_laws_ask_many_questions_at_once() -> None:
    class Elsewhere:
        exchanges = questions = 0

        def _calls_(self, calls: Sequence[tuple[Any, ...]]) -> Iterator[Answer]:
            self.exchanges += 1
            self.questions += len(calls)
            return (Answer(top_k(*arguments)) for arguments in calls)

    function: Any = Elsewhere()
    check = Check(function, top_k)
    laws.leaves_out_before_cutting(check, cases.exclusions("top_k"))
    laws.is_as_long_as_asked(check, cases.edges())
    laws.orders_ties(check, cases.ties())
    assert function.exchanges < function.questions / 3


def test_models_are_never_changed() -> None:
    small = made(cases.COURT)
    small.vectors.setflags(write=False)
    compose_words(small, ["king"], ["man"])
    most_similar_to(small, "king", 3)
    control(small, "king", "monarch", ["mud"])


def test_unknown_words_and_empty_lists_are_refused() -> None:
    small = made(cases.COURT)
    with pytest.raises(KeyError):
        most_similar_to(small, "unicorn", 1)
    for case in cases.unknown_recipes(made):
        with pytest.raises(KeyError):
            compose_words(*case.arguments)
    for case in cases.unknown_controls(made):
        with pytest.raises(KeyError):
            control(*case.arguments)
    for case in cases.empty_recipes(made):
        with pytest.raises(ValueError, match="word"):
            compose_words(*case.arguments)
    for case in cases.bad_controls(made):
        with pytest.raises(ValueError, match="candidate"):
            control(*case.arguments)
    for case in cases.misfit_rankings():
        with pytest.raises(ValueError, match=r"k is|needed"):
            top_k(*case.arguments)
    for case in cases.misfit_tables():
        with pytest.raises(ValueError, match="matrix"):
            normalize_rows(*case.arguments)
