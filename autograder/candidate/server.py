"""The fork server: a process that holds the libraries and the vectors ready, and forks.

It is started by ``exec`` with a clean environment, so nothing of the grader's memory is in it; it
imports only this floor and those below, so nothing of an answer is. It is single-threaded, and
speaks with its worker over one socket: ``Spawn`` comes with the descriptor of the candidate's end
of the wire and is answered with the child's pid and a pidfd; ``Reap`` ends a child and tells its
exit status.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import random
import signal
import socket
import sys
from pathlib import Path

import msgspec
import numpy as np

from autograder.candidate.messages import Request
from autograder.candidate.runtime import Candidate
from autograder.candidate.shell import Shell
from autograder.candidate.wire import Channel
from autograder.config import Limits
from autograder.embeddings import serve_offline
from autograder.sandbox import confine

MAX_COMMAND = 1 << 16


class Setup(msgspec.Struct, tag="setup"):
    """The first message: what to hold ready. Modules and vectors are named by the instructor."""

    modules: tuple[str, ...]
    vectors: tuple[str, ...]
    limits: Limits


class Ready(msgspec.Struct, tag="ready"):
    """What could not be preloaded: the cell that needs it will fail by itself, and say so."""

    missing: tuple[str, ...]


class Spawn(msgspec.Struct, tag="spawn"):
    folder: str
    seed: int
    """Seeds the global generators of Python and numpy."""


class Spawned(msgspec.Struct, tag="spawned"):
    pid: int


class Reap(msgspec.Struct, tag="reap"):
    pid: int


class Reaped(msgspec.Struct, tag="reaped"):
    status: int
    """As ``os.waitstatus_to_exitcode``: an exit status, or minus the signal."""


Command = Setup | Spawn | Reap
_decoder = msgspec.msgpack.Decoder(Command)
_encode = msgspec.msgpack.encode


def main() -> None:
    """Serve on the socket whose descriptor is the only argument, until the other end closes."""
    control = socket.socket(fileno=int(sys.argv[1]))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a Ctrl-C in the terminal is the grader's
    setup = _decoder.decode(control.recv(MAX_COMMAND))
    assert isinstance(setup, Setup)
    missing = preload(setup)
    shell: Shell = Shell.instance(limits=setup.limits)
    freeze()
    control.send(_encode(Ready(missing)))
    while True:
        data, descriptors, _, _ = socket.recv_fds(control, MAX_COMMAND, 1)
        if not data:
            return
        match _decoder.decode(data):
            case Spawn() as spawn:
                pid = os.fork()
                if not pid:
                    control.close()
                    be_candidate(descriptors[0], spawn, setup.limits, shell)
                os.close(descriptors[0])
                pidfd = os.pidfd_open(pid)
                socket.send_fds(control, [_encode(Spawned(pid))], [pidfd])
                os.close(pidfd)
            case Reap(pid):
                control.send(_encode(Reaped(end(pid))))


def preload(setup: Setup) -> tuple[str, ...]:
    """Import the modules and load the vectors; the names of those that could not be."""
    missing = []
    if setup.vectors:
        serve_offline(Path(os.environ["GENSIM_DATA_DIR"]))
    for name in setup.modules:
        try:
            importlib.import_module(name)
        except Exception:
            missing.append(name)
    for name in setup.vectors:
        try:
            importlib.import_module("gensim.downloader").load(name)
        except Exception:
            missing.append(name)
    return tuple(missing)


def freeze() -> None:
    """Keep the garbage collector from touching, and so copying, what the children share."""
    gc.collect()
    gc.disable()
    gc.freeze()


def be_candidate(descriptor: int, spawn: Spawn, limits: Limits, shell: Shell) -> None:
    """Become one student's process. Never returns."""
    status = 1
    try:
        confine(limits, folder=Path(spawn.folder), wire=descriptor)
        gc.enable()
        random.seed(spawn.seed)
        np.random.seed(spawn.seed % 2**32)
        shell.take_over()
        channel = Channel(
            socket.socket(fileno=descriptor), Request, max_payload=limits.message_mb * 2**20
        )
        Candidate(channel, shell).serve()
        status = 0
    finally:
        os._exit(status)


def end(pid: int) -> int:
    """End a child with its process group, and wait for it. Its own exit status survives, if it
    ended before."""
    for kill in (os.killpg, os.kill):
        with contextlib.suppress(ProcessLookupError):
            kill(pid, signal.SIGKILL)
    try:
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    except ChildProcessError:
        return 0


if __name__ == "__main__":
    main()
