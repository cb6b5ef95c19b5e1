"""An assignment with a notebook in Scheme and one in Python: stock nbgrader and ours agree on what
is honest, the Python notebook is examined as ever, and every report on the other says that its
marks are not tamper-proof."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nbformat
import pytest

from autograder.gradebook.course import Course
from autograder.gradebook.database import scripts_on_path
from autograder.grading.run import Run
from autograder.model import Reason, SubmissionReport
from tests.grading.kernels.installed import install

ASSIGNMENT = "ps1"
CONFIG = """\
c = get_config()
c.CourseDirectory.course_id = "mixed"
c.ClearSolutions.code_stub = {"python": "raise NotImplementedError()", "scheme": "; YOUR CODE"}
c.Execute.timeout = 8
"""
LINE = 'c.Autograde.exporter_class = "autograder.grading.road.Exporter"\n'
SCHEME = {"name": "calysto_scheme", "display_name": "Calysto Scheme 3", "language": "scheme"}
PYTHON = {"name": "python3", "display_name": "Python 3", "language": "python"}

SQUARE = "(define (square x) (* x x))"
NOTEBOOKS: Mapping[str, tuple[dict[str, str], list[tuple[str, str, float | None]]]] = {
    "lists": (SCHEME, [
        ("square", SQUARE, None),
        ("square-test", "(assert = (square 3) 9)\n(assert = (square -2) 4)", 2.0),
        ("square-part", "(if (= (square 0.5) 0.25) 1.5 0.5)", 1.5),
        ("read", '(load "words.scm")', None),
        ("read-test", "(assert = (length words) 3)", 1.0),
    ]),
    "plain": (PYTHON, [
        ("double", "def double(x):\n    return 2 * x", None),
        ("double-test", "assert double(4) == 8", 1.0),
    ]),
}  # fmt: skip
"""Kernel, and cells: name, the instructor's text, points of a test or None for a solution."""

STUDENTS: Mapping[str, dict[str, str]] = {
    "ada": {name: text for _, cells in NOTEBOOKS.values() for name, text, p in cells if p is None},
    "bea": {
        "square": "(define (square x) (if (= x 0.5) 0.25 1))",
        "read": '(error "read" "not yet")',
        "double": "def double(x):\n    return x",
    },
    "carl": {},
    "dora": {"square": "(define (square x) (let loop () (loop)))"},
}
"""All right; partial credit, and wrong; nothing; without end."""
EXPECTED = {
    "ada": {"square-test": 2.0, "square-part": 1.5, "read-test": 1.0, "double-test": 1.0},
    "bea": {"square-test": 0.0, "square-part": 1.5, "read-test": 0.0, "double-test": 0.0},
    "carl": {"square-test": 0.0, "square-part": 0.0, "read-test": 0.0, "double-test": 0.0},
    "dora": {"square-test": 0.0, "square-part": 0.0, "read-test": 0.0, "double-test": 0.0},
}


def notebook(kernel: dict[str, str], cells: list[tuple[str, str, float | None]]) -> Any:
    made: list[dict[str, Any]] = []
    for name, text, points in cells:
        claims = {"schema_version": 3, "grade_id": name, "grade": points is not None, "task": False,
                  "solution": points is None, "locked": points is not None}  # fmt: skip
        claims |= {} if points is None else {"points": points}
        made.append({"cell_type": "code", "source": text, "metadata": {"nbgrader": claims},
                     "outputs": [], "execution_count": None, "id": name})  # fmt: skip
    return {"cells": made, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}


def filled(release: bytes, answers: Mapping[str, str]) -> bytes:
    document = json.loads(release)
    for cell in document["cells"]:
        name = cell["metadata"]["nbgrader"]["grade_id"]
        cell["source"] = answers.get(name, cell["source"])
    return json.dumps(document).encode()


