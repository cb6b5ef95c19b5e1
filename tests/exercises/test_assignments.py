"""What holds of each assignment: right work keeps all, each fault costs its own and no more."""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Mapping
from typing import Any

import pytest

from autograder.exercises import assignments
from autograder.model import Verdict
from tests.exercises.conftest import Marks
from tests.exercises.explained import UNNAMED
from tests.exercises.trying import (
    ROOT,
    automatic,
    entries,
    part,
    points,
    released,
    run_cells,
    solved,
    styles,
)

POINTS = {
    "arrows": 12, "similarity": 20, "neighbours": 20, "analogies": 20, "retrieval": 16,
    "topics": 12,
}  # fmt: skip
NAMES = assignments()
ENTRIES = [(name, entry) for name in NAMES for entry in entries(name)]
STYLES = [(name, style) for name in NAMES for style in styles(name)]


def lost(verdicts: Mapping[str, Verdict], name: str) -> dict[str, str]:
    """What an attempt at an assignment loses, with the messages."""
    cells = automatic(solved(name))
    assert cells <= set(verdicts)
    return {
        cell: verdicts[cell].message + str(verdicts[cell].evidence)
        for cell in cells
        if not verdicts[cell].passed
    }


def test_the_whole_course_is_worth_100_points() -> None:
    assert sum(POINTS.values()) == 100
    assert set(NAMES) <= set(POINTS)


@pytest.mark.parametrize("name", NAMES)
def test_points_are_those_of_the_plan_and_one_reflection_is_marked_by_a_person(name: str) -> None:
    cells = points(solved(name))
    assert cells == points(released(name))
    assert sum(cells.values()) == POINTS[name]
    assert len(set(cells) - automatic(solved(name))) == 1


@pytest.mark.parametrize("name", NAMES)
def test_the_source_gets_everything_and_the_release_nothing(name: str, marks: Marks) -> None:
    assert lost(marks(name)["source"], name) == {}
    release = marks(name)["release"]
    assert {cell for cell in automatic(solved(name)) if release[cell].points == 0.0} == automatic(
        solved(name)
    )


@pytest.mark.parametrize("name", NAMES)
def test_no_test_needs_to_run_where_the_students_code_ran(name: str, marks: Marks) -> None:
    assert not [cell for cell, verdict in marks(name)["source"].items() if verdict.inside]


@pytest.mark.parametrize("name", NAMES)
def test_what_students_see_passes_the_source_and_fails_the_release(
    name: str, model: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Run in one process as in a student's Jupyter: with hidden tests, and without them. No cell
    of the source fails, be it worth points or not."""
    monkeypatch.chdir(ROOT / "release" / name)  # data lie beside the notebook
    assert run_cells(solved(name), solved(name), every=True) == {}
    seen = run_cells(solved(name), released(name), restore=False)
    assert set(seen) == automatic(solved(name))


@pytest.mark.parametrize(("name", "entry"), ENTRIES, ids=lambda value: getattr(value, "id", value))
def test_a_misconception_loses_exactly_its_points(name: str, entry: Any, marks: Marks) -> None:
    found = lost(marks(name)[entry.id], name)
    assert set(found) == entry.loses, found


@pytest.mark.parametrize(("name", "style"), STYLES)
def test_a_right_variant_loses_nothing(name: str, style: str, marks: Marks) -> None:
    assert lost(marks(name)[f"style {style}"], name) == {}


@pytest.mark.parametrize("name", NAMES)
def test_each_task_has_three_right_answers_that_differ(name: str) -> None:
    source = {
        meta["grade_id"]: "".join(cell["source"])
        for cell in json.loads(solved(name))["cells"]
        if (meta := cell["metadata"].get("nbgrader", {})).get("solution")
    }
    for task in part(name, "reference").TASKS:
        written = {style[task] for style in styles(name).values()} | {source[task]}
        assert len(written) >= 3, task


@pytest.mark.parametrize("name", NAMES)
def test_a_misconception_is_named_in_its_own_task_and_to_blame_in_others(
    name: str, marks: Marks
) -> None:
    """Through a real candidate, as students' work is graded."""
    for entry in entries(name):
        found = {cell: marks(name)[entry.id][cell] for cell in entry.loses}
        own = {cell for cell in found if cell.rpartition("-")[0] == entry.task}
        titles = {
            cell: verdict.evidence.misconception
            for cell, verdict in found.items()
            if verdict.evidence is not None
        }
        named = {titles.get(cell, "") for cell in own}
        assert named <= {entry.title, ""}, (entry.id, titles)
        assert entry.title in named or entry.id in UNNAMED or not own, (entry.id, titles)
        assert not any(titles.get(cell) for cell in found.keys() - own), (entry.id, titles)
        to_blame = {found[cell].because for cell in found.keys() - own}
        assert to_blame <= {entry.task}, (entry.id, to_blame)
        assert {found[cell].because for cell in own} <= {""}


@pytest.mark.parametrize("name", NAMES)
def test_the_catalogue_is_well_formed(name: str) -> None:
    for entry in entries(name):
        assert entry.loses, entry.id
        assert entry.loses <= automatic(solved(name)), entry.id
        assert entry.task in part(name, "reference").TASKS, entry.id
        assert len(entry.hint.split()) < 60, entry.id
        assert "?" in entry.hint, entry.id


def test_ids_of_misconceptions_are_unique() -> None:
    ids = Counter(entry.id for name, entry in ENTRIES)
    assert max(ids.values()) == 1, ids.most_common(3)


@pytest.mark.parametrize("name", NAMES)
def test_each_grade_cell_is_lost_by_some_misconception(name: str) -> None:
    """A test that nothing fails tests nothing."""
    assert set().union(*(entry.loses for entry in entries(name))) == automatic(solved(name))


@pytest.mark.parametrize("name", NAMES)
def test_a_release_needs_nothing_but_numpy_gensim_and_plotly(name: str) -> None:
    code = "\n".join(
        "".join(cell["source"])
        for cell in json.loads(released(name))["cells"]
        if cell["cell_type"] == "code"
    )
    imported = set(re.findall(r"^\s*(?:import|from) (\w+)", code, flags=re.MULTILINE))
    assert imported - set(sys.stdlib_module_names) <= {"gensim", "numpy", "plotly"}
    needed = (ROOT / "release" / name / "requirements.txt").read_text().split()
    assert imported - set(sys.stdlib_module_names) <= {re.split(r"\W", line)[0] for line in needed}
