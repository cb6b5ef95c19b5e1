"""A grading run: read, examine, record, as a stream.

What was graded before under the same conditions is not graded again; the rest is graded side by
side, and recorded in the order in which it comes. A submission whose grading failed on our side is
tried again; one that fails each time is listed apart, and the gradebook is not touched for it. A
run can be killed at any moment: the next one goes on.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath

from traitlets.config import Config

from autograder.errors import AutograderError, CourseError, InfrastructureError, NoSubmissions
from autograder.gradebook.course import Course
from autograder.gradebook.reading import read_assignment
from autograder.gradebook.recording import Recorder
from autograder.gradebook.standing import Standings, standings
from autograder.grading.address import Address
from autograder.grading.arrivals import Arrivals
from autograder.grading.attempts import Attempts, no_parts
from autograder.grading.conditions import conditions
from autograder.grading.delivery import Delivery, Publisher
from autograder.grading.desk import Desk, Event, Failure, Unchanged
from autograder.grading.document import OUTPUT_STEPS
from autograder.grading.former import Former
from autograder.grading.handed_in import HandedIn
from autograder.grading.kernels.specs import required
from autograder.grading.pool import Job, LocalPool, Order, Workplace
from autograder.grading.sanitise import MISSING_CELL_NOTIFICATION
from autograder.grading.settling import Settling, rule
from autograder.grading.shield import shielded_exit
from autograder.grading.store import Store, opened
from autograder.grading.stream import Stream
from autograder.grading.submission import Policy
from autograder.model import Assignment, Conditions

logger = logging.getLogger(__name__)

POLL, TROUBLE = 2.0, 30.0
"""Seconds between two looks at the course, and after one that ended in trouble."""
Students = tuple[str, ...]

__all__ = ["Event", "Failure", "Run", "Settings", "Unchanged", "policy"]


@dataclass(frozen=True, slots=True)
class Arrived:
    """These students have handed in something new, and are being graded."""

    students: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How a run goes."""

    gensim_data: Path | None
    workplace: Workplace
    unsafe: bool = False
    """Whether to grade even where student code cannot be confined."""
    force: bool = False
    """Whether to grade anew what was graded before."""
    trial: bool = False
    """Whether to find out and keep what comes of each, but to write and record nothing."""
    publisher: Publisher | None = None
    """Writes more of each report, before it is recorded."""


