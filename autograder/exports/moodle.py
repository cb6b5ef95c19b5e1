"""What Moodle's grade import takes (*Grades → Import → CSV file*).

Moodle finds the person of each row by one column, which whoever imports chooses: *Map from*
``Username``, ``ID number`` or ``Email address``, *Map to* the field of the same name
(docs.moodle.org, *Grade import*). A gap in that column would be a row without a person, so a column
is only there if it is filled in for everybody; ``Username`` always is: nbgrader's student id. Ids
and addresses stand as they are in the gradebook; names, which Moodle does not read, are guarded
(``cells``).

Grade and feedback are mapped to the grade item and its feedback, together: Moodle's documentation
warns that one alone may empty the other. Students without a submission are left out: they keep
what they have.
"""

from __future__ import annotations

from autograder.exports.cells import csv_text, guarded, name, number
from autograder.exports.wording import points, remarks
from autograder.gradebook.sheet import Row, Sheet


def as_moodle(sheet: Sheet) -> bytes:
    """The file, UTF-8 without a byte order mark, which would become a part of the first name."""
    rows = [row for row in sheet.rows if row.submitted]
    identifiers = {"Username": [row.student.id for row in rows]}
    for title, values in (
        ("ID number", [row.student.lms_user_id for row in rows]),
        ("Email address", [row.student.email for row in rows]),
    ):
        if all(value.strip() for value in values):
            identifiers[title] = values
    names = [(name(row.student.first_name), name(row.student.last_name)) for row in rows]
    title = guarded(sheet.assignment)
    header = ["First name", "Last name", *identifiers, title, f"{title} (feedback)"]
    body = (
        [*who, *ids, row.points, feedback(row, sheet)]
        for who, *ids, row in zip(names, *identifiers.values(), rows, strict=True)
    )
    return csv_text([header, *body]).encode()


def feedback(row: Row, sheet: Sheet) -> str:
    """The mark in a sentence or two."""
    return " ".join([f"{number(row.points)} of {points(sheet.max_points)}.", *remarks(row)])
