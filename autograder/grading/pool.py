"""Workers: processes that each hold a fork server and a warm examiner.

A submission is graded by whichever worker is free; none of them touches the database. The pool is
one ``concurrent.futures.Executor``, and what runs in it (``_start``, ``_grade``) knows nothing of
which.
"""

from __future__ import annotations

import atexit
import multiprocessing
import os
import signal
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from traitlets.config import Config

from autograder.config import Limits
from autograder.examiner.worker import Worker
from autograder.grading.document import Finisher
from autograder.grading.kernels.specs import is_python
from autograder.grading.plan import is_test
from autograder.grading.submission import Grader, Policy
from autograder.model import Assignment, Cell, Role, Submission, SubmissionReport
from autograder.sandbox import kernel


@dataclass(frozen=True, slots=True)
class Job:
    """What a worker must know before its first submission."""

    assignment: Assignment
    limits: Limits
    policy: Policy
    config: Config
    """The course's configuration, for nbgrader's own preprocessors."""
    gensim_data: Path | None
    jail: bool


def make_pool(job: Job, *, workers: int) -> ProcessPoolExecutor:
    """A pool whose processes are ready for this job. Numpy keeps to one thread in them: they
    fork, and there is one of them for each core."""
    for library in ("OMP", "OPENBLAS", "MKL"):
        os.environ.setdefault(f"{library}_NUM_THREADS", "1")
    if job.gensim_data is not None:
        os.environ["GENSIM_DATA_DIR"] = str(job.gensim_data)
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(workers, context, initializer=_start, initargs=(job,))


@contextmanager
def running(job: Job, *, workers: int) -> Iterator[ProcessPoolExecutor]:
    """A pool that ends with the block: in its own time, or at once where the block is left by an
    exception, for a submission at work may go on for minutes."""
    pool = make_pool(job, workers=workers)
    try:
        yield pool
    except BaseException:
        # what ProcessPoolExecutor.kill_workers does from Python 3.14 on
        for process in list((pool._processes or {}).values()):
            process.kill()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def submit(pool: ProcessPoolExecutor, submission: Submission) -> Future[SubmissionReport]:
    """Have a submission graded."""
    return pool.submit(_grade, submission)


_grader: Grader | None = None
"""This worker process's own; an executor's initializer has no other place for it."""


def _start(job: Job) -> None:
    global _grader
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the main process's to handle
    kernel.die_with_parent(signal.SIGKILL)  # also when that is killed: no worker stays behind
    worker = Worker(
        limits=job.limits,
        cells=instructors_cells(job.assignment),
        gensim_data=job.gensim_data,
        jail=job.jail,
    )
    worker.__enter__()
    atexit.register(worker.__exit__, None, None, None)
    finisher = Finisher(job.config)
    _grader = Grader(
        worker, job.assignment, limits=job.limits, finisher=finisher, policy=job.policy
    )


def _grade(submission: Submission) -> SubmissionReport:
    assert _grader is not None
    return _grader.grade(submission)


def instructors_cells(assignment: Assignment) -> tuple[Cell, ...]:
    """The instructor's code, whose imports are worth holding ready."""
    cells: list[Cell] = []
    for notebook in assignment.notebooks:
        if not is_python(notebook.kernelspec):
            continue
        for text in sorted(notebook.open_code):
            cells.append(Cell(len(cells), Role.INSTRUCTOR, text))
        for source in notebook.cells:
            if source.cell_type == "code" and not source.is_solution:
                role = Role.TEST if is_test(source) else Role.INSTRUCTOR
                cells.append(Cell(len(cells), role, source.source, source.name))
    return tuple(cells)
