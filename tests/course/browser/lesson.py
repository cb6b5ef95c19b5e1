"""Assignments that go the round: one of the course's, and a small one that has everything that
matters on the way and costs little: a formula, hidden tests, a figure, a question for a person."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from nbformat import v4

from tests.course.browser import answers
from tests.exercises.trying import entries, solved

_SETUP = "import numpy as np\nimport plotly.graph_objects as go"
_LENGTH = """def length(v):
    ### BEGIN SOLUTION
    return float(np.linalg.norm(v))
    ### END SOLUTION"""
_TEST = """assert np.isclose(length([3, 4]), 5)
### BEGIN HIDDEN TESTS
assert np.isclose(length([2, 3, 6]), 7)
### END HIDDEN TESTS"""
_DRAW = 'go.Figure(go.Scatter(x=[0, 3], y=[0, 4]), {"title": f"{length([3, 4])} long"}).show()'


@dataclass(frozen=True, slots=True)
class Lesson:
    """An assignment of one notebook, and what a student does with it."""

    name: str
    source: bytes
    """The instructor's notebook."""
    written: Mapping[str, str]
    """By grade id: right, but for one mistake that only hidden tests see."""
    reflection: str
    """Grade id of the cell that a person reads, for one point."""
    figures: int

    @property
    def cells(self) -> int:
        return len(json.loads(self.source)["cells"])


def small() -> Lesson:
    """Three points: two for a function that the student writes for the plane alone."""

    def about(name: str, *, solution: bool = False, points: int = 0) -> dict[str, object]:
        kind = {"solution": solution, "grade": points > 0, "locked": not solution, "task": False}
        worth = {"points": points} if points else {}
        return {"nbgrader": {"schema_version": 3, "grade_id": name, **kind, **worth}}

    cells = [
        v4.new_markdown_cell("# Length\n\nThe length of $v$ is $\\|v\\| = \\sqrt{\\sum_i v_i^2}$."),
        v4.new_code_cell(_SETUP, metadata=about("setup")),
        v4.new_code_cell(_LENGTH, metadata=about("length", solution=True)),
        v4.new_code_cell(_TEST, metadata=about("length-core", points=2)),
        v4.new_code_cell(_DRAW, metadata=about("drawing")),
        v4.new_markdown_cell("Why is no length negative?"),
        v4.new_markdown_cell("As a root.", metadata=about("why", solution=True, points=1)),
    ]
    spec = {"name": "python3", "language": "python", "display_name": "Python 3"}
    notebook = v4.new_notebook(cells=cells, metadata={"kernelspec": spec})
    written = {
        "length": "def length(v):\n    x, y = v[:2]\n    return (x**2 + y**2) ** 0.5",
        "why": "Because $\\sqrt{x} \\ge 0$, by definition.",
    }
    return Lesson("length", json.dumps(notebook).encode(), written, "why", 1)


def arrows() -> Lesson:
    """The course's first; squares of whole numbers overflow."""
    wrong = next(entry for entry in entries("arrows") if entry.id == "V07")
    written = {**answers.careful("arrows"), wrong.task: wrong.code}
    return Lesson("arrows", solved("arrows"), written, "picture-in-your-words", 6)


LESSONS = {"small": small, "arrows": arrows}
