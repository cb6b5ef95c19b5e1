"""``autograder similar``: which submissions have much in common that others have not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.markup import escape
from rich.progress import track
from rich.table import Table

from autograder.cli.printing import console
from autograder.gradebook.course import Course
from autograder.gradebook.files import write_file
from autograder.likeness.finding import Found, find
from autograder.likeness.page import page
from autograder.likeness.ranking import SMALLEST_CLASS
from autograder.likeness.reading import Class, read_class

TASKS = 4
"""How many tasks of a pair the table names."""


def print_similar(
    course: Course, assignment: str, *, top: int, to: Path | None, replace: bool
) -> None:
    """Print the pairs, and write the page if one is wanted."""

    def watch(students: Sequence[str]) -> Iterator[str]:
        yield from track(students, "Reading", console=console, transient=True)

    work = read_class(course, assignment, watch=watch)
    found = find(work, top=top)
    _print_table(work, found)
    if to is not None:
        text = page(assignment, work, found)
        write_file(to, text.encode(errors="replace"), replace=replace)
        console.print(f"wrote {to}", highlight=False, markup=False, soft_wrap=True)


def _print_table(work: Class, found: Found) -> None:
    size = len(work.students)
    if not found.pairs:
        few = f" Of fewer than {SMALLEST_CLASS} submissions nothing can be said."
        console.print(
            "No two submissions have anything in common that most others have not."
            + few * (size < SMALLEST_CLASS),
            highlight=False,
        )
        return
    table = Table(title=f"Much in common, among {size} submissions")
    table.add_column("", justify="right")
    table.add_column("These two", overflow="fold")
    table.add_column("Likeness", justify="right")
    table.add_column("In (all that few others have, or part of it)", overflow="fold")
    for number, pair in enumerate(found.pairs, start=1):
        both = " and ".join(_plain(work.students[at]) for at in (pair.first, pair.second))
        names = [_plain(name) + _part(share) for name, share in pair.tasks.items()]
        more = [f"{len(names) - TASKS} more"] if len(names) > TASKS else []
        said = ", ".join([*names[:TASKS], *more])
        table.add_row(str(number), both, f"{100 * pair.likeness:.0f} %", said)
    console.print(table)
    console.print(
        "These two have much in common that others have not. There can be many reasons: working "
        "together where it is allowed, a common source, chance. Ask before you conclude.",
        highlight=False,
    )


def _part(share: float) -> str:
    return "" if share > 0.995 else f" {100 * share:.0f} %"


def _plain(text: str) -> str:
    return escape("".join(c if c.isprintable() else "�" for c in text[:80]))
