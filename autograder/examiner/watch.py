"""How long a candidate may work on one question.

CPU time is what counts, for a busy machine must not cost a student marks; wall time is a wide
backstop for code that sleeps. First an interrupt, which costs the cell or the call alone; who
swallows that is ended a second later.
"""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from autograder.candidate.client import Handle

GRACE = 1.0
"""Seconds between the interrupt and the end."""
OF_WORK = "of work"
"""Said where it was CPU time that was over: that is the same on any day."""
_TICKS = os.sysconf("SC_CLK_TCK")


class OutOfTime(Exception):
    """The candidate went on after its interrupt, or the whole notebook's time is up."""


class Watch:
    """Watches one question; ``tick`` is called while the answer is awaited."""

    def __init__(self, handle: Handle, cpu: float, wall: float, deadline: float) -> None:
        """``cpu`` and ``wall`` in seconds from now, ``deadline`` on the monotonic clock."""
        self._handle = handle
        self._limit = cpu
        self._cpu_start: float | None = None
        self._wall_end = time.monotonic() + wall
        self._wall = wall
        self._deadline = deadline
        self._interrupted = 0.0
        self.reason = ""

    @property
    def interrupted(self) -> bool:
        """Whether the student's code was stopped: whatever came after does not count."""
        return bool(self._interrupted)

    def tick(self) -> None:
        """Look at the clocks: interrupt what is over its time, raise OutOfTime for what goes on
        after that."""
        now = time.monotonic()
        if self._interrupted:
            if now - self._interrupted > GRACE:
                raise OutOfTime(self.reason)
            return
        used = cpu_seconds(self._handle.pid)
        if self._cpu_start is None:  # the first tick comes early in the answer
            self._cpu_start = used
        if now > self._deadline:
            self.reason = "the time for the whole test or notebook is over"
        elif used - self._cpu_start > self._limit:
            self.reason = f"not finished after {self._limit:g} s {OF_WORK}"
        elif now > self._wall_end:
            self.reason = f"not finished after {self._wall:g} s"
        if self.reason:
            self._interrupted = now
            self._handle.signal(signal.SIGINT)


class Stopwatch:
    """How long a candidate has worked since this was made, for budgets: in CPU seconds, or in wall
    seconds divided by a factor where that is more, as for code that sleeps."""

    def __init__(self, pid: int, wall_factor: float) -> None:
        self._pid, self._wall_factor = pid, wall_factor
        self._cpu, self._wall = cpu_seconds(pid), time.monotonic()

    def __call__(self) -> float:
        wall = (time.monotonic() - self._wall) / self._wall_factor
        return max(cpu_seconds(self._pid) - self._cpu, wall)


def cpu_seconds(pid: int) -> float:
    """CPU seconds that a process and its ended children have used; 0 for one that is gone."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_bytes()
    except OSError:
        return 0.0
    fields = stat[stat.rindex(b")") + 2 :].split()
    return sum(map(int, fields[11:15])) / _TICKS
