"""Marks as the gradebook might have them."""

from __future__ import annotations

from collections.abc import Iterable

from hypothesis import strategies as st

from autograder.gradebook.sheet import CellMark, GradedCell, Row, Sheet, Student

CELLS = (
    GradedCell("words", "dot-core", 2.0),
    GradedCell("words", "dot-contract", 1.0),
    GradedCell("words", "opinion", 3.0),
)


def row(id: str, *points: float, waits: bool = False, penalty: float = 0.0, **who: str) -> Row:
    """Somebody with points for the first cells; the last one may wait for a person."""
    given = (*points, *(0.0,) * (len(CELLS) - len(points)))
    cells = {
        (cell.notebook, cell.name): CellMark(mark, waits and cell is CELLS[-1])
        for cell, mark in zip(CELLS, given, strict=True)
    }
    return Row(
        student=Student(id, **who),
        submitted=True,
        points=max(0.0, sum(given) - penalty),
        pending=CELLS[-1].max_points if waits else 0.0,
        penalty=penalty,
        cells=cells,
    )


def absent(id: str, **who: str) -> Row:
    """Somebody who has not handed in."""
    return Row(Student(id, **who), False, 0.0, 0.0, 0.0, {})


def sheet(*rows: Row, assignment: str = "similarity") -> Sheet:
    return Sheet(assignment, CELLS, rows)


_NASTY = st.sampled_from(
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "'", "''=", 'O"Hara', "a,b", "a;=1+1",
     "two\nlines", "李雷", "Zoë", "مريم", "＝1", "🦆", '"', '""', '","', "Points Possible"]
)  # fmt: skip
TEXTS = (
    st.lists(st.one_of(_NASTY, st.text(max_size=6)), max_size=4)
    .map("".join)
    .filter(lambda text: "\0" not in text and not any("\ud800" <= c <= "\udfff" for c in text))
)
"""Names that make trouble in files."""


@st.composite
def sheets(draw: st.DrawFn) -> Sheet:
    """Classes of people with such names, and ids of the same kind."""
    ids: Iterable[str] = draw(st.lists(TEXTS.filter(bool), unique=True, min_size=1, max_size=5))
    points = st.floats(0, 2, allow_nan=False).map(lambda number: round(number, 3))
    return sheet(
        *(
            row(
                id,
                draw(points),
                first_name=draw(TEXTS),
                last_name=draw(TEXTS),
                email=draw(TEXTS),
                lms_user_id=draw(TEXTS),
            )
            for id in ids
        )
    )
