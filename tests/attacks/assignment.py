"""The assignment that is attacked: its cells from ``target/``, and notebooks made of them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from autograder.grading.sanitise import checksum
from autograder.model import Assignment, NotebookSource, SourceCell
from autograder.names import bound_names

TARGET = Path(__file__).parent / "target"
NAME, NOTEBOOK, TASKS = "target", "task", "tasks"
KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}
Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Piece:
    """A cell of a text in percent format."""

    kind: str
    """The first word after ``# %%``; for what a student writes, the name of a solution cell."""
    name: str
    points: float | None
    source: str


def pieces(text: str) -> Iterator[Piece]:
    """The cells of a text in percent format."""
    for block in text.split("# %%")[1:]:
        head, _, body = block.partition("\n")
        kind, name, points = (*head.split(), "", "", "")[:3]
        yield Piece(kind, name, float(points) if points else None, body.strip("\n"))


INSTRUCTORS = tuple(pieces((TARGET / "notebook.txt").read_text(encoding="utf-8")))
HONEST = (TARGET / "honest.txt").read_text(encoding="utf-8")
WRONG = "# %% tasks\n" + next(p.source for p in INSTRUCTORS if p.name == TASKS)


def _source_cell(piece: Piece) -> SourceCell:
    cell = SourceCell(
        name=piece.name,
        cell_type="markdown" if piece.kind == "manual" else "code",
        locked=piece.kind in ("locked", "test"),
        source=piece.source,
        checksum="",
        max_score=piece.points,
        is_solution=piece.kind in ("solution", "manual"),
        is_task=False,
    )
    return SourceCell(
        cell.name, cell.cell_type, cell.locked, cell.source, checksum(cell.source, cell),
        cell.max_score, cell.is_solution, cell.is_task,
    )  # fmt: skip


def assignment() -> Assignment:
    """What the gradebook and ``source/`` would say of it."""
    solution = next(piece for piece in INSTRUCTORS if piece.name == TASKS)
    notebook = NotebookSource(
        name=NOTEBOOK,
        kernelspec=KERNEL,
        cells=tuple(_source_cell(piece) for piece in INSTRUCTORS if piece.name),
        open_code=frozenset(p.source for p in INSTRUCTORS if p.kind == "open"),
        bindings={TASKS: bound_names(solution.source)},
    )
    words = (TARGET / "words.txt").read_bytes()
    return Assignment(NAME, (notebook,), {PurePosixPath("words.txt"): words})


def notebook(text: str, prelude: str = "") -> Document:
    """The notebook of a student who writes ``text``: its cell ``tasks`` stands in place of the
    released one (a wrong answer, where it is left out), other cells come before it."""
    own = list(pieces(text))
    answers = {piece.kind: piece.source for piece in own if piece.kind}
    cells = []
    for piece in INSTRUCTORS:
        if piece.name == TASKS:
            extra = [prelude, *(p.source for p in own if not p.kind)]
            cells += [_cell("code", source, {}) for source in extra if source]
            piece = Piece(piece.kind, TASKS, None, answers.get(TASKS, piece.source))
        kind = "markdown" if piece.kind in ("text", "manual") else "code"
        cells.append(_cell(kind, piece.source, _nbgrader(piece)))
    for number, cell in enumerate(cells):
        cell["id"] = f"c{number}"
    metadata = {"kernelspec": KERNEL}
    return {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


def _cell(kind: str, source: str, metadata: Mapping[str, Any]) -> Document:
    cell: Document = {"cell_type": kind, "metadata": dict(metadata), "source": source}
    return cell | ({"outputs": [], "execution_count": None} if kind == "code" else {})


def _nbgrader(piece: Piece) -> Document:
    if not piece.name:
        return {}
    truth = _source_cell(piece)
    claims: Document = {
        "schema_version": 3,
        "grade_id": piece.name,
        "grade": piece.points is not None,
        "solution": truth.is_solution,
        "locked": truth.locked,
        "task": False,
        "cell_type": truth.cell_type,
        "checksum": truth.checksum,
    }
    return {"nbgrader": claims | ({} if piece.points is None else {"points": piece.points})}


def to_bytes(document: Document) -> bytes:
    """A notebook as Jupyter saves it."""
    return json.dumps(document, indent=1).encode()
