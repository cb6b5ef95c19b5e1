"""Workers: processes that each hold a fork server and a warm examiner.

A submission is graded by whichever worker is free; none of them touches the course or the
database. What runs in a worker is ``equip``, once, and ``grade``: bytes in, bytes out, so that the
executor may be any ``concurrent.futures.Executor``, on this machine or on others. ``Workplace`` is
where a run gets one; ``LocalPool`` is the one for this machine, ``cluster`` has the other.
"""

from __future__ import annotations

import atexit
import hashlib
import multiprocessing
import os
import pickle
import signal
import sys
import types
from collections.abc import Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from traitlets.config import Config

from autograder.candidate.client import try_sandbox
from autograder.config import Limits
from autograder.errors import InfrastructureError
from autograder.examiner.worker import Worker
from autograder.grading.document import Finisher
from autograder.grading.kernels.specs import is_python
from autograder.grading.packing import Packed, pack, pack_submission, unpack_submission
from autograder.grading.plan import is_test
from autograder.grading.scratch import scratch
from autograder.grading.submission import Grader, Policy
from autograder.model import Assignment, Cell, Role, Submission
from autograder.quick import import_jsonschema
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


@dataclass(frozen=True, slots=True)
class Order:
    """A job as it travels: from a run to its own workers, which trust it."""

    key: bytes
    data: bytes

    @classmethod
    def of(cls, job: Job) -> Order:
        data = pickle.dumps(job)
        return cls(hashlib.sha256(data).digest(), data)


class Workplace(Protocol):
    """Where submissions are graded."""

    @property
    def workers(self) -> int:
        """How many are graded side by side. Asked before each submission: it may change."""

    def try_sandbox(self) -> None:
        """Confine a process, as a trial: called before the first submission, where student code is
        to be confined. Raises SandboxUnavailable."""

    def executor(self, order: Order) -> AbstractContextManager[Executor]:
        """An executor within a block, each of whose processes calls ``equip`` with the order's
        data before its first ``grade``.

        A run calls this when the first submission has to be graded, and again after a
        ``BrokenExecutor``. A block that is left by an exception ends at once, whatever is at work.
        """


@dataclass(frozen=True, slots=True)
class LocalPool:
    """Processes on this machine."""

    workers: int

    def try_sandbox(self) -> None:
        with scratch():
            try_sandbox()

    @contextmanager
    def executor(self, order: Order) -> Iterator[Executor]:
        pool = make_pool(order, workers=self.workers)
        try:
            yield pool
        except BaseException:
            kill(pool)
            raise
        finally:
            pool.shutdown(cancel_futures=True)


def make_pool(
    order: Order, *, workers: int, gensim_data: Path | None = None
) -> ProcessPoolExecutor:
    """A pool whose processes make themselves ready for this job. Numpy keeps to one thread in
    them: they fork, and there is one of them for each core. ``gensim_data`` is where the job's
    vectors lie on this machine, if not where the job says."""
    for library in ("OMP", "OPENBLAS", "MKL"):
        os.environ.setdefault(f"{library}_NUM_THREADS", "1")
    context = multiprocessing.get_context("spawn")
    given = (order.data, gensim_data)
    return ProcessPoolExecutor(workers, context, initializer=_start, initargs=given)


def kill(pool: ProcessPoolExecutor) -> None:
    """End its processes, whatever they do: what ``kill_workers`` does from Python 3.14 on."""
    for process in list((pool._processes or {}).values()):
        process.kill()


@contextmanager
def set_apart() -> Iterator[None]:
    """While a process is started: it shall not run the main script again (Jupyter's server, or
    one of the instructor's that calls nbgrader), and what its environment says is not for those
    that this one starts later."""
    environment, main = dict(os.environ), sys.modules["__main__"]
    sys.modules["__main__"] = types.ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main
        for name in os.environ.keys() - environment.keys():
            del os.environ[name]
        os.environ.update(environment)


def submit(executor: Executor, order: Order, submission: Submission) -> Future[Packed]:
    """Have a submission graded; see ``packing.unpack``."""
    return executor.submit(grade, order.key, pack_submission(submission))


def settle() -> None:
    """A process of a pool starts."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the main process's to handle
    kernel.die_with_parent(signal.SIGKILL)  # also when that is killed: no worker stays behind


def _start(order: bytes, gensim_data: Path | None) -> None:
    settle()
    equip(order, gensim_data)


_ready: dict[bytes, Grader] = {}
"""This process's own, by the job's key: at most one, for a process has one examiner's shell."""
_open = ExitStack()
atexit.register(_open.close)


def equip(order: bytes, gensim_data: Path | None = None) -> bytes:
    """Make this process ready for a job, and nothing if it is; the job's key. It forks, so it wants
    a process with one thread. ``gensim_data`` as for ``make_pool``."""
    key = hashlib.sha256(order).digest()
    if key not in _ready:
        import_jsonschema()
        _ready.clear()
        _open.close()
        job: Job = pickle.loads(order)
        if gensim_data is not None:
            job = replace(job, gensim_data=gensim_data)
        if job.gensim_data is not None:
            os.environ["GENSIM_DATA_DIR"] = str(job.gensim_data)
        _open.enter_context(scratch())
        worker = _open.enter_context(
            Worker(
                limits=job.limits,
                cells=instructors_cells(job.assignment),
                gensim_data=job.gensim_data,
                jail=job.jail,
                charge_once=job.policy.charge_once,
            )
        )
        _ready[key] = Grader(
            worker,
            job.assignment,
            limits=job.limits,
            finisher=Finisher(job.config),
            policy=job.policy,
        )
    return key


def grade(key: bytes, submission: bytes) -> Packed:
    """Grade a submission in a process that is ready for the job. Raises InfrastructureError where
    it was our side that failed, or this process knows another job."""
    if key not in _ready:
        raise InfrastructureError("The worker was not told what to grade.")
    return pack(_ready[key].grade(unpack_submission(submission)))


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
