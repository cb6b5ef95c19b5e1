"""What is wrong with an assignment's tests, worst first, each with the next step."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from autograder.audit.facts import Facts, Test
from autograder.config import Audit
from autograder.errors import RUN_INSIDE
from autograder.pages import counted


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to be said of the tests."""

    slug: str
    text: str
    """One sentence."""
    next_step: str = ""
    details: tuple[str, ...] = ()
    """One line each."""
    fails: bool = True
    """Whether the assignment is not fit to be released with it; else it is a remark."""


def findings(facts: Facts, wanted: Audit) -> tuple[Finding, ...]:
    """All there is to say, worst first. What ``wanted`` allows is a remark, and not wrong."""
    found = [
        *_undone(facts),
        *_source(facts, wanted),
        *_leaks(facts, wanted),
        *_unfair(facts, wanted),
        *_release(facts, wanted),
        *_survivors(facts, wanted),
        *_unstable(facts, wanted),
        *_declarations(facts),
        *_remarks(facts),
    ]
    return tuple(sorted(found, key=lambda one: not one.fails))


def passed(found: tuple[Finding, ...]) -> bool:
    """Whether the tests are fit for a release."""
    return not any(one.fails for one in found)


def number(value: float) -> str:
    """At most one digit behind the point, and never rounded up to 100."""
    return f"{min(round(value, 1), 99.9) if value < 100 else value:g}"


def _undone(facts: Facts) -> Iterator[Finding]:
    if facts.failures:
        yield Finding(
            "not-graded",
            f"{counted(len(facts.failures), 'attempt')} could not be graded.",
            "Run the audit again: it goes on from here.",
            facts.failures,
        )


def _source(facts: Facts, wanted: Audit) -> Iterator[Finding]:
    base = facts.base
    for problem in base.problems:
        if problem.slug == "cannot-run-outside":
            yield Finding(problem.slug, problem.message)  # which says what to do
    wrong = tuple(p.message for p in base.problems if p.slug == "fails-the-solution")
    if base.source_percent < wanted.source or wrong:
        yield Finding(
            "fails-the-solution",
            f"Your own solution gets {base.source:g} of {base.points:g} points.",
            "Mend the test or the solution: a student with this very code would lose points.",
            wrong,
            base.source_percent < wanted.source,
        )


def _leaks(facts: Facts, wanted: Audit) -> Iterator[Finding]:
    leaks = facts.base.leaks
    if leaks:
        yield Finding(
            "leak",
            f"The release shows {counted(len(leaks), 'thing')} that only instructors may see.",
            "Put it between BEGIN SOLUTION or BEGIN HIDDEN TESTS and the END of it, or write it "
            "otherwise.",
            leaks,
            len(leaks) > wanted.leaks,
        )


def _unfair(facts: Facts, wanted: Audit) -> Iterator[Finding]:
    fair = facts.fair
    variants = tuple(dict.fromkeys(one.variant for one in fair.rejections))
    if variants:
        yield Finding(
            "unfair",
            f"{counted(len(variants), 'right answer')} of {len(fair.variants)} would lose points: "
            f"{', '.join(variants)}.",
            "Ask for nothing that the task does not say, or say it in the task.",
            tuple(
                f"{one.variant}: '{one.test.key}' takes {one.lost:g} of {one.test.points:g}: "
                f"{one.cause}"
                for one in fair.rejections
            ),
            len(variants) > wanted.rejections,
        )
    if fair.unusable:
        yield Finding(
            "variant-out-of-step",
            f"{counted(len(fair.unusable), 'right answer')} could not be tried.",
            "Bring it into step with the notebook.",
            fair.unusable,
        )


def _release(facts: Facts, wanted: Audit) -> Iterator[Finding]:
    base = facts.base
    if base.free:
        yield Finding(
            "cannot-fail",
            f"The empty release gets {base.release:g} of {base.points:g} points: "
            f"{_named(base.free)} cannot fail.",
            "Let the test call what the student is to write, and compare what comes back.",
            fails=base.release_percent > wanted.release,
        )


