"""The questions that hidden tests of ``retrieval`` ask.

Small ones that can be followed by hand come first. Everything is the same in each run. Questions of
a formula keep to known words and ordinary vectors, so that a slip in the contract costs the points
of the contract alone. A model of made-up words is new in each question, for a function that writes
to it must not be found out by the next one about something else. ``Model`` is the notebook's class
for such models.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from autograder.exercises.checking import Case
from autograder.exercises.drawing_lots import generator
from autograder.exercises.models import WordVectors, is_model
from autograder.exercises.retrieval.reference import embed_text, tokenize

MakeModel = Callable[[list[str], npt.ArrayLike], WordVectors]

REPEATED = "A word that occurs twice counts twice."
STOPPED = "Stop words are left out, and not counted."
UNKNOWN = "Words that the model does not know are skipped, and not counted."
NOTHING = "Where no word is left the answer is zeros, whatever the center."
MIDDLE = "The center is taken away from the mean."
FLOAT64 = "Numbers are turned into float64 before anything is computed."
AGAIN = "The same question has the same answer each time: the model is never changed."
TIES = "Equal scores stand in the order of their rows."
FEWER = "Where there are fewer rows than k, all of them are returned."
LEAST = "A score that equals min_score is enough."
ZERO = "A zero vector points nowhere; its score is 0."
MISSING = "A row with nan in it is not comparable: its score is nan, and it comes last."
LONGER = "Making a vector longer or shorter does not turn it."
FIT = "A vector and a matrix fit if they have the same number of columns, not 0."
COUNT = "k is a whole number, at least 0."
PLACES = "k places were asked for, and those that stayed empty are no hits."
END = "The last piece is the first that reaches the end."

NUMBERS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
WORDS = ["sun", "moon", "tea", "cup", "the"]
VECTORS = [[4, 0, 2], [2, 2, -2], [0, 3, 6], [-1, 5, 1], [9, 8, 7]]


def texts() -> Iterator[Case]:
    """Texts with all that may stand between words."""
    for text in (
        "The moon makes no light of its own.",
        "Tea, and then more tea: TEA and Tea!",
        "Don't stop, it's 20% off... isn't it?",
        "A well-known,half-baked\tstate-of-the-art\nidea",
        "Café in Zürich (open 24/7)",
        "",
        "?! ... --",
    ):
        yield Case((text,))


def cuts(task: str) -> Iterator[Case]:
    """Lists of words, piece sizes and overlaps, with all kinds of ends."""
    for count, size, overlap in (
        (10, 4, 1), (10, 4, 0), (10, 4, 2), (10, 5, 0), (10, 4, 3), (9, 4, 1), (3, 5, 2), (4, 4, 2),
        (5, 1, 0), (1, 3, 2), (2, 3, 2),
    ):  # fmt: skip
        yield Case((NUMBERS[:count], size, overlap), END)
    rng = generator(task)
    for _ in range(20):
        size = int(rng.integers(1, 12))
        tokens = [NUMBERS[i] for i in rng.integers(0, 10, size=int(rng.integers(1, 60)))]
        yield Case((tokens, size, int(rng.integers(0, size))), END)


def impossible_cuts() -> Iterator[Case]:
    """Sizes and overlaps with which nobody could go on."""
    for size, overlap in ((4, 4), (4, 5), (0, 0), (-1, 0), (3, -1)):
        yield Case((NUMBERS[:6], size, overlap), "The task says which sizes and overlaps go.")


def easy_cuts() -> Iterator[Case]:
    """Nothing to cut, and a tuple to cut."""
    yield Case(([], 4, 1), "Without tokens there are no pieces.")
    yield Case((tuple(NUMBERS), 4, 1), "A tuple of tokens is a sequence as well.")


def words_and_means(make: MakeModel, task: str) -> Iterator[Case]:
    """Texts of known words: means, stop words, centers, then all at once at random."""
    yield Case((_toy(make), ["sun", "tea"]))
    yield Case((_toy(make), ["moon", "tea", "tea", "tea"]), REPEATED)
    yield Case((_toy(make), ["the", "tea", "the", "cup"], {"the"}), STOPPED)
    yield Case((_toy(make), ["the", "cup"], frozenset(), np.array([1.0, 2.0, 3.0])), MIDDLE)
    yield Case((_toy(make), ["the", "cup", "sun"], ["the", "sun"], np.array([1.0, 2.0, 3.0])))
    rng = generator(task)
    words = [f"word{i}" for i in range(30)]
    for length in (1, 2, 5, 20, 60):
        vectors, middle = rng.normal(size=(30, 10)), rng.normal(size=10)
        tokens = [words[0], *(words[i] for i in rng.integers(1, 30, size=length - 1))]
        stop = set(words[1:10])
        yield Case((make(words, vectors), tokens, stop, middle))


def unknown_words(make: MakeModel) -> Iterator[Case]:
    """Texts with words that the model does not know, and texts of which nothing is left."""
    yield Case((_toy(make), ["sun", "xyzzy", "tea"]), UNKNOWN)
    yield Case((_toy(make), ["xyzzy", "the", "moon"], {"the"}, [1.0, 1.0, 1.0]), UNKNOWN)
    yield Case((_toy(make), []), NOTHING)
    yield Case((_toy(make), ["xyzzy"]), NOTHING)
    yield Case((_toy(make), ["the"], {"the"}, [1.0, 1.0, 1.0]), NOTHING)


def one_third(make: MakeModel) -> Iterator[Case]:
    """Means that float32 cannot hold."""
    model = make(["a", "b", "c"], [[1.0, 0.0], [0.0, 1.0], [0.0, 0.1]])
    yield Case((model, ["a", "b", "c"]), FLOAT64)
    yield Case((model, ["a", "b", "c", "c", "a", "c"], (), [0.1, 0.2]), FLOAT64)


def asked_twice(make: MakeModel) -> Iterator[tuple[Case, Case]]:
    """The same question to the same model, with another one between."""
    model = _toy(make)
    yield Case((model, ["sun", "tea"])), Case((model, ["sun", "tea"]), AGAIN)
    yield Case((model, ["moon", "cup"], {"cup"})), Case((model, ["moon"], {"cup"}), AGAIN)


def changeable(make: MakeModel) -> Iterator[Case]:
    """Arguments that could be written to."""
    yield Case((_toy(make), ["sun", "tea", "the"], {"the"}, np.array([1.0, 2.0, 3.0])))


def wrong_centers(make: MakeModel) -> Iterator[Case]:
    """Centers that are no vector of the model's size."""
    for center in (2.0, [1.0], [1.0, 2.0], [[1.0, 2.0, 3.0]]):
        law = "The center is one vector, as long as those of the model."
        yield Case((_toy(make), ["sun"], (), center), law)


