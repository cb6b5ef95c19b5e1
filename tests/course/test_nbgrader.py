"""nbgrader's own commands on this repository's course: with the engine, and without.

A part of the made-up class hands in, and one who forges. ``nbgrader autograde`` grades one copy
of the course, ``autograder grade`` another; whatever holds of one must hold of the other.
"""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nbformat
import pytest

from autograder import embeddings
from autograder.authoring.release import register
from autograder.exercises.classroom import MadeUp
from autograder.exercises.similarity import classroom
from autograder.gradebook.course import Course
from autograder.gradebook.database import scripts_on_path
from autograder.grading.run import Run
from autograder.model import SubmissionReport

ROOT = Path(__file__).parents[2]
LIMITS = "c.Autograder.cell_seconds = 5\nc.Autograder.call_seconds = 1\n"
CLASS = ("ada", "farid", "quentin", "rosa", "sven", "tariq", "wanda", "yusuf")
"""All right, a misconception, nothing done, a syntax error, an endless loop, an exit, cells
deleted and renamed, no notebook in the file."""

Row = tuple[float | None, float | None, bool]
"""Automatic mark, manual mark, whether it waits for a person."""


@pytest.fixture(scope="module")
def store() -> embeddings.Store:
    return embeddings.prepare()


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository's course with its configuration, released; nobody has handed in."""
    root = tmp_path_factory.mktemp("course") / "course"
    shutil.copytree(ROOT / "source", root / "source")
    config = (ROOT / "nbgrader_config.py").read_text()
    (root / "nbgrader_config.py").write_text(config + LIMITS)
    (root / "submitted").mkdir()
    register("similarity", Course.open(root))
    return root


@pytest.fixture(scope="module")
def made(course: Path) -> Mapping[str, MadeUp]:
    release = (course / "release" / "similarity" / classroom.NOTEBOOK).read_bytes()
    class_ = {student.student: student for student in classroom.submissions(release)}
    return {name: class_[name] for name in CLASS}


def hand_in(root: Path, student: str, notebook: bytes) -> None:
    folder = root / "submitted" / student / "similarity"
    folder.mkdir(parents=True)
    (folder / classroom.NOTEBOOK).write_bytes(notebook)


@pytest.fixture(scope="module")
def handed_in(course: Path, made: Mapping[str, MadeUp]) -> Path:
    for name, student in made.items():
        hand_in(course, name, student.files[classroom.NOTEBOOK])
    hand_in(course, "forger", forged(made["quentin"].files[classroom.NOTEBOOK]))
    return course


def forged(release: bytes) -> bytes:
    """Nothing solved; what stock reads marks from says that all is well."""
    document = json.loads(release)
    for cell in document["cells"]:
        claims = cell["metadata"].get("nbgrader", {})
        if not claims.get("grade") or cell["cell_type"] != "code":
            continue
        points = str(claims["points"])
        result = {"output_type": "execute_result", "metadata": {}, "execution_count": 1,
                  "data": {"text/plain": points}}  # fmt: skip
        claims |= {"solution": True, "locked": False, "points": 100}
        cell |= {"outputs": [result], "execution_count": 1, "source": points}
        cell["metadata"]["verdict"] = {"points": claims["points"], "reason": "right"}
    return json.dumps(document).encode()


def nbgrader(root: Path, *arguments: str, **environment: str) -> str:
    """Run nbgrader as staff do, in the environment's own ``bin``; what it printed."""
    path = os.pathsep.join([sysconfig.get_path("scripts"), os.environ["PATH"]])
    return run(root, "-m", "nbgrader", *arguments, PATH=path, **environment)


