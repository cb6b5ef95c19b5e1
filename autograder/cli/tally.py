"""What a run has come to, counted as it goes: of a class of any size, a bounded amount is held."""

from __future__ import annotations

import collections
from dataclasses import dataclass, field

from autograder.grading.packing import without_documents
from autograder.grading.run import Event, Failure, Unchanged
from autograder.model import NOT_TAMPER_PROOF, Reason, SubmissionReport

ROWS = 60
"""Students that the closing table lists; of a larger class, those with the lowest marks."""
NAMED = 3
"""Students who are named as an example."""


@dataclass(slots=True)
class Broken:
    """A test that could not be carried out."""

    cause: str = ""
    count: int = 0
    students: list[str] = field(default_factory=list)
    """Some of those who wait for a person's mark."""


@dataclass(slots=True)
class Tally:
    """Counts events."""

    graded: int = 0
    unchanged: int = 0
    lowest: list[SubmissionReport] = field(default_factory=list)
    """Without documents."""
    kinds: collections.Counter[Reason] = field(default_factory=collections.Counter)
    """Grade cells that lost points."""
    concerned: collections.Counter[Reason] = field(default_factory=collections.Counter)
    """Students who lost points."""
    broken: dict[str, Broken] = field(default_factory=dict)
    """By grade id."""
    passed: dict[str, bool] = field(default_factory=dict)
    """Whether anybody has passed a test, or may for what a person thinks, by grade id."""
    inside: set[str] = field(default_factory=set)
    """Tests that ran in the students' processes, by grade id."""
    caveats: dict[str, None] = field(default_factory=dict)
    """What is to be said of whole notebooks whose marks can be tampered with."""
    failures: list[Failure] = field(default_factory=list)

    @property
    def recorded(self) -> int:
        return self.graded + self.unchanged

    def add(self, event: Event) -> None:
        if isinstance(event, Failure):
            self.failures.append(event)
        elif isinstance(event, Unchanged):
            self.unchanged += 1
            self._count(event.report)
        else:
            self.graded += 1
            self._count(without_documents(event))

    def _count(self, report: SubmissionReport) -> None:
        lost = [v.reason for v in report.verdicts if v.points is not None and not v.passed]
        self.kinds.update(lost)
        self.concerned.update(set(lost))
        problems = report.all_problems
        self.caveats |= dict.fromkeys(p.message for p in problems if p.slug == NOT_TAMPER_PROOF)
        self.inside.update(v.grade_id for v in report.verdicts if v.inside)
        for verdict in report.verdicts:
            by_hand = verdict.reason is Reason.MANUAL
            if verdict.max_points and (verdict.points is not None or by_hand):
                before = self.passed.get(verdict.grade_id, False)
                self.passed[verdict.grade_id] = before or verdict.passed or by_hand
            if verdict.reason is Reason.TEST_BROKEN:
                broken = self.broken.setdefault(verdict.grade_id, Broken())
                broken.cause = verdict.message
                broken.count += 1
                broken.students = [*broken.students, report.student][:NAMED]
        self.lowest.append(report)
        if len(self.lowest) > 4 * ROWS:
            self._forget_the_best()

    def _forget_the_best(self) -> None:
        self.lowest.sort(key=lambda report: (report.mark.points, report.student))
        del self.lowest[ROWS:]

    def shown(self) -> list[SubmissionReport]:
        """Those for the closing table, the best first."""
        self._forget_the_best()
        return sorted(self.lowest, key=lambda report: (-report.mark.points, report.student))
