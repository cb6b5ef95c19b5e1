"""What becomes of each cell of a sanitised notebook: where it runs, and who owns its names."""

from __future__ import annotations

import re
from typing import Any

from autograder.grading.sanitise import Notebook, checksum, grade_id
from autograder.model import Cell, NotebookSource, Reason, Role, SourceCell, Verdict
from autograder.names import NOTHING

INSIDE = re.compile(r"^[ \t]*#[ \t]*autograder:[ \t]*inside\b", re.MULTILINE)
"""The line by which the author of a test cell has it run in the student's process."""


def plan(notebook: Notebook, source: NotebookSource) -> tuple[Cell, ...]:
    """The cells of a sanitised notebook, in order, with their roles."""
    known = {cell.name: cell for cell in source.cells}
    return tuple(
        _cell(index, cell, known.get(grade_id(cell) or ""), source)
        for index, cell in enumerate(notebook["cells"])
    )


def _cell(
    index: int, cell: dict[str, Any], truth: SourceCell | None, source: NotebookSource
) -> Cell:
    text: str = cell["source"]
    if truth is None:
        role = Role.INSTRUCTOR if text in source.open_code else Role.STUDENT
        return Cell(index, role if cell["cell_type"] == "code" else Role.TEXT, text)
    yields = source.bindings.get(truth.name, frozenset()) if truth.is_solution else frozenset()
    imports = source.imports.get(truth.name, ()) if truth.is_solution else ()
    return Cell(
        index,
        _role(truth),
        text,
        truth.name,
        truth.max_score,
        yields,
        imports,
        source.reads.get(truth.name, NOTHING),
        inside=is_test(truth) and INSIDE.search(truth.source) is not None,
    )


def _role(cell: SourceCell) -> Role:
    if cell.cell_type != "code":
        return Role.TEXT
    if is_test(cell):
        return Role.TEST
    return Role.INSTRUCTOR if cell.locked and not cell.is_solution else Role.STUDENT


def is_test(cell: SourceCell) -> bool:
    """Whether the cell is marked by running it, and not by a person."""
    return (
        cell.cell_type == "code"
        and cell.max_score is not None
        and not cell.is_solution
        and not cell.is_task
    )


def unanswered(notebook: Notebook, source: NotebookSource) -> frozenset[str]:
    """Solution cells that are still as they were released, by nbgrader's rule: the checksum."""
    texts = _texts(notebook)
    return frozenset(
        cell.name
        for cell in source.cells
        if cell.is_solution
        and cell.name in texts
        and checksum(texts[cell.name], cell) == cell.checksum
    )


def answered(notebook: Notebook, source: NotebookSource) -> frozenset[str]:
    """Solution and task cells that are there and were changed."""
    texts = _texts(notebook)
    empty = unanswered(notebook, source)
    return frozenset(
        cell.name
        for cell in source.cells
        if cell.name in texts
        and cell.name not in empty
        and (cell.is_solution or (cell.is_task and texts[cell.name] != cell.source))
    )


def manual_verdicts(notebook: Notebook, source: NotebookSource) -> tuple[Verdict, ...]:
    """Verdicts on the cells that a person marks, as far as they need none.

    As in nbgrader, an answer that was left as released gets 0 and waits for nobody, any other
    waits; a task always waits, for nbgrader never marks one by itself (the work asked for lies in
    other cells). An answer cell that was deleted gets 0: stock leaves it waiting for a mark.
    """
    texts = _texts(notebook)
    empty = unanswered(notebook, source)
    verdicts = []
    for cell in source.cells:
        if cell.max_score is None or is_test(cell):
            continue
        if cell.is_task or (cell.name in texts and cell.name not in empty):
            verdicts.append(Verdict(cell.name, None, cell.max_score, Reason.MANUAL))
        elif cell.name in empty:
            verdicts.append(
                Verdict(cell.name, 0.0, cell.max_score, Reason.NOT_STARTED, unanswered=True)
            )
        else:
            verdicts.append(Verdict(cell.name, 0.0, cell.max_score, Reason.MISSING_CELL))
    return tuple(verdicts)


def _texts(notebook: Notebook) -> dict[str, str]:
    return {name: cell["source"] for cell in notebook["cells"] if (name := grade_id(cell))}
