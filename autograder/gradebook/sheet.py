"""The marks of a class with all that stands beside them: who, each cell, penalties, what waits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from autograder.errors import UnknownAssignment
from autograder.gradebook import database
from autograder.gradebook.course import Course
from autograder.gradebook.rows import AssignmentRows, find_assignment

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class Student:
    """A person as the gradebook has it; what it does not have is empty."""

    id: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    lms_user_id: str = ""
    """The id in a learning management system, where somebody has entered it."""


@dataclass(frozen=True, slots=True)
class GradedCell:
    """A cell that is worth points."""

    notebook: str
    name: str
    max_points: float


class CellMark(NamedTuple):
    """What a student has for one cell."""

    points: float
    """Automatic or, where a person has marked, theirs; with extra credit."""
    waits: bool
    """A person is still to mark it."""


@dataclass(frozen=True, slots=True)
class Row:
    """One student's marks in one assignment."""

    student: Student
    submitted: bool
    """Whether the gradebook knows a submission; without one there are no points."""
    points: float
    """After the late penalty, never below 0: what nbgrader's own export calls ``score``."""
    pending: float
    """Points of the cells that wait for a person."""
    penalty: float
    """Points taken off because the submission was late."""
    cells: Mapping[tuple[str, str], CellMark]
    """By notebook and cell; cells without a mark are not there."""
    timestamp: datetime | None = None
    """When it was handed in: UTC, without tzinfo, as nbgrader keeps it."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The marks of an assignment: a row for each student of the gradebook, sorted by id."""

    assignment: str
    cells: tuple[GradedCell, ...]
    rows: tuple[Row, ...]

    @property
    def max_points(self) -> float:
        return sum(cell.max_points for cell in self.cells)


def read_sheet(course: Course, assignment: str) -> Sheet:
    """The marks as they stand, in a number of queries that does not grow with the class.

    Raises:
        UnknownAssignment: the gradebook does not know the assignment.
        InfrastructureError: it cannot be reached.
    """
    if not database.exists(course):
        raise _unknown(assignment)
    with database.session(course) as session:
        return sheet(session, assignment)


def sheet(session: Session, assignment: str) -> Sheet:
    """As ``read_sheet``, in an open gradebook.

    Raises:
        UnknownAssignment: the gradebook does not know the assignment.
    """
    rows = find_assignment(session, assignment)
    if rows is None:
        raise _unknown(assignment)
    names = {
        cell: (notebook, name)
        for notebook, part in sorted(rows.notebooks.items())
        for name, cell in part.graded.items()
    }
    tops = {n: part.max_scores for n, part in rows.notebooks.items()}
    handed_in = _submissions(session, rows)
    marks = _marks(session, names)
    found = []
    for student in _students(session):
        timestamp, penalty, notebooks = handed_in.get(student.id, (None, 0.0, ()))
        cells = {key: mark for row in notebooks for key, mark in marks.get(row, {}).items()}
        points = sum(mark.points for mark in cells.values())
        found.append(
            Row(
                student=student,
                submitted=student.id in handed_in,
                points=max(0.0, points - penalty),
                pending=sum(tops[n][c] for (n, c), mark in cells.items() if mark.waits),
                penalty=penalty,
                cells=cells,
                timestamp=timestamp,
            )
        )
    cells_of_all = tuple(GradedCell(n, c, tops[n][c]) for n, c in sorted(names.values()))
    return Sheet(assignment, cells_of_all, tuple(found))


def _unknown(assignment: str) -> UnknownAssignment:
    return UnknownAssignment(
        f"The gradebook has no assignment '{assignment}'.",
        next_step=f"Run `autograder release {assignment}` first, or mend the name.",
    )


def _students(session: Session) -> list[Student]:
    from nbgrader.api import Student as Model
    from sqlalchemy import select

    # columns of the table: nbgrader's model would compute each student's score
    table = Model.__table__
    columns = (table.c[name] for name in Student.__dataclass_fields__)
    return [
        Student(*(value or "" for value in row))
        for row in session.execute(select(*columns).order_by(table.c.id))
    ]


def _submissions(
    session: Session, assignment: AssignmentRows
) -> dict[str, tuple[datetime | None, float, tuple[str, ...]]]:
    """By student: the time, the late penalty, the ids of the submitted notebooks."""
    from nbgrader.api import SubmittedAssignment, SubmittedNotebook
    from sqlalchemy import select

    submission, notebook = SubmittedAssignment.__table__, SubmittedNotebook.__table__
    query = (
        select(
            submission.c.student_id,
            submission.c.timestamp,
            notebook.c.id,
            notebook.c.late_submission_penalty,
        )
        .select_from(submission)
        .outerjoin(
            notebook,
            # by title first, as nbgrader's index has it: else each row is a search of the table
            notebook.c.notebook_id.in_([part.id for part in assignment.notebooks.values()])
            & (notebook.c.assignment_id == submission.c.id),
        )
        .where(submission.c.assignment_id == assignment.id)
    )
    found: dict[str, tuple[datetime | None, float, tuple[str, ...]]] = {}
    for student, timestamp, row, penalty in session.execute(query):
        _, before, rows = found.get(student, (None, 0.0, ()))
        rows = rows if row is None else (*rows, row)
        found[student] = (timestamp, before + (penalty or 0.0), rows)
    return found


def _marks(
    session: Session, names: Mapping[str, tuple[str, str]]
) -> dict[str, dict[tuple[str, str], CellMark]]:
    """By submitted notebook; ``names`` are the notebook and the name of each cell, by its id."""
    from nbgrader.api import Grade
    from sqlalchemy import select

    query = select(Grade.notebook_id, Grade.cell_id, Grade.score, Grade.needs_manual_grade)
    found: dict[str, dict[tuple[str, str], CellMark]] = {}
    for row, cell, score, waits in session.execute(query.where(Grade.cell_id.in_(names))):
        found.setdefault(row, {})[names[cell]] = CellMark(score or 0.0, bool(waits))
    return found
