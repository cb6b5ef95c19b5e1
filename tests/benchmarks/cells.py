"""``python -m tests.benchmarks.cells [assignment ...]``: what the cells of each notebook cost a
student who has filled everything in, without hidden tests, in a process of its own that has
imported nothing and has the vectors on its disk.

CPU seconds say more than wall time on a busy machine; ``--slowest`` says how many cells to show.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from autograder import embeddings
from autograder.candidate.shell import Shell
from autograder.config import Limits
from autograder.exercises import assignments
from autograder.exercises.classroom import fill
from tests.exercises.trying import ROOT, released, solved

CELL_SECONDS, NOTEBOOK_SECONDS = 2.0, 20.0
"""What a cell and a notebook may take."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one cell took."""

    place: int
    """Among all cells, from 1."""
    title: str
    """Its grade id, or its first line."""
    cpu: float
    wall: float


def main() -> int:
    """Returns 1 where a cell or a notebook takes more CPU time than it may."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("assignments", nargs="*")
    parser.add_argument("--slowest", type=int, default=3)
    options = parser.parse_args()
    gensim_data = str(embeddings.prepare().gensim_data)
    table = Table("notebook", "cell", "CPU s", "wall s")
    good = True
    for name in options.assignments or assignments():
        costs = costs_of(name, gensim_data)
        whole = Cost(0, "all cells", sum(c.cpu for c in costs), sum(c.wall for c in costs))
        slowest = sorted(costs, key=lambda cost: -cost.cpu)[: options.slowest]
        add(table, name, [whole, *slowest])
        good &= whole.cpu <= NOTEBOOK_SECONDS and slowest[0].cpu <= CELL_SECONDS
    Console(width=None if sys.stdout.isatty() else 110).print(table)
    return int(not good)


def costs_of(name: str, gensim_data: str) -> list[Cost]:
    """The cost of each code cell of a notebook."""
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        return pool.submit(_costs, name, gensim_data).result()


def _costs(name: str, gensim_data: str) -> list[Cost]:
    os.environ["GENSIM_DATA_DIR"] = gensim_data
    os.chdir(ROOT / "release" / name)  # data lie beside the notebook
    shell = Shell.instance(limits=Limits())
    shell.take_over()
    costs: list[Cost] = []
    for place, cell in enumerate(_finished(name), 1):
        source = "".join(cell["source"])
        if cell["cell_type"] == "code":
            cpu, wall = time.process_time(), time.perf_counter()
            ran = shell.run(source, count=len(costs) + 1)
            cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
            if ran.error:
                raise ran.error
            title = cell["metadata"].get("nbgrader", {}).get("grade_id", source.split("\n")[0])
            costs.append(Cost(place, title[:50], cpu, wall))
    return costs


def _finished(name: str) -> list[dict[str, Any]]:
    """The cells of the release, with the source's solutions."""
    solutions = {
        meta["grade_id"]: "".join(cell["source"])
        for cell in json.loads(solved(name))["cells"]
        if (meta := cell["metadata"].get("nbgrader", {})).get("solution")
    }
    cells: list[dict[str, Any]] = json.loads(fill(released(name), solutions))["cells"]
    return cells


def add(table: Table, name: str, costs: Sequence[Cost]) -> None:
    """One notebook's rows."""
    for cost in costs:
        cell = f"{cost.place}: {cost.title}" if cost.place else cost.title
        table.add_row(name, escape(cell), f"{cost.cpu:.2f}", f"{cost.wall:.2f}")
        name = ""
    table.add_section()


if __name__ == "__main__":
    sys.exit(main())
