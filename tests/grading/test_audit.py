"""An audit names the tests that need a word of their author's, on a real course."""

from __future__ import annotations

from pathlib import Path

from traitlets.config import Config

from autograder.gradebook.course import Course
from autograder.gradebook.database import scripts_on_path
from autograder.grading.audit import audit
from autograder.grading.pool import LocalPool
from autograder.grading.run import Run, Settings
from tests.course.conformance import percent
from tests.grading.conftest import api

ASSIGNMENT = "ps1"
SOLUTION = """# %% solution="save"
### BEGIN SOLUTION
def save(text):
    with open("made.txt", "w") as file:
        file.write(text)
    return len(text)
### END SOLUTION

# %% test="length" points=1
assert save("abc") == 3

# %% test="file" points=2
save("abc")
assert open("made.txt").read() == "abc"

# %% test="marked" points=1
# autograder: inside
save("abc")
assert open("made.txt").read() == "abc"

# %% test="wrong" points=1
assert save("abc") == 4
"""


def test_each_kind_of_trouble_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "source" / ASSIGNMENT
    folder.mkdir(parents=True)
    (folder / "files.ipynb").write_bytes(percent.source(SOLUTION))
    (tmp_path / "submitted").mkdir()
    (tmp_path / "nbgrader_config.py").write_text("c = get_config()\n")
    with scripts_on_path():
        result = api(tmp_path, Config()).generate_assignment(ASSIGNMENT)
    assert result["success"], result["error"]
    run = Run.prepare(Course.open(tmp_path), ASSIGNMENT, early=True)
    found = audit(run, Settings(gensim_data=None, workplace=LocalPool(1)))
    assert (found.tests, found.outside) == (4, 2)
    assert {problem.slug: problem.message.split("'")[1] for problem in found.problems} == {
        "cannot-run-outside": "file",
        "runs-inside": "marked",
        "fails-the-solution": "wrong",
    }
