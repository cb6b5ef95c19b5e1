"""The marks of a class, as the gradebook has them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograder.gradebook import database
from autograder.gradebook.course import Course
from autograder.gradebook.rows import AssignmentRows, find_assignment
from autograder.model import Mark

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def marks(course: Course, assignment: str) -> dict[str, Mark]:
    """The marks of an assignment as the gradebook has them, by student id.

    ``points`` are after late penalties, as in nbgrader's export.
    """
    with database.session(course) as session:
        rows = find_assignment(session, assignment)
        return {} if rows is None else _marks(session, rows)


def _marks(session: Session, assignment: AssignmentRows) -> dict[str, Mark]:
    """nbgrader's own properties read whole tables for each submission; these find rows by index."""
    from nbgrader.api import Grade, SubmittedAssignment, SubmittedNotebook
    from sqlalchemy import case, func, select

    submission, notebook = SubmittedAssignment.__table__, SubmittedNotebook.__table__
    titles = [rows.id for rows in assignment.notebooks.values()]
    tops = {
        cell: rows.max_scores[name]
        for rows in assignment.notebooks.values()
        for name, cell in rows.graded.items()
    }
    pending = case((Grade.needs_manual_grade, case(tops, value=Grade.cell_id)), else_=0.0)
    submissions = select(submission.c.student_id).outerjoin(
        notebook,
        (notebook.c.assignment_id == submission.c.id) & notebook.c.notebook_id.in_(titles),
    )
    submissions = submissions.where(submission.c.assignment_id == assignment.id)
    submissions = submissions.group_by(submission.c.student_id).order_by(submission.c.student_id)
    late = submissions.add_columns(func.sum(notebook.c.late_submission_penalty))
    scored = submissions.outerjoin(
        Grade, (Grade.notebook_id == notebook.c.id) & Grade.cell_id.in_(tops)
    ).add_columns(func.sum(Grade.score), func.sum(pending))
    penalties = {row[0]: row[1] or 0.0 for row in session.execute(late)}
    return {
        student: Mark(
            points=max(0.0, (score or 0.0) - penalties.get(student, 0.0)),
            max_points=sum(tops.values()),
            pending=waiting or 0.0,
        )
        for student, score, waiting in session.execute(scored)
    }
