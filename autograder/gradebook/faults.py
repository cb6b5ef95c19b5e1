"""What can go wrong with a gradebook, as errors of ours: one sentence and the next step.

Databases are told apart by their codes; their texts are in whatever language the server speaks.
"""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

from autograder.errors import AutograderError, CourseError, InfrastructureError


class _Fault(NamedTuple):
    what: str
    next_step: str
    kind: type[AutograderError] = InfrastructureError


_LOCKED = _Fault(
    "is held by another program",
    "End what holds it (Formgrader, another run, a database browser), then grade again.",
)
_FULL = _Fault("has no room left", "Make room on its disk, then grade again.")
_READ_ONLY = _Fault("may not be written", "Give this user the right to write it, then grade again.")
_DAMAGED = _Fault("is damaged or no database", "Put a backup in its place, then grade again.")
_ABSENT = _Fault("cannot be opened", "See that its folder is there, then grade again.")
_OTHER_VERSION = _Fault(
    "was made by another version of nbgrader",
    "Back it up, then run `nbgrader db upgrade`.",
    CourseError,
)
_UNREACHABLE = _Fault(
    "cannot be reached",
    "See that the server runs and that c.CourseDirectory.db_url names its host, user, password "
    "and database, then grade again.",
)
_UNKNOWN = _Fault("did not answer", "See that it is reachable and writable, then grade again.")

_SQLITE = {
    sqlite3.SQLITE_BUSY: _LOCKED,
    sqlite3.SQLITE_LOCKED: _LOCKED,
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_READONLY: _READ_ONLY,
    sqlite3.SQLITE_PERM: _READ_ONLY,
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_NOTADB: _DAMAGED,
    sqlite3.SQLITE_CANTOPEN: _ABSENT,
}
_SQLSTATES = {
    "55P03": _LOCKED,  # lock_not_available
    "53100": _FULL,  # disk_full
    "25006": _READ_ONLY,  # read_only_sql_transaction
    "42501": _READ_ONLY,  # insufficient_privilege
    "42703": _OTHER_VERSION,  # undefined_column
    "42P01": _OTHER_VERSION,  # undefined_table
}


def translated(error: Exception, *, secrets: tuple[str, ...] = ()) -> AutograderError:
    """An error of the database or its driver as one of ours, told apart by what staff can do.

    Args:
        error: what SQLAlchemy raised.
        secrets: what may not be shown, should a driver quote it.
    """
    origin = getattr(error, "orig", None) or error
    fault = _fault(error, origin)
    text = " ".join(str(origin).split())
    for secret in filter(None, secrets):
        text = text.replace(secret, "***")
    stop = "" if text.endswith((".", "?", "!")) else "."
    return fault.kind(f"The gradebook {fault.what}: {text}{stop}", next_step=fault.next_step)


def may_pass(error: BaseException) -> bool:
    """Whether the same batch may well be written on another try: the connection was lost, the
    server restarts, two writers were in each other's way. Who waited for a lock has waited."""
    from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

    if not isinstance(error, DBAPIError) or isinstance(error.orig, sqlite3.Error):
        return False
    lost = error.connection_invalidated or isinstance(error, (OperationalError, IntegrityError))
    return lost and _SQLSTATES.get(_sqlstate(error.orig)) is None


def _fault(error: Exception, origin: object) -> _Fault:
    from sqlalchemy.exc import InterfaceError, OperationalError

    if isinstance(origin, sqlite3.Error):
        # the low byte is the code, the rest says more; Python's own misuse errors have none
        code = getattr(origin, "sqlite_errorcode", 0) & 0xFF
        if code == sqlite3.SQLITE_ERROR and str(origin).startswith("no such column"):
            return _OTHER_VERSION  # SQLite has no code of its own for it
        return _SQLITE.get(code, _UNKNOWN)
    state = _sqlstate(origin)
    if not state and isinstance(error, (OperationalError, InterfaceError)):
        return _UNREACHABLE  # the server could not be asked for a code
    return _SQLSTATES.get(state, _UNKNOWN)


def _sqlstate(origin: object) -> str:
    """As psycopg or psycopg2 has it; a lost connection has none."""
    return getattr(origin, "sqlstate", None) or getattr(origin, "pgcode", None) or ""
