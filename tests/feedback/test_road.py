"""nbgrader's GenerateFeedback with our exporter, in this process; nothing is graded here.

``tests/course/test_feedback.py`` has real work and nbgrader's commands.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
from traitlets.config import Config

from autograder.gradebook.course import Course
from autograder.gradebook.database import scripts_on_path
from autograder.gradebook.writing import write_autograded
from autograder.grading.packing import pack
from autograder.grading.results import for_reading
from autograder.grading.store import Written, opened
from autograder.model import Reason, SubmissionReport, Verdict
from tests.feedback.samples import cell, document
from tests.gradebook.conftest import generate
from tests.gradebook.reports import MAX, record, report

SMALL = Path(__file__).parents[1] / "gradebook" / "course"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("built") / "course"
    shutil.copytree(SMALL, root)
    (root / "submitted").mkdir()
    generate(root, Config())
    return root


@pytest.fixture
def root(built: Path, tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "course"
    shutil.copytree(built, folder)
    with scripts_on_path():
        yield folder


def without_essay() -> SubmissionReport:
    """ann has handed in one of two notebooks."""
    words = document(cell("## Norms", kind="markdown"), cell("x", "test_norm", grade=True))
    missing = tuple(
        Verdict(name, 0.0, top, Reason.MISSING_NOTEBOOK) for name, top in MAX["essay"].items()
    )
    first, second = report("ann").notebooks
    return replace(
        report("ann"),
        notebooks=(
            replace(first, document=words),
            replace(second, document=None, verdicts=missing),
        ),
        files={PurePosixPath("essay.odt"): b"words"},
    )


def graded(root: Path, found: SubmissionReport) -> None:
    """As a run leaves it."""
    course = Course.open(root)
    write_autograded(course, found)
    record(course, found)
    with opened(root) as store:
        store.keep(for_reading(b"there"), pack(found))
        store.note("ps1", {found.student: Written(b"there", b"")})


def generate_feedback(root: Path, **settings: Any) -> dict[str, Any]:
    """As Formgrader asks for it."""
    from nbgrader.apps import NbGraderAPI
    from nbgrader.coursedir import CourseDirectory

    config = Config()
    config.CourseDirectory.course_id = "words101"
    config.GenerateFeedback.exporter_class = "autograder.feedback.road.Exporter"
    config.Autograder = Config(settings)
    api = NbGraderAPI(CourseDirectory(root=str(root), config=config), config=config)
    result = api.generate_feedback("ps1", "ann", force=False)
    assert isinstance(result, dict)
    return result


def page(root: Path, notebook: str) -> str:
    return (root / "feedback/ann/ps1" / f"{notebook}.html").read_text(encoding="utf-8")


def test_a_notebook_that_was_not_handed_in_keeps_its_page(root: Path) -> None:
    """nbgrader empties the folder and comes only to the others."""
    graded(root, without_essay())
    folder = root / "feedback" / "ann" / "ps1"
    folder.mkdir(parents=True)
    (folder / "essay.html").write_text("old")
    result = generate_feedback(root)
    assert result["success"], result
    assert "Norms" in page(root, "words")
    assert "There was no notebook with this name" in page(root, "essay")
    assert "essay.odt" in page(root, "essay")


def test_where_nothing_is_known_a_lower_level_has_the_marks_and_no_test(root: Path) -> None:
    graded(root, without_essay())
    (root / ".autograder" / "results.db").unlink()
    text = document(
        cell("## Norms", kind="markdown"),
        cell("assert SECRET", "test_norm", grade=True, solution=False, locked=True, points=2),
    )
    path = root / "autograded" / "ann" / "ps1" / "words.ipynb"
    path.chmod(0o644)
    path.write_text(text)
    assert generate_feedback(root, reveal="hints")["success"]
    assert "Only the marks are known here" in page(root, "words")
    assert "SECRET" not in page(root, "words")
    assert "2 of 2" in page(root, "words")


def test_a_level_that_does_not_exist_is_refused_before_anything_is_removed(root: Path) -> None:
    graded(root, without_essay())
    assert generate_feedback(root)["success"]
    result = generate_feedback(root, reveal="answers")
    assert not result["success"]
    assert "'answers' is no level" in result["log"]
    assert "Norms" in page(root, "words")
