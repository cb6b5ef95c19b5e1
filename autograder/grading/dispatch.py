"""One connection to a Dask cluster as an executor: who may work, and who has what.

Workers come and go. Each is asked once what it is (``crew.arrive``), and gets work if it would
give the same marks as this machine. A submission goes to those who may have it; Dask gives it to
one of them, and to another where that one dies. What nobody is left to do is held until somebody
comes.
"""

from __future__ import annotations

import itertools
import logging
import pickle
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
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
    """Made by ``open``; usable within the block."""

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
        self._over = threading.Event()
        self._changed = threading.Condition(threading.RLock())
        self._crews: dict[str, int] = {}
        """Workers that may work, and how many threads they have."""
        self._asked: dict[str, distributed.Future[Survey]] = {}
        self._refused: set[str] = set()
        self._work: set[_Work] = set()
        self._starting = True
        self._alone_since: float | None = None
        self.fault: AutograderError | None = None
        """Why this executor is of no more use."""

    @contextmanager
    def open(self) -> Iterator[Dispatcher]:
        """Ready when the block begins: one worker at least. Raises ClusterUnfit,
        ClusterUnavailable."""
        farewell = crew.Farewell(self._name, self._client.id)
        self._client.register_plugin(farewell, name=self._name)
        thread = threading.Thread(target=self._watch, name="dask-workers", daemon=True)
        thread.start()
        try:
            self._wait_for_crews()
            yield self
        finally:
            self._over.set()
            thread.join(timeout=10)

    @property
    def threads(self) -> int:
        """How many submissions the workers grade side by side."""
        with self._changed:
            return sum(self._crews.values())

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """As ``Executor.submit``, for functions of modules and values that can be pickled."""
        work = _Work(Future(), (partial(fn, **kwargs) if kwargs else fn, *args))
        work.future.set_running_or_notify_cancel()
        with self._changed:
            if self.fault is not None:
                raise BrokenExecutor(str(self.fault))
            self._work.add(work)
            self._send(work)
        return work.future

    def _send(self, work: _Work) -> None:
        work.places = frozenset(self._crews)
        work.task = None
        if work.places:
            work.task = self._task(crew.perform, *work.call, workers=work.places)
            work.task.add_done_callback(partial(self._came_back, work))

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

    def _came_back(self, work: _Work, task: distributed.Future[Any]) -> None:
        """Called in a thread of Dask's, however it ended."""
        result, fault = None, None
        try:
            result = task.result()
        except BaseException as error:
            fault = self._translated(error)
        with self._changed:
            if work.task is not task or work not in self._work:
                return  # it was sent again
            self._work.discard(work)
        if fault is None:
            work.future.set_result(result)
        else:
            work.future.set_exception(fault)

    def _translated(self, error: BaseException) -> BaseException:
        if isinstance(error, distributed.KilledWorker):
            return InfrastructureError("All workers that had it ended, one after the other.")
        if isinstance(error, CancelledError):
            if self._client.status != "running":
                return BrokenExecutor("the connection to the scheduler is lost")
            return InfrastructureError("It was cancelled on the cluster.")
        return error

    def _wait_for_crews(self) -> None:
        """Until all who are there have been asked, and one of them may work."""
        with self._changed:
            self._changed.wait_for(lambda: self.fault or (self._crews and not self._asked))
            if self.fault is not None:
                raise self.fault
            self._starting = False

    def _nobody(self) -> ClusterUnavailable:
        return ClusterUnavailable(
            f"No worker that can be used has come within {self._patience:g} s.",
            next_step="See what became of them, or start some: `dask worker ADDRESS`. The same "
            "command then goes on.",
        )

    def _watch(self) -> None:
        try:
            while not self._over.is_set():
                present = self._client.nthreads()
                with self._changed:
                    self._look(present)
                self._over.wait(TICK)
        except Exception as error:  # of many kinds, where a connection ends
            if not self._over.is_set():
                logger.info("watching the cluster ended: %r", error)
                self._break(ClusterUnavailable("The connection to the scheduler is lost."))

    def _look(self, present: Mapping[str, int]) -> None:
        for known in (self._crews, self._asked):
            for address in known.keys() - present.keys():
                del known[address]
        self._refused &= present.keys()
        for address in present.keys() - self._crews.keys() - self._asked.keys() - self._refused:
            self._asked[address] = self._task(crew.arrive, self._order.data, workers=[address])
        for address, task in list(self._asked.items()):
            if task.done():
                del self._asked[address]
                self._decide(address, present[address], task)
        for work in self._work:
            if work.places.isdisjoint(present):
                if work.task is not None:
                    work.task.cancel()
                self._send(work)
        self._mind_being_alone()
        self._changed.notify_all()

    def _decide(self, address: str, threads: int, task: distributed.Future[Survey]) -> None:
        try:
            objection = _objection(self._here, task.result(), f"The worker {address}")
        except CancelledError:
            return  # it has gone, or is asked again
        except Exception as error:
            objection = f"The worker {address} cannot grade: {type(error).__name__}: {error}."
        if not objection:
            self._crews[address] = threads
            return
        self._refused.add(address)
        if self._strict and self._starting:
            self._break(ClusterUnfit(objection, next_step=SAME))
        else:
            self._say(f"{objection} It is not used.")

    def _mind_being_alone(self) -> None:
        if self._crews or not (self._work or self._starting):
            self._alone_since = None
        elif self._alone_since is None:
            self._alone_since = time.monotonic()
            if not self._asked:
                self._say("There is no worker; waiting for one.")
        elif time.monotonic() > self._alone_since + self._patience:
            self._break(self._nobody())

    def _break(self, fault: AutograderError) -> None:
        """Give back all that has not come back."""
        with self._changed:
            self.fault = self.fault or fault
            lost = list(self._work)
            self._work.clear()
            self._changed.notify_all()
        for work in lost:
            work.future.set_exception(BrokenExecutor(str(fault)))


SAME = (
    "Install the same there as here (`pip freeze` here, `pip install -r` there), then grade again."
)
"""What to do about a machine that differs."""


def _objection(here: Surroundings, survey: Survey, who: str) -> str:
    """Why a worker must not grade; empty where it may."""
    who = f"{who} ({survey.host})"
    if found := list(differences(here, survey.surroundings)):
        return differing(who, found)
    return f"{who} cannot grade: {survey.refusal}" if survey.refusal else ""


def differing(who: str, found: list[str]) -> str:
    """A sentence about a machine that would give other marks."""
    more = f"; {len(found) - SHOWN} more" * (len(found) > SHOWN)
    return f"{who} could give other marks: {'; '.join(found[:SHOWN])}{more}."
