"""Examines notebooks for the service, as a grading run would, and records nothing of them.

Few processes do this, each for one assignment at a time; what waits for them is bounded.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import time
from collections.abc import AsyncIterator
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from autograder.config import Level, Serve
from autograder.errors import (
    ForkServerDied,
    InfrastructureError,
    NothingToCheck,
    ServiceBusy,
    UnknownAssignment,
)
from autograder.gradebook.course import Course
from autograder.gradebook.paths import refusal, shown
from autograder.gradebook.reading import read_assignment
from autograder.grading.kernels.specs import is_python
from autograder.grading.packing import unpack
from autograder.grading.pool import LocalPool, Order, kill, make_pool, submit
from autograder.grading.run import Run, Settings
from autograder.model import Assignment, NotebookReport, Reason, Submission

SLACK = 60.0
"""Seconds that a process may take beyond a notebook's own time, the start of it included."""
TRIES = 2


@dataclass(frozen=True, slots=True)
class Prepared:
    """What a notebook is examined by."""

    assignment: Assignment
    """With this notebook alone."""
    order: Order
    level: Level


@dataclass(slots=True)
class _Slot:
    """A process, or room for one."""

    pool: ProcessPoolExecutor | None = None
    key: bytes = b""
    used: float = 0.0


class Desk:
    """One for each service; all of it in one event loop."""

    def __init__(self, course: Course, settings: Serve, gensim_data: Path | None) -> None:
        self._course, self._settings, self._gensim_data = course, settings, gensim_data
        count = settings.workers or max(1, len(os.sched_getaffinity(0)) // 2)
        self._idle = [_Slot() for _ in range(count)]
        self._all = tuple(self._idle)
        self._free = asyncio.Semaphore(count)
        self._reading = asyncio.Lock()
        self._waiting = 0

    def close(self) -> None:
        """End the processes, whatever they do."""
        for slot in self._all:
            _empty(slot)

    async def examine(
        self, student: str, assignment: str, notebook: str, data: bytes
    ) -> tuple[NotebookReport, Level]:
        """The report on a notebook, and what of it may be revealed.

        Raises:
            NothingToCheck: it is no notebook, or one that cannot be asked about.
            UnknownAssignment: there is none of this name, or not of this notebook.
            ServiceBusy: too many wait already.
            InfrastructureError: it was our side that failed.
        """
        if self._waiting >= self._settings.queue:
            raise ServiceBusy(
                "Many ask at this moment.",
                next_step="Ask again in a few minutes; this one did not count.",
            )
        self._waiting += 1
        try:
            async with self._free:
                return await self._examine(student, assignment, notebook, data)
        finally:
            self._waiting -= 1

    async def _examine(
        self, student: str, assignment: str, notebook: str, data: bytes
    ) -> tuple[NotebookReport, Level]:
        async with self._reading:
            prepared = await asyncio.to_thread(self._prepare, assignment, notebook)
        submission = Submission(student, assignment, {notebook: data})
        for _ in range(TRIES):
            with contextlib.suppress(BrokenExecutor, ForkServerDied):
                report = await self._grade(prepared, submission)
                return report, prepared.level
        raise InfrastructureError("The process that examined it has ended.")

    async def _grade(self, prepared: Prepared, submission: Submission) -> NotebookReport:
        async with self._slot(prepared.order) as pool:
            future = asyncio.wrap_future(submit(pool, prepared.order, submission))
            async with asyncio.timeout(self._settings.seconds + SLACK):
                packed = await future
        report = unpack(packed, submission, prepared.assignment)
        if report is None:
            raise InfrastructureError("A report came back with files that nobody sent.")
        (notebook,) = report.notebooks
        if any(verdict.reason is Reason.UNREADABLE for verdict in notebook.verdicts):
            raise NothingToCheck(" ".join(problem.message for problem in notebook.problems))
        return notebook

    @contextlib.asynccontextmanager
    async def _slot(self, order: Order) -> AsyncIterator[ProcessPoolExecutor]:
        """A process that is ready for this order, or makes itself ready: one that is already, or
        else the one that was used longest ago."""
        slot = min(self._idle, key=lambda one: (one.key != order.key, one.used))
        self._idle.remove(slot)
        try:
            if slot.pool is None or slot.key != order.key:
                _empty(slot)
                slot.pool, slot.key = make_pool(order, workers=1), order.key
            yield slot.pool
        except TimeoutError as error:
            _empty(slot)
            raise InfrastructureError("It took too long.") from error
        except BaseException:
            _empty(slot)
            raise
        finally:
            slot.used = time.monotonic()
            self._idle.append(slot)

    def _prepare(self, name: str, notebook: str) -> Prepared:
        """Read anew each time: what the instructor changes counts at once."""
        wanted, course = self._settings, self._course
        if refusal(name) or (wanted.assignments and name not in wanted.assignments):
            raise UnknownAssignment(f"There is no assignment {shown(name)} to ask about.")
        try:
            whole = read_assignment(course, name)
        except UnknownAssignment:  # which other ones there are is nobody's to know
            whole = Assignment(name, ())
        chosen = tuple(one for one in whole.notebooks if one.name == notebook)
        if not chosen:
            raise UnknownAssignment(f"There is no notebook {shown(f'{name}/{notebook}')}.")
        if not is_python(chosen[0].kernelspec):
            raise NothingToCheck("Only notebooks in Python can be checked.")
        assignment = replace(whole, notebooks=chosen)
        settings = Settings(gensim_data=self._gensim_data, workplace=LocalPool(1))
        job = Run(course, whole, assignment, ()).job(settings)
        limits = replace(
            job.limits, submission_seconds=min(job.limits.submission_seconds, wanted.seconds)
        )
        revealing = course.settings.revealing(name)
        order = Order.of(replace(job, limits=limits))
        return Prepared(assignment, order, revealing.at(datetime.now(UTC)))


def _empty(slot: _Slot) -> None:
    if slot.pool is not None:
        kill(slot.pool)
        slot.pool.shutdown(wait=False, cancel_futures=True)
    slot.pool, slot.key = None, b""
