"""How a submitted folder looks from outside: names, sizes and times, without a byte being read.

Two looks that are equal mean the same content, with one exception that ``Look.reliable`` guards
against: a file that is changed twice within one tick of the file system's clock.
"""

from __future__ import annotations

import hashlib
import os
import stat
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from autograder.grading.intake import MAX_FILES

_TICK = 2_000_000_000
"""Nanoseconds: no file system counts in coarser steps."""


@dataclass(frozen=True, slots=True)
class Look:
    """Of one folder."""

    digest: bytes
    """Of what was seen of each entry. The time of the last change of its state is part of it,
    which nobody can set back."""
    whole: bool
    """Whether everything could be looked at."""
    reliable: bool
    """Whether each later change will show."""


class _Partly(Exception):
    """Something cannot be looked at, or goes away meanwhile; or there is too much."""


def look(folder: Path) -> Look:
    """At a folder and all that lies in it; no link is followed."""
    seen: list[tuple[str, int, int, int, int, int]] = []
    whole, now = True, time.time_ns()
    try:
        status = os.lstat(folder)
        if not stat.S_ISDIR(status.st_mode):
            raise _Partly
        seen.append(_facts("", status))
        for path, status in _entries(str(folder)):
            seen.append(_facts(path, status))
            if len(seen) > MAX_FILES:  # more are not read either
                raise _Partly
    except (OSError, _Partly):
        whole = False
    seen.sort()
    digest = hashlib.sha256(repr(seen).encode()).digest()
    changed = max((facts[3] for facts in seen), default=0)
    return Look(digest, whole, whole and changed < now - _TICK)


def _entries(folder: str) -> Iterator[tuple[str, os.stat_result]]:
    todo = [folder]  # a student's folders may lie in each other without end
    while todo:
        with os.scandir(todo.pop()) as found:
            for entry in found:
                yield entry.path, entry.stat(follow_symlinks=False)
                if entry.is_dir(follow_symlinks=False):
                    todo.append(entry.path)


def _facts(path: str, status: os.stat_result) -> tuple[str, int, int, int, int, int]:
    return (
        path,
        status.st_size,
        status.st_mtime_ns,
        status.st_ctime_ns,
        status.st_ino,
        status.st_mode,
    )
