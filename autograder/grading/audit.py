"""Are the tests of an assignment fit to be run outside the students' processes?

The instructor's own notebooks are graded as if somebody had handed them in.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from autograder.grading.packing import unpack
from autograder.grading.pool import Order, submit
from autograder.grading.run import Run, Settings
from autograder.model import Problem, Reason, Submission, Verdict


@dataclass(frozen=True, slots=True)
class Audit:
    """What an audit has found."""

    tests: int
    outside: int
    """Tests that run outside the students' processes."""
    problems: tuple[Problem, ...]


def audit(run: Run, settings: Settings) -> Audit:
    """Try all tests on the instructor's own notebooks. Raises what grading raises, and
    InfrastructureError where they could not be graded."""
    job = run.job(settings)
    order = Order.of(job)
    own = Submission("", job.assignment.name, job.assignment.own, job.assignment.files)
    with settings.workplace.executor(order) as executor:
        report = unpack(submit(executor, order, own).result(), own, job.assignment)
    assert report is not None  # it brings back the files that it was given
    tests = [
        (notebook.name, verdict)
        for notebook in report.notebooks
        for verdict in notebook.verdicts
        if verdict.reason is not Reason.MANUAL
    ]
    found = tuple(problem for name, verdict in tests for problem in _problems(name, verdict))
    outside = [v for _, v in tests if not v.inside and v.reason is not Reason.TEST_BROKEN]
    return Audit(len(tests), len(outside), found)


def _problems(notebook: str, verdict: Verdict) -> Iterator[Problem]:
    place = f"Test '{verdict.grade_id}' of {notebook}"
    if verdict.inside:
        message = f"{place} is marked to run inside: its mark can be tampered with."
        yield Problem("runs-inside", message)
    if verdict.reason is Reason.TEST_BROKEN:
        yield Problem("cannot-run-outside", f"{place}: {verdict.message}")
    elif not verdict.passed:
        yield Problem(
            "fails-the-solution",
            f"{place} gives your own solution {verdict.points or 0:g} of "
            f"{verdict.max_points:g} points: {verdict.message}",
        )
