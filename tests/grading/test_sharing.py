"""Who may read and write what a run leaves, whatever the umask of the person who grades."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.authoring.release import register
from autograder.feedback import Pages
from autograder.gradebook.course import Course
from autograder.grading.run import Run, Settings
from tests.grading.conftest import hand_in
from tests.grading.test_run import Place

pytestmark = pytest.mark.filterwarnings("ignore:Object of type <Submitted:sqlalchemy.exc.SAWarning")


@pytest.fixture
def careful() -> Iterator[None]:
    """Somebody whose files are nobody else's."""
    before = os.umask(0o077)
    yield
    os.umask(before)


def graded(built: Path, root: Path, setting: str = "") -> Course:
    shutil.copytree(built, root)
    hand_in(root, "ann")
    (root / "submitted/ann/ps1/timestamp.txt").write_text("2026-01-02 03:04:05 UTC")
    (root / "submitted/ann/ps1/submission_secret.txt").write_text("s")
    config = root / "nbgrader_config.py"
    config.write_text(config.read_text() + setting)
    course = Course.open(root)
    course.share()
    settings = Settings(
        gensim_data=None, workplace=Place(), unsafe=True, publisher=Pages(course, "ps1")
    )
    assert len(list(Run.prepare(course, "ps1").grade_as(settings))) == 1
    return course


def modes(folder: Path) -> dict[str, int]:
    found = {}
    for path in (folder, *folder.rglob("*")):
        found[str(path.relative_to(folder.parent))] = path.stat().st_mode & 0o7777
    return found


def test_pages_are_such_that_nbgrader_hands_out_readable_ones(
    built: Path, tmp_path: Path, careful: None
) -> None:
    course = graded(built, tmp_path / "course")
    pages = course.feedback("ann", "ps1")
    assert {path.stat().st_mode & 0o777 for path in pages.iterdir()} == {0o644}
    assert len(list(pages.iterdir())) == 4


def test_what_one_instructor_leaves_another_of_the_group_may_change(
    built: Path, tmp_path: Path, careful: None
) -> None:
    course = graded(built, tmp_path / "course", "c.CourseDirectory.groupshared = True\n")
    register("ps1", course)
    for name in ("release", "autograded", "feedback", ".autograder", "gradebook.db"):
        for path, mode in modes(course.root / name).items():
            wanted = 0o070 if (course.root / path).is_dir() else 0o060
            assert mode & wanted == wanted, path
            assert not mode & 0o002, path
