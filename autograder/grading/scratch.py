"""A temporary folder for all temporary files of one process, which does not outlive it for long.

A process that is killed removes nothing. Its folder is removed by the next that makes one: each
holds a lock on its own, and the kernel takes that away from the dead.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PREFIX = "autograder-run-"
_LOCK = "lock"


@contextmanager
def scratch() -> Iterator[Path]:
    """Within the block ``tempfile`` makes its files in a folder of this process's own."""
    before = tempfile.tempdir
    sweep(Path(tempfile.gettempdir()))
    folder, lock = _make(Path(tempfile.gettempdir()))
    tempfile.tempdir = str(folder)
    try:
        yield folder
    finally:
        tempfile.tempdir = before
        shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)


def _make(parent: Path) -> tuple[Path, int]:
    while True:
        folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=parent))
        lock = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(lock, fcntl.LOCK_EX)
        if (folder / _LOCK).exists():  # else somebody swept it before it was locked
            return folder, lock
        os.close(lock)


def sweep(parent: Path) -> None:
    """Remove the folders of processes of this user that are gone."""
    for folder in parent.glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError):
            if folder.lstat().st_uid == os.geteuid():
                _remove_if_left(folder)


def _remove_if_left(folder: Path) -> None:
    lock = os.open(folder / _LOCK, os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(folder, ignore_errors=True)
    finally:
        os.close(lock)
