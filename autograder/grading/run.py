"""A grading run: read, examine, record, as a stream.

Submissions are read as workers become free, so memory does not grow with the class; reports are
recorded in the order in which they come. A submission whose grading failed on our side is tried
again; one that fails each time is listed apart, and the gradebook is not touched for it.
"""

from __future__ import annotations

import collections
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from traitlets.config import Config

from autograder.candidate.client import try_sandbox
from autograder.errors import AutograderError, InfrastructureError, NoSubmissions
from autograder.gradebook.course import Course
from autograder.gradebook.reading import read_assignment
from autograder.gradebook.recording import Recorder
from autograder.gradebook.writing import write_autograded
from autograder.grading.document import OUTPUT_STEPS
from autograder.grading.intake import take_in
from autograder.grading.kernels.specs import required
from autograder.grading.pool import Job, running, submit
from autograder.grading.sanitise import MISSING_CELL_NOTIFICATION
from autograder.grading.submission import Policy
from autograder.model import Assignment, Submission, SubmissionReport

TRIES = 3


@dataclass(frozen=True, slots=True)
class Failure:
    """A submission that could not be graded for a cause on our side."""

    student: str
    message: str


Event = SubmissionReport | Failure
"""What a run yields: one for each student."""


@dataclass(frozen=True, slots=True)
class Run:
    """A run that has been prepared: the course was read, nothing is graded yet."""

    course: Course
    assignment: Assignment
    students: tuple[str, ...]

    @classmethod
    def prepare(cls, course: Course, name: str, *, students: Sequence[str] = ()) -> Run:
        """Read what the run needs. ``students`` restricts it to some.

        Raises:
            UnknownAssignment: the gradebook does not know the assignment.
            NoSubmissions: nobody handed anything in, or one of ``students`` did not.
        """
        assignment = read_assignment(course, name)
        found = course.students(name)
        missing = sorted(set(students) - set(found))
        if missing or not found:
            who = f"by {', '.join(missing)} " if missing else ""
            raise NoSubmissions(
                f"There is no submission {who}for {name}.",
                next_step="Run `nbgrader collect`, or put it into "
                f"{course.submitted('STUDENT', name).relative_to(course.root)}/.",
            )
        return cls(course, assignment, tuple(students) or found)

    def grade(
        self, *, gensim_data: Path | None, workers: int | None = None, unsafe: bool = False
    ) -> Generator[Event, None, None]:
        """Grade all submissions; yields each report when its notebooks have been written and its
        marks handed to the recorder, which commits them in batches and at the end.

        The order is that of completion. Closing the generator early stops the run: what was
        yielded is recorded, the rest is not graded.

        Raises:
            SandboxUnavailable: this host cannot confine student code, and ``unsafe`` was not
                asked for.
            KernelUnavailable: a notebook's Jupyter kernel cannot be used here.
            InfrastructureError: no worker can be started, or the gradebook cannot be written.
        """
        if not unsafe:
            try_sandbox()
        settings = self.course.settings
        kernels = required(self.course, self.assignment, jail=not unsafe)
        job = Job(
            self.assignment,
            settings.limits(),
            replace(policy(self.course, self.assignment.name), kernels=kernels),
            Config({name: self.course.config[name] for name in OUTPUT_STEPS}),
            gensim_data,
            jail=not unsafe,
        )
        count = min(workers or settings.worker_count(), len(self.students))
        with Recorder(self.course, self.assignment.name) as recorder:
            for event in _Stream(self, job, count).events():
                if isinstance(event, SubmissionReport):
                    write_autograded(self.course, event)
                    recorder.record(event)
                yield event


class _Stream:
    """Keeps the workers busy, and tries again what failed on our side."""

    def __init__(self, run: Run, job: Job, workers: int) -> None:
        self._run = run
        self._job = job
        self._workers = workers
        self._todo = collections.deque(run.students)
        self._tries: collections.Counter[str] = collections.Counter()

    def events(self) -> Iterator[Event]:
        """One for each student. A pool that breaks, because a worker died, is made anew."""
        fruitless = 0
        while self._todo:
            with running(self._job, workers=self._workers) as pool:
                fruitless += 1
                for event in self._until_broken(pool):
                    fruitless = 0
                    yield event
            if fruitless >= TRIES:
                raise InfrastructureError(
                    f"The grading processes ended {TRIES} times without a result.",
                    next_step="What they printed above says why.",
                )

    def _until_broken(self, pool: ProcessPoolExecutor) -> Iterator[Event]:
        at_work: dict[Future[SubmissionReport], str] = {}
        broken = False
        while at_work or (self._todo and not broken):
            while self._todo and not broken and len(at_work) < 2 * self._workers:
                student = self._todo.popleft()
                try:
                    at_work[submit(pool, self._read(student))] = student
                except BrokenProcessPool:
                    self._todo.appendleft(student)
                    broken = True
                except AutograderError as error:
                    yield Failure(student, str(error))
            done, _ = wait(at_work, return_when=FIRST_COMPLETED)
            for future in done:
                student = at_work.pop(future)
                fault = future.exception()
                broken = broken or isinstance(fault, BrokenProcessPool)
                event = future.result() if fault is None else self._again(student, fault)
                if event is not None:
                    yield event

    def _read(self, student: str) -> Submission:
        course = self._run.course
        return take_in(
            course.submitted(student, self._run.assignment.name),
            student=student,
            assignment=self._run.assignment,
            limits=self._job.limits,
            ignore=tuple(course.coursedir.ignore),
        )

    def _again(self, student: str, error: BaseException) -> Failure | None:
        """Put a submission back, or give it up."""
        self._tries[student] += 1
        if self._tries[student] < TRIES:
            self._todo.append(student)
            return None
        return Failure(student, f"{type(error).__name__}: {error}")


def policy(course: Course, assignment: str) -> Policy:
    """What the course's nbgrader settings say of sanitising."""
    cells, autograde = course.config.OverwriteCells, course.config.Autograde
    keep = autograde.get("exclude_overwriting", {}).get(assignment, [])
    return Policy(
        add_missing_cells=bool(cells.get("add_missing_cells", False)),
        notification=str(cells.get("missing_cell_notification", MISSING_CELL_NOTIFICATION)),
        keep=frozenset(PurePosixPath(name) for name in keep),
    )
