"""All parts of an audit, in their order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from autograder.audit.equivalents import declared
from autograder.audit.facts import Facts
from autograder.audit.grading import SOURCE, base, fair, sharp
from autograder.audit.material import Material, mutants, released, variants
from autograder.audit.stability import stable, trials
from autograder.audit.timing import slow
from autograder.audit.trying import Bench
from autograder.authoring.leaks import leaks
from autograder.authoring.release import rehearsed
from autograder.gradebook.course import Course
from autograder.grading.pool import Workplace
from autograder.grading.run import Run, Settings
from autograder.grading.store import opened

Begin = Callable[[str, int], Callable[[], None]]
"""Called with what comes next and how much of it; what it gives is called for each that is done."""


def silent(what: str, count: int) -> Callable[[], None]:
    """Tells nobody."""
    return lambda: None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """How an audit goes."""

    gensim_data: Path | None
    workplace: Workplace
    trials: int = 20
    slow_seconds: float = 2.0


def audit(course: Course, name: str, wishes: Wishes, *, begin: Begin = silent) -> Facts:
    """Find out all there is to be found out about the tests of an assignment as it now lies in
    ``source/``.

    What was graded is kept in the course's store: an audit that was stopped goes on.

    Raises:
        CourseError: there is no such assignment, or nbgrader refuses it.
        SandboxUnavailable: this host cannot confine code.
        InfrastructureError: the instructor's own notebooks could not be graded.
    """
    equivalent = declared(course, name)
    with (
        rehearsed(name, course) as rehearsal,
        opened(course.root) as store,
        Bench(wishes.workplace, store) as bench,
    ):
        run = Run.prepare(rehearsal, name, early=True)
        job = run.job(Settings(gensim_data=wishes.gensim_data, workplace=wishes.workplace))
        material = Material.of(run.assignment, released(rehearsal, run.assignment))
        bench.advance = begin("your solution and the release", 4)
        found, notebooks, usable = base(bench, job, material, _leaks(material))
        slowest = slow(bench, job, material, wishes.slow_seconds)
        right, unusable = variants(material, course)
        same = {SOURCE: notebooks, **right}
        bench.advance = begin("right answers", len(right) + len(same))
        fairness = fair(bench, job, material, right, usable=usable, unusable=unusable)
        before = bench.grade(job, same)
        wrong = tuple(mutants(material))
        bench.advance = begin("slightly wrong answers", 2 * len(wrong))
        sharpness = sharp(
            bench, job, material, notebooks, wrong, usable=usable, equivalent=equivalent
        )
        planned = trials(wishes.trials, run.assignment)
        same = {one: books for one, books in same.items() if one in before}
        bench.advance = begin("right answers in other runs", len(planned) * len(same))
        stability = stable(bench, job, planned, same, before, sharpness.tests)
    failures = tuple(bench.failures)
    return Facts(name, found, sharpness, fairness, stability, slowest, failures)


def _leaks(material: Material) -> list[str]:
    return [
        f"Cell '{leak.cell}' shows: {leak.secret}"
        for name, data in material.release.items()
        for leak in leaks(material.source[name].decode(), data.decode())
    ]
