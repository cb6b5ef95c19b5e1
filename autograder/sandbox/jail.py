"""The costly part of the confinement, done once by the fork server before it loads anything.

New namespaces, a root of its own that shows only the interpreter, its libraries and the vectors,
read-only, and no way back to the old one. As a plain user a user namespace comes first, in which
the process is nobody.
"""

from __future__ import annotations

import os
import signal
import socket
from pathlib import Path

from autograder.sandbox import kernel
from autograder.sandbox.view import View

NOBODY = 65534
WORK = Path("/work")
"""Working directory of a candidate, in its root."""
SPOOL = Path("/spool")
SCRATCH = Path("/scratch")
"""Temporary files, of bounded size. ``/tmp`` is a link to it, unless the interpreter lies there."""
_DEVICES = ("null", "zero", "full", "random", "urandom")
_LINKS = {
    "fd": "/proc/self/fd", "stdin": "/proc/self/fd/0", "stdout": "/proc/self/fd/1",
    "stderr": "/proc/self/fd/2", "ptmx": "pts/ptmx",
}  # fmt: skip
_HOSTS = "127.0.0.1 localhost\n"
_PASSWD = f"nobody:x:{NOBODY}:{NOBODY}:nobody:/tmp:/bin/sh\n"


def enter(view: View, *, root: Path, control: socket.socket) -> None:
    """Enter the jail, for good. ``root`` is an empty folder; ``control`` stays with the caller.

    Returns in a child that is process 1 of a new PID namespace; the process that called waits
    for it and then ends. Raises OSError where the host refuses a step.
    """
    new_namespaces()
    follow(control)
    kernel.mount("none", "/", "", kernel.MS_REC | kernel.MS_PRIVATE)
    build_root(view, root)
    switch_root(root)
    kernel.hide_from_peers()


def new_namespaces() -> None:
    """No network, no shared memory, no view of others' processes, mounts of its own."""
    kinds = (
        kernel.CLONE_NEWNS | kernel.CLONE_NEWNET | kernel.CLONE_NEWIPC
        | kernel.CLONE_NEWUTS | kernel.CLONE_NEWPID
    )  # fmt: skip
    if os.geteuid() == 0:
        kernel.unshare(kinds)
        return
    uid, gid = os.geteuid(), os.getegid()
    kernel.unshare(kinds | kernel.CLONE_NEWUSER)
    Path("/proc/self/setgroups").write_text("deny", encoding="ascii")
    Path("/proc/self/uid_map").write_text(f"{NOBODY} {uid} 1", encoding="ascii")
    Path("/proc/self/gid_map").write_text(f"{NOBODY} {gid} 1", encoding="ascii")


def follow(control: socket.socket) -> None:
    """Go on as the first process of the new PID namespace: when it ends, all in it end."""
    pid = os.fork()
    if pid:
        control.close()
        os._exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) & 0xFF)
    kernel.die_with_parent(signal.SIGKILL)


def build_root(view: View, root: Path) -> None:
    """Lay out the new root on a small tmpfs."""
    kernel.mount("tmpfs", root, "tmpfs", kernel.MS_NOSUID | kernel.MS_NODEV, "size=1m,mode=755")
    for name in view.shown:
        show(Path(name), root)
    for name in view.masked:
        mask = root / name.lstrip("/")
        kernel.mount("tmpfs", mask, "tmpfs", kernel.MS_NOSUID | kernel.MS_NODEV, "size=4k,mode=555")
        kernel.make_read_only(mask)
    (root / "etc").mkdir(exist_ok=True)
    (root / "etc/passwd").write_text(_PASSWD, encoding="ascii")
    (root / "etc/hosts").write_text(_HOSTS, encoding="ascii")
    for name in ("proc", SCRATCH.name, WORK.name, "dev/shm", "dev/pts"):
        (root / name).mkdir(parents=True, exist_ok=True)
    if not (root / "tmp").exists():
        (root / "tmp").symlink_to(SCRATCH)
    for name in _DEVICES:
        device = root / "dev" / name
        device.touch()
        kernel.mount(Path("/dev") / name, device, "", kernel.MS_BIND)
    for name, target in _LINKS.items():
        (root / "dev" / name).symlink_to(target)
    bind(Path(view.spool), root / SPOOL.name)
    kernel.mount("proc", root / "proc", "proc", PROC_FLAGS)
    temporary(root / SCRATCH.name, megabytes=16)


def show(path: Path, root: Path) -> None:
    """Show a folder or file of the host at the same place; a link stays a link."""
    target = root / str(path).lstrip("/")
    target.parent.mkdir(parents=True, exist_ok=True)
    if path.is_symlink():
        target.symlink_to(path.readlink())
    else:
        bind(path, target)


def bind(source: Path, target: Path) -> None:
    """Bind read-only, with all that is mounted below."""
    if source.is_dir():
        target.mkdir(parents=True, exist_ok=True)
    else:
        target.touch()
    kernel.mount(source, target, "", kernel.MS_BIND | kernel.MS_REC)
    kernel.make_read_only(target)


PROC_FLAGS = kernel.MS_NOSUID | kernel.MS_NODEV | kernel.MS_NOEXEC


def temporary(target: Path, *, megabytes: int) -> None:
    """A file system in memory, of bounded size and number of files."""
    kernel.mount(
        "tmpfs", target, "tmpfs", kernel.MS_NOSUID | kernel.MS_NODEV,
        f"size={megabytes}m,nr_inodes=10k,mode=1777",
    )  # fmt: skip


def switch_root(root: Path) -> None:
    """Make ``root`` the root and let go of the old one: no descriptor and no path leads back."""
    os.chdir(root)
    kernel.pivot_root(".", ".")
    kernel.unmount(".")
    os.chdir("/")
    kernel.seal("/")
