"""Marks in the file that Canvas gave: one column is filled in, and no byte besides."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from autograder.errors import CourseError
from autograder.exports import canvas, spans
from autograder.exports.cells import looks_like_formula
from autograder.gradebook.sheet import Sheet, Student
from tests.exports.sheets import TEXTS, absent, row, sheet, sheets

repeatable = settings(derandomize=True, deadline=None)


BOM = b"\xef\xbb\xbf"
FILE = Path(__file__).with_name("gradebook.csv").read_text(encoding="utf-8")
"""As Canvas writes it: several sections, a column of the teacher's own, manual posting, columns
that Canvas works out, excused, not assigned, the test student."""
MARKS = sheet(
    row("S-007", 2.0, 1.0, penalty=0.75),
    row("bob", 1.5, email="bob@x.org"),
    row("lei", 2.0),
    row("whoever", 1.0, lms_user_id="14"),
    row("stranger", 1.0),
    absent("gil"),
)


def read(data: bytes, delimiter: str = ",") -> list[list[str]]:
    text = data.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))


def columns(data: bytes, delimiter: str = ",") -> dict[str, list[str]]:
    header, *rows = read(data, delimiter)
    return {title: [row[at] for row in rows] for at, title in enumerate(header)}


def test_only_the_assignments_column_changes() -> None:
    merge = canvas.merged(MARKS, BOM + FILE.replace("\n", "\r\n").encode())
    before, after = columns(FILE.encode()), columns(merge.data)
    mine = "similarity (902)"
    assert list(before) == list(after)
    assert after.pop(mine) == ["Manual Posting", "6", "2.25", "1.5", "EX", "N/A", "1", ""]
    before.pop(mine)
    before["Notes"][3] = "two\r\nlines"
    assert before == after


def test_all_other_bytes_are_as_canvas_wrote_them() -> None:
    file = BOM + FILE.replace("\n", "\r\n").encode()
    merged = canvas.merged(MARKS, file).data
    assert merged == file.replace(b"9,,90.0", b"9,2.25,90.0").replace(b"8,3.5,80", b"8,1.5,80")


def test_whoever_is_not_on_both_sides_is_told() -> None:
    merge = canvas.merged(MARKS, FILE.encode())
    assert merge.filled == 2
    assert set(merge.kept) == {"lei", "whoever"}
    assert merge.unknown == ("stranger",)
    assert merge.without == ("Ghost, Gil",)
    assert merge.unsure == ()
    assert merge.possible is None


def test_other_points_possible_are_told_and_stay() -> None:
    merge = canvas.merged(MARKS, FILE.replace(",10,6,", ",10,5,").encode())
    assert merge.possible == 5
    assert columns(merge.data)["similarity (902)"][1] == "5"


@pytest.mark.parametrize(
    ("change", "encoding", "delimiter"),
    [
        (lambda text: text, "utf-16", ","),
        (lambda text: text.replace(",", ";"), "utf-8", ";"),
        (lambda text: text.replace("Student,ID", "LastName,FirstName,ID", 1), "utf-8", ","),
    ],
    ids=["utf-16", "semicolons", "two columns of names"],
)
def test_other_forms_that_canvas_writes(change: Any, encoding: str, delimiter: str) -> None:
    text = "Student,ID,SIS Login ID,Section,similarity (1)\n    Points Possible,,,,6\n"
    text = change(text + "Ann,11,ann,A,\n")
    if "LastName" in text:
        text = text.replace("Possible,", "Possible,,").replace("Ann,", "Lee,Ann,")
    merge = canvas.merged(sheet(row("ann", 2.0)), text.encode(encoding))
    assert merge.data.decode(encoding).endswith(f"A{delimiter}2\n")
    assert merge.data[:2] == text.encode(encoding)[:2]


def test_a_column_is_found_by_its_title_and_named_otherwise() -> None:
    other = FILE.replace("similarity (902)", "Week 3: angles (902)").encode()
    with pytest.raises(CourseError, match=r"no column 'similarity'.*--column.*Week 3: angles"):
        canvas.merged(MARKS, other)
    assert canvas.merged(MARKS, other, column="week 3: angles").filled == 2
    assert canvas.merged(MARKS, other, column="Week 3: angles (902)").filled == 2


def test_columns_that_canvas_works_out_are_refused() -> None:
    with pytest.raises(CourseError, match="works out the column 'Final Score' itself"):
        canvas.merged(MARKS, FILE.encode(), column="Final Score")


def test_two_assignments_of_one_name_are_not_guessed_between() -> None:
    twice = FILE.replace("Homework 1 (901)", "Similarity (901)").encode()
    with pytest.raises(CourseError, match="several columns"):
        canvas.merged(sheet(assignment="SIMILARITY"), twice)
    assert canvas.merged(MARKS, twice, column="similarity (902)").column == "similarity (902)"


@pytest.mark.parametrize(
    "data", [b"", b"\xff\xfe", b"\xff\x00", b"grade,name\n1,Ann\n", b"Student,Section\nAnn,A\n"]
)
def test_what_is_no_file_of_canvass_is_refused(data: bytes) -> None:
    with pytest.raises(CourseError, match="not what Canvas's gradebook exports"):
        canvas.merged(MARKS, data)


def test_a_broken_quotation_is_refused_with_its_line() -> None:
    with pytest.raises(CourseError, match="Line 2 "):
        canvas.merged(MARKS, b'Student,ID,Section,similarity\n"Ann"x,1,A,\n')


def test_people_who_could_be_two_are_left_out_and_told() -> None:
    file = "Student,ID,SIS Login ID,Section,similarity\nA,1,ann,A,\nB,2,ANN,A,\nC,3,bob,A,\n"
    marks = sheet(
        row("ann", 1.0), row("bob", 1.0), row("rob", 2.0, email="bob"), row("ida", lms_user_id="1")
    )
    merge = canvas.merged(marks, file.encode())
    assert merge.unsure == ("ann", "bob", "rob")
    assert columns(merge.data)["similarity"] == ["0", "", ""]


def test_an_id_that_is_anothers_number_in_canvas_gains_nothing() -> None:
    """Who may choose an id must not get into another's row by it."""
    file = "Student,ID,SIS Login ID,Section,similarity\nA,11,ann,A,\nB,12,bob,A,\n"
    merge = canvas.merged(sheet(row("ann", 2.0), row("11", 0.0)), file.encode())
    assert merge.unsure == ("11", "ann")
    assert merge.filled == 0


