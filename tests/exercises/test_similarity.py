"""The notebook's tests are fair and sharp: right work keeps all, each fault costs its own."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from autograder.exercises import assignments
from autograder.exercises.catalogue import Misconception
from autograder.exercises.checking import WrongAnswer
from autograder.exercises.similarity import answers, cases, claim
from autograder.exercises.similarity.classroom import submissions
from autograder.exercises.similarity.misconceptions import CATALOGUE

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


def graded(notebook: bytes) -> dict[str, int]:
    return {
        meta["grade_id"]: meta["points"]
        for cell in json.loads(notebook)["cells"]
        if (meta := cell["metadata"].get("nbgrader", {})).get("grade")
    }


def test_the_assignment_is_listed() -> None:
    assert "similarity" in assignments()


def test_twenty_points_in_all(source: bytes, release: bytes) -> None:
    assert graded(source) == graded(release) == POINTS
    assert sum(POINTS.values()) == 20


def test_the_source_passes_all_of_its_tests(grade: Any, source: bytes) -> None:
    assert grade(source) == {}


def test_an_unchanged_release_passes_none_of_the_tests(grade: Any, release: bytes) -> None:
    assert set(grade(release)) == set(POINTS) - {MANUAL}


def test_what_students_see_of_each_test_fails_on_an_unchanged_release(
    grade: Any, release: bytes
) -> None:
    assert set(grade(release, restore=False)) == set(POINTS) - {MANUAL}


@pytest.mark.parametrize("entry", CATALOGUE.entries, ids=lambda entry: entry.id)
def test_a_misconception_loses_exactly_its_points(
    grade: Any, source: bytes, entry: Misconception
) -> None:
    assert set(grade(source, **{entry.task: entry.code})) == entry.loses


STYLES: Mapping[str, Mapping[str, str]] = {
    "plain": answers.written(),
    "loops": answers.written(answers.LOOPS),
    "einsum": answers.written(answers.EINSUM),
    "helpers": answers.written(answers.HELPERS),
}


@pytest.mark.parametrize("style", STYLES)
def test_a_right_variant_loses_nothing(grade: Any, source: bytes, style: str) -> None:
    assert grade(source, **STYLES[style]) == {}


def test_wrong_formulas_are_explained_by_their_own_hint(grade: Any, source: bytes) -> None:
    """On what the core tests ask, no two of the catalogue's formulas look alike."""
    for entry in CATALOGUE.entries:
        core = f"{entry.task}-core"
        if core in entry.loses and entry.task != "find_negative_pair":
            assert f"Hint: {entry.hint}" in grade(source, **{entry.task: entry.code})[core], (
                entry.id
            )


def test_the_catalogue_is_well_formed(source: bytes) -> None:
    ids = Counter(entry.id for entry in CATALOGUE.entries)
    assert max(ids.values()) == 1
    assert sum(id.startswith("C") for id in ids) >= 20
    for entry in CATALOGUE.entries:
        assert entry.loses, entry.id
        assert entry.loses <= set(POINTS), entry.id
        assert len(entry.hint.split()) < 60, entry.id
        assert "?" in entry.hint, entry.id


def test_each_grade_cell_is_lost_by_some_misconception() -> None:
    """A test that nothing fails tests nothing."""
    assert set().union(*(entry.loses for entry in CATALOGUE.entries)) == set(POINTS) - {MANUAL}


def test_cases_are_the_same_in_each_run_and_differ_from_task_to_task() -> None:
    def numbers(task: str) -> list[float]:
        return [float(np.sum(case.arguments[0])) for case in cases.random_pairs(task)]

    assert numbers("dot") == numbers("dot")
    assert numbers("dot") != numbers("angle_degrees")
    assert int(cases.generator("dot").integers(1000)) == 476


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
        kept = set(graded(notebook)) - set(grade(notebook))
        assert {id for id, points in one.expected.items() if points} == kept & set(one.expected), (
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


def test_the_release_needs_nothing_but_numpy_gensim_and_plotly(release: bytes) -> None:
    code = "\n".join(
        "".join(cell["source"])
        for cell in json.loads(release)["cells"]
        if cell["cell_type"] == "code"
    )
    imported = set(re.findall(r"^\s*(?:import|from) (\w+)", code, flags=re.MULTILINE))
    assert imported == {"math", "gensim", "numpy", "plotly"}
