"""Having attempts graded: by the engine that grades students, in the same stream.

What was graded is kept in the course's store under its content, so an audit can be stopped at any
moment and goes on where it was. Declarations are no part of that: who declares a mutant equivalent
waits for nothing.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import Self

from autograder.errors import InfrastructureError
from autograder.grading.address import Address, address, digest
from autograder.grading.desk import Event, Failure, Unchanged
from autograder.grading.packing import Packed, facts, without_documents
from autograder.grading.pool import Job, Order, Workplace
from autograder.grading.repeatable import repeatable
from autograder.grading.results import for_reading
from autograder.grading.store import Store
from autograder.grading.stream import Stream
from autograder.grading.surroundings import Surroundings
from autograder.model import Assignment, Submission, SubmissionReport

Notebooks = Mapping[str, bytes]
"""A submission's notebooks, by name."""


class Bench:
    """A context manager: grades attempts at one assignment, and knows what was graded before. The
    workers stay for the next attempts, while these are graded under the same conditions."""

    def __init__(self, workplace: Workplace, store: Store) -> None:
        self._workplace = workplace
        self._store = store
        self._stack = ExitStack()
        self._stream: Stream | None = None
        self._conditions = b""
        self.advance: Callable[[], None] = lambda: None
        """Called with each attempt that is done."""
        self.failures: list[str] = []
        """Attempts that could not be graded for a cause on our side."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.__exit__(kind, error, trace)
        self._stream = None

    def grade(
        self,
        job: Job,
        attempts: Mapping[str, Notebooks],
        *,
        read: Callable[[SubmissionReport], SubmissionReport] = without_documents,
    ) -> dict[str, SubmissionReport]:
        """Reports by the attempts' names. ``read`` makes of each what is held of it; what was
        graded before comes without documents. Raises InfrastructureError where no worker lasts."""
        conditions = decides(job)
        desk = _Desk(job, attempts, conditions, self._store, self._workplace.try_sandbox)
        found: dict[str, SubmissionReport] = {}
        try:
            for event in self._for(job, conditions).events(attempts, desk):
                if isinstance(event, Failure):
                    self.failures.append(f"{event.student}: {event.message}")
                else:
                    report = event.report if isinstance(event, Unchanged) else event
                    found[report.student] = read(report)
                self.advance()
        except BaseException:
            self.__exit__(*sys.exc_info())
            raise
        return found

    def _for(self, job: Job, conditions: bytes) -> Stream:
        """The stream whose workers know this job."""
        if self._stream is None or conditions != self._conditions:
            self.__exit__(None, None, None)
            self._stream = self._stack.enter_context(Stream(Order.of(job), self._workplace))
            self._conditions = conditions
        return self._stream


def decides(job: Job) -> bytes:
    """A digest of all that decides what comes of an attempt, besides the attempt."""
    around = Surroundings.of(job.assignment, job.gensim_data)
    return digest("audit", job.assignment, job.limits, job.policy, job.config, job.jail, around)


@dataclass(slots=True)
class _Desk:
    """See ``autograder.grading.stream.Asked``."""

    job: Job
    attempts: Mapping[str, Notebooks]
    decides: bytes
    store: Store
    before_grading: Callable[[], None]
    fresh: dict[bytes, SubmissionReport] = field(default_factory=dict)

    @property
    def assignment(self) -> Assignment:
        return self.job.assignment

    def read(self, student: str) -> tuple[Submission, Address]:
        assignment = self.assignment
        made = Submission(student, assignment.name, self.attempts[student], assignment.files)
        return made, address(self.decides, made)

    def look(self, students: Sequence[str]) -> tuple[list[Event], list[str]]:
        places = {student: self.read(student)[1].whole for student in students}
        known = self.store.facts(places.values())
        done: list[Event] = [
            Unchanged(replace(facts(known[at]), student=student))
            for student, at in places.items()
            if at in known
        ]
        return done, [student for student, at in places.items() if at not in known]

    def known(self, submission: Submission, at: Address) -> SubmissionReport | None:
        report = self.fresh.get(at.whole)
        return None if report is None else replace(report, student=submission.student)

    def keep(self, at: Address, packed: Packed, report: SubmissionReport) -> None:
        if repeatable(report):
            self.store.keep(at.whole, Packed(packed.facts, b""))
            self.fresh[at.whole] = without_documents(report)
        else:
            self.store.keep(for_reading(at.whole), Packed(packed.facts, b""))

    def conclude(self, report: SubmissionReport, at: Address) -> Event:
        return report


def whole(reports: Mapping[str, SubmissionReport], name: str) -> SubmissionReport:
    """The report that an audit cannot do without. Raises InfrastructureError."""
    if name not in reports:
        raise InfrastructureError(
            f"{name} could not be graded.", next_step="Run the audit again; it goes on from here."
        )
    return reports[name]
