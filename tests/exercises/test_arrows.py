"""The reference of ``arrows`` holds against numpy and exact numbers; its cases and figures."""

from __future__ import annotations

import json
import math
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from autograder.exercises.arrows import cases, drawings
from autograder.exercises.arrows.reference import (
    add,
    arrow_data,
    compose,
    magnitude,
    scale,
    unit,
)
from autograder.exercises.comparing import sum_tolerance
from tests.exercises.trying import points, solved

repeatable = settings(derandomize=True, deadline=None)
whole = st.integers(-(10**6), 10**6)
vectors = st.lists(whole, min_size=1, max_size=12)
tables = st.tuples(st.integers(1, 5), st.integers(1, 6)).flatmap(
    lambda shape: st.lists(
        st.lists(whole, min_size=shape[1], max_size=shape[1]), min_size=shape[0], max_size=shape[0]
    )
)


def test_twelve_points_in_all() -> None:
    assert points(solved("arrows")) == {
        "magnitude-core": 1, "magnitude-contract": 1, "add-core": 1, "add-contract": 1,
        "scale-core": 0.5, "scale-contract": 0.5, "compose-core": 2, "compose-contract": 1,
        "unit-core": 1, "unit-contract": 0.5, "unit-stretch": 0.5,
        "arrow_data-core": 0.5, "arrow_data-contract": 0.5, "picture-in-your-words": 1,
    }  # fmt: skip


@repeatable
@given(vectors)
def test_magnitude_is_the_root_of_the_exact_sum_of_squares(v: list[int]) -> None:
    exact = math.isqrt(10**20 * sum(x * x for x in v)) / 10**10
    assert magnitude(v) == pytest.approx(exact, abs=1e-9)
    assert magnitude(v) == pytest.approx(float(np.linalg.norm(v)), rel=1e-14)


@repeatable
@given(tables)
def test_a_composition_is_the_exact_sum(table: list[list[int]]) -> None:
    weights = [Fraction(index - 2, 4) for index in range(len(table))]
    exact = [
        float(sum(w * x for w, x in zip(weights, column, strict=True)))
        for column in zip(*table, strict=True)
    ]
    assert compose(table, [float(w) for w in weights]) == pytest.approx(exact, abs=1e-9)
    assert np.array_equal(compose(table), np.sum(table, axis=0))


@repeatable
@given(vectors)
def test_adding_scaling_and_composing_are_one_arithmetic(v: list[int]) -> None:
    assert np.array_equal(add(v, v), scale(v, 2))
    assert np.array_equal(compose([v, v], [3, -1]), scale(v, 2))
    assert np.array_equal(add(v, scale(v, -1)), np.zeros(len(v)))


@repeatable
@given(vectors, st.floats(-150, 150))
def test_a_unit_vector_has_length_one_and_knows_no_lengths(v: list[int], power: float) -> None:
    assume(any(v))
    direction = unit(v)
    assert magnitude(direction) == pytest.approx(1, abs=1e-14)
    assert scale(direction, magnitude(v)) == pytest.approx(np.array(v), rel=1e-13)
    assert unit(np.array(v) * 10.0**power) == pytest.approx(direction, abs=1e-12)


def test_tiny_and_huge_numbers_survive() -> None:
    assert magnitude([3e300, 4e300]) == pytest.approx(5e300)
    assert unit([3e-320, 4e-320]) == pytest.approx([0.6, 0.8], abs=1e-3)
    assert unit(np.array([3, 4], dtype=np.float32) * np.float32(2e19)) == pytest.approx([0.6, 0.8])


def test_what_is_missing_stays_missing() -> None:
    assert math.isnan(magnitude([3, math.nan]))
    assert np.isnan(unit([3, math.nan])).all()


@pytest.mark.parametrize("function", [magnitude, unit])
def test_what_is_no_vector_is_refused(function: Any) -> None:
    for case in cases.misfits():
        with pytest.raises(ValueError, match="vector"):
            function(*case.arguments)


