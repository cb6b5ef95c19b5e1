from __future__ import annotations

import copy
import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from autograder.config import Limits
from autograder.gradebook.course import Course
from autograder.gradebook.database import scripts_on_path
from autograder.gradebook.reading import read_assignment
from autograder.grading.plan import unanswered
from autograder.grading.sanitise import Notebook, checksum, grade_id, parse, sanitise
from autograder.model import Assignment, NotebookSource

LIMITS = Limits(notebook_mb=1)


@dataclass(frozen=True)
class Built:
    """A course that nbgrader built: its gradebook, and what a student gets."""

    db_url: str
    assignment: Assignment
    release: dict[str, dict[str, Any]]

    def source(self, name: str) -> NotebookSource:
        return next(nb for nb in self.assignment.notebooks if nb.name == name)

    def copy(self, name: str) -> dict[str, Any]:
        return copy.deepcopy(self.release[name])


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    from nbgrader.apps import NbGraderAPI
    from nbgrader.coursedir import CourseDirectory

    root = tmp_path_factory.mktemp("built") / "course"
    shutil.copytree(Path(__file__).parents[1] / "gradebook/course", root)
    (root / "submitted").mkdir()
    with scripts_on_path():
        result = NbGraderAPI(CourseDirectory(root=str(root))).generate_assignment("ps1")
    assert result["success"], result["error"]
    course = Course.open(root)
    release = {
        name: json.loads((root / f"release/ps1/{name}.ipynb").read_text())
        for name in ("words", "essay")
    }
    return Built(course.db_url, read_assignment(course, "ps1"), release)


def stock(built: Built, name: str, notebook: dict[str, Any], **options: bool) -> dict[str, Any]:
    """What nbgrader's own sanitising preprocessors make of it."""
    import nbformat
    from nbgrader import preprocessors as pp

    result = nbformat.reads(json.dumps(notebook), 4)
    about = {"student": "ann", "assignment": "ps1", "notebook": name, "db_url": built.db_url}
    resources = {"nbgrader": about}
    steps = (
        pp.ClearOutput(),
        pp.DeduplicateIds(),
        pp.OverwriteKernelspec(),
        pp.OverwriteCells(**options),
        pp.CheckCellMetadata(),
    )
    for step in steps:
        result, resources = step(result, resources)
    return dict(result)


def ours(
    built: Built, name: str, notebook: dict[str, Any], *, add_missing_cells: bool = False
) -> Notebook:
    parsed = parse(json.dumps(notebook).encode(), LIMITS)
    assert parsed.notebook is not None
    source = built.source(name)
    return sanitise(parsed.notebook, source, add_missing_cells=add_missing_cells).notebook


def cell(notebook: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(c for c in notebook["cells"] if grade_id(c) == name)
    return found


def without(notebook: dict[str, Any], *names: str) -> None:
    notebook["cells"] = [c for c in notebook["cells"] if grade_id(c) not in names]


def _code(text: str, **metadata: Any) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "id": "extra",
        "source": text,
        "metadata": metadata,
        "outputs": [{"output_type": "stream", "name": "stdout", "text": "forged"}],
        "execution_count": 3,
    }


