"""What an engine left behind: the gradebook's rows and the autograded notebooks, as plain values
that can be compared."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from tests.course.conformance import percent
from tests.course.conformance.normal import outputs


class Place(NamedTuple):
    """Which value of what: a column of a gradebook's row, or a part of a notebook's cell."""

    student: str
    notebook: str
    cell: str
    field: str


@dataclass(frozen=True, slots=True)
class Results:
    """All that one engine left behind."""

    scores: dict[Place, Any]
    """What the gradebook holds, and whether there is an autograded notebook."""
    cells: dict[Place, Any]
    """What is in the autograded notebooks."""


def read(assignment: str) -> Results:
    """The results in the course folder that is the working directory."""
    autograded = sorted(Path("autograded").glob(f"*/{assignment}/*.ipynb"))
    scores: dict[Place, Any] = dict(_gradebook(assignment))
    for path in sorted(Path("submitted").glob(f"*/{assignment}/*.ipynb")):
        graded = Path("autograded", *path.parts[1:]).is_file()
        scores[Place(path.parts[1], path.stem, "", "graded")] = graded
    cells: dict[Place, Any] = {}
    for path in autograded:
        cells |= dict(_notebook(path.parts[1], path))
    return Results(scores, cells)


def marks(results: Results) -> dict[str, dict[str, float | None]]:
    """Automatic points by student and cell."""
    found: dict[str, dict[str, float | None]] = {}
    for place, value in results.scores.items():
        if place.field == "auto_score":
            found.setdefault(place.student, {})[place.cell] = value
    return found


def points(results: Results) -> dict[str, float]:
    """Automatic points by student."""
    found: dict[str, float] = {}
    for place, value in results.scores.items():
        if place.field == "auto_score":
            found[place.student] = found.get(place.student, 0.0) + (value or 0.0)
    return found


def _gradebook(assignment: str) -> Iterator[tuple[Place, Any]]:
    from nbgrader.api import Gradebook

    with Gradebook("sqlite:///gradebook.db") as book:
        for submission in book.find_assignment(assignment).submissions:
            student = submission.student_id
            yield Place(student, "", "", "timestamp"), submission.timestamp
            yield Place(student, "", "", "max_score"), submission.max_score
            for notebook in submission.notebooks:
                penalty = notebook.late_submission_penalty
                yield Place(student, notebook.name, "", "late_submission_penalty"), penalty
                for grade in notebook.grades:
                    for name in _COLUMNS:
                        place = Place(student, notebook.name, grade.name, name)
                        yield place, getattr(grade, name)
                for comment in notebook.comments:
                    place = Place(student, notebook.name, comment.name, "auto_comment")
                    yield place, comment.auto_comment


_COLUMNS = ("auto_score", "max_score", "manual_score", "needs_manual_grade", "extra_credit")


def _notebook(student: str, path: Path) -> Iterator[tuple[Place, Any]]:
    document = json.loads(path.read_text(encoding="utf-8"))
    for name, value in document["metadata"].items():
        yield Place(student, path.stem, "", f"metadata.{name}"), value
    for name in ("nbformat", "nbformat_minor"):
        yield Place(student, path.stem, "", name), document[name]
    for index, cell in enumerate(document["cells"]):
        name = percent.grade_id(cell) or f"#{index}"
        yield Place(student, path.stem, name, "position"), index
        yield Place(student, path.stem, name, "type"), cell["cell_type"]
        yield Place(student, path.stem, name, "source"), "".join(cell["source"])
        for key, value in _metadata(cell["metadata"]):
            yield Place(student, path.stem, name, key), value
        yield Place(student, path.stem, name, "outputs"), outputs(cell.get("outputs", ()))


def _metadata(metadata: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Metadata of a cell, without the times at which a kernel ran it, and without the note of its
    type, which generate_assignment adds and an instructor's notebook may lack."""
    for name, value in metadata.items():
        if name == "nbgrader" and isinstance(value, dict):
            yield from ((f"nbgrader.{key}", v) for key, v in value.items() if key != "cell_type")
        elif name != "execution":
            yield f"metadata.{name}", value
