"""``python -m tests.benchmarks.endurance [1000]``: what so many submissions leave behind.

One worker examines tiny notebooks in a row. Before and after, the kernel's own account is taken of
processes, descriptors, mounts, temporary files, control groups and memory. The exit status is 1
where anything is left.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from dataclasses import dataclass, fields
from pathlib import Path

from rich.console import Console
from rich.table import Table

from autograder.config import Limits
from autograder.examiner.worker import Worker
from autograder.model import Cell, Role
from autograder.sandbox import cgroups
from tests.benchmarks.candidate import smaps_mb

SUBMISSIONS = 1000
WARM_UP = 30
"""Submissions before the first count: what is made once, is made then."""
GROWTH_MB = 4.0
"""Memory that may be left, and is none: allocators and page tables settle."""
LEAVE = """
import tempfile, threading
import numpy as np
tempfile.NamedTemporaryFile(delete=False).write(bytes(2**20))
open('mine', 'w').write('1')
threading.Thread(target=threading.Event().wait, daemon=True).start()
print('x' * 1000)
def double(x):
    return 2 * np.asarray(x)
"""
CELLS = (
    Cell(0, Role.INSTRUCTOR, "import numpy as np"),
    Cell(1, Role.STUDENT, LEAVE, yields=frozenset({"double"})),
    Cell(2, Role.TEST, "assert list(double([1, 2])) == [2, 4]", "double", 1.0),
)
"""A student who leaves files, a thread and output behind."""


@dataclass(frozen=True, slots=True)
class Account:
    """What worker and fork server hold at one moment."""

    processes: int
    descriptors: int
    server_descriptors: int
    mounts: int
    server_mounts: int
    temporary_files: int
    control_groups: int
    memory_mb: float
    """Private memory of the worker, as ``smaps_mb``."""
    server_memory_mb: float
    tmpfs_mb: float
    """Files in memory that the control group is charged for; 0 where there is none."""


def account() -> Account:
    """Count, for this process and the fork server, the last of its descendants. A plain user
    may not look into the fork server: then its counts are 0."""
    own = os.getpid()
    started = descendants(own)
    server = started[-1]
    seen = os.access(f"/proc/{server}/fd", os.R_OK)
    groups = own_groups()
    return Account(
        processes=1 + len(started),
        descriptors=entries(f"/proc/{own}/fd"),
        server_descriptors=entries(f"/proc/{server}/fd") if seen else 0,
        mounts=lines(f"/proc/{own}/mounts"),
        server_mounts=lines(f"/proc/{server}/mounts") if seen else 0,
        temporary_files=sum(1 for _ in Path(tempfile.gettempdir()).rglob("*")),
        control_groups=len(groups),
        memory_mb=smaps_mb(own)["private"],
        server_memory_mb=smaps_mb(server)["private"] if seen else 0,
        tmpfs_mb=sum(map(charged_mb, groups)),
    )


def descendants(pid: int) -> list[int]:
    """All processes below this one, each after its parent."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    return [found for child in map(int, children) for found in (child, *descendants(child))]


def entries(folder: str) -> int:
    return sum(1 for _ in Path(folder).iterdir())


def lines(file: str) -> int:
    return len(Path(file).read_text(encoding="utf-8").splitlines())


def own_groups() -> list[Path]:
    """Control groups that this process has made."""
    parents = cgroups.find_parents()
    folders = () if isinstance(parents, str) else set(parents.folders.values())
    name = f"{cgroups.PREFIX}{os.getpid()}.*"
    return [group for folder in folders for group in folder.glob(name)]


def charged_mb(group: Path) -> float:
    """Files in memory that a group is charged for."""
    statistics = group / "memory.stat"
    if not statistics.exists():
        return 0.0
    fields_of = dict(line.split() for line in statistics.read_text(encoding="ascii").splitlines())
    return int(fields_of.get("shmem", 0)) / 2**20


def left_behind(before: Account, after: Account) -> list[str]:
    """What grew."""
    growth = {f.name: getattr(after, f.name) - getattr(before, f.name) for f in fields(Account)}
    return [
        name for name, more in growth.items() if more > (GROWTH_MB if name.endswith("_mb") else 0)
    ]


def examine(worker: Worker, count: int) -> None:
    for seed in range(count):
        examined = worker.examine(CELLS, seed=seed, files={}, trusted_files={})
        points = [result.verdict.points for result in examined.results if result.verdict]
        if points != [1.0]:
            raise RuntimeError(f"submission {seed} got {points}: {examined}")


def table(before: Account, after: Account) -> Table:
    shown = Table("", "Before", "After", title="Held by worker and fork server")
    for field in fields(Account):
        values = (getattr(before, field.name), getattr(after, field.name))
        form = ".1f" if field.name.endswith("_mb") else "d"
        shown.add_row(field.name.replace("_", " "), *(format(value, form) for value in values))
    return shown


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else SUBMISSIONS
    console = Console()
    with tempfile.TemporaryDirectory(prefix="endurance-") as folder:
        tempfile.tempdir = folder  # so that what lies there is ours
        with Worker(limits=Limits(memory_mb=512), cells=CELLS) as worker:
            examine(worker, WARM_UP)
            before = account()
            started = time.monotonic()
            examine(worker, count)
            seconds = time.monotonic() - started
            after = account()
    console.print(table(before, after))
    console.print(f"{count} submissions in {seconds:.1f} s, {seconds / count * 1000:.1f} ms each.")
    left = left_behind(before, after)
    console.print(f"Left behind: {', '.join(left) or 'nothing'}.")
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
