"""From what a kernel did with a notebook to results and verdicts, by nbgrader's rules.

nbgrader reads a mark from a test cell's outputs: an error, or any text on the error output, is
zero (some kernels tell a failure in no other way); the first result is partial credit where it is
a number; anything else, nothing too, is full marks. Where it slips there (a number that is not
one, is negative or above the maximum) the honest mark is given. A test that was not run to its
end, or whose output was cut, gives nothing: stock gives up the whole submission.
"""

from __future__ import annotations

import math
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from autograder.candidate.outputs import Error, ExecuteResult, Output, Stream, notebook_outputs
from autograder.config import Limits
from autograder.examiner.examination import CellResult
from autograder.examiner.worker import Examined
from autograder.exercises.showing import clean
from autograder.grading.kernels.execution import Begun, Execution, execute
from autograder.grading.kernels.specs import Kernel
from autograder.grading.parsing import Notebook
from autograder.model import (
    JSON,
    NOT_TAMPER_PROOF,
    Cell,
    Ending,
    Outcome,
    Problem,
    Reason,
    Role,
    Verdict,
)

_TIMED_OUT = "CellTimeoutError"
"""The name of the error by which nbgrader's Execute says that a cell took too long."""
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")
_FAILURES = {
    Ending.TIMED_OUT: (Reason.TIMED_OUT, "it took too long"),
    Ending.DIED: (Reason.DIED, "the notebook's kernel ended"),
    Ending.MALFORMED: (Reason.MALFORMED, "the notebook's kernel said what cannot be read"),
}


def examine(
    kernel: Kernel,
    notebook: Notebook,
    cells: Sequence[Cell],
    *,
    files: Mapping[PurePosixPath, bytes],
    limits: Limits,
) -> Examined:
    """Have a kernel run a sanitised notebook, and judge its test cells. ``cells`` is its plan,
    ``files`` lie in its working directory. Raises InfrastructureError where it was our side that
    failed."""
    started = time.monotonic()
    execution = execute(kernel, to_run(notebook, cells), files, limits)
    results = tuple(results_of(cells, execution))
    return Examined(results, (), None, time.monotonic() - started)


def caveat(notebook: str, kernel: Kernel) -> Problem:
    """What every report on such a notebook says."""
    return Problem(
        NOT_TAMPER_PROOF,
        f"The tests of {notebook}.ipynb ran in the process of the code that they test, as the "
        f"Jupyter kernel '{kernel.name}' has it: its marks are not tamper-proof.",
    )


def to_run(notebook: Notebook, cells: Sequence[Cell]) -> dict[str, JSON]:
    """What the kernel is to run: text, and the tags by which Execute leaves out a cell. A test is
    not left out, whatever the student's copy is tagged with."""
    run = []
    for cell in cells:
        text = notebook["cells"][cell.index]
        tags = [] if cell.role is Role.TEST else text["metadata"].get("tags", [])
        made = {"source": cell.source, "metadata": {"tags": tags}}
        is_code = cell.role is not Role.TEXT
        kind = {"cell_type": "code", "outputs": []} if is_code else {"cell_type": "raw"}
        run.append(made | kind)
    return {"cells": run, "metadata": {}, "nbformat": 4, "nbformat_minor": 4}


def results_of(cells: Sequence[Cell], execution: Execution) -> Iterator[CellResult]:
    """A result for each test, and for each other cell that was begun or is where the run ended."""
    begun = {cell.index: cell for cell in execution.cells}
    told = False
    for number, cell in enumerate((c for c in cells if c.role is not Role.TEXT), 1):
        ran = begun.get(cell.index)
        failed = _failure(cell, ran, execution)
        if cell.role is not Role.TEST and ran is None and (failed is None or told):
            continue
        told = told or (failed is not None and failed is execution.ending)
        ran = ran or Begun(cell.index, number, [], True, 0)
        verdict = outcome = None
        if cell.role is Role.TEST:
            verdict = _judge(cell, ran, failed, out_of_memory=execution.out_of_memory)
        else:
            outcome = _outcome(ran, failed)
        outputs = notebook_outputs(ran.outputs)
        yield CellResult(cell.index, outputs, ran.count, outcome, verdict, ran.dropped)


