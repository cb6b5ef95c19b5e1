"""One submission, from bytes to a report: parse, sanitise, plan, examine, put together."""

from __future__ import annotations

import functools
import hashlib
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from autograder.config import Limits
from autograder.examiner.examination import CellResult
from autograder.examiner.worker import Examined, Worker
from autograder.grading.document import LANGUAGE, Finisher
from autograder.grading.kernels.marks import caveat, examine
from autograder.grading.kernels.specs import Kernel
from autograder.grading.plan import answered, is_test, manual_verdicts, plan, unanswered
from autograder.grading.rehearsal import excused, unfit_tests
from autograder.grading.sanitise import (
    MISSING_CELL_NOTIFICATION,
    Notebook,
    grade_id,
    parse,
    sanitise,
)
from autograder.model import (
    JSON,
    Assignment,
    Cell,
    Ending,
    NotebookReport,
    NotebookSource,
    Problem,
    Reason,
    SourceCell,
    Submission,
    SubmissionReport,
    Verdict,
)

MAX_PROBLEMS = 30
Seen = Callable[[Sequence[Cell], CellResult], None]
"""Hears of a notebook's cells, and the result of one of them."""


@dataclass(frozen=True, slots=True)
class Policy:
    """What the course's settings say of sanitising and of points, read once a run."""

    add_missing_cells: bool = False
    notification: str = MISSING_CELL_NOTIFICATION
    keep: frozenset[PurePosixPath] = frozenset()
    """Files of which the student's version stands (``Autograde.exclude_overwriting``)."""
    charge_once: bool = False
    """Whether a test that is lost only through the fault of an earlier function gets its points."""
    kernels: Mapping[str, Kernel] = field(default_factory=dict)
    """Of the notebooks that are not in Python the Jupyter kernels, by the notebooks' names."""


class Grader:
    """Grades submissions of one assignment with one worker."""

    def __init__(
        self,
        worker: Worker,
        assignment: Assignment,
        *,
        limits: Limits,
        finisher: Finisher,
        policy: Policy,
    ) -> None:
        self._worker = worker
        self._assignment = assignment
        self._limits = limits
        self._finisher = finisher
        self._policy = policy
        self._unfit: dict[str, dict[str, str]] | None = None

    def grade(self, submission: Submission, *, seen: Seen | None = None) -> SubmissionReport:
        """Everything that can be found out about a submission without a person. ``seen`` is called
        with each cell's result as soon as it stands. Raises InfrastructureError where it was our
        side that failed."""
        started = time.monotonic()
        files = self._files(submission)
        unfit = self._rehearsed()
        notebooks = tuple(
            excused(self._notebook(submission, source, files, seen), unfit.get(source.name, {}))
            for source in self._assignment.notebooks
        )
        return SubmissionReport(
            submission.student,
            self._assignment.name,
            notebooks,
            timestamp=submission.timestamp,
            files=files,
            problems=submission.problems,
            seconds=time.monotonic() - started,
        )

    def _rehearsed(self) -> dict[str, dict[str, str]]:
        """Tests that are not fit to run outside, by notebook; found out before the first
        submission is graded."""
        if self._unfit is None:
            self._unfit = {
                source.name: self._unfit_tests(source) for source in self._assignment.notebooks
            }
        return self._unfit

    def _unfit_tests(self, source: NotebookSource) -> dict[str, str]:
        if source.name in self._policy.kernels:  # all its tests run inside
            return {}
        own = parse(self._assignment.own.get(source.name, b""), self._limits).notebook
        if own is None:  # the gradebook knows the assignment, and its folder is gone
            return {}
        cells = plan(sanitise(own, source).notebook, source)
        files = self._assignment.files
        return unfit_tests(
            cells,
            lambda planned: self._worker.examine(
                planned, seed=_seed(cells), files=files, trusted_files=files
            ),
        )

    def _files(self, submission: Submission) -> Mapping[PurePosixPath, bytes]:
        """The student's files, overwritten by the assignment's own; where a name is a file for
        one and a folder for the other, the assignment's stands."""
        own = {
            name: data
            for name, data in self._assignment.files.items()
            if name not in self._policy.keep or name not in submission.files
        }
        folders = {folder for name in own for folder in name.parents}
        others = {
            name: data
            for name, data in submission.files.items()
            if name not in folders and own.keys().isdisjoint(name.parents)
        }
        return others | own

    def _notebook(
        self,
        submission: Submission,
        source: NotebookSource,
        files: Mapping[PurePosixPath, bytes],
        seen: Seen | None,
    ) -> NotebookReport:
        data = submission.notebooks.get(source.name)
        if data is None:
            problem = Problem("missing-notebook", f"{source.name}.ipynb was not handed in.")
            return _refused(source, Reason.MISSING_NOTEBOOK, (problem,))
        parsed = parse(data, self._limits)
        if parsed.notebook is None:
            return _refused(source, Reason.UNREADABLE, parsed.problems)
        clean = sanitise(
            parsed.notebook,
            source,
            add_missing_cells=self._policy.add_missing_cells,
            notification=self._policy.notification,
        )
        cells = plan(clean.notebook, source)
        kernel = self._policy.kernels.get(source.name)
        if kernel is not None:
            caveats = [caveat(source.name, kernel)]
            examined = examine(kernel, clean.notebook, cells, files=files, limits=self._limits)
        else:
            caveats = []
            examined = self._worker.examine(
                cells,
                seed=_seed(cells),
                files=files,
                trusted_files=self._assignment.files,
                seen=None if seen is None else functools.partial(seen, cells),
            )
        problems = [*caveats, *parsed.problems, *clean.problems, *_problems(cells, examined)]
        return self._report(clean.notebook, source, examined, tuple(problems[:MAX_PROBLEMS]))

    def _report(
        self,
        notebook: Notebook,
        source: NotebookSource,
        examined: Examined,
        problems: tuple[Problem, ...],
    ) -> NotebookReport:
        verdicts = {v.grade_id: v for v in _verdicts(examined)}
        verdicts |= {v.grade_id: v for v in manual_verdicts(notebook, source)}
        present = {grade_id(cell) for cell in notebook["cells"]}
        return NotebookReport(
            name=source.name,
            verdicts=tuple(
                verdicts.get(cell.name) or _without_verdict(cell, cell.name in present)
                for cell in source.cells
                if cell.max_score is not None
            ),
            document=self._finisher.finish(
                notebook, examined.results, language=self._language(source)
            ),
            problems=problems,
            unanswered=unanswered(notebook, source),
            answered=answered(notebook, source),
            seconds=examined.seconds,
        )

    def _language(self, source: NotebookSource) -> Mapping[str, JSON]:
        """What the notebook's metadata say of its language."""
        kernel = self._policy.kernels.get(source.name)
        return LANGUAGE if kernel is None else kernel.language


