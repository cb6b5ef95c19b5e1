"""What the page says, as frozen data: a pure function of the report.

Every text is cleaned and bounded here; it is escaped where the page is rendered.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from autograder.config import Level
from autograder.feedback import tasks
from autograder.feedback.code import highlighted
from autograder.feedback.document import Block
from autograder.feedback.figure import Figure, figure
from autograder.feedback.formulas import readable
from autograder.feedback.revealing import shown
from autograder.feedback.wording import SYMBOLS, WORDS, Tone, Words
from autograder.model import Evidence, Reason, Verdict
from autograder.pages.text import Excerpt, head, line, tail

LINES = 120
CHARACTERS = 6000
"""Of one cell of the student's."""
ERROR_LINES = 30
ERROR_CHARACTERS = 2000
ALL_CHARACTERS = 36_000
"""Of all cells and errors together, about 800 lines: where there is more, the longest are cut."""
COMMENT_LINES, COMMENT_CHARACTERS = 60, 4000
"""Of what a person wrote about one cell."""
STRAYS = 2
"""Failing cells of the student's own that are shown with one task."""


@dataclass(frozen=True, slots=True)
class Result:
    """A result as symbol, word and colour."""

    tone: Tone
    word: str

    @property
    def symbol(self) -> str:
        return SYMBOLS[self.tone]


@dataclass(frozen=True, slots=True)
class Part:
    """A grade cell in the table."""

    name: str
    result: Result
    points: float | None
    max_points: float


@dataclass(frozen=True, slots=True)
class Finding:
    """What was seen in one grade cell, or in several for which it is the same."""

    parts: tuple[Part, ...]
    message: str
    board: tuple[tuple[str, str], ...]
    """Label and text, as on a blackboard."""
    law: str
    figure: Figure | None
    looks_like: str
    """What a known misconception is called whose answers these are."""
    because: str
    """The student's own function that is to blame."""
    spared: bool
    """Whether the points are given for it all the same."""
    hint: str
    meaning: str
    next_step: str

    @property
    def result(self) -> Result:
        return self.parts[0].result


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
class Comment:
    """What a person wrote about a cell."""

    about: str
    text: str
    note: str


@dataclass(frozen=True, slots=True)
class Task:
    """What stands under one heading."""

    anchor: str
    title: str
    parts: tuple[Part, ...]
    result: Result
    findings: tuple[Finding, ...]
    work: tuple[Work, ...]
    comments: tuple[Comment, ...]

    @property
    def listed(self) -> tuple[Part, ...]:
        """The parts that have a line of their own: a single one only if there is more to say of
        it than of the task."""
        alone = len(self.parts) == 1 and not self.parts[0].name.endswith(INSIDE)
        return () if alone else self.parts

    @property
    def passed(self) -> bool:
        return self.result.tone is Tone.RIGHT

    @property
    def points(self) -> float:
        return sum(part.points or 0.0 for part in self.parts)

    @property
    def max_points(self) -> float:
        return sum(part.max_points for part in self.parts)

    @property
    def right(self) -> tuple[Part, ...]:
        return tuple(part for part in self.parts if part.result.tone is Tone.RIGHT)


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


def task(group: tasks.Group, number: int, terms: Terms) -> Task:
    """One task."""
    verdicts = tuple(shown(verdict, terms.level) for verdict in group.verdicts)
    parts = tuple(
        Part(
            line(tasks.part_name(verdict.grade_id, index), 60) + (INSIDE if verdict.inside else ""),
            _result(verdict),
            verdict.points,
            verdict.max_points,
        )
        for index, verdict in enumerate(verdicts)
    )
    names = dict.fromkeys(block.grade_id for block in group.blocks)
    return Task(
        anchor=f"task-{number}",
        title=line(readable(line(group.title, 300)), 120),
        parts=parts,
        result=_overall(parts),
        findings=_findings(verdicts, parts, terms.level),
        work=tuple(_work(*written, terms) for written in _written(group, terms.blank, terms.level)),
        comments=comments({n: t for n, t in terms.comments.items() if n in names}),
    )


def comments(texts: Mapping[str, str]) -> tuple[Comment, ...]:
    """What people wrote, by cell, as it is shown."""
    found = []
    for name, text in texts.items():
        excerpt = head(text.strip(), lines=COMMENT_LINES, characters=COMMENT_CHARACTERS)
        found.append(Comment(line(name, 60), excerpt.text, excerpt.note))
    return tuple(found)


INSIDE = " (ran inside your notebook's process)"
"""Of a test that its author has marked so: what it says can be tampered with."""


def words(verdict: Verdict) -> Words:
    """What the catalogue says; of what a person has marked, how much of it is right."""
    if verdict.reason is not Reason.MANUAL or verdict.points is None:
        return WORDS[verdict.reason]
    reason = Reason.PARTIAL if verdict.points else Reason.WRONG
    found = WORDS[Reason.RIGHT if verdict.passed else reason]
    return Words(found.tone, found.title, "A person has read and marked this.", found.next_step)


