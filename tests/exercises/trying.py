"""What an assignment is tried on, and two ways to grade it: by the engine, and cell by cell."""

from __future__ import annotations

import importlib
import io
import json
import warnings
from collections.abc import Mapping
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

from IPython.display import display

from autograder.exercises.catalogue import Misconception
from autograder.exercises.classroom import dump, fill
from autograder.gradebook.course import Course
from autograder.grading.packing import unpack
from autograder.grading.pool import LocalPool, Order, submit
from autograder.grading.run import Run, Settings
from autograder.model import Submission, Verdict

ROOT = Path(__file__).parents[2]

Lost = Mapping[str, str]
"""Grade id to message, for the test cells that fail."""


def solved(name: str) -> bytes:
    """The instructor's notebook."""
    return (ROOT / "source" / name / f"{name}.ipynb").read_bytes()


def released(name: str) -> bytes:
    """What students get."""
    return (ROOT / "release" / name / f"{name}.ipynb").read_bytes()


def part(name: str, module: str) -> Any:
    """A module of an assignment's folder."""
    return importlib.import_module(f"autograder.exercises.{name}.{module}")


def entries(name: str) -> tuple[Misconception, ...]:
    """The misconceptions of an assignment."""
    found: tuple[Misconception, ...] = part(name, "misconceptions").CATALOGUE.entries
    return found


def styles(name: str) -> Mapping[str, Mapping[str, str]]:
    """Right notebooks: style to cells by grade id."""
    found: Mapping[str, Mapping[str, str]] = part(name, "answers").STYLES
    return found


def graded_cells(notebook: bytes) -> dict[str, Any]:
    """nbgrader's metadata of the cells that are worth points, by grade id."""
    return {
        meta["grade_id"]: meta
        for cell in json.loads(notebook)["cells"]
        if (meta := cell["metadata"].get("nbgrader", {})).get("grade")
    }


def points(notebook: bytes) -> dict[str, float]:
    """What the cells are worth, by grade id."""
    return {name: meta["points"] for name, meta in graded_cells(notebook).items()}


def automatic(notebook: bytes) -> set[str]:
    """Those that no person has to read."""
    return {name for name, meta in graded_cells(notebook).items() if not meta["solution"]}


def without_trials(notebook: bytes) -> bytes:
    """The notebook without the cells that invite to try things out: they cost time, and points
    do not hang on them."""
    document = json.loads(notebook)
    document["cells"] = [
        cell
        for cell in document["cells"]
        if cell["cell_type"] != "code" or "nbgrader" in cell["metadata"]
    ]
    return dump(document)


def attempts(name: str) -> dict[str, bytes]:
    """Notebooks to grade, by what they are."""
    tried = {"source": solved(name), "release": released(name)}
    source, release = without_trials(solved(name)), without_trials(released(name))
    tried |= {f"style {style}": fill(release, cells) for style, cells in styles(name).items()}
    tried |= {entry.id: fill(source, {entry.task: entry.code}) for entry in entries(name)}
    return tried


def grade_all(name: str, root: Path, gensim_data: Path) -> dict[str, dict[str, Verdict]]:
    """All attempts, graded in the sandbox by one pool: verdicts by grade id."""
    settings = Settings(gensim_data=gensim_data, workplace=LocalPool(1))
    job = Run.prepare(Course.open(root), name, early=True).job(settings)
    order, assignment = Order.of(job), job.assignment
    handed_in = {
        label: Submission(label, name, {name: notebook}, assignment.files)
        for label, notebook in attempts(name).items()
    }
    verdicts = {}
    with settings.workplace.executor(order) as executor:
        waiting = {label: submit(executor, order, one) for label, one in handed_in.items()}
        for label, future in waiting.items():
            report = unpack(future.result(), handed_in[label], assignment)
            assert report is not None, label
            (notebook,) = report.notebooks
            verdicts[label] = {verdict.grade_id: verdict for verdict in notebook.verdicts}
    return verdicts


def run_cells(
    source: bytes, notebook: bytes, *, restore: bool = True, every: bool = False, **replaced: str
) -> Lost:
    """Run a notebook with the source's locked cells in one namespace, as stock nbgrader does.

    With ``every``, any cell that fails is told, not only those that are worth points.
    """
    locked = {
        meta["grade_id"]: "".join(cell["source"])
        for cell in json.loads(source)["cells"]
        if (meta := cell["metadata"].get("nbgrader", {})).get("locked")
    }
    # as in each kernel, display is there without an import
    names: dict[str, Any] = {"__name__": "__main__", "display": display}
    lost: dict[str, str] = {}
    for cell in json.loads(notebook)["cells"]:
        meta = cell["metadata"].get("nbgrader", {})
        grade_id = meta.get("grade_id", "a cell of the student's own")
        code = replaced.get(grade_id, "".join(cell["source"]))
        if restore:
            code = locked.get(grade_id, code)
        if cell["cell_type"] != "code":
            continue
        try:
            with redirect_stdout(io.StringIO()), warnings.catch_warnings():
                warnings.simplefilter("ignore")
                exec(compile(code, grade_id, "exec"), names)
        except Exception as error:
            if meta.get("grade") or every:
                lost[grade_id] = f"{type(error).__name__}: {error}"
    return lost
