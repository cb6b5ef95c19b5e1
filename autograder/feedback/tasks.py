"""Verdicts grouped into tasks, each with what the student wrote for it.

A task is what stands under one heading of the notebook. Tests that stand under a heading without
a cell to fill in belong to the task whose cell their names begin with: the ``cosine_similarity-
words`` that comes later is a part of the task with the cell ``cosine_similarity``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from autograder.feedback.document import Block, Section
from autograder.model import Verdict

_DRAWN = re.compile(r"[0-9a-f]{12,}")
"""What nbgrader calls a cell that nobody named."""


@dataclass(frozen=True, slots=True)
class Group:
    """A task: its verdicts in the notebook's order, and the cells under its heading."""

    title: str
    verdicts: tuple[Verdict, ...]
    blocks: tuple[Block, ...] = ()

    @property
    def passed(self) -> bool:
        return all(verdict.passed for verdict in self.verdicts)

    @property
    def solutions(self) -> tuple[Block, ...]:
        """The student's code for the task, without answers that are graded themselves."""
        graded = {verdict.grade_id for verdict in self.verdicts}
        return tuple(
            block
            for block in self.blocks
            if block.is_code and block.is_solution and block.grade_id not in graded
        )

    @property
    def strays(self) -> tuple[Block, ...]:
        """Cells without a name that failed, but not for want of what is not written yet."""
        return tuple(
            block
            for block in self.blocks
            if block.is_own and block.error and block.error_name != "NotImplementedError"
        )


def stem(grade_id: str) -> str:
    """``cosine_similarity`` of ``cosine_similarity-core``."""
    return grade_id.rpartition("-")[0] or grade_id


def part_name(grade_id: str, index: int) -> str:
    """``core`` of ``cosine_similarity-core``; a number where the name says nothing."""
    before, _, concept = grade_id.rpartition("-")
    if _DRAWN.fullmatch(concept):
        return f"part {index + 1}"
    return concept.replace("_", " ") if before else grade_id


def group(verdicts: Sequence[Verdict], sections: Sequence[Section]) -> tuple[Group, ...]:
    """All verdicts, in the order of the notebook; those of absent cells come last."""
    waiting = {verdict.grade_id: verdict for verdict in verdicts}
    drafts = list(_drafts(waiting, sections))
    groups: list[Group] = []
    for draft in drafts:
        home = _home(draft, groups)
        if home is None:
            groups.append(draft)
        else:
            groups[home] = _joined(groups[home], draft)
    left: dict[str, list[Verdict]] = {}
    for verdict in waiting.values():
        left.setdefault(stem(verdict.grade_id), []).append(verdict)
    return (*groups, *(_headless(name, found) for name, found in left.items()))


def _headless(name: str, found: Sequence[Verdict]) -> Group:
    return Group(name if len(found) > 1 else found[0].grade_id, tuple(found))


def _drafts(waiting: dict[str, Verdict], sections: Sequence[Section]) -> Iterator[Group]:
    """A group for each section with verdicts, which are taken out of ``waiting``."""
    for section in sections:
        names = [block.grade_id for block in section.blocks if block.grade_id in waiting]
        found = tuple(waiting.pop(name) for name in dict.fromkeys(names))
        if found:
            yield Group(section.title or stem(found[0].grade_id), found, section.blocks)


def _home(draft: Group, groups: Sequence[Group]) -> int | None:
    """The earlier group that has the cell which all of the draft's tests are named for."""
    if any(block.is_solution for block in draft.blocks):
        return None
    for index, earlier in enumerate(groups):
        cells = {block.grade_id for block in earlier.blocks if block.is_solution}
        if all(stem(verdict.grade_id) in cells for verdict in draft.verdicts):
            return index
    return None


def _joined(first: Group, second: Group) -> Group:
    return Group(first.title, first.verdicts + second.verdicts, first.blocks + second.blocks)
