"""The steps of the sandbox, each tried for real in a process of its own. For ``probe``.

Run as a program, because a fork of the caller, who may have threads, is not safe. It prints one
line of JSON for each step as soon as it is known.
"""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from autograder.sandbox import jail, kernel
from autograder.sandbox.syscalls import build_filter
from autograder.sandbox.view import interpreter_view

PATIENCE = 5.0
"""Seconds that one step may take."""
KINDS = {
    "mount": kernel.CLONE_NEWNS,
    "process": kernel.CLONE_NEWPID,
    "network": kernel.CLONE_NEWNET,
    "IPC": kernel.CLONE_NEWIPC,
    "host name": kernel.CLONE_NEWUTS,
}


def try_user_namespace() -> str:
    """A namespace in which this process has rights that it has not outside."""
    jail.new_namespaces()
    return "user and group are mapped"


def try_namespaces() -> str:
    """Each kind on its own, so that it is known which of them is refused."""
    user = 0 if os.geteuid() == 0 else kernel.CLONE_NEWUSER
    refused = [name for name, kind in KINDS.items() if not _allowed(kind | user)]
    if refused:
        raise OSError(f"refused: {', '.join(refused)}")
    return ", ".join(KINDS)


def _allowed(kind: int) -> bool:
    pid = os.fork()
    if not pid:
        try:
            kernel.unshare(kind)
        except OSError:
            os._exit(1)
        os._exit(0)
    return os.waitpid(pid, 0)[1] == 0


def try_tmpfs() -> str:
    """A file system in memory."""
    with tempfile.TemporaryDirectory() as folder:
        _private_mounts()
        jail.temporary(Path(folder), megabytes=1)
        Path(folder, "file").write_bytes(b"1")
        kernel.unmount(folder)
    return "can be mounted"


def try_root() -> str:
    """The root that a candidate gets, entered, with no way back."""
    folder = tempfile.mkdtemp()
    root, spool = Path(folder, "root"), Path(folder, "spool")
    root.mkdir()
    spool.mkdir()
    _private_mounts()
    view = interpreter_view(extra=(), spool=spool)
    kernel.mount("tmpfs", root, "tmpfs", 0, "size=1m")
    for name in view.shown:
        jail.show(Path(name), root)
    jail.switch_root(root)
    if Path(folder).exists():
        raise OSError("the old root can still be reached")
    return f"shows {len(view.shown)} folders, read-only"


def try_proc() -> str:
    """A /proc that shows only the processes of a new namespace."""
    control, other = socket.socketpair()
    other.close()
    jail.new_namespaces()
    jail.follow(control)
    kernel.mount("none", "/", "", kernel.MS_REC | kernel.MS_PRIVATE)
    kernel.mount("proc", "/proc", "proc", jail.PROC_FLAGS)
    if Path("/proc/self").readlink() != Path("1"):
        raise OSError("it shows others' processes")
    return "shows a candidate itself alone"


def try_libseccomp() -> str:
    """The library that compiles the filter."""
    return f"compiled a filter of {len(build_filter(processes=False)) // 8} instructions"


def try_filter() -> str:
    """The filter, installed, and a call that it denies."""
    program = build_filter(processes=False)
    kernel.no_new_privileges()
    kernel.install_filter(program)
    try:
        socket.socket()
    except PermissionError:
        return "denies what it should"
    raise OSError("it was installed, and denies nothing")


def try_pidfd() -> str:
    """A handle on a process that cannot come to mean another."""
    os.close(os.pidfd_open(os.getpid()))
    return "can be opened"


def _private_mounts() -> None:
    jail.new_namespaces()
    kernel.mount("none", "/", "", kernel.MS_REC | kernel.MS_PRIVATE)


TRIALS: dict[str, Callable[[], str]] = {
    "user namespace": try_user_namespace,
    "namespaces": try_namespaces,
    "tmpfs": try_tmpfs,
    "root": try_root,
    "proc": try_proc,
    "libseccomp": try_libseccomp,
    "filter": try_filter,
    "pidfd": try_pidfd,
}


def attempt(trial: Callable[[], str]) -> tuple[bool, str]:
    """Whether a step works, and what came of it; in a child that is ended in any case."""
    reader, writer = os.pipe()
    pid = os.fork()
    if not pid:
        os.close(reader)
        os.setpgid(0, 0)
        os.write(writer, _told(trial))
        os._exit(0)
    os.close(writer)
    try:
        told = _read(reader, time.monotonic() + PATIENCE)
    finally:
        os.close(reader)
        os.kill(pid, signal.SIGKILL)
        status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    if not told:
        return False, f"the process that tried did not answer (exit status {status})"
    return told[0] == "+", told[1:]


def _told(trial: Callable[[], str]) -> bytes:
    try:
        return f"+{trial()}".encode()
    except OSError as error:
        return f"-{error.strerror or error}".encode()
    except AttributeError as error:  # os.pidfd_open is not in every Python
        return f"-{error}".encode()


def _read(reader: int, deadline: float) -> str:
    """All that is written until the other ends are closed, or the time is over."""
    data = b""
    while select.select([reader], [], [], max(0.0, deadline - time.monotonic()))[0]:
        more = os.read(reader, 1 << 16)
        if not more:
            break
        data += more
    return data.decode(errors="replace")


def main() -> None:
    """Try the steps that the arguments name."""
    for name in sys.argv[1:]:
        ok, detail = attempt(TRIALS[name])
        sys.stdout.write(json.dumps([name, ok, detail]) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
