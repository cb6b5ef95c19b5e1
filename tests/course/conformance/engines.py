"""The two engines, each in the course folder that is the working directory."""

from __future__ import annotations

import contextlib
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


def stock(assignment: str, *options: str) -> None:
    """``nbgrader autograde``; what it could not grade is seen in the folders afterwards."""
    nbgrader("autograde", assignment, *options)


def own(assignment: str) -> Ran:
    """``autograder grade``. ``ValueError`` if a submission failed for a cause on our side."""
    run = Run.prepare(Course.open(Path.cwd()), assignment)
    tests = {
        (notebook.name, cell.name)
        for notebook in run.assignment.notebooks
        for cell in notebook.cells
        if is_test(cell)
    }
    reasons = []
    for event in run.grade(gensim_data=None, workers=1):
        if isinstance(event, Failure):
            raise ValueError(f"{event.student}: {event.message}")
        report = event.report if isinstance(event, Unchanged) else event
        for notebook in report.notebooks:
            reasons += [v.reason for v in notebook.verdicts if (notebook.name, v.grade_id) in tests]
    return Ran(len(reasons), sum(reason is not Reason.TEST_BROKEN for reason in reasons))
