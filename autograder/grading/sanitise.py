"""What a submission is graded as: the student's answers in the instructor's frame.

The effect is that of nbgrader's ClearOutput, DeduplicateIds, OverwriteKernelspec, OverwriteCells
and CheckCellMetadata, as one pure function over what was read from the gradebook once. Where
nbgrader lets one student's notebook stop the whole run, this reports a ``Problem`` and goes on.

Nothing in the student's metadata is believed but ``grade_id``, which says what the cell claims to
be. All else (is it graded, a solution, locked, a task; its type, points and checksum) comes from
the instructor's cell. That makes these differences:

- ``solution`` set to false on a manually graded code cell: stock takes it for a passing test and
  gives full points; here it stays a manually graded cell.
- ``grade`` or ``solution`` changed on a locked cell: stock fails the submission ("Inconsistent
  checksums"); here the cell is restored.
- ``grade`` set to true on an ungraded cell, ``points`` or ``grade_id`` of a wrong type, metadata
  that are no object: stock fails the submission; here they are set right or dropped.
- ``points`` of a task cell, ``schema_version``, ``task``, ``cell_type`` of the metadata: stock
  keeps the student's, or fails; here they are set right.
- Duplicates: the last cell with a name keeps it, as in stock. Stock then fails on the empty
  metadata that it leaves in the others; here they become ordinary cells. All cells with the name
  count, also those whose flags were removed.
- A cell whose name the assignment does not know: stock fails the submission if the cell claims a
  role; here it becomes an ordinary cell.
- Missing cells put back (``add_missing_cells``): after the nearest earlier cell that is there;
  stock fails where the one just before is missing too and is not graded.
- The state of widgets, cell ids and wrongly typed standard metadata: see ``parsing``.
"""

from __future__ import annotations

import hashlib
import itertools
from dataclasses import dataclass
from typing import Any

from autograder.gradebook.paths import shown
from autograder.grading.parsing import MAX_PROBLEMS, Notebook, Parsed, parse
from autograder.model import NotebookSource, Problem, SourceCell

__all__ = ["Notebook", "Parsed", "Sanitised", "checksum", "grade_id", "parse", "sanitise"]

MISSING_CELL_NOTIFICATION = (
    "This cell (id:{cell_id}) was missing from the submission. It was added back by nbgrader.\n\n"
)
"""nbgrader's default of ``OverwriteCells.missing_cell_notification``."""


@dataclass(frozen=True, slots=True)
class Sanitised:
    """A notebook fit for grading."""

    notebook: Notebook
    problems: tuple[Problem, ...]
    present: frozenset[str]
    """The assignment's cells that the student handed in, by grade id."""


def sanitise(
    notebook: Notebook,
    source: NotebookSource,
    *,
    add_missing_cells: bool = False,
    notification: str = MISSING_CELL_NOTIFICATION,
) -> Sanitised:
    """The notebook with the instructor's frame restored; the argument is not changed.

    Args:
        notebook: as ``parse`` returns it.
        source: the instructor's side.
        add_missing_cells: put deleted grade and task cells back, as nbgrader's option does.
        notification: what a cell that is put back begins with; ``{cell_id}`` is its name.
    """
    known = {cell.name: cell for cell in source.cells}
    last = {grade_id(cell): index for index, cell in enumerate(notebook["cells"])}
    problems: list[Problem] = []
    cells = []
    for index, cell in enumerate(notebook["cells"]):
        name = grade_id(cell)
        if name in known and last[name] == index:
            cells.append(_restored(cell, known[name], problems))
        else:
            cells.append(_ordinary(cell, name, name in known, problems))
    missing = [cell for cell in source.cells if cell.name not in last]
    problems += [_missing(cell, put_back=add_missing_cells) for cell in missing]
    if add_missing_cells:
        _put_back(cells, missing, source, notification)
        if notebook["nbformat_minor"] >= 5:
            _name_new_cells(cells)
    metadata = dict(notebook["metadata"])
    if source.kernelspec:
        metadata["kernelspec"] = dict(source.kernelspec)
    return Sanitised(
        notebook={**notebook, "cells": cells, "metadata": metadata},
        problems=tuple(problems[:MAX_PROBLEMS]),
        present=frozenset(known.keys() & last.keys()),
    )


def grade_id(cell: dict[str, Any]) -> str | None:
    """The name that nbgrader's metadata give this cell, if they give one."""
    name = cell["metadata"].get("nbgrader", {}).get("grade_id")
    return name if isinstance(name, str) else None


def checksum(text: str, cell: SourceCell) -> str:
    """What ``nbgrader.utils.compute_checksum`` gives for this text in the instructor's cell."""
    parts = [text, cell.cell_type, str(_is_graded(cell)), str(cell.is_solution), str(cell.locked)]
    parts.append(cell.name)
    if _is_graded(cell):
        parts.append(str(float(cell.max_score or 0)))
    return hashlib.md5("".join(parts).encode(), usedforsecurity=False).hexdigest()


def _is_graded(cell: SourceCell) -> bool:
    """Whether nbgrader's flag ``grade`` is set: a task has points without it."""
    return cell.max_score is not None and not cell.is_task