def real_texts(model: WordVectors, sentences: Sequence[str], stop: Sequence[str]) -> Iterator[Case]:
    """Some of the corpus, as it is and without stop words."""
    for text in sentences[::25]:
        for left_out in (frozenset(), frozenset(stop)):
            shown = f"model, tokenize({text[:20] + '…'!r}), {'STOP_WORDS' if left_out else 'set()'}"
            yield Case((model, tokenize(text), left_out), "", shown)


def mean_tolerance(expected: Any, model: WordVectors, tokens: Sequence[str], *_: Any) -> float:
    """What a mean may be off, if summed in float32: n terms, n u times the largest of them (N.
    Higham, *Accuracy and Stability of Numerical Algorithms*, 2nd ed., eq. 4.4)."""
    rows = [model.key_to_index[word] for word in tokens if word in model.key_to_index]
    largest = float(np.max(np.abs(model.vectors[rows]), initial=1.0))
    return (len(tokens) + 2) * 2.0**-24 * largest


def is_vector(value: Any) -> bool:
    """One-dimensional, of float64."""
    return type(value) is np.ndarray and value.dtype == np.float64 and value.ndim == 1


def is_list_of_lists(value: Any) -> bool:
    """Pieces as lists."""
    return type(value) is list and all(type(piece) is list for piece in value)