def _answered(nb: dict[str, Any]) -> None:
    cell(nb, "norm")["source"] = ["def norm(v):\n", "    return 5"]
    cell(nb, "norm")["metadata"] |= {"collapsed": True, "scrolled": False, "tags": ["a", "b"]}
    cell(nb, "norm")["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "x"}]


def _set(nb: dict[str, Any], name: str, **values: Any) -> None:
    cell(nb, name)["metadata"]["nbgrader"].update(values)


def _old_minor(nb: dict[str, Any]) -> None:
    nb["nbformat_minor"] = 2
    for one in nb["cells"]:
        del one["id"]


def _markdown(nb: dict[str, Any], name: str) -> None:
    one = cell(nb, name)
    one["cell_type"] = "markdown"
    del one["outputs"], one["execution_count"]


SAME: dict[str, Callable[[dict[str, Any]], None]] = {
    "as released": lambda nb: None,
    "answered": _answered,
    "test edited": lambda nb: cell(nb, "test_norm").update(source="pass"),
    "read-only cell edited": lambda nb: cell(nb, "setup").update(source="data = []"),
    "test emptied": lambda nb: cell(nb, "test_norm").update(source=[]),
    "reordered": lambda nb: nb["cells"].reverse(),
    "test deleted": lambda nb: without(nb, "test_norm"),
    "all deleted": lambda nb: nb["cells"].clear(),
    "points of a test raised": lambda nb: _set(nb, "test_norm", points=200),
    "points of an answer raised": lambda nb: _set(nb, "draw", points=200),
    "points of a test NaN": lambda nb: _set(nb, "test_norm", points=float("nan")),
    "checksum forged": lambda nb: _set(nb, "draw", checksum="0" * 32),
    "solution turned to markdown": lambda nb: _markdown(nb, "norm"),
    "test turned to markdown": lambda nb: _markdown(nb, "test_norm"),
    "extra cells": lambda nb: nb["cells"].insert(2, _code("x = 1", tags=["mine"])),
    "kernel changed": lambda nb: nb["metadata"].update(
        kernelspec={"name": "bash", "display_name": "Bash"}
    ),
    "kernel removed": lambda nb: nb["metadata"].pop("kernelspec"),
    "older minor version": _old_minor,
    "attachments": lambda nb: nb["cells"][0].update(
        attachments={"a.png": {"image/png": ["iVBO", "Rw0K"]}}
    ),
    "transient metadata": lambda nb: nb["metadata"].update(signature="x", orig_nbformat=3),
}


@pytest.mark.parametrize("name", SAME)
def test_result_is_that_of_nbgraders_preprocessors(built: Built, name: str) -> None:
    notebook = built.copy("words")
    SAME[name](notebook)
    assert ours(built, "words", notebook) == stock(built, "words", notebook)


@pytest.mark.parametrize("kind", ["code", "raw"])
def test_text_answers_and_tasks_come_out_as_in_nbgrader(built: Built, kind: str) -> None:
    notebook = built.copy("essay")
    for one in notebook["cells"]:
        one["cell_type"] = kind
        if kind == "code":
            one |= {"outputs": [], "execution_count": 1}
    cell(notebook, "cluster")["source"] = "Nothing to do."
    assert ours(built, "essay", notebook) == stock(built, "essay", notebook)


@pytest.mark.parametrize(
    ("name", "gone"),
    [
        ("words", ("test_norm",)),
        ("words", ("test_norm", "test_squares")),
        ("words", ("draw",)),
        ("words", ("test_squares", "draw")),
        ("essay", ("opinion",)),
        ("essay", ("cluster",)),
        ("essay", ("opinion", "cluster")),
    ],
)
def test_missing_cells_are_put_back_as_in_nbgrader(
    built: Built, name: str, gone: tuple[str, ...]
) -> None:
    notebook = built.copy(name)
    without(notebook, *gone)
    result = ours(built, name, notebook, add_missing_cells=True)
    for one in result["cells"]:
        if grade_id(one) in gone:
            assert one.pop("id")  # format 4.5 asks for one, stock leaves it out
    assert result == stock(built, name, notebook, add_missing_cells=True)


def test_put_back_cells_follow_the_nearest_cell_that_is_there(built: Built) -> None:
    """Stock fails here: the cell just before is missing too, and is not a graded one."""
    notebook = built.copy("words")
    without(notebook, "setup", "norm", "test_norm", "squares", "draw")
    with pytest.raises(KeyError):
        stock(built, "words", notebook, add_missing_cells=True)
    cells = ours(built, "words", notebook, add_missing_cells=True)["cells"]
    assert [grade_id(c) for c in cells] == ["test_norm", None, None, "test_squares", "draw"]
    assert cells[0]["source"].startswith("# This cell (id:test_norm) was missing")


FOOLED: dict[str, Callable[[dict[str, Any]], None]] = {
    "test called a solution": lambda nb: _set(nb, "test_norm", solution=True),
    "test called ungraded": lambda nb: _set(
        nb, "test_norm", grade=False, solution=True, locked=False
    ),
    "ungraded cell graded": lambda nb: _set(nb, "norm", grade=True, points=100),
    "no flags at all": lambda nb: cell(nb, "test_norm")["metadata"].update(
        nbgrader={"grade_id": "test_norm"}
    ),
    "points not a number": lambda nb: _set(nb, "test_norm", points="many"),
    "points a list": lambda nb: _set(nb, "draw", points=[1]),
    "old schema": lambda nb: _set(nb, "norm", schema_version=1),
    "schema of the future": lambda nb: _set(nb, "norm", schema_version=99),
    "not a task": lambda nb: _set(nb, "test_norm", task=True),
    "strange keys": lambda nb: _set(nb, "norm", extra={"a": []}),
    "flags of strange types": lambda nb: _set(nb, "norm", grade=[], solution="", locked={}),
}


@pytest.mark.parametrize("name", FOOLED)
def test_roles_come_from_the_instructor(built: Built, name: str) -> None:
    """Whatever the student's metadata say, the cell is what the gradebook says; stock fails."""
    clean, notebook = built.copy("words"), built.copy("words")
    FOOLED[name](notebook)
    cell(notebook, "test_norm")["source"] = "pass"
    with pytest.raises(Exception):  # noqa: B017 -- half a dozen kinds, and no matter which
        stock(built, "words", notebook)
    for one in clean["cells"]:
        one["metadata"].get("nbgrader", {}).pop("task", None)
    result = ours(built, "words", notebook)
    for one in result["cells"]:
        one["metadata"].get("nbgrader", {}).pop("task", None)
    expected = ours(built, "words", clean)
    for one in expected["cells"]:
        one["metadata"].get("nbgrader", {}).pop("task", None)
    assert result == expected


def test_manual_answer_cannot_pass_for_a_test(built: Built) -> None:
    """Stock takes a graded code cell that is no solution for a test, and gives full points."""
    from nbformat import from_dict
    from nbgrader.utils import determine_grade

    notebook = built.copy("words")
    cell(notebook, "draw")["source"] = "pass"
    _set(notebook, "draw", solution=False)
    assert determine_grade(from_dict(cell(stock(built, "words", notebook), "draw"))) == (3, 3)
    result = cell(ours(built, "words", notebook), "draw")
    assert determine_grade(from_dict(result)) == (None, 3)


def problems(built: Built, notebook: dict[str, Any], name: str = "words") -> list[tuple[str, str]]:
    parsed = parse(json.dumps(notebook).encode(), LIMITS)
    assert parsed.notebook is not None
    found = sanitise(parsed.notebook, built.source(name))
    return [(problem.slug, problem.message) for problem in (*parsed.problems, *found.problems)]


def test_honest_submission_has_no_problems(built: Built) -> None:
    """As released, and with metadata that nbgrader itself ignores."""
    notebook = built.copy("words")
    _answered(notebook)
    _set(notebook, "norm", locked=True, points=0)
    assert problems(built, notebook) == []
    assert problems(built, built.copy("essay"), "essay") == []


def test_of_duplicates_the_last_is_graded(built: Built) -> None:
    """As in nbgrader, which then stops: in the others it leaves metadata that do not validate."""
    notebook = built.copy("words")
    twin = copy.deepcopy(cell(notebook, "norm"))
    twin |= {"source": "last", "id": "twin"}
    twin["metadata"]["nbgrader"] |= {"solution": False}  # hides it from stock
    notebook["cells"].append(twin)
    result = ours(built, "words", notebook)
    assert cell(result, "norm")["source"] == "last"
    assert "nbgrader" not in result["cells"][3]["metadata"]
    assert problems(built, notebook) == [
        ("duplicate-cell", "Of several cells 'norm' only the last one is graded."),
        ("changed-cell", "The type or role of cell 'norm' was set back."),
    ]


def test_unknown_names_become_ordinary_cells(built: Built) -> None:
    notebook = built.copy("words")
    _set(notebook, "test_norm", grade_id="test_norm2\n")
    result = ours(built, "words", notebook)
    assert "nbgrader" not in result["cells"][4]["metadata"]
    assert problems(built, notebook) == [
        ("unknown-cell", "The cell 'test_norm2�' is not part of the assignment."),
        (
            "missing-cell",
            "The cell 'test_norm' is missing from the notebook; it is worth 2 points.",
        ),
    ]


def test_undone_edits_are_told(built: Built) -> None:
    notebook = built.copy("words")
    cell(notebook, "test_norm")["source"] = "pass"
    _set(notebook, "draw", points=200)
    # the released test is not the gradebook's, which has the hidden part: that is no edit
    assert problems(built, notebook) == [
        ("locked-cell", "Changes to the locked cell 'test_norm' were undone."),
        ("changed-cell", "The type or role of cell 'draw' was set back."),
    ]


def test_present_names_the_cells_that_were_handed_in(built: Built) -> None:
    notebook = built.copy("words")
    without(notebook, "test_norm")
    parsed = parse(json.dumps(notebook).encode(), LIMITS)
    assert parsed.notebook is not None
    before = copy.deepcopy(parsed.notebook)
    result = sanitise(parsed.notebook, built.source("words"), add_missing_cells=True)
    assert result.present == {"setup", "norm", "squares", "test_squares", "draw"}
    assert parsed.notebook == before, "the argument is not changed"


def test_checksum_is_nbgraders(built: Built) -> None:
    from nbformat import from_dict
    from nbgrader.utils import compute_checksum

    for name in ("words", "essay"):
        source = built.source(name)
        for one in source.cells:
            assert checksum(one.source, one) == one.checksum
            released = from_dict(cell(ours(built, name, built.copy(name)), one.name))
            assert checksum(released["source"], one) == compute_checksum(released)


def test_unanswered_as_nbgrader_sees_it(built: Built) -> None:
    notebook = built.copy("words")
    assert unanswered(ours(built, "words", notebook), built.source("words")) == {
        "norm", "squares", "draw"
    }  # fmt: skip
    _answered(notebook)
    cell(notebook, "draw")["source"] = "print(1)"
    assert unanswered(ours(built, "words", notebook), built.source("words")) == {"squares"}
