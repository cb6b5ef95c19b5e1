"""``autograder demo``: the whole round in a temporary folder, on real GloVe.

The course, what students get, a made-up class of 24 that hands in what classes hand in, and the
marks. It is an ordinary nbgrader course afterwards: every file can be looked at and graded again.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from autograder import authoring
from autograder.cli.tables import console, grade_with_progress, printed
from autograder.exercises.similarity import classroom
from autograder.gradebook.course import Course

ASSIGNMENT = "similarity"

CONFIG = '''\
"""Configuration of the demo course. Time limits are short, so that runaway code ends soon."""

c = get_config()
c.CourseDirectory.course_id = "word-vectors"
c.Autograder.cell_seconds = 5
c.Autograder.call_seconds = 2
'''


def run_demo(folder: Path | None) -> int:
    """Build, hand in, grade, print. Returns the exit status: 0 where each mark is the one that
    the submission deserves."""
    started = time.monotonic()
    root = folder or Path(tempfile.mkdtemp(prefix="autograder-demo-"))
    root.mkdir(parents=True, exist_ok=True)
    (root / "nbgrader_config.py").write_text(CONFIG, encoding="utf-8")
    printed(f"Building the course in {root}")
    authoring.build(ASSIGNMENT, root)
    authoring.release(ASSIGNMENT, root)
    notebook = root / "release" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    made = classroom.submissions(notebook.read_bytes())
    for student in made:
        target = root / "submitted" / student.student / ASSIGNMENT
        target.mkdir(parents=True, exist_ok=True)
        for name, data in student.files.items():
            (target / name).write_bytes(data)
    printed(f"{len(made)} made-up students hand in their notebooks")
    status = grade_with_progress(Course.open(root), ASSIGNMENT)
    console.print(f"[bold]Done in {time.monotonic() - started:.0f} s.[/] What to open next:")
    return status