def searches(task: str) -> Iterator[Case]:
    """Queries, rows, k of at most n, with and without a least score."""
    rows = np.array([[8.0, 6.0], [0.6, 0.7], [-4.0, 3.0], [60.0, 1.0], [0.0, 7.0], [-3.0, -9.0]])
    query = np.array([3.0, 4.0])
    yield Case((query, rows, 3))
    yield Case((query, rows, 6))
    yield Case((query, rows, 1))
    yield Case((query, rows, 6, 0.7))
    yield Case((query, rows, 2, 0.7))
    yield Case((query, rows, 6, -0.5))
    yield Case((query, rows, 6, 0.9999), "Nothing is similar enough.")
    rng = generator(task)
    for n, d in ((5, 3), (20, 10), (60, 50), (200, 50)):
        for k in (1, n // 2, n):
            rows = rng.normal(size=(n, d)) * 10.0 ** rng.uniform(-1, 2, size=(n, 1))
            query = rng.normal(size=d) * 10.0
            yield Case((query, rows, k))
            scores = np.sort(rows @ query / np.linalg.norm(rows, axis=1) / np.linalg.norm(query))
            gap = int(np.argmax(np.diff(scores)))  # far from any score, whatever the rounding
            yield Case((query, rows, k, float(scores[gap : gap + 2].mean())))


AXES = np.array([[0.0, 5.0], [2.0, 0.0], [0.0, 1.0], [7.0, 0.0], [-3.0, 0.0], [4.0, 0.0]])
"""Cosines with an axis are exactly 1, 0 and -1, however they are computed."""


def edges() -> Iterator[Case]:
    """Ties, no k, large k, zero vectors, a score that is just enough."""
    query = np.array([3.0, 0.0])
    yield Case((query, AXES.copy(), 2), TIES)
    yield Case((query, AXES.copy(), 6), TIES)
    yield Case((query, AXES.copy(), 0), "k = 0 asks for nothing.")
    yield Case((query, AXES.copy(), 100), FEWER)
    yield Case((query, AXES.copy(), 6, 1.0), LEAST)
    yield Case((query, AXES.copy(), 6, 0.0), LEAST)
    yield Case((query, np.tile(AXES, (50, 1)), 300), TIES)
    yield Case(
        (np.array([3.0]), np.array([[2.0], [-4.0], [0.0]]), 3), "One number is a vector, too."
    )
    yield Case((query, np.zeros((0, 2)), 3), FEWER)
    yield Case((np.zeros(2), AXES.copy(), 3), ZERO)
    yield Case((query, np.array([[-1.0, 0.0], [0.0, 0.0], [2.0, 0.0]]), 3), ZERO)


def parallel_searches(task: str) -> Iterator[Case]:
    """One row that points exactly as the query does, or the other way; all so short that whoever
    measures something else stays within the bounds."""
    rng = generator(task)
    for sign in rng.choice([-1.0, 1.0], size=60):
        query = rng.normal(size=int(rng.integers(2, 60)))
        query *= 0.3 / np.linalg.norm(query)
        row = sign * rng.uniform(0.1, 0.9) * query
        yield Case((query, row[None], 1), "Scores lie in [-1, 1], whatever the rounding.")


def impossible_searches() -> Iterator[Case]:
    """Counts that are none, and shapes that do not fit."""
    query = np.array([3.0, 0.0])
    for k in (-1, 2.5, "3"):
        yield Case((query, AXES.copy(), k), COUNT)
    for vector, rows in (
        (np.ones(3), AXES.copy()), (query, np.ones((4, 3))), (query, np.ones(2)),
        (np.ones((1, 2)), AXES.copy()), (np.ones(1), AXES.copy()), (3.0, AXES.copy()),
        (np.ones(0), np.ones((3, 0))),
    ):  # fmt: skip
        yield Case((vector, rows, 2), FIT)


def search_types(task: str) -> Iterator[tuple[Case, Case]]:
    """The same search as float64, then as lists and in types too small to compute in."""
    small = [[3, 4], [[8, 6], [0, 7], [6, 1]]]
    wide = [np.array(part, dtype=np.float64) for part in small]
    yield Case((*wide, 3)), Case((*small, 3))
    for dtype, factor in ((np.uint8, 30), (np.int32, 60_000)):
        parts = [(np.array(part) * factor).astype(dtype) for part in small]
        yield Case((*[part.astype(np.float64) for part in parts], 3)), Case((*parts, 3), FLOAT64)
    rng = generator(task)
    single = rng.normal(size=8).astype(np.float32), rng.normal(size=(9, 8)).astype(np.float32)
    yield Case((*[part.astype(np.float64) for part in single], 9)), Case((*single, 9), FLOAT64)


def changeable_searches() -> Iterator[Case]:
    """Arrays that could be written to."""
    yield Case((np.array([3.0, 4.0]), np.array([[8.0, 6.0], [0.0, 7.0]]), 2))
    yield Case((np.array([3, 4], dtype=np.float32), np.array([[8, 6]], dtype=np.float32), 1, 0.5))


def missing_numbers() -> Iterator[Case]:
    """Rows with nan among the others."""
    rows = np.array([[np.nan, 1.0], [-3.0, 1.0], [2.0, 5.0], [0.0, np.nan], [6.0, 1.0]])
    for k in (2, 3, 4, 5):
        yield Case((np.array([3.0, 4.0]), rows, k), MISSING)
    yield Case((np.array([3.0, 4.0]), rows, 5, -0.9), "nan reaches no min_score.")


def rescaled_searches(task: str) -> Iterator[tuple[Case, Case]]:
    """A search, then the same with vectors made longer or shorter by extreme factors."""
    rng = generator(task)
    query, rows = rng.normal(size=10), rng.normal(size=(6, 10))
    factors = 10.0 ** np.array([[150], [-150], [-20], [100], [0], [-90]])
    for factor in (1e-150, 1.0, 1e150):
        yield Case((query, rows, 6)), Case((query * factor, rows * factors, 6), LONGER)
    huge = [(part * 1e20).astype(np.float32) for part in (query, rows)]
    yield Case((*[part.astype(np.float64) for part in huge], 6)), Case((*huge, 6), LONGER)


def is_ranking(value: Any) -> bool:
    """A list of pairs of an int and a float, exactly."""
    return type(value) is list and all(
        type(pair) is tuple and [type(part) for part in pair] in ([int, float], [int, np.float64])
        for pair in value
    )


def rankings(task: str, with_k: bool = True) -> Iterator[Case]:
    """Results, what is relevant, and at how many of them one looks."""
    ranked = [7, 3, 9, 1, 5]
    for relevant, k in (
        ([3], 5), ([3, 5], 5), ([3, 5, 8], 2), ([9, 1, 3], 3), ([2], 3), ({7}, 1), ({7, 3, 8}, 2),
        ([5], 10),
    ):  # fmt: skip
        law = PLACES if with_k and k > len(ranked) else ""
        yield Case((ranked, relevant, k) if with_k else (ranked, relevant), law)
    rng = generator(task)
    for _ in range(20):
        results = rng.permutation(12)[: int(rng.integers(1, 12))].tolist()
        relevant = rng.permutation(12)[: int(rng.integers(1, 5))].tolist()
        k = int(rng.integers(1, 13))
        yield Case((results, relevant, k) if with_k else (results, relevant))


def no_results(with_k: bool = True) -> Iterator[Case]:
    """Nothing found, and nothing that could be found."""
    for ranked, relevant in (([], [3]), ([1, 2], [])):
        law = "Nothing found is no hit." if not ranked else "Nothing is relevant here."
        yield Case((ranked, relevant, 2) if with_k else (ranked, relevant), law)


def impossible_counts() -> Iterator[Case]:
    """Nobody can look at so many results."""
    for k in (0, -1):
        yield Case(([7, 3, 9], [3], k), "k is at least 1.")


def groups(task: str) -> Iterator[Case]:
    """Rows and the topics that they belong to."""
    rows = np.array([[3.0, 4.0], [8.0, 6.0], [-4.0, 3.0], [0.6, 0.8]])
    yield Case((rows, ["a", "b", "b", "a"]))
    yield Case((rows, ["a", "a", "b", "a"]))
    rng = generator(task)
    for n, d in ((4, 3), (12, 10), (40, 50)):
        scales = 10.0 ** rng.uniform(0, 2, size=(n, 1))
        names = [*"abc", *rng.choice(list("abc"), size=n - 3).tolist()]
        yield Case((rng.normal(size=(n, d)) * scales + 1.0, names))


def corpus_groups(
    model: WordVectors, sentences: Sequence[str], topics: Sequence[str], stop: Sequence[str]
) -> Iterator[Case]:
    """The corpus, embedded in three ways: this is what the notebook's numbers come from."""
    for name, rows in corpus_vectors(model, sentences, stop).items():
        yield Case((rows, list(topics)), "", f"the {name} vectors, chunk_topics")


def corpus_vectors(
    model: WordVectors, sentences: Sequence[str], stop: Sequence[str]
) -> dict[str, npt.NDArray[np.float64]]:
    """Vectors ``(n, d)`` of texts: plain means, without stop words, and centred as well."""
    tokens = [tokenize(text) for text in sentences]
    plain = np.array([embed_text(model, words) for words in tokens])
    clean = np.array([embed_text(model, words, frozenset(stop)) for words in tokens])
    return {"plain": plain, "clean": clean, "centred": clean - clean.mean(axis=0)}


def _toy(make: MakeModel) -> WordVectors:
    model = make(WORDS, VECTORS)
    assert is_model(model)
    return model
