"""``python -m tests.benchmarks.candidate``: what one more candidate costs, in time and in memory.

Time is from asking for a candidate to its first cell done, with sandbox and all of GloVe, beside
a bare Jupyter kernel, without sandbox and without GloVe, in the same run. Memory is what three
candidates at once take.
"""

from __future__ import annotations

import contextlib
import itertools
import math
import statistics
import time
from collections.abc import Sequence
from pathlib import Path

from jupyter_client.manager import start_new_kernel
from rich.console import Console
from rich.table import Table

from autograder.candidate.client import ForkServer
from tests.benchmarks.asking import SETUP, run_cell, warm_server

FIRST_CELL = "1 + 1"
CANDIDATES, KERNELS = 200, 5
TARGET_MS, TARGET_RATIO, TARGET_MB = 30, 40, 40
USE = 'model.similarity("king", "monarch")'


def main() -> None:
    console = Console()
    with warm_server() as server:
        candidates = [candidate_ms(server, seed) for seed in range(CANDIDATES)]
        memory = memory_mb(server)
    kernels = [kernel_ms() for _ in range(KERNELS)]
    console.print(times(candidates, kernels))
    console.print(verdict(candidates, kernels), highlight=False)
    console.print(sizes(memory))


def candidate_ms(server: ForkServer, seed: int) -> float:
    """Milliseconds from asking for a candidate to its first cell done."""
    started = time.perf_counter()
    with server.candidate({}, seed=seed) as handle:
        run_cell(handle, FIRST_CELL)
        return (time.perf_counter() - started) * 1000


def kernel_ms() -> float:
    """The same for a Jupyter kernel."""
    started = time.perf_counter()
    manager, client = start_new_kernel()
    try:
        client.execute(FIRST_CELL, reply=True, timeout=60)
        return (time.perf_counter() - started) * 1000
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def memory_mb(server: ForkServer, count: int = 3) -> list[dict[str, float]]:
    """MB of each of several candidates at once that have loaded and used all of GloVe, and what
    each of them added to the memory of all, the fork server included."""
    with contextlib.ExitStack() as stack:
        pids, totals = [], []
        for seed in range(count):
            handle = stack.enter_context(server.candidate({}, seed=seed))
            run_cell(handle, SETUP)
            run_cell(handle, USE, count=2)
            pids.append(handle.pid)
            totals.append(sum(smaps_mb(pid)["PSS"] for pid in (*pids, parent(handle.pid))))
        added = [float("nan"), *(after - before for before, after in itertools.pairwise(totals))]
        return [smaps_mb(pid) | {"added": more} for pid, more in zip(pids, added, strict=True)]


def smaps_mb(pid: int) -> dict[str, float]:
    """PSS (shared pages count in parts) and private memory of a process, in MB, see proc(5)."""
    text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    fields = [line.split() for line in text.splitlines()[1:]]
    kilobytes = {field[0].rstrip(":"): int(field[1]) for field in fields}
    private = kilobytes["Private_Clean"] + kilobytes["Private_Dirty"]
    return {"PSS": kilobytes["Pss"] / 1024, "private": private / 1024}


def parent(pid: int) -> int:
    """The process that started this one."""
    text = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(text.partition("PPid:")[2].split()[0])


def times(candidates: Sequence[float], kernels: Sequence[float]) -> Table:
    table = Table(title="From asking to the first cell done, ms", title_justify="left")
    for column in ("", "Median", "Lowest", "95 of 100", "Runs"):
        table.add_column(column, justify="left" if not column else "right")
    rows = {"Candidate, confined, with GloVe": candidates, "Bare Jupyter kernel": kernels}
    for name, values in rows.items():
        high = statistics.quantiles(values, n=20)[-1]
        figures = [f"{value:.1f}" for value in (statistics.median(values), min(values), high)]
        table.add_row(name, *figures, str(len(values)))
    return table


def verdict(candidates: Sequence[float], kernels: Sequence[float]) -> str:
    median = statistics.median(candidates)
    ratio = statistics.median(kernels) / median
    reached = median < TARGET_MS and ratio >= TARGET_RATIO
    return (
        f"{ratio:.0f} times faster. Target: under {TARGET_MS} ms and {TARGET_RATIO} times faster: "
        f"{'reached' if reached else 'missed'}."
    )


def sizes(memory: Sequence[dict[str, float]]) -> Table:
    title = f"Memory of candidates at once, MB (target: each adds less than {TARGET_MB})"
    table = Table(title=title, title_justify="left")
    for column in ("Candidate", *memory[0]):
        table.add_column(column, justify="right")
    for number, row in enumerate(memory, 1):
        table.add_row(str(number), *("" if math.isnan(mb) else f"{mb:.1f}" for mb in row.values()))
    return table


if __name__ == "__main__":
    main()
