"""nbgrader's Autograde with our exporter, in this process; the worker is a fake that runs nothing.

``tests/course/test_nbgrader.py`` has the real one.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets.config import Config

from autograder.config import Limits
from autograder.errors import InfrastructureError, SandboxUnavailable
from autograder.gradebook import history
from autograder.gradebook.course import Course
from autograder.gradebook.database import scripts_on_path
from autograder.gradebook.recording import Recorder
from autograder.grading import road
from autograder.grading.intake import take_in
from autograder.grading.pool import Job
from autograder.grading.submission import Grader
from autograder.model import Submission, SubmissionReport
from tests.grading.conftest import Examiner, api, edit, hand_in, said

EXPORTER = "autograder.grading.road.Exporter"

pytestmark = pytest.mark.filterwarnings(
    # nbgrader builds a submission half inside the session
    "ignore:Object of type <Submitted:sqlalchemy.exc.SAWarning"
)


class Workshop:
    """In the place of the worker process."""

    open = True

    def __init__(self) -> None:
        self.points: dict[str, float] = {}
        self.outputs = said("run\n")
        self.broken: set[str] = set()
        """Students whose grading fails on our side."""
        self.asked: list[tuple[str, tuple[str, ...]]] = []
        self.limits = Limits()

    def grade(self, job: Job, submission: Submission) -> SubmissionReport:
        self.asked.append((submission.student, tuple(submission.notebooks)))
        self.limits = job.limits
        if submission.student in self.broken:
            raise InfrastructureError("The disk is full.")
        return self.grader(job).grade(submission)

    def grader(self, job: Job) -> Grader:
        from autograder.grading.document import Finisher

        return Grader(
            Examiner(self.points, self.outputs),  # type: ignore[arg-type]  # a fake
            job.assignment,
            limits=job.limits,
            finisher=Finisher(job.config),
            policy=job.policy,
        )


@pytest.fixture
def workshop(monkeypatch: pytest.MonkeyPatch) -> Workshop:
    fake = Workshop()
    monkeypatch.setattr(road, "_workshop", fake)
    return fake


@pytest.fixture
def root(built: Path, tmp_path: Path) -> Path:
    """A course with two notebooks, which ann has handed in as they were released."""
    course = tmp_path / "course"
    shutil.copytree(built, course)
    hand_in(course, "ann")
    return course


def configured(**sections: dict[str, Any]) -> Config:
    config = Config(sections)
    config.Autograde.exporter_class = EXPORTER
    return config


def autograde(root: Path, student: str = "ann", config: Config | None = None) -> dict[str, Any]:
    """``success``, ``log`` and ``error``, as Formgrader shows them."""
    with scripts_on_path():
        result = api(root, config or configured()).autograde("ps1", student)
    assert isinstance(result, dict)
    return result


def succeed(root: Path, student: str = "ann", config: Config | None = None) -> str:
    result = autograde(root, student, config)
    assert result["success"], result["error"]
    return str(result.get("log", ""))


@contextmanager
def gradebook(root: Path) -> Iterator[Any]:
    from nbgrader.api import Gradebook

    with scripts_on_path(), Gradebook(f"sqlite:///{root / 'gradebook.db'}", "words101") as book:
        yield book


def rows(root: Path, student: str = "ann") -> tuple[dict[str, Any], dict[str, Any]]:
    """Automatic mark, manual mark and whether it waits of each cell; and the comments."""
    with gradebook(root) as book:
        notebooks = book.find_submission("ps1", student).notebooks
        return (
            {
                grade.name: (grade.auto_score, grade.manual_score, grade.needs_manual_grade)
                for notebook in notebooks
                for grade in notebook.grades
            },
            {c.name: c.auto_comment for notebook in notebooks for c in notebook.comments},
        )


def points(root: Path, student: str = "ann") -> dict[str, float | None]:
    return {name: mark for name, (mark, _, _) in rows(root, student)[0].items()}


def graded(root: Path, notebook: str = "words") -> Any:
    path = root / "autograded" / "ann" / "ps1" / f"{notebook}.ipynb"
    return nbformat.read(path, as_version=4)


def texts(notebook: Any) -> str:
    """What the outputs of a notebook say."""
    cells = (cell for cell in notebook.cells if cell.cell_type == "code")
    return "".join(o.get("text", "") for cell in cells for o in cell.outputs)


def test_marks_are_the_verdicts(root: Path, workshop: Workshop) -> None:
    workshop.points = {"test_norm": 1.25, "test_squares": 0.0}
    succeed(root)
    found, comments = rows(root)
    assert found == {
        "test_norm": (1.25, None, False),
        "test_squares": (0.0, None, False),
        "draw": (0.0, None, False),  # as it was released
        "opinion": (0.0, None, False),
        "cluster": (None, None, True),
    }
    assert comments["norm"] == comments["opinion"] == "No response."
    assert texts(graded(root)) == "run\n" * 3


def test_what_a_student_writes_into_the_notebook_file_is_no_mark(
    root: Path, workshop: Workshop
) -> None:
    """Outputs, metadata and sources of test cells, however they are forged."""
    path = root / "submitted" / "ann" / "ps1" / "words.ipynb"
    result = {"output_type": "execute_result", "data": {"text/plain": "2.0"},
              "execution_count": 1, "metadata": {}}  # fmt: skip
    claims = {"grade_id": "test_norm", "grade": True, "solution": True, "locked": False,
              "points": 1000, "schema_version": 99}  # fmt: skip
    metadata = {"nbgrader": claims, "verdict": {"points": 1000}}
    edit(path, "test_norm", outputs=[result], metadata=metadata, source="2.0")
    edit(path, "test_squares", outputs=[result], execution_count=7)
    workshop.points = {"test_norm": 0.0, "test_squares": 0.0}
    for flags in ({}, {"Execute": {"enabled": False}, "ClearOutput": {"enabled": False}}):
        # the flags are those of --no-execute
        succeed(root, config=configured(**flags))
        assert points(root)["test_norm"] == points(root)["test_squares"] == 0.0
        cell = graded(root).cells[4]
        assert "norm([1.0])" in cell.source  # the hidden test
        assert cell.outputs == []
        assert cell.metadata.nbgrader["points"] == 2


def test_recording_is_the_recorders(root: Path, workshop: Workshop) -> None:
    """Over marks of a person and an earlier run, the rows are those of ``autograder grade``."""
    succeed(root)
    with gradebook(root) as book:
        for name, notebook in (("draw", "words"), ("test_norm", "words"), ("cluster", "essay")):
            grade = book.find_grade(name, notebook, "ps1", "ann")
            grade.manual_score, grade.needs_manual_grade = 1.5, False
        book.db.commit()
    other = root.with_name("other")
    shutil.copytree(root, other)
    edit(root / "submitted" / "ann" / "ps1" / "words.ipynb", "draw", source="print('a house')")
    workshop.points = {"test_norm": 0.5}
    succeed(root)
    course = Course.open(other)
    engine = road.Engine(course.coursedir, course.config)
    job = engine._job("ps1")
    submission = take_in(
        root / "submitted" / "ann" / "ps1", student="ann", assignment=job.assignment,
        limits=job.limits,
    )  # fmt: skip
    with Recorder(course, "ps1") as recorder:
        recorder.record(workshop.grader(job).grade(submission))
    assert rows(root) == rows(other)
    assert rows(root)[0]["draw"] == (None, 1.5, True)
    assert rows(root)[0]["cluster"] == (None, 1.5, False)


def test_each_notebook_is_graded_once_and_by_itself(root: Path, workshop: Workshop) -> None:
    succeed(root)
    assert workshop.asked == [("ann", ("essay",)), ("ann", ("words",))]


def test_notebooks_that_nbgrader_leaves_keep_their_marks(root: Path, workshop: Workshop) -> None:
    """``nbgrader autograde --notebook essay``."""
    workshop.points = {"test_norm": 1.0}
    succeed(root)
    workshop.points = {"test_norm": 0.0}
    succeed(root, config=configured(CourseDirectory={"notebook_id": "essay"}))
    assert points(root)["test_norm"] == 1.0


def test_failure_on_our_side_costs_one_student_a_mark_and_nobody_points(
    root: Path, workshop: Workshop
) -> None:
    """As in stock the others are graded and the name is told; the earlier marks stand."""
    hand_in(root, "bob")
    succeed(root)
    workshop.broken, workshop.points = {"ann"}, {"test_norm": 0.0}
    result = autograde(root, "*")
    assert not result["success"]
    assert "The disk is full." in result["log"]
    assert "for student 'ann'" in result["log"]
    assert points(root)["test_norm"] == 2.0
    assert points(root, "bob")["test_norm"] == 0.0
    assert not (root / "autograded" / "ann" / "ps1").exists()
    assert (root / "autograded" / "bob" / "ps1" / "words.ipynb").exists()


def test_without_a_sandbox_nothing_is_graded(
    root: Path, workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And the run says so once, before it touches anything."""

    def refuse() -> None:
        raise SandboxUnavailable("No namespaces here.", next_step="Get some.")

    monkeypatch.setattr(road, "try_sandbox", refuse)
    monkeypatch.setattr(workshop, "open", False, raising=False)
    result = autograde(root)
    assert not result["success"]
    assert result["log"].strip() == "[ERROR] No namespaces here. Get some."
    assert not (root / "autograded").exists()
    assert workshop.asked == []


