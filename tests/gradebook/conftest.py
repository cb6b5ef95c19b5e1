"""A small real course, built once by nbgrader itself and copied for each test."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from traitlets.config import Config

from autograder.gradebook.course import Course
from autograder.gradebook.database import scripts_on_path


@pytest.fixture(scope="session")
def built_course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """``course/`` after ``nbgrader generate_assignment ps1``."""
    from nbgrader.apps import NbGraderAPI
    from nbgrader.coursedir import CourseDirectory

    root = tmp_path_factory.mktemp("built") / "course"
    shutil.copytree(Path(__file__).parent / "course", root)
    (root / "submitted").mkdir()
    config = Config()
    config.CourseDirectory.course_id = "words101"
    with scripts_on_path():
        api = NbGraderAPI(CourseDirectory(root=str(root), config=config), config=config)
        result = api.generate_assignment("ps1")
    assert result["success"], result["error"]
    return root


@pytest.fixture
def course(built_course: Path, tmp_path: Path) -> Course:
    """A fresh copy of the course."""
    root = tmp_path / "course"
    shutil.copytree(built_course, root)
    return Course.open(root)
