"""``autograder audit``: what is to be said of an assignment's tests before students meet them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.syntax import Syntax
from rich.table import Table
from rich.text import Text

from autograder import embeddings
from autograder.audit.auditing import Wishes, audit
from autograder.audit.facts import Facts
from autograder.audit.judging import Finding, findings, number, passed
from autograder.audit.page import page
from autograder.cli.printing import console, printed
from autograder.config import Audit
from autograder.gradebook.course import Course
from autograder.grading.pool import LocalPool
from autograder.pages import counted, write

QUICK = 3
"""Runs that are compared where there is little time."""
DETAILS, DIFFS = 12, 12
"""Lines of a finding, and survivors, that are shown here."""


def print_audit(
    course: Course,
    assignment: str,
    *,
    to: Path | None = None,
    quick: bool = False,
    at_least: float | None = None,
) -> int:
    """Audit, print the findings, and write the page where one is asked for; the exit status is 1
    where the assignment is not fit for a release, 130 where a person stopped it."""
    wanted = Audit(config=course.config)
    if at_least is not None:
        wanted.sharpness = at_least
    wishes = Wishes(
        gensim_data=embeddings.prepare(say=printed).gensim_data,
        workplace=LocalPool(course.settings.worker_count()),
        trials=min(QUICK, wanted.trials) if quick else wanted.trials,
        slow_seconds=wanted.slow_seconds,
    )
    try:
        with _progress() as progress:
            facts = audit(course, assignment, wishes, begin=_teller(progress))
    except KeyboardInterrupt:
        console.print("Stopped. The same command goes on from here.", highlight=False)
        return 130
    found = findings(facts, wanted)
    _print_facts(facts, wanted)
    for one in found:
        _print_finding(one)
    _print_survivors(facts)
    if to is not None:
        to.parent.mkdir(parents=True, exist_ok=True)
        write(to, page(facts, wanted, made=datetime.now(UTC).date()))
        console.print(f"The page: {to}", highlight=False, markup=False, soft_wrap=True)
    fit = passed(found)
    verdict = "The tests are fit for a release." if fit else "Not fit for a release yet."
    console.print(Text(verdict, style="bold green" if fit else "bold red"))
    return int(not fit)


def _print_facts(facts: Facts, wanted: Audit) -> None:
    """One row for each thing that was measured."""
    base, sharp, fair, stable = facts.base, facts.sharp, facts.fair, facts.stable
    table = Table(title=f"Audit of {facts.assignment}", title_justify="left")
    for heading in ("", "measured", "found", "wanted"):
        table.add_column(heading)
    wrong = len({one.variant for one in fair.rejections})
    rows = [
        ("your own solution gets", f"{base.source:g} of {base.points:g} points",
         f"{wanted.source:g} %", base.source_percent >= wanted.source),
        ("the empty release gets", f"{base.release:g} of {base.points:g} points",
         f"{wanted.release:g} %", base.release_percent <= wanted.release),
        ("the release shows of the secrets", f"{len(base.leaks)}",
         f"{wanted.leaks}", len(base.leaks) <= wanted.leaks),
        ("right answers that lose points", f"{wrong} of {len(fair.variants)}",
         f"{wanted.rejections}", wrong <= wanted.rejections),
        ("slightly wrong answers that are noticed",
         f"{sum(one.killed for one in sharp.counted)} of {len(sharp.counted)}"
         f" ({number(sharp.score)} %)",
         f"{wanted.sharpness:g} %", sharp.score >= wanted.sharpness),
        ("  by what students see of the tests", f"{number(sharp.visible_score)} %", "", True),
        ("  declared equivalent", f"{len(sharp.equivalents)}", "", True),
        ("marks that differ between runs", f"{len(stable.changes)} in {len(stable.trials)} runs",
         f"{wanted.unstable}", len(stable.changes) <= wanted.unstable),
        ("tests that run outside the students' processes",
         f"{base.outside} of {sum(1 for _ in sharp.tests)}", "", True),
    ]  # fmt: skip
    for what, found, goal, good in rows:
        sign = Text("ok", style="green") if good else Text("no", style="bold red")
        table.add_row(sign if goal else "", what, found, goal)
    console.print(table, highlight=False)


def _print_finding(one: Finding) -> None:
    sign, style = ("no", "bold red") if one.fails else ("note", "bold yellow")
    console.print(Text.assemble((f"{sign}: ", style), one.text), soft_wrap=True)
    for line in one.details[:DETAILS]:
        console.print(f"    {line}", markup=False, highlight=False, soft_wrap=True)
    if len(one.details) > DETAILS:
        console.print(f"    and {len(one.details) - DETAILS} more", highlight=False)
    if one.next_step:
        console.print(Text.assemble(("  Next: ", "bold"), one.next_step), soft_wrap=True)


def _print_survivors(facts: Facts) -> None:
    left = facts.sharp.survivors
    for one in left[:DIFFS]:
        mutant = one.mutant
        console.print(Text(f"\n{mutant.id}  {mutant.cell}: {mutant.title}", style="bold"))
        console.print(Syntax(mutant.diff, "diff", background_color="default", word_wrap=True))
    if len(left) > DIFFS:
        more = counted(len(left) - DIFFS, "survivor")
        console.print(f"{more} more: with --to FILE.html all of them are shown.")


def _teller(progress: Progress) -> Callable[[str, int], Callable[[], None]]:
    def begin(what: str, count: int) -> Callable[[], None]:
        task = progress.add_task(f"Grading {what}", total=count)
        return lambda: progress.advance(task)

    return begin


def _progress() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("left:"),
        TimeRemainingColumn(),
        console=console,
    )
