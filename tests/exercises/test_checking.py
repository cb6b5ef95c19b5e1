"""Checks pass what is right, catch what is wrong, and say it in one short harmless line."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from autograder.exercises.checking import Case, Check, WrongAnswer
from autograder.exercises.comparing import (
    angle_tolerance,
    as_numbers,
    cosine_tolerance,
    difference,
    is_float,
)
from autograder.exercises.showing import LIMIT, show, show_call

CASES = [
    Case(([3.0, 4.0], [8.0, 6.0])),
    Case(([1.0, 0.0], [0.0, 1.0]), "They are at right angles."),
]


def total(u: Any, v: Any) -> float:
    """The reference of these tests."""
    if len(u) != len(v):
        raise ValueError("lengths")
    return float(np.sum(np.asarray(u, dtype=float) * np.asarray(v, dtype=float)))


def check(function: Callable[..., Any]) -> Check:
    return Check(function, total)


def test_the_reference_passes_every_check() -> None:
    right = check(total)
    right.agrees(CASES)
    right.floats(CASES)
    right.refuses([Case(([1.0], [1.0, 2.0]))])
    right.unchanged(CASES)
    right.same([(CASES[0], CASES[0])])
    right.within(0, 48, CASES)


@pytest.mark.parametrize("answer", [None, "48", math.nan, 47.99, [48, 48], True, 48j, object()])
def test_a_value_that_is_not_the_number_is_wrong(answer: Any) -> None:
    with pytest.raises(WrongAnswer):
        check(lambda u, v: answer).agrees(CASES)


@pytest.mark.parametrize("answer", [48, 48.0, np.float32(48), np.int64(48), np.array([48.0]), [48]])
def test_the_formula_is_judged_apart_from_the_type(answer: Any) -> None:
    check(lambda u, v: answer).agrees(CASES[:1])


@pytest.mark.parametrize("answer", [48, True, np.float32(48), np.array(48.0), np.array([48.0])])
def test_only_a_float_is_a_float(answer: Any) -> None:
    with pytest.raises(WrongAnswer, match="expected a float"):
        check(lambda u, v: answer).floats(CASES)
    assert is_float(48.0)
    assert is_float(np.float64(48))


def test_an_object_that_claims_to_be_a_float_is_none() -> None:
    class Pretender:
        @property  # type: ignore[misc]  # a lie is the point
        def __class__(self) -> type:
            return float

        def __float__(self) -> float:
            return 48.0

    assert isinstance(Pretender(), float)
    assert not is_float(Pretender())
    assert as_numbers(Pretender()) is None


def test_evidence_says_what_was_asked_what_came_and_why() -> None:
    with pytest.raises(WrongAnswer) as caught:
        check(lambda u, v: total(u, v) or 7).agrees(CASES)
    evidence = caught.value.evidence
    assert (evidence.call, evidence.came, evidence.expected, evidence.law) == (
        "total([1, 0], [0, 1])", "7", "0", "They are at right angles.",
    )  # fmt: skip
    assert str(caught.value) == (
        "total([1, 0], [0, 1]) gave 7; expected 0. They are at right angles."
    )


def test_not_raising_and_raising_something_else_are_both_wrong() -> None:
    misfit = [Case(([1.0], [1.0, 2.0]))]
    with pytest.raises(WrongAnswer, match=r"gave 5; expected ValueError"):
        check(lambda u, v: 5).refuses(misfit)
    with pytest.raises(WrongAnswer, match=r"gave ZeroDivisionError: .*; expected ValueError"):
        check(lambda u, v: 1 / 0).refuses(misfit)


def test_a_task_that_is_not_begun_is_not_called_wrong() -> None:
    def stub(u: Any, v: Any) -> float:
        raise NotImplementedError

    for ask in (check(stub).agrees, check(stub).refuses, check(stub).floats):
        with pytest.raises(NotImplementedError) as caught:
            ask(CASES)
        assert caught.value.__notes__ == ["in the call total([3, 4], [8, 6])"]


@pytest.mark.parametrize("kind", [list, np.array])
def test_writing_to_an_argument_is_seen(kind: Callable[[list[float]], Any]) -> None:
    def divide(u: Any, v: Any) -> float:
        u[0] = 0.5
        return total(u, v)

    with pytest.raises(WrongAnswer, match=r"total\(\[3, 4\], .*changed argument, \[0.5, 4\]"):
        check(divide).unchanged([Case((kind([3.0, 4.0]), kind([8.0, 6.0])))])


def test_a_law_compares_the_student_with_the_student() -> None:
    twice = Case(([6.0, 8.0], [8.0, 6.0]), "Twice is the same.")
    with pytest.raises(WrongAnswer, match=r"gave 96; expected 48, as for total\(.*Twice is the"):
        check(total).same([(CASES[0], twice)])
    check(lambda u, v: 1.0).same([(CASES[0], twice)])


@pytest.mark.parametrize("answer", [math.nan, 1.0000000000000002, -1.1, math.inf, None])
def test_bounds_are_exact_and_nan_is_not_within_them(answer: Any) -> None:
    with pytest.raises(WrongAnswer):
        check(lambda u, v: answer).within(-1, 1, CASES)


def test_tolerances_follow_precision_and_dimension() -> None:
    wide, narrow = np.ones(50), np.ones(50, dtype=np.float32)
    assert cosine_tolerance(1.0, wide, wide) == 1e-9
    assert cosine_tolerance(1.0, wide, narrow) == pytest.approx(108 * 2.0**-24)
    assert cosine_tolerance(1.0, [3, 4], [8, 6]) == 1e-9
    assert angle_tolerance(90.0, wide) < 1e-6 < angle_tolerance(0.0, wide) < 0.003


def test_a_right_formula_in_float32_is_within_the_tolerance() -> None:
    rng = np.random.default_rng(3)
    for d in (2, 50, 300):
        for _ in range(50):
            u, v = rng.normal(size=(2, d)).astype(np.float32)
            single = np.dot(u, v) / (np.linalg.norm(u) * np.linalg.norm(v))
            a, b = u.astype(np.float64), v.astype(np.float64)
            double = float(a @ b / (np.linalg.norm(a) * np.linalg.norm(b)))
            assert difference(single, double, cosine_tolerance(double, u, v)) is None


def test_nan_matches_nan_alone() -> None:
    assert difference(math.nan, math.nan, 1e-9) is None
    assert difference(math.nan, 1.0, 1e9) is not None
    assert difference(1.0, math.nan, 1e-9) is not None


def test_arrays_must_have_the_shape_and_say_where_they_differ() -> None:
    wanted = np.array([[1.0, 2.0], [3.0, 4.0]])
    assert difference([[1, 2], [3, 4]], wanted, 0) is None
    assert difference([1, 2, 3, 4], wanted, 0) == ("shape (4,)", "shape (2, 2)")
    assert difference([[1, 2], [3, 5]], wanted, 0) == (
        "5 in row 1, column 1",
        "4 in row 1, column 1",
    )
    assert difference([[1, 2], [3]], wanted, 0) == ("[[1, 2], [3]]", "[[1, 2], [3, 4]]")


def test_numbers_that_look_alike_are_shown_in_full() -> None:
    assert difference(0.96000001, 0.96, 1e-9) == ("0.96000001000000001", "0.95999999999999996")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.1 + 0.2, "0.3"),
        (np.float32(0.5), "np.float32(0.5)"),
        (np.array([3.0, 4.0]), "[3, 4]"),
        (np.array([3, 4], dtype=np.uint8), "np.array([3, 4], dtype=uint8)"),
        (np.arange(50.0), "[0, 1, 2, …] (shape (50,))"),
        ([3.0, 4.0], "[3, 4]"),
        (("king", "cat"), "('king', 'cat')"),
        (True, "True"),
        (None, "None"),
    ],
)
def test_values_are_shown_as_on_a_board(value: Any, text: str) -> None:
    assert show(value) == text


def test_what_a_student_sends_is_bounded_and_cleaned() -> None:
    class Loud:
        def __repr__(self) -> str:
            raise RuntimeError("boo")

    class Control:
        def __repr__(self) -> str:
            return "\x1b[31m\n" + "x" * 10_000

    for value in (
        Loud(),
        Control(),
        "y" * 10**6,
        [[[["deep"] * 99] * 99] * 99] * 99,
        {1: "z" * 999},
    ):
        text = show(value)
        assert len(text) <= LIMIT
        assert text.isprintable()
    assert show_call("f", (1, [2.0])) == "f(1, [2])"
