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


def by_hand(course: Course, assignment: str) -> dict[tuple[str, str, str], float]:
    """Points that a person gave to single cells, by student id, notebook and cell; with extra
    credit, and without what the tests said."""
    with database.session(course) as session:
        rows = find_assignment(session, assignment)
        return {} if rows is None else _by_hand(session, rows)


def _by_hand(session: Session, assignment: AssignmentRows) -> dict[tuple[str, str, str], float]:
    from nbgrader.api import Grade, SubmittedAssignment, SubmittedNotebook
    from sqlalchemy import select

    submission, notebook = SubmittedAssignment.__table__, SubmittedNotebook.__table__
    cells = {
        cell: (title, name)
        for title, rows in assignment.notebooks.items()
        for name, cell in rows.graded.items()
    }
    query = (
        select(submission.c.student_id, Grade.cell_id, Grade.manual_score, Grade.extra_credit)
        .join_from(submission, notebook, notebook.c.assignment_id == submission.c.id)
        .join(Grade, Grade.notebook_id == notebook.c.id)
        # in the order of nbgrader's indexes, so that no table is read from end to end
        .where(submission.c.assignment_id == assignment.id)
        .where(notebook.c.notebook_id.in_(rows.id for rows in assignment.notebooks.values()))
        .where(Grade.cell_id.in_(cells), Grade.manual_score.is_not(None))
    )
    return {
        (student, *cells[cell]): score + (extra or 0.0)
        for student, cell, score, extra in session.execute(query)
    }


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
