"""The audit trail: each mark says from what it came, when, and what it was before."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest

from autograder.errors import InfrastructureError
from autograder.gradebook import history
from autograder.gradebook.course import Course
from autograder.gradebook.recording import Recorder
from autograder.model import (
    Conditions,
    NotebookReport,
    Origin,
    Reason,
    SubmissionReport,
    Verdict,
)

CONDITIONS = Conditions("c1", {"numpy": "2.3.0", "cell test_norm": "content 12ab"})
NOON = datetime(2026, 11, 26, 12)


@pytest.fixture(params=["sqlite_course", "postgresql_course"])
def course(request: pytest.FixtureRequest) -> Course:
    """Both kinds of gradebook."""
    found: Course = request.getfixturevalue(request.param)
    return found


def report(student: str = "ada", points: float = 1.0, **changes: object) -> SubmissionReport:
    verdict = Verdict("test_norm", points, 2.0, Reason.PARTIAL)
    notebook = NotebookReport("words", (verdict,), "{}")
    values: dict[str, object] = {"timestamp": NOON} | changes
    return SubmissionReport(student, "ps1", (notebook,), **values)  # type: ignore[arg-type]


def record(course: Course, *reports: SubmissionReport, origin: Origin | None) -> None:
    with Recorder(course, "ps1") as recorder:
        for one in reports:
            recorder.record(one, origin)


def test_an_entry_tells_what_was_recorded_from_what_and_when(course: Course) -> None:
    before = datetime.now(UTC).replace(tzinfo=None)
    record(course, report(), origin=Origin("s1", CONDITIONS))
    (entry,) = history.read(course, "ps1", "ada")
    assert entry.origin == Origin("s1", CONDITIONS)
    assert entry.marks["words"]["test_norm"] == 1.0
    assert entry.handed_in == NOON
    assert entry.points == 1.0
    assert entry.recorded is not None
    assert before <= entry.recorded <= before + timedelta(minutes=5)


def test_what_was_recorded_before_stays(course: Course) -> None:
    record(course, report(points=1.0), origin=Origin("s1", CONDITIONS))
    other = Conditions("c2", {"numpy": "2.4.0"})
    record(course, report(points=2.0), origin=Origin("s1", other))
    first, second = history.read(course, "ps1", "ada")
    assert (first.points, second.points) == (1.0, 2.0)
    assert (first.origin.conditions, second.origin.conditions) == (CONDITIONS, other)
    assert history.last(course, "ps1", ["ada", "boris"]) == {"ada": second}


def test_the_time_before_the_last_is_found_for_a_whole_class(course: Course) -> None:
    for points in (0.5, 1.0, 2.0):
        record(course, report(points=points), origin=Origin("s1", CONDITIONS))
    record(course, report("boris"), origin=Origin("s1", CONDITIONS))
    found = history.before_last(course, "ps1")
    assert {student: entry.points for student, entry in found.items()} == {"ada": 1.0}


@pytest.mark.parametrize(
    ("again", "origin"),
    [
        (report(points=2.0), Origin("s1", CONDITIONS)),
        (report(timestamp=NOON + timedelta(hours=1)), Origin("s1", CONDITIONS)),
        (report(), Origin("s2", CONDITIONS)),
        (report(), Origin("s1", Conditions("c2", {}))),
    ],
    ids=["another mark", "handed in again", "another submission", "other tests"],
)
def test_whatever_is_different_is_a_new_entry(
    course: Course, again: SubmissionReport, origin: Origin
) -> None:
    record(course, report(), origin=Origin("s1", CONDITIONS))
    record(course, again, origin=origin)
    assert len(history.read(course, "ps1", "ada")) == 2


def test_the_same_recorded_twice_is_one_entry(course: Course) -> None:
    """As after a run that was killed between the marks and the end."""
    for _ in range(2):
        record(course, report(), report("boris"), origin=Origin("s1", CONDITIONS))
    assert len(history.read(course, "ps1", "ada")) == 1
    assert len(history.read(course, "ps1", "boris")) == 1


def test_where_marks_were_not_recorded_nothing_is_told(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("the disk is gone")

    monkeypatch.setattr("autograder.gradebook.recording.assign_late_penalties", fail)
    with pytest.raises(InfrastructureError):
        record(course, report(), origin=Origin("s1", CONDITIONS))
    monkeypatch.undo()
    assert history.read(course, "ps1", "ada") == ()


def test_a_gradebook_without_a_trail_has_no_entries(course: Course) -> None:
    assert history.read(course, "ps1", "ada") == ()
    assert history.last(course, "ps1", ["ada"]) == {}


def test_graders_that_begin_at_once_make_the_tables_once(course: Course) -> None:
    barrier, faults = threading.Barrier(4), []

    def grade(student: str) -> None:
        try:
            barrier.wait()
            record(course, report(student), origin=Origin("s1", CONDITIONS))
        except Exception as error:
            faults.append(error)

    threads = [threading.Thread(target=grade, args=(f"student-{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert len(history.last(course, "ps1", [f"student-{n}" for n in range(4)])) == 4


def test_nbgrader_deletes_a_student_and_the_trail_stays(course: Course) -> None:
    from nbgrader.api import Gradebook

    record(course, report(), origin=Origin("s1", CONDITIONS))
    with Gradebook(course.db_url, course.coursedir.course_id) as gradebook:
        gradebook.remove_student("ada")
    assert len(history.read(course, "ps1", "ada")) == 1
