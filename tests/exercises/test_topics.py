"""The reference and the printed numbers of ``topics``."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from gensim.test.utils import datapath
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.cluster.vq import kmeans2  # type: ignore[import-untyped]
from scipy.linalg import subspace_angles  # type: ignore[import-untyped]
from scipy.spatial.distance import cdist  # type: ignore[import-untyped]
from scipy.stats import spearmanr  # type: ignore[import-untyped]
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA
from sklearn.metrics import pairwise_distances_argmin
from sklearn.metrics.cluster import contingency_matrix

from autograder.exercises.models import MadeUp
from autograder.exercises.retrieval.reference import embed_text, tokenize
from autograder.exercises.topics import cases, reference
from autograder.exercises.topics.reference import (
    assign,
    name_topics,
    purity,
    remove_common,
    spherical_kmeans,
    update,
)
from tests.exercises.test_retrieval import CORPUS, QUESTIONS, RELEVANT, STOP, TEXTS, TOPICS

repeatable = settings(derandomize=True, deadline=None)
seeds = st.integers(0, 2**32 - 1)


def unit(rows: Any) -> Any:
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def pairs(name: str, model: Any) -> tuple[Any, Any, list[float]]:
    """Vectors of both words of each pair of a list of gensim's, and how people rated it."""
    with open(datapath(name), encoding="utf-8") as file:  # noqa: PTH123 - gensim gives a string
        lines = [line.split("\t") for line in file if not line.startswith("#")]
    known = [line for line in lines if line[0].lower() in model and line[1].lower() in model]
    u, v = (np.array([model[line[i].lower()] for line in known], dtype=float) for i in (0, 1))
    return u, v, [float(line[2]) for line in known]


Similarity = Callable[[Any, Any], Any]
COSINE: Similarity = lambda u, v: np.sum(unit(u) * unit(v), axis=1)  # noqa: E731
EUCLID: Similarity = lambda u, v: -np.linalg.norm(u - v, axis=1)  # noqa: E731
PRODUCT: Similarity = lambda u, v: np.sum(u * v, axis=1)  # noqa: E731


@pytest.mark.parametrize(
    ("name", "count", "numbers"),
    [
        ("wordsim353.tsv", 353, (0.503, 0.464, 0.467, 0.523)),
        ("simlex999.txt", 999, (0.265, 0.276, 0.195, 0.279)),
    ],
)
def test_agreement_with_people_is_as_printed(
    model: Any, name: str, count: int, numbers: tuple[float, ...]
) -> None:
    """The mean is that of the 50,000 most frequent words; others give others, as the notebook
    says of WordSim."""
    u, v, ratings = pairs(name, model)
    assert len(ratings) == count

    def agreement(similarity: Similarity, mean: Any = 0.0) -> float:
        return float(spearmanr(similarity(u - mean, v - mean), ratings)[0])

    def mean(most: int) -> Any:
        return model.vectors[:most].mean(axis=0, dtype=np.float64)

    found = [agreement(similarity) for similarity in (COSINE, EUCLID, PRODUCT)]
    assert [*found, agreement(COSINE, mean(50_000))] == pytest.approx(numbers, abs=0.0006)
    if name.startswith("wordsim"):
        others = agreement(COSINE, mean(10_000)), agreement(COSINE, mean(400_000))
        assert others == pytest.approx((0.583, 0.476), abs=0.0006)


@pytest.fixture(scope="module")
def vectors(model: Any) -> Any:
    return np.array([embed_text(model, tokenize(text), STOP) for text in TEXTS])


def test_purity_is_as_printed(vectors: Any) -> None:
    def found(rows: Any, start: Any) -> float:
        return purity(spherical_kmeans(rows, rows[start], 20)[0].tolist(), TOPICS)

    first = list(range(0, 120, 15))
    left = [remove_common(vectors, count) for count in (0, 1, 2)]
    numbers = [found(rows, first) for rows in (vectors, *left)]
    assert numbers == pytest.approx([0.867, 0.842, 0.892, 0.758], abs=0.0006)
    drawn = [
        found(left[0], np.random.default_rng(seed).choice(120, 8, replace=False))
        for seed in range(20)
    ]
    assert (np.mean(drawn), min(drawn), max(drawn)) == pytest.approx((0.73, 0.65, 0.83), abs=0.006)


