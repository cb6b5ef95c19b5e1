"""What is known of a class, as tables: all else in this package is a function of these.

Text in them is cleaned and bounded, not escaped.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from typing import Any

import polars as pl

from autograder.grading.results import Result
from autograder.model import (
    NOT_TAMPER_PROOF,
    Assignment,
    Evidence,
    Mark,
    Reason,
    SubmissionReport,
    Verdict,
)
from autograder.pages import line

Given = Mapping[tuple[str, str, str], float]
"""Points that a person gave, by student, notebook and cell."""

NOTHING_TRIED = frozenset(
    {Reason.NOT_STARTED, Reason.MISSING_CELL, Reason.MISSING_NOTEBOOK, Reason.UNREADABLE}
)
"""Reasons that say nothing of what a student understood."""

_STUDENTS = {
    "name": pl.String,
    "points": pl.Float64,
    "max_points": pl.Float64,
    "pending": pl.Float64,
    "seconds": pl.Float64,
    "tried": pl.Boolean,
    "graded": pl.Boolean,
}
_VERDICTS = {
    "student": pl.UInt32,
    "item": pl.UInt32,
    "points": pl.Float64,
    "max_points": pl.Float64,
    "reason": pl.String,
    "hint": pl.String,
    "call": pl.String,
    "came": pl.String,
    "expected": pl.String,
    "message": pl.String,
}
_TEXTS = {"hint": 400, "call": 160, "came": 100, "expected": 100, "message": 200}
"""Columns with text that may come from a student's code, and how much of it is kept."""


@dataclass(frozen=True, slots=True)
class Item:
    """A grade cell of the assignment."""

    notebook: str
    grade_id: str
    name: str
    """As it is shown: with the notebook, where the assignment has several."""
    max_points: float


@dataclass(frozen=True, slots=True)
class ClassFacts:
    """A class and an assignment."""

    assignment: str
    students: pl.DataFrame
    """A row a student who handed in: ``name``; whether ``graded``; ``points`` of ``max_points`` as
    the gradebook has them, after late penalties, ``pending`` of them waiting for a person;
    ``seconds`` that grading took; ``tried``, whether there was anything to test. Without a result
    all but the name is empty."""
    verdicts: pl.DataFrame
    """A row a student and grade cell: ``student`` (row of ``students``), ``item`` (index of
    ``items``), ``points`` (empty where a person must decide), ``max_points``, ``reason``, and what
    was seen."""
    items: tuple[Item, ...]
    """In the order of the notebooks."""
    inside: frozenset[int] = frozenset()
    """Items whose test ran in the students' processes."""
    caveats: tuple[str, ...] = ()
    """What is to be said of whole notebooks whose marks can be tampered with."""
    anonymous: bool = False

    @property
    def graded(self) -> pl.DataFrame:
        """The students with a result."""
        return self.students.filter("graded")

    @property
    def waiting(self) -> int:
        """Students who wait for a person."""
        return int((self.graded["pending"] > 0).sum())

    def item_rows(self) -> pl.DataFrame:
        """The verdicts that say what was understood: decided ones, with points to gain, of
        students who tried anything; with ``share`` of the points and whether it ``failed``."""
        tried = self.students.with_row_index("student").filter("tried").select("student")
        return (
            self.verdicts.join(tried, on="student", maintain_order="left")
            .filter(pl.col("points").is_not_null() & (pl.col("max_points") > 0))
            .with_columns(
                share=pl.col("points") / pl.col("max_points"),
                failed=pl.col("points") < pl.col("max_points"),
            )
        )


@dataclass(slots=True)
class _Gathering:
    """Collects rows."""

    given: Given
    numbers: Mapping[tuple[str, str], int]
    """Of the items, by notebook and cell."""
    students: list[tuple[Any, ...]] = field(default_factory=list)
    verdicts: list[tuple[Any, ...]] = field(default_factory=list)
    inside: set[int] = field(default_factory=set)
    caveats: dict[str, None] = field(default_factory=dict)

    def add(self, result: Result, mark: Mark | None) -> None:
        name, report = line(result.student, 80), result.report
        if report is None:
            self.students.append((name, None, None, None, None, False, False))
            return
        mark = mark or report.mark
        tried = any(verdict.reason not in NOTHING_TRIED for verdict in _tested(report))
        seconds = report.seconds or sum(notebook.seconds for notebook in report.notebooks)
        number = len(self.students)
        self.students.append(
            (name, mark.points, mark.max_points, mark.pending, seconds, tried, True)
        )
        problems = (p for p in report.all_problems if p.slug == NOT_TAMPER_PROOF)
        self.caveats |= dict.fromkeys(line(problem.message, 300) for problem in problems)
        for notebook in report.notebooks:
            for verdict in notebook.verdicts:
                key = (notebook.name, verdict.grade_id)
                item = self.numbers.get(key)
                if item is None:
                    continue  # the assignment has lost this cell since
                points = self.given.get((result.student, *key))
                seen = verdict
                if points is not None:
                    seen = replace(verdict, points=points, reason=Reason.MANUAL)
                self.verdicts.append((number, item, *_row(seen)))
                if verdict.inside:
                    self.inside.add(item)


