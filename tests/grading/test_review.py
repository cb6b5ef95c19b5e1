"""A look ahead, and the audit trail of runs; the workers are fakes that run nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.gradebook import history
from autograder.gradebook.course import Course
from autograder.grading.conditions import changes
from autograder.grading.packing import without_documents
from autograder.grading.review import Change, review
from autograder.grading.run import Failure, Run, Settings, Unchanged
from tests.grading.test_run import (
    Place,
    autograded,
    change,
    data_file,
    hidden_test,
    limit,
    place,
    recorded,
    root,
    run,
    solution,
)

__all__ = ["place", "root"]  # fixtures

pytestmark = pytest.mark.filterwarnings("ignore:Object of type <Submitted:sqlalchemy.exc.SAWarning")


def look_ahead(root: Path, place: Place) -> dict[str, Change]:
    prepared = Run.prepare(Course.open(root), "ps1")
    settings = Settings(gensim_data=None, workplace=place, unsafe=True, trial=True)
    reports = []
    for event in prepared.grade_as(settings):
        assert not isinstance(event, Failure)
        reports.append(event.report if isinstance(event, Unchanged) else without_documents(event))
    return {found.student: found for found in review(prepared, settings, reports)}


def test_it_shows_whose_marks_would_change_and_why_and_changes_none(
    root: Path, place: Place
) -> None:
    run(root, place)
    before, files = recorded(root), autograded(root)
    hidden_test(root)
    place.points = {"test_norm": 1.0}
    found = look_ahead(root, place)
    assert set(found) == {"ann", "bob", "eve"}
    (cell,) = found["ann"].cells
    assert (cell.name, cell.before, cell.after.points) == ("test_norm", 2.0, 1.0)
    assert found["ann"].points == -1.0
    assert found["ann"].causes == ("cell test_norm of words",)
    assert not found["ann"].new
    assert (recorded(root), autograded(root)) == (before, files)
    assert len(history.read(Course.open(root), "ps1", "ann")) == 1


def test_the_run_after_it_grades_nobody_again(root: Path, place: Place) -> None:
    run(root, place)
    hidden_test(root)
    place.points = {"test_norm": 1.0}
    look_ahead(root, place)
    again = Place()
    run(root, again)
    assert again.graded.total() == 0
    assert recorded(root) == {"ann": 2, "bob": 2, "eve": 2}
    assert look_ahead(root, place) == {}


def test_who_is_graded_for_the_first_time_is_said_to_be_new(root: Path, place: Place) -> None:
    found = look_ahead(root, place)
    assert all(one.new and one.causes == () for one in found.values())
    assert found["ann"].points == 3
    assert recorded(root) == {}
    assert autograded(root) == {}


def test_another_submission_is_named_as_a_cause(root: Path, place: Place) -> None:
    run(root, place)
    change(root, "bob", "squares = []")
    place.points = {"test_squares": 0.0}
    found = look_ahead(root, place)
    assert set(found) == {"bob"}
    assert found["bob"].causes == ("another submission",)


@pytest.mark.parametrize(
    ("touch", "named"),
    [
        (hidden_test, ["cell test_norm of words"]),
        (limit, ["limits"]),
        (data_file, ["file data.csv"]),
    ],
)
def test_the_trail_names_what_has_changed(
    root: Path, place: Place, touch: Callable[[Path], None], named: list[str]
) -> None:
    run(root, place)
    touch(root)
    run(root, place)
    first, second = history.read(Course.open(root), "ps1", "eve")
    assert changes(first.origin.conditions.parts, second.origin.conditions.parts) == named
    assert first.origin.submission == second.origin.submission


def test_the_trail_names_a_changed_solution(root: Path, place: Place) -> None:
    run(root, place)
    solution(root)
    run(root, place)
    first, second = history.read(Course.open(root), "ps1", "eve")
    named = changes(first.origin.conditions.parts, second.origin.conditions.parts)
    assert "your solution words" in named


def test_versions_are_named_with_what_they_were() -> None:
    before = {"numpy": "2.3.0", "gone": "1", "cell a": "content 1"}
    after = {"numpy": "2.4.0", "new": "1", "cell a": "content 2"}
    assert changes(before, after) == ["numpy 2.3.0 → 2.4.0", "gone (gone)", "cell a", "new (new)"]


def test_a_run_that_finds_nothing_new_adds_nothing_to_the_trail(root: Path, place: Place) -> None:
    run(root, place)
    run(root, place)
    run(root, place, force=True)
    assert len(history.read(Course.open(root), "ps1", "ann")) == 1


def test_one_notebook_graded_by_itself_keeps_what_is_told_of_the_other(
    root: Path, place: Place
) -> None:
    run(root, place)
    place.points = {"test_norm": 1.0}
    run(root, place, notebooks=("words",), force=True)
    first, second = history.read(Course.open(root), "ps1", "ann")
    assert second.marks["words"]["test_norm"] == 1.0
    assert second.marks["essay"] == first.marks["essay"]
