"""Hosts that offer less, made of this one: ``python hosts.py KIND COMMAND...``.

- ``without-namespaces``: the system calls that make them are denied, as containers do
- ``without-rights``: root who may not administer, as in a container
- ``plain-user``: not root; what lies in root's own folders is made reachable, for this process
  and those that it starts
- ``student``: the same as a user whom the system knows by name, with a home of their own
"""

from __future__ import annotations

import contextlib
import errno
import os
import pwd
import subprocess
import sys
from pathlib import Path

from autograder.sandbox import kernel

UID = 12345
STUDENT = "games"
"""A user that every Debian has, as whom nothing runs."""
_CAP_SYS_ADMIN = 21
_PR_CAPBSET_DROP = 24


def command(kind: str, *arguments: str) -> list[str]:
    """What to run for a Python with these arguments on a host of this kind."""
    return [sys.executable, str(Path(__file__)), kind, *arguments]


def run(kind: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run Python with these arguments on a host of this kind."""
    return subprocess.run(
        command(kind, *arguments),
        env=os.environ | {"COLUMNS": "200"} | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def autograder(kind: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run our command on a host of this kind."""
    return run(kind, "-c", "from autograder.cli import main; main()", *arguments, **environment)


def deny_namespaces() -> None:
    import pyseccomp as seccomp

    rules = seccomp.SyscallFilter(seccomp.ALLOW)
    rules.add_rule(seccomp.ERRNO(errno.EPERM), "unshare")
    rules.load()


def drop_rights() -> None:
    kernel._prctl(_PR_CAPBSET_DROP, _CAP_SYS_ADMIN)


def become_plain_user() -> None:
    os.environ["HOME"] = "/nonexistent"
    _become(UID, UID)


def become_student() -> None:
    account = pwd.getpwnam(STUDENT)
    _become(account.pw_uid, account.pw_gid)


def _become(user: int, group: int) -> None:
    kernel.unshare(kernel.CLONE_NEWNS)
    kernel.mount("none", "/", "", kernel.MS_REC | kernel.MS_PRIVATE)
    here = Path(__file__).parents[2]
    open_up([Path(sys.base_prefix).resolve(), Path(sys.prefix).resolve(), here])
    os.setgroups([])
    os.setresgid(group, group, group)
    os.setresuid(user, user, user)


def open_up(paths: list[Path]) -> None:
    """Cover each folder on the way that others may not enter, and show there only these paths."""
    closed = {
        next(iter(folders)): None
        for path in paths
        if (folders := [f for f in reversed(path.parents) if not f.stat().st_mode & 0o001])
    }
    for folder in closed:
        inside = [path for path in paths if path.is_relative_to(folder)]
        opened = {path: os.open(path, os.O_PATH) for path in inside}
        kernel.mount("tmpfs", folder, "tmpfs", 0, "size=1m,mode=755")
        for path, descriptor in opened.items():
            path.mkdir(parents=True, exist_ok=True)
            kernel.mount(f"/proc/self/fd/{descriptor}", path, "", kernel.MS_BIND | kernel.MS_REC)
            os.close(descriptor)


KINDS = {
    "without-namespaces": deny_namespaces,
    "without-rights": drop_rights,
    "plain-user": become_plain_user,
    "student": become_student,
}

if __name__ == "__main__":
    kind, *arguments = sys.argv[1:]
    KINDS[kind]()
    if kind != "student":  # whose own folder it is
        with contextlib.suppress(OSError):
            os.chdir("/")
    os.execv(sys.executable, [sys.executable, *arguments])
