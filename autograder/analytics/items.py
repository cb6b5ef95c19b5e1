"""Each grade cell as an item of a test: how hard it is, and whether it tells students apart."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import polars as pl

from autograder.analytics.facts import ClassFacts, Item
from autograder.model import Reason

FEWEST = 10
"""Students below which no correlation is given."""
EASY = 0.9
HARD = 0.3
"""Mean shares of the points from which, and up to which, a cell tells little."""
WEAK = 0.2
"""A discrimination below it is poor (Ebel and Frisbie, Essentials of Educational Measurement, 5th
ed., 1991, p. 232)."""
SHOWN = 30
"""Grade cells in the map of joint failures."""


class Flag(StrEnum):
    """What is noteworthy about a grade cell, in words."""

    CONTRADICTS = "contradicts the rest"
    HARD = "very hard"
    EASY = "very easy"
    WEAK = "hardly discriminates"


@dataclass(frozen=True, slots=True)
class ItemStatistics:
    """What the class did with one grade cell."""

    item: Item
    students: int
    """Whose points in it are decided, and who tried anything."""
    full: int
    """With all points."""
    difficulty: float | None
    """Mean share of the points: 1 where everybody has all of them. None without students."""
    discrimination: float | None
    """Correlation with the rest of the test; None where that is not defined, or of too few."""
    undefined: str
    """Why there is no discrimination."""
    broken: int
    """Students for whom the test could not be carried out."""
    waiting: int
    """Students who wait for a person here."""
    inside: bool
    """Whether the test ran in the students' processes, so that its marks can be tampered with."""

    @property
    def flags(self) -> tuple[Flag, ...]:
        found = []
        r = self.discrimination
        if r is not None and r < 0:
            found.append(Flag.CONTRADICTS)
        if self.difficulty is not None and self.difficulty <= HARD:
            found.append(Flag.HARD)
        if self.difficulty is not None and self.difficulty >= EASY:
            found.append(Flag.EASY)
        if r is not None and 0 <= r < WEAK:
            found.append(Flag.WEAK)
        return tuple(found)


def statistics(facts: ClassFacts) -> tuple[ItemStatistics, ...]:
    """One for each grade cell, in the order of the notebooks.

    The discrimination is the corrected item-total correlation: the Pearson correlation of a
    cell's points with the student's share of the points of all *other* cells, for a cell with
    itself would agree. Of a cell that gives all points or none this is the point-biserial
    correlation. Source: S. Henrysson, "Correction of item-total correlations in item analysis",
    Psychometrika 28 (1963), 211-218; F. M. Lord and M. R. Novick, Statistical Theories of Mental
    Test Scores (1968), section 15.
    """
    rows = _with_rest(facts.item_rows())
    found = {
        row["item"]: row
        for row in rows.group_by("item")
        .agg(
            n=pl.len(),
            full=(~pl.col("failed")).sum(),
            share=pl.col("share").mean(),
            spread=pl.col("points").std(ddof=0),
            compared=pl.col("rest").is_not_null().sum(),
            rest_spread=pl.col("rest").std(ddof=0),
            r=pl.corr("points", "rest"),
        )
        .to_dicts()
    }
    broken = _count(facts, pl.col("reason") == Reason.TEST_BROKEN.value)
    waiting = _count(facts, pl.col("reason") == Reason.MANUAL.value)
    result = []
    for index, item in enumerate(facts.items):
        row = found.get(index)
        why = _undefined(row, alone=len(facts.items) == 1)
        result.append(
            ItemStatistics(
                item=item,
                students=row["n"] if row else 0,
                full=row["full"] if row else 0,
                difficulty=row["share"] if row else None,
                discrimination=None if row is None or why else float(np.clip(row["r"], -1, 1)),
                undefined=why,
                broken=broken.get(index, 0),
                waiting=waiting.get(index, 0),
                inside=index in facts.inside,
            )
        )
    return tuple(result)


def _with_rest(rows: pl.DataFrame) -> pl.DataFrame:
    """With ``rest``: the share of points in a student's other cells, null where there are none."""
    points, most = pl.col("points"), pl.col("max_points")
    left = most.sum().over("student") - most
    gained = points.sum().over("student") - points
    return rows.with_columns(rest=pl.when(left > 0).then(gained / left))


def _undefined(row: dict[str, float] | None, *, alone: bool) -> str:
    if row is None:
        return "no mark yet"
    if alone or not row["compared"]:
        return "nothing to compare with"
    if row["n"] < FEWEST:
        return f"fewer than {FEWEST} students"
    if row["spread"] < 1e-9:
        return "everybody has the same points"
    if row["rest_spread"] is None or row["rest_spread"] < 1e-9 or math.isnan(row["r"]):
        return "everybody has the same rest"
    return ""


def _count(facts: ClassFacts, condition: pl.Expr) -> dict[int, int]:
    """Students by item, of the undecided verdicts that fulfil a condition."""
    rows = facts.verdicts.filter(condition & pl.col("points").is_null())
    return dict(rows.group_by("item").len().iter_rows())


@dataclass(frozen=True, slots=True)
class JointFailures:
    """Who failed one cell: how often they failed each other."""

    items: tuple[Item, ...]
    """Those of most failures, in the order of the notebooks."""
    shares: tuple[tuple[float | None, ...], ...]
    """Row A, column B: of those who failed A, the share who failed B. None on the diagonal, and
    where nobody failed A and has a mark in B."""
    overall: tuple[float, ...]
    """Of all students, the share who failed B."""
    left_out: int

    @property
    def strongest(self) -> tuple[int, int] | None:
        """The pair (A, B) where failing A raises failing B most above what is usual."""
        pairs = [
            (share - self.overall[b], a, b)
            for a, row in enumerate(self.shares)
            for b, share in enumerate(row)
            if share is not None
        ]
        best = max(pairs, default=(0.0, 0, 0))
        return best[1:] if best[0] > 0 else None


def joint_failures(facts: ClassFacts) -> JointFailures:
    """The map of joint failures.

    Conditional shares rather than the phi coefficient: "of the 40 who failed A, 36 failed B" can
    be read without statistics, and its two directions differ, so that it shows which cell stands
    on which. What phi would add, how often B is failed anyway, is given beside it.
    """
    count, people = len(facts.items), facts.students.height
    rows = facts.item_rows()
    answered, failed = np.zeros((people, count)), np.zeros((people, count))
    where = (rows["student"].to_numpy(), rows["item"].to_numpy())
    answered[where] = 1.0
    failed[where] = rows["failed"].to_numpy()
    failures = failed.sum(axis=0)
    often = sorted(np.flatnonzero(failures), key=lambda item: -failures[item])
    kept = sorted(int(item) for item in often[:SHOWN])
    both = failed[:, kept].T @ failed[:, kept]
    asked = failed[:, kept].T @ answered[:, kept]
    return JointFailures(
        items=tuple(facts.items[item] for item in kept),
        shares=tuple(
            tuple(
                None if a == b or not asked[a, b] else float(both[a, b] / asked[a, b])
                for b in range(len(kept))
            )
            for a in range(len(kept))
        ),
        overall=tuple(float(failures[k] / answered[:, k].sum()) for k in kept),
        left_out=len(often) - len(kept),
    )
