"""The reference holds against independent formulae: exact decimals, scipy, scikit-learn,
printed numbers."""

from __future__ import annotations

import math
from decimal import Decimal, localcontext
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.spatial import distance  # type: ignore[import-untyped]
from sklearn.metrics import pairwise

from autograder.exercises.drawing_lots import generator
from autograder.exercises.similarity import cases, reference
from autograder.exercises.similarity.reference import (
    angle_degrees,
    cosine_distance,
    cosine_matrix,
    cosine_similarity,
    dot,
    find_negative_pair,
)

Pair = tuple[list[int], list[int]]

repeatable = settings(derandomize=True, deadline=None)

whole = st.integers(-(10**6), 10**6)
pairs = st.integers(1, 12).flatmap(
    lambda d: st.tuples(*[st.lists(whole, min_size=d, max_size=d)] * 2)
)


def exact_cosine(u: list[int], v: list[int]) -> Decimal:
    """The cosine of whole numbers, to 50 digits."""
    with localcontext() as context:
        context.prec = 50
        top = Decimal(sum(a * b for a, b in zip(u, v, strict=True)))
        squares = Decimal(sum(a * a for a in u)) * Decimal(sum(b * b for b in v))
        return top / squares.sqrt()


@repeatable
@given(pairs)
def test_dot_is_the_exact_sum_of_products(pair: Pair) -> None:
    u, v = pair
    scale = math.fsum(abs(a * b) for a, b in zip(u, v, strict=True))
    assert dot(u, v) == pytest.approx(
        math.fsum(a * b for a, b in zip(u, v, strict=True)), abs=1e-14 * scale
    )


@repeatable
@given(pairs)
def test_cosine_and_distance_are_the_exact_ones(pair: Pair) -> None:
    assume(any(pair[0]) and any(pair[1]))
    exact = float(exact_cosine(*pair))
    assert cosine_similarity(*pair) == pytest.approx(exact, abs=1e-14)
    assert cosine_distance(*pair) == pytest.approx(1 - exact, abs=1e-14)


@repeatable
@given(pairs)
def test_distance_is_scipys_where_scipy_defines_it(pair: Pair) -> None:
    assume(any(pair[0]) and any(pair[1]))
    u, v = (np.array(vector, dtype=np.float64) for vector in pair)
    assert cosine_distance(u, v) == pytest.approx(distance.cosine(u, v), abs=1e-12)


@repeatable
@given(pairs)
def test_cosines_and_distances_are_scikit_learns_also_of_zero_vectors(pair: Pair) -> None:
    rows = np.array([*pair, [0] * len(pair[0])], dtype=np.float64)
    assert cosine_matrix(rows, rows) == pytest.approx(pairwise.cosine_similarity(rows), abs=1e-12)
    theirs = pairwise.cosine_distances(rows[:1], rows[1:])[0]
    ours = [cosine_distance(rows[0], row) for row in rows[1:]]
    assert ours == pytest.approx(theirs, abs=1e-12)


@repeatable
@given(pairs)
def test_cosine_of_the_angle_is_the_cosine(pair: Pair) -> None:
    angle = angle_degrees(*pair)
    assert 0 <= angle <= 180
    assert math.cos(math.radians(angle)) == pytest.approx(cosine_similarity(*pair), abs=1e-14)


@repeatable
@given(pairs, st.floats(-150, 150), st.floats(-150, 150))
def test_lengths_do_not_matter_over_300_orders_of_magnitude(
    pair: Pair, first: float, second: float
) -> None:
    u, v = (np.array(vector, dtype=np.float64) for vector in pair)
    scaled = u * 10.0**first, v * 10.0**second
    assert cosine_similarity(*scaled) == pytest.approx(cosine_similarity(u, v), abs=1e-12)
    assert cosine_matrix([scaled[0]], [scaled[1]])[0, 0] == pytest.approx(
        cosine_similarity(u, v), abs=1e-12
    )


@repeatable
@given(pairs)
def test_matrix_holds_the_cosine_of_each_pair_of_rows(pair: Pair) -> None:
    A, B = np.array([*pair, [1] * len(pair[0])]), np.array(pair)
    table = cosine_matrix(A, B)
    assert table.shape == (3, 2)
    for i, j in np.ndindex(3, 2):
        assert table[i, j] == pytest.approx(cosine_similarity(A[i], B[j]), abs=1e-14)


