"""What a person gave to single cells is read apart from what the tests found."""

from __future__ import annotations

from autograder.gradebook.course import Course
from autograder.gradebook.marks import by_hand
from tests.gradebook.reports import record, report


def test_what_a_person_gave_is_found_by_student_notebook_and_cell(course: Course) -> None:
    from nbgrader.api import Gradebook

    record(course, report("ann"), report("bob"))
    assert by_hand(course, "ps1") == {}
    with Gradebook(course.db_url, course.coursedir.course_id) as gradebook:
        for cell, notebook, score, extra in (
            ("opinion", "essay", 3.0, None),
            ("test_norm", "words", 0.0, 0.5),
        ):
            grade = gradebook.find_grade(cell, notebook, "ps1", "bob")
            grade.manual_score, grade.extra_credit = score, extra
        gradebook.db.commit()
    assert by_hand(course, "ps1") == {
        ("bob", "essay", "opinion"): 3.0,
        ("bob", "words", "test_norm"): 0.5,
    }
    assert by_hand(course, "ps2") == {}
