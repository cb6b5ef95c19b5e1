"""What lies around a grading run and must be neither read nor touched: a course folder with a
gradebook and others' work, the environment, a process, a port that listens."""

from __future__ import annotations

import hashlib
import itertools
import os
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from types import TracebackType

from tests.attacks.assignment import HONEST, NAME, NOTEBOOK, notebook, to_bytes

MARKERS = tuple(
    f"MARKER-{name}"
    for name in (
        "reference", "test-dot", "gradebook", "source", "alice", "environment", "witness",
        "smuggled",
    )
)  # fmt: skip
"""What no attack may show: each stands in one place that is out of a student's reach."""

PRELUDE = """
COURSE, PORT, WITNESS = {course!r}, {port}, {witness}
NEEDLE = bytes({needle})  # what every secret begins with, written so that it is not one itself

def found(data):
    data = data.encode("utf-8", "replace") if isinstance(data, str) else bytes(data)
    start = data.find(NEEDLE)
    while start >= 0:
        print("FOUND", data[start:start + 24].hex())
        start = data.find(NEEDLE, start + 1)
"""
"""The first cell of every attack: it knows where everything is."""

_WITNESS = "import time; time.sleep(3600)"


class Surroundings:
    """A context manager: everything stands within the block."""

    def __enter__(self) -> Surroundings:
        self._folder = tempfile.TemporaryDirectory(prefix="course-")
        self.course = Path(self._folder.name)
        self.course.chmod(0o755)
        files = {
            "gradebook.db": b"MARKER-gradebook",
            f"source/{NAME}/{NOTEBOOK}.ipynb": b"MARKER-source",
            f"submitted/alice/{NAME}/{NOTEBOOK}.ipynb": b"MARKER-alice"
            + to_bytes(notebook(HONEST)),
        }
        for name, data in files.items():
            path = self.course / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        os.environ["COURSE_TOKEN"] = "MARKER-environment"
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.setblocking(False)
        self.port = int(self._listener.getsockname()[1])
        self._start_witness()
        self._before = self._digest()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        del os.environ["COURSE_TOKEN"]
        self._listener.close()
        self._end_witness()
        self._folder.cleanup()

    def _start_witness(self) -> None:
        self.witness = subprocess.Popen(
            [sys.executable, "-c", f"x = '{MARKERS[-2]}'; {_WITNESS}"],
            env={**os.environ, "WITNESS": MARKERS[-2]},
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )

    def _end_witness(self) -> None:
        self.witness.kill()
        self.witness.wait()

    def prelude(self, witness: int | None = None) -> str:
        """The attacker's first cell."""
        return PRELUDE.format(
            course=str(self.course),
            port=self.port,
            witness=witness or self.witness.pid,
            needle=list(b"MARKER-"),
        )

    def disturbed(self) -> tuple[str, ...]:
        """What was touched since the last look; it is set right again."""
        seen = []
        if self._digest() != self._before:
            seen.append("course folder")
            self._before = self._digest()
        if self.witness.poll() is not None:
            seen.append("another process")
            self._start_witness()
        while True:
            try:
                self._listener.accept()[0].close()
            except BlockingIOError:
                break
            seen.append("network")
        return tuple(dict.fromkeys(seen))

    def _digest(self) -> str:
        total = hashlib.sha256()
        for path in sorted(p for p in self.course.rglob("*") if p.is_file()):
            if "mallory" not in path.parts:
                total.update(str(path).encode() + path.read_bytes())
        return total.hexdigest()


def leaked(text: str) -> frozenset[str]:
    """The secrets that a report tells of in the way the prelude's ``found`` does."""
    words = text.replace('"', " ").replace("\\n", " ").split()
    told = [word for before, word in itertools.pairwise(words) if before == "FOUND"]
    data = b" ".join(bytes.fromhex(word) for word in told if _is_hex(word))
    return frozenset(marker for marker in MARKERS if marker.encode() in data)


def _is_hex(word: str) -> bool:
    return len(word) % 2 == 0 and all(char in "0123456789abcdef" for char in word)
