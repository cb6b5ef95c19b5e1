"""Two functions are alike if the same comes of the same questions, but for rounding."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from autograder.exercises.behaviour import Seen, alike, kind, like, observe
from autograder.exercises.questions import Case, is_small, size


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1.0, 1.0 + 1e-16),
        (1.0, np.array([1.0])),
        (48, 48.0),
        (math.nan, np.float64(math.nan)),
        ([("a", 1.0)], [("a", 1.0 + 1e-16)]),
        ([("a", math.nan)], [("a", math.nan)]),
        ((np.array([1, 2]), np.eye(2)), [np.array([1, 2]), np.eye(2)]),
        ({"x": [0, None]}, {"x": [0, None]}),
        (None, None),
    ],
)
def test_answers_that_differ_by_rounding_or_type_are_alike(one: Any, other: Any) -> None:
    assert alike(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1.0, 1.0 + 1e-6),
        (1.0, math.nan),
        (1e-20, 2e-14),
        (["a"], ["a", "b"]),
        ([1.0], ["a"]),
        ([1.0, 2.0], [1.0]),
        ({"x": 1}, {"y": 1}),
        (True, 1.0),
        ("1", 1.0),
        (1.0, object()),
    ],
)
def test_other_answers_are_not(one: Any, other: Any) -> None:
    assert not alike(one, other)


def test_the_type_counts_strictly_and_so_does_what_is_written_to() -> None:
    number, array = Seen((), 1.0), Seen((), np.array([1.0]))
    assert like(number, array, strictly=False)
    assert not like(number, array, strictly=True)
    wrote = Seen((), 1.0, changed=([1], [2]))
    assert like(number, wrote, strictly=False)
    assert not like(number, wrote, strictly=True)
    assert kind(np.float64(1)) == kind(1.0) != kind(1)


def test_an_exception_is_like_one_of_the_same_class() -> None:
    one, other = (Seen((), error=error) for error in (ValueError("a"), ValueError("b")))
    assert like(one, other, strictly=True)
    assert not like(one, Seen((), error=KeyError("a")), strictly=False)
    assert not like(one, Seen((), None), strictly=False)


def test_what_is_observed_is_the_value_the_exception_and_what_was_written_to() -> None:
    def f(v: Any) -> float:
        if not len(v):
            raise ValueError
        v[0] = 9
        return float(v[-1])

    cases = [Case((np.array([1.0, 2.0]),)), Case(([],)), Case(([9, 3],))]
    first, second, third = observe(f, cases)
    assert first.value == 2
    assert first.changed is not None
    assert first.changed[0].tolist() == first.asked[0].tolist() == [1, 2]
    assert isinstance(second.error, ValueError)
    assert (third.value, third.changed) == (3, None)


def test_small_questions_come_first() -> None:
    cases = [
        Case((np.array(numbers),))
        for numbers in ([1.0, 2.0], [1.0, 12.0], [1.25, 2.0], [1.0, 2.0, 3.0], [0.0] * 4)
    ]
    assert sorted(cases, key=size) == cases
    assert [is_small(case) for case in cases] == [True, False, False, True, False]
