"""Submissions and reports come out of their bytes as they went in."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import PurePosixPath

import msgspec
import pytest

from autograder.grading.packing import (
    Packed,
    facts,
    pack,
    pack_submission,
    unpack,
    unpack_submission,
    without_documents,
)
from autograder.model import (
    Assignment,
    Evidence,
    NotebookReport,
    Problem,
    Reason,
    Submission,
    SubmissionReport,
    Verdict,
)

CSV, STAMP = PurePosixPath("data/a.csv"), PurePosixPath("timestamp.txt")
ASSIGNMENT = Assignment("ps1", (), {CSV: b"the instructor's"})
SUBMISSION = Submission(
    "ann",
    "ps1",
    {"words": b"\xff\x00"},
    {CSV: b"the student's", STAMP: b"2026"},
    datetime(2026, 1, 2, 3, 4, 5, 6),
    (Problem("link", "a link"),),
)
VERDICTS = (
    Verdict("t1", None, 2.0, Reason.MANUAL),
    Verdict("t2", 0.1, 2.0, Reason.PARTIAL, "ä", Evidence("f(1)", "2", "3", "law", "hint"), True),
)
REPORT = SubmissionReport(
    "ann",
    "ps1",
    (
        NotebookReport("words", VERDICTS, '{"é": 1}', (Problem("x", "y"),), frozenset({"a"})),
        NotebookReport("essay", (), None),
    ),
    SUBMISSION.timestamp,
    {CSV: b"the instructor's", STAMP: b"2026"},
    SUBMISSION.problems,
    1.5,
)


def test_a_submission() -> None:
    assert unpack_submission(pack_submission(SUBMISSION)) == SUBMISSION


def test_a_report_for_whoever_handed_in_the_same() -> None:
    packed = pack(REPORT)
    assert unpack(packed, SUBMISSION, ASSIGNMENT) == REPORT
    other = replace(SUBMISSION, student="bob")
    assert unpack(packed, other, ASSIGNMENT) == replace(REPORT, student="bob")


def test_files_are_not_sent_back_and_never_mistaken() -> None:
    packed = pack(REPORT)
    assert b"instructor" not in packed.facts
    assert unpack(packed, SUBMISSION, replace(ASSIGNMENT, files={CSV: b"another"})) is None
    assert unpack(packed, replace(SUBMISSION, files={}), ASSIGNMENT) is None


def test_facts_tell_a_graded_notebook_from_one_that_is_not_there() -> None:
    held = facts(pack(REPORT).facts)
    assert held == without_documents(REPORT)
    assert [notebook.document for notebook in held.notebooks] == ["", None]
    assert held.verdicts == REPORT.verdicts
    assert held.mark == REPORT.mark


def test_damaged_bytes_are_an_error() -> None:
    packed = pack(REPORT)
    with pytest.raises(msgspec.DecodeError):
        facts(packed.facts[:-3])
    with pytest.raises(ValueError):
        unpack(Packed(packed.facts, packed.documents[:-5]), SUBMISSION, ASSIGNMENT)
