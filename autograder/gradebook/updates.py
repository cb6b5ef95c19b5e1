"""What a report changes in the rows of a submission: automatic marks and comments, nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from autograder.gradebook.rows import NotebookRows
from autograder.model import NotebookReport

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

NO_RESPONSE = "No response."
"""nbgrader's comment on a solution cell that was left as it was released."""


def grades_of(row: str, rows: NotebookRows, notebook: NotebookReport) -> Iterable[dict[str, Any]]:
    """What becomes of the grades of one submitted notebook, whose id is ``row``."""
    present = notebook.document is not None
    points = {v.grade_id: v.points for v in notebook.verdicts} if present else {}
    for name, cell in rows.graded.items():
        score = points.get(name, None if present and name in rows.tasks else 0.0)
        yield {
            "notebook": row,
            "cell": cell,
            "score": None if score is None else float(score),
            "waits": score is None,
            "present": present,
            "task": name in rows.tasks,
        }


def marks_of(rows: NotebookRows, grades: Iterable[dict[str, Any]]) -> dict[str, float | None]:
    """The marks among them, by the name of the cell."""
    marks = {grade["cell"]: grade["score"] for grade in grades}
    return {name: marks[cell] for name, cell in rows.graded.items()}


def comments_of(row: str, rows: NotebookRows, notebook: NotebookReport) -> Iterable[dict[str, Any]]:
    """What becomes of its automatic comments; task cells never get one, as in nbgrader."""
    for name, cell in rows.commented.items():
        empty = name in notebook.unanswered and name not in rows.tasks
        yield {"notebook": row, "cell": cell, "text": NO_RESPONSE if empty else None}


def update(session: Session, grades: list[dict[str, Any]], comments: list[dict[str, Any]]) -> None:
    """Write marks and comments. What a person has set decides within the statement itself.

    The rows are changed in one order, so that two writers never wait for each other.
    """
    import sqlalchemy as sa
    from nbgrader import api

    grade, comment = api.Grade.__table__, api.Comment.__table__
    waits, present, task = (
        sa.bindparam(name, type_=sa.Boolean) for name in ("waits", "present", "task")
    )
    review = sa.case(
        # a task keeps what it has, unless a missing notebook had closed it
        (sa.and_(task, waits, grade.c.auto_score.is_(None)), grade.c.needs_manual_grade),
        (sa.and_(present, grade.c.manual_score.is_not(None)), sa.true()),
        else_=waits,
    )
    marked = {"auto_score": sa.bindparam("score"), "needs_manual_grade": review}
    for table, values, rows in (
        (grade, marked, grades),
        (comment, {"auto_comment": sa.bindparam("text")}, comments),
    ):
        if rows:
            statement = sa.update(table).where(
                table.c.notebook_id == sa.bindparam("notebook"),
                table.c.cell_id == sa.bindparam("cell"),
            )
            rows.sort(key=lambda row: (row["notebook"], row["cell"]))
            session.execute(statement.values(values), rows)
