"""The server's handle on a process that works for it: it is asked and awaited, never waited for."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import os
import signal
import sys
from typing import Any

from autograder.errors import InfrastructureError

LINE = 16 << 20
"""Bytes of the longest answer."""
_THREADS = {f"{library}_NUM_THREADS": "1" for library in ("OMP", "OPENBLAS", "MKL")}
"""It forks, so numpy keeps to one thread in it."""


class Helper:
    """A process of its own, in a group of its own, that answers one order after the other. It is
    started when it is first needed, and again when it has ended."""

    def __init__(self, module: str, setup: dict[str, Any], *, idle: float) -> None:
        """``module`` is run with ``setup``, and ends after so many ``idle`` seconds: it may hold
        much ready."""
        self._command = (sys.executable, "-m", module, json.dumps(setup))
        self._process: asyncio.subprocess.Process | None = None
        self._reader: asyncio.Task[None] | None = None
        self._waiting: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._numbers = itertools.count()
        self._starting = asyncio.Lock()
        self._idle = idle
        self._retirement: asyncio.TimerHandle | None = None
        self._doomed = False
        """Whether it was killed: the next order waits for another one."""

    async def ask(self, do: str, **order: Any) -> dict[str, Any]:
        """Its answer. Raises InfrastructureError where it has ended meanwhile."""
        process = await self._running()
        assert process.stdin is not None
        if self._retirement is not None:
            self._retirement.cancel()
        number = next(self._numbers)
        answer: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._waiting[number] = answer
        line = json.dumps({"id": number, "do": do, **order}).encode() + b"\n"
        with contextlib.suppress(ConnectionError):  # then it has ended, which the reader finds out
            process.stdin.write(line)
            await process.stdin.drain()
        try:
            return await answer
        finally:
            if not self._waiting:
                self._retirement = asyncio.get_running_loop().call_later(self._idle, self.kill)

    def kill(self) -> None:
        """End it with all that it has started, whatever it does."""
        self._doomed = True
        if self._process is not None and self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)

    async def _running(self) -> asyncio.subprocess.Process:
        async with self._starting:
            if self._doomed and self._reader is not None:
                await self._reader
            if self._reader is None or self._reader.done():
                self._doomed = False
                self._process = await asyncio.create_subprocess_exec(
                    *self._command,
                    stdin=asyncio.subprocess.PIPE,
                    stdout=asyncio.subprocess.PIPE,
                    env={**os.environ, **_THREADS},
                    start_new_session=True,
                    limit=LINE,
                )
                self._reader = asyncio.create_task(self._read(self._process))
            assert self._process is not None
            return self._process

    async def _read(self, process: asyncio.subprocess.Process) -> None:
        """Hand out answers until the process ends."""
        assert process.stdout is not None
        try:
            while line := await process.stdout.readline():
                answer = json.loads(line)
                future = self._waiting.pop(answer.pop("id"), None)
                if future is not None and not future.done():
                    future.set_result(answer)
        except ValueError:  # what it says is no answer of ours: it is of no use
            self.kill()
        await process.wait()
        for future in self._waiting.values():
            if not future.done():
                future.set_exception(InfrastructureError("The process that did this has ended."))
        self._waiting.clear()
