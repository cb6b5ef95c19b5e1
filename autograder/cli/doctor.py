"""``autograder doctor``: what this host offers for confining student code, and what is missing; in
a course's folder also whether several users can share it."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from rich.markup import escape

from autograder.cli.printing import console
from autograder.errors import AutograderError
from autograder.sandbox.probe import Check, probe


def examine_course(root: Path) -> None:
    """Print who may enter what of a course and its exchange, and what to do. Raises CourseError."""
    from autograder.gradebook.course import Course
    from autograder.gradebook.permissions import sharing

    console.print("[bold]The course, where several users share this host[/]", highlight=False)
    for one in sharing(Course.open(root)):
        mark = "[green]✓ yes    [/]" if one.holds else "[yellow]– no     [/]"
        console.print(
            f"{mark}  [bold]{escape(one.claim)}[/]: {escape(one.found)}",
            highlight=False, soft_wrap=True,
        )  # fmt: skip
        if not one.holds:
            console.print(f"           {escape(one.remedy)}", highlight=False, soft_wrap=True)
    console.print()


def examine_host() -> int:
    """Print the checks as they come, what to do, and the verdict. Returns the exit status: 0 if
    student code can be confined here, else 1."""
    missing = print_checks(probe())
    if sys.platform == "linux":
        trial = try_everything()
        print_check(trial)
        missing += [] if trial.ok else [trial]
    print_remedies(missing)
    if any(check.needed for check in missing):
        cannot = "Student code cannot be confined here: `autograder grade` will refuse"
        unless = " unless --unsafe is given." if sys.platform == "linux" else "."
        console.print(f"\n[bold]{cannot}{unless}[/]", highlight=False, soft_wrap=True)
        return 1
    console.print("\n[bold]Student code can be confined here.[/]", highlight=False)
    return 0


def try_everything() -> Check:
    """All steps together, as grading does them."""
    from autograder.candidate.client import try_sandbox

    name = "Trial of the whole sandbox"
    try:
        try_sandbox()
    except AutograderError as error:
        return Check(name, False, True, error.message)
    return Check(name, True, True, "a process was confined")


def print_checks(checks: Iterable[Check]) -> list[Check]:
    """Print each line as it comes; those that are missing."""
    missing = []
    for check in checks:
        print_check(check)
        if not check.ok:
            missing.append(check)
    return missing


def print_check(check: Check) -> None:
    if check.ok:
        mark = "[green]✓ yes    [/]"
    elif check.needed:
        mark = "[bold red]✗ missing[/]"
    else:
        mark = "[yellow]– not here[/]"
    console.print(
        f"{mark}  [bold]{escape(check.name)}[/]: {escape(check.detail)}",
        highlight=False, soft_wrap=True,
    )  # fmt: skip


def print_remedies(missing: Sequence[Check]) -> None:
    """What to do; once, where it is the same for several."""
    remedies: dict[str, list[str]] = {}
    for check in missing:
        if check.remedy:
            remedies.setdefault(check.remedy, []).append(check.name)
    for remedy, names in remedies.items():
        console.print(
            f"\n[bold]{escape(', '.join(names))}:[/]\n  {escape(remedy)}",
            highlight=False, soft_wrap=True,
        )  # fmt: skip
