"""What an audit tries the tests on: made from the instructor's own notebooks.

Attempts are submissions by name. In those that are only slightly wrong, cells that invite to try
things out are left out where points do not hang on them: they would cost most of the time.
"""

from __future__ import annotations

import importlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from autograder.audit.facts import Mutant, Test
from autograder.audit.mutation import BEGIN, END, mutations, unified
from autograder.audit.trying import Notebooks
from autograder.exercises import assignments
from autograder.exercises.catalogue import Misconception
from autograder.exercises.classroom import dump, fill
from autograder.gradebook.course import Course
from autograder.grading.plan import is_test
from autograder.grading.sanitise import checksum
from autograder.model import Assignment, NotebookSource, SourceCell

_HIDDEN = ("BEGIN HIDDEN TESTS", "END HIDDEN TESTS")
FOLDER = "audit"
"""Folder of a course for what its audits need: ``audit/<assignment>/right/<variant>/*.ipynb``
(right answers, written differently) and ``audit/<assignment>/equivalent.toml``."""


@dataclass(frozen=True, slots=True)
class Material:
    """An assignment, taken apart."""

    assignment: Assignment
    release: Notebooks
    tests: tuple[Test, ...]
    solutions: Mapping[tuple[str, str], str]
    """The instructor's answers that are code, by notebook and grade id."""
    catalogue: tuple[Misconception, ...]
    """Known misconceptions, where the assignment is one of ours."""

    @classmethod
    def of(cls, assignment: Assignment, release: Notebooks) -> Material:
        tests, solutions = tuple(_tests(assignment)), dict(_solutions(assignment))
        return cls(assignment, release, tests, solutions, _catalogue(assignment.name, solutions))

    @property
    def source(self) -> Notebooks:
        return self.assignment.own

    def with_cell(self, notebooks: Notebooks, notebook: str, cell: str, code: str) -> Notebooks:
        """The same with another text in one cell."""
        return {**notebooks, notebook: fill(notebooks[notebook], {cell: code})}


def key(assignment: Assignment, notebook: str, cell: str) -> str:
    """How a cell is called in reports."""
    return cell if len(assignment.notebooks) == 1 else f"{notebook}: {cell}"


def _tests(assignment: Assignment) -> Iterator[Test]:
    for notebook in assignment.notebooks:
        task = ""
        for cell in notebook.cells:
            if cell.is_solution and cell.cell_type == "code":
                task = cell.name
            if is_test(cell):
                name = key(assignment, notebook.name, cell.name)
                yield Test(name, notebook.name, cell.name, cell.max_score or 0.0, task)


def _solutions(assignment: Assignment) -> Iterator[tuple[tuple[str, str], str]]:
    for notebook in assignment.notebooks:
        known = {c.name for c in notebook.cells if c.is_solution and c.cell_type == "code"}
        for name, source in _named(assignment.own.get(notebook.name, b'{"cells": []}')):
            if name in known:
                yield (notebook.name, name), source


def _named(notebook: bytes) -> Iterator[tuple[str, str]]:
    for cell in json.loads(notebook)["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id")
        if name is not None:
            yield name, "".join(cell["source"])


def _catalogue(name: str, solutions: Mapping[tuple[str, str], str]) -> tuple[Misconception, ...]:
    if name not in assignments():
        return ()
    module: Any = importlib.import_module(f"autograder.exercises.{name}.misconceptions")
    entries: tuple[Misconception, ...] = module.CATALOGUE.entries
    known = {cell for _, cell in solutions}
    return tuple(entry for entry in entries if entry.task in known)


def mutants(material: Material) -> Iterator[Mutant]:
    """All of them: by operators, and by the catalogue."""
    places = {cell: notebook for notebook, cell in material.solutions}
    for (notebook, cell), code in material.solutions.items():
        place = key(material.assignment, notebook, cell)
        for one in mutations(code, place=place):
            yield Mutant(one.id, notebook, cell, one.operator, one.code, one.diff)
    for entry in material.catalogue:
        notebook = places[entry.task]
        diff = unified(_unmarked(material.solutions[notebook, entry.task]), entry.code)
        yield Mutant(entry.id, notebook, entry.task, entry.title, entry.code, diff, True)


def _unmarked(code: str) -> str:
    return "\n".join(line for line in code.split("\n") if BEGIN not in line and END not in line)


def variants(material: Material, course: Course) -> tuple[dict[str, Notebooks], tuple[str, ...]]:
    """Right answers written differently, by name; and what of them does not fit any more."""
    found: dict[str, Notebooks] = {}
    unusable: list[str] = []
    for style, cells in _styles(material).items():
        (name,) = material.release
        try:
            found[style] = {name: fill(without_trials(material.release[name]), cells)}
        except KeyError as error:
            unusable.append(f"{style}: the release has no cell {error}")
    folder = course.root / FOLDER / material.assignment.name / "right"
    for one in sorted(folder.iterdir()) if folder.is_dir() else []:
        books = {path.stem: path.read_bytes() for path in sorted(one.glob("*.ipynb"))}
        if books:
            found[one.name] = books
    return found, tuple(unusable)


def _styles(material: Material) -> Mapping[str, Mapping[str, str]]:
    if not material.catalogue:
        return {}
    name = material.assignment.name
    module: Any = importlib.import_module(f"autograder.exercises.{name}.answers")
    styles: Mapping[str, Mapping[str, str]] = module.STYLES
    return styles


def without_trials(notebook: bytes) -> bytes:
    """The notebook without code cells that nbgrader does not know."""
    document = json.loads(notebook)
    document["cells"] = [
        cell
        for cell in document["cells"]
        if cell["cell_type"] != "code" or "nbgrader" in cell["metadata"]
    ]
    return dump(document)


def what_students_see(assignment: Assignment) -> Assignment:
    """The assignment with nothing hidden in its tests."""

    def bared(notebook: NotebookSource) -> NotebookSource:
        return replace(notebook, cells=tuple(map(_bared, notebook.cells)))

    return replace(assignment, notebooks=tuple(map(bared, assignment.notebooks)))


def _bared(cell: SourceCell) -> SourceCell:
    if not is_test(cell):
        return cell
    lines, hidden = [], False
    for line in cell.source.split("\n"):
        if any(mark in line for mark in _HIDDEN):
            hidden = _HIDDEN[0] in line
        elif not hidden:
            lines.append(line)
    text = "\n".join(lines)
    return replace(cell, source=text, checksum=checksum(text, cell))


def released(course: Course, assignment: Assignment) -> Notebooks:
    """The notebooks that students get."""
    folder = Path(
        course.coursedir.format_path(course.coursedir.release_directory, ".", assignment.name)
    )
    return {
        book.name: (folder / f"{book.name}.ipynb").read_bytes() for book in assignment.notebooks
    }
