"""The profile for a Jupyter kernel of another language, and the program that drives it.

It differs from a candidate's (``confine``) in what such a kernel cannot do without: programs that
it starts, sockets for its messages, which reach nothing but a loopback of the jail's own, and
pseudo-terminals. Runtimes of other languages reserve address space by the gigabyte, so what they
may fill is bounded in its place, for each process, and for all of them together by process 1.
"""

from __future__ import annotations

import fcntl
import os
import socket
import struct
import time
from pathlib import Path
from typing import NoReturn

from autograder.sandbox import cgroups, kernel
from autograder.sandbox.confine import (
    Confinement,
    become_nobody,
    drop_descriptors,
    leave_the_session,
    limit_resources,
    own_file_systems,
)

OUT_OF_MEMORY = 100
"""Exit status of ``supervise`` where all processes together took more than they may."""
OWN_MB = 256
"""Memory that the program which drives a kernel may take for itself."""
TICK = 0.05
"""Seconds between two looks of the supervisor at what runs."""
_SIOCGIFFLAGS, _SIOCSIFFLAGS, _IFF_UP = 0x8913, 0x8914, 1
_IFREQ = struct.Struct("16sh14x")


def raise_loopback() -> None:
    """Switch on the one network interface of a new network namespace: it leads to the processes
    in it. To be called in the jail, before rights are given up."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        _, flags = _IFREQ.unpack(fcntl.ioctl(sock, _SIOCGIFFLAGS, _IFREQ.pack(b"lo", 0)))
        fcntl.ioctl(sock, _SIOCSIFFLAGS, _IFREQ.pack(b"lo", flags | _IFF_UP))


def mount_terminals() -> None:
    """Pseudo-terminals of the jail's own: none of the host's is among them."""
    flags = kernel.MS_NOSUID | kernel.MS_NOEXEC
    kernel.mount("devpts", "/dev/pts", "devpts", flags, "newinstance,ptmxmode=0666,mode=620")


def confine_foreign(confinement: Confinement, *, folder: Path, wire: int) -> None:
    """Confine this process, and all that it will start, for good; in the jail. ``folder`` holds
    the files that it is given, ``wire`` is the one descriptor that it keeps.

    Raises OSError where the host refuses a step: then nothing of the student's may run.
    """
    kernel.show_to_itself()  # else a plain user may not write to /proc/self
    cgroups.go_first()
    leave_the_session()
    drop_descriptors(keep=wire)
    os.umask(0o077)
    own_file_systems(folder, megabytes=confinement.limits.file_mb)
    limit_resources(confinement.limits, reserves=True)
    become_nobody()
    kernel.no_new_privileges()
    kernel.show_to_itself()
    kernel.install_filter(confinement.filter)


def supervise(child: int, *, memory: int) -> NoReturn:
    """As process 1 of the jail: bury its dead, until ``child`` ends or all processes together
    take more than ``memory`` bytes. With this process all others end; none of them can signal
    it, for it is the first of their namespace."""
    due = 0.0
    while True:
        buried = os.waitpid(-1, os.WNOHANG)[0]
        if buried == child:
            os._exit(0)
        if time.monotonic() > due:
            if memory_of_others() > memory:
                os._exit(OUT_OF_MEMORY)
            due = time.monotonic() + TICK
        if not buried:
            time.sleep(TICK / 5)


def memory_of_others() -> int:
    """Bytes that all other processes in sight have filled, but for files that they read. Memory
    that several of them share is counted for each."""
    own = str(os.getpid())
    pids = (name for name in os.listdir("/proc") if name.isdigit() and name != own)  # noqa: PTH208  # no Path for each, many times a second
    return sum(map(_filled, pids))


def _filled(pid: str) -> int:
    try:
        status = Path("/proc", pid, "status").read_text(encoding="utf-8", errors="replace")
    except OSError:  # it has just ended
        return 0
    lines = (line.split() for line in status.splitlines())
    return sum(int(line[1]) * 1024 for line in lines if line[0] in ("RssAnon:", "RssShmem:"))
