"""Whether a course can be shared by several unix users on one host: who may enter what.

nbgrader's exchange is a folder, and its only locks are the permissions of files. nbgrader gives
what it makes in the exchange the right ones; the course's folder, the exchange itself and the
homes are made by people. The course's folder must be closed: nothing else guards what lies in it.
"""

from __future__ import annotations

import os
import pwd
import shlex
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from autograder.gradebook.course import Course


@dataclass(frozen=True, slots=True)
class Shared:
    """One thing that several users depend on."""

    claim: str
    holds: bool
    found: str
    """What is there."""
    remedy: str = ""
    """What to do where it does not hold."""


def sharing(course: Course) -> Iterator[Shared]:
    """What holds of a course and its exchange, as they are now. Nothing is changed."""
    root = course.root
    everybody = course.coursedir.groupshared
    yield Shared(
        "Others cannot enter the course's folder",
        not _others_enter(root),
        _look(root),
        f"chmod {2770 if everybody else 700} {shlex.quote(str(root))}",
    )
    yield _owned(course)
    if everybody:
        mode = root.stat().st_mode
        yield Shared(
            "The course's folder is its group's",
            mode & 0o2770 == 0o2770,
            _look(root),
            f"chgrp GROUP {shlex.quote(str(root))} && chmod 2770 {shlex.quote(str(root))}",
        )
    yield Shared(
        "The course has a name",
        bool(course.coursedir.course_id),
        course.coursedir.course_id or "c.CourseDirectory.course_id is not set",
        "Set c.CourseDirectory.course_id: the exchange has a folder for each course.",
    )
    yield from _exchange(course)


def _owned(course: Course) -> Shared:
    """What root writes into another one's course is root's."""
    status = course.root.stat()
    mine = status.st_uid == os.geteuid()
    if course.coursedir.groupshared and os.geteuid() != 0:
        mine = mine or status.st_gid in (os.getegid(), *os.getgroups())
    return Shared(
        "You write into the course as its owner",
        mine,
        f"it is {_name(status.st_uid)}'s, and you are {_name(os.geteuid())}",
        f"Run autograder and nbgrader as {_name(status.st_uid)}; several instructors share a "
        "course by c.CourseDirectory.groupshared and a group of theirs.",
    )


def _exchange(course: Course) -> Iterator[Shared]:
    from nbgrader.exchange.default import Exchange

    root = Path(Exchange(coursedir=course.coursedir, config=course.config).root)
    make = f"install -d -m 1777 {shlex.quote(str(root))}"
    if not root.is_dir():
        yield Shared("There is an exchange", False, f"{root} is not there", f"{make}, as root.")
        return
    yield Shared(
        "All may write to the exchange, and nobody move what is another one's",
        root.stat().st_mode & 0o1777 == 0o1777,
        _look(root),
        f"chmod 1777 {shlex.quote(str(root))}, as its owner.",
    )
    ours = root / course.coursedir.course_id
    if not course.coursedir.course_id or not ours.is_dir():
        return
    # what nbgrader gives them, but for what instructors of one group have besides
    for name, wanted, claim in (
        ("outbound", 0o755, "All read releases, and others do not write them"),
        ("inbound", 0o733, "Others hand in, and do not see who has"),
        ("feedback", 0o711, "Others fetch feedback by its secret name alone"),
    ):
        folder = ours / name
        if folder.is_dir():
            yield Shared(
                claim,
                folder.stat().st_mode & 0o707 == wanted & 0o707,
                _look(folder),
                f"chmod {'o=' + stat.filemode(wanted)[7:].replace('-', '')},u=rwx "
                f"{shlex.quote(str(folder))}",
            )


def _others_enter(folder: Path) -> bool:
    """Whether who is neither its owner nor of its group gets there at all."""
    ways = [folder, *folder.resolve().parents]
    return all(path.stat().st_mode & 0o001 for path in ways)


def _look(path: Path) -> str:
    status = path.stat()
    return f"{stat.filemode(status.st_mode)} {_name(status.st_uid)} {path}"


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user {uid}"
