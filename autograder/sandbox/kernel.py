"""The system calls that Python's standard library does not have, by their manual pages' names.

Each raises OSError with the kernel's errno. Linux only.
"""

from __future__ import annotations

import ctypes
import os
import platform
from pathlib import Path

CLONE_NEWNS = 0x00020000
CLONE_NEWUTS = 0x04000000
CLONE_NEWIPC = 0x08000000
CLONE_NEWUSER = 0x10000000
CLONE_NEWPID = 0x20000000
CLONE_NEWNET = 0x40000000

MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC = 1, 2, 4, 8
MS_BIND, MS_REC, MS_PRIVATE = 4096, 16384, 1 << 18
_MS_REMOUNT = 32
MNT_DETACH = 2

_MOUNT_ATTR_RDONLY, _MOUNT_ATTR_NOSUID, _MOUNT_ATTR_NODEV = 1, 2, 4
_AT_FDCWD, _AT_RECURSIVE = -100, 0x8000

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_CAPBSET_DROP = 1, 4, 24
_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER = 22, 2
_PR_SET_NO_NEW_PRIVS, _PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL = 38, 47, 4
_CAPABILITY_VERSION_3 = 0x20080522

_NUMBERS = {
    "x86_64": {"pivot_root": 155, "mount_setattr": 442},
    "aarch64": {"pivot_root": 41, "mount_setattr": 442},
}

MACHINES = tuple(_NUMBERS)
"""Processors for which these calls are known."""

_libc = ctypes.CDLL(None, use_errno=True)
_libc.syscall.restype = ctypes.c_long


def _checked(result: int, what: str) -> None:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")


def _path(path: Path | str) -> bytes:
    return os.fsencode(path)


def unshare(flags: int) -> None:
    """New namespaces for this process (for CLONE_NEWPID: for its next children)."""
    _checked(_libc.unshare(flags), "unshare")


def setns(descriptor: int, kind: int) -> None:
    """Enter a namespace (for CLONE_NEWPID: for the next children)."""
    _checked(_libc.setns(descriptor, kind), "setns")


def mount(source: Path | str, target: Path | str, kind: str, flags: int, data: str = "") -> None:
    """Mount a file system, or bind a folder or file."""
    result = _libc.mount(
        _path(source), _path(target), kind.encode(), ctypes.c_ulong(flags), data.encode()
    )
    _checked(result, f"mount {target}")


def unmount(target: Path | str) -> None:
    """Detach a mount and all below it."""
    _checked(_libc.umount2(_path(target), MNT_DETACH), f"umount {target}")


class _MountAttributes(ctypes.Structure):
    _fields_ = [(name, ctypes.c_uint64) for name in ("set", "clear", "propagation", "userns")]


def make_read_only(target: Path | str, *, devices: bool = False) -> None:
    """Make a mount and all mounts below it read-only (Linux 5.12), without set-user-id programs
    and, unless ``devices``, without device nodes."""
    flags = _MOUNT_ATTR_RDONLY | _MOUNT_ATTR_NOSUID | (0 if devices else _MOUNT_ATTR_NODEV)
    attributes = _MountAttributes(flags, 0, 0, 0)
    result = _libc.syscall(
        _number("mount_setattr"), _AT_FDCWD, _path(target), _AT_RECURSIVE,
        ctypes.byref(attributes), ctypes.c_size_t(ctypes.sizeof(attributes)),
    )  # fmt: skip
    _checked(result, f"mount_setattr {target}")


def seal(target: Path | str) -> None:
    """Make one mount read-only, not those below it."""
    mount("none", target, "", _MS_REMOUNT | MS_BIND | MS_NOSUID | MS_NODEV | MS_RDONLY)


def pivot_root(new: Path | str, old: Path | str) -> None:
    """Make ``new`` the root, and lay the old one at ``old``."""
    _checked(_libc.syscall(_number("pivot_root"), _path(new), _path(old)), "pivot_root")


def _number(name: str) -> int:
    numbers = _NUMBERS.get(platform.machine())
    if numbers is None:
        raise OSError(f"{name} is not known on {platform.machine()}")
    return numbers[name]


def _prctl(option: int, *arguments: int) -> None:
    padded = [ctypes.c_ulong(a) for a in (*arguments, 0, 0, 0, 0)[:4]]
    _checked(_libc.prctl(option, *padded), f"prctl {option}")


def die_with_parent(signal_number: int) -> None:
    """Get this signal when the parent ends."""
    _prctl(_PR_SET_PDEATHSIG, signal_number)


def no_new_privileges() -> None:
    """No program that is started from here on can gain anything by set-user-id."""
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)


def hide_from_peers() -> None:
    """Not dumpable: other processes of the same user cannot trace it or read its memory."""
    _prctl(_PR_SET_DUMPABLE, 0)


def show_to_itself() -> None:
    """Dumpable again: a process may read its own /proc/self."""
    _prctl(_PR_SET_DUMPABLE, 1)


def drop_bounding_set() -> None:
    """No capability can be had again, whatever is executed."""
    last = int(Path("/proc/sys/kernel/cap_last_cap").read_text(encoding="ascii"))
    for capability in range(last + 1):
        _prctl(_PR_CAPBSET_DROP, capability)


def drop_capabilities() -> None:
    """Give up all capabilities that this process has."""
    _prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL)
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    nothing = (ctypes.c_uint32 * 6)()
    _checked(_libc.capset(header, nothing), "capset")


class _FilterProgram(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_char_p)]


def install_filter(program: bytes) -> None:
    """Install a seccomp filter (BPF instructions of 8 bytes each) for good."""
    fprog = _FilterProgram(len(program) // 8, program)
    result = _libc.prctl(
        _PR_SET_SECCOMP, ctypes.c_ulong(_SECCOMP_MODE_FILTER), ctypes.byref(fprog),
        ctypes.c_ulong(0), ctypes.c_ulong(0),
    )  # fmt: skip
    _checked(result, "seccomp")
