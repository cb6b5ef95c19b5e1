"""Penalties for late submissions, by nbgrader's own plugin as the course configured it."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from traitlets.config import Config

from autograder.errors import InfrastructureError
from autograder.gradebook.rows import AssignmentRows
from autograder.model import SubmissionReport

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def assign_late_penalties(
    session: Session,
    config: Config,
    assignment: AssignmentRows,
    *,
    notebooks: Iterable[str],
    graded: Iterable[str],
) -> None:
    """Set or clear the penalty of each submitted notebook, from the marks as they now stand.

    Args:
        session: where the marks have been written; the caller commits.
        config: the course's; ``AssignLatePenalties`` and its plugin are read from it.
        assignment: the assignment that the notebooks belong to.
        notebooks: ids of all submitted notebooks that were recorded: theirs are cleared.
        graded: ids of those among them that were handed in: they are asked about, as in nbgrader.
    """
    import sqlalchemy as sa
    from nbgrader.api import SubmittedNotebook
    from nbgrader.preprocessors import AssignLatePenalties

    stock = AssignLatePenalties(config=config)
    if not stock.enabled:
        return
    stock.init_plugin()
    penalties: dict[str, float | None] = dict.fromkeys(notebooks)
    late = _late(session, assignment, list(graded))
    scores = _scores(session, assignment, [row for row, _, _ in late])
    for row, student, seconds in late:
        penalties[row] = _penalty(stock, student, scores.get(row, 0.0), seconds)
    table = SubmittedNotebook.__table__
    query = sa.select(table.c.id, table.c.late_submission_penalty).where(table.c.id.in_(penalties))
    before = {row[0]: row[1] for row in session.execute(query)}
    changed = [
        {"row": row, "penalty": penalty}
        for row, penalty in sorted(penalties.items())
        if penalty != before.get(row)
    ]
    if changed:  # else nothing is written, and the gradebook's seal stays whole
        statement = sa.update(table).where(table.c.id == sa.bindparam("row"))
        session.execute(statement.values(late_submission_penalty=sa.bindparam("penalty")), changed)


class Lateness:
    """What lateness would cost a submission, without a look at what is recorded of it."""

    def __init__(self, config: Config, duedate: datetime | None) -> None:
        from nbgrader.preprocessors import AssignLatePenalties

        self._stock = AssignLatePenalties(config=config)
        self._duedate = duedate
        self._stock.init_plugin()

    def left(self, report: SubmissionReport, extension: timedelta | None) -> float:
        """The points that tests gave, with the penalty of each notebook taken off. Raises
        InfrastructureError where the course's rule gives no number."""
        seconds = 0.0
        if self._stock.enabled and self._duedate is not None and report.timestamp is not None:
            allowed = self._duedate + (extension or timedelta())
            seconds = (report.timestamp - allowed).total_seconds()
        total = 0.0
        for notebook in report.notebooks:
            points = sum(verdict.points or 0.0 for verdict in notebook.verdicts)
            if seconds > 0 and notebook.document is not None:
                points -= _penalty(self._stock, report.student, points, seconds) or 0.0
            total += points
        return total


def _late(
    session: Session, assignment: AssignmentRows, rows: list[str]
) -> list[tuple[str, str, float]]:
    """Of these submitted notebooks those that came late: id, student, seconds."""
    from nbgrader.api import Assignment, SubmittedAssignment, SubmittedNotebook
    from sqlalchemy import select

    due = session.scalar(select(Assignment.duedate).where(Assignment.id == assignment.id))
    if due is None:
        return []  # nbgrader cannot add an extension to a due date that does not exist
    submission, notebook = SubmittedAssignment.__table__, SubmittedNotebook.__table__
    query = (
        select(
            notebook.c.id,
            submission.c.student_id,
            submission.c.timestamp,
            submission.c.extension,
        )
        .join(submission, submission.c.id == notebook.c.assignment_id)
        .where(notebook.c.id.in_(rows), submission.c.timestamp.is_not(None))
    )
    late = []
    for row, student, time, extension in session.execute(query):
        seconds = (time - due - (extension or timedelta())).total_seconds()
        if seconds > 0:
            late.append((row, student, seconds))
    return late


def _scores(session: Session, assignment: AssignmentRows, rows: Iterable[str]) -> dict[str, float]:
    """Points of submitted notebooks as nbgrader counts them; found by the index, see ``rows``."""
    from nbgrader.api import Grade
    from sqlalchemy import func, select

    cells = [
        cell for notebook in assignment.notebooks.values() for cell in notebook.graded.values()
    ]
    query = (
        select(Grade.notebook_id, func.sum(Grade.score))
        .where(Grade.cell_id.in_(cells), Grade.notebook_id.in_(rows))
        .group_by(Grade.notebook_id)
    )
    return {row[0]: row[1] for row in session.execute(query)}


def _penalty(stock: Any, student: str, score: float, seconds: float) -> float | None:
    """What the course's rule takes, within nbgrader's bounds."""
    penalty = stock.plugin_inst.late_submission_penalty(student, score, seconds)
    if penalty is None:
        return None
    if not math.isfinite(penalty):
        raise InfrastructureError(
            f"The late penalty of {student} is {penalty}.",
            next_step=f"Mend {stock.plugin_class.__name__}.",
        )
    return float(stock._check_late_penalty(SimpleNamespace(score=score), penalty))
