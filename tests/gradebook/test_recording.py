from __future__ import annotations

import csv
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest

from autograder.errors import InfrastructureError, UnknownAssignment
from autograder.gradebook.course import Course
from autograder.gradebook.marks import marks
from autograder.gradebook.recording import Recorder
from autograder.model import Mark, NotebookReport, Reason, SubmissionReport, Verdict
from tests.gradebook.conftest import Twin
from tests.gradebook.reports import record, report

DUE = datetime(2026, 1, 10, 12)


@pytest.fixture(params=["sqlite", "postgresql"])
def course(request: pytest.FixtureRequest) -> Course:
    """Everything here holds of both databases."""
    found: Course = request.getfixturevalue(f"{request.param}_course")
    return found


@contextmanager
def gradebook(course: Course) -> Iterator[Any]:
    from nbgrader.api import Gradebook

    with Gradebook(course.db_url, course.coursedir.course_id) as opened:
        yield opened


def grades(course: Course, student: str = "ann") -> dict[str, tuple[float | None, bool]]:
    """Automatic mark, and whether the cell waits for a person, through nbgrader's own API."""
    with gradebook(course) as book:
        found = book.find_submission("ps1", student)
        return {
            grade.name: (grade.auto_score, grade.needs_manual_grade)
            for notebook in found.notebooks
            for grade in notebook.grades
        }


def comments(course: Course, student: str = "ann") -> dict[str, str | None]:
    with gradebook(course) as book:
        found = book.find_submission("ps1", student)
        return {
            comment.name: comment.auto_comment
            for notebook in found.notebooks
            for comment in notebook.comments
        }


def test_nbgrader_reads_back_what_was_recorded(course: Course) -> None:
    moment = datetime(2026, 1, 2, 3, 4, 5, 678)
    record(course, report(timestamp=moment))
    with gradebook(course) as book:
        submission = book.find_submission("ps1", "ann")
        assert submission.timestamp == moment
        assert (submission.score, submission.max_score) == (3.0, 15.0)
        assert submission.needs_manual_grade
        assert book.find_submission_notebook("words", "ps1", "ann").score == 3.0
        assert not book.find_grade("test_norm", "words", "ps1", "ann").failed_tests
    assert grades(course) == {
        "test_norm": (2.0, False),
        "test_squares": (1.0, False),
        "draw": (None, True),
        "opinion": (None, True),
        "cluster": (None, True),
    }


@pytest.mark.filterwarnings(
    # nbgrader builds a submission half inside the session
    "ignore:Object of type <Submitted:sqlalchemy.exc.SAWarning"
)
def test_rows_are_those_that_nbgrader_makes(course: Course) -> None:
    """After ours, nbgrader's own update_or_create finds everything and adds nothing."""
    from nbgrader import api

    record(course, report("ours"))
    with gradebook(course) as book:
        book.update_or_create_student("stock")
        book.update_or_create_submission("ps1", "stock")
        book.update_or_create_submission("ps1", "ours")

        def shape(student: str) -> dict[str, tuple[list[str], list[str]]]:
            return {
                notebook.name: (
                    sorted(grade.name for grade in notebook.grades),
                    sorted(comment.name for comment in notebook.comments),
                )
                for notebook in book.find_submission("ps1", student).notebooks
            }

        assert shape("ours") == shape("stock")
        assert book.db.query(api.Grade).count() == 10


def test_export_shows_the_marks(course: Course) -> None:
    """``nbgrader export`` prints what was recorded."""
    record(course, report("ann"), report("bob", {"test_norm": 0.5}))
    subprocess.run(
        [sys.executable, "-m", "nbgrader", "export", "--to", "out.csv"],
        cwd=course.root,
        check=True,
        capture_output=True,
    )
    with (course.root / "out.csv").open() as file:
        rows = {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}
    assert rows == {"ann": 3.0, "bob": 0.5}


