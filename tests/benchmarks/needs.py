"""What the cells of a submission need by themselves, without an engine.

All cells, the hidden tests included, run one after another in one process, which holds libraries
and vectors ready, in the shell that also runs them when they are graded. Nothing is confined or
sent, and only the outputs are kept.
"""

from __future__ import annotations

import functools
import os
import resource
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from typing import Any

from autograder import embeddings
from autograder.candidate.server import freeze, load_vectors, preload, rehearse
from autograder.candidate.shell import Shell
from autograder.cli.demo import ASSIGNMENT
from autograder.config import Limits
from autograder.exercises.similarity.classroom import NOTEBOOK
from autograder.gradebook.course import Course
from autograder.gradebook.reading import read_assignment
from autograder.grading.plan import plan
from autograder.grading.sanitise import parse, sanitise
from autograder.model import Cell, Role
from tests.benchmarks.handing_in import stories

RUNS = 5
VECTORS = ("glove-wiki-gigaword-50",)


@dataclass(frozen=True, slots=True)
class Need:
    """CPU seconds of one submission's cells."""

    total: float
    students: float
    """The student's cells, and the student's functions wherever they were called from; 0 where
    the process ended before it could say."""


def needs(course: Path) -> Mapping[str, Need]:
    """What each of the stories needs, by student: the median of some runs."""
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        return pool.submit(_needs, course).result()


def _needs(course: Path) -> Mapping[str, Need]:
    store = embeddings.prepare()
    os.environ |= {"GENSIM_DATA_DIR": str(store.gensim_data), "PLOTLY_RENDERER": "plotly_mimetype"}
    cells = {story.student: _cells(course, story.files) for story in stories(course)}
    shell: Shell = Shell.instance(limits=Limits())
    load_vectors(VECTORS, store.gensim_data)
    sources = tuple(cell.source for cell in cells["ada"])
    preload(rehearse(sources, shell))
    shell.foresee(sources)
    shell.warm_up()
    freeze()
    return {name: _median([_run(shell, mine) for _ in range(RUNS)]) for name, mine in cells.items()}


def _cells(course: Path, files: Mapping[str, bytes]) -> tuple[Cell, ...]:
    """The code cells that are graded; none where no notebook was handed in."""
    source = read_assignment(Course.open(course), ASSIGNMENT).notebooks[0]
    notebook = parse(files.get(NOTEBOOK, b""), Limits()).notebook
    if notebook is None:
        return ()
    cells = plan(sanitise(notebook, source).notebook, source)
    return tuple(cell for cell in cells if cell.role is not Role.TEXT)


def _median(runs: Sequence[Need]) -> Need:
    return Need(median(run.total for run in runs), median(run.students for run in runs))


def _run(shell: Shell, cells: Sequence[Cell]) -> Need:
    """Run the cells in a child, which may crash."""
    if not cells:
        return Need(0.0, 0.0)
    reader, writer = os.pipe()
    pid = os.fork()
    if not pid:
        try:
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            shell.take_over()
            clock = _Clock()
            for count, cell in enumerate(cells, 1):
                clock.run(shell, cell, count)
            os.write(writer, str(clock.seconds).encode())
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as stream:
        students = float(stream.read() or 0)
    used = os.wait4(pid, 0)[2]
    return Need(used.ru_utime + used.ru_stime, students)


class _Clock:
    """Adds up the time in which the student's code is at work."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._depth = 0

    def run(self, shell: Shell, cell: Cell, count: int) -> None:
        if cell.role is not Role.STUDENT:
            shell.run(cell.source, count=count)
            return
        self.timed(shell.run)(cell.source, count=count)
        for name in cell.yields:
            value = shell.user_ns.get(name)
            if callable(value):
                shell.user_ns[name] = self.timed(value)

    def timed(self, function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def call(*args: Any, **kwargs: Any) -> Any:
            self._depth += 1
            started = time.process_time()
            try:
                return function(*args, **kwargs)
            finally:
                self._depth -= 1
                if not self._depth:
                    self.seconds += time.process_time() - started

        return call
