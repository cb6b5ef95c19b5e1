"""The solution cells of a class: taken in as for grading, with nothing believed and nothing run."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from autograder.config import Limits
from autograder.errors import InfrastructureError, NoSubmissions
from autograder.gradebook.course import Course
from autograder.gradebook.reading import read_assignment
from autograder.grading.intake import take_in
from autograder.grading.sanitise import grade_id, parse, sanitise
from autograder.model import Assignment, NotebookSource, Submission
from autograder.names import bound_names, imported_modules

Cells = Mapping[str, str]
"""Sources by task."""


@dataclass(frozen=True, slots=True)
class Task:
    """A solution cell of the assignment."""

    name: str
    """Its grade id, with the notebook in front where there are several."""
    kind: str
    """``python``, ``code`` of another language, or ``text``."""
    template: str
    """As it was released."""
    own: str
    """As the instructor solved it; empty where that is not there."""
    given: frozenset[str]
    """Names that the notebook gives: its imports, data, and what its tasks define."""


@dataclass(frozen=True, slots=True)
class Class:
    """What everybody handed in."""

    tasks: tuple[Task, ...]
    students: tuple[str, ...]
    work: tuple[Cells, ...]
    """Of each student; a cell that was not handed in is not there."""


def read_class(
    course: Course,
    assignment: str,
    *,
    watch: Callable[[Sequence[str]], Iterator[str]] = iter,
) -> Class:
    """Read what is in ``submitted/``; ``watch`` may count the students as they go by.

    Raises:
        UnknownAssignment: the gradebook does not know it.
        NoSubmissions: nobody has handed in anything.
    """
    source = read_assignment(course, assignment)
    names = course.students(assignment)
    if not names:
        raise NoSubmissions(
            f"Nobody has handed in '{assignment}'.",
            next_step="Collect submissions into submitted/<student>/ first.",
        )
    limits = course.settings.limits()
    students, work = [], []
    for name in watch(names):
        try:
            submission = take_in(
                course.submitted(name, assignment),
                student=name,
                assignment=source,
                limits=limits,
                ignore=course.coursedir.ignore,
            )
        except InfrastructureError:
            continue  # gone or closed since it was listed: grading says so
        students.append(name)
        work.append(dict(_solutions(submission, source, limits)))
    return Class(tuple(_tasks(source, limits)), tuple(students), tuple(work))


def _solutions(
    submission: Submission, source: Assignment, limits: Limits
) -> Iterator[tuple[str, str]]:
    for notebook in source.notebooks:
        parsed = parse(submission.notebooks.get(notebook.name, b""), limits).notebook
        if parsed is None:
            continue
        wanted = {cell.name for cell in notebook.cells if cell.is_solution}
        for cell in sanitise(parsed, notebook).notebook["cells"]:
            name = grade_id(cell)
            if name in wanted:
                yield _called(source, notebook, str(name)), cell["source"]


def _tasks(source: Assignment, limits: Limits) -> Iterator[Task]:
    for notebook in source.notebooks:
        parsed = parse(source.own.get(notebook.name, b""), limits).notebook
        solved = {grade_id(cell): cell["source"] for cell in (parsed or {"cells": []})["cells"]}
        language = str((notebook.kernelspec or {}).get("language") or "python")
        code = "python" if language == "python" else "code"
        given = _given(notebook)
        for cell in notebook.cells:
            if cell.is_solution:
                yield Task(
                    name=_called(source, notebook, cell.name),
                    kind=code if cell.cell_type == "code" else "text",
                    template=cell.source,
                    own=solved.get(cell.name, ""),
                    given=given,
                )


def _called(source: Assignment, notebook: NotebookSource, cell: str) -> str:
    return f"{notebook.name}/{cell}" if len(source.notebooks) > 1 else cell


def _given(notebook: NotebookSource) -> frozenset[str]:
    locked = [c.source for c in notebook.cells if c.locked and c.cell_type == "code"]
    names = frozenset[str]().union(
        *map(bound_names, (*locked, *notebook.open_code)), *notebook.bindings.values()
    )
    imports = [line for text in (*locked, *notebook.open_code) for line in imported_modules(text)]
    imports += [line for lines in notebook.imports.values() for line in lines]
    return names | {_module(line) for line in imports}


def _module(statement: str) -> str:
    """The name that ``import numpy as np`` or ``import os.path`` binds."""
    last = statement.split()[-1]
    return last if " as " in statement else last.partition(".")[0]
