"""An examination of cells written as text, with a real fork server and real processes."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from autograder.config import Limits
from autograder.examiner.examination import CellResult
from autograder.examiner.worker import Examined, Worker
from autograder.model import Cell, Role, Verdict
from autograder.names import NOTHING, read_names

LIMITS = Limits(cell_seconds=1.0, call_seconds=0.5, memory_mb=512, message_mb=4)

Examine = Callable[..., "Seen"]


class Seen:
    """What came of an examination."""

    def __init__(self, examined: Examined) -> None:
        self.examined = examined
        self.results: tuple[CellResult, ...] = examined.results

    @property
    def verdicts(self) -> list[Verdict]:
        return [result.verdict for result in self.results if result.verdict is not None]

    @property
    def points(self) -> list[float | None]:
        return [verdict.points for verdict in self.verdicts]


@pytest.fixture(scope="session")
def worker() -> Iterator[Worker]:
    imports = Cell(0, Role.INSTRUCTOR, "import numpy, pandas")
    with Worker(limits=LIMITS, cells=[imports]) as started:
        yield started


@pytest.fixture
def examine(worker: Worker) -> Examine:
    """Examine cells given as (role, source); tests are worth 1 point each. What a student's cell
    reads is what the instructor's version of it would."""

    def run(*cells: tuple[str, str], yields: str = "", reads: str = "") -> Seen:
        planned = [
            Cell(
                index,
                Role.TEST if role == "inside" else Role(role),
                source,
                f"cell-{index}",
                1.0 if role in ("test", "inside") else None,
                frozenset(yields.split()) if role == "student" else frozenset(),
                reads=read_names(reads or source) if role == "student" else NOTHING,
                inside=role == "inside",
            )
            for index, (role, source) in enumerate(cells)
        ]
        return Seen(worker.examine(planned, seed=1, files={}, trusted_files={}))

    return run
