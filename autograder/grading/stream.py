"""The stream of a run: what is known is delivered, what is not is graded, side by side.

Students are looked at in small groups, ahead of the workers but not far ahead; a submission's bytes
are held from when it is sent to a worker until its report is back. So memory does not grow with
the class. Who hands in what another has handed in gets that one's result.
"""

from __future__ import annotations

import collections
import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import Protocol, Self

from autograder.errors import AutograderError, InfrastructureError
from autograder.grading.address import Address
from autograder.grading.desk import Event, Failure
from autograder.grading.packing import Packed, unpack
from autograder.grading.pool import Order, Workplace, submit
from autograder.grading.shield import shielded
from autograder.model import Assignment, Submission, SubmissionReport

TRIES = 3
GROUP = 1000
"""Students that are looked up together."""
AHEAD_MB = 64
"""What is read ahead of the workers, beyond one submission for each."""


class Asked(Protocol):
    """What a stream asks in its main process: the desk of a run, or whoever else has submissions
    graded."""

    @property
    def assignment(self) -> Assignment:
        """What is graded."""

    @property
    def before_grading(self) -> Callable[[], None]:
        """Called before an executor is made."""

    def look(self, students: Sequence[str]) -> tuple[list[Event], list[str]]:
        """What comes of those whose results are known, and who must be graded."""

    def read(self, student: str) -> tuple[Submission, Address]:
        """A submission, and its address. Raises AutograderError."""

    def known(self, submission: Submission, at: Address) -> SubmissionReport | None:
        """The result of one that was unknown when it was looked at, and is no more."""

    def keep(self, at: Address, packed: Packed, report: SubmissionReport) -> None:
        """Called with each result when it comes."""

    def conclude(self, report: SubmissionReport, at: Address) -> Event:
        """What comes of it."""


@dataclass(slots=True)
class _AtWork:
    """A submission that a worker has, or waits for one."""

    submission: Submission
    address: Address
    same: list[str] = field(default_factory=list)
    """Students who handed in the same."""

    @property
    def size(self) -> int:
        held = self.submission
        return sum(map(len, itertools.chain(held.notebooks.values(), held.files.values())))


class Stream:
    """A context manager: an executor is made when the first submission needs one, and is kept
    until the block ends. A block that is left by an exception ends it at once."""

    def __init__(self, order: Order, workplace: Workplace) -> None:
        self._order = order
        self._workplace = workplace
        self._stack = ExitStack()
        self._executor: Executor | None = None
        self._at_work: dict[Future[Packed], _AtWork] = {}
        self._todo: collections.deque[str] = collections.deque()
        self._alone: collections.deque[str] = collections.deque()
        """Were at work when an executor broke. One of them may be the cause, so each is tried
        by itself."""
        self._tries: collections.Counter[str] = collections.Counter()
        self._fruitless = 0
        """Executors that broke since the last report."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.__exit__(kind, error, trace)

    def events(self, students: Iterable[str], desk: Asked) -> Iterator[Event]:
        """One for each student, in the order of completion."""
        groups = _groups(students)
        more = True
        while more or self._todo or self._alone or self._at_work:
            yield from self._fill(desk)
            if more and len(self._todo) < self._room:
                group = next(groups, None)
                more = group is not None
                if group is not None:
                    with shielded():
                        known, unknown = desk.look(group)
                        self._todo.extend(unknown)
                        yield from known
            yield from self._take_in(desk, patient=not (more and len(self._todo) < self._room))

    @property
    def _room(self) -> int:
        return 2 * self._workplace.workers

    def _fill(self, desk: Asked) -> Iterator[Event]:
        """Keep each worker busy, and a submission ready for it."""
        while self._has_room() and (self._alone or self._todo):
            student = (self._alone or self._todo).popleft()
            try:
                yield from self._send(student, desk)
            except BrokenExecutor:
                self._todo.appendleft(student)
                if self._at_work:
                    return  # they come back, and say so too
                self._broken()

    def _has_room(self) -> bool:
        if self._alone or self._suspect:
            return not self._at_work
        held = sum(work.size for work in self._at_work.values())
        room = self._room if held < AHEAD_MB * 2**20 else self._workplace.workers
        return len(self._at_work) < room

    @property
    def _suspect(self) -> bool:
        """Whether one that was there when an executor broke is at work."""
        return any(self._tries[work.submission.student] for work in self._at_work.values())

    def _send(self, student: str, desk: Asked) -> Iterator[Event]:
        try:
            submission, address = desk.read(student)
        except AutograderError as error:
            yield Failure(student, str(error))
            return
        report = desk.known(submission, address)
        if report is not None:
            with shielded():
                yield desk.conclude(report, address)
            return
        for work in self._at_work.values():
            if work.address == address:
                work.same.append(student)
                return
        future = submit(self._ready(desk), self._order, submission)
        self._at_work[future] = _AtWork(submission, address)

    def _ready(self, desk: Asked) -> Executor:
        if self._executor is None:
            desk.before_grading()
            self._executor = self._stack.enter_context(self._workplace.executor(self._order))
        return self._executor

    def _take_in(self, desk: Asked, *, patient: bool) -> Iterator[Event]:
        """Conclude what has come back; wait for something if there is nothing else to do."""
        done, _ = wait(self._at_work, timeout=None if patient else 0.0, return_when=FIRST_COMPLETED)
        broken = any(isinstance(_fault(future), BrokenExecutor) for future in done)
        if broken:
            self._broken()
            done = set(self._at_work)
        for future in done:
            work = self._at_work.pop(future)
            fault = _fault(future)
            if fault is None:
                self._fruitless = 0
                yield from self._concluded(work, future.result(), desk)
            else:
                yield from self._again(work, fault)

    def _concluded(self, work: _AtWork, packed: Packed, desk: Asked) -> Iterator[Event]:
        report = unpack(packed, work.submission, desk.assignment)
        if report is None:
            fault = InfrastructureError("A report came back with files that nobody handed in.")
            yield from self._again(work, fault)
            return
        with shielded():
            desk.keep(work.address, packed, report)
            for student in (work.submission.student, *work.same):
                yield desk.conclude(replace(report, student=student), work.address)

    def _again(self, work: _AtWork, fault: BaseException) -> Iterator[Failure]:
        """Put a submission back, or give it up."""
        queue = self._alone if isinstance(fault, BrokenExecutor) else self._todo
        for student in (work.submission.student, *work.same):
            self._tries[student] += 1
            if self._tries[student] < TRIES:
                queue.append(student)
            else:
                yield Failure(student, f"{type(fault).__name__}: {fault}")

    def _broken(self) -> None:
        """Make room for a new executor. Raises InfrastructureError where none lasts."""
        self._executor = None
        self._stack.close()
        self._fruitless += 1
        if self._fruitless > 2 * TRIES:
            raise InfrastructureError(
                f"The grading processes ended {self._fruitless} times without a result.",
                next_step="What they printed above says why.",
            )


def _fault(future: Future[Packed]) -> BaseException | None:
    """What went wrong with a submission that is back. One that is not, of an executor that was
    ended, never will be."""
    if future.cancelled() or not future.done():
        return BrokenExecutor("its executor ended")
    return future.exception()


def _groups(students: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(students)
    while group := list(itertools.islice(rest, GROUP)):
        yield group