@repeatable
@given(sheets())
def test_a_fresh_file_is_read_by_canvas_and_harmless_in_a_spreadsheet(marks: Sheet) -> None:
    header, possible, *rows = read(canvas.fresh(marks))
    assert header[:5] == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]
    assert (possible[0], possible[5]) == ("    Points Possible", "6")
    assert [found[3] for found in rows] == [row.student.id for row in marks.rows]
    assert [found[2] for found in rows] == [row.student.lms_user_id for row in marks.rows]
    assert not any(looks_like_formula(found[0]) for found in rows)


def test_nobody_is_taken_for_the_row_of_the_points_possible_by_their_name() -> None:
    marks = sheet(row("ann", 1.0, last_name="Points Possible"))
    assert canvas.merged(marks, canvas.fresh(marks)).filled == 1


def test_a_row_that_is_cut_off_is_named() -> None:
    with pytest.raises(CourseError, match=r"The row of 'Ann' .* is cut off"):
        canvas.merged(sheet(row("1")), b"Student,ID,Section,similarity\nAnn,1,A\n")


def test_a_fresh_file_can_be_filled_in_again() -> None:
    merge = canvas.merged(sheet(row("ann", 2.0)), canvas.fresh(sheet(row("ann", 1.0))))
    assert columns(merge.data)["similarity"] == ["6", "2"]


@repeatable
@given(st.lists(st.lists(TEXTS, min_size=2, max_size=4), min_size=1, max_size=4), st.data())
def test_spans_read_what_the_csv_module_writes_and_change_one_cell(
    table: list[list[str]], data: st.DataObject
) -> None:
    assume(all(any(cells) for cells in table))
    out = io.StringIO(newline="")
    csv.writer(out).writerows(table)
    text = out.getvalue()
    found = list(spans.rows(text, ","))
    assert [[span.value for span in cells] for cells in found] == table
    line = data.draw(st.integers(0, len(table) - 1))
    at = data.draw(st.integers(0, len(table[line]) - 1))
    changed = spans.replaced(text, {found[line][at]: "7"})
    table[line][at] = "7"
    assert list(csv.reader(io.StringIO(changed, newline=""), strict=True)) == table


def test_ids_of_students_are_matched_with_their_blanks_and_zeros() -> None:
    people = [{"ID": "1", "SIS User ID": "007 ", "SIS Login ID": "a"}]
    from autograder.exports.matching import matched

    assert matched(people, [Student("007")]) == ({"007": 0}, ())
    assert matched(people, [Student("7")]) == ({}, ())
