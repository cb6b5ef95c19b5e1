"""The rows that a submission needs in nbgrader's gradebook, made for a whole batch at once.

nbgrader's ``Gradebook.update_or_create_submission`` mirrors the assignment's structure row by
row, with a query for each; this does the same with a fixed number of statements for a batch.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

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

    Args:
        session: where to work; the caller commits.
        assignment: the assignment.
        submitted: student id to time of submission. As in nbgrader, None leaves what is recorded.

    Returns:
        the ids of the submitted notebooks, by student id and notebook name.
    """
    from nbgrader import api
    from sqlalchemy import bindparam, update

    student, submission, notebook = (
        model.__table__ for model in (api.Student, api.SubmittedAssignment, api.SubmittedNotebook)
    )
    _insert_missing(session, student, "id", None, [(name, None) for name in submitted])
    submissions = _insert_missing(
        session,
        submission,
        "student_id",
        "assignment_id",
        [(name, assignment.id) for name in submitted],
    )
    timestamps = [
        {"row": submissions[name, assignment.id], "time": time}
        for name, time in submitted.items()
        if time is not None
    ]
    if timestamps:
        session.execute(
            update(submission)
            .where(submission.c.id == bindparam("row"))
            .values(timestamp=bindparam("time")),
            timestamps,
        )
    wanted = {
        (name, title): (submissions[name, assignment.id], rows.id)
        for name in submitted
        for title, rows in assignment.notebooks.items()
    }
    found = _insert_missing(session, notebook, "assignment_id", "notebook_id", wanted.values())
    ids = {key: found[pair] for key, pair in wanted.items()}
    _ensure_cells(session, assignment, ids)
    return ids


def _ensure_cells(
    session: Session, assignment: AssignmentRows, ids: Mapping[tuple[str, str], str]
) -> None:
    from nbgrader import api

    grades, comments = [], []
    for (_, title), row in ids.items():
        rows = assignment.notebooks[title]
        grades += [(row, cell) for cell in rows.graded.values()]
        comments += [(row, cell) for cell in rows.commented.values()]
    _insert_missing(session, api.Grade.__table__, "notebook_id", "cell_id", grades)
    _insert_missing(session, api.Comment.__table__, "notebook_id", "cell_id", comments)


def _insert_missing(
    session: Session,
    table: Table,
    first: str,
    second: str | None,
    wanted: Iterable[tuple[str, str | None]],
) -> dict[tuple[str, str | None], str]:
    """Insert the rows whose pair of columns is not there yet.

    Returns:
        the ids of all rows asked for, by the pair. Without a second column the second is None.
    """
    from nbgrader.api import new_uuid
    from sqlalchemy import insert, select

    pairs = list(wanted)
    columns = [table.c.id, table.c[first]] + ([table.c[second]] if second else [])
    query = select(*columns).where(table.c[first].in_({pair[0] for pair in pairs}))
    ids: dict[tuple[str, str | None], str] = {
        (row[1], row[2] if second else None): row[0] for row in session.execute(query)
    }
    new: list[dict[str, Any]] = []
    for pair in pairs:
        if pair not in ids:
            values = {first: pair[0]} | ({second: pair[1]} if second else {})
            ids[pair] = str(values.setdefault("id", new_uuid()))
            new.append(values)
    if new:
        session.execute(insert(table), new)
    return ids
