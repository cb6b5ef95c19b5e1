"""The worker's handle on its fork server, and on each candidate."""

from __future__ import annotations

import contextlib
import os
import signal
import site
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import TypeVar, Union

import msgspec

from autograder.candidate import server
from autograder.config import Limits
from autograder.errors import ForkServerDied, InfrastructureError, SandboxUnavailable
from autograder.sandbox import (
    PROCESSES,
    SCRATCH,
    SPOOL,
    cgroups,
    has_users_packages,
    interpreter,
    interpreter_view,
)

PATIENCE = 120.0
"""Seconds that the fork server may take to answer: loading libraries on a cold disk is slow."""
TRIALS = 3
"""Of a host, before it is said not to confine."""
SLACK_MB, SLACK_PROCESSES = 128, 16
"""What a fork server and its candidate may take together beyond what each may have."""

TRIAL = "AUTOGRADER_CANDIDATE_"
"""Variables of the grader that begin so are handed on without it, in the place of what candidates
are given else: an audit varies by them what must not matter."""

_A = TypeVar("_A")


class Handle:
    """A running candidate: its end of the wire, and the means to end it."""

    def __init__(self, pidfd: int, sock: socket.socket) -> None:
        self.pid = _pid_here(pidfd)
        """As seen from this process; the fork server may number it otherwise."""
        self.socket = sock
        self.exit_status: int | None = None
        """Known when it was reaped; negative for a signal."""
        self._pidfd = pidfd

    def signal(self, number: int) -> None:
        """Send a signal; nothing happens where the process is gone."""
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._pidfd, number)


