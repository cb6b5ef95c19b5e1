"""``autograder demo``: the whole round in a temporary folder, on real GloVe.

The course, what students get, a made-up class of 24 that hands in what classes hand in, and the
marks. It is an ordinary nbgrader course afterwards: every file can be looked at and graded again.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from autograder.authoring.build import build
from autograder.authoring.release import register
from autograder.cli.grade import grade_once
from autograder.cli.printing import console, errors, printed
from autograder.errors import CourseError
from autograder.exercises.classroom import MadeUp
from autograder.gradebook.course import Course
from autograder.gradebook.marks import marks

ASSIGNMENT = "similarity"

CONFIG = '''\
"""Configuration of the demo course. Time limits are short, so that runaway code ends soon."""

c = get_config()
c.CourseDirectory.course_id = "word-vectors"
c.Autograder.cell_seconds = 5
c.Autograder.call_seconds = 2
'''
OF_A_COURSE = ("source", "submitted", "nbgrader_config.py", "gradebook.db")


def run_demo(folder: Path | None) -> int:
    """Build, hand in, grade, print. Returns the exit status: 0 where each mark is the one that
    the submission deserves."""
    started = time.monotonic()
    root = (folder or Path(tempfile.mkdtemp(prefix="autograder-demo-"))).absolute()
    if any((root / name).exists() for name in OF_A_COURSE):
        raise CourseError(
            f"{root} holds a course already.", next_step="Name an empty folder, or none."
        )
    root.mkdir(parents=True, exist_ok=True)
    (root / "nbgrader_config.py").write_text(CONFIG, encoding="utf-8")
    printed(f"Building the course in {root}")
    made = build_course(root)
    printed(f"{len(made)} made-up students hand in their notebooks")
    course = Course.open(root)
    status = grade_once(course, ASSIGNMENT)
    unfair = compare(course, made)
    seconds = time.monotonic() - started
    if unfair:
        errors.print(f"[bold red]These marks are not the ones deserved:[/] {', '.join(unfair)}")
    else:
        console.print(f"Each mark is the one that its story deserves. {seconds:.0f} s in all.")
    for line in what_next(root, made):
        console.print(line, highlight=False, markup=False, soft_wrap=True)
    return status or bool(unfair)


def build_course(root: Path) -> tuple[MadeUp, ...]:
    """The course with its release, and the class that has handed in."""
    build(ASSIGNMENT, root)  # says so where the assignment is not installed
    from autograder.exercises.similarity import classroom

    (root / "submitted").mkdir(exist_ok=True)
    folder = register(ASSIGNMENT, Course.open(root))
    made = classroom.submissions((folder / classroom.NOTEBOOK).read_bytes())
    for student in made:
        target = root / "submitted" / student.student / ASSIGNMENT
        target.mkdir(parents=True)
        for name, data in student.files.items():
            (target / name).write_bytes(data)
    return made


def compare(course: Course, made: Sequence[MadeUp]) -> list[str]:
    """Students whose recorded mark is not what their story says."""
    recorded = marks(course, ASSIGNMENT)
    return [
        f"{student.student} ({recorded[student.student].points:g}, not {student.points:g})"
        for student in made
        if recorded[student.student].points != student.points
    ]


def what_next(root: Path, made: Sequence[MadeUp]) -> list[str]:
    """Where everything is, and a few places worth a look; paths are last, to be copied."""
    page = f"{ASSIGNMENT}/{ASSIGNMENT}.html"
    stories = {student.student: student.story for student in made}
    return [
        "Open next:",
        *(
            f"  the page of {name} ({stories[name]}):\n    {root / 'feedback' / name / page}"
            for name in ("farid", "pia", "sven")
        ),
        f"  what students get:\n    {root / 'release' / ASSIGNMENT}",
        f"  the executed notebooks:\n    {root / 'autograded'}",
        f"  nbgrader's gradebook, which `nbgrader export` reads:\n    {root / 'gradebook.db'}",
    ]
