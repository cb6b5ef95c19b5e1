"""A stand-in for grading where test cells run in the process of the student's code.

It is there to show that an attack is one. The notebook is run as it was handed in, in one shell
that imports the reference itself; a test cell gives nothing where it ended with an error, the
number that it ends with, or full marks.

Each notebook runs in a PID namespace of its own, in which process 2 is a witness, and sees the
whole file system read-only, so that nothing of this machine is harmed.
"""

from __future__ import annotations

import json
import os
import re
import resource
import select
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from autograder.candidate.outputs import Error, ExecuteResult
from autograder.candidate.shell import Shell
from autograder.config import Limits
from autograder.sandbox import kernel
from tests.attacks.assignment import Document

WITNESS = 2
"""Number of the witness in each notebook's PID namespace."""
SECONDS = 2.0
_READY = "ready"
_WATCHER = "import time; time.sleep(60)"


class Stock:
    """A context manager: the stand-in serves within the block."""

    def __enter__(self) -> Stock:
        self._process = subprocess.Popen(
            [sys.executable, "-m", __name__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=Path(__file__).parents[2],
            env={**os.environ, "HOME": "/dev/shm", "TMPDIR": "/dev/shm", "IPYTHONDIR": "/dev/shm"},
            text=True,
        )
        assert self._process.stdout is not None
        line = self._process.stdout.readline().strip()
        if line != _READY:
            raise OSError(f"the stand-in cannot be set up: {line}")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                stream.close()
        self._process.wait()

    def run(self, notebook: Document) -> dict[str, Any]:
        """``points``, ``text`` (all that was printed), and ``harm`` (what else went wrong)."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(notebook["cells"]) + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer


def main() -> None:
    """Serve notebooks from standard input."""
    try:
        protect_host()
    except OSError as error:
        print(error, flush=True)  # noqa: T201
        return
    shell: Shell = Shell.instance(limits=Limits(output_kb=10**6, display_mb=1000))
    shell.warm_up()
    print(_READY, flush=True)  # noqa: T201
    for line in sys.stdin:
        kernel.unshare(kernel.CLONE_NEWPID)
        reader, writer = os.pipe()
        pid = os.fork()
        if not pid:
            oversee(json.loads(line), shell, writer)
        os.close(writer)
        with os.fdopen(reader) as stream:
            print(stream.read().strip(), flush=True)  # noqa: T201
        os.waitpid(pid, 0)
        kernel.setns(own_namespace(), kernel.CLONE_NEWPID)


def own_namespace() -> int:
    """A descriptor of this process's PID namespace."""
    return os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC)


def protect_host() -> None:
    """From here on nothing can be written but in an empty /dev/shm of our own."""
    kinds = kernel.CLONE_NEWNS
    uid, gid = os.geteuid(), os.getegid()
    kernel.unshare(kinds if uid == 0 else kinds | kernel.CLONE_NEWUSER)
    if uid:
        Path("/proc/self/setgroups").write_text("deny", encoding="ascii")
        Path("/proc/self/uid_map").write_text(f"{uid} {uid} 1", encoding="ascii")
        Path("/proc/self/gid_map").write_text(f"{gid} {gid} 1", encoding="ascii")
    kernel.mount("none", "/", "", kernel.MS_REC | kernel.MS_PRIVATE)
    kernel.make_read_only("/", devices=True)
    kernel.mount("tmpfs", "/dev/shm", "tmpfs", kernel.MS_NOSUID, "size=64m,mode=1777")


def oversee(cells: Sequence[Document], shell: Shell, writer: int) -> None:
    """As process 1: start the witness and the notebook, watch both, report. Never returns."""
    try:
        kernel.unshare(kernel.CLONE_NEWNS)
        kernel.mount("proc", "/proc", "proc", 0)
        witness = os.fork()
        if not witness:
            os.setsid()
            mark = "MARKER-witness"
            command = [sys.executable, "-c", f"x = '{mark}'; {_WATCHER}"]
            os.execve(sys.executable, command, {"WITNESS": mark})
        reader, results = os.pipe()
        runner = os.fork()
        if not runner:
            os.close(reader)
            os.close(writer)
            run(cells, shell, results)
        os.close(results)
        answer = watch(reader, runner, witness)
        os.write(writer, json.dumps(answer).encode() + b"\n")
    finally:
        os._exit(0)  # all in the namespace end with it


def watch(reader: int, runner: int, witness: int) -> dict[str, Any]:
    """The last line that came through the pipe, and what harm there is."""
    data, end = b"", time.monotonic() + SECONDS
    harm = []
    while True:
        ready = select.select([reader], [], [], max(0.0, end - time.monotonic()))[0]
        piece = os.read(reader, 1 << 20) if ready else b""
        data += piece
        if not piece:
            break
    if not ready:
        harm.append("never ends")
        os.kill(runner, signal.SIGKILL)
    try:
        status = os.waitpid(runner, 0)[1]
        if ready and os.WIFSIGNALED(status):
            harm.append("the process died")
        if os.waitpid(witness, os.WNOHANG)[0]:
            harm.append("another process was ended")
    except ChildProcessError:
        harm.append("processes were ended")
    others = {int(p.name) for p in Path("/proc").glob("[0-9]*")} - {1, runner, witness}
    if others:
        harm.append("left a process")
    lines = data.decode("utf-8", "replace").splitlines()
    try:
        last = json.loads(lines[-1])
    except (ValueError, IndexError):
        last = {}
    return {"points": last.get("points", 0.0), "text": last.get("text", ""), "harm": harm}


def run(cells: Sequence[Document], shell: Shell, results: int) -> None:
    """Run the notebook and write down the points. Never returns."""
    try:
        os.setsid()
        resource.setrlimit(resource.RLIMIT_AS, (2**31, 2**31))
        null = os.open(os.devnull, os.O_RDWR)
        for descriptor in (0, 1, 2):
            os.dup2(null, descriptor)
        shell.take_over()
        points, texts = 0.0, []
        for count, cell in enumerate(cells, 1):
            if cell["cell_type"] != "code":
                continue
            outputs = shell.run(cell["source"], count=count).outputs.items
            texts += [str(output) for output in outputs]
            claims = cell["metadata"].get("nbgrader", {})
            if claims.get("grade") and not claims.get("solution"):
                points += determine_grade(outputs, claims["points"])
        # what nbgrader gives for a cell that is not there is 0; for a text cell it waits
        os.write(results, json.dumps({"points": points, "text": "\n".join(texts)}).encode() + b"\n")
        sys.exit(0)
    finally:
        try:
            import atexit

            atexit._run_exitfuncs()
        finally:
            os._exit(0)


def determine_grade(outputs: Sequence[object], maximum: float) -> float:
    """Points of a test cell by its outputs, as nbgrader counts them."""
    for output in outputs:
        if isinstance(output, Error):
            return 0.0
        if isinstance(output, ExecuteResult):
            text = str(output.data.get("text/plain"))
            found = re.fullmatch(r"(?:np\.float64\()?(-?[0-9.e+-]+)\)?", text)
            return float(found[1]) if found else maximum
    return maximum


if __name__ == "__main__":
    main()
