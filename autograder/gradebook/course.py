"""A course folder, configured as nbgrader's own commands configure themselves in it."""

from __future__ import annotations

import contextlib
import glob
import os
import re
import string
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from traitlets.config import Config
from traitlets.config.loader import (
    ConfigFileNotFound,
    JSONFileConfigLoader,
    PyFileConfigLoader,
)

from autograder.config import Autograder
from autograder.errors import CourseError
from autograder.gradebook.paths import refusal, shown
from autograder.quick import import_jsonschema

if TYPE_CHECKING:
    from nbgrader.coursedir import CourseDirectory

_NEXT_STEP = (
    "Run this in the folder that holds source/ and nbgrader_config.py, or name that folder."
)
_READ_AS_URL = re.compile(r"\?|%[0-9A-Fa-f]{2}")


@dataclass(frozen=True, slots=True)
class Course:
    """A course: where its folders are and what its configuration says."""

    root: Path
    coursedir: CourseDirectory
    """nbgrader's own object; names of folders, ``ignore``, ``groupshared`` are read from it."""
    config: Config
    """Everything that the configuration files set."""
    settings: Autograder
    """The section ``c.Autograder``."""

    @classmethod
    def open(cls, root: Path) -> Course:
        """Read the configuration of the course in ``root``.

        Files are read in nbgrader's order: Jupyter's configuration folders, then
        ``nbgrader_config.py`` of the folder itself, then that of ``CourseDirectory.root`` where
        the configuration names another one. As nbgrader does, the folder becomes importable, so
        that the configuration can name plugins which lie in it.

        Raises:
            CourseError: there is no course here, or its configuration cannot be read.
        """
        here = root.absolute()
        if not (here / "source").is_dir() and not (here / "nbgrader_config.py").is_file():
            raise CourseError(f"{here} is not a course folder.", next_step=_NEXT_STEP)
        config = _read_config(here)

        import_jsonschema()
        from nbgrader.coursedir import CourseDirectory  # costs about two seconds

        home = Path(here, str(config.CourseDirectory.get("root", here)))
        coursedir = CourseDirectory(config=config, root=str(home))
        course = cls(home, coursedir, config, Autograder(config=config))
        if course.db_url.startswith(f"sqlite:///{home}") and _READ_AS_URL.search(str(home)):
            raise CourseError(
                f"nbgrader would look for the gradebook of {home} in another place: a question "
                "mark, or a percent sign before two digits, means something else in the URL of a "
                "database.",
                next_step="Rename the folder.",
            )
        return course

    def share(self) -> None:
        """Where instructors share the course (``groupshared``), let their group write all that this
        process makes from now on; its folders pass their group on by their set-group-ID bit."""
        if self.coursedir.groupshared:
            os.umask(os.umask(0o077) & ~0o070)

    @property
    def db_url(self) -> str:
        """URL of the gradebook; a relative SQLite path counts from the course's folder."""
        url = str(self.coursedir.db_url)
        path = url.removeprefix("sqlite:///")
        if path in (url, "") or path.startswith(("/", ":memory:")):
            return url
        return f"sqlite:///{self.root / path}"

    def students(self, assignment: str) -> tuple[str, ...]:
        """Ids of the students with a submitted folder, sorted.

        ``CourseDirectory.student_id`` (a glob) and ``student_id_exclude`` apply. Unlike stock
        nbgrader, folders without any notebook count too (they get a mark of zero), and names with
        characters that are special to globs or regular expressions are taken literally.
        """
        step = self.coursedir.submitted_directory
        pattern = self._path_pattern(step, assignment, glob.escape, self.coursedir.student_id)
        regex = re.compile(
            self._path_pattern(step, assignment, re.escape, "(?P<student>.+)", "(?P=student)")
        )
        excluded = {name.strip() for name in self.coursedir.student_id_exclude.split(",")}
        found = set()
        # nbgrader globs with this module; pathlib's rules on hidden files differ
        for folder in glob.glob(pattern, root_dir=self.root):  # noqa: PTH207
            match = regex.fullmatch(folder.rstrip("/"))
            if match and match["student"] not in excluded and (self.root / folder).is_dir():
                found.add(self._checked(match["student"]))
        return tuple(sorted(found))

    def _path_pattern(
        self,
        step: str,
        assignment: str,
        escape: Callable[[str], str],
        student: str,
        again: str | None = None,
    ) -> str:
        """``directory_structure`` as a pattern; ``again`` stands for a repeated student id."""
        pieces = []
        for literal, field, _, _ in string.Formatter().parse(self.coursedir.directory_structure):
            pieces.append(escape(literal))
            if field == "student_id":
                pieces.append(student)
                student = student if again is None else again
            elif field is not None:
                pieces.append(escape(assignment if field == "assignment_id" else step))
        return "".join(pieces)

    def source(self, assignment: str) -> Path:
        """Folder of the instructor's version."""
        return self._folder(self.coursedir.source_directory, ".", assignment)

    def submitted(self, student: str, assignment: str) -> Path:
        """Folder of what a student handed in."""
        step = self.coursedir.submitted_directory
        return self._folder(step, self._checked(student), assignment)

    def autograded(self, student: str, assignment: str) -> Path:
        """Folder of a student's graded notebooks."""
        step = self.coursedir.autograded_directory
        return self._folder(step, self._checked(student), assignment)

    def kept(self, student: str, assignment: str) -> Path:
        """Folder of the submission that counts, where the course keeps the best."""
        return self._folder("kept", self._checked(student), assignment)

    def feedback(self, student: str, assignment: str) -> Path:
        """Folder of the pages that a student reads."""
        step = self.coursedir.feedback_directory
        return self._folder(step, self._checked(student), assignment)

    def _folder(self, step: str, student: str, assignment: str) -> Path:
        if refusal(assignment):
            raise CourseError(f"{shown(assignment)} is no name of an assignment.")
        return Path(self.coursedir.format_path(step, student, assignment))

    def _checked(self, student: str) -> str:
        """The id, which becomes a part of paths and a key in the gradebook."""
        if reason := refusal(PurePosixPath(student)) or (not student and "is empty"):
            raise CourseError(
                f"The student id {shown(student)} {reason}.", next_step="Rename the folder."
            )
        return student


