"""A run that is killed or stopped leaves nothing running, and can be started again."""

from __future__ import annotations

import os
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
from tests.course.conftest import Graded

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


def descendants(pid: int) -> set[int]:
    """All processes below this one."""
    children: dict[int, set[int]] = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = entry.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        except OSError:
            continue
        children.setdefault(int(fields[1]), set()).add(int(entry.parent.name))
    found: set[int] = set()
    todo = [pid]
    while todo:
        for child in children.get(todo.pop(), set()) - found:
            found.add(child)
            todo.append(child)
    return found


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def start(course: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "autograder", "grade", ASSIGNMENT, "--course", str(course)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True)


def busy(course: Path, pid: int) -> set[int]:
    """Wait until one student is done and the other is running; the processes at work."""
    wait_until((course / "autograded" / "ada").exists)
    return descendants(pid)


def test_killed_it_leaves_no_process_behind(course: Path) -> None:
    run = start(course)
    below = busy(course, run.pid)
    assert len(below) > 3  # workers, fork servers, an examiner, a candidate
    os.kill(run.pid, signal.SIGKILL)
    run.wait()
    wait_until(lambda: not any(map(alive, below)))


def test_stopped_it_keeps_what_was_graded_and_goes_on_later(course: Path) -> None:
    run = start(course)
    below = busy(course, run.pid)
    os.kill(run.pid, signal.SIGINT)
    assert run.wait(timeout=120) == 130
    wait_until(lambda: not any(map(alive, below)))
    short = CONFIG.replace("600", "1")
    (course / "nbgrader_config.py").write_text(short, encoding="utf-8")
    assert start(course).wait(timeout=300) == 0
    recorded = marks(Course.open(course), ASSIGNMENT)
    assert (recorded["ada"].points, recorded["sven"].points) == (18, 13)


def test_a_worker_that_dies_costs_nobody_anything(course: Path) -> None:
    """What it was at work on is graded again by another."""
    (course / "nbgrader_config.py").write_text("c = get_config()\n", encoding="utf-8")
    shutil.rmtree(course / "submitted" / "sven")
    for number in range(12):
        copy = course / "submitted" / f"ada{number}"
        shutil.copytree(course / "submitted" / "ada", copy)
    run = start(course)
    wait_until((course / "autograded").exists)
    workers = [pid for pid in descendants(run.pid) if "spawn_main" in command_line(pid)]
    os.kill(workers[0], signal.SIGKILL)
    assert run.wait(timeout=300) == 0
    recorded = marks(Course.open(course), ASSIGNMENT)
    assert [recorded[f"ada{number}"].points for number in range(12)] == [18] * 12


def command_line(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text(encoding="utf-8")
    except OSError:
        return ""
