"""One row a student, with a column for each cell that is worth points: as CSV, and as Parquet.

The columns are ``student_id``, ``last_name``, ``first_name``, ``email``, ``lms_user_id``,
``submitted`` (when; UTC), ``points`` (after the late penalty), ``max_points``, ``pending`` (points
that wait for a person), ``late_penalty``, then the points of each graded cell: empty where it has
no mark yet. Students without a submission are there, with 0 points, as in nbgrader's own export.

In the CSV every text is guarded against being taken for a formula, ids too (``cells``): it is the
file for spreadsheets, and ``cells.unguarded`` gives each text back. Parquet keeps texts as they
are, since nothing calculates there.
"""

from __future__ import annotations

import io
from datetime import datetime
from typing import TYPE_CHECKING

from autograder.exports.cells import csv_text, guarded
from autograder.gradebook.sheet import CellMark, Row, Sheet

if TYPE_CHECKING:
    import polars as pl

_FIXED = (
    "student_id", "last_name", "first_name", "email", "lms_user_id", "submitted",
    "points", "max_points", "pending", "late_penalty",
)  # fmt: skip
_NOTHING = CellMark(0.0, waits=True)


def as_csv(sheet: Sheet) -> bytes:
    """The table as CSV: UTF-8 with a byte order mark, without which Excel takes it for another
    encoding."""
    rows = (map(_cell, _values(row, sheet)) for row in sheet.rows)
    return csv_text([list(map(guarded, columns(sheet))), *map(list, rows)]).encode("utf-8-sig")


def as_parquet(sheet: Sheet) -> bytes:
    """The table as Parquet."""
    out = io.BytesIO()
    frame(sheet).write_parquet(out)
    return out.getvalue()


def frame(sheet: Sheet) -> pl.DataFrame:
    """The table as a data frame."""
    import polars as pl  # starts threads: never in a process that forks candidates

    names = columns(sheet)
    kinds: list[pl.DataType] = [
        *[pl.String()] * 5, pl.Datetime("us"), *[pl.Float64()] * (len(names) - 6)
    ]  # fmt: skip
    values = [_values(row, sheet) for row in sheet.rows]
    return pl.DataFrame(values, schema=list(zip(names, kinds, strict=True)), orient="row")


def columns(sheet: Sheet) -> list[str]:
    """Names of the columns. A cell's is its own, with the notebook in front where there are
    several, or where it would be that of another column."""
    several = len({cell.notebook for cell in sheet.cells}) > 1
    return [
        *_FIXED,
        *(
            f"{cell.notebook}/{cell.name}" if several or cell.name in _FIXED else cell.name
            for cell in sheet.cells
        ),
    ]


def _values(row: Row, sheet: Sheet) -> list[str | float | datetime | None]:
    who = row.student
    marks = (row.cells.get((cell.notebook, cell.name), _NOTHING) for cell in sheet.cells)
    return [
        who.id, who.last_name, who.first_name, who.email, who.lms_user_id, row.timestamp,
        row.points, sheet.max_points, row.pending, row.penalty,
        *(None if mark.waits and not mark.points else mark.points for mark in marks),
    ]  # fmt: skip


def _cell(value: str | float | datetime | None) -> str | float | None:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S}"
    return guarded(value) if isinstance(value, str) else value
