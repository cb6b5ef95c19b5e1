"""Graded notebooks on disk, as nbgrader's feedback and Formgrader look for them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection, Iterator
from datetime import datetime
from pathlib import Path, PurePosixPath

from autograder.errors import InfrastructureError
from autograder.gradebook.course import Course
from autograder.gradebook.paths import refusal, shown
from autograder.model import SubmissionReport

_TIMESTAMP = PurePosixPath("timestamp.txt")


def write_autograded(
    course: Course, report: SubmissionReport, *, others: Collection[str] = ()
) -> Path:
    """Replace ``autograded/<student>/<assignment>/`` by what the report holds, all or nothing.
    ``others`` are notebooks that stay as they are, if they are there.

    The folder is filled under another name and then renamed, so a killed run leaves either the
    old folder or the new one, and no reader meets half of one. (Between the two renames there is
    an instant without any.) Leftovers of a killed run are removed by the next.

    Raises:
        InfrastructureError: a name would leave the folder, or the disk refused.
    """
    folder = course.autograded(report.student, report.assignment)
    new = folder.with_name(f".{folder.name}.autograder-new")
    old = folder.with_name(f".{folder.name}.autograder-old")
    contents = dict(_contents(report))
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        if not _there(folder) and _there(old):
            old.replace(folder)  # a run was killed between its two renames
        for leftover in (new, old):
            _remove(leftover)
        contents |= _staying(folder, others)
        _fill(course, new, contents)
        _swap(new, folder, old)
    except OSError as error:
        raise InfrastructureError(
            f"The graded notebooks of {report.student} could not be written: {error}.",
            next_step="See that the folder is writable and the disk is not full, then grade again.",
        ) from error
    return folder


def _contents(report: SubmissionReport) -> Iterator[tuple[PurePosixPath, bytes]]:
    """What goes into the folder. Where a file's name is also a folder's, the folder stays."""
    for path, data in report.files.items():
        # as in nbgrader, notebooks are not copied; nor may a folder take a notebook's name
        if not any(part.endswith(".ipynb") for part in path.parts):
            yield _safe(path), data
    if report.timestamp is not None and _TIMESTAMP not in report.files:
        yield _TIMESTAMP, _nbgrader_time(report.timestamp).encode()
    for notebook in report.notebooks:
        if notebook.document is not None:
            path = _safe(PurePosixPath(f"{notebook.name}.ipynb"))
            if len(path.parts) != 1:
                raise InfrastructureError(f"{shown(notebook.name)} is no name of a notebook.")
            yield path, notebook.document.encode()


def _staying(folder: Path, others: Collection[str]) -> dict[PurePosixPath, bytes]:
    paths = {PurePosixPath(f"{name}.ipynb"): folder / f"{name}.ipynb" for name in others}
    return {name: path.read_bytes() for name, path in paths.items() if path.is_file()}


def _safe(path: PurePosixPath) -> PurePosixPath:
    # who reads submissions has refused such names already: one that arrives here is a bug of ours
    if reason := refusal(path):
        raise InfrastructureError(f"The file {shown(str(path))} {reason}.")
    return path


def _nbgrader_time(timestamp: datetime) -> str:
    return f"{timestamp:%Y-%m-%d %H:%M:%S.%f} UTC"


def _fill(course: Course, folder: Path, contents: dict[PurePosixPath, bytes]) -> None:
    folders = {PurePosixPath()}.union(*(path.parents for path in contents))
    for parent in sorted(folders):
        (folder / parent).mkdir(exist_ok=True)
    mode = file_mode(course, "Autograde", 444)
    for path, data in contents.items():
        if path not in folders:
            (folder / path).write_bytes(data)
            (folder / path).chmod(mode)
    if course.coursedir.groupshared:
        for directory in (folder, *(folder / parent for parent in folders)):
            directory.chmod((directory.stat().st_mode | 0o2770) & 0o2777)


def file_mode(course: Course, converter: str, alone: int) -> int:
    """``permissions`` of one of nbgrader's converters, written in decimal digits as nbgrader has
    it; ``alone`` is its default where no group shares the course."""
    configured = {**course.config.BaseConverter, **course.config[converter]}.get("permissions")
    return int(str(configured or (664 if course.coursedir.groupshared else alone)), 8)


def _swap(new: Path, folder: Path, old: Path) -> None:
    if _there(folder):
        folder.replace(old)
    try:
        new.replace(folder)
    except BaseException:
        if _there(old):
            old.replace(folder)
        raise
    _remove(old)


def _there(path: Path) -> bool:
    return os.path.lexists(path)


def _remove(path: Path) -> None:
    if path.is_symlink():
        path.unlink()
    elif path.exists():
        shutil.rmtree(path)
