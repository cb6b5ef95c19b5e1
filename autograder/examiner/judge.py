"""From what came of a test cell to a verdict: points, the reason, words for the student.

Points are counted as nbgrader counts them: an exception is zero, the number that a cell ends with
is partial credit, anything else is full marks. Where nbgrader slips (a number that is not one, is
negative or above the maximum), the honest mark is given.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from autograder import exercises
from autograder.candidate.messages import Raised
from autograder.candidate.outputs import ExecuteResult, Output
from autograder.candidate.shell import Run
from autograder.errors import CannotCross
from autograder.examiner.conversation import NoAnswer
from autograder.examiner.crossing import said
from autograder.examiner.link import CellRun, Link
from autograder.examiner.remote import Remote
from autograder.exercises.showing import clean, show
from autograder.model import Cell, Ending, Evidence, Outcome, Reason, Verdict

_FAILURES = {
    Ending.TIMED_OUT: (Reason.TIMED_OUT, "Your code took too long: {}."),
    Ending.DIED: (Reason.DIED, "Your notebook's process ended before it answered: {}."),
    Ending.MALFORMED: (Reason.MALFORMED, "Your code gave an answer that cannot be read: {}."),
}


def judge(
    cell: Cell,
    run: Run,
    link: Link,
    *,
    broken: Mapping[str, Outcome],
    absent: Mapping[str, ImportError],
    suites: Sequence[str] = (),
) -> Verdict:
    """The verdict on a test cell that has run.

    By the names that they should have bound ``broken`` says how the student's cells failed, and
    ``absent`` what our own lacked. ``suites`` is what failed in suites of unittest that the cell
    has run without an exception.
    """
    error, failure = run.error, link.failure
    if isinstance(error, NoAnswer):
        failure = failure or error.outcome
    if failure is not None:
        reason, message = _FAILURES[failure.ending]
        return _nothing(cell, reason, message.format(failure.detail), _evidence(link, error))
    if error is None and suites:
        return _nothing(cell, Reason.WRONG, clean("; ".join(suites)), _evidence(link))
    if error is None:
        return _points(cell, run)
    lack = lacking(error) or absent.get(_undefined_name(error, broken))
    return _failed(cell, error, link, broken) if lack is None else _lacked(cell, lack)


def lacking(error: BaseException | None) -> ImportError | None:
    """That error, if it says that something is not installed here which the instructor's own code
    needs."""
    ours = isinstance(error, ImportError) and "raised_by_student" not in vars(error)
    return error if ours else None  # type: ignore[return-value]


def _printed(outputs: Iterable[Output]) -> float | None:
    texts = [o.data.get("text/plain") for o in outputs if isinstance(o, ExecuteResult)]
    return written_number(texts[0]) if texts else None


def judge_inside(cell: Cell, run: CellRun) -> Verdict:
    """The verdict on a test cell that has run in the candidate: what that says of itself."""
    outcome = run.outcome
    if outcome.ending in _FAILURES:
        reason, message = _FAILURES[outcome.ending]
        verdict = _nothing(cell, reason, message.format(outcome.detail))
    elif not outcome.ok:
        verdict = _nothing(cell, Reason.WRONG, outcome.detail)
    else:
        number = _printed(run.outputs)
        verdict = _full(cell) if number is None else _partial(cell, number)
    return replace(verdict, inside=True)


def written_number(text: object) -> float | None:
    """The number that a shown value is, in Python's or numpy's way of writing one."""
    match = _NUMBER.fullmatch(text.strip()) if isinstance(text, str) else None
    return float(match["number"]) if match else None


_NUMBER = re.compile(
    r"(?:np\.\w+\(|array\()?(?P<number>[-+]?(?:\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+|inf|nan))\)?"
)


def _points(cell: Cell, run: Run) -> Verdict:
    """Full marks, or the number that the cell ends with."""
    maximum = cell.points or 0.0
    shown = any(isinstance(output, ExecuteResult) for output in run.outputs.items)
    own = shown and not isinstance(run.result, Remote)  # the student's is read as it is shown
    if own and _is_no_number(run.result):
        message = "This test ended with a value that is no number of points; a person will look."
        return Verdict(cell.grade_id or "", None, maximum, Reason.TEST_BROKEN, message)
    number = _number(run.result) if own else None
    if number is None and shown and type(run.result).__module__ != "builtins":
        number = _printed(
            run.outputs.items
        )  # as nbgrader reads it: an object of a course's module may print so
    return _full(cell) if number is None else _partial(cell, number)


def _full(cell: Cell) -> Verdict:
    maximum = cell.points or 0.0
    return Verdict(cell.grade_id or "", maximum, maximum, Reason.RIGHT)


def _partial(cell: Cell, number: float) -> Verdict:
    """The number that the cell ends with, within what it can give."""
    maximum = cell.points or 0.0
    points = min(max(number, 0.0), maximum) if math.isfinite(number) else 0.0
    if points >= maximum:
        return _full(cell)
    reason = Reason.PARTIAL if points else Reason.WRONG
    message = f"The test gave {points:g} of {maximum:g} points."
    return Verdict(cell.grade_id or "", points, maximum, reason, message)


def _number(value: object) -> float | None:
    """What nbgrader would read as partial credit: a number, but not True or False."""
    if isinstance(value, bool | np.bool_):
        return None
    if isinstance(value, np.ndarray) and value.size == 1:
        value = value.item()
    if isinstance(value, int | float | np.integer | np.floating):
        try:
            return float(value)
        except OverflowError:
            return math.inf
    return None


def _is_no_number(value: object) -> bool:
    """Whether this is what becomes of partial credit that was counted with an answer of another
    kind: ``sum(np.isclose(f(x), y) for ...) / n`` is an array where ``f`` gives arrays. It would
    pass for a test that ends without a number."""
    if isinstance(value, np.ndarray):
        return value.size != 1 and value.dtype.kind in "biufcmMO"
    return isinstance(value, complex | np.complexfloating)


def _undefined_name(error: BaseException, broken: Mapping[str, Outcome]) -> str:
    """The name without which the test, or the student's code that it needs, could not go on; an
    empty string where it is another error."""
    raised = vars(error).get("raised_by_student")
    if isinstance(raised, Raised):
        told = f"{raised.name}: {raised.message}"
    elif isinstance(error, NameError):
        name = error.name or ""
        told = broken[name].detail if name in broken else f"NameError: name {name!r}"
    else:
        return ""
    found = _UNDEFINED.match(told)
    return found["name"] if found else ""


_UNDEFINED = re.compile(r"NameError: name '(?P<name>\w+)'")


def _lacked(cell: Cell, error: ImportError) -> Verdict:
    ours = (error.name or "").startswith(exercises.__name__)
    step = exercises.MISSING if ours else "Install it where this is graded, and grade again."
    return _broken(cell, f"{type(error).__name__}: {clean(said(error))}. {step}")


def _broken(cell: Cell, why: str) -> Verdict:
    """A person must decide: what fails on our side costs nobody points."""
    message = f"This test could not be carried out, and not through your fault: {why}"
    return Verdict(cell.grade_id or "", None, cell.points or 0.0, Reason.TEST_BROKEN, message)


def _failed(cell: Cell, error: BaseException, link: Link, broken: Mapping[str, Outcome]) -> Verdict:
    if isinstance(error, AssertionError):
        message = clean(said(error)) or "A check of your answer failed."
        return _nothing(cell, Reason.WRONG, message, _evidence(link, error))
    if isinstance(error, CannotCross):
        return _broken(cell, said(error))
    raised = vars(error).get("raised_by_student")
    if isinstance(raised, Raised):
        return _raised(cell, raised, _evidence(link, error))
    if isinstance(error, NameError):
        return _undefined(cell, error, broken)
    message = f"The test could not use your answer: {type(error).__name__}: {clean(said(error))}"
    return _nothing(cell, Reason.WRONG, message, _evidence(link, error))


def _raised(cell: Cell, raised: Raised, evidence: Evidence | None) -> Verdict:
    text = clean(raised.message)
    if raised.base == "NotImplementedError":
        return _nothing(cell, Reason.NOT_STARTED, "This task has not been started yet.")
    if raised.base == "MemoryError":
        message = "Your code asked for more memory than it may have."
        return _nothing(cell, Reason.MEMORY, message, evidence)
    where = f" ({raised.where})" if raised.where else ""
    message = f"Your code raised {raised.name}: {text}{where}"
    return _nothing(cell, Reason.RAISED, message, evidence)


def _undefined(cell: Cell, error: NameError, broken: Mapping[str, Outcome]) -> Verdict:
    """A name that does not exist, and where it can be said, the cell that should have made it."""
    name = error.name or ""
    if name in broken:
        outcome = broken[name]
        if outcome.ending is not Ending.RAISED:
            reason, message = _FAILURES[outcome.ending]
            return _nothing(cell, reason, message.format(outcome.detail))
        kind = outcome.detail.partition(":")[0]
        syntax = kind in {"SyntaxError", "IndentationError", "TabError"}
        message = (
            f"`{name}` does not exist, because its cell could not be run: {clean(outcome.detail)}"
        )
        reason = Reason.SYNTAX if syntax else Reason.UNDEFINED
        if kind == "NotImplementedError":
            reason, message = Reason.NOT_STARTED, "This task has not been started yet."
        if kind == "MemoryError":
            reason = Reason.MEMORY
        return _nothing(cell, reason, message)
    return _nothing(cell, Reason.UNDEFINED, f"`{clean(name)}` does not exist in your notebook.")


def _nothing(cell: Cell, reason: Reason, message: str, evidence: Evidence | None = None) -> Verdict:
    return Verdict(cell.grade_id or "", 0.0, cell.points or 0.0, reason, message, evidence)


def _evidence(link: Link, error: BaseException | None = None) -> Evidence | None:
    """What a check says of the question that failed, else the last one that was asked, and what
    came."""
    told = None if error is None else vars(error).get("evidence")  # getattr would ask the student
    if isinstance(told, Evidence):
        return told
    if link.asked is None:
        return None
    label, args, kwargs = link.asked
    shown = [_show(arg) for arg in args] + [f"{name}={_show(v)}" for name, v in kwargs.items()]
    call = clean(f"{label}({', '.join(shown)})", 1000)
    return Evidence(call=call, came="" if link.answered is None else _show(link.answered))


def _show(value: Any) -> str:
    """Without asking the candidate: its objects are named by their type."""
    return f"<{clean(value._type_name_)}>" if isinstance(value, Remote) else show(value)
