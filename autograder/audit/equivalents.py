"""Mutants that no test can notice, because they do what the right solution does.

They are declared in ``equivalent.toml``, beside the assignment or in the course's ``audit/NAME/``::

    [[equivalent]]
    mutants = ["bdbe2b8c"]
    change = "len(u) == 0  ->  len(u) <= 0"
    reason = "A length is never negative."

``change`` is for readers, ``reason`` is shown in reports. An entry counts while the change exists.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

import msgspec

from autograder import exercises
from autograder.audit.material import FOLDER
from autograder.errors import CourseError
from autograder.gradebook.course import Course

NAME = "equivalent.toml"


class Entry(msgspec.Struct, forbid_unknown_fields=True):
    """Some mutants that are equivalent for one reason."""

    mutants: list[str]
    reason: str
    change: str = ""


class _File(msgspec.Struct, forbid_unknown_fields=True):
    equivalent: list[Entry] = []


def declared(course: Course, assignment: str) -> dict[str, str]:
    """Reasons by the ids of mutants. Raises CourseError where a file is not what it should be."""
    found: dict[str, str] = {}
    for path in places(course, assignment):
        if path.is_file():
            for entry in read(path):
                found |= dict.fromkeys(entry.mutants, entry.reason)
    return found


def places(course: Course, assignment: str) -> tuple[Path, Path]:
    """Where the files may lie."""
    own = Path(exercises.__file__).parent / assignment / NAME
    return own, course.root / FOLDER / assignment / NAME


def read(path: Path) -> list[Entry]:
    """The entries of a file. Raises CourseError."""
    try:
        found = msgspec.convert(tomllib.loads(path.read_text("utf-8")), _File).equivalent
        bare = [entry for entry in found if not entry.reason.strip()]
    except (tomllib.TOMLDecodeError, msgspec.ValidationError, UnicodeDecodeError) as error:
        raise CourseError(
            f"{path} cannot be read: {error}.",
            next_step='Each entry has mutants = ["..."] and reason = "...".',
        ) from error
    if bare:
        raise CourseError(
            f"{path} declares {', '.join(bare[0].mutants)} equivalent without a reason.",
            next_step="Write why no test could notice the change.",
        )
    return found
