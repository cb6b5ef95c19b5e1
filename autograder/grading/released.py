"""The instructor's side of a notebook as its release tells it: what there is on a student's
machine, where there are neither gradebook nor hidden tests.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from autograder.grading.sanitise import Notebook, checksum, grade_id
from autograder.model import NotebookSource, SourceCell
from autograder.names import bound_names, imported_modules, read_names


def released_source(name: str, release: Notebook) -> NotebookSource:
    """What a released notebook says of itself in nbgrader's metadata. Of several cells with one
    name the last counts."""
    known = {cell.name: cell for cell in _cells(release)}
    filled = {c.name: c.source for c in known.values() if c.is_solution and c.cell_type == "code"}
    spec = release["metadata"].get("kernelspec")
    return NotebookSource(
        name=name,
        kernelspec=spec if isinstance(spec, Mapping) else None,
        cells=tuple(known.values()),
        open_code=frozenset(
            cell["source"]
            for cell in release["cells"]
            if cell["cell_type"] == "code" and grade_id(cell) is None
        ),
        bindings={key: bound_names(text) for key, text in filled.items()},
        imports={key: imported_modules(text) for key, text in filled.items()},
        reads={key: read_names(text) for key, text in filled.items()},
    )


def _cells(release: Notebook) -> Iterator[SourceCell]:
    for cell in release["cells"]:
        name = grade_id(cell)
        said = cell["metadata"].get("nbgrader")
        if not name or not isinstance(said, Mapping):
            continue
        is_solution, is_task = bool(said.get("solution")), bool(said.get("task"))
        graded = bool(said.get("grade")) or is_task
        yield SourceCell(
            name=name,
            cell_type=cell["cell_type"],
            # as nbgrader does: a test is locked, whatever its flag says, and an answer never is
            locked=not is_solution and not is_task and (graded or bool(said.get("locked"))),
            source=cell["source"],
            checksum=str(said.get("checksum") or ""),
            max_score=_points(said.get("points")) if graded else None,
            is_solution=is_solution,
            is_task=is_task,
        )


def _points(value: Any) -> float:
    number = float(value) if isinstance(value, int | float) else 0.0
    return number if math.isfinite(number) and number > 0 else 0.0


def changed_cells(notebook: Notebook, source: NotebookSource) -> tuple[str, ...]:
    """Locked cells whose text is not the released one, by nbgrader's checksum: their grade ids."""
    texts = {grade_id(cell): cell["source"] for cell in notebook["cells"]}
    return tuple(
        cell.name
        for cell in source.cells
        if cell.locked
        and cell.checksum
        and cell.name in texts
        and checksum(texts[cell.name], cell) != cell.checksum
    )


def missing_cells(notebook: Notebook, source: NotebookSource) -> tuple[str, ...]:
    """The assignment's cells that are gone: their grade ids."""
    present = {grade_id(cell) for cell in notebook["cells"]}
    return tuple(cell.name for cell in source.cells if cell.name not in present)