@dataclass(frozen=True, slots=True)
class Run:
    """A run that has been prepared: the course was read, nothing is graded yet."""

    course: Course
    whole: Assignment
    assignment: Assignment
    """What is graded of it: all, or some of its notebooks."""
    students: tuple[str, ...]
    patterns: tuple[str, ...] = ()
    """Which students; all if there is none."""

    @classmethod
    def prepare(
        cls,
        course: Course,
        name: str,
        *,
        students: Sequence[str] = (),
        notebooks: Sequence[str] = (),
        early: bool = False,
    ) -> Run:
        """Read what the run needs.

        Args:
            course: the course.
            name: its assignment.
            students: ids or globs (``team-*``); others are left alone.
            notebooks: names or globs; other notebooks are left as they are.
            early: whether nobody needs to have handed in yet.

        Raises:
            UnknownAssignment: the gradebook does not know the assignment.
            CourseError: none of its notebooks is one of ``notebooks``.
            NoSubmissions: nobody handed anything in, or nobody whom one of ``students`` names.
        """
        whole = read_assignment(course, name)
        chosen = _only(whole, notebooks)
        if chosen is not whole and course.settings.keep == "best":
            raise no_parts()
        run = cls(course, whole, chosen, (), tuple(students))
        found = course.students(name)
        missing = [p for p in run.patterns if not any(_names(p, student) for student in found)]
        if (missing or not found) and not early:
            who = f"by {', '.join(missing)} " if missing else ""
            raise NoSubmissions(
                f"There is no submission {who}for {name}.",
                next_step="Run `nbgrader collect`, or put it into "
                f"{course.submitted('STUDENT', name).relative_to(course.root)}/.",
            )
        return replace(run, students=run.chosen(found))

    def chosen(self, found: Sequence[str]) -> tuple[str, ...]:
        """Those of these students who are to be graded."""
        if not self.patterns:
            return tuple(found)
        return tuple(s for s in found if any(_names(p, s) for p in self.patterns))

    def grade(
        self,
        *,
        gensim_data: Path | None,
        workers: int | None = None,
        unsafe: bool = False,
        force: bool = False,
        publisher: Publisher | None = None,
        workplace: Workplace | None = None,
    ) -> Generator[Event, None, None]:
        """Grade all submissions; yields what came of each when its files have been written and its
        marks handed to the recorder, which commits them in batches and at the end.

        The order is that of completion. Closing the generator early stops the run: what was
        yielded is recorded, the rest is not graded.

        Args:
            gensim_data: the folder from which ``gensim.downloader`` serves vectors.
            workers: submissions graded side by side; as the course has it if not given.
            unsafe: whether to grade even where student code cannot be confined.
            force: whether to grade anew what was graded before.
            publisher: writes more of each report, before it is recorded.
            workplace: where to grade, if not with ``workers`` processes on this machine.

        Raises:
            SandboxUnavailable: this host cannot confine student code, and ``unsafe`` was not
                asked for.
            KernelUnavailable: a notebook's Jupyter kernel cannot be used here.
            InfrastructureError: no worker can be started, or the gradebook or the disk cannot be
                written to.
        """
        count = min(workers or self.course.settings.worker_count(), len(self.students))
        settings = Settings(
            gensim_data=gensim_data,
            workplace=workplace or LocalPool(count),
            unsafe=unsafe,
            force=force,
            publisher=publisher,
        )
        yield from self.grade_as(settings)

    def grade_as(self, settings: Settings) -> Generator[Event, None, None]:
        """The same, with everything settled."""
        job = self.job(settings)
        with Stream(Order.of(job), settings.workplace) as stream:
            yield from self._pass(stream, settings, conditions(job), self.students)

    def watch(
        self, settings: Settings, *, pause: Callable[[float], None] = time.sleep
    ) -> Generator[Event | Arrived, None, None]:
        """Grade what is there, then what arrives, until the generator is closed.

        Marks are recorded when all that had arrived is graded. What the instructor changes
        meanwhile counts: then everybody is looked at again. What fails on our side as a whole
        (the gradebook is locked, the disk is full) is said, and tried again.
        """
        arrivals, run, students = Arrivals(), self, self.students
        arrivals.take(run._folders())
        while True:
            try:
                job = run.job(settings)
                decides = conditions(job)
                with Stream(Order.of(job), settings.workplace) as stream:
                    while decides == conditions(run.job(settings)):
                        if students:
                            yield Arrived(students)
                            yield from run._pass(stream, settings, decides, students)
                        run, students = run._poll(arrivals, pause)
                students = run.students  # by other tests: all that is there counts as arrived
            except InfrastructureError as error:
                yield Failure("", str(error))
                arrivals.give_back(students)
                pause(TROUBLE)
                run, students = run._poll(arrivals, pause)

    def _poll(self, arrivals: Arrivals, pause: Callable[[float], None]) -> tuple[Run, Students]:
        """See what the course looks like and who has handed in; where nobody has, wait a moment."""
        started = time.monotonic()
        try:
            run = Run.prepare(
                self.course,
                self.whole.name,
                students=self.patterns,
                notebooks=[notebook.name for notebook in self.assignment.notebooks],
                early=True,
            )
            students = tuple(arrivals.poll(run._folders()))
        except AutograderError as error:  # the instructor is at it
            logger.warning("%s", error)
            run, students = self, ()
        if not students:
            # a large class takes a while to look at: most of the time is somebody else's
            pause(max(POLL, 10 * (time.monotonic() - started)))
        return run, students

    def _folders(self) -> dict[str, Path]:
        name = self.whole.name
        return {student: self.course.submitted(student, name) for student in self.students}

    def job(self, settings: Settings) -> Job:
        """What a worker must know. Raises KernelUnavailable."""
        config = self.course.config
        kernels = required(self.course, self.assignment, jail=not settings.unsafe)
        return Job(
            self.assignment,
            self.course.settings.limits(),
            replace(policy(self.course, self.assignment.name), kernels=kernels),
            Config({name: config[name] for name in OUTPUT_STEPS}),
            settings.gensim_data,
            jail=not settings.unsafe,
        )

    def addresses(self, students: Sequence[str], settings: Settings) -> dict[str, Address]:
        """Under what the results of students' submissions are kept as all stands now. Raises
        InfrastructureError, KernelUnavailable."""
        name = self.assignment.name
        with opened(self.course.root) as store, standings(self.course, name) as standing:
            desk = self._desk(settings, conditions(self.job(settings)), store, standing, None)
            return {student: desk.counting(student) for student in students}

    def _pass(
        self,
        stream: Stream,
        settings: Settings,
        decides: Conditions | None,
        students: Sequence[str],
    ) -> Iterator[Event]:
        """Grade these students, and have everything recorded at the end.

        Pages are written before marks are recorded, from which late penalties are counted: where
        these have changed, the pages are written once more.
        """
        late = yield from self._through(stream, settings, decides, students)
        if late:
            again = replace(settings, force=False)
            for event in self._through(stream, again, decides, sorted(late)):
                if isinstance(event, Failure):
                    yield event

    def _through(
        self,
        stream: Stream,
        settings: Settings,
        decides: Conditions | None,
        students: Sequence[str],
    ) -> Generator[Event, None, set[str]]:
        """The same; returns those of the students whose penalties have changed, if pages say so."""
        course, name = self.course, self.assignment.name
        graded, others = self._parts()
        only = graded if others else None
        with (
            opened(course.root, keep=decides is not None) as store,
            standings(course, name, notebooks=only) as standing,
            self._recorder(only, settings) as recorder,
        ):
            desk = self._desk(settings, decides, store, standing, recorder)
            if desk.former is not None:
                for _ in stream.events(students, desk.former):
                    pass  # the desk asks what came of them
            before = standing.penalties()
            yield from stream.events(students, desk)
            if recorder is None or settings.publisher is None:
                return set()
            recorder.flush()
            changed = before.items() ^ standing.penalties().items()
            late = {student for (student, _), _ in changed}.intersection(students)
            if desk.settling is not None:
                desk.settling.note(name, but=late)
            return late

    def _parts(self) -> tuple[set[str], set[str]]:
        """Names of the notebooks that are graded, and of the others."""
        graded = {notebook.name for notebook in self.assignment.notebooks}
        return graded, {notebook.name for notebook in self.whole.notebooks} - graded

    def _desk(
        self,
        settings: Settings,
        decides: Conditions | None,
        store: Store,
        standing: Standings,
        recorder: Recorder | None,
    ) -> Desk:
        course, limits = self.course, self.course.settings.limits()
        desk = Desk(
            assignment=self.assignment,
            conditions=decides,
            handed_in=HandedIn(course, self.whole, self.assignment, limits, decides, store),
            store=store,
            standings=standing,
            recorder=recorder,
            delivery=Delivery(course, settings.publisher, others=self._parts()[1]),
            before_grading=lambda: self._before_grading(settings),
            force=settings.force,
        )
        if self.course.settings.keep == "best":
            desk.former = Former(desk, Attempts(self.course, self.assignment.name))
        else:
            desk.settling = self._settling(store, desk.delivery, recorder)
        return desk

    def _settling(
        self, store: Store, delivery: Delivery, recorder: Recorder | None
    ) -> Settling | None:
        penalties = rule(self.course.config)
        if recorder is None or penalties is None or self.assignment is not self.whole:
            return None
        return Settling(store, delivery, recorder, penalties)

    def _recorder(
        self, only: set[str] | None, settings: Settings
    ) -> AbstractContextManager[Recorder | None]:
        if settings.trial:
            return nullcontext()
        return shielded_exit(Recorder(self.course, self.assignment.name, notebooks=only))

    def _before_grading(self, settings: Settings) -> None:
        """Called once before the first submission is graded; not where all are known."""
        if not settings.unsafe:
            settings.workplace.try_sandbox()


