"""The nouns: what is graded, and what comes of it.

All of them are frozen. Trusted processes of ours hand them to each other; nothing that a
candidate sent becomes one of them unchecked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import PurePosixPath
from typing import Any

from autograder.names import NOTHING, Reads

JSON = Any
"""A JSON value: None, bool, int, float, str, or lists and dicts of these."""

Value = Any
"""Plain data as it crosses between candidate and examiner; see ``autograder.candidate.values``."""


class Role(StrEnum):
    """Who wrote a cell, and so where it runs and who owns the names that it binds."""

    TEXT = "text"
    """Markdown and raw cells: they do not run."""
    STUDENT = "student"
    """Code that the student may edit: runs in the candidate."""
    INSTRUCTOR = "instructor"
    """The instructor's own code (imports, data, model): runs on both sides."""
    TEST = "test"
    """An autograded test: runs in the examiner, and the candidate never sees it."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a submission after sanitising, with what the engine knows of it."""

    index: int
    """Position in the notebook."""
    role: Role
    source: str
    grade_id: str | None = None
    """nbgrader's name of the cell, where it has one."""
    points: float | None = None
    """Points that the cell is worth, for grade cells."""
    yields: frozenset[str] = frozenset()
    """Names that become the student's when this cell has run: those that the instructor's own
    version of this cell binds (for a cell of the student's making, none)."""
    imports: tuple[str, ...] = ()
    """Statements by which the instructor's own version of this cell imports modules: the tests'
    side runs them for itself, so that a test's ``np`` is numpy and not what the student made it."""
    reads: Reads = NOTHING
    """Names that the instructor's own version of this cell reads: what a test has bound by such a
    name is meant for the student's code too."""
    inside: bool = False
    """A test that its author has marked to run in the candidate: what comes of it is what the
    student's process says."""


@dataclass(frozen=True, slots=True)
class SourceCell:
    """What the gradebook holds of an instructor's cell (nbgrader's table ``source_cell``)."""

    name: str
    cell_type: str
    locked: bool
    source: str
    checksum: str
    max_score: float | None
    """Points, for cells that are graded; None for the others."""
    is_solution: bool
    is_task: bool


@dataclass(frozen=True, slots=True)
class NotebookSource:
    """The instructor's side of one notebook, read once a run."""

    name: str
    kernelspec: Mapping[str, JSON] | None
    cells: tuple[SourceCell, ...]
    open_code: frozenset[str] = frozenset()
    """Sources of the instructor's code cells without nbgrader metadata: while a submission has
    such a cell unchanged, it counts as the instructor's."""
    bindings: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Names bound at top level by the instructor's version of each solution cell, by grade id."""
    imports: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Statements that import whole modules in those cells, by grade id."""
    reads: Mapping[str, Reads] = field(default_factory=dict)
    """Names that those cells read, by grade id."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """An assignment as it stands in the course: what all its submissions are graded against."""

    name: str
    notebooks: tuple[NotebookSource, ...]
    files: Mapping[PurePosixPath, bytes] = field(default_factory=dict)
    """Data files and modules of ``source/<assignment>/``."""
    own: Mapping[str, bytes] = field(default_factory=dict)
    """The instructor's own notebooks, solved, as files, by name: what tests are tried on."""

    @property
    def max_score(self) -> float:
        """Points of all graded cells together."""
        return sum(cell.max_score or 0.0 for nb in self.notebooks for cell in nb.cells)


@dataclass(frozen=True, slots=True)
class Submission:
    """What a student handed in, as bytes: nothing of it has been believed yet."""

    student: str
    assignment: str
    notebooks: Mapping[str, bytes]
    """Notebook name to the file's content."""
    files: Mapping[PurePosixPath, bytes] = field(default_factory=dict)
    timestamp: datetime | None = None
    """When it was handed in (UTC, without tzinfo, as nbgrader keeps it)."""
    problems: tuple[Problem, ...] = ()
    """What the reader already had to refuse: files too large, links."""


class Ending(StrEnum):
    """How a piece of the student's work ended: a cell, or one call."""

    OK = "ok"
    RAISED = "raised"
    TIMED_OUT = "timed out"
    DIED = "died"
    MALFORMED = "malformed"
    """The answer broke the rules of the wire: too large, too deep, not in the schema."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a cell or a call of the student's ended. A value, never an exception."""

    ending: Ending
    detail: str = ""
    """One cleaned line: the exception with its message, the limit that was met."""

    @property
    def ok(self) -> bool:
        return self.ending is Ending.OK


