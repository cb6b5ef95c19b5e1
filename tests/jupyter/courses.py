"""A course that is as small as one can be and still be graded, reported on and audited: one task,
and a second notebook with one answer for a person to read."""

from __future__ import annotations

import json
from pathlib import Path

from autograder.authoring.release import register
from autograder.gradebook.course import Course
from tests.course.conformance import percent
from tests.grading.conftest import hand_in

STUDENTS = ("anna", "bob", "team-1")
RIGHT = "def double(x):\n    return 2 * x"
SECRET = "14142"
"""Asked for by a hidden test, and expected nowhere else."""
WORDS = f"""# %% locked="setup"
import math

# %% [markdown]
# ## Task 1: twice as much

# %% solution="double"
### BEGIN SOLUTION
def double(x):
    return 2 * x
### END SOLUTION

# %% test="double-core" points=2
assert double(3) == 6
### BEGIN HIDDEN TESTS
assert double(7071) == {SECRET}
### END HIDDEN TESTS
"""
ESSAY = """# %% [markdown]
# ## Why

# %% [markdown] manual="why" points=1
# Because.
"""
CONFIG = "c = get_config()\nc.CourseDirectory.course_id = 'words101'\nc.Autograder.workers = 1\n"


def course(root: Path, *, more: str = "", students: tuple[str, ...] = STUDENTS) -> Path:
    """The course with its assignment ``ps1`` released, and handed in by three as it was released.
    ``more`` is what its configuration says besides."""
    folder = root / "source" / "ps1"
    folder.mkdir(parents=True)
    (folder / "words.ipynb").write_bytes(percent.source(WORDS))
    (folder / "essay.ipynb").write_bytes(percent.source(ESSAY))
    (root / "nbgrader_config.py").write_text(CONFIG + more)
    (root / "submitted").mkdir()
    register("ps1", Course.open(root))
    for student in students:
        hand_in(root, student)
    return root


def answered(root: Path, code: str) -> bytes:
    """The released notebook with this answer."""
    notebook = json.loads((root / "release" / "ps1" / "words.ipynb").read_bytes())
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "double":
            cell["source"] = code
    return json.dumps(notebook).encode()