def test_marks_reads_back(course: Course) -> None:
    record(course, report("ann"), report("bob", {"test_norm": 0.5}, unanswered=frozenset()))
    assert marks(course, "ps1") == {
        "ann": Mark(points=3.0, max_points=15.0, pending=12.0),
        "bob": Mark(points=0.5, max_points=15.0, pending=5.0),
    }
    assert marks(course, "ps2") == {}


def test_cell_without_verdict_gets_nothing(course: Course) -> None:
    """A mark is never left over from an earlier submission, as it is in stock nbgrader."""
    record(course, report())
    record(course, report(points={"test_squares": 1.0}))
    assert grades(course) == {
        "test_norm": (0.0, False),
        "test_squares": (1.0, False),
        "draw": (0.0, False),
        "opinion": (0.0, False),
        "cluster": (None, True),
    }


def test_missing_notebook_gets_nothing_and_waits_for_nobody(course: Course) -> None:
    record(course, report(missing=("essay",)))
    found = grades(course)
    assert found["opinion"] == found["cluster"] == (0.0, False)
    assert found["test_norm"] == (2.0, False)


def test_notebook_without_a_report_counts_as_missing(course: Course) -> None:
    only = SubmissionReport("ann", "ps1", (report().notebooks[0],))
    record(course, only)
    assert grades(course)["opinion"] == (0.0, False)


def test_task_of_a_notebook_that_came_later_waits_again(course: Course) -> None:
    """In stock nbgrader it keeps the zero of the missing notebook, and nobody sees it."""
    record(course, report(missing=("essay",)))
    record(course, report())
    assert grades(course)["cluster"] == (None, True)


def test_manual_marks_and_comments_survive_regrading(course: Course) -> None:
    record(course, report())
    with gradebook(course) as book:
        for name, notebook in (("draw", "words"), ("test_norm", "words"), ("cluster", "essay")):
            grade = book.find_grade(name, notebook, "ps1", "ann")
            grade.manual_score, grade.extra_credit, grade.needs_manual_grade = 1.5, 0.25, False
        book.find_comment("draw", "words", "ps1", "ann").manual_comment = "Nice."
        book.db.commit()
    record(course, report(points={"test_norm": 0.0}, unanswered=frozenset({"draw"})))
    with gradebook(course) as book:
        draw = book.find_grade("draw", "words", "ps1", "ann")
        assert (draw.manual_score, draw.extra_credit, draw.score) == (1.5, 0.25, 1.75)
        assert book.find_comment("draw", "words", "ps1", "ann").comment == "Nice."
    found = grades(course)
    # as in nbgrader, what a person marked is put up for review, but for tasks
    assert found["draw"] == (0.0, True)
    assert found["test_norm"] == (0.0, True)
    assert found["cluster"] == (None, False)


def test_unanswered_solutions_are_commented_and_tasks_never(course: Course) -> None:
    record(course, report(unanswered=frozenset({"norm", "opinion", "cluster"})))
    assert comments(course) == {
        "norm": "No response.",
        "squares": None,
        "draw": None,
        "opinion": "No response.",
        "cluster": None,
    }
    record(course, report())
    assert set(comments(course).values()) == {None}


def test_without_a_time_the_recorded_one_stays(course: Course) -> None:
    """As in nbgrader."""
    record(course, report(timestamp=DUE))
    record(course, report())
    with gradebook(course) as book:
        assert book.find_submission("ps1", "ann").timestamp == DUE


def _late_course(course: Course, penalty: str) -> Course:
    config = course.root / "nbgrader_config.py"
    config.write_text(config.read_text() + penalty)
    with gradebook(course) as book:
        book.update_or_create_assignment("ps1", duedate=DUE)
    return Course.open(course.root)


ZERO = "c.LateSubmissionPlugin.penalty_method = 'zero'\n"
PLUGIN = "c.AssignLatePenalties.plugin_class = 'late_rules.{}'\n"


def penalties(course: Course, student: str = "ann") -> dict[str, float | None]:
    with gradebook(course) as book:
        found = book.find_submission("ps1", student)
        return {notebook.name: notebook.late_submission_penalty for notebook in found.notebooks}


