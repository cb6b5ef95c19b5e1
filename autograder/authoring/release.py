"""Making what students get, with nbgrader's own generate_assignment.

It runs in a temporary course without a database, so that making a release leaves no gradebook
behind. ``register`` is what ``nbgrader generate_assignment`` does in a course: the same release,
and the assignment in the gradebook, without which nothing can be graded.
"""

from __future__ import annotations

import logging
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import nbformat
from traitlets.config import Config

from autograder.authoring.build import dump
from autograder.authoring.due import with_due
from autograder.authoring.hidden import with_counts
from autograder.authoring.layout import release_folder, source_folder
from autograder.errors import CourseError, NotReleasable
from autograder.gradebook.course import Course
from autograder.gradebook.database import scripts_on_path, share
from autograder.gradebook.reading import due_date


def release(name: str, root: Path) -> Path:
    """Write ``release/<name>/`` from ``source/<name>/``; the folder's path.

    ``NotReleasable`` if nbgrader refuses the notebook.
    """
    files = generate(name, root)
    folder = release_folder(name, root)
    shutil.rmtree(folder, ignore_errors=True)
    for path, content in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return folder


def generate(name: str, root: Path) -> Mapping[Path, bytes]:
    """The files of a release, as nbgrader makes them now, without writing to ``root``."""
    with tempfile.TemporaryDirectory(prefix="release-") as temporary:
        course = Path(temporary)
        shutil.copytree(
            source_folder(name, root),
            course / "source" / name,
            ignore=shutil.ignore_patterns(".ipynb_checkpoints", "__pycache__"),
        )
        _generate_assignment(name, _private(course))
        made = course / "release" / name
        paths = sorted(path for path in made.rglob("*") if path.is_file())
        sources = course / "source" / name
        return {path.relative_to(made): _content(path, sources / path.name) for path in paths}


def _content(path: Path, source: Path) -> bytes:
    if path.suffix != ".ipynb":
        return path.read_bytes()
    text = dump(nbformat.read(path, as_version=4))
    return with_counts(text, source.read_text("utf-8")).encode()


def register(name: str, course: Course) -> Path:
    """Release ``name`` in a course as its configuration says, and register it in the gradebook;
    the folder of the release.

    Raises:
        CourseError: there is no such assignment in the course.
        NotReleasable: nbgrader refuses the notebook.
    """
    source = course.source(name)
    if not source.is_dir():
        raise CourseError(
            f"There is no folder {source}.",
            next_step=f"Put the instructor's notebook there, or run `autograder build {name}`.",
        )
    config = Config(course.config)
    config.CourseDirectory.root = str(course.root)
    config.CourseDirectory.db_url = course.db_url
    config.GenerateAssignment.force = True
    config.GenerateAssignment.create_assignment = True
    with scripts_on_path():
        _generate_assignment(name, config)
    share(course)
    folder, due = release_folder(name, course.root), due_date(course, name)
    for path in folder.glob("*.ipynb"):
        text = with_counts(path.read_text("utf-8"), (source / path.name).read_text("utf-8"))
        path.write_text(with_due(text, due), "utf-8")
    return folder


@contextmanager
def rehearsed(name: str, course: Course) -> Iterator[Course]:
    """A temporary course in which the assignment, as it now lies in ``source/``, was released and
    registered: nothing of ``course`` is touched. Raises what ``register`` raises."""
    from nbgrader.coursedir import CourseDirectory

    with tempfile.TemporaryDirectory(prefix="rehearsal-") as temporary:
        config = Config(course.config)
        config.CourseDirectory.root = temporary
        config.CourseDirectory.db_url = f"sqlite:///{temporary}/gradebook.db"
        directory = CourseDirectory(config=config, root=temporary)
        made = Course(Path(temporary), directory, config, course.settings)
        if course.source(name).is_dir():
            ignored = shutil.ignore_patterns(".ipynb_checkpoints", "__pycache__")
            shutil.copytree(course.source(name), made.source(name), ignore=ignored)
        for part in ("header", "footer"):
            path = str(config.IncludeHeaderFooter.get(part, ""))
            if path and (course.root / path).is_file():
                (made.root / path).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(course.root / path, made.root / path)
        register(name, made)
        yield made


def _private(course: Path) -> Config:
    """The configuration of a course that has no gradebook."""
    config = Config()
    config.CourseDirectory.root = str(course)
    config.GenerateAssignment.no_database = True
    config.SaveCells.enabled = False
    return config


def _generate_assignment(name: str, config: Config) -> None:
    # nbgrader costs seconds to import: only those who release pay
    from nbgrader.converters import GenerateAssignment
    from nbgrader.converters.base import NbGraderException
    from nbgrader.coursedir import CourseDirectory

    config.CourseDirectory.assignment_id = name
    log = logging.getLogger("autograder.authoring.nbgrader")
    # its preprocessors find their settings through their parent's configuration
    converter = GenerateAssignment(coursedir=CourseDirectory(config=config), config=config)
    converter.log = log
    messages = _Messages()
    log.addHandler(messages)
    log.propagate = False
    try:
        converter.start()
    except (NbGraderException, SystemExit) as error:
        raise NotReleasable(
            f"nbgrader could not make a release of {name!r}: {error}.",
            next_step="It said: " + " ".join(messages.lines[-3:]),
        ) from error
    finally:
        log.removeHandler(messages)


class _Messages(logging.Handler):
    """Keeps what nbgrader says, for the case that it fails."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage().strip().splitlines()[-1])
