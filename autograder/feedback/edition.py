"""Everything that decides what a student's pages say besides the report: how much is revealed at
this moment, and what people have added in the gradebook."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Self

from autograder.config import Level, Revealing
from autograder.feedback.revealing import held_back
from autograder.gradebook.given import CellGiven, Given, NotebookGiven
from autograder.grading.address import digest
from autograder.grading.surroundings import contents
from autograder.model import NotebookReport, Reason, SubmissionReport, Verdict


@dataclass(frozen=True, slots=True)
class Edition:
    """A report as it is shown."""

    level: Level = Level.EVERYTHING
    notice: str = ""
    """What is held back, and until when."""
    by_hand: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    """Points that people decided, by notebook and cell."""
    comments: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """What people wrote, by notebook and cell."""
    penalties: Mapping[str, float] = field(default_factory=dict)
    """Points taken off for lateness, by notebook."""
    remark: str = ""
    """A sentence for the top of the page."""

    @classmethod
    def of(
        cls, report: SubmissionReport, given: Given, revealing: Revealing, now: datetime
    ) -> Self:
        """Marks that a person gave count while they are marks of this very report: of another
        submission they wait to be looked at again."""
        known = {n.name: n for n in report.notebooks if given.comes_from(report, n)}
        return cls(
            revealing.at(now),
            held_back(revealing, now),
            by_hand={n: points for n in sorted(known) if (points := _by_hand(given.notebooks[n]))},
            comments={n: held.comments for n, held in given.notebooks.items() if held.comments},
            penalties={n: given.notebooks[n].penalty for n in known if given.notebooks[n].penalty},
        )

    @property
    def digest(self) -> bytes:
        """Of all that decides what a page says, with the code that writes it."""
        if self == Edition(self.level, self.notice, remark=self.remark):
            return _untouched(self.level, self.notice, self.remark)
        return digest(self, _code())

    def marked(self, report: SubmissionReport) -> SubmissionReport:
        """The report with the points that people gave."""
        notebooks = tuple(self._marked(notebook) for notebook in report.notebooks)
        return replace(report, notebooks=notebooks)

    def _marked(self, notebook: NotebookReport) -> NotebookReport:
        points = self.by_hand.get(notebook.name, {})
        verdicts = tuple(
            _judged(verdict, points[verdict.grade_id]) if verdict.grade_id in points else verdict
            for verdict in notebook.verdicts
        )
        return replace(notebook, verdicts=verdicts)


@functools.cache
def _code() -> bytes:
    package = Path(__file__).parent
    return digest(contents(package), contents(package.parent / "pages"))


@functools.lru_cache
def _untouched(level: Level, notice: str, remark: str) -> bytes:
    """Of most editions, those to which nobody has added anything."""
    return digest(Edition(level, notice, remark=remark), _code())


PLAIN = Edition()
"""Of a report alone: nothing is held back, and nobody has added anything."""


def _judged(verdict: Verdict, points: float) -> Verdict:
    """By a person. What a test said no longer gives the reason; what it saw may still help."""
    return replace(verdict, points=points, reason=Reason.MANUAL, message="", because="")


def _by_hand(held: NotebookGiven) -> dict[str, float]:
    return {
        name: cell.points
        for name, cell in sorted(held.cells.items())
        if cell.is_by_hand and cell.points is not None
    }


def from_marks(given: NotebookGiven, name: str, document: str) -> NotebookReport:
    """What the gradebook's marks alone say of a notebook."""
    verdicts = tuple(_from_mark(cell, held) for cell, held in given.cells.items())
    return NotebookReport(name, verdicts, document)


def _from_mark(name: str, held: CellGiven) -> Verdict:
    if held.automatic is None or held.is_by_hand:
        points = None if held.waits else held.points
        return Verdict(name, points, held.max_points, Reason.MANUAL)
    full, some = held.automatic >= held.max_points, held.automatic > 0
    reason = Reason.RIGHT if full else Reason.PARTIAL if some else Reason.WRONG
    return Verdict(name, held.automatic, held.max_points, reason)