def test_names_are_nonsense_with_the_mean_and_speak_without_it(model: Any, vectors: Any) -> None:
    words = model.index_to_key[:10_000]
    start = list(range(0, 120, 15))
    raw = spherical_kmeans(vectors, vectors[start], 20)[1]
    assert name_topics(MadeUp(words, model.vectors[:10_000]), raw, 6)[0] == [
        "turn", "into", ".", "it", "one", "turning",
    ]  # fmt: skip
    left = remove_common(vectors, 0)
    clean = spherical_kmeans(left, left[start], 20)[1]
    named = name_topics(MadeUp(words, remove_common(model.vectors[:10_000], 0)), clean, 3)
    assert named[1] == ["butter", "cooked", "garlic"]
    assert named[3] == ["piano", "chorus", "guitar"]


def test_a_ranking_finds_the_answers_that_a_cluster_misses(model: Any, vectors: Any) -> None:
    left = remove_common(vectors, 0)
    labels, centroids = spherical_kmeans(left, left[:120:15], 20)
    asked = np.array([embed_text(model, tokenize(text), STOP) for text in QUESTIONS])
    asked -= vectors.mean(axis=0)
    groups = assign(asked, centroids)
    inside = [np.mean(labels[rows] == group) for rows, group in zip(RELEVANT, groups, strict=True)]
    order = np.argsort(cdist(asked, left, "cosine"), axis=1)
    near = [
        np.mean([np.mean(np.isin(r, best[:n])) for r, best in zip(RELEVANT, order, strict=True)])
        for n in (5, 15)
    ]
    assert (np.mean(inside), *near) == pytest.approx((0.7875, 0.8875, 1.0))
    assert np.mean(np.bincount(labels)[groups]) == pytest.approx(15.4, abs=0.05)
    assert len(CORPUS["questions"]) == 40


@repeatable
@given(seeds)
def test_labels_are_those_of_scipys_nearest_cosine(seed: int) -> None:
    rng = np.random.default_rng(seed)
    rows, centroids = rng.normal(size=(9, 4)), rng.normal(size=(3, 4))
    expected = np.argmin(cdist(rows, centroids, "cosine"), axis=1)
    assert assign(rows, centroids).tolist() == expected.tolist()


@repeatable
@given(seeds)
def test_labels_are_those_of_scikit_learns_nearest_centroid_on_the_sphere(seed: int) -> None:
    """By cosine; and by distance, where all rows are of length 1."""
    rng = np.random.default_rng(seed)
    rows, centroids = rng.normal(size=(9, 4)), rng.normal(size=(3, 4))
    labels = assign(rows, centroids).tolist()
    assert labels == pairwise_distances_argmin(rows, centroids, metric="cosine").tolist()
    assert labels == pairwise_distances_argmin(unit(rows), unit(centroids)).tolist()


@repeatable
@given(seeds)
def test_a_centroid_is_the_direction_of_its_members(seed: int) -> None:
    rng = np.random.default_rng(seed)
    rows, old = rng.normal(size=(9, 4)), rng.normal(size=(3, 4))
    labels = rng.integers(0, 3, size=9)
    new = update(rows, labels, 3, old)
    for j in range(3):
        members = [row / np.linalg.norm(row) for row in rows[labels == j]]
        expected = unit(np.sum(members, axis=0)[None])[0] if members else old[j]
        assert new[j] == pytest.approx(expected, abs=1e-12)


@repeatable
@given(seeds)
def test_no_round_makes_the_sum_of_cosines_smaller(seed: int) -> None:
    rng = np.random.default_rng(seed)
    rows = rng.normal(size=(20, 4))
    sums = []
    for iters in range(5):
        labels, centroids = spherical_kmeans(rows, rows[:3], iters)
        sums.append(np.sum(unit(rows) * centroids[labels]))
    assert all(after >= before - 1e-12 for before, after in pairwise(sums))


