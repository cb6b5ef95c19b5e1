"""What a grading run prints says who got what, and why."""

from __future__ import annotations

import io

from rich.console import Console
from rich.table import Table

from autograder.cli.tables import ROWS, broken_tests, caveats, kinds_table, marks_table
from autograder.model import NotebookReport, Problem, Reason, SubmissionReport, Verdict


def report(student: str, *verdicts: Verdict) -> SubmissionReport:
    return SubmissionReport(student, "ps1", (NotebookReport("ps1", verdicts, "{}"),))


RIGHT = Verdict("core", 3.0, 3.0, Reason.RIGHT)
WRONG = Verdict("core", 0.0, 3.0, Reason.WRONG, "not so")
BROKEN = Verdict("odd", None, 2.0, Reason.TEST_BROKEN, "The test hands over an object.")
MANUAL = Verdict("essay", None, 2.0, Reason.MANUAL)


def printed(table: Table) -> str:
    stream = io.StringIO()
    Console(file=stream, width=100).print(table)
    return stream.getvalue()


def test_the_best_come_first_and_what_waits_is_told_apart() -> None:
    text = printed(marks_table("ps1", [report("zed", WRONG, MANUAL), report("amy", RIGHT)]))
    assert text.index("amy") < text.index("zed")
    assert "3 / 3" in text
    assert "0 / 3" in text


def test_of_a_large_class_the_lowest_are_shown() -> None:
    reports = [report(f"s{number:03}", RIGHT) for number in range(ROWS)]
    reports.append(report("low", WRONG))
    text = printed(marks_table("ps1", reports))
    assert f"the {ROWS} lowest of {ROWS + 1}" in text
    assert "low" in text


def test_markup_in_a_students_name_is_text() -> None:
    assert "[red]x" in printed(marks_table("ps1", [report("[red]x", RIGHT)]))


def test_kinds_count_students_and_cells() -> None:
    reports = [report("a", WRONG, WRONG), report("b", WRONG), report("c", RIGHT, MANUAL)]
    (row,) = [line for line in printed(kinds_table(reports)).splitlines() if "wrong" in line]
    assert row.split("│")[2:4] == ["        2 ", "           3 "]


def test_a_test_that_could_not_be_carried_out_is_named() -> None:
    """It costs nobody points, so it must not go unseen."""
    (line,) = broken_tests([report("a", BROKEN), report("b", BROKEN, RIGHT)])
    assert "'odd'" in line
    assert "2 students" in line
    assert "hands over an object" in line


def test_marks_that_are_not_tamper_proof_are_told_once() -> None:
    problems = (Problem("not-tamper-proof", "Beware of x."), Problem("cell-failed", "It failed."))
    notebook = NotebookReport("x", (RIGHT,), "{}", problems)
    reports = [SubmissionReport(student, "ps1", (notebook,)) for student in ("amy", "zed")]
    assert caveats(reports) == ["Beware of x."]
    assert caveats([report("amy", RIGHT)]) == []