class ForkServer:
    """A context manager: the fork server runs within the block."""

    def __init__(
        self,
        *,
        limits: Limits,
        cells: tuple[str, ...] = (),
        vectors: tuple[str, ...] = (),
        gensim_data: Path | None = None,
        jail: bool = True,
    ) -> None:
        """What the instructor's ``cells`` import, and ``vectors`` (names for
        ``gensim.downloader``), are held ready; ``gensim_data`` is the folder from which
        ``gensim.downloader`` serves. Without a ``jail`` candidates are only limited."""
        self._cells, self._limits, self._jail = cells, limits, jail
        self._vectors = vectors if gensim_data else ()
        self._gensim_data = gensim_data
        self.memory = 0
        """Bytes of memory of the fork server itself, when it last reaped."""
        self.together = ""
        """What bounds all its processes together, in words, where this host gives such limits."""

    def __enter__(self) -> ForkServer:
        self._home = tempfile.TemporaryDirectory(prefix="autograder-")
        self._group = contextlib.ExitStack()
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        for sock in (self._control, theirs):
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 2 * server.MAX_COMMAND)
        with theirs:
            self._process = subprocess.Popen(
                [*interpreter(), "-m", server.__name__, str(theirs.fileno())],
                env=clean_environment(
                    SCRATCH if self._jail else Path(self._home.name), self._gensim_data
                ),
                cwd=self._home.name,
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                start_new_session=True,
            )
        try:
            self._send(self._set_up())
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def _set_up(self) -> server.Setup:
        root = Path(self._home.name, "root")
        self._spool = Path(self._home.name, "spool")
        root.mkdir()
        self._spool.mkdir()
        view = None
        if self._jail:
            extra = [] if self._gensim_data is None else [self._gensim_data]
            extra += [link.resolve() for data in extra for link in data.glob("*/store")]
            view = interpreter_view(extra=extra, spool=self._spool)
        return server.Setup(self._cells, self._vectors, self._limits, view, str(root))

    def ready(self) -> tuple[str, ...]:
        """Wait until it holds everything ready; the modules that it found worth it. To be called
        once, before the first candidate. Raises ForkServerDied, SandboxUnavailable."""
        modules = self._receive(server.Ready)[0].modules
        # it may be gone, which the next question shows, or this kernel does not tell its number
        with contextlib.suppress(OSError, ValueError):
            self._limit_together()
        return modules

    def _limit_together(self) -> None:
        """Bound what it and one candidate take together, also where that starts processes. Done
        before the first candidate: who is forked into a group is in it."""
        pid = self._process.pid
        if self._jail:  # the server is the only child of the process that entered the jail
            pid = int(Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii"))
        held = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
        allowed = self._limits.memory_mb + 3 * self._limits.file_mb + SLACK_MB
        group = cgroups.group(
            Path(self._home.name).name.rpartition("-")[2],
            memory=held * os.sysconf("SC_PAGE_SIZE") + allowed * 2**20,
            processes=PROCESSES + SLACK_PROCESSES,
        )
        entered = self._group.enter_context(group)
        entered.add(pid)
        self.together = entered.limits

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._control.close()
        self._process.kill()
        self._process.wait()
        self._group.close()
        self._home.cleanup()

    @contextlib.contextmanager
    def candidate(self, files: Mapping[PurePosixPath, bytes], *, seed: int) -> Iterator[Handle]:
        """A new candidate with these files in its working directory; ended with all it started at
        the exit. Raises ForkServerDied, and InfrastructureError where it could not be confined."""
        ours, theirs = socket.socketpair()
        with ours, tempfile.TemporaryDirectory(dir=self._spool) as folder:
            lay(files, Path(folder))
            inside = SPOOL / Path(folder).name if self._jail else folder
            with theirs:
                command = server.Spawn(str(inside), seed)
                spawned, descriptors = self._ask(command, server.Spawned, theirs.fileno())
            handle = Handle(descriptors[0], ours)
            try:
                _wait_until_confined(ours)
                yield handle
            finally:
                os.close(descriptors[0])
                reaped = self._ask(server.Reap(spawned.pid), server.Reaped)[0]
                handle.exit_status, self.memory = reaped.status, reaped.memory

    def _ask(
        self, command: server.Command, answer: type[_A], *descriptors: int
    ) -> tuple[_A, list[int]]:
        """Send a command, wait for its answer and the descriptors that come with it."""
        self._send(command, *descriptors)
        return self._receive(answer)

    def _send(self, command: server.Command, *descriptors: int) -> None:
        try:
            self._control.settimeout(PATIENCE)
            socket.send_fds(self._control, [msgspec.msgpack.encode(command)], descriptors)
        except OSError as error:
            raise ForkServerDied(f"The fork server does not listen: {error}.") from error

    def _receive(self, answer: type[_A]) -> tuple[_A, list[int]]:
        try:
            data, received, _, _ = socket.recv_fds(self._control, server.MAX_COMMAND, 1)
        except OSError as error:
            raise ForkServerDied(f"The fork server does not answer: {error}.") from error
        if not data:
            status = self._process.wait()
            raise ForkServerDied(f"The fork server ended with exit status {status}.")
        message = msgspec.msgpack.decode(data, type=Union[answer, server.Refused])  # noqa: UP007
        if isinstance(message, server.Refused):
            raise SandboxUnavailable(
                f"This host does not let the sandbox be built: {message.why}.",
                next_step="`autograder doctor` says what is missing.",
            )
        return message, received


def _wait_until_confined(sock: socket.socket) -> None:
    """Nothing of the student's has run before, so what goes wrong until here is ours."""
    try:
        sock.settimeout(PATIENCE)
        first = sock.recv(len(server.READY))
        if first == server.READY:
            return
        why = (first + sock.recv(1000)).decode("utf-8", "replace") if first else "it ended"
    except OSError as error:
        why = str(error)
    raise InfrastructureError(f"A candidate could not be confined: {why}.")


def try_sandbox() -> None:
    """Confine a process, as a trial; once more where the fork server was ended by something else.
    Raises SandboxUnavailable, with the step that failed, and ForkServerDied."""
    for left in reversed(range(TRIALS)):
        try:
            _try_sandbox()
        except ForkServerDied:
            if not left:
                raise
        else:
            return


def _try_sandbox() -> None:
    with ForkServer(limits=Limits()) as trial:
        trial.ready()
        with trial.candidate({}, seed=0):
            pass


def _pid_here(pidfd: int) -> int:
    """The process behind a pidfd, in the numbers of this PID namespace."""
    for line in Path(f"/proc/self/fdinfo/{pidfd}").read_text(encoding="ascii").splitlines():
        if line.startswith("Pid:"):
            return int(line.split()[1])
    raise ForkServerDied("The fork server sent no process.")


def lay(files: Mapping[PurePosixPath, bytes], folder: Path) -> None:
    """Write files into a folder of ours."""
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def clean_environment(home: Path, gensim_data: Path | None) -> dict[str, str]:
    """The whole environment of a fork server: a candidate can read it, so it holds only what a
    notebook needs. One thread for numpy, because only a single thread survives a fork."""
    environment = {
        "HOME": str(home),
        "TMPDIR": str(home),
        "IPYTHONDIR": str(home / "ipython"),
        "MPLCONFIGDIR": str(home / "matplotlib"),
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), "/usr/bin", "/bin"]),
        "LANG": "C.UTF-8",
        "PYTHONHASHSEED": "0",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PLOTLY_RENDERER": "plotly_mimetype",
        "NBGRADER_EXECUTION": "autograde",  # as nbgrader tells the cells that it runs
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        **{f"{library}_NUM_THREADS": "1" for library in ("OMP", "OPENBLAS", "MKL")},
    }
    if gensim_data is not None:
        environment["GENSIM_DATA_DIR"] = str(gensim_data)
    if has_users_packages():
        environment["PYTHONUSERBASE"] = site.getuserbase()
    kept = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "TZ")  # about the machine, not the grader
    environment |= {name: os.environ[name] for name in kept if name in os.environ}
    tried = [name for name in os.environ if name.startswith(TRIAL)]
    return environment | {name.removeprefix(TRIAL): os.environ[name] for name in tried}