def policy(course: Course, assignment: str) -> Policy:
    """What the course's settings say of sanitising and of points."""
    cells, autograde = course.config.OverwriteCells, course.config.Autograde
    keep = autograde.get("exclude_overwriting", {}).get(assignment, [])
    return Policy(
        add_missing_cells=bool(cells.get("add_missing_cells", False)),
        notification=str(cells.get("missing_cell_notification", MISSING_CELL_NOTIFICATION)),
        keep=frozenset(PurePosixPath(name) for name in keep),
        charge_once=course.settings.charge_once,
    )


def _only(whole: Assignment, patterns: Sequence[str]) -> Assignment:
    """The assignment with the notebooks that one of the patterns names; all without any."""
    if not patterns:
        return whole
    chosen = tuple(n for n in whole.notebooks if any(_names(p, n.name) for p in patterns))
    if not chosen:
        known = ", ".join(notebook.name for notebook in whole.notebooks)
        raise CourseError(
            f"{whole.name} has no notebook {' or '.join(patterns)}.",
            next_step=f"It has: {known}.",
        )
    return whole if len(chosen) == len(whole.notebooks) else replace(whole, notebooks=chosen)


def _names(pattern: str, name: str) -> bool:
    """Whether an id or a glob names it."""
    return pattern == name or fnmatchcase(name, pattern)
