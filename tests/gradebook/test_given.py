"""What a student's page takes from the gradebook."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any

from autograder.gradebook.course import Course
from autograder.gradebook.given import CellGiven, Given, given
from tests.gradebook.reports import FULL, record, report

MONDAY, TUESDAY = datetime(2026, 3, 2, 12), datetime(2026, 3, 3, 12)


@contextmanager
def gradebook(course: Course) -> Iterator[Any]:
    from nbgrader.api import Gradebook

    with Gradebook(course.db_url, course.coursedir.course_id) as book:
        yield book
        book.db.commit()


def of(course: Course, student: str = "ann") -> Given:
    return given(course, "ps1", [student])[student]


def test_marks_and_comments_of_people_are_found_beside_those_of_tests(course: Course) -> None:
    record(course, report("ann"), report("bob"))
    with gradebook(course) as book:
        essay = book.find_grade("opinion", "essay", "ps1", "ann")
        essay.manual_score, essay.needs_manual_grade = 3.0, False
        book.find_grade("test_norm", "words", "ps1", "ann").extra_credit = 0.5
        book.find_comment("opinion", "essay", "ps1", "ann").manual_comment = "Well put."
        book.find_comment("norm", "words", "ps1", "ann").manual_comment = ""
        book.find_submission_notebook("words", "ps1", "ann").late_submission_penalty = 1.0
    found = of(course).notebooks
    assert found["essay"].cells["opinion"] == CellGiven(None, 3.0, 0.0, False, 4.0)
    assert found["essay"].cells["opinion"].points == 3.0
    assert found["words"].cells["test_norm"].points == 2.5
    assert found["words"].cells["test_norm"].is_by_hand
    assert not found["words"].cells["test_squares"].is_by_hand
    assert found["essay"].comments == {"opinion": "Well put."}
    assert found["words"].comments == {}
    assert (found["words"].penalty, found["essay"].penalty) == (1.0, 0.0)
    other = of(course, "bob").notebooks
    assert not any(cell.is_by_hand for part in other.values() for cell in part.cells.values())
    assert given(course, "ps1", ["eve"]) == {}
    assert given(course, "ps2", ["ann"]) == {}


def test_cells_that_decide_nothing_on_a_page_need_not_be_read(course: Course) -> None:
    record(course, report("ann"), report("bob"), report("cem"))
    with gradebook(course) as book:
        book.find_grade("test_norm", "words", "ps1", "ann").extra_credit = 0.5
        book.find_submission_notebook("essay", "ps1", "bob").late_submission_penalty = 1.0
        book.find_grade("test_norm", "words", "ps1", "cem").extra_credit = 0.0
        book.find_comment("opinion", "essay", "ps1", "cem").manual_comment = "Well put."
    every = given(course, "ps1", ["ann", "bob", "cem"])
    found = given(course, "ps1", ["ann", "bob", "cem"], every=False)
    read = {(s, name) for s in found for name, part in found[s].notebooks.items() if part.cells}
    assert read == {("ann", "words"), ("bob", "essay")}
    for student, name in read:
        assert found[student].notebooks[name] == every[student].notebooks[name]
    assert found["cem"].notebooks["essay"].comments == {"opinion": "Well put."}


def test_what_is_to_be_looked_at_again_is_nobodys_mark(course: Course) -> None:
    """After another submission has been graded."""
    record(course, report("ann"))
    with gradebook(course) as book:
        essay = book.find_grade("opinion", "essay", "ps1", "ann")
        essay.manual_score, essay.needs_manual_grade = 3.0, False
    record(course, report("ann"))
    cell = of(course).notebooks["essay"].cells["opinion"]
    assert (cell.by_hand, cell.waits, cell.is_by_hand) == (3.0, True, False)


def test_a_report_is_known_by_its_marks_and_its_time(course: Course) -> None:
    first = report("ann", timestamp=MONDAY)
    record(course, first)

    def fits(other: Any) -> list[bool]:
        return [of(course).comes_from(other, notebook) for notebook in other.notebooks]

    assert fits(first) == [True, True]
    assert fits(replace(first, timestamp=TUESDAY)) == [False, False]
    assert fits(report("ann", {**FULL, "test_norm": 1.0}, timestamp=MONDAY)) == [False, True]
    assert not Given().comes_from(first, first.notebooks[0])