def test_well_separated_groups_are_those_of_scipys_kmeans() -> None:
    rng = np.random.default_rng(4)
    rows = np.repeat(np.eye(3) * 5, 8, axis=0) + rng.normal(size=(24, 3)) * 0.4
    labels, _ = spherical_kmeans(rows, rows[[0, 8, 16]], 10)
    _, expected = kmeans2(unit(rows), unit(rows)[[0, 8, 16]], minit="matrix")
    assert labels.tolist() == expected.tolist()


def test_well_separated_groups_are_those_of_scikit_learns_kmeans() -> None:
    """Its centroids are means, ours have their direction; its objective on unit rows is ours."""
    rng = np.random.default_rng(4)
    rows = np.repeat(np.eye(3) * 5, 8, axis=0) + rng.normal(size=(24, 3)) * 0.4
    labels, centroids = spherical_kmeans(rows, rows[[0, 8, 16]], 10)
    theirs = KMeans(3, init=unit(rows)[[0, 8, 16]], n_init=1).fit(unit(rows))
    assert labels.tolist() == theirs.labels_.tolist()
    assert centroids == pytest.approx(unit(theirs.cluster_centers_), abs=1e-12)
    theirs.cluster_centers_ = centroids
    cosines = np.sum(unit(rows) * centroids[labels])
    assert theirs.score(unit(rows)) == pytest.approx(2 * cosines - 2 * len(rows))


@repeatable
@given(seeds, st.integers(1, 4))
def test_what_is_left_is_what_scikit_learns_principal_components_miss(
    seed: int, count: int
) -> None:
    rng = np.random.default_rng(seed)
    rows = rng.normal(size=(12, 4)) * [8, 4, 2, 1] + 3
    pca = PCA(count).fit(rows)
    left = rows - pca.inverse_transform(pca.transform(rows))
    assert remove_common(rows, count) == pytest.approx(left, abs=1e-9)


@repeatable
@given(st.lists(st.tuples(st.integers(0, 3), st.sampled_from("abc")), min_size=1))
def test_purity_is_that_of_scikit_learns_table(pairs: list[tuple[int, str]]) -> None:
    labels, topics = zip(*pairs, strict=True)
    table = contingency_matrix(topics, labels)
    assert purity(labels, topics) == pytest.approx(table.max(axis=0).sum() / len(pairs))


@repeatable
@given(seeds, st.integers(0, 4))
def test_what_is_removed_is_the_mean_and_the_directions_of_most_variance(
    seed: int, count: int
) -> None:
    rng = np.random.default_rng(seed)
    rows = rng.normal(size=(12, 4)) * [8, 4, 2, 1] + 3
    left = remove_common(rows, count)
    assert left.mean(axis=0) == pytest.approx(np.zeros(4), abs=1e-12)
    values, eigenvectors = np.linalg.eigh(np.cov(rows.T))
    # the variance that is left is that of the smaller components
    assert np.trace(np.cov(left.T)) == pytest.approx(np.sum(values[: 4 - count]), abs=1e-9)
    removed = (rows - rows.mean(axis=0)) - left
    if count:
        basis = np.linalg.svd(removed)[2][:count].T
        angles = subspace_angles(basis, eigenvectors[:, ::-1][:, :count])
        assert np.max(angles) == pytest.approx(0, abs=1e-5)


def test_words_are_named_by_cosine_and_in_order() -> None:
    tied = MadeUp(["a", "b", "c"], [[0, 2], [1, 0], [5, 0]])
    assert name_topics(tied, [[3, 0], [0, 1]], 2) == [["b", "c"], ["a", "b"]]


@pytest.mark.parametrize(
    ("function", "questions"),
    [
        (assign, cases.misfits()),
        (update, cases.wrong_memberships()),
        (spherical_kmeans, cases.wrong_rounds()),
        (remove_common, cases.wrong_spectra()),
    ],
)
def test_nonsense_is_refused(function: Any, questions: Any) -> None:
    for case in questions:
        with pytest.raises(ValueError, match=r"needed|must|numbers"):
            function(*case.arguments)


def test_tasks_are_all_of_the_functions() -> None:
    assert set(reference.TASKS) == {
        "assign", "update", "spherical_kmeans", "name_topics", "remove_common",
    }  # fmt: skip
