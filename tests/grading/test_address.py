"""Digests: equal for what decides the same verdict, and for nothing else."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import PurePosixPath

import pytest
from traitlets.config import Config
from traitlets.config.loader import LazyConfigValue

from autograder.grading.address import CannotBeAddressed, address, digest
from autograder.model import Assignment, NotebookSource, Problem, Role, SourceCell, Submission

CELL = SourceCell("t1", "code", True, "assert f(1) == 1", "", 2.0, False, False)
ASSIGNMENT = Assignment("ps1", (NotebookSource("words", {"name": "python3"}, (CELL,)),))
SUBMISSION = Submission(
    "ann", "ps1", {"words": b"{}"}, {PurePosixPath("a.csv"): b"1"}, datetime(2026, 1, 2)
)


def lazy(value: str) -> LazyConfigValue:
    made = LazyConfigValue()
    made.append(value)
    return made


DIFFERENT = [
    (b"ab", "ab"),
    (["a", "b"], ["ab"]),
    (["a", ["b"]], [["a"], "b"]),
    ([], {}),
    ({"a": 1}, {"a": "1"}),
    ({"a": 1}, {"b": 1}),
    ({"a", "b"}, {"a"}),
    (1, True),
    (1, 1.0),
    (0.1, 0.2),
    (None, "None"),
    (Role.TEST, "test"),
    (PurePosixPath("a"), "a"),
    (datetime(2026, 1, 2), datetime(2026, 1, 3)),
    (ASSIGNMENT, replace(ASSIGNMENT, name="ps2")),
    (CELL, replace(CELL, max_score=3.0)),
    (Config(A={"b": 1}), Config(A={"b": 2})),
    (lazy("a"), lazy("b")),
]


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_what_differs_has_another_digest(one: object, other: object) -> None:
    assert digest(one) == digest(one)
    assert digest(one) != digest(other)


def test_the_order_of_what_has_none_does_not_count() -> None:
    assert digest({"a": 1, "b": 2}) == digest({"b": 2, "a": 1})
    assert digest({"a", "b", "c"}) == digest({"c", "b", "a"})
    assert digest("a", "b") != digest("b", "a")


def test_a_field_that_is_added_later_counts() -> None:
    @dataclass(frozen=True)
    class Cell:
        source: str

    @dataclass(frozen=True)
    class Later:
        source: str
        hidden: str = ""

    Later.__qualname__ = Cell.__qualname__
    assert digest(Cell("x")) != digest(Later("x"))
    assert digest(Later("x")) != digest(Later("x", "y"))


@pytest.mark.parametrize("value", [print, object(), [lambda: 1], {"a": Role}])
def test_what_says_nothing_of_its_content_has_none(value: object) -> None:
    """Two of these could be digested as equal, and a stale verdict be shown."""
    with pytest.raises(CannotBeAddressed):
        digest(value)


def test_whose_it_is_decides_nothing_and_all_else_of_a_submission_does() -> None:
    base = address(b"job", SUBMISSION)
    assert address(b"job", replace(SUBMISSION, student="bob")) == base
    assert address(b"another", SUBMISSION) != base
    others = [
        replace(SUBMISSION, notebooks={"words": b"{ }"}),
        replace(SUBMISSION, notebooks={}),
        replace(SUBMISSION, files={PurePosixPath("b.csv"): b"1"}),
        replace(SUBMISSION, files={PurePosixPath("a.csv"): b"2"}),
        replace(SUBMISSION, timestamp=datetime(2026, 1, 3)),
        replace(SUBMISSION, problems=(Problem("link", "a link"),)),
    ]
    assert len({base, *(address(b"job", other) for other in others)}) == len(others) + 1
