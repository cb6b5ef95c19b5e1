"""Pairs side by side, as one self-contained HTML file that asks and does not judge."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from autograder.likeness.finding import Found, printed
from autograder.likeness.ranking import Pair
from autograder.likeness.reading import Class, Task

MAX_LINES = 300
MAX_WIDTH = 300


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
        assignment=_line(assignment),
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
        first=_line(work.students[pair.first]),
        second=_line(work.students[pair.second]),
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
        sides.append(Side(_line(work.students[student]), lines[:MAX_LINES], len(lines[MAX_LINES:])))
    return sides[0], sides[1]


def _lines(source: str, marked: set[int]) -> Iterator[Line]:
    # as the tokens count them: other line breaks of Unicode are none in Python
    for number, text in enumerate(source.rstrip().split("\n")):
        yield Line(_line(text.expandtabs(4), MAX_WIDTH), number in marked)


def _line(text: str, limit: int = 80) -> str:
    """A student's text, fit for the page: cleaned and bounded."""
    clean = "".join(c if c.isprintable() else "�" for c in text[: limit + 1])
    return f"{clean[:limit]}…" if len(clean) > limit else clean


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("autograder.likeness"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["percent"] = lambda share: f"{100 * share:.0f} %"
    return environment.get_template("page.html.jinja")
