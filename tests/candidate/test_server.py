"""The fork server gives each student a process of their own, from which nothing comes back."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

from autograder.candidate.client import TRIALS, ForkServer, Handle, try_sandbox
from autograder.candidate.messages import CellDone, Look, Reply, Request, RunCell
from autograder.candidate.values import Items
from autograder.candidate.wire import Channel, WireClosed
from autograder.config import Limits
from autograder.errors import ForkServerDied, InfrastructureError

LIMITS = Limits(memory_mb=512, file_mb=1, processes=True)


@pytest.fixture(scope="module")
def server() -> Iterator[ForkServer]:
    cells = ("import colorsys\ncolorsys.mark = 1", "import no_such_module", "def f(:")
    with ForkServer(limits=LIMITS, cells=cells) as started:
        assert "colorsys" in started.ready()
        yield started


class Asker:
    """Runs cells in a candidate without an examiner."""

    def __init__(self, handle: Handle) -> None:
        self._channel = Channel(handle.socket, Reply, max_payload=2**20)

    def value(self, source: str) -> Any:
        """The value that the cell binds to ``x``."""
        self._channel.send(Request(1, RunCell(source, 1)))
        done = self._channel.receive()[0].body
        assert isinstance(done, CellDone)
        assert done.raised is None, done.raised
        self._channel.send(Request(2, Look("x")))
        return self._channel.receive()[0].body.value  # type: ignore[union-attr]


@contextlib.contextmanager
def asking(server: ForkServer, seed: int = 1, **files: bytes) -> Iterator[Asker]:
    laid = {PurePosixPath(name): data for name, data in files.items()}
    with server.candidate(laid, seed=seed) as handle:
        yield Asker(handle)


def test_a_rehearsal_leaves_modules_loaded_and_nothing_else(server: ForkServer) -> None:
    with asking(server) as candidate:
        assert candidate.value("import sys; x = 'colorsys' in sys.modules")
        assert not candidate.value("x = hasattr(sys.modules['colorsys'], 'mark')")


@pytest.mark.parametrize("deaths", [1, TRIALS])
def test_a_trial_that_something_else_has_ended_is_repeated(
    monkeypatch: pytest.MonkeyPatch, deaths: int
) -> None:
    killed: list[ForkServer] = []
    ready = ForkServer.ready

    def ready_unless_killed(server: ForkServer) -> tuple[str, ...]:
        if len(killed) < deaths:
            killed.append(server)
            server._process.kill()
        return ready(server)

    monkeypatch.setattr(ForkServer, "ready", ready_unless_killed)
    with pytest.raises(ForkServerDied) if deaths == TRIALS else contextlib.nullcontext():
        try_sandbox()
    assert len(killed) == deaths


def test_candidates_share_nothing(server: ForkServer) -> None:
    with asking(server) as first, asking(server) as second:
        assert first.value("import sys; sys.mine = 1; x = 1") == 1
        assert second.value("import sys; x = hasattr(sys, 'mine')") is False


def test_random_numbers_come_from_the_seed(server: ForkServer) -> None:
    """The same submission draws the same numbers on every machine; another one draws others."""
    draw = "import random, numpy as np; x = f'{random.random()} {np.random.rand()}'"
    drawn = []
    for seed in (5, 5, 6):
        with asking(server, seed) as candidate:
            drawn.append(candidate.value(draw))
    assert drawn[0] == drawn[1] != drawn[2]


def test_the_environment_tells_nothing_about_the_grader(
    server: ForkServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRADER_SECRET", "marker")
    with ForkServer(limits=LIMITS) as started:
        started.ready()
        with asking(started) as candidate:
            listing = "import os; x = ' '.join(f'{k}={v}' for k, v in os.environ.items())"
            names = candidate.value(listing)
    assert "marker" not in names
    assert str(Path.home()) not in names.split("HOME=")[1].split()[0]


def test_references_of_other_installations_are_as_hidden_as_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An environment may see the packages of another one, in which this one is installed, too."""
    packages = tmp_path / "lib" / "site-packages"
    for name in ("autograder/exercises/similarity/reference.py", "numbers_of_old.py"):
        (packages / name).parent.mkdir(parents=True, exist_ok=True)
        (packages / name).write_text("marker = 1", encoding="utf-8")
    monkeypatch.setattr("sys.path", [*sys.path, str(packages)])
    found = f"""
        from pathlib import Path
        x = ' '.join(sorted(str(path.relative_to({str(packages)!r}))
                            for path in Path({str(packages)!r}).rglob('*.py')))
    """
    with ForkServer(limits=LIMITS) as started:
        started.ready()
        with asking(started) as candidate:
            assert candidate.value(textwrap.dedent(found)) == "numbers_of_old.py"


