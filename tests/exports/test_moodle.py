"""What Moodle's grade import gets."""

from __future__ import annotations

import csv
import io

from hypothesis import given, settings

from autograder.exports.cells import looks_like_formula
from autograder.exports.moodle import as_moodle
from autograder.gradebook.sheet import Sheet
from tests.exports.sheets import absent, row, sheet, sheets

repeatable = settings(derandomize=True, deadline=None)


def read(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode(), newline=""), strict=True))


def test_grade_and_feedback_stand_beside_the_identifiers() -> None:
    marks = sheet(
        row("ann", 2.0, 0.5, penalty=1.0, waits=True, email="a@x.org", first_name="Ann"),
        row("bob", 1.0, email="b@x.org"),
        absent("cyd"),
    )
    ann, bob = read(as_moodle(marks))
    assert ann == {
        "First name": "Ann",
        "Last name": "",
        "Username": "ann",
        "Email address": "a@x.org",
        "similarity": "1.5",
        "similarity (feedback)": "1.5 of 6 points. Late: 1 point taken off. "
        "Up to 3 more points: a person will mark the rest.",
    }
    assert (bob["Username"], bob["similarity"]) == ("bob", "1")


def test_a_column_of_identifiers_has_no_gaps_or_is_not_there() -> None:
    marks = sheet(row("ann", email="a@x.org", lms_user_id="7"), row("bob", lms_user_id="8"))
    ann, bob = read(as_moodle(marks))
    assert "Email address" not in ann
    assert (ann["ID number"], bob["ID number"]) == ("7", "8")


@repeatable
@given(sheets())
def test_hostile_names_are_harmless_and_ids_survive(marks: Sheet) -> None:
    table = read(as_moodle(marks))
    assert [found["Username"] for found in table] == [row.student.id for row in marks.rows]
    for found in table:
        assert not looks_like_formula(found["First name"])
        assert not looks_like_formula(found["Last name"])
        assert not looks_like_formula(found["similarity (feedback)"])
