"""One notebook, cell by cell: the student's cells in the candidate, the tests here."""

from __future__ import annotations

import ast
import contextlib
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from autograder.candidate.outputs import ExecuteResult, Output, Stream, notebook_outputs
from autograder.candidate.shell import Run, Shell
from autograder.config import Limits
from autograder.examiner.judge import judge
from autograder.examiner.link import CellRun, Link, StudentFailure
from autograder.examiner.namespace import MainModule, Namespace
from autograder.model import JSON, Cell, Ending, Outcome, Role, Verdict


class ExaminerShell(Shell):
    """The shell in which test cells run: names of the student's are asked of the candidate."""

    def __init__(self, *, limits: Limits) -> None:
        self.namespace = Namespace()
        super().__init__(
            limits=limits, user_module=MainModule(self.namespace), user_ns=self.namespace
        )

    @property
    def user_global_ns(self) -> Namespace:
        """Functions that a test cell defines look their globals up in the namespace too."""
        return self.namespace


@dataclass(frozen=True, slots=True)
class CellResult:
    """What came of one code cell."""

    index: int
    outputs: list[JSON]
    """nbformat outputs."""
    count: int
    """Execution count."""
    outcome: Outcome | None = None
    """How a cell of the student's ended; None for a test cell."""
    verdict: Verdict | None = None
    """For a test cell."""
    dropped: int = 0
    """Characters that it printed beyond the limit."""


class Examination:
    """The walk through one notebook's cells."""

    def __init__(self, shell: ExaminerShell, link: Link) -> None:
        self._shell = shell
        self._names = shell.namespace
        self._link = link
        self._count = 0
        self._broken: dict[str, Outcome] = {}
        self._names.attach(link)

    def run(self, cells: Sequence[Cell], report: Callable[[CellResult], None]) -> None:
        """Run all cells; each code cell's result is reported as soon as it stands."""
        runners = {
            Role.STUDENT: self._student,
            Role.INSTRUCTOR: self._instructor,
            Role.TEST: self._test,
        }
        for cell in cells:
            runner = runners.get(cell.role)
            if runner is not None and cell.source.strip():
                self._count += 1
                self._link.begin()
                report(runner(cell))

    def _student(self, cell: Cell) -> CellResult:
        run = self._link.run_cell(cell.source, count=self._count)
        if not run.outcome.ok:
            self._broken |= dict.fromkeys(cell.yields, run.outcome)
        self._names.yield_names(cell.yields)
        with self._names.instructing():
            for statement in cell.imports:
                with contextlib.suppress(Exception):  # then the name is left to the student
                    exec(statement, self._names)
        return self._ran(cell, run)

    def _instructor(self, cell: Cell) -> CellResult:
        """The instructor's own code runs on both sides, each binding names for its own; but code
        that calls the student's functions runs once, here, and what it binds is sent over."""
        if any(self._names.is_students(name) for name in names_read(cell.source)):
            with self._names.instructing() as bound, self._limited():
                here = self._run(cell)
            self._send(bound)
            return self._result(cell, here.outputs.items, outcome=_outcome(here))
        with self._names.instructing() as bound:
            self._run(cell)
        self._link.begin()
        self._link.give(bound)
        run = self._link.run_cell(cell.source, count=self._count, given=tuple(bound))
        return self._ran(cell, run)

    def _test(self, cell: Cell) -> CellResult:
        with self._limited():
            run = self._run(cell)
        with self._link.silence():
            verdict = judge(cell, run, self._link, self._broken)
            return self._result(cell, run.outputs.items, verdict=verdict)

    @contextmanager
    def _limited(self) -> Iterator[None]:
        """Within the block the code of a test is stopped when its time is over: what a student's
        function answered can make a loop of the test's own endless."""
        before = signal.signal(signal.SIGALRM, lambda *_: self._link.expire())
        signal.setitimer(signal.ITIMER_REAL, self._link.cell_wall, 1.0)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0.0)
            signal.signal(signal.SIGALRM, before)

    def _run(self, cell: Cell) -> Run:
        return self._shell.run(cell.source, count=self._count)

    def _ran(self, cell: Cell, run: CellRun) -> CellResult:
        """The result of a cell that ran in the candidate."""
        outputs = run.outputs
        if run.outcome.ending not in {Ending.OK, Ending.RAISED}:
            line = f"This cell was ended by the autograder: {run.outcome.detail}\n"
            outputs = [*outputs, Stream("stderr", line)]
        return self._result(cell, outputs, outcome=run.outcome, dropped=run.dropped)

    def _send(self, bound: dict[str, Any]) -> None:
        """Bind in the candidate what an instructor's cell has made here, where it can cross."""
        for name, value in bound.items():
            try:
                self._link.bind(name, value)
            except (Exception, StudentFailure):
                continue  # a student's cell that needs it fails by itself, and says so
        self._link.begin()

    def _result(
        self,
        cell: Cell,
        outputs: list[Output],
        *,
        outcome: Outcome | None = None,
        verdict: Verdict | None = None,
        dropped: int = 0,
    ) -> CellResult:
        for output in outputs:
            if isinstance(output, ExecuteResult):
                output.execution_count = self._count
        shown = notebook_outputs(outputs)
        return CellResult(cell.index, shown, self._count, outcome, verdict, dropped)


def names_read(source: str) -> frozenset[str]:
    """Names that a cell reads while it runs: not those inside the functions that it defines,
    which are read when somebody calls them."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return frozenset()
    reader = _Reader()
    reader.visit(tree)
    return frozenset(reader.read - reader.bound)


class _Reader(ast.NodeVisitor):
    """Gathers the names that are read, and those that the cell binds itself."""

    def __init__(self) -> None:
        self.read: set[str] = set()
        self.bound: set[str] = set()

    def visit_Name(self, node: ast.Name) -> None:
        (self.read if isinstance(node.ctx, ast.Load) else self.bound).add(node.id)

    def visit_alias(self, node: ast.alias) -> None:
        self.bound.add((node.asname or node.name).partition(".")[0])

    def visit_arg(self, node: ast.arg) -> None:
        self.bound.add(node.arg)

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> None:
        self.bound |= {node.name} if node.name else set()
        self.generic_visit(node)

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        self.bound.add(node.name)
        for part in (*node.decorator_list, *node.args.defaults, *node.args.kw_defaults):
            if part is not None:
                self.visit(part)

    visit_AsyncFunctionDef = visit_FunctionDef  # noqa: N815

    def visit_Lambda(self, node: ast.Lambda) -> None:
        for part in (*node.args.defaults, *node.args.kw_defaults):
            if part is not None:
                self.visit(part)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self.bound.add(node.name)
        self.generic_visit(node)


def _outcome(run: Run) -> Outcome:
    if run.error is None:
        return Outcome(Ending.OK)
    if isinstance(run.error, StudentFailure):
        return run.error.outcome
    return Outcome(Ending.RAISED, f"{type(run.error).__name__}: {run.error}")