@pytest.mark.parametrize(
    "content", [b"tomorrow, sorry\n", b'{"nbformat": "<script>", "cells": []}', b"[" * 100_000]
)
def test_file_that_holds_no_notebook_gets_nothing_and_waits_for_nobody(
    root: Path, workshop: Workshop, content: bytes
) -> None:
    """In stock the student keeps the marks of the submission before."""
    succeed(root)
    (root / "submitted" / "ann" / "ps1" / "essay.ipynb").write_bytes(content)
    succeed(root)
    found, _ = rows(root)
    assert found["opinion"] == found["cluster"] == (0.0, None, False)
    assert found["test_norm"] == (2.0, None, False)
    (cell,) = graded(root, "essay").cells
    assert cell.cell_type == "code"
    assert cell.source.startswith("# This notebook could not be graded.\n# The")


def test_notebook_that_is_a_pipe_holds_nobody_up(root: Path, workshop: Workshop) -> None:
    """Stock waits for somebody to write into it."""
    path = root / "submitted" / "ann" / "ps1" / "essay.ipynb"
    path.unlink()
    os.mkfifo(path)
    succeed(root)
    assert points(root)["opinion"] == 0.0


def test_what_a_link_leads_to_is_not_handed_on(root: Path, workshop: Workshop) -> None:
    """Stock copies it into autograded/, and from there into the student's feedback."""
    folder = root / "submitted" / "ann" / "ps1"
    (folder / "mine.txt").write_text("mine")
    (folder / "theirs.txt").symlink_to(root / "gradebook.db")
    succeed(root)
    names = {path.name for path in (root / "autograded" / "ann" / "ps1").rglob("*")}
    assert names == {"mine.txt", "data.csv", "data", "more.txt", "words.ipynb", "essay.ipynb"}


