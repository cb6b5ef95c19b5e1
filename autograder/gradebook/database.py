"""Opening the gradebook, and what can go wrong with it."""

from __future__ import annotations

import contextlib
import os
import sysconfig
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.errors import AutograderError, CourseError, InfrastructureError
from autograder.gradebook.course import Course

if TYPE_CHECKING:
    from sqlalchemy.engine.interfaces import DBAPIConnection
    from sqlalchemy.exc import SQLAlchemyError
    from sqlalchemy.orm import Session

_BUSY_SECONDS = 30
"""How long to wait for another writer of a SQLite gradebook (Formgrader, a second run)."""


def exists(course: Course) -> bool:
    """Whether there is a gradebook at all; asking does not create one."""
    path = course.db_url.removeprefix("sqlite:///")
    return path == course.db_url or Path(path).is_file()


@contextlib.contextmanager
def scripts_on_path() -> Iterator[None]:
    """Put this interpreter's scripts on PATH: nbgrader runs ``alembic`` by its bare name."""
    before = os.environ.get("PATH", "")
    os.environ["PATH"] = os.pathsep.join((sysconfig.get_path("scripts"), before))
    try:
        yield
    finally:
        os.environ["PATH"] = before


@contextlib.contextmanager
def session(course: Course) -> Iterator[Session]:
    """A session on the gradebook, opened as nbgrader opens it.

    The caller commits; what is open at the end is rolled back. Errors of the database become ours.

    Raises:
        CourseError: the gradebook's tables are of another version of nbgrader.
        InfrastructureError: it cannot be reached, or stays locked.
    """
    from nbgrader.api import Gradebook
    from sqlalchemy import event
    from sqlalchemy.exc import SQLAlchemyError

    try:
        with scripts_on_path():
            gradebook = Gradebook(course.db_url, course.coursedir.course_id)
        with gradebook:
            if gradebook.engine.dialect.name == "sqlite":
                event.listen(gradebook.engine, "connect", _wait_for_others)
                gradebook.db.remove()
                gradebook.engine.dispose()  # so that the next connection is one that waits
            yield gradebook.db()
    except SQLAlchemyError as error:
        raise translated(error) from error


def translated(error: SQLAlchemyError) -> AutograderError:
    """The database's error as one of ours, told apart by what staff can do about it."""
    text = str(getattr(error, "orig", error))
    if "no such column" in text or "UndefinedColumn" in type(getattr(error, "orig", None)).__name__:
        return CourseError(
            f"The gradebook was made by another version of nbgrader: {text}.",
            next_step="Back it up, then run `nbgrader db upgrade`.",
        )
    return InfrastructureError(
        f"The gradebook did not answer: {text}.",
        next_step="See that it is reachable and not held by another program, then grade again.",
    )


def _wait_for_others(connection: DBAPIConnection, _record: object) -> None:
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {_BUSY_SECONDS * 1000}")
    cursor.close()
