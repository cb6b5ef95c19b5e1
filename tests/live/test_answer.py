"""What is told of a report."""

from __future__ import annotations

import json

import pytest

from autograder.config import Level
from autograder.live.answer import answer
from autograder.model import Evidence, NotebookReport, Problem, Reason, Verdict

SECRET = "of the hidden test"
EVIDENCE = Evidence(
    call=SECRET, came=SECRET, expected=SECRET, law=SECRET, hint="Think of zero.", arrows=()
)


@pytest.mark.parametrize("level", Level)
@pytest.mark.parametrize("reason", Reason)
def test_no_reason_and_no_level_tells_what_student_code_can_word(
    reason: Reason, level: Level
) -> None:
    quoted = {Reason.PARTIAL, Reason.MEMORY, Reason.NOT_STARTED, Reason.MANUAL}
    quoted |= {Reason.MISSING_CELL, Reason.MISSING_NOTEBOOK, Reason.UNREADABLE}
    message = "" if reason in quoted else SECRET
    verdict = Verdict("double-core", 0.123456789, 2, reason, message, EVIDENCE)
    problems = tuple(Problem(slug, SECRET) for slug in ("cell-failed", "unknown-slug"))
    told = answer(NotebookReport("words", (verdict,), None, problems), level)
    assert SECRET not in json.dumps(told)
    assert told["points"] == 0.12


def test_hints_are_told_where_the_course_reveals_them_and_else_marks_alone() -> None:
    report = NotebookReport(
        "words", (Verdict("double-core", 0, 2, Reason.WRONG, "", EVIDENCE),), None
    )
    assert answer(report, Level.MARKS)["tasks"][0]["hints"] == []
    for level in (Level.HINTS, Level.COUNTEREXAMPLES, Level.EVERYTHING):
        assert "Think of zero." in answer(report, level)["tasks"][0]["hints"]
