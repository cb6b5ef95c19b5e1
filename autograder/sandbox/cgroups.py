"""Limits of memory and processes for a whole group of processes, where the host gives them.

Resource limits bound each process on its own; where student code may start others, only a control
group bounds them together. cgroup v2 needs root or a delegated group, v1 needs root.
"""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

PREFIX = "autograder-"
LAST_IN_LINE = 1000
"""The score that makes the kernel end a process before all others when memory runs out."""
PATIENCE = 5.0
"""Seconds in which the processes of a group that ends must be gone."""
_CONTROLLERS = ("memory", "pids")


@dataclass(frozen=True, slots=True)
class Parents:
    """Where groups can be made: a folder for each controller; with v2 the same for both."""

    folders: dict[str, Path]
    version: int


@dataclass(frozen=True, slots=True)
class Group:
    """Processes that are limited together."""

    folders: tuple[Path, ...]
    limits: str
    """What is limited, in words; empty where nothing is."""
    reason: str = ""
    """Why nothing is."""

    def add(self, pid: int) -> None:
        """Put a process into the group, and with it all that it starts from here on. Raises
        OSError where it is gone, or may not be moved."""
        for folder in self.folders:
            (folder / "cgroup.procs").write_text(str(pid), encoding="ascii")


@contextlib.contextmanager
def group(name: str, *, memory: int, processes: int) -> Iterator[Group]:
    """A group for ``memory`` bytes and so many ``processes`` and threads; at the exit what is
    left in it is ended. Where the host gives no group, one without limits. ``name`` must be
    another one for each group of this process."""
    parents = find_parents()
    if isinstance(parents, str):
        yield Group((), "", parents)
        return
    for parent in set(parents.folders.values()):
        remove_stale(parent)
    own = f"{PREFIX}{os.getpid()}.{_started(os.getpid())}-{name}"
    folders = {controller: parent / own for controller, parent in parents.folders.items()}
    try:
        try:
            _make(folders, memory, processes)
        except OSError as error:
            yield Group((), "", f"a control group was refused: {error.strerror}")
            return
        words = {"memory": f"{memory // 2**20} MB", "pids": f"{processes} processes"}
        limits = ", ".join(words[controller] for controller in folders)
        made = tuple(sorted(set(folders.values())))
        yield Group(made, f"{limits} together (cgroup v{parents.version})")
    finally:
        for folder in set(folders.values()):
            _remove(folder)


def reason_for_none() -> str:
    """Why no group can be made here; empty where one can. Makes one, as a trial."""
    with group("trial", memory=2**30, processes=100) as trial:
        return trial.reason


def go_first() -> None:
    """Let the kernel end this process, rather than others of its group, when memory runs out.
    What it starts inherits this. It could be taken back: a candidate's /proc is read-only."""
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(str(LAST_IN_LINE), encoding="ascii")


def find_parents(
    mounts: Path = Path("/proc/self/mountinfo"), own: Path = Path("/proc/self/cgroup")
) -> Parents | str:
    """The folders in which this process may make groups, or why there are none."""
    try:
        mounted = [_Mount.parse(line) for line in mounts.read_text("utf-8").splitlines()]
        places = [line.split(":", 2)[1:] for line in own.read_text("utf-8").splitlines()]
    except OSError as error:
        return f"control groups cannot be read: {error.strerror}"
    mounted = [mount for mount in mounted if mount.kind in ("cgroup", "cgroup2")]
    if not mounted:
        return "no control groups are mounted"
    first: dict[str, Path] = {}
    for mount in mounted:
        for names, path in places:
            if mount.kind == "cgroup2" and not names:
                for folder in mount.upwards(path):
                    if _delegates(folder):
                        return Parents(dict.fromkeys(_CONTROLLERS, folder), 2)
            for controller in set(_CONTROLLERS) & set(names.split(",")) & mount.options:
                own_group = next(mount.upwards(path), None)
                if own_group is not None and os.access(own_group, os.W_OK):
                    first[controller] = own_group
    return Parents(first, 1) if first else "this user may not make control groups"


@dataclass(frozen=True, slots=True)
class _Mount:
    """A line of mountinfo, see proc(5)."""

    root: PurePosixPath
    """Which group lies at the mount point."""
    point: Path
    kind: str
    options: frozenset[str]
    """With v1 the controllers are among them."""

    @classmethod
    def parse(cls, line: str) -> _Mount:
        left, _, right = line.partition(" - ")
        root, point = left.split()[3:5]
        kind, _, options = (*right.split(), "", "")[:3]
        return cls(PurePosixPath(root), Path(point), kind, frozenset(options.split(",")))

    def upwards(self, path: str) -> Iterator[Path]:
        """The folder of a group and those above it, as far as they are mounted."""
        group = PurePosixPath(path)
        if group.is_relative_to(self.root) and ".." not in group.parts:
            inside = group.relative_to(self.root)
            yield from (self.point / part for part in (inside, *inside.parents))


def _delegates(folder: Path) -> bool:
    """Whether groups with limits can be made in this group of version 2, and filled from it."""
    try:
        passed_on = (folder / "cgroup.subtree_control").read_text(encoding="ascii").split()
    except OSError:
        return False
    ours = all(os.access(path, os.W_OK) for path in (folder, folder / "cgroup.procs"))
    return ours and set(_CONTROLLERS) <= set(passed_on)


def _make(folders: dict[str, Path], memory: int, processes: int) -> None:
    for folder in set(folders.values()):
        folder.mkdir()
    settings = (
        ("memory", "memory.max", memory),
        ("memory", "memory.swap.max", 0),
        ("memory", "memory.limit_in_bytes", memory),
        ("memory", "memory.memsw.limit_in_bytes", memory),
        ("pids", "pids.max", processes),
    )
    for controller, name, value in settings:
        if controller in folders and (file := folders[controller] / name).exists():
            file.write_text(str(value), encoding="ascii")


def _remove(folder: Path) -> None:
    """End what is in a group, and remove it. One that stays is removed by a later start."""
    deadline = time.monotonic() + PATIENCE
    while folder.exists() and time.monotonic() < deadline:
        with contextlib.suppress(OSError):
            for line in (folder / "cgroup.procs").read_text(encoding="ascii").split():
                if int(line) > 0:  # 0 stands for processes that cannot be seen from here
                    os.kill(int(line), signal.SIGKILL)
        with contextlib.suppress(OSError):
            folder.rmdir()
            return
        time.sleep(0.005)


def remove_stale(parent: Path) -> None:
    """Remove the groups of processes that are gone. One with anything in it stays: the kernel
    refuses."""
    for folder in parent.glob(f"{PREFIX}*"):
        owner = folder.name.removeprefix(PREFIX).split("-", 1)[0]
        pid, _, started = owner.partition(".")
        if pid.isdigit() and _started(int(pid)) != started:
            with contextlib.suppress(OSError):
                folder.rmdir()


def _started(pid: int) -> str:
    """When a process was started, in ticks since the host was; empty where there is none. With
    its number it names a process for good."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    return stat.rpartition(")")[2].split()[19]
