"""How a student goes through one assignment, and what is seen of it."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.course.browser import answers
from tests.course.browser.lab import Lab, hand_out
from tests.course.browser.notebook import OpenNotebook, opened


@dataclass(frozen=True, slots=True)
class Visit:
    """One run of all cells."""

    assignment: str
    what: str
    """``careful``, or which of the careless student's runs."""
    cells: int
    errors: Mapping[str, str]
    """Cell to error: the grade id, or the number of a cell that has none."""
    figures: int
    raw_formulas: tuple[str, ...]
    off_machine: tuple[str, ...]
    complaints: tuple[str, ...]
    seconds: float


def careful(assignment: str, lab: Lab, pictures: Path | None, *, width: int) -> Iterator[Visit]:
    """Fill everything in, run everything, hand it in."""
    folder = hand_out(assignment, lab.folder)
    with opened(lab, f"{assignment}/{assignment}.ipynb", _cells(folder), width=width) as notebook:
        _write(notebook, answers.careful(assignment))
        yield _all(assignment, "careful", notebook, pictures)
        notebook.save()


def careless(assignment: str, lab: Lab, pictures: Path | None, *, width: int) -> Iterator[Visit]:
    """Run what is not yet written; write some of it wrong; mend it and hand it in."""
    folder = hand_out(assignment, lab.folder)
    with opened(lab, f"{assignment}/{assignment}.ipynb", _cells(folder), width=width) as notebook:
        yield _each(assignment, "nothing written", notebook, pictures)
        _write(notebook, answers.careless(assignment))
        yield _each(assignment, "mistakes", notebook, pictures)
        _write(notebook, answers.careful(assignment))
        yield _all(assignment, "mended", notebook, pictures)
        notebook.save()


STUDENTS = {"careful": careful, "careless": careless}


def _write(notebook: OpenNotebook, written: answers.Answers) -> None:
    standing = {cell.grade_id: cell.source for cell in notebook.cells()}
    for grade_id, text in written.items():
        if standing[grade_id] != text:
            notebook.type(grade_id, text)


def _all(assignment: str, what: str, notebook: OpenNotebook, pictures: Path | None) -> Visit:
    started = time.monotonic()
    notebook.run_all()
    return _seen(assignment, what, notebook, pictures, time.monotonic() - started)


def _each(assignment: str, what: str, notebook: OpenNotebook, pictures: Path | None) -> Visit:
    started = time.monotonic()
    notebook.run_each()
    return _seen(assignment, what, notebook, pictures, time.monotonic() - started)


def _seen(
    assignment: str, what: str, notebook: OpenNotebook, pictures: Path | None, seconds: float
) -> Visit:
    figures = notebook.figures()
    if pictures:
        notebook.pictures(pictures / assignment / what.replace(" ", "-"))
    cells = notebook.cells()
    return Visit(
        assignment,
        what,
        len(cells),
        {
            cell.grade_id or f"cell {place}": cell.error
            for place, cell in enumerate(cells, 1)
            if cell.error
        },
        figures,
        tuple(notebook.raw_formulas()),
        tuple(notebook.off_machine),
        tuple(notebook.complaints),
        seconds,
    )


def _cells(folder: Path) -> int:
    """How many cells the notebook of a folder has."""
    return len(json.loads((folder / f"{folder.name}.ipynb").read_text("utf-8"))["cells"])
