"""Each step of a case in a process of its own: nbgrader's commands change the folder they are in,
keep their applications as singletons and start threads.

The processes are forked from one that has imported nbgrader, which costs three seconds."""

from __future__ import annotations

import multiprocessing
import os
import sys
import sysconfig
import traceback
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")
_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(
    ["nbgrader.apps", "nbgrader.preprocessors", "autograder.grading.run"]
)


def apart(function: Callable[..., T], *arguments: Any, root: Path, log: str) -> T:
    """Call a function of a module in a process of its own, in the folder ``root``; what it prints
    goes into the file ``log`` there. ``RuntimeError`` with that text if it failed."""
    receiver, sender = _CONTEXT.Pipe(duplex=False)
    with (root / log).open("ab") as file:
        process = _CONTEXT.Process(target=_child, args=(sender, function, arguments, root, log))
        process.start()
        file.close()
    sender.close()
    try:
        done, value = receiver.recv()
    except EOFError:
        done, value = False, "the process ended"
    process.join()
    if not done:
        printed = (root / log).read_text(encoding="utf-8", errors="replace")
        raise RuntimeError(f"{function.__name__} in {root}: {value}\n{printed[-3000:]}")
    result: T = value
    return result


def _child(
    sender: Connection, function: Callable[..., T], arguments: Any, root: Path, log: str
) -> None:
    os.chdir(root)
    descriptor = os.open(root / log, os.O_WRONLY | os.O_APPEND)
    for stream in (1, 2):
        os.dup2(descriptor, stream)
    # nbgrader runs `alembic` by its bare name
    os.environ["PATH"] = os.pathsep.join([sysconfig.get_path("scripts"), os.environ["PATH"]])
    try:
        answer: tuple[bool, Any] = True, function(*arguments)
    except BaseException:
        answer = False, traceback.format_exc()
    sys.stdout.flush()
    sender.send(answer)