def test_late_penalty_follows_the_course_and_is_lifted_again(course: Course) -> None:
    """A notebook that is missing is not asked about, as in nbgrader."""
    course = _late_course(course, ZERO)
    late = DUE + timedelta(hours=1)
    record(course, report("ann", timestamp=late, missing=("essay",)), report("bob", timestamp=DUE))
    assert penalties(course) == {"words": 3.0, "essay": None}
    assert penalties(course, "bob") == {"words": None, "essay": None}
    assert marks(course, "ps1")["ann"].points == 0.0
    record(course, report(timestamp=DUE))
    assert penalties(course) == {"words": None, "essay": None}


def test_extension_is_honoured(course: Course) -> None:
    course = _late_course(course, ZERO)
    record(course, report(timestamp=DUE + timedelta(hours=1)))
    with gradebook(course) as book:
        book.grant_extension("ps1", "ann", hours=2)
    record(course, report(timestamp=DUE + timedelta(hours=1)))
    assert penalties(course)["words"] is None


@pytest.mark.parametrize(
    ("rule", "expected"),
    [("Fixed", 2.0), ("Negative", 0.0), ("Huge", 3.0), ("Nothing", None)],
)
def test_courses_own_rule_is_asked_and_bounded(
    course: Course, rule: str, expected: float | None
) -> None:
    (course.root / "late_rules.py").write_text(_RULES)
    course = _late_course(course, PLUGIN.format(rule))
    record(course, report(timestamp=DUE + timedelta(seconds=7)))
    assert penalties(course)["words"] == expected


_RULES = """
from nbgrader.plugins import BasePlugin

def rule(value):
    class Rule(BasePlugin):
        def late_submission_penalty(self, student_id, score, total_seconds_late):
            assert (student_id, total_seconds_late) == ("ann", 7.0)
            return value
    return Rule

Fixed, Negative, Huge, Nothing, NaN = map(rule, [2.0, -1.0, 99.0, None, float("nan")])
"""


@pytest.fixture(autouse=True)
def _own_modules(monkeypatch: pytest.MonkeyPatch) -> None:
    """Courses become importable; each test's own ``late_rules`` is found afresh."""
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.delitem(sys.modules, "late_rules", raising=False)


def test_broken_rule_leaves_nothing_of_the_batch(course: Course) -> None:
    (course.root / "late_rules.py").write_text(_RULES)
    course = _late_course(course, PLUGIN.format("NaN"))
    with pytest.raises(InfrastructureError, match=r"^2 submissions .*'ann', 'bob'"):
        record(course, report("ann", timestamp=DUE + timedelta(seconds=7)), report("bob"))
    assert marks(course, "ps1") == {}


def test_batches_after_a_failed_one_are_written_without_it(course: Course) -> None:
    (course.root / "late_rules.py").write_text(_RULES)
    course = _late_course(course, PLUGIN.format("NaN"))
    with Recorder(course, "ps1", batch=1) as recorder:
        with pytest.raises(InfrastructureError):
            recorder.record(report("ann", timestamp=DUE + timedelta(seconds=7)))
        recorder.record(report("bob"))
    assert set(marks(course, "ps1")) == {"bob"}


def test_a_disabled_rule_is_left_alone(course: Course) -> None:
    course = _late_course(course, ZERO + "c.AssignLatePenalties.enabled = False\n")
    record(course, report(timestamp=DUE + timedelta(hours=1)))
    assert penalties(course) == {"words": None, "essay": None}


def test_batches_are_written_as_they_fill(course: Course) -> None:
    """A run that is killed keeps the full batches."""
    with Recorder(course, "ps1", batch=2) as recorder:
        for name in ("ann", "bob", "cat"):
            recorder.record(report(name))
        assert set(marks(course, "ps1")) == {"ann", "bob"}
        assert recorder.unwritten == ("cat",)
    assert set(marks(course, "ps1")) == {"ann", "bob", "cat"}


def test_an_old_batch_is_written_before_it_is_full(course: Course) -> None:
    with Recorder(course, "ps1", seconds=0.0) as recorder:
        recorder.record(report("ann"))
        assert set(marks(course, "ps1")) == {"ann"}