def _nbgrader_metadata(cell: SourceCell) -> dict[str, Any]:
    """nbgrader's metadata of a cell as the gradebook has them."""
    metadata: dict[str, Any] = {
        "schema_version": 3,
        "grade_id": cell.name,
        "grade": _is_graded(cell),
        "solution": cell.is_solution,
        "locked": cell.locked,
        "cell_type": cell.cell_type,
    }
    if cell.is_task:
        metadata["task"] = True
    if cell.checksum:
        metadata["checksum"] = cell.checksum
    if cell.max_score is not None:
        metadata["points"] = cell.max_score
    return metadata


def _restored(cell: dict[str, Any], truth: SourceCell, problems: list[Problem]) -> dict[str, Any]:
    """A cell of the assignment: its role from the instructor, its text too if it is locked."""
    claimed = cell["metadata"]["nbgrader"]
    actual = _nbgrader_metadata(truth)
    if cell["cell_type"] != truth.cell_type or _claims(claimed) != _claims(actual):
        problems.append(
            Problem("changed-cell", f"The type or role of cell '{truth.name}' was set back.")
        )
    else:
        actual |= _unread(claimed, truth)
    # hidden tests are not in what was released, which carries the checksum of its own text
    untouched = (truth.checksum, claimed.get("checksum"))
    if truth.locked and checksum(cell["source"], truth) not in untouched:
        problems.append(
            Problem("locked-cell", f"Changes to the locked cell '{truth.name}' were undone.")
        )
    if claimed.get("task") is False and not truth.is_task:
        actual["task"] = False
    restored = {
        **cell,
        "cell_type": truth.cell_type,
        "metadata": {**cell["metadata"], "nbgrader": actual},
        "source": truth.source if truth.locked else cell["source"],
    }
    for key in ("outputs", "execution_count"):
        restored.pop(key, None)
    if truth.cell_type == "code":
        restored.pop("attachments", None)
        restored |= {"outputs": [], "execution_count": None}
    return restored


def _unread(claimed: dict[str, Any], truth: SourceCell) -> dict[str, Any]:
    """``locked`` as it came: of tests and answers nbgrader does not read it."""
    locked = claimed.get("locked")
    reads = not (_is_graded(truth) or truth.is_solution)
    return {} if reads or not isinstance(locked, bool) else {"locked": locked}


def _claims(metadata: dict[str, Any]) -> tuple[bool, bool, bool, object]:
    """The role that nbgrader reads from metadata; it ignores ``locked`` of a solution, and
    ``points`` of a cell that is not graded."""
    grade, solution, locked = (bool(metadata.get(k)) for k in ("grade", "solution", "locked"))
    points = metadata.get("points") if grade else None
    return grade, solution, not solution and (grade or locked), points


def _ordinary(
    cell: dict[str, Any], name: str | None, known: bool, problems: list[Problem]
) -> dict[str, Any]:
    """A cell of the student's own: without nbgrader's metadata, whatever they said."""
    if "nbgrader" not in cell["metadata"]:
        return cell
    claimed = cell["metadata"]["nbgrader"]
    if known:
        problems.append(
            Problem("duplicate-cell", f"Of several cells '{name}' only the last one is graded.")
        )
    elif any(claimed.get(flag) for flag in ("grade", "solution", "locked", "task")):
        label = "without a name" if name is None else shown(name)
        problems.append(Problem("unknown-cell", f"The cell {label} is not part of the assignment."))
    metadata = {key: value for key, value in cell["metadata"].items() if key != "nbgrader"}
    return {**cell, "metadata": metadata}


def _missing(cell: SourceCell, *, put_back: bool) -> Problem:
    message = f"The cell '{cell.name}' is missing from the notebook"
    if put_back and cell.max_score is not None:
        message += " and was put back"
    elif _is_graded(cell):
        message += f"; it is worth {cell.max_score:g} points"
    return Problem("missing-cell", f"{message}.")


def _put_back(
    cells: list[dict[str, Any]],
    missing: list[SourceCell],
    source: NotebookSource,
    notification: str,
) -> None:
    """Insert deleted grade cells after their predecessors; append deleted task cells."""
    order = [cell.name for cell in source.cells]
    for truth in (cell for cell in missing if _is_graded(cell)):
        earlier = set(order[: order.index(truth.name)])
        places = [index for index, cell in enumerate(cells) if grade_id(cell) in earlier]
        nearest = max(
            places, key=lambda index: order.index(str(grade_id(cells[index]))), default=-1
        )
        cells.insert(nearest + 1, _rebuilt(truth, notification))
    cells += [_rebuilt(cell, notification) for cell in missing if cell.is_task]


def _rebuilt(truth: SourceCell, notification: str) -> dict[str, Any]:
    metadata: dict[str, Any] = {"deletable": False, "nbgrader": _nbgrader_metadata(truth)}
    if not truth.is_solution:
        metadata["editable"] = False
    text = notification.format(cell_id=truth.name) + truth.source
    cell: dict[str, Any] = {"cell_type": truth.cell_type, "metadata": metadata, "source": text}
    if truth.cell_type == "code":
        cell |= {"source": f"# {text}", "outputs": [], "execution_count": None}
    return cell


def _name_new_cells(cells: list[dict[str, Any]]) -> None:
    """Give the cells that were put back the ids which format 4.5 asks for."""
    taken = {cell.get("id") for cell in cells}
    free = (name for number in itertools.count() if (name := f"added-{number}") not in taken)
    for cell in cells:
        if "id" not in cell:
            cell["id"] = next(free)
