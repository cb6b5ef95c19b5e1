"""A run that is killed or stopped leaves nothing running, and can be started again."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.cli.demo import ASSIGNMENT
from autograder.exercises.similarity.classroom import NOTEBOOK
from autograder.gradebook.course import Course
from autograder.gradebook.marks import marks
from tests.course import kills
from tests.course.conftest import Graded
from tests.course.kills import command_line, descendants

CONFIG = "c = get_config()\nc.Autograder.cell_seconds = 600\nc.Autograder.call_seconds = 600\n"


@pytest.fixture
def course(graded: Graded, tmp_path: Path) -> Path:
    """A course in which one student's notebook keeps the grader busy for minutes."""
    root = tmp_path / "course"
    root.mkdir()
    (root / "nbgrader_config.py").write_text(CONFIG, encoding="utf-8")
    shutil.copytree(graded.course.root / "source", root / "source")
    shutil.copy(graded.course.root / "gradebook.db", root)
    for student in ("ada", "sven"):
        folder = root / "submitted" / student / ASSIGNMENT
        folder.mkdir(parents=True)
        shutil.copy(
            graded.course.root / "submitted" / student / ASSIGNMENT / NOTEBOOK, folder / NOTEBOOK
        )
    return root


def wait_until(happened: Callable[[], bool]) -> None:
    """Wait for something that must happen; the limit is for a test that would hang."""
    end = time.monotonic() + 120
    while not happened():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.1)


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def start(course: Path, *options: str) -> subprocess.Popen[bytes]:
    where = [ASSIGNMENT, "--course", str(course)]
    command = [sys.executable, "-m", "autograder", "grade", *where, *options]
    return subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True)


def busy(course: Path, pid: int) -> set[int]:
    """Wait until one student is done and the other is running; the processes at work."""
    wait_until((course / "autograded" / "ada").exists)
    return descendants(pid)


def test_killed_it_leaves_no_process_behind(course: Path) -> None:
    run = start(course)
    below = busy(course, run.pid)
    assert len(below) > 3  # workers, fork servers, an examiner, a candidate
    os.kill(run.pid, signal.SIGKILL)
    run.communicate()
    wait_until(lambda: not any(map(alive, below)))


def test_stopped_it_keeps_what_was_graded_and_goes_on_later(course: Path) -> None:
    run = start(course)
    below = busy(course, run.pid)
    os.kill(run.pid, signal.SIGINT)
    said, _ = run.communicate(timeout=120)
    assert run.returncode == 130
    assert b"1 graded; all of them are recorded." in said
    assert b"Stopped. 1 are left: the same command goes on with them." in said
    assert marks(Course.open(course), ASSIGNMENT)["ada"].points == 18
    wait_until(lambda: not any(map(alive, below)))
    short = CONFIG.replace("600", "1")
    (course / "nbgrader_config.py").write_text(short, encoding="utf-8")
    start(course).communicate(timeout=300)
    recorded = marks(Course.open(course), ASSIGNMENT)
    assert (recorded["ada"].points, recorded["sven"].points) == (18, 13)


def test_a_worker_that_dies_costs_nobody_anything(course: Path) -> None:
    """What it was at work on is graded again by another."""
    (course / "nbgrader_config.py").write_text("c = get_config()\n", encoding="utf-8")
    shutil.rmtree(course / "submitted" / "sven")
    notebook = course / "submitted" / "ada" / ASSIGNMENT / NOTEBOOK
    for number in range(12):
        folder = course / "submitted" / f"ada{number}" / ASSIGNMENT
        folder.mkdir(parents=True)
        # a blank more each, for the same content is graded once
        (folder / NOTEBOOK).write_bytes(notebook.read_bytes() + b" " * (number + 1))
    run = start(course)
    wait_until((course / "autograded").exists)
    workers = [pid for pid in descendants(run.pid) if "spawn_main" in command_line(pid)]
    os.kill(workers[0], signal.SIGKILL)
    run.communicate(timeout=300)
    assert run.returncode == 0
    recorded = marks(Course.open(course), ASSIGNMENT)
    assert [recorded[f"ada{number}"].points for number in range(12)] == [18] * 12


def test_watching_it_grades_what_arrives_until_it_is_stopped(course: Path) -> None:
    (course / "nbgrader_config.py").write_text("c = get_config()\n", encoding="utf-8")
    shutil.rmtree(course / "submitted" / "sven")
    late = course / "late"
    (course / "submitted" / "ada").rename(late)
    run = start(course, "--watch")
    shutil.copytree(late, course / "submitted" / "ada")
    wait_until((course / "autograded" / "ada").exists)
    wait_until(lambda: "ada" in marks(Course.open(course), ASSIGNMENT))
    below = descendants(run.pid)
    os.kill(run.pid, signal.SIGINT)
    said, _ = run.communicate(timeout=120)
    assert run.returncode == 0
    assert b"Stopped. 1 graded, 0 unchanged; all of them are recorded." in said
    assert marks(Course.open(course), ASSIGNMENT)["ada"].points == 18
    wait_until(lambda: not any(map(alive, below)))


@pytest.fixture(scope="module")
def trial(tmp_path_factory: pytest.TempPathFactory) -> kills.Trial:
    folder = tmp_path_factory.mktemp("kills")
    kills.build(folder / "course", most=8)
    return kills.measured(folder / "course", folder)


@pytest.mark.parametrize("point", kills.possible())
def test_disturbed_it_comes_to_the_same_in_the_end(trial: kills.Trial, point: str) -> None:
    """``python -m tests.course.kills`` does so at many moments."""

    def some_are_done(course: Path) -> None:
        wait_until(lambda: len(list((course / "autograded").glob("*"))) >= 3)

    assert kills.disturb(trial, point, random.Random(point), some_are_done), "it did not strike"
