"""What the cells of the instructor's own notebooks cost a student who has filled everything in."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

from autograder.audit.facts import Slow
from autograder.audit.material import Material, key
from autograder.audit.trying import Bench
from autograder.exercises.classroom import dump
from autograder.grading.pool import Job

_CLOCK = 'print(__import__("time").process_time())'
"""A cell of the student's own that reads the CPU time of its process."""
_TITLE = 50
TIMED = "your own solution, with a clock"


def slow(bench: Bench, job: Job, material: Material, seconds: float) -> tuple[Slow, ...]:
    """Cells that take longer than so many CPU seconds in the student's process. Of a test that is
    what the calls take, and what runs inside. Nothing where it could not be graded."""
    clock = f"{_CLOCK}  # {time.time_ns()}"  # so it is measured anew each time
    attempts = {TIMED: {name: _with_clocks(data, clock) for name, data in material.source.items()}}
    return tuple(
        Slow(key(material.assignment, notebook.name, title), taken)
        for report in bench.grade(job, attempts, read=lambda whole: whole).values()
        for notebook in report.notebooks
        for title, taken in _times(notebook.document or '{"cells": []}', clock)
        if taken > seconds
    )


def _with_clocks(notebook: bytes, source: str) -> bytes:
    document = json.loads(notebook)
    cells: list[dict[str, Any]] = []
    for number, cell in enumerate([*document["cells"], None]):
        if cell is None or cell["cell_type"] == "code":
            clock: dict[str, Any] = {
                "metadata": {},
                "outputs": [],
                "execution_count": None,
                "source": source,
            }
            cells.append({"cell_type": "code", "id": f"clock-{number}", **clock})
        if cell is not None:
            cells.append(cell)
    document["cells"] = cells
    return dump(document)


def _times(document: str, clock: str) -> Iterator[tuple[str, float]]:
    """Each code cell with the seconds between the clocks around it."""
    began: float | None = None
    title = ""
    for cell in json.loads(document)["cells"]:
        if cell["cell_type"] != "code":
            continue
        source = "".join(cell["source"])
        if source != clock:
            name = cell["metadata"].get("nbgrader", {}).get("grade_id")
            title = name or source.split("\n")[0][:_TITLE]
            continue
        now = _read(cell)
        if began is not None and now is not None and title:
            yield title, now - began
        began, title = now, ""


def _read(cell: dict[str, Any]) -> float | None:
    """What a clock shows; nothing where the process had ended."""
    text = "".join("".join(output.get("text", "")) for output in cell["outputs"])
    try:
        return float(text)
    except ValueError:
        return None
