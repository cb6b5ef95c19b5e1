"""The jailed side: nbgrader's own Execute, which starts the kernel and has it run the cells.

A process of its own for each notebook: ``python -m autograder.grading.kernels.runner DESCRIPTOR``.
It imports what it needs, enters the jail and becomes its process 1 (``supervise``); a child of it
gives up what is left to give up, and runs the notebook. From there on nothing that it says is to
be believed, for the kernel runs with the same rights.
"""

from __future__ import annotations

import contextlib
import json
import math
import os
import signal
import socket
import sys
from pathlib import Path
from typing import Any

from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode, from_dict
from nbgrader.preprocessors import Execute
from traitlets.config import Config

from autograder.candidate.wire import Channel, WireClosed
from autograder.config import Limits
from autograder.grading.kernels.messages import (
    DATA,
    FILES,
    NOTEBOOK,
    Ended,
    Failed,
    FromWorker,
    Go,
    Jailed,
    Ran,
    Refused,
    Setup,
    Started,
)
from autograder.sandbox import SCRATCH, SPOOL, Confinement, build_filter, enter, kernel
from autograder.sandbox.foreign import (
    OWN_MB,
    confine_foreign,
    mount_terminals,
    raise_loopback,
    supervise,
)
from autograder.sandbox.jail import WORK

SAID = SCRATCH / "stderr.txt"
"""Where the standard error output of this program and the kernel goes."""


def main() -> None:
    """Serve the worker at the descriptor which is the only argument, for one notebook."""
    sock = socket.socket(fileno=int(sys.argv[1]))
    sock.set_inheritable(False)
    kernel.die_with_parent(signal.SIGKILL)
    bound = Limits().message_mb * 2**20
    channel: Channel[FromWorker] = Channel(sock, FromWorker, max_payload=bound)  # type: ignore[arg-type]  # a union of types is one for msgspec
    setup = channel.receive()[0]
    assert isinstance(setup, Setup)
    try:
        program = build_filter(processes=True, sockets=True)
        enter(setup.view, root=Path(setup.root), control=sock)
        raise_loopback()
        mount_terminals()
    except OSError as error:
        channel.send(Refused(str(error)))
        return
    notebook = json.loads((SPOOL / NOTEBOOK).read_bytes())
    channel.send(Jailed())
    assert isinstance(channel.receive()[0], Go)
    child = os.fork()
    if child:
        sock.close()
        supervise(child, memory=(setup.limits.memory_mb + OWN_MB) * 2**20)
    status = 1
    try:
        confinement = Confinement(setup.limits, True, program)
        confine_foreign(confinement, folder=SPOOL / FILES, wire=sock.fileno())
        os.dup2(os.open(SAID, os.O_WRONLY | os.O_CREAT | os.O_APPEND), 2)
        run(setup, from_dict(notebook), channel)
        status = 0
    except Exception as error:  # of no use to a worker that has heard that the kernel started
        with contextlib.suppress(WireClosed):
            channel.send(Failed(f"{type(error).__name__}: {error}. {last_words()}"[:1000]))
    finally:
        os._exit(status)


def last_words() -> str:
    """The last line of what was printed to the standard error output, the kernel's own too."""
    with contextlib.suppress(OSError):
        lines = SAID.read_bytes()[-1000:].decode("utf-8", "replace").split("\n")
        return next((line for line in reversed(lines) if line.strip()), "")
    return ""


def run(setup: Setup, notebook: NotebookNode, channel: Channel[FromWorker]) -> None:
    """Have the kernel run all cells, and tell what came of each."""
    folder = DATA / "kernels" / setup.name
    folder.mkdir(parents=True)
    (folder / "kernel.json").write_text(json.dumps(setup.spec), encoding="utf-8")
    execute = Reporting(setup, channel)
    try:
        execute.preprocess(notebook, {"metadata": {"path": str(WORK)}})
        execute.started()
        channel.send(Ended(died=False))
    except DeadKernelError:
        channel.send(Ended(died=True))


class Reporting(Execute):  # type: ignore[misc]  # nbgrader has no types
    """nbgrader's Execute, which reports each cell as soon as it has run, and drops output beyond
    the limits while it comes. A cell whose end the kernel did not tell costs that cell alone."""

    def __init__(self, setup: Setup, channel: Channel[FromWorker]) -> None:
        limits = setup.limits
        settings = {"timeout": math.ceil(limits.cell_seconds), **setup.settings}
        config = {"Execute": settings, "KernelManager": {"ip": "127.0.0.1"}}
        super().__init__(config=Config(config), kernel_name=setup.name)
        self.shutdown_kernel = "immediate"
        self._channel = channel
        self._text_room = limits.output_kb * 1024
        self._display_room = limits.display_mb * 2**20
        self._taken = {"text": 0, "display": 0}
        self._dropped = 0
        self._has_started = False

    def started(self) -> None:
        """Tell, once, that the kernel has answered."""
        if not self._has_started:
            self._has_started = True
            self._channel.send(Started(dict(self.nb.metadata["language_info"])))

    def preprocess_cell(
        self, cell: NotebookNode, resources: dict[str, Any], index: int
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Called by Execute for each cell, in order."""
        self.started()
        self._taken, self._dropped = {"text": 0, "display": 0}, 0
        before, finished = self.code_cells_executed, False
        try:
            cell, resources = super().preprocess_cell(cell, resources, index)
            finished = True
        except CellTimeoutError:
            pass
        finally:
            if self.code_cells_executed > before:
                self._report(cell, index, finished=finished)
        return cell, resources

    def output(self, outs: list[Any], msg: dict[str, Any], *rest: Any) -> Any:
        """Called by Execute for each output that comes."""
        content = msg["content"]
        if msg["msg_type"] == "stream":
            text = content["text"]
            content["text"] = text[: max(0, self._text_room - self._taken["text"])]
            self._taken["text"] += len(content["text"])
            self._dropped += len(text) - len(content["text"])
            if text and not content["text"]:
                return None
        else:
            size = len(json.dumps(content, default=str))
            if self._taken["display"] + size > self._display_room:
                self._dropped += size
                return None
            self._taken["display"] += size
        return super().output(outs, msg, *rest)

    def _report(self, cell: NotebookNode, index: int, *, finished: bool) -> None:
        count = cell.get("execution_count") or 0
        plain = json.loads(json.dumps(cell.outputs), parse_constant=lambda _: None)
        payload = json.dumps(plain, ensure_ascii=False).encode("utf-8", "replace")
        self._channel.send(Ran(index, count, finished, self._dropped), payload)


if __name__ == "__main__":
    main()
