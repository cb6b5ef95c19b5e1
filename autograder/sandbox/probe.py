"""What this host offers for confining student code, line by line, and what to do where it lacks.

Imports on every platform, also where the rest of this package does not. Each step is tried for
real (``trials``), by processes that end; the calling process stays as it is.
"""

from __future__ import annotations

import json
import os
import platform
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import SandboxUnavailable
from autograder.sandbox.view import interpreter

PATIENCE = 60.0
"""Seconds for all steps together."""
OLDEST = (5, 12)
"""The kernel that brought ``mount_setattr``; everything else is older."""
_SETTINGS = {
    "kernel/unprivileged_userns_clone": ("0", "sysctl -w kernel.unprivileged_userns_clone=1"),
    "kernel/apparmor_restrict_unprivileged_userns": (
        "1", "sysctl -w kernel.apparmor_restrict_unprivileged_userns=0",
    ),
    "user/max_user_namespaces": ("0", "sysctl -w user.max_user_namespaces=15000"),
}  # fmt: skip
"""Settings that forbid user namespaces: the value that does, and what lifts it."""
_CONTAINER = (
    "Inside Docker or Podman: start the container with --security-opt seccomp=unconfined "
    "--security-opt apparmor=unconfined --security-opt systempaths=unconfined (Podman: "
    "unmask=ALL), and with --cap-add SYS_ADMIN or as a plain user (--user)."
)


@dataclass(frozen=True, slots=True)
class Check:
    """One line: a thing that the sandbox uses, and whether this host has it."""

    name: str
    ok: bool
    needed: bool
    """Whether student code is not run without it."""
    detail: str
    """What was found."""
    remedy: str = ""
    """What to do where it is missing."""


@dataclass(frozen=True, slots=True)
class _Step:
    """A step of ``trials`` as it is shown."""

    key: str
    name: str
    remedy: str


def refuse_elsewhere() -> None:
    """Raises SandboxUnavailable where this is not Linux: there student code is not run at all."""
    check = operating_system()
    if sys.platform != "linux":
        raise SandboxUnavailable(check.detail, next_step=check.remedy)


def operating_system() -> Check:
    """Linux, and new enough."""
    if sys.platform != "linux":
        name = {"darwin": "macOS", "win32": "Windows"}.get(sys.platform, sys.platform)
        return Check(
            "Operating system", False, True,
            f"On {name} student code is not run: the sandbox is made of Linux's namespaces and "
            "seccomp, which are not there.",
            "Grade on Linux: a server, a virtual machine, a container, or WSL 2 on Windows.",
        )  # fmt: skip
    version = tuple(map(int, re.findall(r"\d+", platform.release())[:2]))
    return Check(
        "Operating system", version >= OLDEST, True, f"Linux {platform.release()}",
        f"A kernel of version {OLDEST[0]}.{OLDEST[1]} or later is needed (mount_setattr).",
    )  # fmt: skip


def probe() -> Iterator[Check]:
    """What this host offers, each line as soon as it is known. Where the operating system is
    another, that is the only line."""
    first = operating_system()
    yield first
    if sys.platform != "linux":
        return
    from autograder.sandbox import cgroups, kernel

    known = platform.machine() in kernel.MACHINES
    yield Check(
        "Processor", known, True, platform.machine(),
        f"Known are {' and '.join(kernel.MACHINES)}.",
    )  # fmt: skip
    yield from _tried(_steps())
    reason = cgroups.reason_for_none()
    yield Check(
        "Memory limit for groups", not reason, False,
        reason or "a control group can be made; what a candidate starts is bounded together",
        "Optional: without it each process is bounded on its own. Run as root, or in a delegated "
        "group: systemd-run --user --scope -p Delegate=yes autograder grade NAME.",
    )  # fmt: skip


def _steps() -> tuple[_Step, ...]:
    made = namespace_remedy()
    steps = (
        _Step("namespaces", "Namespaces", made),
        _Step("tmpfs", "Files in memory (tmpfs)", made),
        _Step("root", "A root of its own", made),
        _Step("proc", "A /proc of its own", made),
        _Step(
            "libseccomp", "libseccomp",
            "Install it: apt install libseccomp2 (Debian, Ubuntu), dnf install libseccomp (Fedora, "
            "RHEL), apk add libseccomp (Alpine).",
        ),
        _Step("filter", "System call filter", "The kernel needs CONFIG_SECCOMP_FILTER."),
        _Step("pidfd", "Handles on processes (pidfd)", "Linux 5.3 brought them."),
    )  # fmt: skip
    if os.geteuid() == 0:
        return steps
    return (_Step("user namespace", "User namespace", made), *steps)


def namespace_remedy() -> str:
    """What to do where namespaces are refused, as far as the host's settings tell why."""
    for name, (forbids, lifts) in _SETTINGS.items():
        path = Path("/proc/sys", name)
        if os.geteuid() != 0 and path.exists() and path.read_text().strip() == forbids:
            return f"This host forbids them to plain users. As root: {lifts}"
    if os.geteuid() == 0:
        return f"This root lacks the capability SYS_ADMIN, or something denies it. {_CONTAINER}"
    return f"A filter of system calls or a security module denies it. {_CONTAINER}"


def _tried(steps: tuple[_Step, ...]) -> Iterator[Check]:
    """One check for each step. A step that was not reached counts as missing."""
    left = {step.key: step for step in steps}
    why = "was not reached"
    command = [*interpreter(), "-m", "autograder.sandbox.trials", *left]
    try:
        with tempfile.TemporaryDirectory(prefix="autograder-") as folder:
            done = subprocess.run(
                command, env={**os.environ, "TMPDIR": folder}, stdin=subprocess.DEVNULL,
                capture_output=True, timeout=PATIENCE, text=True,
            )  # fmt: skip
        output = done.stdout
        if done.returncode:
            why = f"was not tried: {(done.stderr.splitlines() or ['no reason given'])[-1]}"
    except subprocess.TimeoutExpired as error:
        output = (error.stdout or b"").decode(errors="replace")
    except OSError as error:
        output, why = "", f"was not tried: {error}"
    for line in output.splitlines():
        key, ok, detail = json.loads(line)
        step = left.pop(key)
        yield Check(step.name, ok, True, detail, step.remedy)
    for step in left.values():
        yield Check(step.name, False, True, why, step.remedy)
