"""Mistakes that people make end in one clear sentence and what to do next, not in a traceback."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest


def autograder(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "autograder", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A course as it is before anybody has handed in anything."""
    (tmp_path / "source").mkdir()
    return tmp_path


def test_a_folder_that_is_no_course(tmp_path: Path) -> None:
    done = autograder("grade", "similarity", folder=tmp_path)
    assert done.returncode == 2
    assert "is not a course folder" in done.stderr
    assert "Next:" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_assignment_that_the_gradebook_does_not_know(course: Path) -> None:
    done = autograder("grade", "similarity", folder=course)
    assert done.returncode == 2
    assert "has no assignment 'similarity'" in done.stderr
    assert "autograder release similarity" in done.stderr


def test_a_report_on_an_assignment_that_the_gradebook_does_not_know(course: Path) -> None:
    done = autograder("report", "similarity", folder=course)
    assert done.returncode == 2
    assert "has no assignment 'similarity'" in done.stderr
    assert not (course / ".autograder").exists()


def test_an_assignment_that_does_not_exist(course: Path) -> None:
    done = autograder("build", "similarities", folder=course)
    assert done.returncode == 2
    assert "There is one of: " in done.stderr


def test_a_release_without_a_source(course: Path) -> None:
    done = autograder("release", "similarity", folder=course)
    assert done.returncode == 2
    assert "autograder build similarity" in done.stderr


def test_nothing_was_handed_in(course: Path) -> None:
    for command in ("build", "release"):
        assert autograder(command, "similarity", folder=course).returncode == 0
    done = autograder("grade", "similarity", folder=course)
    assert done.returncode == 2
    assert "There is no submission" in done.stderr
    assert "submitted/STUDENT/similarity" in done.stderr


def test_workers_of_this_machine_are_not_counted_together_with_a_cluster(course: Path) -> None:
    options = ("--dask", "tcp://127.0.0.1:9", "--workers", "2")
    done = autograder("grade", "similarity", *options, folder=course)
    assert done.returncode == 2
    assert "Error: --workers counts processes on this machine" in done.stderr
    assert "Next:" in done.stderr


def test_the_demo_does_not_touch_a_course(course: Path) -> None:
    done = autograder("demo", "--folder", ".", folder=course)
    assert done.returncode == 2
    assert "holds a course already" in done.stderr
    assert sorted(path.name for path in course.iterdir()) == ["source"]


def test_the_three_cosines_of_the_workshop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GENSIM_DATA_DIR", str(tmp_path / "gensim-data"))
    done = autograder("glove", "--verify", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    for number in ("0.71930116", "0.5309377", "0.74011725"):
        assert number in done.stdout
