"""What is said in sentences, to students and to staff."""

from __future__ import annotations

from collections.abc import Iterator

from autograder.exports.cells import number
from autograder.gradebook.sheet import Row


def points(value: float, noun: str = "point") -> str:
    """So many points."""
    return f"{number(value)} {noun}" + ("" if number(value) == "1" else "s")


def students(count: int) -> str:
    """So many students."""
    return "1 student" if count == 1 else f"{count} students"


def remarks(row: Row) -> Iterator[str]:
    """What a student should know of a mark: lateness, and what is still to come."""
    if row.penalty:
        yield f"Late: {points(row.penalty)} taken off."
    if row.pending:
        yield f"Up to {points(row.pending, 'more point')}: a person will mark the rest."
