"""Points, cases, the claim and the made-up class of ``similarity``; what holds of all assignments
is in ``test_assignments``."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from autograder.exercises.checking import WrongAnswer
from autograder.exercises.drawing_lots import generator
from autograder.exercises.similarity import cases, claim
from autograder.exercises.similarity.classroom import submissions
from tests.exercises.trying import points

POINTS = {
    "dot-core": 1, "dot-contract": 1,
    "cosine_similarity-core": 2, "cosine_similarity-contract": 2,
    "cosine_similarity-stretch": 1, "cosine_similarity-words": 1,
    "angle_degrees-core": 2, "angle_degrees-contract": 1,
    "cosine_distance-core": 1,
    "cosine_matrix-core": 3, "cosine_matrix-contract": 1, "cosine_matrix-stretch": 1,
    "find_negative_pair-core": 1, "claim-in-your-words": 2,
}  # fmt: skip
MANUAL = "claim-in-your-words"


def test_twenty_points_in_all(source: bytes) -> None:
    assert points(source) == POINTS
    assert sum(POINTS.values()) == 20


def test_cases_are_the_same_in_each_run_and_differ_from_task_to_task() -> None:
    def numbers(task: str) -> list[float]:
        return [float(np.sum(case.arguments[0])) for case in cases.random_pairs(task)]

    assert numbers("dot") == numbers("dot")
    assert numbers("dot") != numbers("angle_degrees")
    assert int(generator("dot").integers(1000)) == 476


@pytest.mark.parametrize(
    "pair", [None, ("king",), ("king", 3), ("king", "xyzzyx"), ("good", "bad"), ("king", "king")]
)
def test_a_pair_that_does_not_refute_the_claim_is_wrong(model: Any, pair: Any) -> None:
    with pytest.raises(WrongAnswer, match="two words"):
        claim.refutes(lambda model: pair, model)


def test_a_pair_may_come_as_a_list(model: Any) -> None:
    claim.refutes(lambda model: ["pakistan", "los"], model)


def test_twenty_four_made_up_students_get_what_they_deserve(grade: Any, release: bytes) -> None:
    made = submissions(release)
    assert len({one.student for one in made}) == len(made) == 24
    for one in made:
        assert set(one.expected) == set(POINTS) - {MANUAL}
        if one.wild or b"nbformat" not in one.files.get("similarity.ipynb", b""):
            continue  # for the sandbox; nothing to run
        notebook = one.files["similarity.ipynb"]
        kept = set(points(notebook)) - set(grade(notebook))
        assert {id for id, worth in one.expected.items() if worth} == kept & set(one.expected), (
            one.student
        )


def test_the_made_up_class_shows_all_kinds_of_ends(release: bytes) -> None:
    made = {one.student: one for one in submissions(release)}
    assert {name for name, one in made.items() if one.wild} == {
        "sven", "tariq", "uma", "viktor", "xenia",
    }  # fmt: skip
    assert made["ada"].points == 18
    assert made["quentin"].points == 0
    assert made["quentin"].files["similarity.ipynb"] == release
    assert set(made["zoe"].files) == {"notes.txt"}
    assert submissions(release) == tuple(made.values())
