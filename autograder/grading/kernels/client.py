"""The worker's side of a notebook that a Jupyter kernel runs: start, limit, listen, end.

Whatever the runner says may be the student's: it is bounded, and decoded against a closed schema.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from autograder.candidate.client import SLACK_PROCESSES, clean_environment, lay
from autograder.candidate.outputs import Output, Outputs, decode_outputs
from autograder.candidate.values import WireError
from autograder.candidate.wire import Channel, WireClosed
from autograder.config import Limits
from autograder.errors import InfrastructureError, KernelUnavailable, SandboxUnavailable
from autograder.exercises.showing import clean
from autograder.grading.kernels.messages import (
    DATA,
    FILES,
    NOTEBOOK,
    RUNNER,
    Ended,
    Failed,
    FromRunner,
    Go,
    Ran,
    Refused,
    Setup,
    Started,
)
from autograder.grading.kernels.specs import Kernel
from autograder.model import JSON, Ending
from autograder.sandbox import PROCESSES, SCRATCH, cgroups, interpreter_view
from autograder.sandbox.foreign import OUT_OF_MEMORY, OWN_MB

START_SECONDS = 120.0
"""Seconds in which the kernel must answer: an interpreter on a cold disk is slow."""
_NOT_THEIRS = ("PLOTLY_RENDERER", "MPLBACKEND", "PYTHONHASHSEED")
"""What a candidate's environment says and a kernel's must not: such a kernel may start a Python,
which is to behave as ever."""
MAX_COUNT = 10**9
_names = itertools.count()


@dataclass(frozen=True, slots=True)
class Begun:
    """A code cell that was begun, within the limits."""

    index: int
    count: int
    outputs: list[Output]
    finished: bool
    """Whether the kernel said, in time, that it was through with it."""
    dropped: int
    """Characters of output beyond the limit."""


@dataclass(slots=True)
class Execution:
    """What came of one notebook."""

    language: Mapping[str, JSON] = field(default_factory=dict)
    cells: list[Begun] = field(default_factory=list)
    ending: Ending = Ending.OK
    """OK where all cells were begun; else why those after the last of ``cells`` were not."""
    out_of_memory: bool = False


class Late(Exception):
    """The time for the notebook is over."""


def execute(
    kernel: Kernel,
    notebook: Mapping[str, JSON],
    files: Mapping[PurePosixPath, bytes],
    limits: Limits,
) -> Execution:
    """Have a kernel run a notebook, with ``files`` in its working directory. How that ends is in
    what is returned.

    Raises:
        SandboxUnavailable: this host cannot confine it.
        InfrastructureError: the kernel did not come to answer.
    """
    with _launched(kernel, notebook, files, limits) as runner:
        runner.due = time.monotonic() + START_SECONDS
        try:
            first = runner.receive()[0]
        except (WireClosed, WireError, Late) as error:
            raise InfrastructureError(
                f"The kernel '{kernel.name}' was not started: {_why(error, runner)}."
            ) from error
        if not isinstance(first, Started):
            why = clean(first.why if isinstance(first, Failed) else repr(first), 300)
            raise InfrastructureError(f"The kernel '{kernel.name}' did not start: {why}")
        execution = Execution(first.language)
        runner.due = time.monotonic() + limits.submission_seconds
        execution.ending = _listen(runner, execution.cells, notebook, limits)
        execution.out_of_memory = execution.ending is Ending.DIED and runner.out_of_memory()
        return execution


def try_kernel(kernel: Kernel, *, limits: Limits, what: str) -> Mapping[str, JSON]:
    """Start a kernel in the sandbox, as a trial; what it says of its language. ``what`` begins
    the sentence of the error.

    Raises:
        KernelUnavailable: it does not start there.
        SandboxUnavailable: this host cannot confine it.
    """
    notebook = {"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    try:
        return execute(kernel, notebook, {}, limits).language
    except InfrastructureError as error:
        raise KernelUnavailable(
            f"{what}, which does not start in the sandbox. {error.message}",
            next_step="If it needs folders of its own, name them in c.Autograder.kernel_folders.",
        ) from error


class _Runner:
    """The runner's process, as its worker sees it."""

    def __init__(self, process: subprocess.Popen[bytes], sock: socket.socket, bound: int) -> None:
        self._process = process
        self.channel: Channel[FromRunner] = Channel(sock, FromRunner, max_payload=bound)  # type: ignore[arg-type]  # a union of types is one for msgspec
        self.due = time.monotonic() + START_SECONDS
        """When to give up."""

    def receive(self) -> tuple[FromRunner, memoryview]:
        """The next message. Raises WireClosed, WireError, Late."""
        return self.channel.receive(self._tick)

    def _tick(self) -> None:
        if time.monotonic() > self.due:
            raise Late

    def out_of_memory(self) -> bool:
        """Whether it was ended because all its processes together took too much."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            return self._process.wait(timeout=1.0) == OUT_OF_MEMORY
        return False

    def first_of_jail(self) -> int:
        """The jail's process 1: the only child of the process that entered it."""
        pid = self._process.pid
        return int(Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii"))


@contextlib.contextmanager
def _launched(
    kernel: Kernel,
    notebook: Mapping[str, JSON],
    files: Mapping[PurePosixPath, bytes],
    limits: Limits,
) -> Iterator[_Runner]:
    """A runner in its jail, limited, about to start the kernel. At the exit it is ended, with all
    that it started."""
    with contextlib.ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="autograder-")))
        ours, theirs = socket.socketpair()
        stack.enter_context(ours)
        with theirs:
            process = subprocess.Popen(
                [sys.executable, "-s", "-P", "-m", RUNNER, str(theirs.fileno())],
                env=_environment(),
                cwd=home,
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                start_new_session=True,
            )
        stack.callback(process.wait)
        stack.callback(process.kill)
        runner = _Runner(process, ours, limits.message_mb * 2**20)
        try:
            runner.channel.send(_set_up(home, kernel, notebook, files, limits))
            answer = runner.receive()[0]
            if isinstance(answer, Refused):
                raise SandboxUnavailable(
                    f"This host does not let the sandbox be built: {answer.why}.",
                    next_step="`autograder doctor` says what is missing.",
                )
            with contextlib.suppress(OSError, ValueError):  # as far as this host has such limits
                stack.enter_context(_together(limits)).add(runner.first_of_jail())
            runner.channel.send(Go())
        except (WireClosed, WireError, Late) as error:
            message = f"The runner of a Jupyter kernel did not start: {_why(error, runner)}."
            raise InfrastructureError(message) from error
        yield runner


