"""A worker's examiner: warm, with a fork server of its own, forking once for each notebook.

The worker imports the references and loads the vectors once. For each notebook it asks the fork
server for a candidate and forks itself: the child walks through the cells, reports each result
over a pipe as soon as it stands, and ends, so no test leaves anything behind for the next.
"""

from __future__ import annotations

import ast
import functools
import os
import resource
import select
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from types import TracebackType

import msgspec

from autograder.candidate import dice
from autograder.candidate.client import ForkServer, Handle, lay
from autograder.candidate.server import freeze, load_vectors, preload
from autograder.config import Limits
from autograder.errors import ForkServerDied, InfrastructureError
from autograder.examiner.examination import CellResult, Examination
from autograder.examiner.link import Link
from autograder.examiner.rewriting import wrap_dataclasses
from autograder.examiner.shell import ExaminerShell
from autograder.exercises.catalogue import Catalogue
from autograder.exercises.recognising import known
from autograder.model import Cell, Ending, Problem, Reason, Role
from autograder.names import read_names

SLACK = 15.0
"""Seconds that the examiner may take beyond the candidate's time."""
MEMORY_MB = 1024
"""Memory that the examiner of one notebook may take beyond what a candidate may."""
END = b""
"""The frame that says that the walk came to its end."""
_decoder = msgspec.msgpack.Decoder(CellResult)


@dataclass(frozen=True, slots=True)
class Examined:
    """What came of one notebook."""

    results: tuple[CellResult, ...]
    problems: tuple[Problem, ...]
    exit_status: int | None
    """The candidate's, where it ended by itself; negative for a signal."""
    seconds: float


class Worker:
    """A context manager: examines notebooks of one assignment within the block."""

    def __init__(
        self,
        *,
        limits: Limits,
        cells: Iterable[Cell] = (),
        gensim_data: Path | None = None,
        jail: bool = True,
        charge_once: bool = False,
    ) -> None:
        """``cells`` are the instructor's: what they import is held ready, on the side on which
        they run. Without a ``jail`` candidates are only limited. With ``charge_once`` a test that
        is lost only through the fault of an earlier function gets its points."""
        cells = tuple(cells)
        given = [cell.source for cell in cells if cell.role is Role.INSTRUCTOR]
        self._vectors = tuple(
            name
            for source in given
            for name in loaded_names(source)
            if gensim_data is not None and (gensim_data / name).is_dir()
        )
        self._charge_once = charge_once
        self._catalogues: list[Catalogue] = []
        self._memory = 0
        self._known = tuple(cell.source for cell in cells)
        self._tests = [cell.source for cell in cells if cell.role is Role.TEST]
        self._limits = limits
        self._gensim_data = gensim_data
        self._make_server = functools.partial(
            ForkServer,
            limits=limits,
            cells=tuple(given),
            vectors=self._vectors,
            gensim_data=gensim_data,
            jail=jail,
        )

    def __enter__(self) -> Worker:
        self._server = self._make_server().__enter__()  # it makes itself ready while this side does
        names = {name for source in self._tests for name in imports(source)}
        preload(tuple(sorted(names)))
        self._catalogues = [one for one in map(_loaded, names) if isinstance(one, Catalogue)]
        if self._gensim_data is not None and self._vectors:
            load_vectors(self._vectors, self._gensim_data)
        self._shell: ExaminerShell = ExaminerShell.instance(limits=self._limits)
        preload(self._server.ready())
        self._shell.foresee(self._known)
        for source in self._known:
            read_names(source)  # which remembers them
        self._shell.warm_up()
        freeze()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        ExaminerShell.clear_instance()
        self._server.__exit__(kind, error, trace)

    def examine(
        self,
        cells: Sequence[Cell],
        *,
        seed: int,
        files: Mapping[PurePosixPath, bytes],
        trusted_files: Mapping[PurePosixPath, bytes],
        seen: Callable[[CellResult], None] | None = None,
    ) -> Examined:
        """Examine one notebook. ``files`` lie in the candidate's working directory,
        ``trusted_files`` (the assignment's own) in the examiner's. ``seen`` is called with each
        result as soon as it stands, and again where looking back has changed it. Raises
        InfrastructureError where it was our side that failed."""
        started = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="autograder-") as trusted:
            lay(trusted_files, Path(trusted))
            try:
                with self._server.candidate(files, seed=seed) as handle:
                    results, finished = self._in_child(cells, handle, Path(trusted), seed, seen)
            except ForkServerDied:
                self._replace_server()
                raise
        self._replace_grown_server()
        self._remember(results)
        problems = () if finished else (_unfinished(self._limits),)
        died = any(r.outcome and r.outcome.ending is Ending.DIED for r in results) or any(
            r.verdict and r.verdict.reason is Reason.DIED for r in results
        )
        status = handle.exit_status if died else None
        return Examined(tuple(results), problems, status, time.monotonic() - started)

    def _remember(self, results: Iterable[CellResult]) -> None:
        """What the wrong answers of a task are known to look like was found out in a child, where
        it is lost. It is found out here too, once, for all that follow."""
        verdicts = (result.verdict for result in results)
        evidence = [v.evidence for v in verdicts if v is not None and v.evidence is not None]
        for task in {one.call.partition("(")[0] for one in evidence}:
            for catalogue in self._catalogues:
                if task in catalogue.probes:
                    known(catalogue, task)

    def _replace_server(self) -> None:
        self._server.__exit__(None, None, None)
        self._server = self._make_server().__enter__()
        self._server.ready()
        self._memory = 0

    def _replace_grown_server(self) -> None:
        """Each child pays for what the fork server holds, so one that has grown is replaced."""
        self._memory = self._memory or self._server.memory
        if self._server.memory > 1.5 * self._memory + 2**26:
            self._replace_server()

    def _in_child(
        self,
        cells: Sequence[Cell],
        handle: Handle,
        folder: Path,
        seed: int,
        seen: Callable[[CellResult], None] | None,
    ) -> tuple[list[CellResult], bool]:
        """The results, and whether the child came to its end."""
        reader, writer = os.pipe()
        pid = os.fork()
        if not pid:
            os.close(reader)
            self._be_examiner(cells, handle, folder, writer, seed)
        os.close(writer)
        results: dict[int, CellResult] = {}
        deadline = time.monotonic() + self._limits.submission_seconds + SLACK
        try:
            for frame in frames(reader, deadline):
                if frame == END:
                    return list(results.values()), True
                result = _decoder.decode(frame)
                results[result.index] = result
                if seen is not None:
                    seen(result)
        finally:
            os.close(reader)
            os.kill(pid, signal.SIGKILL)
            status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        if time.monotonic() < deadline:
            raise InfrastructureError(f"The examiner ended with exit status {status}.")
        return list(results.values()), False

    def _be_examiner(
        self, cells: Sequence[Cell], handle: Handle, folder: Path, writer: int, seed: int
    ) -> None:
        """Become the examiner of one notebook. Never returns."""
        status = 1
        try:
            bound_memory(self._limits.memory_mb + MEMORY_MB)
            os.chdir(folder)
            os.environ["NBGRADER_EXECUTION"] = "autograde"
            sys.path.insert(0, str(folder))  # modules that lie in the assignment's folder
            self._shell.take_over()
            dice.seed(seed)
            wrap_dataclasses()
            link = Link(handle, self._limits)
            with os.fdopen(writer, "wb") as stream:

                def write(frame: bytes) -> None:
                    stream.write(len(frame).to_bytes(4, "big") + frame)
                    stream.flush()

                Examination(self._shell, link, charge_once=self._charge_once).run(
                    cells, lambda result: write(msgspec.msgpack.encode(result))
                )
                write(END)
            status = 0
        except BaseException:
            sys.stderr = sys.__stderr__
            traceback.print_exc()
        finally:
            os._exit(status)