def test_vectors_that_do_not_fit_are_refused() -> None:
    for function, misfits in (
        (add, cases.misfits_of_two()),
        (scale, cases.misfits_with_factor()),
        (compose, cases.misfits_of_many()),
        (arrow_data, cases.misfit_drawings()),
        (unit, cases.no_direction()),
    ):
        for case in misfits:
            with pytest.raises(ValueError):  # numpy's own for ragged lists counts
                function(*case.arguments)


def test_king_is_man_and_monarch_exactly() -> None:
    """The workshop's sum: [1, 1, 1] + [2, -1, 1] = [3, 0, 2]."""
    assert add(cases.MAN, cases.MONARCH).tolist() == [3, 0, 2]
    assert compose([cases.MAN, cases.MONARCH]).tolist() == cases.KING == [3, 0, 2]


def test_the_angles_that_the_last_task_speaks_of() -> None:
    def angle(u: Any, v: Any) -> float:
        return math.degrees(math.acos(float(unit(u) @ unit(v))))

    reach = np.ptp([[0.0] * 3, cases.MAN, cases.MONARCH, cases.KING], axis=0)
    assert reach.tolist() == [3, 2, 2]
    assert angle(cases.MAN, cases.MONARCH) == pytest.approx(61.87, abs=0.005)
    assert angle(cases.MAN / reach, cases.MONARCH / reach) == pytest.approx(72.99, abs=0.005)


def test_a_drawing_is_what_plotly_takes() -> None:
    from plotly import graph_objects

    data = arrow_data([cases.MAN, cases.KING], ["man", "king"])
    assert data == {
        "x": [0, 1, None, 0, 3, None], "y": [0, 1, None, 0, 0, None],
        "z": [0, 1, None, 0, 2, None], "text": ["", "man", "", "", "king", ""],
    }  # fmt: skip
    assert graph_objects.Scatter3d(**data).text == tuple(data["text"])


@pytest.mark.parametrize(
    "wrong",
    [
        None, [1], {"x": [0, 1, None]},
        {"x": [0, 1, None], "y": [0, 1, None], "z": [0, 1, 0], "text": ["", "a", ""]},
        {"x": [0, 2, None], "y": [0, 1, None], "z": [0, 1, None], "text": ["", "a", ""]},
        {"x": [0, 1, None], "y": [0, 1, None], "z": [0, 1, None], "text": ["", "b", ""]},
        {"x": [0, 1, None], "y": [0, 1, None], "z": [0, 1, None], "text": "a"},
        {"x": [0, "1", None], "y": [0, 1, None], "z": [0, 1, None], "text": ["", "a", ""]},
    ],
)  # fmt: skip
def test_a_drawing_that_differs_is_told(wrong: Any) -> None:
    right = arrow_data([[1, 1, 1]], ["a"])
    assert drawings.differ(right, right, 1e-9) is None
    assert drawings.differ(wrong, right, 1e-9) is not None


def test_a_drawing_may_be_made_of_arrays_with_nan_as_gaps() -> None:
    right = arrow_data([[1, 1, 1]], ["a"])
    gaps = {axis: np.array([0, 1, np.nan]) for axis in "xyz"} | {"text": ("", "a", "")}
    assert drawings.differ(gaps, right, 1e-9) is None


def test_sums_in_single_precision_are_within_the_tolerance() -> None:
    for case in cases.sums("compose"):
        small = tuple(argument.astype(np.float32) for argument in case.arguments)
        rows = small[0]
        weights = small[1] if len(small) > 1 else np.ones(len(rows), dtype=np.float32)
        single = (weights[:, None] * rows).sum(axis=0, dtype=np.float32)
        exact = compose(*small)
        assert np.abs(single - exact).max() <= sum_tolerance(exact, *small)


def test_all_figures_are_drawn_by_jupyterlab_itself_and_have_true_angles() -> None:
    code = [
        "".join(cell["source"])
        for cell in json.loads(solved("arrows"))["cells"]
        if cell["cell_type"] == "code"
    ]
    assert any('"application/vnd.plotly.v1+json"' in cell for cell in code)
    assert any('aspectmode="data"' in cell and "add_cone" in cell for cell in code)
