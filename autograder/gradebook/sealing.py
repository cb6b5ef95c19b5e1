"""A seal on the gradebook: while it is unbroken, nobody has written to it since.

A run that leaves all marks as they should be notes the seal, and the next one need not read what is
sealed. The seal is what the file system says of the SQLite file (inode, size, time of change), so
it costs nobody anything, and whoever writes breaks it without knowing of it. Only where that can be
relied on is there a seal: for a file of this host's (see ``sqlite.shares_memory``) whose
write-ahead log is empty.

The file is never opened here: SQLite's locks on it would be gone as it is closed (fcntl(2)).
"""

from __future__ import annotations

import contextlib
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograder.errors import InfrastructureError
from autograder.gradebook.sqlite import shares_memory

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_TICK = 0.05
"""Seconds: a write from then on has another time of change."""


class Sealing:
    """Of the gradebook that a session writes to (``database.writer``). Each question waits for
    other writers as long as the session does."""

    def __init__(self, session: Session) -> None:
        """Watch from now on whether others write."""
        self._engine: Any = session.get_bind()
        self._file = _file(self._engine)
        self._raw: sqlite3.Connection | None = None
        self._version = 0
        self._identity: object = None
        self.seal: bytes | None = None
        """At this moment; None if there is none."""
        if self._file is not None:
            with contextlib.suppress(sqlite3.Error), self._locked() as raw:
                self._version, self._raw = _version(raw), raw
                self.seal = self._look(self._file)

    def renewed(self) -> bytes | None:
        """The seal as this session has left the gradebook; None if others have written to it in
        the meantime, or it cannot be sealed. Never raises for what the database says."""
        from sqlalchemy.exc import SQLAlchemyError

        if self._file is None:
            return None
        with contextlib.suppress(sqlite3.Error, SQLAlchemyError, InfrastructureError):
            self._empty_the_log()
            time.sleep(_TICK)
            with self._locked() as raw:
                same = raw is self._raw and _version(raw) == self._version
                return self._look(self._file) if same else None
        return None

    def _look(self, file: Path) -> bytes | None:
        """What makes a seal, while nobody else can write."""
        log = file.with_name(f"{file.name}-wal")
        try:
            status = file.stat()
            if (status.st_dev, status.st_ino) != self._identity:
                return None  # another file lies there now
            if log.exists() and log.stat().st_size:
                return None
        except OSError:
            return None
        return repr((status.st_ino, status.st_size, status.st_mtime_ns)).encode()

    def _empty_the_log(self) -> None:
        """Unless somebody is reading just now: then it stays, and there is no seal."""
        with self._connection() as raw:
            (patience,) = raw.execute("PRAGMA busy_timeout").fetchone()
            raw.execute("PRAGMA busy_timeout = 0")
            try:
                raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            finally:
                raw.execute(f"PRAGMA busy_timeout = {patience:d}")

    @contextlib.contextmanager
    def _locked(self) -> Iterator[sqlite3.Connection]:
        """The connection, while nobody else can write."""
        with self._connection() as raw:
            raw.execute("BEGIN IMMEDIATE")
            try:
                yield raw
            finally:
                raw.execute("ROLLBACK")

    @contextlib.contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        """That of the session, which has no transaction open. ``data_version`` tells of others'
        writing only to one that has been there before."""
        held = self._engine.raw_connection()
        self._identity = held.info["identity"]
        try:
            yield held.driver_connection
        finally:
            held.close()


def _file(engine: Any) -> Path | None:
    """The gradebook's file, where it can be sealed."""
    if engine.dialect.name != "sqlite":
        return None
    file = Path(engine.url.database or ":memory:")
    return file.resolve() if shares_memory(file) else None


def _version(raw: sqlite3.Connection) -> int:
    """Changes with each transaction of another connection."""
    (version,) = raw.execute("PRAGMA data_version").fetchone()
    return int(version)
