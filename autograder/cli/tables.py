"""What a grading run prints when it is over."""

from __future__ import annotations

import collections
import itertools

from rich.markup import escape
from rich.table import Table

from autograder.cli.printing import console, errors
from autograder.cli.tally import ROWS, Tally
from autograder.feedback import why
from autograder.pages import counted

CLASS = 5
"""Students from whom on it says something that nobody passes a test."""


def marks_table(assignment: str, tally: Tally) -> Table:
    """A row a student: points, points that wait for a person, why."""
    title = f"Marks for {assignment}"
    if tally.recorded > ROWS:
        title += f" (the {ROWS} lowest of {tally.recorded})"
    table = Table(title=title, title_justify="left", title_style="bold")
    table.add_column("Student", no_wrap=True)
    table.add_column("Points", justify="right", no_wrap=True)
    table.add_column("To mark", justify="right", no_wrap=True)
    table.add_column("Why")
    for report in tally.shown():
        mark = report.mark
        reached = mark.max_points - mark.pending
        style = "green" if mark.points >= reached else ""
        table.add_row(
            escape(report.student),
            f"{mark.points:g} / {reached:g}",
            f"{mark.pending:g}" if mark.pending else "",
            escape(why(report)),
            style=style,
        )
    return table


def kinds_table(tally: Tally) -> Table:
    """How often each reason cost points: students and grade cells."""
    table = Table(title="Points lost, by kind", title_justify="left", title_style="bold")
    table.add_column("Kind")
    table.add_column("Students", justify="right")
    table.add_column("Grade cells", justify="right")
    for reason, count in tally.concerned.most_common():
        table.add_row(reason.value, str(count), str(tally.kinds[reason]))
    return table


def broken_tests(tally: Tally) -> list[str]:
    """A line for each cause, which is not the student's, for which tests could not be carried out:
    a person must mark them, and the instructor mend them."""
    alike = collections.defaultdict(list)
    for name, broken in tally.broken.items():
        alike[broken.cause, broken.count, tuple(broken.students)].append(f"'{name}'")
    return [
        f"Test{'s' * (len(names) > 1)} {', '.join(names)} could not be carried out for "
        f"{counted(count, 'student')}, who wait for a person's mark "
        f"({', '.join(students)}{', …' * (count > len(students))}): {cause}"
        for (cause, count, students), names in alike.items()
    ]


def unpassed_tests(assignment: str, tally: Tally) -> list[str]:
    """A line on the tests that nobody in a class has passed: it may be the tests."""
    names = ", ".join(f"'{name}'" for name, passed in tally.passed.items() if not passed)
    if tally.recorded < CLASS or not names:
        return []
    return [f"Nobody passed: {names}. Does your own solution? `autograder audit {assignment}`"]


def inside_tests(tally: Tally) -> list[str]:
    """A line on the tests that were marked to run where the student's code ran."""
    if not tally.inside:
        return []
    names = ", ".join(f"'{name}'" for name in sorted(tally.inside))
    return [
        f"Inside the students' processes, as their authors have marked them, ran: {names}. Code "
        "that shares a process with a test can make it say anything: look at these marks twice."
    ]


def print_tables(assignment: str, tally: Tally) -> None:
    """All of them, and what failed on our side."""
    if tally.recorded:
        console.print(marks_table(assignment, tally))
        kinds = kinds_table(tally)
        if kinds.row_count:
            console.print(kinds)
    lines = broken_tests(tally), unpassed_tests(assignment, tally), inside_tests(tally)
    for line in (*itertools.chain(*lines), *tally.caveats):
        console.print(line, style="yellow", highlight=False, markup=False, soft_wrap=True)
    print_failures(tally)


def print_failures(tally: Tally) -> None:
    """What failed on our side."""
    if tally.failures:
        errors.print("[bold red]Not graded, for a cause on the grader's side:[/]")
        for failure in tally.failures:
            who = f"{failure.student}: " if failure.student else ""
            line = f"  {who}{failure.message}"
            errors.print(line, markup=False, highlight=False, soft_wrap=True)
        errors.print("Their marks were not touched. Run the same command again for them.")