def _tested(report: SubmissionReport) -> Iterator[Verdict]:
    return (v for v in report.verdicts if v.reason is not Reason.MANUAL or not v.unanswered)


def _row(verdict: Verdict) -> tuple[Any, ...]:
    seen = verdict.evidence or Evidence()
    texts = (seen.hint, seen.call, seen.came, seen.expected, verdict.message)
    cleaned = (
        _cleaned(text, limit) if text else ""
        for text, limit in zip(texts, _TEXTS.values(), strict=True)
    )
    return (verdict.points, verdict.max_points, verdict.reason.value, *cleaned)


_cleaned = lru_cache(50_000)(line)
"""Most of what is said is said to many."""


def gather(
    assignment: Assignment, results: Iterable[Result], marks: Mapping[str, Mark], given: Given
) -> ClassFacts:
    """The tables of a class. ``marks`` are the gradebook's, and ``given`` is what a person has
    decided about single cells: it counts in place of what the tests found."""
    items = _items(assignment)
    numbers = {(item.notebook, item.grade_id): index for index, item in enumerate(items)}
    gathering = _Gathering(given, numbers)
    for result in results:
        gathering.add(result, marks.get(result.student))
    return ClassFacts(
        line(assignment.name, 80),
        pl.DataFrame(gathering.students, schema=_STUDENTS, orient="row"),
        pl.DataFrame(gathering.verdicts, schema=_VERDICTS, orient="row"),
        items,
        frozenset(gathering.inside),
        tuple(gathering.caveats),
    )


def _items(assignment: Assignment) -> tuple[Item, ...]:
    several = len(assignment.notebooks) > 1
    return tuple(
        Item(
            notebook.name,
            cell.name,
            line(f"{notebook.name}: {cell.name}" if several else cell.name, 80),
            cell.max_score,
        )
        for notebook in assignment.notebooks
        for cell in notebook.cells
        if cell.max_score is not None
    )


def anonymous(facts: ClassFacts) -> ClassFacts:
    """The same class without names: students are numbered, and an id within an answer or an error
    message is blotted out.

    The order of the numbers is drawn anew each time. A digest of the ids would not hide them from
    whoever knows the ids, for anybody can compute it.
    """
    key = secrets.token_bytes(32)
    names = facts.students["name"].to_list()

    def lot(row: int) -> bytes:
        return hashlib.blake2b(names[row].encode(), key=key, salt=row.to_bytes(16)).digest()

    order = sorted(range(len(names)), key=lot)
    place = {row: number for number, row in enumerate(order)}
    blot = _blotter(names)
    students = facts.students[order].with_columns(
        name=pl.Series(
            [f"student {number}" for number in range(1, len(names) + 1)], dtype=pl.String
        )
    )
    verdicts = facts.verdicts.with_columns(
        pl.col("student").replace_strict(place, return_dtype=pl.UInt32),
        *(pl.col(column).map_batches(blot, return_dtype=pl.String) for column in _TEXTS),
    )
    return replace(facts, students=students, verdicts=verdicts, anonymous=True)


def _blotter(names: Iterable[str]) -> Any:
    """Replaces ids that stand as words of their own. Those of one or two characters and short
    numbers stay: as an id nobody can tell them from any other word."""
    telling = sorted(filter(_telling, set(names)), key=len, reverse=True)
    words = {word for name in telling for word in _WORDS.findall(name.casefold())}

    @cache
    def blotted(text: str) -> str:
        if not words.isdisjoint(_WORDS.findall(text.casefold())):
            for name in telling:
                if name.casefold() in text.casefold():
                    alone = rf"(?<![^\W_]){re.escape(name)}(?![^\W_])"
                    text = re.sub(alone, "…", text, flags=re.IGNORECASE)
        return text

    return lambda series: pl.Series([blotted(text) for text in series], dtype=pl.String)


_WORDS = re.compile(r"[^\W_]+")


def _telling(name: str) -> bool:
    return len(name) > 4 if name.isdecimal() else len(name) > 2
