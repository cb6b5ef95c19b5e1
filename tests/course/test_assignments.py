"""Each assignment in stock nbgrader: without the one line that brings in the engine, with this
package installed, the hidden tests run where the student's code runs. The instructor's own
solution then gets everything, and what was released nothing."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from autograder import embeddings
from autograder.authoring.release import register
from autograder.exercises import assignments
from autograder.gradebook.course import Course
from autograder.gradebook.database import scripts_on_path

ROOT = Path(__file__).parents[2]
CONFIG = 'c = get_config()\nc.CourseDirectory.course_id = "word-vectors"\n'


def marks(root: Path, name: str) -> dict[str, dict[str, tuple[float | None, float]]]:
    """Automatic marks and what each cell is worth, by student, but for what a person marks."""
    from nbgrader.api import Gradebook

    found: dict[str, dict[str, tuple[float | None, float]]] = {}
    with scripts_on_path(), Gradebook(f"sqlite:///{root / 'gradebook.db'}", "word-vectors") as book:
        for submission in book.find_assignment(name).submissions:
            (notebook,) = submission.notebooks
            found[submission.student_id] = {
                cell.name: (cell.auto_score, cell.max_score)
                for cell in notebook.grades
                if cell.cell.cell_type == "code"
            }
    return found


@pytest.mark.parametrize("name", assignments())
def test_stock_nbgrader_gives_the_source_everything_and_the_release_nothing(
    name: str, tmp_path: Path
) -> None:
    root = tmp_path / "course"
    shutil.copytree(ROOT / "source" / name, root / "source" / name)
    (root / "nbgrader_config.py").write_text(CONFIG, encoding="utf-8")
    for student in ("source", "release"):
        shutil.copytree(ROOT / student / name, root / "submitted" / student / name)
    register(name, Course.open(root))
    path = os.pathsep.join([sysconfig.get_path("scripts"), os.environ["PATH"]])
    data = str(embeddings.prepare().gensim_data)
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", "autograde", name],
        cwd=root,
        env={**os.environ, "PATH": path, "GENSIM_DATA_DIR": data},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert done.returncode == 0, done.stdout
    graded = marks(root, name)
    assert all(score == worth for score, worth in graded["source"].values()), graded["source"]
    assert all(score == 0.0 for score, _ in graded["release"].values()), graded["release"]
    assert len(graded["source"]) >= 9
