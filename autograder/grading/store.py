"""Results that are kept: what was graded once is not graded again.

One SQLite file in the course's folder, ``.autograder/results.db``. It is a memory and no record:
marks are in the gradebook, and whatever is wrong with this file (damaged, locked, a full disk)
costs a warning and time, for what is not found here is graded.

It stays bounded: results that no run asked for in ``DAYS`` days are forgotten, and beyond
``MEGABYTES`` those that were asked for longest ago.
"""

from __future__ import annotations

import contextlib
import logging
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from autograder.grading.address import Address, digest
from autograder.grading.packing import FORMAT, Packed

logger = logging.getLogger(__name__)

DAYS = 90
MEGABYTES = 4096
BUSY_SECONDS = 10
"""How long to wait for another run that writes."""
_TABLES = """
CREATE TABLE IF NOT EXISTS result (
    address BLOB PRIMARY KEY, facts BLOB NOT NULL, size INTEGER NOT NULL, used INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS documents (address BLOB PRIMARY KEY, data BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS written (
    assignment TEXT, student TEXT, address BLOB NOT NULL, files BLOB NOT NULL,
    settled BLOB NOT NULL DEFAULT x'', PRIMARY KEY (assignment, student)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS seen (
    assignment TEXT, student TEXT, data BLOB NOT NULL, PRIMARY KEY (assignment, student)
) WITHOUT ROWID;
"""
_VERSION = 256 * FORMAT + 1
"""Of the tables and of what lies in them; the second part changes with the tables."""
_T = TypeVar("_T")
Rows = list[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Written:
    """What a run has written for a student, and from which result."""

    address: bytes
    files: bytes
    """Which files, and how they looked; see ``autograder.grading.delivery``."""
    settled: bytes = b""
    """The seal of the gradebook with which a run found, or left, all of it right: these files, the
    marks, the penalty. See ``autograder.gradebook.sealing``."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a run has read of a student."""

    rules: bytes
    """A digest of all by which a submission is read and addressed."""
    look: bytes
    """How the folder looked before; see ``autograder.grading.looks``."""
    at: Address


class Store:
    """Open within ``opened``. No method raises for a cause that lies in the file."""

    def __init__(self, path: Path, connection: sqlite3.Connection | None) -> None:
        self._path = path
        self._connection = connection
        self._asked: set[bytes] = set()
        """Results that were asked for, and were not yet today."""

    def facts(self, addresses: Iterable[bytes]) -> dict[bytes, bytes]:
        """The facts of those results that are there."""
        wanted = list(dict.fromkeys(addresses))
        query = "SELECT address, facts, used FROM result WHERE address IN ({})"
        rows: Rows = self._try(lambda c: _select(c, query, wanted), [])
        found = {address: _unsealed(address, data) for address, data, _ in rows}
        today = _today()
        self._asked.update(address for address, _, used in rows if used < today)
        return {address: data for address, data in found.items() if data is not None}

    def packed(self, address: bytes) -> Packed | None:
        """A whole result."""
        query = (
            "SELECT facts, data FROM result JOIN documents USING (address) WHERE address IN ({})"
        )
        rows: Rows = self._try(lambda c: _select(c, query, [address]), [])
        self._asked.add(address)
        if not rows:
            return None
        facts, documents = (_unsealed(address, data) for data in rows[0])
        return None if facts is None or documents is None else Packed(facts, documents)

    def keep(self, address: bytes, packed: Packed) -> None:
        """Keep a result, in the place of an earlier one."""
        facts, documents = (_sealed(address, d) for d in (packed.facts, packed.documents))

        def write(connection: sqlite3.Connection) -> None:
            with _transaction(connection):
                connection.execute(
                    "INSERT OR REPLACE INTO documents VALUES (?, ?)", (address, documents)
                )
                connection.execute(
                    "INSERT OR REPLACE INTO result VALUES (?, ?, ?, ?)",
                    (address, facts, len(facts) + len(documents), _today()),
                )

        self._try(write, None)

    def written(self, assignment: str, students: Sequence[str]) -> dict[str, Written]:
        """What was noted of these students."""
        query = (
            "SELECT student, address, files, settled FROM written "
            "WHERE assignment = ? AND student IN ({})"
        )
        rows: Rows = self._try(lambda c: _select(c, query, list(students), assignment), [])
        return {student: Written(*rest) for student, *rest in rows}

    def note(self, assignment: str, notes: Mapping[str, Written]) -> None:
        """Remember what was written for students."""
        query = "INSERT OR REPLACE INTO written VALUES (?, ?, ?, ?, ?)"
        rows = [(assignment, who, n.address, n.files, n.settled) for who, n in notes.items()]
        self._try(lambda c: _write(c, query, rows), None)

    def settle(self, assignment: str, students: Iterable[str], seal: bytes) -> None:
        """Note that all that was written of these students is right, and so are their marks in the
        gradebook with this seal."""
        query = "UPDATE written SET settled = ? WHERE assignment = ? AND student = ?"
        rows = [(seal, assignment, student) for student in students]
        self._try(lambda c: _write(c, query, rows), None)

    def seen(self, assignment: str, students: Sequence[str]) -> dict[str, Seen]:
        """What was last read of these students."""
        query = "SELECT student, data FROM seen WHERE assignment = ? AND student IN ({})"
        rows: Rows = self._try(lambda c: _select(c, query, list(students), assignment), [])
        found = ((student, _unsealed(student.encode(), data)) for student, data in rows)
        return {
            student: Seen(data[:32], data[32:64], Address(data[64:96], data[96:]))
            for student, data in found
            if data is not None
        }

    def note_seen(self, assignment: str, notes: Mapping[str, Seen]) -> None:
        """Remember what was read of students."""
        rows = [
            (assignment, who, _sealed(who.encode(), n.rules + n.look + n.at.content + n.at.whole))
            for who, n in notes.items()
        ]
        self._try(lambda c: _write(c, "INSERT OR REPLACE INTO seen VALUES (?, ?, ?)", rows), None)

    def tidy(self) -> None:
        """Forget what nobody asked for, and what is too much."""
        asked, today = self._asked, _today()

        def forget(connection: sqlite3.Connection) -> None:
            with _transaction(connection):
                connection.executemany(
                    "UPDATE result SET used = ? WHERE address = ? AND used < ?",
                    [(today, address, today) for address in asked],
                )
                connection.execute("DELETE FROM result WHERE used < ?", (today - DAYS,))
                query = "SELECT address, size FROM result ORDER BY used DESC"
                room, surplus = MEGABYTES * 2**20, []
                for address, size in connection.execute(query):
                    room -= size
                    if room < 0:
                        surplus.append((address,))
                connection.executemany("DELETE FROM result WHERE address = ?", surplus)
                connection.execute(
                    "DELETE FROM documents WHERE address NOT IN (SELECT address FROM result)"
                )

        self._try(forget, None)

    def _try(self, work: Callable[[sqlite3.Connection], _T], otherwise: _T) -> _T:
        if self._connection is None:
            return otherwise
        try:
            return work(self._connection)
        except sqlite3.Error as error:
            self._give_up(error)
            return otherwise

    def _give_up(self, error: sqlite3.Error) -> None:
        """Go on without: after one fault each further question could wait, and fail, again."""
        _warn(self._path, error)
        self.close()
        if _damaged(error):
            _set_aside(self._path)

    def close(self) -> None:
        if self._connection is not None:
            with contextlib.suppress(sqlite3.Error):
                self._connection.close()
            self._connection = None


@contextmanager
def opened(root: Path, *, keep: bool = True) -> Iterator[Store]:
    """The store of the course in this folder; one that keeps nothing if it is not to ``keep``."""
    path = root / ".autograder" / "results.db"
    store = Store(path, _connect(path) if keep else None)
    try:
        yield store
    finally:
        store.tidy()
        store.close()


def _connect(path: Path) -> sqlite3.Connection | None:
    try:
        path.parent.mkdir(exist_ok=True)
        path.touch()  # SQLite would let nobody but its owner write to it, whatever the umask
        try:
            return _open(path)
        except sqlite3.Error as error:
            if not _damaged(error):
                raise
            _warn(path, error)
            _set_aside(path)
            return _open(path)
    except (sqlite3.Error, OSError) as error:
        _warn(path, error)
        return None


def _open(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
    try:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version not in (0, _VERSION):
            connection.executescript(
                "DROP TABLE IF EXISTS result; DROP TABLE IF EXISTS documents;"
                "DROP TABLE IF EXISTS written; DROP TABLE IF EXISTS seen;"
            )
        # a power cut may cost the last results, which are then graded again
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.executescript(_TABLES)
        connection.execute(f"PRAGMA user_version = {_VERSION}")
    except BaseException:
        connection.close()
        raise
    return connection


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        with contextlib.suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
        raise


def _select(
    connection: sqlite3.Connection, query: str, wanted: Sequence[object], *first: object
) -> Rows:
    marks = ", ".join("?" * len(wanted))
    return connection.execute(query.format(marks), (*first, *wanted)).fetchall()


def _write(connection: sqlite3.Connection, query: str, rows: Rows) -> None:
    with _transaction(connection):
        connection.executemany(query, rows)


def _damaged(error: sqlite3.Error) -> bool:
    """Whether this is no database, or one of ours no more; not: locked, full, read-only."""
    return not isinstance(error, sqlite3.OperationalError) or "no such" in str(error)


def _set_aside(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.replace(path.with_name(f"{path.name}.damaged"))
        for end in ("-wal", "-shm"):
            path.with_name(path.name + end).unlink(missing_ok=True)


def _warn(path: Path, error: Exception) -> None:
    logger.warning("%s: %s. Marks do not depend on it, but all is graded anew.", path, error)


def _sealed(address: bytes, data: bytes) -> bytes:
    """With a digest in front, for SQLite does not see that a byte has changed on the disk."""
    return digest(address, data) + data


def _unsealed(address: bytes, data: bytes) -> bytes | None:
    return data[32:] if data[:32] == digest(address, data[32:]) else None


def _today() -> int:
    return int(time.time()) // 86400
