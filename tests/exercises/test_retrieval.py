"""The corpus, the reference and the printed numbers of ``retrieval``."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.distance import cdist  # type: ignore[import-untyped]
from sklearn.metrics import label_ranking_average_precision_score, precision_score, recall_score
from sklearn.neighbors import NearestNeighbors

from autograder.exercises.models import MadeUp
from autograder.exercises.retrieval import cases, reference
from autograder.exercises.retrieval.alike import ranking_differs, words_differ
from autograder.exercises.retrieval.reference import (
    chunk,
    embed_text,
    precision_at_k,
    recall_at_k,
    reciprocal_rank,
    retrieve,
    tokenize,
    unrelated_range,
)
from tests.exercises.trying import ROOT, released

CORPUS = json.loads((ROOT / "autograder/exercises/data/corpus.json").read_text("utf-8"))
TEXTS = [entry["text"] for entry in CORPUS["chunks"]]
TOPICS = [entry["topic"] for entry in CORPUS["chunks"]]
QUESTIONS = [entry["text"] for entry in CORPUS["questions"]]
RELEVANT = [entry["relevant"] for entry in CORPUS["questions"]]
STOP = CORPUS["stop_words"]

repeatable = settings(derandomize=True, deadline=None)


def test_the_corpus_is_120_short_texts_on_8_topics_with_40_questions(model: Any) -> None:
    assert Counter(Counter(TOPICS).values()) == {15: 8}
    assert all(40 <= len(tokenize(text)) <= 80 for text in TEXTS)
    assert len(set(TEXTS)) == 120
    assert len(set(QUESTIONS)) == 40
    assert all(rows and set(rows) <= set(range(120)) for rows in RELEVANT)
    assert Counter(TOPICS[rows[0]] for rows in RELEVANT) == dict.fromkeys(set(TOPICS), 5)
    words = {word for text in (*TEXTS, *QUESTIONS) for word in tokenize(text)}
    assert {word for word in words if word not in model} == set()
    assert len(set(STOP)) == len(STOP)


@pytest.fixture(scope="module")
def vectors(model: Any) -> dict[str, tuple[Any, Any]]:
    """Vectors of chunks and of questions, in the three ways of the notebook."""
    rows = cases.corpus_vectors(model, TEXTS, STOP)
    plain = np.array([embed_text(model, tokenize(text)) for text in QUESTIONS])
    clean = np.array([embed_text(model, tokenize(text), STOP) for text in QUESTIONS])
    asked = {"plain": plain, "clean": clean, "centred": clean - rows["clean"].mean(axis=0)}
    return {name: (rows[name], asked[name]) for name in rows}


@pytest.mark.parametrize(
    ("name", "numbers"),
    [
        ("plain", (0.275, 0.512, 0.404)),
        ("clean", (0.575, 0.812, 0.702)),
        ("centred", (0.450, 0.887, 0.631)),
    ],
)
def test_the_table_of_the_notebook_is_what_comes_out(
    vectors: Any, name: str, numbers: tuple[float, ...]
) -> None:
    rows, asked = vectors[name]
    ranked = [[row for row, _ in retrieve(query, rows, 120)] for query in asked]
    pairs = list(zip(ranked, RELEVANT, strict=True))
    measured = (
        np.mean([precision_at_k(found, right, 1) for found, right in pairs]),
        np.mean([recall_at_k(found, right, 5) for found, right in pairs]),
        np.mean([reciprocal_rank(found, right) for found, right in pairs]),
    )
    assert measured == pytest.approx(numbers, abs=0.0006)
    cells = " ".join(f"{number:.3f}"[1:] for number in numbers)
    table = released("retrieval").decode().replace("|", " ").split()
    assert cells in " ".join(table)


@pytest.mark.parametrize(
    ("name", "low", "high"),
    [("plain", 0.86, 0.99), ("clean", 0.46, 0.95), ("centred", -0.70, 0.76)],
)
def test_unrelated_chunks_score_as_the_model_answer_says(
    vectors: Any, name: str, low: float, high: float
) -> None:
    """On the chunks of the plan it was .66 to .85, .10 to .56 and -.23 to .14: few and others.
    What holds of both: plain scores are high for all, and centring brings them around 0."""
    rows, _ = vectors[name]
    assert unrelated_range(rows, TOPICS) == pytest.approx((low, high), abs=0.006)


def test_the_coffee_question_finds_nothing_about_coffee_with_plain_means(vectors: Any) -> None:
    number = QUESTIONS.index("Why is it that my coffee is so bitter?")
    assert number == 8
    (answer,) = RELEVANT[number]
    rows, asked = vectors["plain"]
    five = [row for row, _ in retrieve(asked[number], rows, 5)]
    assert not any("coffee" in TEXTS[row].lower() for row in five)
    rows, asked = vectors["clean"]
    assert answer in [row for row, _ in retrieve(asked[number], rows, 5)]


@repeatable
@given(st.text(max_size=60))
def test_words_are_the_runs_of_letters_and_digits(text: str) -> None:
    kept = "".join(letter if letter.isalnum() else " " for letter in text.lower())
    assert tokenize(text) == kept.split()


@repeatable
@given(st.lists(st.sampled_from("abcde"), max_size=40), st.integers(1, 9), st.data())
def test_pieces_overlap_and_cover_the_text_once(tokens: list[str], size: int, data: Any) -> None:
    overlap = data.draw(st.integers(0, size - 1))
    pieces = chunk(tokens, size, overlap)
    joined = [word for piece in pieces[:1] for word in piece]
    joined += [word for piece in pieces[1:] for word in piece[overlap:]]
    assert joined == tokens
    assert all(len(piece) == size for piece in pieces[:-1])
    assert all(len(piece) > overlap for piece in pieces[1:])


WORDS = [f"w{i}" for i in range(12)]
MODEL = MadeUp(WORDS, np.random.default_rng(5).normal(size=(12, 6)))


@repeatable
@given(st.lists(st.sampled_from([*WORDS, "?"]), max_size=20), st.sets(st.sampled_from(WORDS)))
def test_a_text_is_the_mean_that_numpy_computes(tokens: list[str], stop: set[str]) -> None:
    left = [MODEL[word] for word in tokens if word in MODEL and word not in stop]
    middle = np.arange(6.0)
    mean = embed_text(MODEL, tokens, stop, middle)
    expected = np.mean(left, axis=0, dtype=np.float64) - middle if left else np.zeros(6)
    assert mean == pytest.approx(expected, abs=1e-12)
    assert mean.dtype == np.float64


@repeatable
@given(st.integers(0, 2**32 - 1), st.integers(1, 12), st.integers(0, 15))
def test_rankings_are_those_of_scipys_cosine_distance(seed: int, n: int, k: int) -> None:
    rng = np.random.default_rng(seed)
    query, rows = rng.normal(size=5), rng.normal(size=(n, 5))
    scores = 1 - cdist([query], rows, "cosine")[0]
    order = sorted(range(n), key=lambda row: -scores[row])
    found = retrieve(query, rows, k)
    assert [row for row, _ in found] == order[:k]
    assert [score for _, score in found] == pytest.approx(scores[order[:k]], abs=1e-12)
    assert [row for row, _ in retrieve(query, rows, n, 0.2)] == [
        i for i in order if scores[i] >= 0.2
    ]


@repeatable
@given(st.integers(0, 2**32 - 1), st.integers(1, 12), st.data())
def test_rankings_are_those_of_scikit_learn(seed: int, n: int, data: Any) -> None:
    rng = np.random.default_rng(seed)
    query, rows, k = rng.normal(size=5), rng.normal(size=(n, 5)), data.draw(st.integers(1, n))
    search = NearestNeighbors(n_neighbors=k, metric="cosine", algorithm="brute").fit(rows)
    distances, order = search.kneighbors(query[None])
    found = retrieve(query, rows, k)
    assert [row for row, _ in found] == order[0].tolist()
    assert [score for _, score in found] == pytest.approx(1 - distances[0], abs=1e-12)


def test_nothing_that_is_missing_or_zero_upsets_a_ranking() -> None:
    rows = np.array([[np.inf, 1.0], [0.0, 0.0], [-1.0, 0.0], [1.0, 0.0], [np.nan, 0.0]])
    assert [row for row, _ in retrieve([2.0, 0.0], rows, 9)] == [3, 1, 2, 0, 4]
    assert retrieve([2.0, 0.0], rows, 9, 0.0) == [(3, 1.0), (1, 0.0)]


@pytest.mark.parametrize(
    ("function", "questions"),
    [
        (chunk, cases.impossible_cuts()),
        (embed_text, cases.wrong_centers(MadeUp)),
        (retrieve, cases.impossible_searches()),
        (precision_at_k, cases.impossible_counts()),
        (recall_at_k, cases.impossible_counts()),
    ],
)
def test_nonsense_is_refused(function: Any, questions: Any) -> None:
    for case in questions:
        with pytest.raises(ValueError, match=r"must|needed"):
            function(*case.arguments)


@repeatable
@given(st.permutations(range(8)), st.sets(st.integers(0, 9), min_size=1), st.integers(1, 10))
def test_measures_agree_with_sets(ranked: list[int], relevant: set[int], k: int) -> None:
    hits = len(set(ranked[:k]) & relevant)
    assert precision_at_k(ranked, relevant, k) == hits / k
    assert recall_at_k(ranked, relevant, k) == hits / len(relevant)
    places = [ranked.index(row) + 1 for row in relevant if row in ranked]
    assert reciprocal_rank(ranked, relevant) == (1 / min(places) if places else 0.0)


@repeatable
@given(st.permutations(range(8)), st.sets(st.integers(0, 7), min_size=1), st.integers(1, 8))
def test_measures_are_scikit_learns_of_the_first_k_as_the_ones_chosen(
    ranked: list[int], relevant: set[int], k: int
) -> None:
    """As long as everything is ranked; there, an empty place can't be said."""
    truth = [row in relevant for row in range(8)]
    chosen = [row in ranked[:k] for row in range(8)]
    assert precision_at_k(ranked, relevant, k) == pytest.approx(precision_score(truth, chosen))
    assert recall_at_k(ranked, relevant, k) == pytest.approx(recall_score(truth, chosen))


