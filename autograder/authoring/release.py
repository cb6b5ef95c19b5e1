"""Making what students get, with nbgrader's own generate_assignment.

It runs in a temporary course without a database, so that making a release leaves no gradebook
behind. Whoever runs a course registers the assignment in its gradebook with
``nbgrader generate_assignment`` as always: it makes the same notebook.
"""

from __future__ import annotations

import logging
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

import nbformat

from autograder.authoring.build import dump
from autograder.authoring.layout import release_folder, source_folder
from autograder.errors import NotReleasable


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
        _generate_assignment(name, course)
        made = course / "release" / name
        paths = sorted(path for path in made.rglob("*") if path.is_file())
        return {path.relative_to(made): _content(path) for path in paths}


def _content(path: Path) -> bytes:
    if path.suffix != ".ipynb":
        return path.read_bytes()
    return dump(nbformat.read(path, as_version=4)).encode()


def _generate_assignment(name: str, course: Path) -> None:
    # nbgrader costs seconds to import: only those who release pay
    from nbgrader.converters import GenerateAssignment
    from nbgrader.converters.base import NbGraderException
    from nbgrader.coursedir import CourseDirectory
    from traitlets.config import Config

    config = Config()
    config.CourseDirectory.root = str(course)
    config.CourseDirectory.assignment_id = name
    config.GenerateAssignment.no_database = True
    config.SaveCells.enabled = False
    converter = GenerateAssignment(coursedir=CourseDirectory(config=config), config=config)
    converter.log = logging.getLogger("autograder.authoring.nbgrader")
    try:
        converter.start()
    except (NbGraderException, SystemExit) as error:
        raise NotReleasable(
            f"nbgrader could not make a release of {name!r}: {error}.",
            next_step="Its messages above name the cell.",
        ) from error
