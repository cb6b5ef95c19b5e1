"""A release tells how many checks it hides, and nothing else of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from autograder.authoring.hidden import hidden_checks, with_counts
from autograder.exercises import assignments

ROOT = Path(__file__).parents[2]


def notebook(code: str, **nbgrader: object) -> str:
    meta = {"grade_id": "core", "grade": True, **nbgrader}
    cell = {"cell_type": "code", "metadata": {"nbgrader": meta}, "source": code}
    return json.dumps({"cells": [cell], "metadata": {}})


def hidden(code: str) -> str:
    return f"assert f(1)\n### BEGIN HIDDEN TESTS\n{code}\n### END HIDDEN TESTS\nassert f(2)\n"


@pytest.mark.parametrize(
    ("code", "count"),
    [
        ("assert f(3)\nassert f(4)", 2),
        ("check = Check(f)\ncheck.agrees(cases)\ncheck.refuses(cases)", 2),
        ("for x in range(9):\n    assert f(x)", 1),
        ("assert f(3) +\nassert f(4)", 2),  # not Python, and yet two
    ],
)
def test_assertions_and_calls_that_students_do_not_see_are_counted(code: str, count: int) -> None:
    assert hidden_checks(notebook(hidden(code))) == {"core": count}


def test_what_is_seen_or_not_graded_does_not_count() -> None:
    assert hidden_checks(notebook("assert f(3)")) == {}
    assert hidden_checks(notebook(hidden("assert f(3)"), grade=False)) == {}


def test_a_release_that_hides_nothing_stays_as_it_was() -> None:
    assert with_counts("{ }", notebook("assert f(3)")) == "{ }"


@pytest.mark.parametrize("name", assignments())
def test_each_release_says_how_much_it_hides(name: str) -> None:
    source, release = (
        (ROOT / folder / name / f"{name}.ipynb").read_text("utf-8")
        for folder in ("source", "release")
    )
    assert json.loads(release)["metadata"]["hidden_checks"] == hidden_checks(source)
