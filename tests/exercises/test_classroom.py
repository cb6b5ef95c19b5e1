"""A made-up submission is the release with something done to it, and is out of step loudly."""

from __future__ import annotations

import json

import pytest

from autograder.exercises.classroom import delete, expected, fill, insert, rename


def sources(notebook: bytes) -> dict[str, str]:
    return {
        cell["metadata"].get("nbgrader", {}).get("grade_id", cell["id"]): "".join(cell["source"])
        for cell in json.loads(notebook)["cells"]
    }


def test_filling_changes_the_named_cells_and_no_others(release: bytes) -> None:
    filled = sources(fill(release, {"dot": "dot = None"}))
    assert filled == sources(release) | {"dot": "dot = None"}


def test_a_cell_that_the_release_does_not_have_cannot_be_filled_or_lost(release: bytes) -> None:
    with pytest.raises(KeyError, match="no-such-task"):
        fill(release, {"no-such-task": "pass"})
    with pytest.raises(KeyError, match="no-such-test"):
        expected(release, ["no-such-test"])


def test_a_cell_of_the_students_own_stands_before_the_task(release: bytes) -> None:
    before = list(sources(release))
    after = list(sources(insert(release, "dot", "x = 1")))
    place = before.index("dot")
    assert [*after[:place], *after[place + 1 :]] == before
    assert insert(release, "dot", "x = 1") == insert(release, "dot", "x = 1")


def test_cells_can_be_lost_by_deleting_and_by_renaming(release: bytes) -> None:
    everything = set(sources(release))
    assert set(sources(delete(release, "dot-core"))) == everything - {"dot-core"}
    renamed = set(sources(rename(release, "dot-core", "mine")))
    assert renamed == everything - {"dot-core"} | {"mine"}


def test_expected_points_are_those_of_the_release(release: bytes) -> None:
    points = expected(release, ["dot-core"])
    assert points["dot-core"] == 0.0
    assert points["cosine_matrix-core"] == 3.0
    assert "claim-in-your-words" not in points  # marked by a person
