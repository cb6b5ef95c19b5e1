"""What a student's page takes from the gradebook: marks and comments of people, and penalties.

The marks of the tests are read with them: they tell whether a report is the one that the gradebook
was filled from.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from autograder.gradebook import database
from autograder.gradebook.course import Course
from autograder.gradebook.rows import AssignmentRows, find_assignment
from autograder.model import NotebookReport, SubmissionReport

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class CellGiven:
    """One graded cell of a submission."""

    automatic: float | None
    by_hand: float | None
    extra: float
    waits: bool
    """A person is still to mark it, or to look at it again."""
    max_points: float

    @property
    def points(self) -> float | None:
        """As nbgrader counts it; None while it waits and nobody has marked it."""
        base = self.automatic if self.by_hand is None else self.by_hand
        return None if base is None else base + self.extra

    @property
    def is_by_hand(self) -> bool:
        """Whether a person has decided what it is worth."""
        return not self.waits and (self.by_hand is not None or bool(self.extra))


@dataclass(frozen=True, slots=True)
class NotebookGiven:
    """One notebook of a submission."""

    cells: dict[str, CellGiven] = field(default_factory=dict)
    comments: dict[str, str] = field(default_factory=dict)
    """What people wrote, by the name of the cell."""
    penalty: float = 0.0
    """Points taken off because the submission was late."""


@dataclass(frozen=True, slots=True)
class Given:
    """One student's submission."""

    timestamp: datetime | None = None
    notebooks: Mapping[str, NotebookGiven] = field(default_factory=dict)

    @property
    def says_something(self) -> bool:
        """Whether there is anything besides the marks of tests, of which a page knows without. Of
        what was read without ``every``."""
        return any(held.cells or held.comments or held.penalty for held in self.notebooks.values())

    def comes_from(self, report: SubmissionReport, notebook: NotebookReport) -> bool:
        """Whether the automatic marks of this notebook are those of this report."""
        held = self.notebooks.get(notebook.name)
        if held is None or report.timestamp not in (None, self.timestamp):
            return False
        return all(
            verdict.grade_id not in held.cells
            or held.cells[verdict.grade_id].automatic == verdict.points
            for verdict in notebook.verdicts
        )


def given(
    course: Course, assignment: str, students: Sequence[str], *, every: bool = True
) -> dict[str, Given]:
    """Of these students, those whose submissions the gradebook knows; without ``every`` no cells
    of notebooks that no person has marked and that lost nothing by lateness, as most are in a
    large class. Raises as ``database.session``."""
    if not database.exists(course):
        return {}
    with database.session(course) as session:
        rows = find_assignment(session, assignment)
        return {} if rows is None else _given(session, rows, students, every=every)


def _given(
    session: Session, rows: AssignmentRows, students: Sequence[str], *, every: bool
) -> dict[str, Given]:
    titles = {part.id: name for name, part in rows.notebooks.items()}
    found: dict[str, Given] = {}
    owners: dict[str, tuple[str, NotebookGiven]] = {}
    for student, timestamp, row, title, penalty in _notebooks(session, rows, titles, students):
        name, notebook = titles[title], NotebookGiven(penalty=penalty or 0.0)
        owners[row] = name, notebook
        before = found.get(student, Given(timestamp))
        found[student] = Given(timestamp, {**before.notebooks, name: notebook})
    graded = {c: (n, name) for n, part in rows.notebooks.items() for name, c in part.graded.items()}
    wanted: Collection[str] = owners
    if not every:
        penalised = {row for row, (_, held) in owners.items() if held.penalty}
        wanted = penalised.union(_marked(session, graded, owners))
    for row, cell, auto, manual, extra, waits in _grades(session, graded, wanted):
        notebook_name, name = graded[cell]
        top = rows.notebooks[notebook_name].max_scores[name]
        owners[row][1].cells[name] = CellGiven(auto, manual, extra or 0.0, bool(waits), top)
    commented = {c: name for part in rows.notebooks.values() for name, c in part.commented.items()}
    for row, cell, text in _comments(session, commented, owners):
        owners[row][1].comments[commented[cell]] = text
    return found


def _notebooks(
    session: Session, rows: AssignmentRows, titles: Collection[str], students: Sequence[str]
) -> Sequence[Any]:
    from nbgrader.api import SubmittedAssignment, SubmittedNotebook
    from sqlalchemy import select

    submission, notebook = SubmittedAssignment.__table__, SubmittedNotebook.__table__
    return session.execute(
        select(
            submission.c.student_id,
            submission.c.timestamp,
            notebook.c.id,
            notebook.c.notebook_id,
            notebook.c.late_submission_penalty,
        )
        .join_from(submission, notebook, notebook.c.assignment_id == submission.c.id)
        .where(submission.c.assignment_id == rows.id, submission.c.student_id.in_(students))
        .where(notebook.c.notebook_id.in_(titles))
    ).all()


def _grades(session: Session, cells: Collection[str], notebooks: Collection[str]) -> Sequence[Any]:
    from nbgrader.api import Grade
    from sqlalchemy import select

    table = Grade.__table__
    columns = ("auto_score", "manual_score", "extra_credit", "needs_manual_grade")
    query = select(table.c.notebook_id, table.c.cell_id, *(table.c[name] for name in columns))
    return session.execute(query.where(*_among(table, cells, notebooks))).all()


def _marked(session: Session, cells: Collection[str], notebooks: Collection[str]) -> Sequence[str]:
    """Those of the notebooks in which a person has decided something."""
    from nbgrader.api import Grade
    from sqlalchemy import or_, select

    table = Grade.__table__
    by_hand = or_(table.c.manual_score.is_not(None), table.c.extra_credit != 0)
    query = select(table.c.notebook_id).distinct()
    return session.scalars(query.where(*_among(table, cells, notebooks), by_hand)).all()


def _comments(
    session: Session, cells: Collection[str], notebooks: Collection[str]
) -> Sequence[Any]:
    from nbgrader.api import Comment
    from sqlalchemy import select

    table = Comment.__table__
    query = select(table.c.notebook_id, table.c.cell_id, table.c.manual_comment)
    written = table.c.manual_comment.is_not(None), table.c.manual_comment != ""
    return session.execute(query.where(*_among(table, cells, notebooks), *written)).all()


def _among(table: Any, cells: Collection[str], notebooks: Collection[str]) -> tuple[Any, Any]:
    """By cell first, as nbgrader's index has it."""
    return table.c.cell_id.in_(cells), table.c.notebook_id.in_(list(notebooks))
