"""One connection to a Dask cluster as an executor: who may work, and who has what.

Workers come and go. Each is asked once what it is (``crew.arrive``), and gets work if it would
give the same marks as this machine. A submission goes to those who may have it; Dask gives it to
one of them, and to another where that one dies. What nobody is left to do is held until somebody
comes.
"""

from __future__ import annotations

import asyncio
import itertools
import logging
import pickle
import threading
import time
from collections.abc import Callable, Coroutine, Iterable, Iterator, Mapping
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

import distributed

from autograder.errors import AutograderError, ClusterUnavailable, ClusterUnfit, InfrastructureError
from autograder.grading import crew
from autograder.grading.pool import Job, Order
from autograder.grading.surroundings import Surroundings, differences
from autograder.grading.survey import Survey

logger = logging.getLogger(__name__)

TICK = 0.5
"""Seconds between two looks at the cluster."""
SHOWN = 5
"""Differences that are named; there may be a hundred."""


@dataclass(slots=True, eq=False)
class _Work:
    """A call that has not come back."""

    future: Future[Any]
    call: tuple[Any, ...]
    """A function and its arguments."""
    places: frozenset[str] = frozenset()
    """Workers that may have it."""
    task: distributed.Future[Any] | None = None


class Dispatcher(Executor):
    """Made by ``open``; usable within the block. What it knows of the cluster belongs to the
    thread of the client's event loop: methods that begin with an underscore run there."""

    def __init__(
        self,
        client: distributed.Client,
        order: Order,
        *,
        say: Callable[[str], None],
        patience: float,
        strict: bool,
    ) -> None:
        """``say`` hears of workers that are not used, or are waited for, at most ``patience``
        seconds. ``strict``: whether one that is there from the start and cannot be used is an
        error."""
        job: Job = pickle.loads(order.data)  # our own
        self._here = Surroundings.of(job.assignment, job.gensim_data)
        self._client, self._order, self._say = client, order, say
        self._patience, self._strict = patience, strict
        self._name = f"autograder-{client.id}"
        self._numbers = itertools.count()
        self._crews: dict[str, int] = {}
        """Workers that may work, and how many threads they have."""
        self._asked: set[str] = set()
        self._refused: set[str] = set()
        self._work: set[_Work] = set()
        self._alone_since: float | None = None
        self._decided = threading.Event()
        """Set when the workers that were there at the start have been asked, or there is a
        fault."""
        self._background: set[asyncio.Task[None]] = set()
        self.threads = 0
        """How many submissions the workers grade side by side."""
        self.fault: AutograderError | None = None
        """Why this executor is of no more use."""
        self.given_up: ClusterUnavailable | None = None
        """That nobody came, for as long as patience lasts. Another executor would wait as long."""

    @contextmanager
    def open(self) -> Iterator[Dispatcher]:
        """Ready when the block begins: one worker at least. Raises ClusterUnfit,
        ClusterUnavailable."""
        farewell = crew.Farewell(self._name, self._client.id)
        self._client.register_plugin(farewell, name=self._name)
        self._in_loop(self._start, self._watch)
        try:
            self._decided.wait()
            if self.fault is not None:
                raise self.fault
            yield self
        finally:
            self._in_loop(self._end)

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """As ``Executor.submit``, for functions of modules and values that can be pickled."""
        if self.fault is not None:
            raise BrokenExecutor(str(self.fault))
        work = _Work(Future(), (partial(fn, **kwargs) if kwargs else fn, *args))
        work.future.set_running_or_notify_cancel()
        self._in_loop(self._accept, work)
        return work.future

    def _in_loop(self, function: Callable[..., object], *arguments: Any) -> None:
        loop: Any = self._client.loop
        loop.add_callback(function, *arguments)

    def _start(self, function: Callable[..., Coroutine[Any, Any, None]], *arguments: Any) -> None:
        task = asyncio.ensure_future(function(*arguments))
        self._background.add(task)
        task.add_done_callback(self._stopped)

    def _stopped(self, task: asyncio.Task[None]) -> None:
        self._background.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            logger.error("The work with the cluster has failed.", exc_info=error)
            self._break(InfrastructureError(f"{type(error).__name__}: {error}"))

    def _end(self) -> None:
        for task in self._background:
            task.cancel()

    def _accept(self, work: _Work) -> None:
        self._work.add(work)
        if self.fault is None:
            self._send(work)
        else:
            self._break(self.fault)

    def _send(self, work: _Work) -> None:
        work.places, work.task = frozenset(self._crews), None
        if work.places:
            work.task = self._task(crew.perform, *work.call, workers=work.places)
            self._start(self._follow, work, work.task)

    def _task(
        self, function: Callable[..., Any], *arguments: Any, workers: Iterable[str]
    ) -> distributed.Future[Any]:
        """A task under a key of its own: what is known already is known to us, not to Dask."""
        return self._client.submit(
            function,
            self._name,
            *arguments,
            key=f"{self._name}-{next(self._numbers)}",
            pure=False,
            workers=sorted(workers),
        )

    async def _follow(self, work: _Work, task: distributed.Future[Any]) -> None:
        """Until it has come back, however that ends."""
        result, fault = None, None
        try:
            result = await task
        except Exception as error:
            fault = self._translated(error)
        if work.task is not task or work not in self._work:
            return  # it was sent again
        self._work.discard(work)
        if fault is None:
            work.future.set_result(result)
        else:
            work.future.set_exception(fault)

    def _translated(self, error: Exception) -> Exception:
        if isinstance(error, distributed.KilledWorker):
            return InfrastructureError("All workers that had it ended, one after the other.")
        if isinstance(error, CancelledError):
            if self._client.status != "running":
                return BrokenExecutor("the connection to the scheduler is lost")
            return InfrastructureError("It was cancelled on the cluster.")
        return error

    async def _watch(self) -> None:
        """See who comes and who goes, as long as there is a connection."""
        while True:
            try:
                present = await self._client.nthreads()
            except Exception:  # of many kinds, where a connection ends
                self._break(ClusterUnavailable("The connection to the scheduler is lost."))
                return
            await self._look(present)
            await asyncio.sleep(TICK)

    async def _look(self, present: Mapping[str, int]) -> None:
        for address in self._crews.keys() - present.keys():
            del self._crews[address]
        self._asked &= present.keys()
        self._refused &= present.keys()
        for address in present.keys() - self._crews.keys() - self._asked - self._refused:
            self._asked.add(address)
            self._start(self._ask, address, present[address])
        for work in list(self._work):
            if work in self._work and work.places.isdisjoint(present):  # nobody is left to do it
                stranded = work.task
                self._send(work)
                if stranded is not None:
                    await stranded.cancel()
        self._take_stock()

    async def _ask(self, address: str, threads: int) -> None:
        """Whether a worker may work."""
        try:
            survey = await self._task(crew.arrive, self._order.data, workers=[address])
            objection: ClusterUnfit | None
            objection = _objection(self._here, survey, f"The worker {address}")
        except CancelledError:
            self._asked.discard(address)  # it is asked again if it is still there
            return
        except Exception as error:
            objection = ClusterUnfit(
                f"The worker {address} cannot grade: {type(error).__name__}: {error}.",
                next_step="What it printed may say more.",
            )
        if address not in self._asked:
            return  # it has gone
        self._asked.discard(address)
        if objection is None:
            self._crews[address] = threads
        elif self._strict and not self._decided.is_set():
            self._break(objection)
        else:
            self._refused.add(address)
            self._say(f"{objection.message} It is not used.")
        self._take_stock()

    def _take_stock(self) -> None:
        """See whether work can be done, and for how long it could not."""
        self.threads = sum(self._crews.values())
        if self._crews and not self._asked:
            self._decided.set()
        if self._crews or self._asked or (self._decided.is_set() and not self._work):
            self._alone_since = None
        elif self._alone_since is None:
            self._alone_since = time.monotonic()
            self._say("There is no worker; waiting for one.")
        elif time.monotonic() > self._alone_since + self._patience:
            self.given_up = ClusterUnavailable(
                f"No worker that can be used has come within {self._patience:g} s.",
                next_step="See what became of them, or start some: `dask worker ADDRESS`. The "
                "same command then goes on.",
            )
            self._break(self.given_up)

    def _break(self, fault: AutograderError) -> None:
        """Give back all that has not come back."""
        self.fault = self.fault or fault
        self._decided.set()
        lost = list(self._work)
        self._work.clear()
        for work in lost:
            work.future.set_exception(BrokenExecutor(str(fault)))


def _objection(here: Surroundings, survey: Survey, who: str) -> ClusterUnfit | None:
    """Why a worker must not grade, if it must not."""
    who = f"{who} ({survey.host})"
    if found := list(differences(here, survey.surroundings)):
        return differing(who, found)
    return ClusterUnfit(f"{who} cannot grade: {survey.refusal}") if survey.refusal else None


def differing(who: str, found: list[str]) -> ClusterUnfit:
    """That a machine would perhaps give other marks."""
    more = f"; {len(found) - SHOWN} more" * (len(found) > SHOWN)
    return ClusterUnfit(
        f"{who} could give other marks: {'; '.join(found[:SHOWN])}{more}.",
        next_step="Install the same there as here (`pip freeze` here, `pip install -r` there), "
        "then grade again.",
    )
