"""``python -m tests.course.kills [MOMENTS]``: runs that are killed, or lose what they stand on.

At each point of failure, so many times at random moments (seeded), a run is disturbed; then the
same command is given again. In the end each mark must be that of a run that nobody disturbed, each
row be there once, each graded notebook be whole. The exit status is 1 where one is not.
``--students`` takes a smaller class: 7 points with 20 moments are 280 runs. ``--first 10`` begins
with the eleventh moment, so that a table can be made in parts.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from autograder.cli.demo import ASSIGNMENT, build_course

MOMENTS = 20
_COLUMNS = (
    TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(),
)  # fmt: skip
PATIENCE = 600.0
"""Seconds after which a run counts as hung."""
DISK_MB = 64
CONFIG = "c = get_config()\nc.CourseDirectory.course_id = 'word-vectors'\n"
Marks = list[tuple[object, ...]]


class Wrong(Exception):
    """What is not as it would be without a disturbance."""


@dataclass(frozen=True, slots=True)
class Trial:
    """A course that nobody has graded yet, and how it looks when somebody has."""

    course: Path
    marks: Marks
    files: frozenset[str]
    seconds: float
    """What an undisturbed run takes."""


def build(root: Path, most: int | None = None) -> None:
    """A class of those of the demo whose notebooks come to an end by themselves, or of the first
    of these."""
    root.mkdir()
    (root / "nbgrader_config.py").write_text(CONFIG, encoding="utf-8")
    made = build_course(root)
    kept = [one.student for one in made if not one.wild][:most]
    for one in made:
        if one.student not in kept:
            shutil.rmtree(root / "submitted" / one.student)


def measured(root: Path, folder: Path) -> Trial:
    """What a run on a copy of this course comes to."""
    copy = folder / "undisturbed"
    shutil.copytree(root, copy)
    started = time.monotonic()
    if end(start(copy)):
        raise Wrong("it fails without a disturbance, too")
    seconds = time.monotonic() - started
    return Trial(root, marks(copy), files(copy), seconds)


def start(course: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "autograder", "grade", ASSIGNMENT, "--course", str(course)]
    quiet = subprocess.DEVNULL
    return subprocess.Popen(command, stdout=quiet, stderr=quiet, start_new_session=True)


def end(run: subprocess.Popen[bytes]) -> int:
    try:
        return run.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        run.kill()
        raise Wrong("the run hangs") from None


def marks(course: Path) -> Marks:
    """Every automatic mark in the gradebook, as often as it is there."""
    query = (
        "SELECT s.student_id, b.name, g.auto_score, g.needs_manual_grade"
        " FROM submitted_assignment s JOIN submitted_notebook n ON n.assignment_id = s.id"
        " JOIN grade g ON g.notebook_id = n.id JOIN base_cell b ON b.id = g.cell_id ORDER BY 1, 2"
    )
    with closing(sqlite3.connect(course / "gradebook.db")) as connection:
        return connection.execute(query).fetchall()


def files(course: Path) -> frozenset[str]:
    """Everything that a run writes for people, hidden leftovers too; each notebook is whole."""
    found = [p for top in ("autograded", "feedback") for p in (course / top).rglob("*")]
    for path in found:
        if path.suffix == ".ipynb":
            json.loads(path.read_text(encoding="utf-8"))
    return frozenset(str(path.relative_to(course)) for path in found)


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


def command_line(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def kill_one(run: subprocess.Popen[bytes], draw: random.Random, word: str) -> bool:
    """Kill one of the run's processes that has the word in its command line, if there is one."""
    found = [pid for pid in sorted(descendants(run.pid)) if word in command_line(pid)]
    if not found:
        return False
    try:
        os.kill(draw.choice(found), signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


@contextmanager
def the_command(run: subprocess.Popen[bytes], course: Path, draw: random.Random) -> Iterator[bool]:
    run.kill()
    yield True


@contextmanager
def a_worker(run: subprocess.Popen[bytes], course: Path, draw: random.Random) -> Iterator[bool]:
    yield kill_one(run, draw, "spawn_main")


@contextmanager
def a_fork_server(
    run: subprocess.Popen[bytes], course: Path, draw: random.Random
) -> Iterator[bool]:
    yield kill_one(run, draw, "autograder.candidate.server")


@contextmanager
def the_disk(run: subprocess.Popen[bytes], course: Path, draw: random.Random) -> Iterator[bool]:
    """The course's disk is full until the run has ended."""
    ballast = course / "ballast"
    try:
        with ballast.open("wb", buffering=0) as file:
            while file.write(b"x" * 2**16):
                pass
    except OSError:
        pass
    yield True
    ballast.unlink()


@contextmanager
def the_gradebook(
    run: subprocess.Popen[bytes], course: Path, draw: random.Random
) -> Iterator[bool]:
    """It is gone until the run has ended; then yesterday's is put back."""
    for name in ("gradebook.db", "gradebook.db-wal", "gradebook.db-shm", "gradebook.db-journal"):
        (course / name).unlink(missing_ok=True)
    yield True
    shutil.copy(course / "yesterday.db", course / "gradebook.db")


@contextmanager
def a_lock(run: subprocess.Popen[bytes], course: Path, draw: random.Random) -> Iterator[bool]:
    """Somebody else writes into the gradebook for a few seconds."""
    with closing(sqlite3.connect(course / "gradebook.db", timeout=60)) as other:
        other.execute("BEGIN IMMEDIATE")
        time.sleep(3)
        other.rollback()
    yield True


@contextmanager
def the_store(run: subprocess.Popen[bytes], course: Path, draw: random.Random) -> Iterator[bool]:
    """The file of results is overwritten with noise."""
    store = course / ".autograder" / "results.db"
    there = store.exists()
    if there:
        with store.open("r+b") as file:
            file.write(draw.randbytes(2**16))
    yield there


Disturbance = Callable[[subprocess.Popen[bytes], Path, random.Random], AbstractContextManager[bool]]
POINTS: dict[str, Disturbance] = {
    "the command is killed": the_command,
    "a worker is killed": a_worker,
    "a fork server is killed": a_fork_server,
    "the disk is full": the_disk,
    "the gradebook vanishes": the_gradebook,
    "the gradebook is locked": a_lock,
    "the store is overwritten": the_store,
}
GOES_ON = {"a worker is killed", "a fork server is killed", "the gradebook is locked"}
"""Points at which the run itself must come to a good end."""


def disturb(trial: Trial, point: str, draw: random.Random, wait: Callable[[Path], object]) -> bool:
    """One disturbance of a run, when ``wait`` has come back. Returns whether it struck: the run was
    at work, and what was to be hit was there. Raises Wrong."""
    with _copied(trial.course, small=point == "the disk is full") as course:
        shutil.copy(course / "gradebook.db", course / "yesterday.db")
        run = start(course)
        wait(course)
        at_work = run.poll() is None
        with POINTS[point](run, course, draw) as hit:
            status = end(run)
        if status and point in GOES_ON:
            raise Wrong(f"the run gave up, with exit status {status}")
        if end(start(course)):
            raise Wrong("the next run fails, too")
        if marks(course) != trial.marks:
            raise Wrong(f"marks differ: {set(marks(course)) ^ set(trial.marks)}")
        if files(course) != trial.files:
            raise Wrong(f"files differ: {sorted(files(course) ^ trial.files)}")
    return at_work and hit


@contextmanager
def _copied(course: Path, *, small: bool) -> Iterator[Path]:
    """A copy of the course, on a small disk of its own if need be."""
    with tempfile.TemporaryDirectory(prefix="kills-") as folder:
        if small:
            options = ["mount", "-t", "tmpfs", "-o", f"size={DISK_MB}m", "kills", folder]
            subprocess.run(options, check=True)
        try:
            shutil.copytree(course, Path(folder) / "course")
            yield Path(folder) / "course"
        finally:
            if small:
                subprocess.run(["umount", "-l", folder], check=True)


def possible() -> list[str]:
    """Points that can be tried here: only root can make a small disk."""
    return [point for point in POINTS if point != "the disk is full" or os.geteuid() == 0]


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("moments", type=int, nargs="?", default=MOMENTS)
    parser.add_argument("--students", type=int, help="how many, if not all that fit")
    parser.add_argument("--first", type=int, default=0, help="how many moments to leave out")
    options = parser.parse_args()
    moments = range(options.first, options.moments)
    console, failed = Console(), 0
    table = Table("Point of failure", "Moments", "Struck", "As if undisturbed")

    def sleep(seconds: float) -> Callable[[Path], None]:
        return lambda _: time.sleep(seconds)

    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="kills-"))
        build(Path(folder) / "course", options.students)
        trial = measured(Path(folder) / "course", Path(folder))
        console.print(f"Undisturbed: {len(trial.marks)} marks in {trial.seconds:.1f} s.")
        progress = stack.enter_context(Progress(*_COLUMNS, console=console, transient=True))
        task = progress.add_task("", total=len(possible()) * len(moments))
        for point in possible():
            progress.update(task, description=point)
            right = struck = 0
            for number in moments:
                draw = random.Random(f"{point} {number}")
                moment = draw.random() * trial.seconds
                try:
                    struck += disturb(trial, point, draw, sleep(moment))
                    right += 1
                except Wrong as wrong:
                    console.print(f"{point} after {moment:.1f} s: {wrong}")
                progress.advance(task)
            failed += len(moments) - right
            table.add_row(point, str(len(moments)), str(struck), str(right))
    console.print(table)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
