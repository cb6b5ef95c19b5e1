"""The two engines, each in the course folder that is the working directory."""

from __future__ import annotations

import contextlib
import multiprocessing
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing.util import Finalize
from pathlib import Path

from autograder.gradebook.course import Course
from autograder.grading import pool
from autograder.grading.plan import is_test
from autograder.grading.run import Failure, Run, Unchanged
from autograder.model import Reason

COURSE = "conformance"
"""The course's id."""


@dataclass(frozen=True, slots=True)
class Ran:
    """Where test cells ran: those of all submissions together."""

    tests: int = 0
    outside: int = 0
    """In the examiner, which could carry them out."""


class Forked:
    """A workplace whose one worker is forked from the process that runs this, which has imported
    what a worker imports. What it does is what one of ``LocalPool`` does."""

    workers = 1

    def try_sandbox(self) -> None:
        """The worker's fork server builds the same sandbox a moment later."""

    @contextlib.contextmanager
    def executor(self, order: pool.Order) -> Iterator[ProcessPoolExecutor]:
        context = multiprocessing.get_context("fork")
        with ProcessPoolExecutor(1, context, _start, (order.data,)) as executor:
            yield executor


def _start(order: bytes) -> None:
    pool.settle()
    pool.equip(order)
    # a process that was forked does not run what is registered with atexit
    Finalize(None, pool._open.close, exitpriority=0)


def nbgrader(*arguments: str) -> int:
    """One of nbgrader's own commands, as its script runs it; returns the exit status."""
    from nbgrader.apps.nbgraderapp import NbGraderApp

    with contextlib.suppress(SystemExit):
        NbGraderApp.launch_instance(list(arguments))
        return 0
    return 1


def create_gradebook() -> None:
    """What nbgrader makes of a gradebook that is not there."""
    from nbgrader.api import Gradebook

    with Gradebook("sqlite:///gradebook.db", COURSE):
        pass


def release(assignment: str) -> None:
    """``nbgrader generate_assignment``. ``ValueError`` if it fails."""
    if nbgrader("generate_assignment", assignment):
        raise ValueError(f"nbgrader generate_assignment {assignment} failed")


def set_due(assignment: str, when: str) -> None:
    """``nbgrader db assignment add`` with a due date. ``ValueError`` if it fails."""
    if nbgrader("db", "assignment", "add", assignment, "--duedate", when):
        raise ValueError(f"nbgrader db assignment add {assignment} --duedate {when} failed")


def stock(assignment: str, *options: str) -> None:
    """``nbgrader autograde``; what it could not grade is seen in the folders afterwards."""
    nbgrader("autograde", assignment, *options)


def own(
    assignment: str,
    students: Sequence[str] = (),
    notebooks: Sequence[str] = (),
    force: bool = False,
) -> Ran:
    """``autograder grade``. ``ValueError`` if a submission failed for a cause on our side."""
    course = Course.open(Path.cwd())
    run = Run.prepare(course, assignment, students=students, notebooks=notebooks)
    tests = {
        (notebook.name, cell.name)
        for notebook in run.assignment.notebooks
        for cell in notebook.cells
        if is_test(cell)
    }
    verdicts = []
    for event in run.grade(gensim_data=None, workplace=Forked(), force=force):
        if isinstance(event, Failure):
            raise ValueError(f"{event.student}: {event.message}")
        report = event.report if isinstance(event, Unchanged) else event
        for notebook in report.notebooks:
            verdicts += [v for v in notebook.verdicts if (notebook.name, v.grade_id) in tests]
    outside = [v for v in verdicts if v.reason is not Reason.TEST_BROKEN and not v.inside]
    return Ran(len(verdicts), len(outside))
