"""How a SQLite gradebook is written: by one writer at a time, without keeping readers out.

- A transaction that writes takes the write lock when it begins (``BEGIN IMMEDIATE``), so that what
  it has read is still true when it writes, and no two writers wait for each other.
- The journal becomes a write-ahead log where that is safe. With SQLite's ordinary journal a
  Formgrader page that reads for long keeps the writer out, and the waiting writer keeps all other
  readers out. The log is a property of the file, which nbgrader's own programs follow without
  knowing; it is merged and removed when the last program closes the gradebook, so a copy of the
  file is whole. But its programs share memory, which no network file system offers: there, and
  wherever the kind of file system is unknown, the gradebook keeps the journal it has.
- A gradebook that is deleted or replaced while it is open would swallow marks in silence: SQLite
  goes on writing to the file that nobody sees any more.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograder.errors import InfrastructureError

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

_LOCAL = frozenset(
    ("ext2", "ext3", "ext4", "xfs", "btrfs", "zfs", "f2fs", "bcachefs", "jfs", "tmpfs", "overlay")
)
"""File systems whose files only this host has open, but for an export of its own."""


def prepare_to_write(engine: Engine, file: Path) -> None:
    """Arrange that the engine's next connections write as this module says."""
    from sqlalchemy import event

    def must_exist(*_: object) -> None:
        _identity(file)  # SQLite would make a new one

    event.listen(engine, "do_connect", must_exist)
    event.listen(engine, "connect", lambda raw, record: _connected(raw, record.info, file))
    event.listen(engine, "begin", lambda connection: _begin(connection, file))


def _connected(raw: sqlite3.Connection, info: dict[str, Any], file: Path) -> None:
    info["identity"] = _identity(file)
    raw.isolation_level = None  # Python would begin the transaction, and too late
    if not shares_memory(file):
        return
    (patience,) = raw.execute("PRAGMA busy_timeout").fetchone()
    raw.execute("PRAGMA busy_timeout = 0")
    try:
        raw.execute("PRAGMA journal_mode = WAL")
    except sqlite3.OperationalError:
        pass  # someone is in it just now; the ordinary journal is right as well
    finally:
        raw.execute(f"PRAGMA busy_timeout = {patience:d}")


def _begin(connection: Connection, file: Path) -> None:
    try:
        same = _identity(file) == connection.info["identity"]
    except InfrastructureError:
        connection.invalidate()
        raise
    if not same:
        connection.invalidate()
        raise InfrastructureError(
            f"The gradebook {file} was replaced while it was being written.",
            next_step="Grade again: what was recorded in the old one is not in this one.",
        )
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _identity(file: Path) -> tuple[int, int]:
    try:
        status = file.stat()
    except OSError as error:
        raise InfrastructureError(
            f"The gradebook {file} is gone: {error.strerror}.",
            next_step="Put it back, or release the assignment anew; then grade again.",
        ) from error
    return status.st_dev, status.st_ino


def shares_memory(file: Path, mounts: Path = Path("/proc/self/mountinfo")) -> bool:
    """Whether all programs that can open this file see the same memory-mapped pages of it."""
    try:
        lines = mounts.read_text(encoding="utf-8").splitlines()
        real = file.resolve(strict=True)
    except OSError:
        return False
    kinds = {}
    for line in lines:  # proc(5); later mounts cover earlier ones
        left, _, right = line.partition(" - ")
        point = left.split()[4].encode().decode("unicode_escape")
        kinds[Path(point)] = right.split()[0]
    return next((kinds[p] for p in (real, *real.parents) if p in kinds), "") in _LOCAL