def personal_config() -> Config:
    """What Jupyter's configuration folders say of nbgrader: all that a student has. Raises
    CourseError."""
    config = Config()
    try:
        for folder, name in _jupyter_files():
            config.merge(_load(folder, name))
    except (Exception, SystemExit) as error:  # it is a program
        raise CourseError(
            f"nbgrader's configuration cannot be read: {type(error).__name__}: {error}.",
            next_step="Mend nbgrader_config.py in a folder that `jupyter --paths` names.",
        ) from error
    return config


def _read_config(here: Path) -> Config:
    if str(here) not in sys.path:
        sys.path.insert(0, str(here))
    config = Config()
    try:
        with _inside(here):  # a configuration may open files beside it
            for folder, name in _config_files(here):
                config.merge(_load(folder, name))
            home = here / str(config.CourseDirectory.get("root", here))
            if home != here:
                config.merge(_load(str(home), "nbgrader_config"))
    except (Exception, SystemExit) as error:
        # a configuration file is a program: whatever it raises is the course's
        raise CourseError(
            f"The configuration of {here} cannot be read: {type(error).__name__}: {error}.",
            next_step="Mend nbgrader_config.py.",
        ) from error
    return config


@contextlib.contextmanager
def _inside(folder: Path) -> Iterator[None]:
    """Work in a folder, and go back: unless the one before is gone, or its user may not enter it,
    as where a hub starts its services in a folder of root's. Then the process stays."""
    try:
        before = Path.cwd()
    except FileNotFoundError:
        before = folder
    os.chdir(folder)
    try:
        yield
    finally:
        with contextlib.suppress(FileNotFoundError, PermissionError):
            os.chdir(before)


def _config_files(here: Path) -> Iterator[tuple[str, str]]:
    """Folders and names, in the order in which later ones win."""
    yield from _jupyter_files()
    yield str(here), "nbgrader_config"


def _jupyter_files() -> Iterator[tuple[str, str]]:
    from jupyter_core.paths import jupyter_config_dir, jupyter_config_path

    folders = jupyter_config_path()
    if jupyter_config_dir() not in folders:
        folders.insert(0, jupyter_config_dir())
    for name in ("jupyter_config", "nbgrader_config"):
        yield from ((folder, name) for folder in reversed(folders))


def _load(folder: str, name: str) -> Config:
    config = Config()
    loaders: tuple[Any, ...] = (
        PyFileConfigLoader(f"{name}.py", path=folder),
        JSONFileConfigLoader(f"{name}.json", path=folder),
    )
    for loader in loaders:
        with contextlib.suppress(ConfigFileNotFound):
            config.merge(loader.load_config())
    return config
