"""The marks of a class are those that nbgrader has."""

from __future__ import annotations

import csv
import subprocess
import sys

import pytest

from autograder.errors import UnknownAssignment
from autograder.gradebook.course import Course
from autograder.gradebook.sheet import read_sheet
from tests.exports.conftest import DUE, opened
from tests.gradebook.reports import record, report


def test_points_and_penalties_are_those_of_nbgraders_own_export(marked: Course) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", "export", "--to", "stock.csv"],
        cwd=marked.root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    with (marked.root / "stock.csv").open(encoding="utf-8") as file:
        stock = {row[3]: row for row in csv.reader(file) if row[0] == "ps1"}
    sheet = read_sheet(marked, "ps1")
    assert {row.student.id for row in sheet.rows} == set(stock) == {"ann", "bob", "cyd"}
    for row in sheet.rows:
        # stock writes names bare, so columns are counted from the end
        penalty, score, top = map(float, stock[row.student.id][-3:])
        assert (row.penalty, row.points, sheet.max_points) == (penalty, score, top)


def test_manual_marks_bonus_penalty_and_what_waits(marked: Course) -> None:
    ann, bob, cyd = read_sheet(marked, "ps1").rows
    assert (ann.points, ann.pending, ann.penalty) == (2 + 1 + 2.75 + 4, 5, 0)
    assert ann.cells["words", "draw"] == (2.75, False)
    assert (bob.points, bob.pending, bob.penalty) == (2 - 0.5, 12, 0.5)
    assert (bob.submitted, bob.student.first_name) == (True, "")
    assert (cyd.submitted, cyd.points, cyd.cells, cyd.timestamp) == (False, 0, {}, None)
    assert ann.timestamp == DUE


def test_a_penalty_never_takes_more_than_there_is(marked: Course) -> None:
    """A person may lower marks after the penalty was set."""
    with opened(marked) as book:
        book.find_submission_notebook("words", "ps1", "bob").late_submission_penalty = 5.0
        book.db.commit()
    bob = read_sheet(marked, "ps1").rows[1]
    assert (bob.points, bob.penalty) == (0, 5)


def test_an_unknown_assignment_is_named(marked: Course) -> None:
    with pytest.raises(UnknownAssignment, match="no assignment 'ps9'"):
        read_sheet(marked, "ps9")


def test_the_number_of_queries_does_not_grow_with_the_class(marked: Course) -> None:
    from sqlalchemy import event

    from autograder.gradebook.sheet import sheet

    def count() -> int:
        with opened(marked) as book:
            said: list[str] = []
            event.listen(book.engine, "before_cursor_execute", lambda *a: said.append(a[2]))
            sheet(book.db(), "ps1")
            return len(said)

    before = count()
    record(marked, *(report(f"s{number}") for number in range(30)))
    assert count() == before
