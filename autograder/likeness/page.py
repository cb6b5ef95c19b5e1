"""Pairs side by side, as one self-contained HTML file that asks and does not judge."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from jinja2 import Template

from autograder.likeness.finding import Found, printed
from autograder.likeness.ranking import Pair
from autograder.likeness.reading import Class, Task
from autograder.pages import environment, line

MAX_LINES = 300
MAX_WIDTH = 300
NAME = 80
"""Characters of a name."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a cell."""

    text: str
    common: bool
    """Something stands in it that both have and few others."""


@dataclass(frozen=True, slots=True)
class Side:
    """One student's cell."""

    student: str
    lines: tuple[Line, ...]
    left_out: int
    """Lines that are not shown."""


@dataclass(frozen=True, slots=True)
class Common:
    """A task in which two students have something in common."""

    task: str
    share: float
    sides: tuple[Side, Side]


@dataclass(frozen=True, slots=True)
class Shown:
    """A pair as the page shows it."""

    first: str
    second: str
    likeness: float
    tasks: tuple[Common, ...]


def page(assignment: str, work: Class, found: Found) -> str:
    """The page."""
    tasks = {task.name: task for task in work.tasks}
    return _template().render(
        assignment=line(assignment, NAME),
        students=len(work.students),
        tasks=len(work.tasks),
        pairs=[_shown(pair, tasks, work, found.counts) for pair in found.pairs],
    )


def _shown(
    pair: Pair,
    tasks: Mapping[str, Task],
    work: Class,
    counts: Mapping[str, Mapping[int, float]],
) -> Shown:
    both = (pair.first, pair.second)
    return Shown(
        first=line(work.students[pair.first], NAME),
        second=line(work.students[pair.second], NAME),
        likeness=pair.likeness,
        tasks=tuple(
            Common(name, share, _sides(tasks[name], both, work, counts[name]))
            for name, share in pair.tasks.items()
        ),
    )


def _sides(
    task: Task, both: tuple[int, int], work: Class, counts: Mapping[int, float]
) -> tuple[Side, Side]:
    sources = [work.work[student][task.name] for student in both]
    prints = [printed(task, source) for source in sources]
    shared = {h for h in prints[0].hashes.tolist() if h in counts} & set(prints[1].hashes.tolist())
    sides = []
    for student, source, mine in zip(both, sources, prints, strict=True):
        marked = {
            number
            for hash_, (first, last) in zip(mine.hashes.tolist(), mine.lines, strict=True)
            if hash_ in shared
            for number in range(first, last + 1)
        }
        lines = tuple(_lines(source, marked))
        sides.append(
            Side(line(work.students[student], NAME), lines[:MAX_LINES], len(lines[MAX_LINES:]))
        )
    return sides[0], sides[1]


def _lines(source: str, marked: set[int]) -> Iterator[Line]:
    # as the tokens count them: other line breaks of Unicode are none in Python
    for number, text in enumerate(source.rstrip().split("\n")):
        yield Line(_code(text.expandtabs(4)), number in marked)


def _code(text: str) -> str:
    """A line of a student's, with what nobody could see in it made visible."""
    clean = "".join(c if c.isprintable() else "�" for c in text[: MAX_WIDTH + 1])
    return f"{clean[:MAX_WIDTH]}…" if len(clean) > MAX_WIDTH else clean


@cache
def _template() -> Template:
    made = environment("autograder.likeness")
    made.filters["percent"] = lambda share: f"{100 * share:.0f} %"
    return made.get_template("likeness.html.jinja")