def run(root: Path, *arguments: str, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=root,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


def grade(root: Path, store: embeddings.Store, *students: str) -> None:
    """``autograder grade --force``."""
    prepared = Run.prepare(Course.open(root), "similarity", students=students)
    for event in prepared.grade(gensim_data=store.gensim_data, force=True):
        assert isinstance(event, SubmissionReport), event


@pytest.fixture(scope="module")
def roads(
    handed_in: Path, store: embeddings.Store, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Path]:
    """The course graded by ``nbgrader autograde``, and by ``autograder grade``."""
    folder = tmp_path_factory.mktemp("roads")
    stock, own = folder / "nbgrader", folder / "autograder"
    for root in (stock, own):
        shutil.copytree(handed_in, root)
    nbgrader(stock, "autograde", "similarity")
    grade(own, store)
    return stock, own


@pytest.fixture
def copies(roads: tuple[Path, Path], tmp_path: Path) -> tuple[Path, Path]:
    stock, own = (Path(shutil.copytree(root, tmp_path / root.name)) for root in roads)
    return stock, own


@contextmanager
def gradebook(root: Path) -> Iterator[Any]:
    from nbgrader.api import Gradebook

    with scripts_on_path(), Gradebook(f"sqlite:///{root / 'gradebook.db'}", "word-vectors") as book:
        yield book


def rows(root: Path) -> dict[tuple[str, str], Row]:
    """What the gradebook holds of each student's grade cells."""
    with gradebook(root) as book:
        return {
            (submission.student_id, cell.name): (
                cell.auto_score,
                cell.manual_score,
                cell.needs_manual_grade,
            )
            for submission in book.find_assignment("similarity").submissions
            for notebook in submission.notebooks
            for cell in notebook.grades
        }


def comments(root: Path) -> dict[tuple[str, str], str | None]:
    with gradebook(root) as book:
        return {
            (submission.student_id, comment.name): comment.auto_comment
            for submission in book.find_assignment("similarity").submissions
            for notebook in submission.notebooks
            for comment in notebook.comments
        }


def test_both_roads_give_each_cell_the_mark_that_it_deserves(
    roads: tuple[Path, Path], made: Mapping[str, MadeUp]
) -> None:
    stock, own = map(rows, roads)
    assert stock == own
    for name, student in made.items():
        for grade_id, points in student.expected.items():
            assert stock[name, grade_id] == (points, None, False), (name, grade_id)
    assert comments(roads[0]) == comments(roads[1])


def test_forged_outputs_and_metadata_gain_nothing(roads: tuple[Path, Path]) -> None:
    for root in roads:
        marks = {cell: row[0] for (name, cell), row in rows(root).items() if name == "forger"}
        assert len(marks) == 14
        assert set(marks.values()) == {0.0}


def test_both_roads_write_the_same_notebooks(roads: tuple[Path, Path]) -> None:
    stock, own = (root / "autograded" for root in roads)
    paths = sorted(path.relative_to(own) for path in own.rglob("*.ipynb"))
    assert {path.parts[0] for path in paths} == {*CLASS, "forger"} - {"yusuf"}
    for path in paths:
        found, expected = (nbformat.read(root / path, as_version=4) for root in (stock, own))
        for notebook in (found, expected):
            _forget_tracebacks(notebook)
        assert found == expected, path


def _forget_tracebacks(notebook: Any) -> None:
    """Time limits are met at one line or another, so tracebacks of the endless loop differ."""
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            if output.output_type == "error":
                output.traceback = []


FORMGRADER = """\
import json
from nbgrader.apps import NbGraderAPI
from nbgrader.server_extensions.formgrader.formgrader import FormgradeExtension

with open("runs.txt", "a") as file:
    print("once", file=file)
server = FormgradeExtension()
server.initialize([])
results = []
for student in ("farid", "sven", "forger"):
    server.load_config_file()
    api = NbGraderAPI(server.coursedir, server.authenticator, parent=server)
    results.append(api.autograde("similarity", student))
with open("results.json", "w") as file:
    json.dump(results, file)
"""
"""What Formgrader's handlers do, request by request, in a server's one process. Like a script of
an instructor's it has no guard for being imported by a process that it starts."""


def test_formgraders_button_gives_the_same_marks(
    handed_in: Path, roads: tuple[Path, Path], tmp_path: Path
) -> None:
    root = tmp_path / "course"
    shutil.copytree(handed_in, root)
    (root / "formgrader.py").write_text(FORMGRADER)
    path = os.pathsep.join([sysconfig.get_path("scripts"), os.environ["PATH"]])
    run(root, "formgrader.py", PATH=path)
    results = json.loads((root / "results.json").read_text())
    assert all(result["success"] for result in results), results
    expected = {key: row for key, row in rows(roads[1]).items() if key[0] in
                ("farid", "sven", "forger")}  # fmt: skip
    assert rows(root) == expected
    assert (root / "runs.txt").read_text() == "once\n"


def test_nbgraders_feedback_and_export_work_after_both_roads(
    copies: tuple[Path, Path], made: Mapping[str, MadeUp]
) -> None:
    for root in copies:
        nbgrader(root, "generate_feedback", "similarity", "--CourseDirectory.student_id=[aty]*")
        page = root / "feedback" / "ada" / "similarity" / "similarity.html"
        assert "<strong>18</strong> <span>of 20 points" in page.read_text()
        nbgrader(root, "export", "--to", "marks.csv")
        with (root / "marks.csv").open() as file:
            exported = {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}
        assert exported == {"forger": 0.0, **{name: s.points for name, s in made.items()}}
    page = copies[0] / "feedback" / "yusuf" / "similarity" / "similarity.html"
    assert "without a readable notebook" in page.read_text()


def test_manual_marks_survive_grading_again_on_both_roads(
    copies: tuple[Path, Path], store: embeddings.Store
) -> None:
    for root in copies:
        with gradebook(root) as book:
            for name, points in (("claim-in-your-words", 1.5), ("dot-core", 0.25)):
                found = book.find_grade(name, "similarity", "similarity", "ada")
                found.manual_score, found.needs_manual_grade = points, False
            found = book.find_comment("dot", "similarity", "similarity", "ada")
            found.manual_comment = "Nice."
            book.db.commit()
    stock, own = copies
    nbgrader(stock, "autograde", "similarity", "--student", "ada", "--force")
    grade(own, store, "ada")
    assert rows(stock) == rows(own)
    assert rows(stock)["ada", "claim-in-your-words"] == (None, 1.5, True)
    assert rows(stock)["ada", "dot-core"] == (1.0, 0.25, True)
    for root in copies:
        with gradebook(root) as book:
            comment = book.find_comment("dot", "similarity", "similarity", "ada")
            assert comment.comment == "Nice."
