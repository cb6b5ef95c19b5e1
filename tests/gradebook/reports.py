"""What grading might find out about submissions to the small course's assignment ``ps1``."""

from __future__ import annotations

from datetime import datetime

from autograder.gradebook.course import Course
from autograder.gradebook.recording import Recorder
from autograder.model import NotebookReport, Reason, SubmissionReport, Verdict

MAX = {
    "words": {"test_norm": 2.0, "test_squares": 1.0, "draw": 3.0},
    "essay": {"opinion": 4.0, "cluster": 5.0},
}
FULL = {"test_norm": 2.0, "test_squares": 1.0, "draw": None, "opinion": None, "cluster": None}


def report(
    student: str = "ann",
    points: dict[str, float | None] | None = None,
    *,
    unanswered: frozenset[str] = frozenset(),
    missing: tuple[str, ...] = (),
    timestamp: datetime | None = None,
) -> SubmissionReport:
    given = FULL if points is None else points
    notebooks = []
    for name, cells in MAX.items():
        verdicts = tuple(
            Verdict(cell, given[cell], top, Reason.RIGHT)
            for cell, top in cells.items()
            if cell in given
        )
        document = None if name in missing else "{}"
        notebooks.append(NotebookReport(name, verdicts, document, unanswered=unanswered))
    return SubmissionReport(student, "ps1", tuple(notebooks), timestamp=timestamp)


def record(course: Course, *reports: SubmissionReport) -> None:
    with Recorder(course, "ps1") as recorder:
        for one in reports:
            recorder.record(one)