@pytest.fixture(scope="module", autouse=True)
def kernels(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JUPYTER_DATA_DIR", str(tmp_path_factory.mktemp("jupyter")))
        install()
        yield


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Released by nbgrader, handed in by the class."""
    root = tmp_path_factory.mktemp("mixed") / "course"
    source = root / "source" / ASSIGNMENT
    source.mkdir(parents=True)
    (root / "nbgrader_config.py").write_text(CONFIG)
    (source / "words.scm").write_text("(define words '(king queen monarch))")
    for name, (kernel, cells) in NOTEBOOKS.items():
        (source / f"{name}.ipynb").write_text(json.dumps(notebook(kernel, cells)))
    nbgrader(root, "generate_assignment", ASSIGNMENT)
    for student, answers in STUDENTS.items():
        folder = root / "submitted" / student / ASSIGNMENT
        shutil.copytree(root / "release" / ASSIGNMENT, folder)
        for path in folder.glob("*.ipynb"):
            path.write_bytes(filled(path.read_bytes(), answers))
    return root


def nbgrader(root: Path, *arguments: str, status: int = 0) -> str:
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", *arguments], cwd=root, env={**os.environ, "PATH": path},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    assert done.returncode == status, done.stdout
    return done.stdout


@contextmanager
def gradebook(root: Path) -> Iterator[Any]:
    from nbgrader.api import Gradebook

    with scripts_on_path(), Gradebook(f"sqlite:///{root / 'gradebook.db'}", "mixed") as book:
        yield book


def marks(root: Path) -> dict[str, dict[str, float]]:
    with gradebook(root) as book:
        return {
            submission.student_id: {
                cell.name: cell.auto_score for nb in submission.notebooks for cell in nb.grades
            }
            for submission in book.find_assignment(ASSIGNMENT).submissions
        }


def outputs(root: Path, student: str, name: str) -> list[Any]:
    path = root / "autograded" / student / ASSIGNMENT / f"{name}.ipynb"
    cells = nbformat.read(path, as_version=4).cells
    return [(c.execution_count, c.source, c.outputs, c.metadata.nbgrader) for c in cells]


def grade(root: Path, *students: str) -> dict[str, SubmissionReport]:
    events = [*Run.prepare(Course.open(root), ASSIGNMENT, students=students).grade(
        gensim_data=None, workers=2
    )]  # fmt: skip
    assert all(isinstance(event, SubmissionReport) for event in events), events
    return {event.student: event for event in events if isinstance(event, SubmissionReport)}


@pytest.fixture(scope="module")
def ours(course: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Any]:
    root = Path(shutil.copytree(course, tmp_path_factory.mktemp("ours") / "course"))
    return root, grade(root)


def test_marks_and_notebooks_are_those_of_stock_nbgrader(
    course: Path, ours: tuple[Path, Any], tmp_path: Path
) -> None:
    stock = Path(shutil.copytree(course, tmp_path / "course"))
    nbgrader(stock, "autograde", ASSIGNMENT)
    assert marks(ours[0]) == EXPECTED
    assert marks(stock) == EXPECTED
    for student in ("ada", "bea", "carl"):  # where an endless loop is interrupted differs
        assert outputs(ours[0], student, "lists") == outputs(stock, student, "lists"), student
    paths = [root / "autograded/ada" / ASSIGNMENT / "lists.ipynb" for root in (ours[0], stock)]
    found, expected = (json.loads(path.read_text())["metadata"] for path in paths)
    assert found == expected
    assert found["language_info"]["name"] == "scheme"


def test_every_report_says_that_marks_of_another_kernel_are_not_tamper_proof(
    ours: tuple[Path, Any],
) -> None:
    for report in ours[1].values():
        said = {nb.name: [problem.slug for problem in nb.problems] for nb in report.notebooks}
        assert said["lists"][0] == "not-tamper-proof", report.student
        assert "not-tamper-proof" not in said["plain"], report.student


def test_reasons_are_named(ours: tuple[Path, Any]) -> None:
    reasons = {s: {v.grade_id: v.reason for v in r.verdicts} for s, r in ours[1].items()}
    assert reasons["ada"]["square-part"] is Reason.RIGHT
    assert reasons["bea"]["square-test"] is Reason.WRONG
    assert reasons["dora"]["square-test"] is Reason.TIMED_OUT
    assert reasons["carl"]["double-test"] is Reason.NOT_STARTED


def test_nbgraders_own_road_gives_the_same(course: Path, tmp_path: Path) -> None:
    root = Path(shutil.copytree(course, tmp_path / "course"))
    (root / "nbgrader_config.py").write_text(CONFIG + LINE)
    said = nbgrader(root, "autograde", ASSIGNMENT, "--student", "bea")
    assert marks(root)["bea"] == EXPECTED["bea"]
    assert "its marks are not tamper-proof" in said


@pytest.fixture
def without_kernel(course: Path, tmp_path: Path) -> Path:
    root = Path(shutil.copytree(course, tmp_path / "course"))
    with gradebook(root) as book:
        book.find_notebook("lists", ASSIGNMENT).kernelspec = json.dumps(SCHEME | {"name": "gone"})
        book.db.commit()
    return root


REFUSAL = "lists.ipynb is written for the Jupyter kernel 'gone', which is not installed here."


def test_a_kernel_that_is_not_here_is_refused_in_one_line_before_anything_is_graded(
    without_kernel: Path,
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "autograder", "grade", ASSIGNMENT], cwd=without_kernel,
        env={**os.environ, "COLUMNS": "400"}, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.count(REFUSAL) == 1
    assert "Traceback" not in done.stderr
    assert not (without_kernel / "autograded").exists()


def test_nbgraders_own_road_refuses_it_once_too(without_kernel: Path) -> None:
    (without_kernel / "nbgrader_config.py").write_text(CONFIG + LINE)
    said = nbgrader(without_kernel, "autograde", ASSIGNMENT, status=1)
    assert said.count(f"| ERROR] {REFUSAL}") == 1
    assert "There was an error processing assignment" not in said
    assert not (without_kernel / "autograded").exists()
