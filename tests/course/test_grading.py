"""A class, graded end to end on real GloVe: each mark is the one that is deserved."""

from __future__ import annotations

import json

import nbformat
import pytest

from autograder.cli.demo import ASSIGNMENT
from autograder.gradebook.marks import marks
from autograder.model import Reason, SubmissionReport
from tests.course.conftest import ODD, Graded


def auto(graded: Graded, student: str) -> float:
    return graded.reports[student].mark.points


def test_nothing_failed_on_our_side(graded: Graded) -> None:
    assert graded.failures == []
    assert set(graded.reports) == set(graded.course.students(ASSIGNMENT))


def test_the_source_as_it_stands_gets_all_points(graded: Graded) -> None:
    report = graded.reports["source"]
    assert report.mark.points == 18
    assert report.mark.pending == 2
    assert report.all_problems == ()


def test_the_release_unchanged_gets_nothing(graded: Graded) -> None:
    assert graded.reports["release"].mark.points == 0
    assert graded.reports["release"].mark.pending == 0


def test_each_made_up_student_gets_what_their_fault_deserves(graded: Graded) -> None:
    """Cell by cell: right answers in any style lose nothing, a fault loses its cells alone."""
    for student in graded.made:
        verdicts = {v.grade_id: v.points for v in graded.reports[student.student].verdicts}
        got = {name: verdicts[name] for name in student.expected}
        assert got == dict(student.expected), student.story


@pytest.mark.parametrize("name", ODD)
def test_odd_notebooks_end_with_a_mark_or_a_named_reason(graded: Graded, name: str) -> None:
    report = graded.reports[f"odd-{name}"]
    points, _ = ODD[name]
    assert report.mark.points == points
    for verdict in report.verdicts:
        if verdict.points is not None and not verdict.passed:
            assert verdict.message or verdict.reason is not Reason.WRONG
    if not points:
        assert report.all_problems


def test_too_much_output_is_named_and_costs_nothing(graded: Graded) -> None:
    slugs = [problem.slug for problem in graded.reports["odd-flood"].all_problems]
    assert slugs == ["output-limit"]


REASONS = {
    "quentin": Reason.NOT_STARTED,
    "rosa": Reason.SYNTAX,
    "sven": Reason.TIMED_OUT,
    "tariq": Reason.DIED,
    "uma": Reason.DIED,
    "wanda": Reason.MISSING_CELL,
    "yusuf": Reason.UNREADABLE,
    "zoe": Reason.MISSING_NOTEBOOK,
    "farid": Reason.WRONG,
}


@pytest.mark.parametrize("student", REASONS)
def test_the_reason_is_named(graded: Graded, student: str) -> None:
    reasons = {v.reason for v in graded.reports[student].verdicts if not v.passed}
    assert REASONS[student] in reasons


def test_a_memory_blow_up_is_ended(graded: Graded) -> None:
    reasons = {v.reason for v in graded.reports["xenia"].verdicts if v.points == 0}
    assert reasons <= {Reason.MEMORY, Reason.TIMED_OUT}


def test_the_gradebook_holds_the_marks(graded: Graded) -> None:
    recorded = marks(graded.course, ASSIGNMENT)
    assert set(recorded) == set(graded.reports)
    for student, report in graded.reports.items():
        assert recorded[student].points == report.mark.points, student
        assert recorded[student].max_points == 20


def test_autograded_notebooks_are_valid_and_hold_outputs(graded: Graded) -> None:
    for student in ("ada", "farid", "sven", "source"):
        path = graded.course.autograded(student, ASSIGNMENT) / "similarity.ipynb"
        document = nbformat.read(path, as_version=4)
        nbformat.validate(document)
        outputs = [o for c in document.cells if c.cell_type == "code" for o in c.outputs]
        kinds = {output.output_type for output in outputs}
        assert {"stream", "display_data"} <= kinds
        assert ("error" in kinds) == (student in {"farid", "sven"})
        counts = [c.execution_count for c in document.cells if c.cell_type == "code"]
        assert counts == list(range(1, len(counts) + 1))


def test_what_the_student_reads_says_why(graded: Graded) -> None:
    """The evidence of a wrong answer: the question, what came, what was expected, a hint."""
    verdicts = {v.grade_id: v for v in graded.reports["farid"].verdicts}
    evidence = verdicts["cosine_similarity-core"].evidence
    assert evidence is not None
    assert evidence.call.startswith("cosine_similarity(")
    assert evidence.came != evidence.expected
    assert "In which order" in evidence.hint


def test_the_students_folder_holds_their_files_and_the_assignments(graded: Graded) -> None:
    """Nothing of a test or the reference is laid where student code runs."""
    names = {str(name) for name in graded.reports["ada"].files}
    assert names == {"requirements.txt"}


def test_the_same_submission_gets_the_same_report(graded: Graded) -> None:
    """Two students who hand in the same bytes get the same verdicts and the same notebook."""
    one, other = graded.reports["source"], graded.reports["ada"]
    assert [v.points for v in one.verdicts] == [v.points for v in other.verdicts]
    assert _figures(one) == _figures(other)


def _figures(report: SubmissionReport) -> list[object]:
    """What the notebook displays."""
    document = json.loads(report.notebooks[0].document or "")
    outputs = [output for cell in document["cells"] for output in cell.get("outputs", [])]
    return [output["data"] for output in outputs if output["output_type"] == "display_data"]
