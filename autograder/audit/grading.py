"""The parts of an audit that grade: what they try, and what comes of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from autograder.audit.facts import Base, Fair, Mutant, Rejection, Sharp, Test, Tried
from autograder.audit.material import Material, what_students_see, without_trials
from autograder.audit.trying import Bench, Notebooks, whole
from autograder.grading.pool import Job
from autograder.model import Problem, Reason, SubmissionReport, Verdict

SOURCE, RELEASE, LEAN = "your own solution", "the empty release", "your own solution, shortened"


def base(
    bench: Bench, job: Job, material: Material, leaks: Sequence[str]
) -> tuple[Base, Notebooks, frozenset[str]]:
    """What the instructor's own notebooks and the release get; the notebooks to make mutants from;
    keys of the tests that can be measured. Raises InfrastructureError."""
    lean = {name: without_trials(data) for name, data in material.source.items()}
    attempts = {SOURCE: material.source, RELEASE: material.release, LEAN: lean}
    reports = bench.grade(job, attempts)
    source = verdicts(whole(reports, SOURCE), material.tests)
    release = verdicts(whole(reports, RELEASE), material.tests)
    short = verdicts(whole(reports, LEAN), material.tests)
    usable = frozenset(name for name, verdict in source.items() if verdict.passed)
    found = Base(
        points=sum(test.points for test in material.tests),
        source=sum(verdict.points or 0.0 for verdict in source.values()),
        release=sum(verdict.points or 0.0 for verdict in release.values()),
        free=tuple(test for test in material.tests if (release[test.key].points or 0.0) > 0),
        leaks=tuple(leaks),
        outside=sum(not v.inside and v.reason is not Reason.TEST_BROKEN for v in source.values()),
        problems=tuple(p for test in material.tests for p in _problems(test, source[test.key])),
    )
    shortened = all(short[name].passed for name in usable)
    return found, lean if shortened else material.source, usable


def _problems(test: Test, verdict: Verdict) -> Iterator[Problem]:
    place = f"Test '{test.key}'"
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


def sharp(
    bench: Bench,
    job: Job,
    material: Material,
    notebooks: Notebooks,
    found: Sequence[Mutant],
    *,
    usable: frozenset[str],
    equivalent: Mapping[str, str],
) -> Sharp:
    """Grade all mutants, with all of the tests and with what students see of them."""
    attempts = {
        one.id: material.with_cell(notebooks, one.notebook, one.cell, one.code) for one in found
    }
    bared = replace(job, assignment=what_students_see(job.assignment))
    tests = tuple(test for test in material.tests if test.key in usable)
    lost = {name: _lost(report, tests) for name, report in bench.grade(job, attempts).items()}
    seen = {name: _lost(report, tests) for name, report in bench.grade(bared, attempts).items()}
    tried = tuple(
        Tried(one, lost[one.id], frozenset(seen.get(one.id, ())), equivalent.get(one.id, ""))
        for one in found
        if one.id in lost
    )
    changed = {(one.notebook, one.cell) for one in found if not one.catalogued}
    known = {one.id for one in found}
    return Sharp(
        tests,
        tried,
        stale=tuple(name for name in equivalent if name not in known),
        untouched=tuple(cell for place, cell in material.solutions if (place, cell) not in changed),
    )


def _lost(report: SubmissionReport, tests: Sequence[Test]) -> dict[str, float]:
    found = verdicts(report, tests)
    return {
        name: verdict.max_points - (verdict.points or 0.0)
        for name, verdict in found.items()
        if not verdict.passed
    }


def fair(
    bench: Bench,
    job: Job,
    material: Material,
    attempts: Mapping[str, Notebooks],
    *,
    usable: frozenset[str],
    unusable: tuple[str, ...],
) -> Fair:
    """Grade right answers that are written differently."""
    reports = bench.grade(job, attempts)
    tests = [test for test in material.tests if test.key in usable]
    rejections = tuple(
        Rejection(name, test, verdict.max_points - (verdict.points or 0.0), cause(verdict))
        for name, report in reports.items()
        for test, verdict in zip(tests, verdicts(report, tests).values(), strict=True)
        if not verdict.passed
    )
    return Fair(tuple(reports), rejections, unusable)


def cause(verdict: Verdict) -> str:
    """Why a test was not passed, as a line."""
    return verdict.message or verdict.reason.value


def verdicts(report: SubmissionReport, tests: Sequence[Test]) -> dict[str, Verdict]:
    """Verdicts of these tests, by their keys."""
    found = {
        (notebook.name, verdict.grade_id): verdict
        for notebook in report.notebooks
        for verdict in notebook.verdicts
    }
    return {test.key: found[test.notebook, test.name] for test in tests}
