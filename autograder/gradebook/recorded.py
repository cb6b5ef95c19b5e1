"""What the gradebook says of a class, read back in a few statements."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from autograder.gradebook import database
from autograder.gradebook.course import Course
from autograder.gradebook.rows import AssignmentRows, find_assignment
from autograder.model import Mark

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_CHUNK = 500
"""Students asked for in one statement; databases bound the number of parameters."""


class StoredGrade(NamedTuple):
    """One graded cell as the gradebook has it. (A tuple: a class of 10,000 has 200,000.)"""

    auto_score: float | None
    """None: never graded automatically, or a cell that only a person marks."""
    needs_manual_grade: bool


Grades = dict[tuple[str, str], StoredGrade]
"""By the names of notebook and cell."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """What is stored of one student's submission."""

    timestamp: datetime | None
    """When it was handed in (UTC)."""
    grades: Grades
    """Without the cells that have no row yet."""


def recorded(course: Course, assignment: str, students: Iterable[str]) -> dict[str, Recorded]:
    """The automatic marks of these students as they are stored, to be compared with what a report
    would record (``updates.grades_of``): where they are equal nothing needs to be written.

    ``needs_manual_grade`` is also a person's: it is False once someone has marked the cell, and
    True for a cell that someone has put up for review. Late penalties are not part of it: they
    change with the due date and with extensions, without any change of the submission.

    Students without a submission in the gradebook are left out, as is everybody where there is
    no gradebook or it does not know the assignment.

    Raises:
        CourseError, InfrastructureError: as ``database.session``.
    """
    if not database.exists(course):
        return {}
    found: dict[str, Recorded] = {}
    remaining = iter(students)
    with database.session(course) as session:
        rows = find_assignment(session, assignment)
        while rows is not None and (chunk := list(islice(remaining, _CHUNK))):
            found |= _read(session, rows, chunk)
    return found


def _read(session: Session, assignment: AssignmentRows, students: list[str]) -> dict[str, Recorded]:
    """Three statements, which touch nothing but index and rows asked for (see ``rows``)."""
    from nbgrader import api
    from sqlalchemy import select

    submission, notebook, grade = (
        model.__table__ for model in (api.SubmittedAssignment, api.SubmittedNotebook, api.Grade)
    )
    query = select(submission.c.id, submission.c.student_id, submission.c.timestamp).where(
        submission.c.assignment_id == assignment.id, submission.c.student_id.in_(students)
    )
    found: dict[str, Recorded] = {}
    owners: dict[str, Grades] = {}
    for row, student, timestamp in session.execute(query):
        owners[row] = {}
        found[student] = Recorded(timestamp, owners[row])
    titles = {rows.id: title for title, rows in assignment.notebooks.items()}
    query = select(notebook.c.id, notebook.c.assignment_id, notebook.c.notebook_id).where(
        notebook.c.notebook_id.in_(titles), notebook.c.assignment_id.in_(owners)
    )
    places = {row: (owners[owner], titles[title]) for row, owner, title in session.execute(query)}
    cells = {
        cell: name for rows in assignment.notebooks.values() for name, cell in rows.graded.items()
    }
    query = select(
        grade.c.cell_id, grade.c.notebook_id, grade.c.auto_score, grade.c.needs_manual_grade
    ).where(grade.c.cell_id.in_(cells), grade.c.notebook_id.in_(places))
    for cell, row, score, waits in session.execute(query):
        grades, title = places[row]
        grades[title, cells[cell]] = StoredGrade(score, waits)
    return found


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
