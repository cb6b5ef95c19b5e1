"""Where the release of a notebook lies that a student has: in the course's own folder, or in
nbgrader's exchange. A copy that only its owner has has none.
"""

from __future__ import annotations

import glob
from collections.abc import Iterator
from pathlib import Path

from autograder.errors import CourseError
from autograder.gradebook.course import personal_config

EXCHANGE = "/usr/local/share/nbgrader/exchange"
"""nbgrader's default of ``Exchange.root``."""


def is_course(root: Path) -> bool:
    """Whether this is an instructor's course folder."""
    known = (root / "source").is_dir() or (root / "gradebook.db").is_file()
    return known and (root / "nbgrader_config.py").is_file()


def releases(notebook: Path, root: Path) -> Iterator[Path]:
    """Files that may be the release of a notebook, the likeliest first."""
    assignment = notebook.parent.name
    folders = [root / "release"] if is_course(root) else list(_outbound())
    for folder in folders:
        path = folder / assignment / notebook.name
        if path.is_file():
            yield path


def _outbound() -> Iterator[Path]:
    try:
        config = personal_config()
    except CourseError:  # then nbgrader's own panels do not work either, and say so
        return
    exchange = Path(str(config.Exchange.get("root", EXCHANGE))).expanduser()
    course = str(config.CourseDirectory.get("course_id", ""))
    yield from sorted(exchange.glob(f"{glob.escape(course) or '*'}/outbound"))
