"""What has changed: since the time before, and against another class."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from autograder.analytics.facts import ClassFacts, Item
from autograder.errors import CourseError
from autograder.pages import line

Marks = Mapping[str, Mapping[str, float | None]]
"""A student's automatic marks by notebook and cell, as the audit trail has them."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A grade cell whose automatic mark changed."""

    item: Item
    more: int
    """Students who have more points than the time before."""
    fewer: int


@dataclass(frozen=True, slots=True)
class Since:
    """This grading beside the one before, of students who were graded more than once."""

    students: int
    more: int
    """Students with more points in all."""
    fewer: int
    cells: tuple[Moved, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """A grade cell in two classes."""

    item: Item
    before: float
    """Mean share of the points."""
    now: float | None


@dataclass(frozen=True, slots=True)
class Against:
    """This class beside another one."""

    name: str
    students: int
    """Of the other class, those who handed in."""
    share: float | None
    """Mean share of all points there; None where nobody handed in."""
    now: float | None
    cells: tuple[Compared, ...]
    missing: tuple[str, ...]
    """Cells of this assignment that the other class did not have."""


def since(
    items: Sequence[Item], before: Mapping[str, Marks], now: Mapping[str, Marks]
) -> Since | None:
    """What changed between the last two times that marks were recorded; None where that happened
    to nobody."""
    pairs = [(before[student], now[student]) for student in before if student in now]
    if not pairs:
        return None
    cells = []
    for item in items:
        steps = [_mark(new, item) - _mark(old, item) for old, new in pairs]
        more, fewer = sum(step > 0 for step in steps), sum(step < 0 for step in steps)
        if more or fewer:
            cells.append(Moved(item, more, fewer))
    totals = [_sum(new) - _sum(old) for old, new in pairs]
    up, down = (sum(t > 1e-9 for t in totals), sum(t < -1e-9 for t in totals))
    return Since(len(pairs), up, down, tuple(cells))


def _mark(marks: Marks, item: Item) -> float:
    return marks.get(item.notebook, {}).get(item.grade_id) or 0.0


def _sum(marks: Marks) -> float:
    return sum(mark or 0.0 for cells in marks.values() for mark in cells.values())


def against(facts: ClassFacts, path: Path) -> Against:
    """This class beside one whose marks were exported (``autograder export --to parquet``).

    Raises:
        CourseError: the file cannot be read, or is no such export.
    """
    try:
        table = pl.read_parquet(path)
        columns = [_column(item, table.columns) for item in facts.items]
        known = [pl.col(column).is_not_null() for column in columns if column is not None]
        # who handed in nothing has no mark in any cell
        there = table.filter(pl.any_horizontal(known)) if known else table.clear()
        share = there.select(pl.col("points").sum() / pl.col("max_points").sum()).item()
    except (OSError, pl.exceptions.PolarsError) as error:
        raise CourseError(
            f"{path} is no export of marks as Parquet: {line(str(error), 200)}.",
            next_step="Make one in the other course by `autograder export NAME --to parquet`.",
        ) from error
    shares = {
        number: points / most
        for number, points, most in facts.item_rows()
        .group_by("item")
        .agg(pl.col("points").sum(), pl.col("max_points").sum())
        .iter_rows()
    }
    cells, missing = [], []
    for number, (item, column) in enumerate(zip(facts.items, columns, strict=True)):
        mean = None if column is None else there[column].cast(pl.Float64, strict=False).mean()
        if not isinstance(mean, float):
            missing.append(item.name)
        elif item.max_points:
            cells.append(Compared(item, mean / item.max_points, shares.get(number)))
    graded = facts.graded
    now = graded.select(pl.col("points").sum() / pl.col("max_points").sum()).item()
    name = line(path.name, 80)
    return Against(name, there.height, _number(share), _number(now), tuple(cells), tuple(missing))


def _column(item: Item, columns: Sequence[str]) -> str | None:
    """What an export calls the column of a cell."""
    names = (f"{item.notebook}/{item.grade_id}", item.grade_id)
    return next((name for name in names if name in columns), None)


def _number(value: object) -> float | None:
    """None for what is missing, and for 0 / 0."""
    return value if isinstance(value, float) and value == value else None