def test_what_was_handed_over_survives_an_exception_of_the_run(course: Course) -> None:
    with pytest.raises(KeyboardInterrupt), Recorder(course, "ps1") as recorder:
        recorder.record(report("ann"))
        raise KeyboardInterrupt
    assert set(marks(course, "ps1")) == {"ann"}


def test_other_writers_are_not_locked_out_while_submissions_run(course: Course) -> None:
    with Recorder(course, "ps1", batch=2) as recorder:
        recorder.record(report("ann"))
        recorder.record(report("bob"))
        recorder.record(report("cat"))
        with gradebook(course) as book:
            book.add_student("dan")  # fails after five seconds if the gradebook is locked


def test_of_two_reports_the_later_counts(course: Course) -> None:
    record(course, report(), report(points={"test_norm": 1.0}))
    assert grades(course)["test_norm"] == (1.0, False)


@pytest.mark.parametrize("points", [float("nan"), float("inf"), -0.5, 2.5])
def test_impossible_points_never_enter_the_gradebook(course: Course, points: float) -> None:
    """The report is refused, the rest of the batch is kept."""
    with Recorder(course, "ps1") as recorder:
        recorder.record(report("ann"))
        with pytest.raises(InfrastructureError, match="test_norm"):
            recorder.record(report("bob", {"test_norm": points}))
    assert set(marks(course, "ps1")) == {"ann"}


@pytest.mark.parametrize(
    "wrong",
    [
        SubmissionReport("ann", "ps2", ()),
        SubmissionReport("a" * 129, "ps1", ()),
        SubmissionReport("ann", "ps1", (NotebookReport("other", (), "{}"),)),
        SubmissionReport(
            "ann",
            "ps1",
            (NotebookReport("words", (Verdict("norm", 1.0, 1.0, Reason.RIGHT),), "{}"),),
        ),
    ],
    ids=["assignment", "long id", "notebook", "ungraded cell"],
)
def test_report_that_does_not_fit_is_refused(course: Course, wrong: SubmissionReport) -> None:
    with pytest.raises(InfrastructureError), Recorder(course, "ps1") as recorder:
        recorder.record(wrong)


def test_unknown_assignment_is_told_at_once(course: Course) -> None:
    with pytest.raises(UnknownAssignment), Recorder(course, "ps9"):
        pass


def test_late_penalty_and_marks_equal_stock(course: Course, twin: Twin) -> None:
    """nbgrader's own Autograde, on a late and half-right submission, leaves the same rows."""
    import shutil

    course = _late_course(course, ZERO)
    folder = course.submitted("ann", "ps1")
    shutil.copytree(course.root / "release/ps1", folder)
    for file in folder.rglob("*"):
        file.chmod(0o755 if file.is_dir() else 0o644)
    text = (folder / "words.ipynb").read_text()
    # half right: the first test passes, "squares" is left as released
    text = text.replace("# YOUR CODE HERE", "return 5 * max(v) / max(v) if v[-1] == 4 else 1", 1)
    (folder / "words.ipynb").write_text(text)
    (folder / "timestamp.txt").write_text("2026-01-10 13:00:00 UTC")
    stock = twin(course)
    subprocess.run(
        [sys.executable, "-m", "nbgrader", "autograde", "ps1"],
        cwd=stock.root, check=True, capture_output=True,
    )  # fmt: skip
    given: dict[str, float | None] = {
        "test_norm": 2.0, "test_squares": 0.0, "draw": 0.0, "opinion": 0.0, "cluster": None
    }  # fmt: skip
    empty = frozenset({"squares", "draw", "opinion"})
    record(course, report(points=given, unanswered=empty, timestamp=datetime(2026, 1, 10, 13)))
    assert grades(course) == grades(stock)
    assert comments(course) == comments(stock)
    assert penalties(course) == penalties(stock)
    assert penalties(stock)["words"] == 2.0
    assert marks(course, "ps1") == marks(stock, "ps1")