def test_only_the_wire_is_open(server: ForkServer) -> None:
    listing = """
import os
x = ''
for number in os.listdir('/proc/self/fd'):
    try: x += os.readlink(f'/proc/self/fd/{number}') + ' '
    except OSError: pass  # the descriptor that listed the folder
"""
    with asking(server) as candidate:
        targets = candidate.value(listing).split()
    sockets = [target for target in targets if target.startswith("socket:")]
    assert len(sockets) == 1
    assert {t for t in targets if not t.startswith(("socket:", "/proc/"))} == {"/dev/null"}


def test_memory_files_and_descriptors_are_bounded(server: ForkServer) -> None:
    attempt = """
try:
    {}
    x = "done"
except (MemoryError, OSError) as error:
    x = type(error).__name__
"""
    with asking(server) as candidate:
        assert candidate.value(attempt.format("b = bytearray(2**30)")) == "MemoryError"
        big = "open('big', 'wb').write(bytes(2**22))"
        assert (
            candidate.value(
                "import signal; signal.signal(25, signal.SIG_IGN)\n" + attempt.format(big)
            )
            == "OSError"
        )
        many = "kept = [open('/dev/null') for _ in range(1000)]"
        assert candidate.value(attempt.format(many)) == "OSError"


def running(mark: str) -> bool:
    """Whether a process with this in its command line is running on the host."""
    lines = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            lines.append(entry.read_bytes())
    return any(mark.encode() in line for line in lines)


def test_ending_a_candidate_ends_what_it_started(server: ForkServer) -> None:
    """Also what has left its process group and session."""
    mark = f"98765.{os.getpid()}"
    start = f"""
import subprocess
subprocess.Popen(['sleep', '{mark}'], start_new_session=True)
x = 1
"""
    with asking(server) as candidate:
        assert candidate.value(start) == 1
        assert running(mark)
    assert not running(mark)


def test_its_exit_status_is_known(server: ForkServer) -> None:
    with server.candidate({}, seed=1) as handle:
        candidate = Asker(handle)
        with pytest.raises(WireClosed):
            candidate.value("import os; os._exit(7)")
    assert handle.exit_status == 7


def test_a_dead_fork_server_is_an_error_of_ours() -> None:
    with ForkServer(limits=LIMITS) as started:
        started.ready()
        started._process.send_signal(signal.SIGKILL)
        with pytest.raises(ForkServerDied), started.candidate({}, seed=1):
            pass


def test_a_candidate_works_in_its_own_folder(server: ForkServer) -> None:
    with asking(server, data=b"42") as candidate:
        assert candidate.value("x = open('data').read()") == "42"
        assert candidate.value("open('new', 'w').write('1'); x = 1") == 1
    with asking(server) as candidate:
        assert candidate.value("import os; x = os.listdir()") == Items("list", [])


def test_large_files_that_were_handed_in_fit_beside_what_may_be_written(server: ForkServer) -> None:
    """The room in the working directory is the student's own files and the limit on top."""
    with asking(server, data=bytes(100 * 2**20)) as candidate:
        assert candidate.value("import os; x = os.stat('data').st_size") == 100 * 2**20


def test_a_candidate_that_cannot_be_confined_is_a_failure_of_ours(server: ForkServer) -> None:
    """A student is not charged for it: here the files are too many for the file system."""
    names: dict[str, Any] = {f"f{number}": b"" for number in range(12_000)}
    with pytest.raises(InfrastructureError, match="could not be confined"), asking(server, **names):
        pass
