"""A small real course, built once by nbgrader itself and copied for each test."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from traitlets.config import Config

from autograder.gradebook.course import Course
from autograder.gradebook.database import scripts_on_path
from tests.gradebook import postgresql

Twin = Callable[[Course], Course]


@pytest.fixture(scope="session")
def built_course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """``course/`` after ``nbgrader generate_assignment ps1``."""
    root = tmp_path_factory.mktemp("built") / "course"
    shutil.copytree(Path(__file__).parent / "course", root)
    (root / "submitted").mkdir()
    generate(root, Config())
    return root


def generate(root: Path, config: Config) -> None:
    """``nbgrader generate_assignment ps1``"""
    from nbgrader.apps import NbGraderAPI
    from nbgrader.coursedir import CourseDirectory

    config.CourseDirectory.course_id = "words101"
    with scripts_on_path():
        api = NbGraderAPI(CourseDirectory(root=str(root), config=config), config=config)
        result = api.generate_assignment("ps1")
    assert result["success"], result["error"]


@pytest.fixture
def course(sqlite_course: Course) -> Course:
    """A fresh copy of the course."""
    return sqlite_course


@pytest.fixture
def sqlite_course(built_course: Path, tmp_path: Path) -> Course:
    """A fresh copy of the course with its gradebook in a file, as nbgrader has it by default."""
    root = tmp_path / "course"
    shutil.copytree(built_course, root)
    return Course.open(root)


@pytest.fixture(scope="session")
def server() -> Iterator[postgresql.Server]:
    """A PostgreSQL server of our own."""
    with postgresql.running() as started:
        yield started


@pytest.fixture(scope="session")
def built_database(
    server: postgresql.Server, built_course: Path, tmp_path_factory: pytest.TempPathFactory
) -> str:
    """A database after ``nbgrader generate_assignment ps1``; its name."""
    name = server.copy()
    root = tmp_path_factory.mktemp("on-server") / "course"
    shutil.copytree(built_course, root)
    config = Config()
    config.CourseDirectory.db_url = server.url(name)
    generate(root, config)
    return name


@pytest.fixture
def postgresql_course(
    sqlite_course: Course, server: postgresql.Server, built_database: str
) -> Course:
    """A fresh copy of the course whose gradebook is on the server."""
    return move(sqlite_course, server.url(server.copy(built_database)))


@pytest.fixture
def twin(request: pytest.FixtureRequest, tmp_path: Path) -> Twin:
    """Makes a copy of a course with a gradebook of its own."""

    def copied(course: Course) -> Course:
        copy = Course.open(Path(shutil.copytree(course.root, tmp_path / "twin")))
        if course.db_url.startswith("sqlite"):
            return copy
        server: postgresql.Server = request.getfixturevalue("server")
        return move(copy, server.url(server.copy(course.db_url.rpartition("/")[2])))

    return copied


def move(course: Course, url: str) -> Course:
    """The course with another gradebook."""
    (course.root / "gradebook.db").unlink(missing_ok=True)
    config = course.root / "nbgrader_config.py"
    text = config.read_text(encoding="utf-8") + f"c.CourseDirectory.db_url = {url!r}\n"
    config.write_text(text, encoding="utf-8")
    return Course.open(course.root)
