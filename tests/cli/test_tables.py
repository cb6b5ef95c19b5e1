"""What a grading run prints says who got what, and why."""

from __future__ import annotations

import io

from rich.console import Console
from rich.table import Table

from autograder.cli.tables import (
    broken_tests,
    inside_tests,
    kinds_table,
    marks_table,
    unpassed_tests,
)
from autograder.cli.tally import ROWS, Tally
from autograder.grading.run import Event, Failure, Unchanged
from autograder.model import NotebookReport, Problem, Reason, SubmissionReport, Verdict


def report(student: str, *verdicts: Verdict) -> SubmissionReport:
    return SubmissionReport(student, "ps1", (NotebookReport("ps1", verdicts, "{}"),))


RIGHT = Verdict("core", 3.0, 3.0, Reason.RIGHT)
WRONG = Verdict("core", 0.0, 3.0, Reason.WRONG, "not so")
BROKEN = Verdict("odd", None, 2.0, Reason.TEST_BROKEN, "The test hands over an object.")
MANUAL = Verdict("essay", None, 2.0, Reason.MANUAL)


def tallied(*events: Event) -> Tally:
    tally = Tally()
    for event in events:
        tally.add(event)
    return tally


def printed(table: Table) -> str:
    stream = io.StringIO()
    Console(file=stream, width=100).print(table)
    return stream.getvalue()


def test_the_best_come_first_and_what_waits_is_told_apart() -> None:
    tally = tallied(report("zed", WRONG, MANUAL), report("amy", RIGHT))
    text = printed(marks_table("ps1", tally))
    assert text.index("amy") < text.index("zed")
    assert "3 / 3" in text
    assert "0 / 3" in text


def test_of_a_large_class_the_lowest_are_shown_and_no_more_is_held() -> None:
    tally = tallied(report("low", WRONG), *(report(f"s{n:04}", RIGHT) for n in range(1000)))
    text = printed(marks_table("ps1", tally))
    assert f"the {ROWS} lowest of 1001" in text
    assert "low" in text
    assert len(tally.lowest) <= 4 * ROWS
    assert all(not notebook.document for held in tally.lowest for notebook in held.notebooks)


def test_what_was_known_counts_like_what_was_graded() -> None:
    tally = tallied(report("amy", WRONG), Unchanged(report("zed", WRONG)), Failure("x", "full"))
    assert (tally.graded, tally.unchanged, tally.recorded) == (1, 1, 2)
    assert tally.concerned[Reason.WRONG] == 2
    assert [failure.student for failure in tally.failures] == ["x"]


def test_markup_in_a_students_name_is_text() -> None:
    assert "[red]x" in printed(marks_table("ps1", tallied(report("[red]x", RIGHT))))


def test_kinds_count_students_and_cells() -> None:
    tally = tallied(report("a", WRONG, WRONG), report("b", WRONG), report("c", RIGHT, MANUAL))
    (row,) = [line for line in printed(kinds_table(tally)).splitlines() if "wrong" in line]
    assert row.split("│")[2:4] == ["        2 ", "           3 "]


def test_a_test_that_could_not_be_carried_out_is_named() -> None:
    """It costs nobody points, so it must not go unseen."""
    (line,) = broken_tests(tallied(report("a", BROKEN), report("b", BROKEN, RIGHT)))
    assert "'odd'" in line
    assert "2 students" in line
    assert "hands over an object" in line


def test_tests_that_one_cause_has_broken_are_named_together() -> None:
    other = Verdict("even", None, 2.0, Reason.TEST_BROKEN, BROKEN.message)
    (line,) = broken_tests(tallied(report("a", BROKEN, other)))
    assert line.startswith("Tests 'odd', 'even' could not be carried out for 1 student, who")


def test_a_test_that_nobody_passes_is_named() -> None:
    nothing = Verdict("essay", 0.0, 2.0, Reason.MISSING_NOTEBOOK)
    class_ = [report(name, WRONG, BROKEN, MANUAL) for name in "abcd"]
    class_ += [report("e", WRONG, BROKEN, nothing)]
    (line,) = unpassed_tests("ps1", tallied(*class_))
    assert line.startswith("Nobody passed: 'core'. ")
    assert "autograder audit ps1" in line
    assert unpassed_tests("ps1", tallied(*class_, report("f", RIGHT))) == []
    assert unpassed_tests("ps1", tallied(*class_[1:])) == []  # too few to tell


def test_tests_that_ran_inside_are_named() -> None:
    inside = Verdict("axes", 1.0, 1.0, Reason.RIGHT, inside=True)
    (line,) = inside_tests(tallied(report("amy", RIGHT, inside), report("zed", RIGHT, inside)))
    assert "'axes'" in line
    assert "'core'" not in line
    assert inside_tests(tallied(report("amy", RIGHT))) == []


def test_marks_that_are_not_tamper_proof_are_told_once() -> None:
    problems = (Problem("not-tamper-proof", "Beware of x."), Problem("cell-failed", "It failed."))
    notebook = NotebookReport("x", (RIGHT,), "{}", problems)
    reports = [SubmissionReport(student, "ps1", (notebook,)) for student in ("amy", "zed")]
    assert list(tallied(*reports).caveats) == ["Beware of x."]
    assert not tallied(report("amy", RIGHT)).caveats