class Reason(StrEnum):
    """Why a grade cell got its points. The value is the slug that reports count."""

    RIGHT = "right"
    PARTIAL = "partial"
    WRONG = "wrong-answer"
    NOT_STARTED = "not-started"
    RAISED = "raised"
    """The student's code raised an exception that the test did not expect."""
    UNDEFINED = "undefined"
    """The name that the test asks for does not exist."""
    SYNTAX = "syntax-error"
    TIMED_OUT = "time-limit"
    MEMORY = "memory-limit"
    DIED = "process-died"
    MALFORMED = "malformed-answer"
    MISSING_CELL = "missing-cell"
    MISSING_NOTEBOOK = "missing-notebook"
    UNREADABLE = "unreadable-notebook"
    MANUAL = "manual"
    """A person will mark it."""
    TEST_BROKEN = "test-broken"
    """The test could not be carried out for a cause on the instructor's side."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a failed check saw, as a person would write it on a board."""

    call: str = ""
    """The question, as code: ``cosine_similarity([3, 4], [4, 3])``."""
    came: str = ""
    expected: str = ""
    law: str = ""
    """The rule that is broken, in words."""
    hint: str = ""
    """A question or a pointer, never the answer."""
    misconception: str = ""
    """What a known misconception is called, where the answers are those of exactly one."""
    arrows: tuple[tuple[str, tuple[float, ...]], ...] = ()
    """Vectors of the question, by name, where they have 2 or 3 numbers and can be drawn."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was decided about one grade cell, and why."""

    grade_id: str
    points: float | None
    """Points given; None where a person must decide."""
    max_points: float
    reason: Reason
    message: str = ""
    """One or two sentences for the student."""
    evidence: Evidence | None = None
    unanswered: bool = False
    """True where a manually graded cell was left as it was released."""
    inside: bool = False
    """The test ran in the student's process, so its mark can be tampered with."""
    because: str = ""
    """The student's earlier function that is to blame: with a right one in its place the test
    passes."""

    @property
    def passed(self) -> bool:
        return self.points is not None and self.points >= self.max_points


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that went wrong for a whole submission or notebook, with its name."""

    slug: str
    message: str


NOT_TAMPER_PROOF = "not-tamper-proof"
"""The slug for a notebook whose tests ran where its code ran."""


@dataclass(frozen=True, slots=True)
class NotebookReport:
    """One notebook of a submission, graded."""

    name: str
    verdicts: tuple[Verdict, ...]
    document: str | None
    """The autograded notebook as JSON text, or None where there was none to execute."""
    problems: tuple[Problem, ...] = ()
    unanswered: frozenset[str] = frozenset()
    """Solution cells that are still as they were released, by grade id."""
    answered: frozenset[str] = frozenset()
    """Solution and task cells that are present and were changed, by grade id."""
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Conditions:
    """All that decides marks besides what was handed in."""

    digest: str
    parts: Mapping[str, str]
    """What they are made of, by name: a version, or the beginning of a digest."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a mark comes from."""

    submission: str
    """Digest of what was handed in."""
    conditions: Conditions


@dataclass(frozen=True, slots=True)
class Mark:
    """Points of points, for one submission; ``pending`` points wait for a person."""

    points: float
    max_points: float
    pending: float = 0.0


@dataclass(frozen=True, slots=True)
class PassedOver:
    """A later submission that does not count, for it is not worth more than the one that does."""

    handed_in: datetime | None
    """UTC, without tzinfo."""
    points: float
    """What tests gave it, late penalties taken off."""
    counts: float
    """The same of the one that counts."""


@dataclass(frozen=True, slots=True)
class SubmissionReport:
    """Everything that grading found out about one submission. Facts once, views many."""

    student: str
    assignment: str
    notebooks: tuple[NotebookReport, ...]
    timestamp: datetime | None = None
    files: Mapping[PurePosixPath, bytes] = field(default_factory=dict)
    """Files to lie beside the autograded notebooks."""
    problems: tuple[Problem, ...] = ()
    seconds: float = 0.0
    passed_over: PassedOver | None = None
    """What the student has handed in since, where the course keeps the best and this is it."""

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        return tuple(verdict for notebook in self.notebooks for verdict in notebook.verdicts)

    @property
    def marks(self) -> Mapping[str, Mapping[str, float | None]]:
        """By notebook and cell."""
        return {n.name: {v.grade_id: v.points for v in n.verdicts} for n in self.notebooks}

    @property
    def all_problems(self) -> tuple[Problem, ...]:
        return self.problems + tuple(p for notebook in self.notebooks for p in notebook.problems)

    @property
    def mark(self) -> Mark:
        verdicts = self.verdicts
        return Mark(
            points=sum(v.points or 0.0 for v in verdicts),
            max_points=sum(v.max_points for v in verdicts),
            pending=sum(v.max_points for v in verdicts if v.points is None),
        )
