"""Several graders at once, each a process that records the same students in its own order."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

from autograder.gradebook import recording
from autograder.gradebook.course import Course
from tests.gradebook.reports import report

STUDENTS = tuple(f"student{number:02}" for number in range(80))
GRADERS = 3


def run(course: Course) -> None:
    """Let the graders loose; each must end well. Half of the students are known beforehand."""
    from nbgrader.api import Gradebook

    with Gradebook(course.db_url, course.coursedir.course_id) as gradebook:
        for student in STUDENTS[::2]:
            gradebook.add_student(student)
    graders = [
        subprocess.Popen(
            [sys.executable, "-W", "error", "-m", __name__, course.root, str(number)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
        )
        for number in range(GRADERS)
    ]
    for grader in graders:
        assert grader.stdout is not None
        assert grader.stdout.readline() == "ready\n", grader.communicate()[1]
    for grader in graders:
        assert grader.stdin is not None
        grader.stdin.write("go\n")
        grader.stdin.flush()
    for grader in graders:
        _, errors = grader.communicate()
        assert grader.returncode == 0, errors


def _grade(root: Path, number: int) -> None:
    recording._PAUSES = ()  # who is in another's way is not to need a second try
    students = list(STUDENTS)
    random.Random(number).shuffle(students)
    with recording.Recorder(Course.open(root), "ps1", batch=9) as recorder:
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        input()
        for student in students:
            recorder.record(report(student, {"test_norm": number / 2, "test_squares": 1.0}))


if __name__ == "__main__":
    _grade(Path(sys.argv[1]), int(sys.argv[2]))