@repeatable
@given(st.permutations(range(8)), st.integers(0, 7))
def test_reciprocal_rank_is_scikit_learns_average_precision_of_one_relevant_row(
    ranked: list[int], only: int
) -> None:
    scores = -np.argsort(ranked)  # row to place
    truth = np.arange(8) == only
    theirs = label_ranking_average_precision_score(truth[None], scores[None])
    assert reciprocal_rank(ranked, {only}) == pytest.approx(theirs)


def test_only_pairs_of_different_topics_are_unrelated() -> None:
    rows = [[1.0, 0.0], [2.0, 0.0], [0.0, 1.0], [3.0, 4.0]]
    assert unrelated_range(rows, ["a", "a", "b", "b"]) == pytest.approx((0.0, 0.6))
    with pytest.raises(ValueError, match="topics"):
        unrelated_range(rows, ["a"] * 4)


def test_lists_that_differ_are_told_where() -> None:
    assert words_differ(("a", "b"), ["a", "b"]) is None
    assert words_differ([["a"], ("b", "c")], [["a"], ["b", "c"]]) is None
    assert words_differ(["a", "x"], ["a", "b"]) == ("'x' in place 1", "'b' in place 1")
    assert words_differ(["a"], ["a", "b"]) == ("1 entry", "2 entries, the next being 'b'")
    assert words_differ(["a", "b"], ["a"]) == ("2 entries, with 'b' after the last", "1 entry")
    assert words_differ("ab", ["a", "b"]) is not None
    assert ranking_differs([(1, 0.5)], [(1, 0.5 + 1e-12)], 1e-9) is None
    for wrong in ([(2, 0.5)], [(1, 0.6)], [(1,)], [], [(1, 0.5), (2, 0.1)], [1], None):
        assert ranking_differs(wrong, [(1, 0.5)], 1e-9) is not None, wrong


def test_tasks_are_all_of_the_functions() -> None:
    assert set(reference.TASKS) == {
        "tokenize", "chunk", "embed_text", "retrieve", "precision_at_k", "recall_at_k",
        "reciprocal_rank", "unrelated_range",
    }  # fmt: skip
