"""Real Dask clusters on this machine: a scheduler and workers, each a process of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PATIENCE = 120.0
"""For a test that would hang."""


@dataclass(slots=True)
class RealCluster:
    """Made by ``cluster``. What it starts listens on loopback, at ports that are free."""

    folder: Path
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def file(self) -> Path:
        return self.folder / "scheduler.json"

    @property
    def address(self) -> str:
        return str(json.loads(self.file.read_text())["address"])

    def listens(self) -> bool:
        """Whether the scheduler has written its file whole: it stands empty for a moment."""
        with suppress(FileNotFoundError, json.JSONDecodeError):
            return bool(self.address)
        return False

    def start(
        self, part: str, *options: str, environment: Mapping[str, str] | None = None
    ) -> subprocess.Popen[bytes]:
        """A scheduler or a worker, by Dask's own command line."""
        where = ["--host", "127.0.0.1", "--scheduler-file", str(self.file)]
        with (self.folder / f"{part}-{len(self.processes)}.log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "dask", part, *where, *options],
                cwd=self.folder,
                env={**os.environ, **(environment or {})},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.processes.append(process)
        return process

    def worker(
        self, *options: str, environment: Mapping[str, str] | None = None
    ) -> subprocess.Popen[bytes]:
        """A worker that does one thing at a time."""
        always = ("--nthreads", "1", "--no-dashboard", "--local-directory", str(self.folder))
        return self.start("worker", *always, *options, environment=environment)

    def wait_for_workers(self, number: int) -> list[str]:
        """Their addresses, when so many are there."""
        from distributed import Client

        with Client(self.address, set_as_default=False) as client:
            client.wait_for_workers(number, timeout=PATIENCE)
            found: dict[str, Any] = client.nthreads()
        return sorted(found)


@contextmanager
def cluster(folder: Path, *, workers: int) -> Iterator[RealCluster]:
    """A scheduler with so many workers; all of it ends with the block."""
    made = RealCluster(folder)
    try:
        made.start("scheduler", "--port", "0", "--no-dashboard")
        for _ in range(workers):
            made.worker()
        wait_until(made.listens)
        if workers:
            made.wait_for_workers(workers)
        yield made
    finally:
        for process in made.processes:
            end(process)


def end(process: subprocess.Popen[bytes]) -> None:
    """Kill it with what it has started: a nanny and its worker are one session."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def wait_until(happened: Callable[[], bool]) -> None:
    """Wait for something that must happen and that nothing tells of."""
    deadline = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.05)