def test_tiny_and_huge_numbers_survive() -> None:
    assert cosine_similarity([3e-320, 4e-320], [8, 6]) == pytest.approx(0.96, abs=1e-3)
    assert cosine_similarity([3e300, 4e300], [8e-300, 6e-300]) == pytest.approx(0.96)
    huge = np.array([3, 4], dtype=np.float32) * np.float32(2e19)
    assert cosine_similarity(huge, huge) == pytest.approx(1.0)


def test_zero_vectors_have_cosine_zero_and_a_right_angle() -> None:
    for u, v in (([0, 0], [3, 4]), ([3, 4], [0, 0]), ([0, 0], [0, 0])):
        assert cosine_similarity(u, v) == 0.0
        assert cosine_distance(u, v) == 1.0
        assert angle_degrees(u, v) == 90.0
    assert not cosine_matrix([[0, 0]], [[0, 0], [3, 4]]).any()


def test_what_is_missing_stays_missing() -> None:
    for bad in (math.nan, math.inf, -math.inf):
        for function in (dot, cosine_similarity, cosine_distance, angle_degrees):
            value = function([3, bad], [0, 0])
            assert math.isnan(value), function
    table = cosine_matrix([[3.0, 4.0], [math.nan, 1.0]], [[8.0, 6.0]])
    assert table[0, 0] == pytest.approx(0.96)
    assert math.isnan(table[1, 0])


@pytest.mark.parametrize("case", [*cases.misfits()], ids=str)
def test_vectors_that_do_not_fit_are_refused(case: Any) -> None:
    for function in (dot, cosine_similarity, cosine_distance, angle_degrees):
        with pytest.raises(ValueError, match="vectors"):
            function(*case.arguments)


@pytest.mark.parametrize("case", [*cases.misfit_tables()], ids=str)
def test_matrices_that_do_not_fit_are_refused(case: Any) -> None:
    with pytest.raises(ValueError, match="matrices"):
        cosine_matrix(*case.arguments)


def test_the_workshops_arrows_give_the_known_numbers() -> None:
    man, monarch, king = cases.MAN, cases.MONARCH, cases.KING
    assert np.array_equal(np.add(man, monarch), king)
    assert cosine_similarity(man, monarch) == pytest.approx(0.471405, abs=5e-7)
    assert cosine_similarity(monarch, king) == pytest.approx(0.905822, abs=5e-7)
    assert cosine_similarity(man, king) == pytest.approx(0.800641, abs=5e-7)
    angles = angle_degrees(man, king), angle_degrees(king, monarch), angle_degrees(man, monarch)
    assert angles == pytest.approx((36.81, 25.07, 61.87), abs=0.005)
    assert angles[0] + angles[1] == pytest.approx(angles[2], abs=1e-12)  # coplanar


def test_jurafsky_and_martins_example() -> None:
    assert cosine_similarity(cases.CHERRY, cases.INFORMATION) == pytest.approx(0.01775, abs=5e-5)
    assert cosine_similarity(cases.DIGITAL, cases.INFORMATION) == pytest.approx(0.99636, abs=5e-5)


def test_glove_gives_the_three_numbers_of_the_workshop(model: Any) -> None:
    king, man, monarch = model["king"], model["man"], model["monarch"]
    assert cosine_similarity(king, monarch) == pytest.approx(0.71930116, abs=1e-6)
    assert cosine_similarity(king, man) == pytest.approx(0.5309377, abs=1e-6)
    assert cosine_similarity(king, monarch + man) == pytest.approx(0.74011725, abs=1e-6)


def test_a_quarter_of_random_pairs_is_negative_but_none_of_the_300_commonest_words(
    model: Any,
) -> None:
    """The text of the notebook rests on both; 26.7 % came out over 200,000 pairs."""
    rows = generator("negative pairs").integers(0, len(model), size=(2, 200_000))
    u, v = (np.asarray(model.vectors[index], dtype=np.float64) for index in rows)
    share = float(np.mean(np.einsum("ij,ij->i", u, v) < 0))
    assert share == pytest.approx(0.267, abs=0.004)  # four standard errors
    assert cosine_matrix(model.vectors[:300], model.vectors[:300]).min() > 0


def test_the_pair_found_is_negative(model: Any) -> None:
    first, second = find_negative_pair(model)
    assert model.similarity(first, second) < 0


def test_tasks_are_all_of_the_functions() -> None:
    assert set(reference.TASKS) == {
        "dot", "cosine_similarity", "angle_degrees", "cosine_distance", "cosine_matrix",
        "find_negative_pair",
    }  # fmt: skip
