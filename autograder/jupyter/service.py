"""What the server's handlers share: the jobs, and who does the work."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from pathlib import Path
from typing import Any

from autograder.config import Limits
from autograder.errors import InfrastructureError, NothingToCheck
from autograder.jupyter.finding import is_course
from autograder.jupyter.helper import Helper
from autograder.jupyter.hidden import LiveCheck
from autograder.jupyter.jobs import Event, Job, Jobs, Journal, new_events
from autograder.jupyter.paths import below

POLL = 0.1
"""Seconds between two looks at a job's file."""
IDLE = 1800.0
"""Seconds after which processes of which nothing is asked end: there may be a server for each of a
hundred students."""
TRIES = 2
"""A check whose process ended is tried again: it may have ended for another's sake."""


class Service:
    """One for each server. All of it runs in the server's event loop, and none of it waits."""

    def __init__(self, root: Path, jobs: Path, limits: Limits, live: LiveCheck) -> None:
        self.root = root
        self.live = live
        self.jobs = Jobs(jobs, root)
        setup = {"root": str(root), "limits": dataclasses.asdict(limits)}
        self.checker = Helper("autograder.jupyter.worker", setup, idle=IDLE)
        self.counter = Helper("autograder.jupyter.handing", setup, idle=IDLE)
        """Hands in."""
        self.course: Helper | None = None
        """Reads the gradebook, where the server shows a course."""
        if is_course(root):
            setup = {"root": str(root)}
            self.course = Helper("autograder.jupyter.overview", setup, idle=IDLE)
        self._tasks: dict[str, asyncio.Task[None]] = {}
        """By the ids of jobs that this server has begun."""
        self._cancelled: set[str] = set()

    def check(self, path: object) -> Job:
        """Begin to check a notebook; the job that does so already, if there is one. Raises
        NothingToCheck."""
        return self._of_notebook("check", path, self._check)

    def ask(self, path: object) -> Job:
        """The same, with the hidden checks of the course's service. Raises NothingToCheck."""
        if not self.live.known:
            raise NothingToCheck("This course has no live check.")
        return self._of_notebook("ask", path, self._ask)

    def _of_notebook(
        self, kind: str, path: object, work: Callable[[Job, Path], Coroutine[Any, Any, None]]
    ) -> Job:
        notebook = below(self.root, path)
        subject = str(path).strip("/")
        job = self.jobs.latest(kind, subject)
        if job is None or not self.is_running(job):
            job = self.jobs.new(kind, subject)
            self._begin(job, work(job, notebook))
        return job

    async def _ask(self, job: Job, notebook: Path) -> None:
        with contextlib.suppress(NothingToCheck), Journal(job.path) as journal:
            await self.live.ask(notebook, journal)
        self._conclude(job)

    async def _check(self, job: Job, notebook: Path) -> None:
        for _ in range(TRIES):
            if job.id not in self._cancelled:
                with contextlib.suppress(InfrastructureError):
                    await self.checker.ask("check", path=str(notebook), job=str(job.path))
                    break
        self._conclude(job)

    def warm_up(self, path: str) -> None:
        """Have the worker get ready for a notebook. Where it cannot, the check will say so."""

        async def ask() -> None:
            with contextlib.suppress(InfrastructureError):
                await self.checker.ask("warm up", path=path)

        self._warming = asyncio.create_task(ask())

    def run(self, kind: str, assignment: str, **wishes: Any) -> Job:
        """Begin a run over a class, which goes on when the server ends; the one that is at work
        already, if there is one. Raises NothingToCheck where the server shows no course."""
        if self.course is None:
            raise NothingToCheck("The folder that this server shows is no course.")
        job = self.jobs.latest(kind, assignment)
        if job is None or not self.is_running(job):
            job = self.jobs.new(kind, assignment)
            self._begin(job, self._run(job, wishes))
        return job

    async def _run(self, job: Job, wishes: dict[str, Any]) -> None:
        """Start its process and see it end."""
        module = "autograder.jupyter.running"
        order = {"root": str(self.root), "kind": job.kind, "assignment": job.subject, **wishes}
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", module, str(job.path)),
            stdin=asyncio.subprocess.PIPE,
            start_new_session=True,
        )
        with contextlib.suppress(ConnectionError):
            await process.communicate(json.dumps(order).encode())
        self._conclude(job)

    def _begin(self, job: Job, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks[job.id] = task
        task.add_done_callback(lambda _: self._tasks.pop(job.id, None))

    def _conclude(self, job: Job) -> None:
        """Say how a job has ended, where nobody else has."""
        if job.id in self._cancelled:
            self.jobs.end(job, "cancelled")
        else:
            message = "The process that did this has ended without a result."
            self.jobs.end(job, "failed", message=message, nextStep="Try it again.")

    def is_running(self, job: Job) -> bool:
        """Whether it has not ended, and somebody works on it or will."""
        ended = any(event["event"] == "end" for event in self.jobs.events(job.id))
        return not ended and self._is_alive(job)

    def _is_alive(self, job: Job) -> bool:
        return job.id in self._tasks or self.jobs.is_worked_on(job)

    def cancel(self, job: Job) -> None:
        """Stop a job: a check at once, a run when it has recorded what it has done."""
        if not self.is_running(job):
            return
        self._cancelled.add(job.id)
        if job.kind == "check" and job.id in self._tasks:
            self.checker.kill()
            return
        if job.kind == "ask":  # the service goes on, and the request counts
            self.jobs.end(job, "cancelled")
            if job.id in self._tasks:
                self._tasks[job.id].cancel()
            return
        for event in self.jobs.events(job.id):
            # who holds the lock is the process that has written this
            if event["event"] == "started" and self.jobs.is_worked_on(job):
                with contextlib.suppress(ProcessLookupError):
                    if job.kind == "check":  # by a server that has ended
                        os.killpg(int(event["pid"]), signal.SIGKILL)
                    else:
                        os.kill(int(event["pid"]), signal.SIGINT)

    async def follow(self, job: Job, after: int) -> AsyncIterator[tuple[int, Event] | None]:
        """Events with their numbers, as they come, until the job has ended; None where nothing
        has come for a while."""
        with job.path.open("rb") as file:
            number, quiet = 0, 0
            while True:
                alive = self._is_alive(job)  # asked first: who is dead writes no more
                for event in new_events(file):
                    number, quiet = number + 1, 0
                    if number > after:
                        yield number, event
                    if event["event"] == "end":
                        return
                if not alive:
                    self._conclude(job)
                    continue
                quiet += 1
                if quiet % 100 == 0:
                    yield None
                await asyncio.sleep(POLL)
