"""What the student wrote, cut so that all of it together stays in bounds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from autograder.config import Level
from autograder.feedback import tasks
from autograder.feedback.code import highlighted
from autograder.feedback.document import Block
from autograder.model import Reason
from autograder.pages.text import Excerpt, head, line, tail

LINES = 120
CHARACTERS = 6000
"""Of one cell of the student's."""
ERROR_LINES = 30
ERROR_CHARACTERS = 2000
ALL_CHARACTERS = 34_000
"""Of all cells and errors together, about 800 lines: where there is more, the longest are cut."""
STRAYS = 2
"""Failing cells of the student's own that are shown with one task."""


@dataclass(frozen=True, slots=True)
class Work:
    """A cell that the student wrote."""

    label: str
    code: Markup
    """Lines of highlighted code; for text, the escaped text."""
    is_code: bool
    note: str
    error: Excerpt


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds for all tasks of a page."""

    level: Level
    blank: frozenset[str]
    """Cells that are as released."""
    share: int
    """Bounds each text."""
    comments: Mapping[str, str]
    """Of people, by cell."""


def share(groups: Iterable[tasks.Group], blank: frozenset[str], level: Level) -> int:
    """The length to which every longer text is cut, so that all together stay in bounds."""
    blocks = [block for group in groups for _, block in written(group, blank, level)]
    lengths = [min(len(block.source), CHARACTERS) for block in blocks]
    lengths += [min(len(block.error), ERROR_CHARACTERS) for block in blocks]
    left = ALL_CHARACTERS
    for count, length in zip(range(len(lengths), 0, -1), sorted(lengths), strict=True):
        if length > left // count:
            return left // count
        left -= length
    return CHARACTERS


def written(group: tasks.Group, blank: frozenset[str], level: Level) -> Iterator[tuple[str, Block]]:
    """What the student wrote for a task, with labels."""
    answers = {v.grade_id for v in group.verdicts if v.reason is Reason.MANUAL}
    for block in group.blocks:
        if block.is_solution and block.grade_id in answers:
            yield "Your answer", block
    solutions = [block for block in group.solutions if block.grade_id not in blank]
    for block in solutions:
        name = f": {line(block.grade_id, 60)}" if len(solutions) > 1 else ""
        yield f"Your code{name}", block
    for block in () if group.passed or level < Level.EVERYTHING else group.strays[:STRAYS]:
        yield "A cell under this heading that failed", block


def work(label: str, block: Block, terms: Terms) -> Work:
    share = terms.share
    excerpt = head(block.source.strip("\n"), lines=LINES, characters=min(share, CHARACTERS))
    text = excerpt.text
    code = highlighted(text, most=6 * len(text) + 2000) if block.is_code else Markup.escape(text)
    told = block.error if terms.level >= Level.EVERYTHING else ""
    error = tail(told, lines=ERROR_LINES, characters=min(share, ERROR_CHARACTERS))
    return Work(label, code, block.is_code, excerpt.note, error)
