"""Taking in what a student handed in: plain bytes of regular files, and nothing else.

The folder's contents are the student's, so nothing in it is followed or waited for: links, pipes,
devices and sockets are refused, sizes and counts are bounded before a byte is kept, and each file
is opened through its parent's descriptor without following links, so that swapping a folder for a
link in the meantime gains nothing. What is refused becomes a ``Problem`` of the submission.
"""

from __future__ import annotations

import contextlib
import difflib
import errno
import fnmatch
import os
import re
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path, PurePosixPath

from autograder.config import Limits
from autograder.errors import InfrastructureError
from autograder.gradebook.paths import refusal, shown
from autograder.model import Assignment, Problem, Submission

IGNORED = (".ipynb_checkpoints", "*.pyc", "__pycache__", "feedback")
"""nbgrader's default of ``CourseDirectory.ignore``."""

MAX_FILES = 5000
MAX_PROBLEMS = 30
_MB = 2**20
_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY


def take_in(
    folder: Path,
    *,
    student: str,
    assignment: Assignment,
    limits: Limits,
    ignore: Sequence[str] = IGNORED,
) -> Submission:
    """Read one submitted folder.

    Notebooks of the assignment are kept by name. Other notebooks are not graded and, as in
    nbgrader, not kept. All other files are kept, but for those that ``ignore`` names.

    Raises:
        InfrastructureError: the folder itself is not there or may not be read.
    """
    reader = _Reader(limits, tuple(ignore))
    try:
        root = os.open(folder, _FLAGS | os.O_DIRECTORY)
    except OSError as error:
        raise InfrastructureError(
            f"The submitted folder {folder} cannot be opened: {error.strerror}.",
            next_step="See that it is a folder which you may read.",
        ) from error
    try:
        # notebooks first, so that no other file uses up their room
        names = [notebook.name for notebook in assignment.notebooks]
        notebooks = dict(reader.notebooks(root, names))
        files = dict(reader.files(root, PurePosixPath()))
    finally:
        os.close(root)
    reader.hint_at_renamed(set(names) - set(notebooks))
    stamp = files.get(PurePosixPath("timestamp.txt"))
    return Submission(
        student=student,
        assignment=assignment.name,
        notebooks=notebooks,
        files=files,
        timestamp=None if stamp is None else reader.timestamp(stamp),
        problems=reader.reported(),
    )


