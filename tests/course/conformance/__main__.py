"""``python -m tests.course.conformance [case ...]``: the same courses graded by stock nbgrader and
by this engine, and a table of the differences.

``--outputs`` shows differences in the autograded notebooks too, ``--declared`` also those that are
meant. ``--keep FOLDER`` leaves the courses there; stock grades what has not changed only once.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from tests.course.conformance import cases, packaged
from tests.course.conformance.compare import Difference
from tests.course.conformance.kit import Outcome, run


def main() -> int:
    """Returns 1 where something differs and is not declared, or is declared and does not differ."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--outputs", action="store_true")
    parser.add_argument("--declared", action="store_true")
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    names = options.names or [*cases.names(), *packaged.names()]
    started = time.monotonic()
    console = Console(width=None if sys.stdout.isatty() else 160)
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.keep or Path(temporary)
        outcomes = list(outcomes_of(names, folder.absolute(), options.workers, console))
    shown = [
        difference
        for outcome in outcomes
        for difference in (*outcome.scores, *(outcome.cells if options.outputs else ()))
        if options.declared or not difference.why
    ]
    if shown:
        console.print(table(shown))
    for outcome in outcomes:
        for declared in outcome.unseen:
            console.print(f"{outcome.case.name}: declared, not seen: {declared}", markup=False)
    console.print(summary(outcomes, time.monotonic() - started), highlight=False)
    return int(any(outcome.undeclared or outcome.unlike or outcome.unseen for outcome in outcomes))


def outcomes_of(
    names: Sequence[str], folder: Path, workers: int, console: Console
) -> Iterator[Outcome]:
    """The outcome of each case, several at a time; a line is printed for each."""
    with ThreadPoolExecutor(workers) as pool:
        for outcome in pool.map(lambda name: one(name, folder / name), names):
            ran = outcome.ran
            console.print(
                f"{outcome.case.name:32} {outcome.compared:4} scores, "
                f"{len(outcome.undeclared):3} differ; {len(outcome.unlike):3} in notebooks; "
                f"{ran.outside}/{ran.tests} tests outside; stock gives "
                + ", ".join(f"{who} {points:g}" for who, points in outcome.points.items()),
                highlight=False,
                soft_wrap=True,
            )
            yield outcome


def one(name: str, folder: Path) -> Outcome:
    """One case by its name."""
    case = packaged.load(name) if name in packaged.names() else cases.load(name)
    return run(case, folder)


def table(shown: Sequence[Difference]) -> Table:
    """The differences for a terminal."""
    made = Table(title="Stock nbgrader and this engine")
    for name in ("case", "student", "notebook", "cell", "field", "stock", "ours", "why"):
        made.add_column(name, overflow="fold")
    for found in shown:
        values = [Text(str(value)[:160]) for value in (found.stock, found.ours, found.why)]
        made.add_row(found.case, *map(Text, found.place), *values, style="" if found.why else "red")
    return made


def summary(outcomes: Sequence[Outcome], seconds: float) -> str:
    """One line on all of them."""
    compared = sum(outcome.compared for outcome in outcomes)
    undeclared = sum(len(outcome.undeclared) for outcome in outcomes)
    declared = sum(len(outcome.scores) for outcome in outcomes) - undeclared
    cells = sum(len(outcome.unlike) for outcome in outcomes)
    tests = sum(outcome.ran.tests for outcome in outcomes)
    outside = sum(outcome.ran.outside for outcome in outcomes)
    return (
        f"{len(outcomes)} cases, {compared} scores compared: {undeclared} differ, {declared} more "
        f"differ as declared; {cells} differences in autograded notebooks; "
        f"{outside} of {tests} test cells ({outside / max(tests, 1):.1%}) ran outside; "
        f"{seconds:.0f} s"
    )


if __name__ == "__main__":
    sys.exit(main())
