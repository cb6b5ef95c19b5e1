"""Where the command line prints to, and how it prints errors. Imports on every platform."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape

from autograder.errors import AutograderError

console = Console()
errors = Console(stderr=True)


def printed(line: str) -> None:
    """A line about what is going on."""
    console.print(line, style="dim", highlight=False, markup=False, soft_wrap=True)


def print_error(error: AutograderError) -> None:
    """An error of ours: what happened, and what to do next."""
    errors.print(f"[bold red]Error:[/] {escape(error.message)}", highlight=False, soft_wrap=True)
    if error.next_step:
        errors.print(f"[bold]Next:[/]  {escape(error.next_step)}", highlight=False, soft_wrap=True)
