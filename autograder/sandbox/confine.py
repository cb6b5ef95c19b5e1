"""The sequence by which a candidate's process gives up what it may not have, after the fork.

The jail (``jail``) stands already. What is left is cheap, a millisecond or two, and is done anew
for each candidate: file systems of its own, limits, no rights, no system calls that reach out.
"""

from __future__ import annotations

import os
import resource
import shutil
from dataclasses import dataclass
from pathlib import Path

from autograder.config import Limits
from autograder.sandbox import jail, kernel

OPEN_FILES = 256
PROCESSES = 256
"""Processes and threads of one user; does not bind root."""


@dataclass(frozen=True, slots=True)
class Confinement:
    """What is the same for all candidates of a fork server."""

    limits: Limits
    jailed: bool
    """Whether the fork server is in a jail; without one (``--unsafe``) only limits are set."""
    filter: bytes
    """The system call filter, built once."""


def confine(confinement: Confinement, *, folder: Path, wire: int) -> None:
    """Confine this process for good. ``folder`` holds the files that it is given, ``wire`` is the
    one descriptor that it keeps.

    Raises OSError where the host refuses a step: then nothing of the student's may run.
    """
    leave_the_session()
    drop_descriptors(keep=wire)
    os.umask(0o077)
    if not confinement.jailed:
        os.chdir(folder)
        limit_resources(confinement.limits)
        return
    own_file_systems(folder, megabytes=confinement.limits.file_mb)
    limit_resources(confinement.limits)
    become_nobody()
    kernel.no_new_privileges()
    kernel.show_to_itself()
    kernel.install_filter(confinement.filter)


def leave_the_session() -> None:
    """A process group of its own, so that what it starts can be ended with it."""
    os.setsid()


def drop_descriptors(*, keep: int) -> None:
    """Nothing that was open before stays within reach, and what the process writes to descriptors
    0 to 2 reaches nobody. The numbers stay taken: objects of before the fork that close "their"
    descriptor when they are collected must not close another's."""
    null = os.open(os.devnull, os.O_RDWR)
    for entry in Path("/proc/self/fd").iterdir():
        if int(entry.name) not in (keep, null):
            os.dup2(null, int(entry.name))
    for descriptor in (0, 1, 2):
        os.dup2(null, descriptor)
    os.close(null)


def own_file_systems(folder: Path, *, megabytes: int) -> None:
    """A /proc that shows this process alone and lets it set nothing, an empty place for temporary
    files, and a working directory with a copy of the given files; the place they came from is
    gone."""
    kernel.unshare(kernel.CLONE_NEWNS)
    kernel.mount("proc", "/proc", "proc", jail.PROC_FLAGS | kernel.MS_RDONLY)
    for place in (jail.SCRATCH, Path("/dev/shm")):
        jail.temporary(place, megabytes=megabytes)
    given = sum(path.stat().st_blocks * 512 for path in folder.rglob("*"))
    jail.temporary(jail.WORK, megabytes=megabytes + given // 2**20 + 1)
    shutil.copytree(folder, jail.WORK, dirs_exist_ok=True)
    for root, _, files in os.walk(jail.WORK):
        for path in (Path(root), *(Path(root, name) for name in files)):
            os.chown(path, jail.NOBODY, jail.NOBODY)
    kernel.unmount(jail.SPOOL)
    os.chdir(jail.WORK)


def limit_resources(limits: Limits, *, reserves: bool = False) -> None:
    """Bounds that the kernel keeps: processor time, memory, files, descriptors, no core dump.
    Where a program ``reserves`` address space by the gigabyte, as runtimes of some languages do,
    what it may write to is bounded in its place."""
    seconds = int(limits.submission_seconds) + 1
    _limit(resource.RLIMIT_CPU, seconds)
    if reserves:
        _limit(resource.RLIMIT_DATA, limits.memory_mb * 2**20)
    else:
        _limit(resource.RLIMIT_AS, _address_space() + limits.memory_mb * 2**20)
    _limit(resource.RLIMIT_FSIZE, limits.file_mb * 2**20)
    _limit(resource.RLIMIT_NOFILE, OPEN_FILES)
    _limit(resource.RLIMIT_NPROC, PROCESSES)
    _limit(resource.RLIMIT_CORE, 0)


def become_nobody() -> None:
    """No user, no group, no capability, and no way to get one back."""
    kernel.drop_bounding_set()
    if os.getuid() == 0:
        os.setgroups([])
        os.setresgid(jail.NOBODY, jail.NOBODY, jail.NOBODY)
        os.setresuid(jail.NOBODY, jail.NOBODY, jail.NOBODY)
    kernel.drop_capabilities()


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
