"""Which system calls a candidate may not make, each with its reason.

The filter denies by name and allows the rest: a notebook's libraries use hundreds of harmless
calls, and what a call can reach is bounded by the namespaces. What is denied answers EPERM (ENOSYS
where the C library has a fallback), so that a program sees an error, not its end.
"""

from __future__ import annotations

import contextlib
import errno
import os

DENIED: dict[str, tuple[str, ...]] = {
    "reads or steers another process": (
        "ptrace", "process_vm_readv", "process_vm_writev", "process_madvise", "pidfd_open",
        "pidfd_getfd", "pidfd_send_signal", "kcmp", "process_mrelease",
    ),
    "changes namespaces or mounts": (
        "unshare", "setns", "mount", "umount2", "pivot_root", "chroot", "mount_setattr",
        "open_tree", "move_mount", "fsopen", "fsconfig", "fsmount", "fspick",
    ),
    "has had many holes in the kernel": (
        "bpf", "perf_event_open", "userfaultfd", "io_uring_setup", "io_uring_enter",
        "io_uring_register", "keyctl", "add_key", "request_key", "vmsplice", "modify_ldt",
    ),
    "is the administrator's": (
        "init_module", "finit_module", "delete_module", "kexec_load", "kexec_file_load", "reboot",
        "swapon", "swapoff", "acct", "quotactl", "settimeofday", "clock_settime", "clock_adjtime",
        "adjtimex", "sethostname", "setdomainname", "syslog", "vhangup", "iopl", "ioperm",
        "lookup_dcookie", "nfsservctl", "open_by_handle_at", "name_to_handle_at", "fanotify_init",
        "mknod", "mknodat",
    ),
    "shares memory or messages beyond the process": (
        "shmget", "shmat", "shmctl", "msgget", "msgsnd", "msgrcv", "msgctl", "semget", "semop",
        "semctl", "semtimedop", "mq_open", "mq_unlink", "memfd_secret",
    ),
    "raises priorities or moves pages of others": (
        "migrate_pages", "move_pages", "mbind", "set_mempolicy", "sched_setattr",
        "ioprio_set",
    ),
}  # fmt: skip

SOCKETS = ("bind", "listen", "accept", "accept4", "connect", "sendmmsg")
"""They talk to somebody: denied, but for a Jupyter kernel."""
_AF_UNIX, _AF_INET, _AF_INET6, _AF_NETLINK, _NETLINK_ROUTE = 1, 2, 10, 16, 0
_FAMILIES = {_AF_UNIX, _AF_INET, _AF_INET6, _AF_NETLINK}
"""Of netlink only what tells the network interfaces, which ZeroMQ asks for."""

PROCESSES = ("fork", "vfork", "execve", "execveat")
"""Denied unless the course allows processes; with them ``clone`` of anything but a thread."""

_SCHED_OTHER = 0
_CLONE_THREAD = 0x00010000
_NAMESPACES = 0x7E020000
"""All CLONE_NEW* flags that clone takes."""


def build_filter(*, processes: bool, sockets: bool = False) -> bytes:
    """The filter as BPF, to be installed by ``kernel.install_filter``. With ``sockets`` those of
    the host itself and of the internet's protocols can be made: what they reach is for the
    network namespace to bound.

    Raises OSError where libseccomp is not on this machine.
    """
    try:
        import pyseccomp as seccomp
    except (ImportError, RuntimeError, OSError) as error:
        raise OSError(errno.ENOSYS, "libseccomp is missing") from error

    rules = seccomp.SyscallFilter(seccomp.ALLOW)
    deny = seccomp.ERRNO(errno.EPERM)
    for names in DENIED.values():
        for name in names:
            _add(rules, deny, name)
    # glibc falls back to clone, whose flags can be seen by the filter; those of clone3 cannot
    _add(rules, seccomp.ERRNO(errno.ENOSYS), "clone3")
    rules.add_rule(deny, "clone", seccomp.Arg(0, seccomp.MASKED_EQ, 0x10000000, 0x10000000))
    for flag in (1 << bit for bit in range(32)):
        if flag & _NAMESPACES:
            rules.add_rule(deny, "clone", seccomp.Arg(0, seccomp.MASKED_EQ, flag, flag))
    if not processes:
        for name in PROCESSES:
            _add(rules, deny, name)
        rules.add_rule(deny, "clone", seccomp.Arg(0, seccomp.MASKED_EQ, _CLONE_THREAD, 0))
    if sockets:
        # of the other families some know nothing of network namespaces (vsock)
        for family in set(range(max(_FAMILIES))) - _FAMILIES:
            rules.add_rule(deny, "socket", seccomp.Arg(0, seccomp.EQ, family))
        rules.add_rule(deny, "socket", seccomp.Arg(0, seccomp.GT, max(_FAMILIES)))
        rules.add_rule(
            deny, "socket",
            seccomp.Arg(0, seccomp.EQ, _AF_NETLINK), seccomp.Arg(2, seccomp.NE, _NETLINK_ROUTE),
        )  # fmt: skip
    else:
        # only pairs within the process, which asyncio needs
        for name in ("socket", *SOCKETS):
            _add(rules, deny, name)
    rules.add_rule(deny, "socketpair", seccomp.Arg(0, seccomp.NE, _AF_UNIX))
    # to the ordinary priority, which it has, a process may set itself: ZeroMQ ends where it may not
    rules.add_rule(deny, "sched_setscheduler", seccomp.Arg(1, seccomp.NE, _SCHED_OTHER))
    # no typing into a terminal on behalf of whoever started the grader
    rules.add_rule(deny, "ioctl", seccomp.Arg(1, seccomp.MASKED_EQ, 0xFFFFFFFF, 0x5412))
    # in memory: the place for temporary files is not there before the jail, and would be given up
    with os.fdopen(os.memfd_create("filter"), "w+b") as file:
        rules.export_bpf(file)
        file.flush()
        os.lseek(file.fileno(), 0, os.SEEK_SET)
        return file.read()


def _add(rules, action, name: str) -> None:  # type: ignore[no-untyped-def]
    """Add a rule; a call that this architecture does not have needs none."""
    with contextlib.suppress(ValueError, RuntimeError, OSError):
        rules.add_rule(action, name)
