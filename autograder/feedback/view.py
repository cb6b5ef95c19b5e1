"""What the page says, as frozen data: a pure function of the report.

Every text is cleaned and bounded here; it is escaped where the page is rendered.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from autograder.config import Level
from autograder.feedback import tasks
from autograder.feedback.figure import Figure, figure
from autograder.feedback.formulas import readable
from autograder.feedback.revealing import shown
from autograder.feedback.wording import SYMBOLS, WORDS, Tone, Words
from autograder.feedback.work import Terms, Work, work, written
from autograder.model import Evidence, Reason, Verdict
from autograder.pages.text import head, line

COMMENT_LINES, COMMENT_CHARACTERS = 60, 4000
"""Of what a person wrote about one cell."""
FIGURES = 8
"""Of a whole page: the numbers of any others are on their boards."""


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
        for index, verdict in enumerate(group.verdicts)
    )
    names = dict.fromkeys(block.grade_id for block in group.blocks)
    return Task(
        anchor=f"task-{number}",
        title=line(group.title, 120),
        parts=parts,
        result=_overall(parts),
        findings=_findings(verdicts, parts, terms.level),
        work=tuple(work(*each, terms) for each in written(group, terms.blank, terms.level)),
        comments=comments({n: t for n, t in terms.comments.items() if n in names}),
    )


def with_few_figures(seen: Iterable[Task]) -> tuple[Task, ...]:
    """The tasks with their first ``FIGURES`` figures."""
    left = FIGURES
    found = []
    for one in seen:
        findings = []
        for finding in one.findings:
            left -= finding.figure is not None
            findings.append(finding if left >= 0 else replace(finding, figure=None))
        found.append(replace(one, findings=tuple(findings)))
    return tuple(found)


def comments(texts: Mapping[str, str]) -> tuple[Comment, ...]:
    """What people wrote, by cell, as it is shown; Formgrader has promised them formulas."""
    found = []
    for name, text in texts.items():
        excerpt = head(readable(text.strip()), lines=COMMENT_LINES, characters=COMMENT_CHARACTERS)
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
    """``advice`` is what the task's earlier findings have said: not said twice."""
    evidence = verdict.evidence or Evidence()
    found = words(verdict)
    asked = (
        ("Asked", line(evidence.call, 400)),
        ("Your answer", line(evidence.came, 200)),
        ("Expected", line(evidence.expected, 200)),
    )
    because = line(verdict.because, 60)
    message = "" if _repeats(verdict.message, evidence) else line(verdict.message, 300)
    if because:  # what the message says of that stands below
        message = message.partition(f"With a right `{because}`")[0].rstrip()
    texts = [
        # a board with the right answer on it says better what happened
        "" if evidence.expected or because else found.meaning,
        "" if evidence.hint or because else found.next_step,
        line(evidence.misconception, 120),
        line(evidence.hint, 400),
    ]
    if level < Level.HINTS and verdict.reason is not Reason.MANUAL and found.tone is not Tone.WAITS:
        texts = [""] * 4
    meaning, next_step, looks_like, hint = ("" if text in advice else text for text in texts)
    advice.update(texts)
    if because and not verdict.passed:
        next_step = f"Mend `{because}` first, then look here again."
    return Finding(
        parts=parts,
        message=message,
        board=tuple((label, text) for label, text in asked if text),
        law=line(evidence.law, 200),
        figure=figure(evidence.arrows) if evidence.arrows else None,
        looks_like=looks_like,
        because=because,
        spared=verdict.passed,
        hint=hint,
        meaning=meaning,
        next_step=next_step,
    )


def _repeats(message: str, evidence: Evidence) -> bool:
    """Whether the message, which may be cut short, only says what the board says: of this question
    or, where a smaller one has been found, of another."""
    if evidence.expected and " gave " in message and "; expected " in message:
        return True
    told = f"{evidence.call} gave {evidence.came}; expected {evidence.expected}."
    length = min(len(told), len(message.removesuffix("…")))
    return bool(evidence.expected) and message[:length] == told[:length]