def _set_up(
    home: Path,
    kernel: Kernel,
    notebook: Mapping[str, JSON],
    files: Mapping[PurePosixPath, bytes],
    limits: Limits,
) -> Setup:
    """Lay out what the runner reads."""
    root, spool = home / "root", home / "spool"
    root.mkdir()
    (spool / FILES).mkdir(parents=True)
    lay(files, spool / FILES)
    (spool / NOTEBOOK).write_text(json.dumps(notebook), encoding="utf-8")
    view = interpreter_view(extra=map(Path, kernel.folders), spool=spool)
    spec, settings = dict(kernel.spec), dict(kernel.settings)
    return Setup(kernel.name, spec, settings, limits, view, str(root))


def _environment() -> dict[str, str]:
    """The whole environment of the runner, and what a kernel starts with."""
    environment = clean_environment(SCRATCH, None)
    for name in _NOT_THEIRS:
        environment.pop(name, None)
    # the second is how nbgrader tells a notebook where it is
    return environment | {"JUPYTER_PATH": str(DATA), "NBGRADER_EXECUTION": "autograde"}


def _together(limits: Limits) -> contextlib.AbstractContextManager[cgroups.Group]:
    """A group for all processes of a jail."""
    return cgroups.group(
        f"kernel{next(_names)}",
        memory=(limits.memory_mb + 3 * limits.file_mb + OWN_MB) * 2**20,
        processes=PROCESSES + SLACK_PROCESSES,
    )


def _listen(
    runner: _Runner, cells: list[Begun], notebook: Mapping[str, JSON], limits: Limits
) -> Ending:
    """Collect cells as they come; how that ended."""
    awaited = [i for i, cell in enumerate(notebook["cells"]) if cell["cell_type"] == "code"]
    try:
        while True:
            message, payload = runner.receive()
            if isinstance(message, Ended):
                return Ending.DIED if message.died else Ending.OK
            if isinstance(message, Failed):
                return Ending.DIED
            if not isinstance(message, Ran) or message.index not in awaited:
                return Ending.MALFORMED
            awaited = [index for index in awaited if index > message.index]
            cells.append(_admitted(message, payload, limits))
    except WireClosed:
        return Ending.DIED
    except Late:
        return Ending.TIMED_OUT
    except WireError:
        return Ending.MALFORMED


def _admitted(message: Ran, payload: memoryview, limits: Limits) -> Begun:
    """A cell within our own limits. Raises WireError where what came are no outputs."""
    outputs = Outputs(limit=limits.output_kb * 1024, display_limit=limits.display_mb * 2**20)
    for output in decode_outputs(payload):
        outputs.admit(output)
    count = min(max(message.count, 0), MAX_COUNT)
    dropped = min(max(message.dropped, 0), MAX_COUNT) + outputs.dropped
    return Begun(message.index, count, outputs.items, message.finished, dropped)


def _why(error: Exception, runner: _Runner) -> str:
    if isinstance(error, WireClosed):
        return "it ran out of memory" if runner.out_of_memory() else "it ended"
    return "it did not answer in time" if isinstance(error, Late) else str(error)
