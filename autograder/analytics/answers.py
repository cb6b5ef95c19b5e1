"""What came in place of the right answer: known misconceptions, and answers that several gave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import polars as pl

from autograder.analytics.facts import ClassFacts
from autograder.model import Reason

GROUPS = 25
"""Groups of one behaviour that are listed."""
MISCONCEPTIONS = 40
T = TypeVar("T")

_LOST = (pl.col("points") < pl.col("max_points")) & (pl.col("max_points") > 0)


@dataclass(frozen=True, slots=True)
class Behaviour:
    """The same that several students did in the same grade cell."""

    item: str
    students: int
    call: str
    came: str
    expected: str
    message: str
    """What was said where there is no call."""
    hint: str
    """That of the misconception behind it; empty where the catalogue knows none."""


@dataclass(frozen=True, slots=True)
class Misconception:
    """A misconception of the catalogue, known by its hint."""

    hint: str
    students: int
    items: tuple[str, ...]
    example: Behaviour
    """The commonest."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A reason for which points were lost."""

    reason: Reason
    students: int
    cells: int
    points: float
    """Lost by the whole class."""


@dataclass(frozen=True, slots=True)
class Listing(Generic[T]):
    """The first of many."""

    shown: tuple[T, ...]
    more: int
    """How many are not shown."""


def misconceptions(facts: ClassFacts) -> Listing[Misconception]:
    """By the number of students who have them."""
    rows = facts.verdicts.filter(_LOST & (pl.col("hint") != ""))
    counted = (
        rows.group_by("hint")
        .agg(students=pl.col("student").n_unique(), items=pl.col("item").unique().sort())
        .sort(["students", "hint"], descending=[True, False])
    )
    kept = counted.head(MISCONCEPTIONS)
    examples: dict[str, Behaviour] = {}
    for behaviour in _behaviours(facts, rows.join(kept, on="hint", how="semi"), least=1):
        examples.setdefault(behaviour.hint, behaviour)
    shown = tuple(
        Misconception(
            row["hint"],
            row["students"],
            tuple(facts.items[item].name for item in row["items"]),
            examples[row["hint"]],
        )
        for row in kept.to_dicts()
    )
    return Listing(shown, counted.height - kept.height)


def behaviours(facts: ClassFacts) -> Listing[Behaviour]:
    """Groups of at least two students who gave the same answer to the same question, or failed
    with the same message; of those reasons only that tell what a student thought."""
    telling = [Reason.WRONG, Reason.PARTIAL, Reason.RAISED, Reason.UNDEFINED, Reason.MALFORMED]
    rows = facts.verdicts.filter(_LOST & pl.col("reason").is_in([r.value for r in telling]))
    found = _behaviours(facts, rows, least=2)
    return Listing(tuple(found[:GROUPS]), max(0, len(found) - GROUPS))


def _behaviours(facts: ClassFacts, rows: pl.DataFrame, *, least: int) -> Sequence[Behaviour]:
    """The commonest first. A message counts only where nothing is known of an answer: it may say
    more of a student's code, such as the number of a line, than of what the code did."""
    answered = (pl.col("call") != "") & (pl.col("came") != "")
    keys = ["item", "call", "came", "expected", "hint", "message"]
    groups = (
        rows.with_columns(message=pl.when(answered).then(pl.lit("")).otherwise("message"))
        .filter(answered | (pl.col("message") != "") | (pl.col("hint") != ""))
        .group_by(keys)
        .agg(students=pl.col("student").n_unique())
        .filter(pl.col("students") >= least)
        .sort(["students", *keys], descending=[True, *[False] * len(keys)])
    )
    return [Behaviour(item=facts.items[row.pop("item")].name, **row) for row in groups.to_dicts()]


def kinds(facts: ClassFacts) -> tuple[Kind, ...]:
    """Why points were lost, what cost most first."""
    rows = (
        facts.verdicts.filter(_LOST)
        .group_by("reason")
        .agg(
            students=pl.col("student").n_unique(),
            cells=pl.len(),
            points=(pl.col("max_points") - pl.col("points")).sum(),
        )
        .sort(["points", "reason"], descending=[True, False])
    )
    return tuple(
        Kind(Reason(reason), students, cells, points)
        for reason, students, cells, points in rows.iter_rows()
    )
