"""One notebook, cell by cell: the student's cells in the candidate, the tests here."""

from __future__ import annotations

import contextlib
import re
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from autograder.candidate import dice
from autograder.candidate.messages import Dice
from autograder.candidate.outputs import ExecuteResult, Output, Stream, notebook_outputs
from autograder.candidate.shell import Run
from autograder.examiner import suites
from autograder.examiner.aftermath import Aftermath, Lost
from autograder.examiner.conversation import NoAnswer
from autograder.examiner.judge import judge, judge_inside, lacking
from autograder.examiner.link import CellRun, Link
from autograder.examiner.mocks import Mirror
from autograder.examiner.shell import ExaminerShell
from autograder.model import JSON, Cell, Ending, Outcome, Role, Verdict
from autograder.names import Reads, bound_names, names_of_modules, read_names

_WORD = re.compile(r"[^\W\d]\w*")
_RESULTS = re.compile(r"(?<![\w.])(_{1,3}|_\d+|Out)(?!\w)")
"""Names by which IPython keeps what cells have shown."""
_DRAWS = re.compile(r"\brandom\b|seed")
"""What a cell mentions that draws random numbers or seeds a generator."""
PACKAGE = __name__.partition(".")[0]
"""Modules of ours are not named to a candidate: references are among them."""


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

    def __init__(self, shell: ExaminerShell, link: Link, *, charge_once: bool = False) -> None:
        """``charge_once``: see ``aftermath``."""
        self._shell = shell
        self._charge_once = charge_once
        self._lost: list[Lost] = []
        self._names = shell.namespace
        self._link = link
        self._count = 0
        self._broken: dict[str, Outcome] = {}
        self._absent: dict[str, ImportError] = {}
        self._recalled: set[str] = set()
        self._mentioned: set[str] = set()
        self._results_wanted = False
        self._names.attach(link)
        self._mirror = Mirror(link)
        link.before_call = self._leave_for_calls

    def run(self, cells: Sequence[Cell], report: Callable[[CellResult], None]) -> None:
        """Run all cells; each code cell's result is reported as soon as it stands, and that of a
        lost test once more where more can be said of it."""
        runners = {
            Role.STUDENT: self._student,
            Role.INSTRUCTOR: self._instructor,
            Role.TEST: self._test,
        }
        ours = [cell.source for cell in cells if cell.role in {Role.INSTRUCTOR, Role.TEST}]
        self._results_wanted = any(map(_RESULTS.search, ours))
        if any(map(_DRAWS.search, ours)):
            dice.watch_seeding(self._link.seeded)
            self._link.follow(dice.current())
        for cell in cells:
            runner = runners.get(cell.role)
            if runner is not None and cell.source.strip():
                self._count += 1
                self._link.begin()
                report(runner(cell))
        if self._lost and self._link.broken is None:
            self._look_back(cells, report)

    def _look_back(self, cells: Sequence[Cell], report: Callable[[CellResult], None]) -> None:
        aftermath = Aftermath(
            cells, self._link, self._names, self._again, charge_once=self._charge_once
        )
        with self._shell.capture():  # what is printed now belongs to no cell
            for one, account in aftermath.accounts(self._lost):
                report(
                    CellResult(one.cell.index, account.outputs, one.count, None, account.verdict)
                )

    def _student(self, cell: Cell) -> CellResult:
        self._leave(cell.reads, cell.source)
        run = self._run_over_there(cell)
        if not run.outcome.ok:
            self._broken |= dict.fromkeys(cell.yields, run.outcome)
        self._names.yield_names(cell.yields)
        with self._names.instructing():
            for statement in cell.imports:
                with contextlib.suppress(Exception):  # then the name is left to the student
                    exec(statement, self._names)
        self._fetch_result(run)
        return self._ran(cell, run)

    def _instructor(self, cell: Cell) -> CellResult:
        """The instructor's own code runs on both sides, each binding names for its own; but code
        that calls the student's functions runs once, here, and what it binds is sent over."""
        reads = read_names(cell.source)
        if any(self._names.is_students(name) for name in reads.now):
            with self._names.instructing() as bound, self._limited():
                here = self._run(cell)
            self._send(bound)
            return self._result(cell, here.outputs.items, outcome=_outcome(here))
        thrown = dice.current()
        with self._names.instructing() as bound:
            self._run(cell)
        self._link.begin()
        self._leave(reads, cell.source)
        self._link.give(bound)
        run = self._run_over_there(cell, given=tuple(bound), thrown=thrown)
        self._link.follow(dice.current())
        return self._ran(cell, run)

    def _test(self, cell: Cell) -> CellResult:
        if cell.inside:
            return self._inside(cell)
        run, verdict = self._examine(cell)
        with contextlib.suppress(NoAnswer):
            for output in self._link.end_cell():
                run.outputs.admit(output)
        result = self._result(cell, run.outputs.items, verdict=verdict)
        if not verdict.passed:
            self._lost.append(Lost(cell, verdict, result.outputs, run.error, self._count))
        return result

    def _examine(self, cell: Cell) -> tuple[Run, Verdict]:
        with self._limited(), self._mirror.at_work(), suites.watched() as failed:
            run = self._run(cell)
        with contextlib.suppress(Exception, NoAnswer):
            self._names.settle()
        with self._link.silence():
            verdict = judge(
                cell, run, self._link, broken=self._broken, absent=self._absent, suites=failed
            )
        return run, verdict

    def _again(self, cell: Cell) -> Verdict:
        """The verdict on a test cell that is run once more."""
        self._link.begin()
        return self._examine(cell)[1]

    def _inside(self, cell: Cell) -> CellResult:
        """A test that its author has marked to run in the student's process."""
        self._leave(read_names(cell.source), cell.source)
        run = self._run_over_there(cell)
        self._names.yield_names(bound_names(cell.source))
        outputs = self._ran(cell, run).outputs
        verdict = judge_inside(cell, run)
        return CellResult(cell.index, outputs, self._count, None, verdict, run.dropped)

    def _run_over_there(
        self, cell: Cell, given: tuple[str, ...] = (), thrown: Dice | None = None
    ) -> CellRun:
        self._shell.remember(cell.source, count=self._count)
        return self._link.run_cell(cell.source, count=self._count, given=given, dice=thrown)

    def _leave(self, reads: Reads, source: str) -> None:
        """Bind in the candidate what tests have bound and this cell is meant to find: names that
        the instructor's own version of it reads, and modules."""
        self._recalled |= reads.later
        mentioned = set(_WORD.findall(source))
        self._mentioned |= mentioned
        self._send(
            self._names.left(
                lambda name, value: (
                    name in reads.now | reads.later
                    or (isinstance(value, ModuleType) and name in mentioned)
                )
            )
        )

    def _leave_for_calls(self) -> None:
        """The same for what the student's functions find when they are called."""
        self._mirror.look()
        self._names.settle()
        left = self._names.left(
            lambda name, value: (
                name in self._recalled
                or (isinstance(value, ModuleType) and name in self._mentioned)
            )
        )
        self._bind(left)

    def _fetch_result(self, run: CellRun) -> None:
        """What a student's cell has shown is ``_`` for the next test."""
        shown = any(isinstance(output, ExecuteResult) for output in run.outputs)
        if self._results_wanted and shown:
            with contextlib.suppress(Exception, NoAnswer):
                self._shell.remember_result(self._link.look("_"), count=self._count)
            self._link.begin()

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
        """Run a cell of the instructor's here."""
        run = self._shell.run(cell.source, count=self._count)
        lack = lacking(run.error)
        if lack is not None:
            names = bound_names(cell.source) | names_of_modules(cell.source)
            self._absent |= dict.fromkeys(names, lack)
        return run

    def _ran(self, cell: Cell, run: CellRun) -> CellResult:
        """The result of a cell that ran in the candidate."""
        outputs = run.outputs
        if run.outcome.ending not in {Ending.OK, Ending.RAISED}:
            line = f"This cell was ended by the autograder: {run.outcome.detail}\n"
            outputs = [*outputs, Stream("stderr", line)]
        return self._result(cell, outputs, outcome=run.outcome, dropped=run.dropped)

    def _send(self, bound: dict[str, Any]) -> None:
        """Bind in the candidate what an instructor's cell has made here, where it can cross."""
        if bound:
            self._bind(bound)
            self._link.begin()

    def _bind(self, bound: dict[str, Any]) -> None:
        for name, value in bound.items():
            # what cannot cross a student's cell that needs it misses by itself, and says so
            with contextlib.suppress(Exception, NoAnswer):
                if not isinstance(value, ModuleType):
                    self._link.bind(name, value)
                elif value.__name__.partition(".")[0] != PACKAGE:
                    self._link.bind_module(name, value.__name__)

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


def _outcome(run: Run) -> Outcome:
    if run.error is None:
        return Outcome(Ending.OK)
    if isinstance(run.error, NoAnswer):
        return run.error.outcome
    return Outcome(Ending.RAISED, f"{type(run.error).__name__}: {run.error}")