@dataclass(slots=True)
class _Reader:
    """Reads a folder within its limits and remembers what it refused."""

    limits: Limits
    ignore: tuple[str, ...]
    room: int = field(init=False)
    count: int = 0
    problems: list[Problem] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)
    """Notebooks that are not the assignment's, by path."""
    taken: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.room = self.limits.upload_mb * _MB

    def notebooks(self, root: int, names: Sequence[str]) -> Iterator[tuple[str, bytes]]:
        for name in names:
            file = f"{name}.ipynb"
            self.taken.add(file)
            data = self._read(root, file, file, most=self.limits.notebook_mb * _MB)
            if data is not None:
                yield name, data

    def files(self, folder: int, path: PurePosixPath) -> Iterator[tuple[PurePosixPath, bytes]]:
        for name in sorted(os.listdir(folder)):
            where = path / name
            if str(where) in self.taken or any(fnmatch.fnmatch(name, p) for p in self.ignore):
                continue
            self.count += 1
            if self.count > MAX_FILES:
                if self.count == MAX_FILES + 1:
                    self._refuse("too-many-files", f"Only the first {MAX_FILES} files were read.")
                return
            if reason := refusal(where):
                self._refuse("bad-name", f"The file {shown(str(where))} {reason}.")
                continue
            yield from self._entry(folder, name, where)

    def _entry(
        self, folder: int, name: str, where: PurePosixPath
    ) -> Iterator[tuple[PurePosixPath, bytes]]:
        child = self._enter(folder, name)
        if child is not None:
            try:
                yield from self.files(child, where)
            finally:
                os.close(child)
        elif name.endswith(".ipynb"):
            self.strangers.append(str(where))
        else:
            data = self._read(folder, name, str(where), most=self.limits.upload_mb * _MB)
            if data is not None:
                yield where, data

    def _enter(self, folder: int, name: str) -> int | None:
        """A descriptor of a real folder, or None for everything else."""
        try:
            return os.open(name, _FLAGS | os.O_DIRECTORY, dir_fd=folder)
        except OSError as error:
            if error.errno in (errno.ENOTDIR, errno.ELOOP, errno.ENOENT, errno.EACCES):
                return None
            raise

    def _read(self, folder: int, name: str, where: str, *, most: int) -> bytes | None:
        """The bytes of a regular file; None for what is not there or was refused."""
        try:
            data = _regular_bytes(folder, name, shown(where), min(most, self.room))
        except FileNotFoundError:
            return None
        except _Refused as refused:
            self.problems.append(refused.problem)
            return None
        except OSError as error:
            self._refuse("unreadable", f"{shown(where)} cannot be read: {error.strerror}.")
            return None
        self.room -= len(data)
        return data

    def timestamp(self, data: bytes) -> datetime | None:
        """The time of submission, as nbgrader reads it."""
        text = data[:200].decode("utf-8", "replace").strip()
        # whatever the parser trips over, it is no time
        trouble = (ValueError, OverflowError, TypeError, AttributeError, OSError)
        with contextlib.suppress(*trouble):
            if text and len(text) <= 100:
                return _parse_utc(text)
        self._refuse("bad-timestamp", f"timestamp.txt holds no time: {shown(text)}.")
        return None

    def hint_at_renamed(self, missing: set[str]) -> None:
        """Report notebooks that nobody asked for, with a guess where one is missing."""
        for path in self.strangers:
            stem = PurePosixPath(path).stem
            near = difflib.get_close_matches(stem, sorted(missing), n=1, cutoff=0.6)
            if not near and len(missing) == len(self.strangers) == 1:
                near = list(missing)
            hint = f" Is it {near[0]}.ipynb, which is missing, under another name?" if near else ""
            self._refuse(
                "unknown-notebook",
                f"{shown(path)} is not a notebook of this assignment and was not graded.{hint}",
            )

    def reported(self) -> tuple[Problem, ...]:
        more = len(self.problems) - MAX_PROBLEMS
        if more <= 0:
            return tuple(self.problems)
        rest = Problem("more-problems", f"{more} more files were refused.")
        return (*self.problems[:MAX_PROBLEMS], rest)

    def _refuse(self, slug: str, message: str) -> None:
        self.problems.append(Problem(slug, message))


class _Refused(Exception):
    """A file that may not be read; ends the reading of that file alone."""

    def __init__(self, slug: str, message: str) -> None:
        self.problem = Problem(slug, message)


def _regular_bytes(folder: int, name: str, where: str, bound: int) -> bytes:
    """All of a regular file of at most ``bound`` bytes.

    Raises:
        _Refused: it is something else, or larger.
        OSError: it cannot be read.
    """
    mode = os.lstat(name, dir_fd=folder).st_mode
    if not stat.S_ISREG(mode):  # opening a device can have effects, so it is not opened
        raise _Refused("not-a-file", f"{where} is {_kind(mode)}.")
    with os.fdopen(os.open(name, _FLAGS, dir_fd=folder), "rb") as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode):  # exchanged since it was looked at
            raise _Refused("not-a-file", f"{where} is {_kind(status.st_mode)}.")
        # one that says it is too large is not read at all, one that grows is cut off
        data = file.read(bound + 1) if status.st_size <= bound else b""
    if status.st_size > bound or len(data) > bound:
        raise _Refused("too-large", f"{where} is larger than the {bound / _MB:.1f} MB it may have.")
    return data


def _kind(mode: int) -> str:
    if stat.S_ISLNK(mode):
        return "a link, and links are not followed"
    if stat.S_ISDIR(mode):
        return "a folder"
    return "not a regular file"


def _parse_utc(text: str) -> datetime:
    """nbgrader's ``utils.parse_utc``, without importing nbgrader for the format it writes."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})? UTC", text, re.ASCII):
        return datetime.fromisoformat(text.removesuffix(" UTC"))
    from nbgrader.utils import parse_utc

    found: datetime = parse_utc(text)
    return found