def _seed(cells: Sequence[Cell]) -> int:
    """Random numbers are drawn from what was handed in, so the same notebook gets the same ones."""
    digest = hashlib.sha256("\0".join(cell.source for cell in cells).encode("utf-8", "replace"))
    return int.from_bytes(digest.digest()[:8], "big")


def _refused(
    source: NotebookSource, reason: Reason, problems: tuple[Problem, ...]
) -> NotebookReport:
    """The report on a notebook that cannot be graded: nothing for every cell."""
    message = problems[-1].message if problems else ""
    verdicts = tuple(
        Verdict(cell.name, 0.0, cell.max_score, reason, message)
        for cell in source.cells
        if cell.max_score is not None
    )
    return NotebookReport(source.name, verdicts, None, problems)


def _verdicts(examined: Examined) -> Iterator[Verdict]:
    for result in examined.results:
        if result.verdict is None:
            continue
        verdict = result.verdict
        if verdict.reason is Reason.DIED and examined.exit_status is not None:
            message = f"Your notebook's process ended before it answered{_status(examined)}."
            verdict = replace(verdict, message=message)
        yield verdict


def _without_verdict(cell: SourceCell, present: bool) -> Verdict:
    """Default deny: a test that gave no verdict gives no points, and says so."""
    maximum = cell.max_score or 0.0
    if not present:
        message = "This cell was deleted from the notebook."
        return Verdict(cell.name, 0.0, maximum, Reason.MISSING_CELL, message)
    if is_test(cell) and not cell.source.strip():  # as in nbgrader: nothing that could fail
        return Verdict(cell.name, maximum, maximum, Reason.RIGHT)
    message = "The time for the whole notebook was over before this test."
    reason = Reason.TIMED_OUT if is_test(cell) else Reason.MANUAL
    return Verdict(cell.name, 0.0, maximum, reason, message)


def _problems(cells: Sequence[Cell], examined: Examined) -> Iterator[Problem]:
    """What went wrong while the student's cells ran, by name."""
    dead = False
    for result in examined.results:
        if result.outcome is None:
            continue
        died = result.outcome.ending is Ending.DIED
        if not (dead and died):  # the process ended once, in the first of these cells
            yield from _cell_problems(cells[result.index], result, examined)
        dead = dead or died
    yield from examined.problems


def _cell_problems(cell: Cell, result: CellResult, examined: Examined) -> Iterator[Problem]:
    place = f"cell {result.count}" + (f" ('{cell.grade_id}')" if cell.grade_id else "")
    assert result.outcome is not None
    detail = result.outcome.detail
    kind = detail.partition(":")[0]
    match result.outcome.ending:
        case Ending.TIMED_OUT:
            yield Problem("time-limit", f"The code in {place} was stopped: {detail}.")
        case Ending.DIED:
            yield Problem(
                "process-died", f"The notebook's process ended in {place}{_status(examined)}."
            )
        case Ending.MALFORMED:
            yield Problem("malformed-answer", f"The code in {place} broke the process's language.")
        case Ending.RAISED if kind in {"SyntaxError", "IndentationError", "TabError"}:
            yield Problem("syntax-error", f"The code in {place} is not Python: {detail}")
        case Ending.RAISED if kind == "MemoryError":
            yield Problem("memory-limit", f"The code in {place} asked for too much memory.")
        case Ending.RAISED if kind != "NotImplementedError" and not result.dropped:
            yield Problem("cell-failed", f"The code in {place} failed: {detail}")
    if result.dropped:
        yield Problem(
            "output-limit", f"The code in {place} printed {result.dropped:,} characters too many."
        )


def _status(examined: Examined) -> str:
    status = examined.exit_status
    if status is None:
        return ""
    return f", killed by signal {-status}" if status < 0 else f", with exit status {status}"
