"""The rows that a submission needs in nbgrader's gradebook, made for a whole batch at once.

nbgrader's ``Gradebook.update_or_create_submission`` mirrors the assignment's structure row by
row, with a query for each; this does the same with a fixed number of statements for a batch.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from autograder.gradebook.database import insert_if_absent

if TYPE_CHECKING:
    from sqlalchemy import Table
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class NotebookRows:
    """Ids of one notebook's cells in the gradebook, by their names."""

    id: str
    graded: Mapping[str, str]
    """Cells that have a grade: grade cells and task cells."""
    commented: Mapping[str, str]
    """Cells that have a comment: solution cells and task cells."""
    max_scores: Mapping[str, float]
    tasks: frozenset[str]


@dataclass(frozen=True, slots=True)
class AssignmentRows:
    """Ids of an assignment in the gradebook."""

    id: str
    notebooks: Mapping[str, NotebookRows]


def find_assignment(session: Session, name: str) -> AssignmentRows | None:
    """The assignment's ids, or None if the gradebook does not know it."""
    from nbgrader.api import Assignment
    from sqlalchemy import select

    row = session.scalar(select(Assignment).where(Assignment.name == name))
    if row is None:
        return None
    notebooks = {}
    for notebook in row.notebooks:
        tasks = {cell.name: cell for cell in notebook.task_cells}
        graded = {cell.name: cell for cell in notebook.grade_cells} | tasks
        commented = {cell.name: cell for cell in notebook.solution_cells} | tasks
        notebooks[notebook.name] = NotebookRows(
            id=notebook.id,
            graded={name: cell.id for name, cell in graded.items()},
            commented={name: cell.id for name, cell in commented.items()},
            max_scores={name: cell.max_score for name, cell in graded.items()},
            tasks=frozenset(tasks),
        )
    return AssignmentRows(row.id, notebooks)


def ensure(
    session: Session, assignment: AssignmentRows, submitted: Mapping[str, datetime | None]
) -> dict[tuple[str, str], str]:
    """Make sure that these students' submissions exist, with all their rows.

    Another grader may be making the same rows at this moment: each ends up there once, and both
    get its id. Everything is inserted in one order, so that two such never wait for each other.

    Args:
        session: where to work; the caller commits.
        assignment: the assignment.
        submitted: student id to time of submission. As in nbgrader, None leaves what is recorded.

    Returns:
        the ids of the submitted notebooks, by student id and notebook name.
    """
    from nbgrader import api

    _ensure_students(session, submitted)
    submissions = _ensure_pairs(
        session,
        api.SubmittedAssignment.__table__,
        ("assignment_id", [assignment.id]),
        ("student_id", submitted),
    )
    of_student = {student: row for (_, student), row in submissions.ids.items()}
    _set_times(session, {of_student[name]: time for name, time in submitted.items()})
    ids = {}
    for title, rows in sorted(assignment.notebooks.items()):
        notebooks = _ensure_pairs(
            session,
            api.SubmittedNotebook.__table__,
            ("notebook_id", [rows.id]),
            ("assignment_id", of_student.values()),
            bare=submissions.made,
        )
        for name, row in of_student.items():
            ids[name, title] = notebooks.ids[rows.id, row]
        for table, cells in (
            (api.Grade.__table__, rows.graded),
            (api.Comment.__table__, rows.commented),
        ):
            _ensure_pairs(
                session,
                table,
                ("cell_id", cells.values()),
                ("notebook_id", notebooks.ids.values()),
                bare=notebooks.made,
            )
    return ids


def _ensure_students(session: Session, names: Iterable[str]) -> None:
    from nbgrader.api import Student
    from sqlalchemy import select

    wanted = set(names)
    found = set(session.scalars(select(Student.id).where(Student.id.in_(wanted))))
    new = [{"id": name} for name in sorted(wanted - found)]
    if new:
        session.execute(insert_if_absent(session, Student.__table__), new)


def _set_times(session: Session, times: Mapping[str, datetime | None]) -> None:
    import sqlalchemy as sa
    from nbgrader.api import SubmittedAssignment

    table = SubmittedAssignment.__table__
    values = [{"row": row, "time": time} for row, time in sorted(times.items()) if time is not None]
    if values:
        statement = sa.update(table).where(table.c.id == sa.bindparam("row"))
        session.execute(statement.values(timestamp=sa.bindparam("time")), values)


@dataclass(frozen=True, slots=True)
class _Pairs:
    ids: Mapping[tuple[str, str], str]
    """Of the rows, by the pair of values that each holds."""
    made: frozenset[str]
    """Those that this transaction made, so that nothing refers to them yet."""


def _ensure_pairs(
    session: Session,
    table: Table,
    first: tuple[str, Iterable[str]],
    second: tuple[str, Iterable[str]],
    *,
    bare: frozenset[str] = frozenset(),
) -> _Pairs:
    """The rows for each pair of a value of the first column and one of the second, made where they
    are not there yet.

    The columns are given in the order of nbgrader's unique constraint on them, so that its index
    finds the rows: a search by the second alone would read the whole table for each batch.
    ``bare`` are values of the second that no row has, which are not searched for.
    """
    from nbgrader.api import new_uuid
    from sqlalchemy import select

    (left, lefts), (right, rights) = ((name, sorted(values)) for name, values in (first, second))

    def search(values: list[str]) -> dict[tuple[str, str], str]:
        if not values or not lefts:
            return {}
        query = select(table.c[left], table.c[right], table.c.id).where(
            table.c[left].in_(lefts), table.c[right].in_(values)
        )
        return {(row[0], row[1]): row[2] for row in session.execute(query)}

    ids = search([value for value in rights if value not in bare])
    pairs = [(one, other) for one in lefts for other in rights]
    new = [{"id": new_uuid(), left: pair[0], right: pair[1]} for pair in pairs if pair not in ids]
    made: frozenset[str] = frozenset()
    if new:
        statement = insert_if_absent(session, table).execution_options(preserve_rowcount=True)
        inserted = session.connection().execute(statement, new)
        if inserted.rowcount == len(new):
            ids |= {(row[left], row[right]): row["id"] for row in new}
            made = frozenset(row["id"] for row in new)
        else:
            ids = search(rights)  # of two writers the first one's ids stand
    return _Pairs(ids, made)
