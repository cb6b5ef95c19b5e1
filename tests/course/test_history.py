"""How one student came by these marks: what the commands print for a class that was graded."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.cli.demo import ASSIGNMENT
from tests.course.conftest import Graded


def autograder(*arguments: str, folder: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "autograder", *arguments],
        cwd=folder,
        env=os.environ | {"COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return " ".join(done.stdout.split())


@pytest.fixture
def root(graded: Graded, tmp_path: Path) -> Path:
    """A copy of the graded course."""
    return Path(shutil.copytree(graded.course.root, tmp_path / "course"))


def test_history_tells_from_what_each_mark_came(root: Path) -> None:
    said = autograder("history", "ada", ASSIGNMENT, folder=root)
    assert "UTC: 18 points" in said
    assert "the first time" in said
    assert "18 of 20, 2 wait for a person" in said


def test_explain_tells_why_and_whether_it_still_holds(root: Path) -> None:
    said = autograder("explain", "greta", ASSIGNMENT, folder=root)
    assert "Looks like: absolute value." in said
    assert "What should two arrows" in said
    assert "Because cosine_similarity is wrong" in said
    assert "angle_degrees([1, 2], [-3, 0]) gave 63.4349; expected 116.565." in said
    assert "This is how it was" not in said
    notebook = root / "submitted" / "greta" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    notebook.write_text(notebook.read_text() + "\n")
    said = autograder("explain", "greta", ASSIGNMENT, folder=root)
    assert "This is how it was when it was graded" in said


def test_a_dry_run_after_a_changed_rule_says_what_changes_and_records_nothing(root: Path) -> None:
    before = (root / "gradebook.db").read_bytes()
    chosen = ("--student", "ada", "--student", "greta")
    assert "no mark would change" in autograder(
        "grade", ASSIGNMENT, "--dry-run", *chosen, folder=root
    )
    source = root / "submitted" / "ada" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    shutil.copy(root / "release" / ASSIGNMENT / source.name, source)
    said = autograder("grade", ASSIGNMENT, "--dry-run", *chosen, folder=root)
    assert "another submission" in said
    assert "dot-core 1 → 0 (not started)" in said
    assert "1 of 2 would change. Nothing was written or recorded" in said
    assert (root / "gradebook.db").read_bytes() == before
