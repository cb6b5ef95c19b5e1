"""The two engines, each in the course folder that is the working directory."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.gradebook.course import Course
from autograder.grading.plan import is_test
from autograder.grading.run import Failure, Run, Unchanged
from autograder.model import Reason


@dataclass(frozen=True, slots=True)
class Ran:
    """Where test cells ran: those of all submissions together."""

    tests: int = 0
    outside: int = 0
    """In the examiner, which could carry them out."""


def nbgrader(*arguments: str) -> int:
    """One of nbgrader's own commands, as its script runs it; returns the exit status."""
    from nbgrader.apps.nbgraderapp import NbGraderApp

    with contextlib.suppress(SystemExit):
        NbGraderApp.launch_instance(list(arguments))
        return 0
    return 1


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
    for event in run.grade(gensim_data=None, workers=1, force=force):
        if isinstance(event, Failure):
            raise ValueError(f"{event.student}: {event.message}")
        report = event.report if isinstance(event, Unchanged) else event
        for notebook in report.notebooks:
            verdicts += [v for v in notebook.verdicts if (notebook.name, v.grade_id) in tests]
    outside = [v for v in verdicts if v.reason is not Reason.TEST_BROKEN and not v.inside]
    return Ran(len(verdicts), len(outside))
