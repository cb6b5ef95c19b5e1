"""Quartiles and bins equal an independent computation, and nobody falls between two bins."""

from __future__ import annotations

import statistics

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.analytics.distribution import BINS, spread

NUMBERS = st.lists(st.floats(0, 1e5).map(lambda x: round(x, 3)), min_size=2, max_size=60)


@given(NUMBERS)
def test_quartiles_are_those_of_the_statistics_module_and_each_number_is_in_its_bin(
    numbers: list[float],
) -> None:
    found = spread(pl.Series(numbers))
    assert found is not None
    quartiles = statistics.quantiles(numbers, n=4, method="inclusive")
    assert [found.first, found.median, found.third] == pytest.approx(quartiles)
    assert (found.count, found.lowest, found.highest) == (
        len(numbers),
        min(numbers),
        max(numbers),
    )
    assert sum(found.counts) == len(numbers)
    assert len(found.counts) <= BINS + 1
    for low, high, count in zip(found.edges, found.edges[1:], found.counts, strict=False):
        assert count == sum(low <= number < high for number in numbers)


def test_full_marks_have_a_bin_of_their_own() -> None:
    found = spread(pl.Series([0.0, 19.5, 19.5, 20.0]), end=20.0)
    assert found is not None
    assert found.edges == tuple(float(edge) for edge in range(22))
    assert (found.counts[0], found.counts[19], found.counts[20]) == (1, 2, 1)


@pytest.mark.parametrize("numbers", [[0.0], [0.0, 0.0], [7.0], [0.001]])
def test_a_class_without_a_spread_has_a_histogram(numbers: list[float]) -> None:
    found = spread(pl.Series(numbers), end=max(numbers))
    assert found is not None
    assert sum(found.counts) == len(numbers)


def test_without_numbers_there_is_none() -> None:
    assert spread(pl.Series([], dtype=pl.Float64)) is None
    assert spread(pl.Series([None, None], dtype=pl.Float64)) is None
