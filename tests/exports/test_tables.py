"""The plain table, as CSV and as Parquet, read by others."""

from __future__ import annotations

import csv
import io

import polars as pl
import pytest
from hypothesis import given, settings

from autograder.exports import plain
from autograder.exports.cells import csv_text, guarded, looks_like_formula, name, unguarded
from autograder.gradebook.course import Course
from autograder.gradebook.sheet import Sheet, read_sheet
from tests.exports.sheets import TEXTS, absent, row, sheet, sheets

repeatable = settings(derandomize=True, deadline=None)


def read(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True))


@repeatable
@given(TEXTS)
def test_a_guarded_text_is_no_formula_and_comes_back(text: str) -> None:
    assert not looks_like_formula(guarded(text))
    assert unguarded(guarded(text)) == text


@repeatable
@given(TEXTS)
def test_a_name_is_one_line_and_no_formula(text: str) -> None:
    assert not looks_like_formula(name(text))
    assert len(name(text).splitlines()) <= 1


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@A1", "\t=1", "\r=1", "\n=1", "  =1", "＝1"])
def test_what_a_spreadsheet_calculates_is_seen(text: str) -> None:
    assert looks_like_formula(text)
    assert guarded(text) == f"'{text}"


def test_no_separator_makes_a_cell_of_a_part_of_a_name() -> None:
    """As a spreadsheet reads it whose country separates by semicolons."""
    (cells,) = csv.reader(io.StringIO(csv_text([["a;=1+1", "b\t=2"]])), delimiter=";")
    assert not any(looks_like_formula(cell) for cell in cells)


@repeatable
@given(sheets())
def test_csv_round_trip(marks: Sheet) -> None:
    table = read(plain.as_csv(marks))
    assert len(table) == len(marks.rows)
    for found, wanted in zip(table, marks.rows, strict=True):
        assert unguarded(found["student_id"]) == wanted.student.id
        assert unguarded(found["last_name"]) == wanted.student.last_name
        assert unguarded(found["email"]) == wanted.student.email
        assert unguarded(found["lms_user_id"]) == wanted.student.lms_user_id
        assert float(found["points"]) == pytest.approx(wanted.points, abs=1e-4)
        assert not any(looks_like_formula(cell) for cell in found.values())


@repeatable
@given(sheets())
def test_parquet_round_trip(marks: Sheet) -> None:
    table = pl.read_parquet(io.BytesIO(plain.as_parquet(marks)))
    assert table["student_id"].to_list() == [row.student.id for row in marks.rows]
    assert table["first_name"].to_list() == [row.student.first_name for row in marks.rows]
    assert table["points"].to_list() == [row.points for row in marks.rows]


def test_a_real_gradebook_as_csv_and_parquet(marked: Course) -> None:
    marks = read_sheet(marked, "ps1")
    ann, bob, cyd = read(plain.as_csv(marks))
    assert (ann["last_name"], ann["points"], ann["pending"]) == ("'=Lee", "9.75", "5")
    assert (bob["points"], bob["late_penalty"], bob["words/draw"]) == ("1.5", "0.5", "")
    assert (cyd["last_name"], cyd["points"], cyd["submitted"]) == ('O"Hara, jr.', "0", "")
    assert ann["submitted"] == "2026-01-10 12:00:00"
    table = pl.read_parquet(io.BytesIO(plain.as_parquet(marks)))
    assert table["last_name"].to_list() == ["=Lee", "", 'O"Hara, jr.']
    assert table["words/test_norm"].to_list() == [2.0, 1.0, None]
    assert table["words/draw"].to_list() == [2.75, None, None]
    assert table.schema["submitted"] == pl.Datetime("us")


def test_a_table_of_nobody_has_its_columns_and_kinds() -> None:
    table = plain.frame(sheet())
    assert table.height == 0
    assert table.schema["points"] == pl.Float64()
    assert plain.frame(sheet(absent("ann"))).height == 1


def test_a_cell_that_is_called_as_another_column_keeps_its_own() -> None:
    from dataclasses import replace

    marks = sheet(row("ann", 1.0))
    odd = replace(marks, cells=(replace(marks.cells[0], name="points"), *marks.cells[1:]))
    assert plain.columns(odd).count("points") == 1
    assert "words/points" in plain.columns(odd)
