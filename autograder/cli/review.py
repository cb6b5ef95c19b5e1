"""``autograder grade --dry-run``: whose marks would change, and why."""

from __future__ import annotations

from rich.markup import escape
from rich.table import Table

from autograder.cli.printing import console
from autograder.feedback import short
from autograder.grading.review import CellChange, Change

ROWS = 100
"""Changes that are listed, the largest first."""


def print_review(assignment: str, changes: list[Change], looked_at: int) -> None:
    """All that would change, most to the student's loss first."""
    causes = dict.fromkeys(cause for change in changes for cause in change.causes)
    if not changes:
        console.print(f"{looked_at} looked at: no mark would change.", highlight=False)
        return
    if causes:
        console.print(
            "What is not as it was when marks were recorded: " + "; ".join(causes) + ".",
            highlight=False, markup=False, soft_wrap=True,
        )  # fmt: skip
    console.print(_table(assignment, sorted(changes, key=lambda c: (c.points, c.student))))
    new = sum(change.new for change in changes)
    counts = f"{len(changes)} of {looked_at} would change"
    counts += f", {new} of them for the first time" if new else ""
    console.print(
        f"{counts}. Nothing was written or recorded: `autograder grade {assignment}` does it.",
        highlight=False, soft_wrap=True,
    )  # fmt: skip


def _table(assignment: str, changes: list[Change]) -> Table:
    title = f"Marks for {assignment} that would change"
    title += f" (the first {ROWS} of {len(changes)})" if len(changes) > ROWS else ""
    table = Table(title=title, title_justify="left", title_style="bold")
    table.add_column("Student", no_wrap=True)
    table.add_column("Points", justify="right", no_wrap=True)
    table.add_column("Where")
    for change in changes[:ROWS]:
        points = f"{change.points:+g}" if change.points else "±0"
        where = "the first time" if change.new else "; ".join(map(_cell, change.cells))
        table.add_row(escape(change.student), points, escape(where))
    return table


def _cell(cell: CellChange) -> str:
    before, after = ("to mark" if p is None else f"{p:g}" for p in (cell.before, cell.after.points))
    return f"{cell.name} {before} → {after} ({short(cell.after.reason)})"
