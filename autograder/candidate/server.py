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
import signal
import socket
import sys
from dataclasses import replace
from pathlib import Path

import msgspec

from autograder.candidate import dice
from autograder.candidate.messages import Reply, Request
from autograder.candidate.pages import use_huge_pages
from autograder.candidate.runtime import Candidate
from autograder.candidate.shell import Shell
from autograder.candidate.wire import Channel
from autograder.config import Limits
from autograder.embeddings import serve_offline
from autograder.sandbox import (
    Confinement,
    View,
    build_filter,
    cgroups,
    confine,
    enter,
    kernel,
)

MAX_COMMAND = 1 << 20
READY = b"\x06"
"""What a candidate sends when it is confined, before anything of the student's runs in it."""
YOUNG = 20_000
"""Objects made before a candidate's collector looks through them: with Python's 700 it spent a
tenth of a candidate's time, while the few MB that may wait longer are nobody's worry."""
REHEARSAL = 60
"""Seconds after which a rehearsal is given up."""


class Setup(msgspec.Struct, tag="setup"):
    """The first message: what to hold ready. All of it is the instructor's."""

    cells: tuple[str, ...]
    """Cells to rehearse: what they import, at once or when something is first used."""
    vectors: tuple[str, ...]
    """Models to load through ``gensim.downloader``."""
    limits: Limits
    view: View | None
    """What the jail shows; without one (``--unsafe``) only limits are set."""
    root: str
    """An empty folder to build the jail's root on."""


class Ready(msgspec.Struct, tag="ready"):
    """The modules that were found worth holding ready."""

    modules: tuple[str, ...]


class Refused(msgspec.Struct, tag="refused"):
    """In place of ``Ready``: the host does not allow a step of the jail."""

    why: str


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
    memory: int
    """Bytes of memory that the fork server itself holds by now."""


Command = Setup | Spawn | Reap
_decoder = msgspec.msgpack.Decoder(Command)
_encode = msgspec.msgpack.encode


def main() -> None:
    """Serve on the socket whose descriptor is the only argument, until the other end closes."""
    control = socket.socket(fileno=int(sys.argv[1]))
    kernel.die_with_parent(signal.SIGKILL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a Ctrl-C in the terminal is the grader's
    setup = _decoder.decode(control.recv(MAX_COMMAND))
    assert isinstance(setup, Setup)
    confinement = Confinement(setup.limits, setup.view is not None, b"")
    if setup.view is not None:
        try:
            program = build_filter(processes=setup.limits.processes)
            enter(setup.view, root=Path(setup.root), control=control)
        except OSError as error:
            control.send(_encode(Refused(str(error))))
            return
        confinement = replace(confinement, filter=program)
    pids = os.open("/proc/self/ns/pid", os.O_RDONLY)
    shell: Shell = Shell.instance(limits=setup.limits)
    load_vectors(setup.vectors, Path(os.environ.get("GENSIM_DATA_DIR", "")))
    modules = rehearse(setup.cells, shell)
    preload(modules)
    shell.foresee(setup.cells)
    shell.warm_up()
    freeze()
    control.send(_encode(Ready(modules)))
    while True:
        data, descriptors, _, _ = socket.recv_fds(control, MAX_COMMAND, 1)
        if not data:
            return
        match _decoder.decode(data):
            case Spawn() as spawn:
                if confinement.jailed:
                    kernel.unshare(kernel.CLONE_NEWPID)  # the child is process 1: all end with it
                pid = os.fork()
                if not pid:
                    control.close()
                    be_candidate(descriptors[0], spawn, confinement, shell)
                if confinement.jailed:
                    kernel.setns(pids, kernel.CLONE_NEWPID)
                os.close(descriptors[0])
                pidfd = os.pidfd_open(pid)
                socket.send_fds(control, [_encode(Spawned(pid))], [pidfd])
                os.close(pidfd)
            case Reap(pid):
                control.send(_encode(Reaped(end(pid), own_memory())))


def load_vectors(names: tuple[str, ...], gensim_data: Path) -> None:
    """Load word vectors from gensim's data folder, so that a notebook's own line finds them
    loaded. One that cannot be loaded is left to the cell that needs it, which will say so."""
    if not names:
        return
    serve_offline(gensim_data)
    downloader = importlib.import_module("gensim.downloader")
    for name in names:
        with contextlib.suppress(Exception):
            downloader.load(name)


def rehearse(cells: tuple[str, ...], shell: Shell) -> tuple[str, ...]:
    """The modules that these cells import, also those that libraries import when first used.

    The cells run in a child that ends: only what they import is learnt, nothing that they do
    stays.
    """
    reader, writer = os.pipe()
    known = set(sys.modules)
    pid = os.fork()
    if not pid:
        try:
            signal.alarm(REHEARSAL)
            shell.take_over()
            for count, cell in enumerate(cells, 1):
                shell.run(cell, count=count)
            with os.fdopen(writer, "w") as stream:
                stream.write("\n".join(name for name in sys.modules if name not in known))
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as stream:
        names = stream.read().split()
    os.waitpid(pid, 0)
    return tuple(names)


def preload(modules: tuple[str, ...]) -> None:
    """Import modules. One that cannot be imported is left to the cell that needs it."""
    for name in modules:
        if name != "__main__":
            with contextlib.suppress(Exception):
                importlib.import_module(name)


def freeze() -> None:
    """Make the coming forks cheap: the garbage collector will not touch, and so copy, what the
    children share, and what they all would do first is done."""
    for message in (Request, Reply):
        msgspec.msgpack.Decoder(message)  # msgspec keeps what it finds out about a type
    gc.collect()
    gc.disable()
    gc.freeze()
    use_huge_pages()


def be_candidate(descriptor: int, spawn: Spawn, confinement: Confinement, shell: Shell) -> None:
    """Become one student's process. Never returns."""
    status = 1
    try:
        kernel.show_to_itself()  # else a plain user may not write to /proc/self
        cgroups.go_first()
        confine(confinement, folder=Path(spawn.folder), wire=descriptor)
        gc.enable()
        gc.set_threshold(YOUNG, 20)
        dice.seed(spawn.seed)
        sys.path.insert(0, "")  # modules that lie in the working directory, as in a kernel
        shell.take_over()
        bound = confinement.limits.message_mb * 2**20
        wire = socket.socket(fileno=descriptor)
        channel = Channel(wire, Request, max_payload=bound)
        wire.setblocking(True)
        wire.sendall(READY)
        wire.setblocking(False)
        Candidate(channel, shell).serve()
        status = 0
    except Exception as error:  # of ours: nothing of the student's has run, or all of it has
        with contextlib.suppress(OSError):
            os.write(descriptor, f"{type(error).__name__}: {error}".encode()[:1000])
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


def own_memory() -> int:
    """Bytes of memory that this process shares with no file."""
    resident, shared = Path("/proc/self/statm").read_text(encoding="ascii").split()[1:3]
    return (int(resident) - int(shared)) * os.sysconf("SC_PAGE_SIZE")


if __name__ == "__main__":
    main()