def _result(verdict: Verdict) -> Result:
    if verdict.because and verdict.passed:
        return Result(Tone.RIGHT, "counted as right")
    found = words(verdict)
    return Result(found.tone, found.title)


def _overall(parts: Sequence[Part]) -> Result:
    """The result of a task: that of its parts where they agree."""
    tones = {part.result.tone for part in parts}
    if len({part.result for part in parts}) == 1:
        return parts[0].result
    if tones == {Tone.RIGHT}:
        return Result(Tone.RIGHT, WORDS[Reason.RIGHT].title)
    if tones == {Tone.RIGHT, Tone.WAITS}:
        return Result(Tone.WAITS, "partly marked")
    right = sum(part.result.tone is Tone.RIGHT for part in parts)
    earned = any(part.points for part in parts)
    return Result(Tone.PART if earned else Tone.WRONG, f"{right} of {len(parts)} right")


def _findings(
    verdicts: Iterable[Verdict], parts: Iterable[Part], level: Level
) -> tuple[Finding, ...]:
    """All that is not right by itself; the same thing said of several parts is said once."""
    same: dict[tuple[object, ...], list[tuple[Verdict, Part]]] = {}
    for verdict, part in zip(verdicts, parts, strict=True):
        if part.result.tone is not Tone.RIGHT or verdict.because:
            key = (part.result, verdict.message, verdict.evidence, verdict.because)
            same.setdefault(key, []).append((verdict, part))
    advice: set[str] = set()
    return tuple(
        _finding(found[0][0], tuple(part for _, part in found), advice, level)
        for found in same.values()
    )


def _finding(verdict: Verdict, parts: tuple[Part, ...], advice: set[str], level: Level) -> Finding:
    """``advice`` is what the task's earlier findings have said in general: not said twice."""
    evidence = verdict.evidence or Evidence()
    found = words(verdict)
    asked = (
        ("Asked", line(evidence.call, 400)),
        ("Your answer", line(evidence.came, 200)),
        ("Expected", line(evidence.expected, 200)),
    )
    because = line(verdict.because, 60)
    general = [
        # a board with the right answer on it says better what happened
        "" if evidence.expected or because else found.meaning,
        "" if evidence.hint or because else found.next_step,
    ]
    if level < Level.HINTS and verdict.reason is not Reason.MANUAL and found.tone is not Tone.WAITS:
        general = ["", ""]
    meaning, next_step = ("" if text in advice else text for text in general)
    advice.update(general)
    if because and not verdict.passed:
        next_step = f"Mend `{because}` first, then look here again."
    return Finding(
        parts=parts,
        message="" if _repeats(verdict.message, evidence) else line(verdict.message, 300),
        board=tuple((label, text) for label, text in asked if text),
        law=line(evidence.law, 200),
        figure=figure(evidence.arrows) if evidence.arrows else None,
        looks_like=line(evidence.misconception, 160),
        because=because,
        spared=verdict.passed,
        hint=line(evidence.hint, 400),
        meaning=meaning,
        next_step=next_step,
    )


def _repeats(message: str, evidence: Evidence) -> bool:
    """Whether the message, which may be cut short, only says what the board says."""
    told = f"{evidence.call} gave {evidence.came}; expected {evidence.expected}."
    length = min(len(told), len(message.removesuffix("…")))
    return bool(evidence.expected) and message[:length] == told[:length]


def share(groups: Iterable[tasks.Group], blank: frozenset[str], level: Level) -> int:
    """The length to which every longer text is cut, so that all together stay in bounds."""
    blocks = [block for group in groups for _, block in _written(group, blank, level)]
    lengths = [min(len(block.source), CHARACTERS) for block in blocks]
    lengths += [min(len(block.error), ERROR_CHARACTERS) for block in blocks]
    left = ALL_CHARACTERS
    for count, length in zip(range(len(lengths), 0, -1), sorted(lengths), strict=True):
        if length > left // count:
            return left // count
        left -= length
    return CHARACTERS


def _written(
    group: tasks.Group, blank: frozenset[str], level: Level
) -> Iterator[tuple[str, Block]]:
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


def _work(label: str, block: Block, terms: Terms) -> Work:
    share = terms.share
    excerpt = head(block.source.strip("\n"), lines=LINES, characters=min(share, CHARACTERS))
    text = excerpt.text
    code = highlighted(text, most=6 * len(text) + 2000) if block.is_code else Markup.escape(text)
    told = block.error if terms.level >= Level.EVERYTHING else ""
    error = tail(told, lines=ERROR_LINES, characters=min(share, ERROR_CHARACTERS))
    return Work(label, code, block.is_code, excerpt.note, error)
