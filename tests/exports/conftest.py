"""A course that nbgrader built, with a class in its gradebook."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from autograder.gradebook.course import Course
from tests.gradebook.conftest import built_course as built_course
from tests.gradebook.conftest import sqlite_course as sqlite_course
from tests.gradebook.reports import record, report

DUE = datetime(2026, 1, 10, 12)
HALF = """
from nbgrader.plugins import BasePlugin


class Half(BasePlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return 0.5
"""


@pytest.fixture
def marked(sqlite_course: Course, monkeypatch: pytest.MonkeyPatch) -> Course:
    """ps1 as a class left it: *ann* in time, marked by a person with a bonus; *bob* late and
    waiting; *cyd* on the list only; and a rule of the course's that takes off half a point
    for a late notebook, where it has that much."""
    import sys

    root = sqlite_course.root
    (root / "half_rule.py").write_text(HALF)
    with (root / "nbgrader_config.py").open("a") as config:
        config.write("c.AssignLatePenalties.plugin_class = 'half_rule.Half'\n")
    monkeypatch.setattr(sys, "path", [*sys.path])
    monkeypatch.delitem(sys.modules, "half_rule", raising=False)
    course = Course.open(root)
    with opened(course) as book:
        book.update_or_create_assignment("ps1", duedate=DUE)
        book.update_or_create_student("ann", first_name="Ann", last_name="=Lee", email="a@x.org")
        book.update_or_create_student("cyd", first_name="李", last_name='O"Hara, jr.')
    record(
        course,
        report("ann", timestamp=DUE),
        report(
            "bob",
            {"test_norm": 1.0, "test_squares": 1.0, "draw": None, "opinion": None, "cluster": None},
            timestamp=DUE + timedelta(hours=1),
        ),
    )
    with opened(course) as book:
        for cell, notebook, points in (("draw", "words", 2.5), ("opinion", "essay", 4.0)):
            grade = book.find_grade(cell, notebook, "ps1", "ann")
            grade.manual_score, grade.needs_manual_grade = points, False
        book.find_grade("draw", "words", "ps1", "ann").extra_credit = 0.25
        book.db.commit()
    return course


def opened(course: Course) -> Any:
    """The gradebook through nbgrader's own API."""
    from nbgrader.api import Gradebook

    return Gradebook(course.db_url, course.coursedir.course_id)
