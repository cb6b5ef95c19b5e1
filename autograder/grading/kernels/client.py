"""The worker's handle on the process that runs a notebook in a Jupyter kernel."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import select
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

from autograder.candidate.client import SLACK_PROCESSES, clean_environment, lay
from autograder.candidate.values import WireError
from autograder.candidate.wire import Channel, WireClosed
from autograder.config import Limits
from autograder.errors import InfrastructureError, SandboxUnavailable
from autograder.grading.kernels.messages import (
    DATA,
    FILES,
    NOTEBOOK,
    RUNNER,
    FromRunner,
    Go,
    Refused,
    Setup,
)
from autograder.grading.kernels.specs import Kernel
from autograder.model import JSON
from autograder.sandbox import PROCESSES, SCRATCH, cgroups, interpreter, interpreter_view
from autograder.sandbox.foreign import OUT_OF_MEMORY, OWN_MB

START_SECONDS = 120.0
"""Seconds in which the kernel must answer: an interpreter on a cold disk is slow."""
_NOT_THEIRS = ("PLOTLY_RENDERER", "MPLBACKEND", "PYTHONHASHSEED")
"""What a candidate's environment says and a kernel's must not: such a kernel may start a Python,
which is to behave as ever."""
_names = itertools.count()


class Late(Exception):
    """The time for the notebook is over."""


class Runner:
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
def launched(
    kernel: Kernel,
    notebook: Mapping[str, JSON],
    files: Mapping[PurePosixPath, bytes],
    limits: Limits,
) -> Iterator[Runner]:
    """A runner in its jail, limited, about to start the kernel. At the exit it is ended, with all
    that it started."""
    with contextlib.ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="autograder-")))
        ours, theirs = socket.socketpair()
        stack.enter_context(ours)
        with theirs:
            process = subprocess.Popen(
                [*interpreter(), "-m", RUNNER, str(theirs.fileno())],
                env=_environment(),
                cwd=home,
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                start_new_session=True,
            )
        stack.callback(process.wait)
        stack.callback(process.kill)
        runner = Runner(process, ours, limits.message_mb * 2**20)
        try:
            runner.channel.send(_set_up(home, kernel, notebook, files, limits))
            answer = runner.receive()[0]
            if isinstance(answer, Refused):
                raise SandboxUnavailable(
                    f"This host does not let the sandbox be built: {answer.why}.",
                    next_step="`autograder doctor` says what is missing.",
                )
            # as far as this kernel tells the number of process 1, and the host has such limits
            with contextlib.suppress(OSError, ValueError):
                first = runner.first_of_jail()
                stack.enter_context(_ending(first))
                stack.enter_context(_together(limits)).add(first)
            runner.channel.send(Go())
        except (WireClosed, WireError, Late) as error:
            message = f"The runner of a Jupyter kernel did not start: {why_not(error, runner)}."
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


@contextlib.contextmanager
def _ending(first: int) -> Iterator[None]:
    """At the exit process 1 of a jail is ended, and waited for: it is gone when all the others of
    its namespace are."""
    descriptor = os.pidfd_open(first)
    try:
        yield
    finally:
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(descriptor, signal.SIGKILL)
        select.select([descriptor], [], [], START_SECONDS)
        os.close(descriptor)


def _together(limits: Limits) -> contextlib.AbstractContextManager[cgroups.Group]:
    """A group for all processes of a jail."""
    return cgroups.group(
        f"kernel{next(_names)}",
        memory=(limits.memory_mb + 3 * limits.file_mb + OWN_MB) * 2**20,
        processes=PROCESSES + SLACK_PROCESSES,
    )


def why_not(error: Exception, runner: Runner) -> str:
    if isinstance(error, WireClosed):
        return "it ran out of memory" if runner.out_of_memory() else "it ended"
    return "it did not answer in time" if isinstance(error, Late) else str(error)
