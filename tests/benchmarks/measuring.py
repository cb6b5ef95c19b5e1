"""What a command costs, with all that it starts: time, CPU time, memory."""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.candidate import smaps_mb
from tests.benchmarks.endurance import descendants

PAUSE = 1.0
"""Seconds between two looks at the memory."""
_PR_SET_CHILD_SUBREAPER = 36


@dataclass(frozen=True, slots=True)
class Cost:
    """What one command took."""

    seconds: float
    cpu_seconds: float
    """Of it and of all that it started, also of what outlived its parent."""
    peak_mb: float
    """The most memory at one look: PSS of all processes together, see proc(5)."""
    status: int
    output: str


def cost(command: Sequence[str], *, folder: Path, environment: Mapping[str, str]) -> Cost:
    """Run a command to its end."""
    # who loses its parent becomes ours, so that its CPU time is counted when it ends
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    others = set(descendants(os.getpid()))
    before, started = _cpu_seconds(), time.monotonic()
    with subprocess.Popen(
        command,
        cwd=folder,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    ) as process:
        memory = _Memory(process.pid)
        memory.start()
        output, _ = process.communicate()
    seconds = time.monotonic() - started
    memory.stop()
    for orphan in set(descendants(os.getpid())) - others:
        with contextlib.suppress(ChildProcessError):
            os.waitpid(orphan, 0)
    cpu = _cpu_seconds() - before
    return Cost(seconds, cpu, memory.peak_mb, process.returncode, output)


def _cpu_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


class _Memory(threading.Thread):
    """Looks now and then at the memory of a process and all below it."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.peak_mb = 0.0
        self._pid = pid
        self._over = threading.Event()

    def run(self) -> None:
        while not self._over.wait(PAUSE):
            self.peak_mb = max(self.peak_mb, _tree_mb(self._pid))

    def stop(self) -> None:
        self._over.set()
        self.join()


def _tree_mb(pid: int) -> float:
    total = 0.0
    # processes come and go meanwhile
    with contextlib.suppress(OSError):
        for process in (pid, *descendants(pid)):
            with contextlib.suppress(OSError):
                total += smaps_mb(process)["PSS"]
    return total
