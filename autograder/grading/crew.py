"""What runs in the processes of a Dask cluster: a crew on each worker, a farewell on the scheduler.

Grading forks, and wants a process with one thread; a Dask worker has many. So a crew is processes
of its own, one for each of the worker's threads, and a task of Dask's only hands a call over to
one of them and waits. A process that breaks takes its own submission along and no other.

Imports little: the scheduler reads this module too.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import multiprocessing
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from distributed import Scheduler, SchedulerPlugin, Worker, WorkerPlugin, get_worker

from autograder.errors import InfrastructureError

if TYPE_CHECKING:
    from autograder.grading.survey import Survey


async def arrive(name: str, order: bytes) -> Survey:
    """A task: a crew for this job is there from now on, and says what machine this is."""
    worker = get_worker()
    crew = Crew(order, worker.address)
    await worker.plugin_add(crew, name=name)
    return await crew.survey()


async def perform(name: str, call: Callable[..., Any], *arguments: Any) -> Any:
    """A task: one of the crew makes this call. Raises what the call raises, and
    InfrastructureError where its process ended."""
    crew = get_worker().plugins.get(name)
    if not isinstance(crew, Crew):
        raise InfrastructureError("The worker was not told what to grade.")
    return await crew.perform(call, *arguments)


class Crew(WorkerPlugin):
    """The grading processes of one Dask worker, for one job. They end with it, and with the job."""

    def __init__(self, order: bytes, address: str) -> None:
        self._order = order
        self._address = address
        self._gensim_data: Path | None = None
        self._idle: list[ProcessPoolExecutor] = []
        self._all: set[ProcessPoolExecutor] = set()
        """Pools of one process each."""

    async def survey(self) -> Survey:
        from autograder.grading.pool import set_apart, settle
        from autograder.grading.survey import survey

        context = multiprocessing.get_context("spawn")
        with set_apart(), _children_allowed():
            pool = ProcessPoolExecutor(1, context, initializer=settle)
            self._all.add(pool)
            future = pool.submit(survey, self._order)
        try:
            found = await asyncio.wrap_future(future)
        finally:
            self._end(pool)
        self._gensim_data = found.gensim_data
        return found

    async def perform(self, call: Callable[..., Any], *arguments: Any) -> Any:
        from autograder.grading.pool import set_apart

        with set_apart(), _children_allowed():
            pool = self._idle.pop() if self._idle else self._make()
            try:
                future = pool.submit(call, *arguments)  # which starts the process
            except BrokenExecutor as error:  # it ended while it had nothing to do
                self._end(pool)
                raise self._ended() from error
        try:
            return await asyncio.wrap_future(future)
        except BrokenExecutor as error:
            self._end(pool)
            raise self._ended() from error
        except asyncio.CancelledError:
            self._end(pool)
            raise
        finally:
            if pool in self._all:
                self._idle.append(pool)

    async def teardown(self, worker: Worker) -> None:
        for pool in list(self._all):
            self._end(pool)

    def _make(self) -> ProcessPoolExecutor:
        from autograder.grading.pool import Order, make_pool

        order = Order(hashlib.sha256(self._order).digest(), self._order)
        pool = make_pool(order, workers=1, gensim_data=self._gensim_data)
        self._all.add(pool)
        return pool

    def _end(self, pool: ProcessPoolExecutor) -> None:
        from autograder.grading.pool import kill

        self._all.discard(pool)
        with contextlib.suppress(ValueError):
            self._idle.remove(pool)
        kill(pool)
        pool.shutdown(wait=False, cancel_futures=True)

    def _ended(self) -> InfrastructureError:
        return InfrastructureError(f"A grading process of the worker {self._address} ended.")


class Farewell(SchedulerPlugin):
    """Ends the crews of a grader that leaves, also of one that was killed."""

    def __init__(self, name: str, client: str) -> None:
        self.name = name
        self._client = client

    def remove_client(self, scheduler: Scheduler, client: str) -> None:
        if client == self._client:
            scheduler.loop.add_callback(self._end_crews, scheduler)

    async def _end_crews(self, scheduler: Scheduler) -> None:
        message = {"op": "plugin-remove", "name": self.name}
        await scheduler.broadcast(msg=message, on_error="ignore")
        with contextlib.suppress(ValueError):
            scheduler.remove_plugin(self.name)


@contextmanager
def _children_allowed() -> Iterator[None]:
    """While a process is started: a worker that has a nanny counts as a daemon, and multiprocessing
    lets no daemon start any, for they might stay behind. Ours end with their parent."""
    flags: dict[str, Any] = multiprocessing.current_process()._config  # type: ignore[attr-defined]
    daemon = flags.pop("daemon", None)
    try:
        yield
    finally:
        if daemon is not None:
            flags["daemon"] = daemon