def _failure(cell: Cell, ran: Begun | None, execution: Execution) -> Ending | None:
    """Why a cell was not run to its end; None where it was, or need not be: an empty one, or one
    of the student's that is tagged to be left out."""
    last = execution.cells[-1] if execution.cells else None
    if ran is not None:
        if ran.finished:
            return None
        stopped = ran is last and execution.ending is not Ending.OK
        return execution.ending if stopped else Ending.TIMED_OUT
    if not cell.source.strip():
        return None
    if execution.ending is not Ending.OK and (last is None or cell.index > last.index):
        return execution.ending
    return Ending.MALFORMED if cell.role is Role.TEST else None


def _outcome(ran: Begun, failed: Ending | None) -> Outcome:
    """How a cell of the student's ended."""
    if failed is not None:
        return Outcome(failed, _FAILURES[failed][1])
    if _took_too_long(ran.outputs):
        return Outcome(Ending.TIMED_OUT, _FAILURES[Ending.TIMED_OUT][1])
    error = next((output for output in ran.outputs if isinstance(output, Error)), None)
    if error is None:
        return Outcome(Ending.OK)
    return Outcome(Ending.RAISED, f"it ended with an error: {_said(error)}")


def _judge(cell: Cell, ran: Begun, failed: Ending | None, *, out_of_memory: bool) -> Verdict:
    """The verdict on a test cell."""
    maximum = cell.points or 0.0
    if failed is not None:
        reason, why = _FAILURES[failed]
        if out_of_memory and failed is Ending.DIED:
            reason, why = Reason.MEMORY, "the notebook asked for more memory than it may have"
        return _nothing(cell, reason, f"This test was not run to its end: {why}.")
    points = points_of(ran.outputs, maximum)
    if points >= maximum and ran.dropped:
        return _nothing(cell, Reason.MALFORMED, "This test printed more than can be read.")
    if points >= maximum:
        return Verdict(cell.grade_id or "", maximum, maximum, Reason.RIGHT)
    deciding = _deciding(ran.outputs)
    if not points and _took_too_long(ran.outputs):
        return _nothing(cell, Reason.TIMED_OUT, "This test was stopped: it took too long.")
    if not isinstance(deciding, ExecuteResult):
        return _nothing(cell, Reason.WRONG, f"This test failed: {_said(deciding)}")
    message = f"The test gave {points:g} of {maximum:g} points."
    reason = Reason.PARTIAL if points else Reason.WRONG
    return Verdict(cell.grade_id or "", points, maximum, reason, message)


def points_of(outputs: Sequence[Output], maximum: float) -> float:
    """Points of a test cell by its outputs: nbgrader's, but for its slips."""
    from nbformat import from_dict
    from nbgrader.utils import determine_grade  # costs two seconds

    deciding = _deciding(outputs)
    if isinstance(deciding, ExecuteResult):
        text = deciding.data.get("text/plain")
        if not text:
            return maximum  # stock fails the submission: a result that is no number
        number = _number(text)
        if number is not None and not 0.0 <= number <= maximum:
            return maximum if maximum < number < math.inf else 0.0
    claims = {"grade": True, "solution": False, "points": maximum}
    cell = {"cell_type": "code", "metadata": {"nbgrader": claims}}
    return float(determine_grade(from_dict(cell | {"outputs": notebook_outputs([*outputs])}))[0])


def _deciding(outputs: Sequence[Output]) -> Output | None:
    """The output that decides: nbgrader looks no further."""
    for output in outputs:
        if isinstance(output, Error | ExecuteResult):
            return output
        if isinstance(output, Stream) and output.name == "stderr":
            return output
    return None


def _took_too_long(outputs: Sequence[Output]) -> bool:
    """Whether Execute says so: a kernel that was interrupted may have said something before."""
    return any(isinstance(output, Error) and output.ename == _TIMED_OUT for output in outputs)


def _number(text: JSON) -> float | None:
    """What nbgrader reads as partial credit."""
    if isinstance(text, list):
        text = text[0] if len(text) == 1 else None
    try:
        return float(text)
    except (TypeError, ValueError):
        return None


def _said(output: Output | None) -> str:
    """An error as one line, as far as it says anything."""
    if isinstance(output, Error):
        text = ": ".join(part for part in (output.ename, output.evalue) if part)
    else:
        text = output.text if isinstance(output, Stream) else ""
    return clean(_COLOURS.sub("", text).strip()) or "it says no more."


def _nothing(cell: Cell, reason: Reason, message: str) -> Verdict:
    return Verdict(cell.grade_id or "", 0.0, cell.points or 0.0, reason, message)