class Stamp(NbGraderPreprocessor):  # type: ignore[misc]  # nbgrader has no types
    """A step of the course's own."""

    def preprocess(self, nb: Any, resources: Any) -> Any:
        nb.metadata["stamp"] = resources["nbgrader"]["student"]
        return nb, resources


def test_other_steps_stay_as_the_course_has_them(root: Path, workshop: Workshop) -> None:
    """nbgrader's for outputs with their settings, and the course's own."""
    warning = {"output_type": "stream", "name": "stderr", "text": "old thing"}
    workshop.outputs = [*said("one\ntwo\nthree"), warning]
    stock = [f"nbgrader.preprocessors.{step}" for step in
             ("Execute", "IgnorePattern", "LimitOutput", "SaveAutoGrades")]  # fmt: skip
    config = configured(
        LimitOutput={"max_lines": 2},
        IgnorePattern={"enabled": True, "pattern": "old"},
        Autograde={"autograde_preprocessors": [*stock, Stamp]},
    )
    succeed(root, config=config)
    assert texts(graded(root)) == "one\n... Output truncated ..." * 3
    assert graded(root).metadata["stamp"] == "ann"
    assert points(root)["test_norm"] == 2.0
    # and where the course leaves one out, it is not done
    config.Autograde.autograde_preprocessors = stock[:1]
    succeed(root, config=config)
    assert texts(graded(root)) == "one\ntwo\nthreeold thing" * 3


def test_late_penalties_are_nbgraders(root: Path, workshop: Workshop) -> None:
    with gradebook(root) as book:
        book.update_or_create_assignment("ps1", duedate="2026-01-10 12:00:00 UTC")
    stamp = root / "submitted" / "ann" / "ps1" / "timestamp.txt"
    stamp.write_text("2026-01-10 13:00:00 UTC")
    succeed(root, config=configured(LateSubmissionPlugin={"penalty_method": "zero"}))
    with gradebook(root) as book:
        submission = book.find_submission("ps1", "ann")
        assert (submission.score, submission.late_submission_penalty) == (3.0, 3.0)


def test_limits_are_the_courses(root: Path, workshop: Workshop) -> None:
    succeed(root, config=configured(Autograder={"call_seconds": 1.5, "memory_mb": 300}))
    assert workshop.limits == Limits(call_seconds=1.5, memory_mb=300)


def test_marks_of_this_road_enter_the_audit_trail(root: Path, workshop: Workshop) -> None:
    succeed(root)
    edit(root / "submitted" / "ann" / "ps1" / "words.ipynb", "draw", source="print('a house')")
    workshop.points = {"test_norm": 0.5}
    succeed(root)
    entries = history.read(Course.open(root), "ps1", "ann")
    first, last = entries[0], entries[-1]
    assert {name: mark for cells in last.marks.values() for name, mark in cells.items()} == (
        points(root)
    )
    assert first.origin.submission != last.origin.submission
    assert "cell test_norm of words" in last.origin.conditions.parts
