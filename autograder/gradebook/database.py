"""Opening the gradebook: SQLite by default, any database that nbgrader takes by its URL."""

from __future__ import annotations

import contextlib
import os
import sysconfig
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.errors import AutograderError, CourseError, InfrastructureError
from autograder.gradebook import sqlite
from autograder.gradebook.course import Course
from autograder.gradebook.faults import translated

if TYPE_CHECKING:
    from nbgrader.api import Gradebook
    from sqlalchemy import URL, Insert, Table
    from sqlalchemy.engine.interfaces import DBAPIConnection
    from sqlalchemy.orm import Session

_BUSY_SECONDS = 30
"""How long to wait for another writer of a gradebook (Formgrader, a second run)."""
_LIBPQ = {"connect_timeout": "10", "keepalives_idle": "30", "tcp_user_timeout": "60000"}
"""So that a server which vanished without a word is noticed in a minute, not in hours."""


def exists(course: Course) -> bool:
    """Whether there is a gradebook at all; asking does not create one."""
    path = course.db_url.removeprefix("sqlite:///")
    return path == course.db_url or Path(path).is_file()


def share(course: Course) -> None:
    """Let the group write to the gradebook where it is a file of ours and instructors share the
    course: SQLite, which made it, lets nobody but its owner."""
    path = Path(course.db_url.removeprefix("sqlite:///"))
    if course.coursedir.groupshared and path.is_file() and path.stat().st_uid == os.geteuid():
        path.chmod(path.stat().st_mode | 0o660)


@contextlib.contextmanager
def scripts_on_path() -> Iterator[None]:
    """Put this interpreter's scripts on PATH, and those that are installed for its user: nbgrader
    runs ``alembic`` by its bare name."""
    before = os.environ.get("PATH", "")
    schemes = (sysconfig.get_default_scheme(), sysconfig.get_preferred_scheme("user"))
    scripts = [sysconfig.get_path("scripts", scheme) for scheme in schemes]
    os.environ["PATH"] = os.pathsep.join((*scripts, before))
    try:
        yield
    finally:
        os.environ["PATH"] = before


@contextlib.contextmanager
def session(course: Course) -> Iterator[Session]:
    """A session on the gradebook, opened as nbgrader opens it.

    The caller commits; what is open at the end is rolled back. Errors of the database become ours.

    Raises:
        CourseError: the URL is none, its driver is not installed, or the gradebook's tables are of
            another version of nbgrader.
        InfrastructureError: it cannot be reached, or stays locked.
    """
    with _opened(course) as gradebook:
        yield gradebook.db()


@contextlib.contextmanager
def writer(course: Course) -> Iterator[Session]:
    """As ``session``, for what writes: each transaction holds the write lock from its beginning
    where the database has only one (``sqlite``), and waits no longer for a row of another
    writer's than for that."""
    from sqlalchemy import event

    with _opened(course) as gradebook:
        engine = gradebook.engine
        if engine.dialect.name == "sqlite" and (engine.url.database or ":memory:") != ":memory:":
            sqlite.prepare_to_write(engine, Path(engine.url.database))
        elif engine.dialect.name == "postgresql":
            event.listen(engine, "connect", _set_up)
        gradebook.db.remove()
        engine.dispose()  # so that the next connection is one that these rules hold for
        yield gradebook.db()


@contextlib.contextmanager
def _opened(course: Course) -> Iterator[Gradebook]:
    from sqlalchemy.exc import SQLAlchemyError

    url = _url(course)
    try:
        with scripts_on_path():
            gradebook = _gradebook(course, url)
        with gradebook:
            yield gradebook
    except SQLAlchemyError as error:
        raise as_ours(course, error) from error


def as_ours(course: Course, error: Exception) -> AutograderError:
    """Whatever went wrong while the gradebook was open, as one of our errors."""
    from sqlalchemy.exc import SQLAlchemyError

    if isinstance(error, AutograderError):
        return error
    if isinstance(error, SQLAlchemyError):
        url = _url(course)
        secrets = (url.password, url.query.get("password"))
        return translated(error, secrets=tuple(str(secret) for secret in secrets if secret))
    # a plugin of the course's may raise anything
    return InfrastructureError(f"{type(error).__name__}: {error}.")


def insert_if_absent(session: Session, table: Table) -> Insert:
    """An insert that leaves a row alone which another writer has made since we looked."""
    from sqlalchemy import insert
    from sqlalchemy.dialects import postgresql, sqlite

    match session.get_bind().dialect.name:
        case "postgresql":
            return postgresql.insert(table).on_conflict_do_nothing()
        case "sqlite":
            return sqlite.insert(table).on_conflict_do_nothing()
    return insert(table)  # such a batch fails on the constraint, and is written again


def _gradebook(course: Course, url: URL) -> Gradebook:
    from nbgrader.api import Gradebook, InvalidEntry

    if url.get_backend_name() != "sqlite" and not course.coursedir.course_id:
        # nbgrader leaves its table of courses empty then; SQLite does not check the reference
        raise CourseError(
            "A gradebook on a server needs the name of its course.",
            next_step="Set c.CourseDirectory.course_id in nbgrader_config.py.",
        )
    gradebook = Gradebook.__new__(Gradebook)
    try:
        with contextlib.ExitStack() as stack:
            # asks the database while it is being made: where that fails nobody else could close it
            stack.callback(lambda: hasattr(gradebook, "engine") and gradebook.close())
            gradebook.__init__(url, course.coursedir.course_id)
            stack.pop_all()
        return gradebook
    except ImportError as error:
        raise CourseError(
            f"The driver of the gradebook's database is not installed: {error}.",
            next_step="For PostgreSQL, run `pip install 'psycopg[binary]'`.",
        ) from error
    except InvalidEntry as error:  # what nbgrader makes of any error on adding the course
        raise error.__context__ or error from None


def _url(course: Course) -> URL:
    """The course's URL, with limits on waiting where it sets none itself."""
    from sqlalchemy import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        url = make_url(course.db_url)
        driver = url.get_dialect().driver
    except (ArgumentError, ValueError):
        # told without SQLAlchemy's text, which may quote the password
        raise CourseError(
            "c.CourseDirectory.db_url is not the URL of a database.",
            next_step="Write it as postgresql+psycopg://USER:PASSWORD@HOST/DATABASE; "
            "characters such as @ and / in the password are written %40 and %2F.",
        ) from None
    limits: dict[str, str] = {}
    if driver == "pysqlite":
        limits = {"timeout": str(_BUSY_SECONDS)}
    elif driver in ("psycopg", "psycopg2"):
        limits = _LIBPQ
    return url.update_query_dict(limits | dict(url.query))


def _set_up(connection: DBAPIConnection, _record: object) -> None:
    cursor = connection.cursor()
    cursor.execute(f"SET lock_timeout = '{_BUSY_SECONDS}s'")
    # A plan is kept for as long as the connection. Made while the tables were all but empty it
    # would read them from end to end for each row of a class of thousands.
    cursor.execute("SET enable_seqscan = off")
    cursor.close()
    connection.commit()  # a rollback would take it back
