"""The sequence by which a candidate's process gives up what it may not have."""

from __future__ import annotations

import os
import resource
from pathlib import Path

from autograder.config import Limits

OPEN_FILES = 256


def confine(limits: Limits, *, folder: Path, wire: int) -> None:
    """Confine this process for good. ``folder`` is its own working directory, ``wire`` the one
    descriptor that it keeps.

    Raises OSError where the host refuses a step: then nothing of the student's may run.
    """
    leave_the_session()
    drop_descriptors(keep=wire)
    os.umask(0o077)
    os.chdir(folder)
    limit_resources(limits)


def leave_the_session() -> None:
    """A process group of its own, so that what it starts can be ended with it."""
    os.setsid()


def drop_descriptors(*, keep: int) -> None:
    """Nothing that was open before stays within reach, and what the process writes to descriptors
    0 to 2 reaches nobody. The numbers stay taken: objects of before the fork that close "their"
    descriptor when they are collected must not close another's."""
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in {0, 1, 2, *map(int, os.listdir("/proc/self/fd"))}:
        if descriptor not in (keep, null):
            os.dup2(null, descriptor)
    os.close(null)


def limit_resources(limits: Limits) -> None:
    """Bounds that the kernel keeps: processor time, memory, files, descriptors, no core dump."""
    seconds = int(limits.submission_seconds) + 1
    memory = _address_space() + limits.memory_mb * 2**20
    _limit(resource.RLIMIT_CPU, seconds)
    _limit(resource.RLIMIT_AS, memory)
    _limit(resource.RLIMIT_FSIZE, limits.file_mb * 2**20)
    _limit(resource.RLIMIT_NOFILE, OPEN_FILES)
    _limit(resource.RLIMIT_CORE, 0)


def _limit(kind: int, value: int) -> None:
    _, hard = resource.getrlimit(kind)
    if hard != resource.RLIM_INFINITY:
        value = min(value, hard)
    resource.setrlimit(kind, (value, value))


def _address_space() -> int:
    """Bytes of address space that this process has already: vectors and libraries are mapped,
    and the student's allowance comes on top of them."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    return pages * resource.getpagesize()
