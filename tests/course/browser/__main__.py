"""``python -m tests.course.browser [assignment ...]``: the assignments in JupyterLab in a real
browser, as a careful and as a careless student sees them, and a table of what was seen.

``--as`` chooses one of the two students. Pictures of each screenful go below ``--to``, where the
student's environment is kept as well. ``--width`` is that of the window; ``--dark`` takes
JupyterLab's dark theme.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from autograder import embeddings
from autograder.exercises import assignments
from tests.course.browser.lab import ROOT, environment, serve
from tests.course.browser.visits import STUDENTS, Visit


def main() -> int:
    """Returns 1 where something is wrong that no student's mistake explains."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("assignments", nargs="*")
    parser.add_argument("--as", dest="students", choices=STUDENTS, action="append")
    parser.add_argument("--to", type=Path, default=ROOT / "build" / "browser")
    parser.add_argument("--width", type=int, default=1280)
    parser.add_argument("--dark", action="store_true")
    options = parser.parse_args()
    console = Console(width=None if sys.stdout.isatty() else 160)
    visits = []
    for visit in visit_all(options):
        console.print(f"{visit.assignment}, {visit.what}: {visit.seconds:.0f} s", highlight=False)
        visits.append(visit)
    console.print(table(visits))
    return int(any(map(is_wrong, visits)))


def visit_all(options: argparse.Namespace) -> Iterator[Visit]:
    """Each assignment as each student, one after the other, in one JupyterLab."""
    to = options.to.absolute()
    gensim_data = embeddings.prepare().gensim_data
    python = environment(to / "environment")
    with tempfile.TemporaryDirectory() as temporary:
        home, folder = Path(temporary, "home"), Path(temporary, "course")
        home.mkdir()
        folder.mkdir()
        with serve(python, folder, home, gensim_data=gensim_data, dark=options.dark) as lab:
            for assignment in options.assignments or assignments():
                for student in options.students or STUDENTS:
                    yield from STUDENTS[student](assignment, lab, to, width=options.width)


def is_wrong(visit: Visit) -> bool:
    """Whether something is not as it should be, mistakes of the student aside."""
    finished = visit.what in ("careful", "mended")
    return any(trouble(visit)) or bool(finished and visit.errors)


def trouble(visit: Visit) -> tuple[Sequence[str], ...]:
    """What no student is to blame for: requests to elsewhere, errors in the console, formulas."""
    return visit.off_machine, visit.complaints, visit.raw_formulas


def table(visits: list[Visit]) -> Table:
    """One row a run, and what went wrong in it."""
    table = Table(
        "assignment", "run", "cells", "figures", "errors", "elsewhere", "console", "raw", "s"
    )
    for visit in visits:
        table.add_row(
            visit.assignment,
            visit.what,
            str(visit.cells),
            str(visit.figures),
            escape("\n".join(f"{cell}: {error}" for cell, error in visit.errors.items())),
            *(escape("\n".join(each)) for each in trouble(visit)),
            f"{visit.seconds:.0f}",
        )
    return table


if __name__ == "__main__":
    sys.exit(main())
