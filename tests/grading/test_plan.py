from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from autograder.grading.plan import answered, manual_verdicts, plan, unanswered
from autograder.grading.sanitise import Notebook, checksum, sanitise
from autograder.model import Cell, NotebookSource, Reason, Role, SourceCell


def _source_cell(name: str, cell_type: str = "code", **fields: Any) -> SourceCell:
    base: dict[str, Any] = {
        "locked": False, "source": f"# {name}", "max_score": None,
        "is_solution": False, "is_task": False,
    }  # fmt: skip
    cell = SourceCell(name, cell_type, checksum="", **base | fields)
    return replace(cell, checksum=checksum(cell.source, cell))


SOURCE = NotebookSource(
    "nb",
    None,
    (
        _source_cell("setup", locked=True),
        _source_cell("answer", is_solution=True),
        _source_cell("test", locked=True, max_score=2.0),
        _source_cell("draw", is_solution=True, max_score=3.0),
        _source_cell("essay", "markdown", is_solution=True, max_score=4.0),
        _source_cell("task", "markdown", locked=True, is_task=True, max_score=5.0),
        _source_cell("text", "markdown", locked=True),
    ),
    open_code=frozenset({"import math"}),
    bindings={"answer": frozenset({"f", "x"}), "draw": frozenset({"figure"})},
)


def _cell(source: str, name: str | None = None, cell_type: str = "code") -> dict[str, Any]:
    metadata = {} if name is None else {"nbgrader": {"grade_id": name}}
    return {"cell_type": cell_type, "source": source, "metadata": metadata}


def _notebook(*cells: dict[str, Any]) -> Notebook:
    notebook = {"cells": list(cells), "metadata": {}, "nbformat": 4, "nbformat_minor": 4}
    return sanitise(notebook, SOURCE).notebook


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (_cell("hi", cell_type="markdown"), Cell(0, Role.TEXT, "hi")),
        (_cell("hi", cell_type="raw"), Cell(0, Role.TEXT, "hi")),
        (_cell("import math", cell_type="markdown"), Cell(0, Role.TEXT, "import math")),
        (_cell("import math"), Cell(0, Role.INSTRUCTOR, "import math")),
        (_cell("import math "), Cell(0, Role.STUDENT, "import math ")),
        (_cell("mine", "unknown"), Cell(0, Role.STUDENT, "mine")),
        (_cell("mine", "setup"), Cell(0, Role.INSTRUCTOR, "# setup", "setup")),
        (_cell("mine", "test"), Cell(0, Role.TEST, "# test", "test", 2.0)),
        (
            _cell("mine", "answer"),
            Cell(0, Role.STUDENT, "mine", "answer", None, frozenset({"f", "x"})),
        ),
        (_cell("mine", "draw"), Cell(0, Role.STUDENT, "mine", "draw", 3.0, frozenset({"figure"}))),
        (_cell("mine", "essay", "markdown"), Cell(0, Role.TEXT, "mine", "essay", 4.0)),
        (_cell("mine", "task", "markdown"), Cell(0, Role.TEXT, "# task", "task", 5.0)),
        (_cell("mine", "text"), Cell(0, Role.TEXT, "# text", "text")),
    ],
    ids=lambda value: None if isinstance(value, Cell) else value["source"],
)
def test_role_of_a_cell(cell: dict[str, Any], expected: Cell) -> None:
    """Who may write a cell decides where it runs; text and locks are the instructor's."""
    assert plan(_notebook(cell), SOURCE) == (expected,)


def test_positions_are_those_of_the_notebook() -> None:
    cells = plan(_notebook(_cell("a"), _cell("b", cell_type="markdown"), _cell("c")), SOURCE)
    assert [cell.index for cell in cells] == [0, 1, 2]


def test_earlier_copy_of_a_test_is_the_students_own_code() -> None:
    """A copy of a test gains nothing: it runs where the student's code runs."""
    cells = plan(_notebook(_cell("forged", "test"), _cell("x", "test")), SOURCE)
    assert [(cell.role, cell.grade_id) for cell in cells] == [
        (Role.STUDENT, None),
        (Role.TEST, "test"),
    ]


def test_answered_and_unanswered_part_the_cells_that_are_there() -> None:
    notebook = _notebook(
        _cell("# answer", "answer"),
        _cell("mine", "draw"),
        _cell("# task", "task", "markdown"),
        _cell("x", "setup"),
    )
    assert unanswered(notebook, SOURCE) == {"answer"}
    assert answered(notebook, SOURCE) == {"draw"}


def test_task_that_students_may_edit_counts_as_answered_when_changed() -> None:
    task = replace(SOURCE.cells[5], locked=False)
    source = replace(SOURCE, cells=(task,))
    notebook = {"cells": [_cell("mine", "task", "markdown")], "metadata": {},
                "nbformat": 4, "nbformat_minor": 4}  # fmt: skip
    assert answered(sanitise(notebook, source).notebook, source) == {"task"}


def test_without_checksums_nothing_counts_as_unanswered() -> None:
    """A gradebook made without ComputeChecksums has none."""
    source = replace(SOURCE, cells=tuple(replace(c, checksum="") for c in SOURCE.cells))
    notebook = _notebook(_cell("# answer", "answer"))
    assert unanswered(notebook, source) == frozenset()


def test_manual_verdicts_follow_nbgraders_rules() -> None:
    """Left as released: 0. Answered: a person decides. A task: always. Deleted: 0."""
    notebook = _notebook(_cell("# draw", "draw"), _cell("mine", "essay", "markdown"))
    found = {v.grade_id: (v.points, v.reason, v.unanswered, v.max_points)
             for v in manual_verdicts(notebook, SOURCE)}  # fmt: skip
    assert found == {
        "draw": (0.0, Reason.NOT_STARTED, True, 3.0),
        "essay": (None, Reason.MANUAL, False, 4.0),
        "task": (None, Reason.MANUAL, False, 5.0),
    }
    deleted = {v.grade_id: (v.points, v.reason) for v in manual_verdicts(_notebook(), SOURCE)}
    assert deleted == {
        "draw": (0.0, Reason.MISSING_CELL),
        "essay": (0.0, Reason.MISSING_CELL),
        "task": (None, Reason.MANUAL),
    }
