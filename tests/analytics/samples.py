"""Small classes, as grading leaves them behind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from autograder.analytics import ClassFacts, gather, page
from autograder.grading.results import Result
from autograder.model import (
    Assignment,
    Evidence,
    Mark,
    NotebookReport,
    NotebookSource,
    Reason,
    SourceCell,
    SubmissionReport,
    Verdict,
)

MADE = date(2026, 3, 1)


def verdict(cell: str, points: float | None, most: float = 1.0, **more: Any) -> Verdict:
    reason = Reason.WRONG
    if points is None:
        reason = Reason.MANUAL
    elif points >= most:
        reason = Reason.RIGHT
    return Verdict(cell, points, most, more.pop("reason", reason), **more)


def wrong(cell: str, call: str, came: str, expected: str, hint: str = "", **more: Any) -> Verdict:
    """A wrong answer worth a point."""
    evidence = Evidence(call, came, expected, "", hint)
    return verdict(cell, 0.0, evidence=evidence, message=f"{call} gave {came}", **more)


def assignment(cells: Mapping[str, float], name: str = "similarity") -> Assignment:
    sources = tuple(
        SourceCell(cell, "code", True, "", "", most, False, False) for cell, most in cells.items()
    )
    return Assignment(name, (NotebookSource("vectors", None, sources),))


def result(student: str, verdicts: Sequence[Verdict], seconds: float = 1.5) -> Result:
    notebook = NotebookReport("vectors", tuple(verdicts), "")
    return Result(
        student, SubmissionReport(student, "similarity", (notebook,), seconds=seconds), b""
    )


def facts(
    verdicts: Mapping[str, Sequence[Verdict]],
    *,
    marks: Mapping[str, Mark] | None = None,
    given: Mapping[tuple[str, str, str], float] | None = None,
    ungraded: Sequence[str] = (),
    name: str = "similarity",
) -> ClassFacts:
    """A class by its verdicts. The cells are those that occur, in their order."""
    cells = {v.grade_id: v.max_points for found in verdicts.values() for v in found}
    results = [result(student, found) for student, found in verdicts.items()]
    results += [Result(student, None, None) for student in ungraded]
    return gather(assignment(cells, name), results, marks or {}, given or {})


def table(rows: Sequence[Sequence[float | None]], most: float = 1.0) -> ClassFacts:
    """A class by its points: a row a student, a column a cell (``a``, ``b``, ...)."""
    return facts(
        {
            f"s{number}": [verdict(chr(97 + k), points, most) for k, points in enumerate(row)]
            for number, row in enumerate(rows)
        }
    )


def html(found: ClassFacts, links: Mapping[str, str] | None = None) -> str:
    return page(found, links=links or {}, made=MADE)