def bound_memory(megabytes: int) -> None:
    """What a student's answer makes a test build ends in a MemoryError, not in a full machine."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    soft = pages * resource.getpagesize() + megabytes * 2**20
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard != resource.RLIM_INFINITY:
        soft = min(soft, hard)
    resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def frames(descriptor: int, deadline: float) -> Iterator[bytes]:
    """Length-prefixed frames from a pipe, until its end or the deadline."""
    buffer = bytearray()
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    while True:
        while len(buffer) >= 4:
            length = int.from_bytes(buffer[:4], "big")
            if len(buffer) < 4 + length:
                break
            yield bytes(buffer[4 : 4 + length])
            del buffer[: 4 + length]
        if not poll.poll(max(0.0, deadline - time.monotonic()) * 1000):
            return
        data = os.read(descriptor, 1 << 20)
        if not data:
            return
        buffer += data


def imports(source: str) -> tuple[str, ...]:
    """Modules that a cell imports, for preloading."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return ()
    names: list[str] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return tuple(dict.fromkeys(names))


def _loaded(name: str) -> object:
    """What is bound to a dotted name, in a module that is loaded."""
    module, _, attribute = name.rpartition(".")
    return getattr(sys.modules.get(module), attribute, None)


def loaded_names(source: str) -> tuple[str, ...]:
    """Strings that a cell hands to a function called ``load``, as ``gensim.downloader.load``."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return ()
    return tuple(
        node.args[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "load"
        and len(node.args) == 1
        and isinstance(node.args[0], ast.Constant)
        and isinstance(node.args[0].value, str)
    )


def _unfinished(limits: Limits) -> Problem:
    return Problem(
        "time-limit", f"The notebook was not finished after {limits.submission_seconds:g} s."
    )
