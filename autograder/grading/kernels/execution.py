"""One notebook run by a kernel, from the worker's side: what came of it, within limits.

Whatever the runner says may be the student's: it is bounded, and decoded against a closed schema.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from autograder.candidate.outputs import Output, Outputs, decode_outputs
from autograder.candidate.values import WireError
from autograder.candidate.wire import WireClosed
from autograder.config import Limits
from autograder.errors import InfrastructureError, KernelUnavailable
from autograder.exercises.showing import clean
from autograder.grading.kernels.client import START_SECONDS, Late, Runner, launched, why_not
from autograder.grading.kernels.messages import Ended, Failed, Ran, Started
from autograder.grading.kernels.specs import Kernel
from autograder.model import JSON, Ending

MAX_COUNT = 10**9


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
    with launched(kernel, notebook, files, limits) as runner:
        runner.due = time.monotonic() + START_SECONDS
        try:
            first = runner.receive()[0]
        except (WireClosed, WireError, Late) as error:
            raise InfrastructureError(
                f"The kernel '{kernel.name}' was not started: {why_not(error, runner)}."
            ) from error
        if not isinstance(first, Started):
            why = clean(first.why if isinstance(first, Failed) else repr(first), 300)
            raise InfrastructureError(f"The kernel '{kernel.name}' did not start: {why}")
        execution = Execution(first.language)
        runner.due = time.monotonic() + limits.submission_seconds
        execution.ending = listen(runner, execution.cells, notebook, limits)
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


def listen(
    runner: Runner, cells: list[Begun], notebook: Mapping[str, JSON], limits: Limits
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