def _survivors(facts: Facts, wanted: Audit) -> Iterator[Finding]:
    sharp = facts.sharp
    if sharp.survivors:
        yield Finding(
            "blunt",
            f"{len(sharp.survivors)} of {counted(len(sharp.counted), 'slightly wrong answer')} "
            f"would get full marks ({number(sharp.score)} % are noticed).",
            "Ask the question that tells the two apart; where there is none, declare the change "
            f"in audit/{facts.assignment}/equivalent.toml, with the reason.",
            tuple(
                f"{one.mutant.id} {one.mutant.cell}: {one.mutant.title}" for one in sharp.survivors
            ),
            sharp.score < wanted.sharpness,
        )


def _unstable(facts: Facts, wanted: Audit) -> Iterator[Finding]:
    changes = facts.stable.changes
    if changes:
        tests = tuple(dict.fromkeys(one.test for one in changes))
        yield Finding(
            "unstable",
            f"{_named(tests)} gave other marks in other runs.",
            "Seed what the test draws, sort what has no order, and allow for rounding.",
            tuple(f"{c.variant}, {c.trial}: '{c.test.key}': {c.cause}" for c in changes),
            len(changes) > wanted.unstable,
        )


def _declarations(facts: Facts) -> Iterator[Finding]:
    sharp = facts.sharp
    if sharp.contradicted:
        yield Finding(
            "not-equivalent",
            f"{counted(len(sharp.contradicted), 'change')} declared equivalent, and yet noticed.",
            "Take it out of equivalent.toml; or the test asks for what the task does not say.",
            tuple(
                f"{one.mutant.id} {one.mutant.cell}: noticed by {', '.join(one.lost)}"
                for one in sharp.contradicted
            ),
            fails=False,
        )
    if sharp.stale:
        yield Finding(
            "stale",
            f"equivalent.toml declares {counted(len(sharp.stale), 'change')} that no cell can "
            f"undergo any more: {', '.join(sharp.stale)}.",
            "Take them out.",
            fails=False,
        )


def _remarks(facts: Facts) -> Iterator[Finding]:
    sharp = facts.sharp
    inside = tuple(p.message for p in facts.base.problems if p.slug == "runs-inside")
    if inside:
        text = f"{counted(len(inside), 'test')} can be tampered with."
        step = f"Where it can run outside, take out the line. ({RUN_INSIDE})"
        yield Finding("runs-inside", text, step, inside, fails=False)
    if facts.slow:
        yield Finding(
            "slow",
            f"{counted(len(facts.slow), 'cell')} of your own solution takes long.",
            "Students wait for it each time; ask fewer questions, or compute once.",
            tuple(f"{one.cell}: {one.seconds:.1f} s of CPU time" for one in facts.slow),
            fails=False,
        )
    if sharp.blunt:
        yield Finding(
            "notices-nothing",
            f"{_named(sharp.blunt)} noticed none of the slightly wrong answers.",
            "See whether it tests what its points are for.",
            fails=False,
        )
    rest = tuple(test for test in sharp.redundant if test not in sharp.blunt)
    if rest:
        yield Finding(
            "redundant",
            f"What {_named(rest)} noticed, others noticed, too; that is no fault, for a test may "
            "be there for its points.",
            fails=False,
        )
    twice = list(sharp.charged_twice())
    if twice:
        yield Finding(
            "charged-twice",
            "A fault in one task costs points in another, too.",
            "Let later tests not depend on earlier answers, or tell students that they do.",
            tuple(
                f"{cell}: {count} of {known} faults also fail '{test.key}'"
                for cell, test, count, known in twice
            ),
            fails=False,
        )


def _named(tests: tuple[Test, ...]) -> str:
    return ", ".join(f"'{test.key}'" for test in tests)
