"""Whether the gradebook still holds what was recorded: read for many students at once.

A person may have deleted rows or changed them, or another database may be in its place; then marks
are recorded again. What a person decides (manual marks, extra credit, comments) is no difference.
"""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from autograder.errors import UnknownAssignment
from autograder.gradebook import database
from autograder.gradebook.course import Course
from autograder.gradebook.penalties import Lateness, assign_late_penalties
from autograder.gradebook.rows import AssignmentRows, find_assignment
from autograder.gradebook.updates import comments_of, grades_of
from autograder.model import NotebookReport, SubmissionReport

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_Cell = tuple[str, str]
"""Ids of a submitted notebook and of a cell."""


@dataclass(slots=True)
class Standing:
    """What the gradebook holds of one student's submission."""

    timestamp: datetime | None
    late: bool
    """Whether a penalty may be due."""
    extension: timedelta | None = None
    """By how much more than others the student may be late."""
    penalised: bool = False
    notebooks: dict[str, str] = field(default_factory=dict)
    """Ids of the submitted notebooks by name."""
    grades: dict[_Cell, tuple[float | None, float | None, bool]] = field(default_factory=dict)
    """Automatic mark, manual mark, whether it waits for a person."""
    comments: dict[_Cell, str | None] = field(default_factory=dict)
    """Automatic comments."""


class Standings:
    """Reads an assignment's part of the gradebook, for as long as a run goes on."""

    def __init__(
        self,
        session: Session,
        course: Course,
        rows: AssignmentRows,
        duedate: datetime | None,
    ) -> None:
        self._session = session
        self._course = course
        self._rows = rows
        self._duedate = duedate

    def of(self, students: Sequence[str]) -> dict[str, Standing]:
        """What is there of these students, in three queries."""
        found: dict[str, Standing] = {}
        owners: dict[str, Standing] = {}
        for student, time, extension, row, name, penalty in self._rows_of(students):
            if student not in found:
                found[student] = Standing(time, self._late(time, extension), extension)
            standing = owners[row] = found[student]
            standing.notebooks[name] = row
            standing.penalised |= penalty is not None
        for row, cell, auto, manual, waits in self._cells("grade", owners):
            owners[row].grades[row, cell] = (auto, manual, bool(waits))
        for row, cell, comment in self._cells("comment", owners):
            owners[row].comments[row, cell] = comment
        self._session.rollback()  # nothing is held while submissions are graded
        return found

    def holds(self, report: SubmissionReport, standing: Standing | None) -> bool:
        """Whether all that ``Recorder`` would write is there."""
        if standing is None or report.timestamp not in (None, standing.timestamp):
            return False
        given = {notebook.name: notebook for notebook in report.notebooks}
        for name, rows in self._rows.notebooks.items():
            row = standing.notebooks.get(name)
            if row is None:
                return False
            notebook = given.get(name)
            if notebook is None or notebook.document is None:
                notebook = NotebookReport(name, (), None)
            grades = grades_of(row, rows, notebook)
            comments = comments_of(row, rows, notebook)
            if not all(_grade_stands(grade, standing) for grade in grades):
                return False
            if any(
                standing.comments.get((row, comment["cell"]), ...) != comment["text"]
                for comment in comments
            ):
                return False
        return True

    def left(self, report: SubmissionReport, standing: Standing | None) -> float:
        """The points that tests gave a submission, late penalties taken off."""
        return self._lateness.left(report, None if standing is None else standing.extension)

    @functools.cached_property
    def _lateness(self) -> Lateness:
        """Made where it is asked for: it loads nbgrader's preprocessors."""
        return Lateness(self._course.config, self._duedate)

    def marks(self, standing: Standing) -> dict[str, dict[str, float | None]]:
        """Automatic marks by notebook and cell."""
        return {
            name: {
                cell: standing.grades[row, number][0]
                for cell, number in self._rows.notebooks[name].graded.items()
                if (row, number) in standing.grades
            }
            for name, row in standing.notebooks.items()
            if name in self._rows.notebooks
        }

    def penalise(self, held: Mapping[str, tuple[SubmissionReport, Standing]]) -> None:
        """Bring the late penalties of submissions that stand up to date: the due date, an
        extension, the course's rule or a manual mark may have changed since."""
        notebooks, graded = [], []
        for report, standing in held.values():
            if standing.late or standing.penalised:
                present = {n.name for n in report.notebooks if n.document is not None}
                for name in self._rows.notebooks:
                    notebooks.append(standing.notebooks[name])
                    if name in present:
                        graded.append(standing.notebooks[name])
        if notebooks:
            assign_late_penalties(
                self._session,
                self._course.config,
                self._rows,
                notebooks=notebooks,
                graded=graded,
            )
            self._session.commit()

    def penalties(self) -> dict[tuple[str, str], float]:
        """Those that are in the gradebook, by student and id of the notebook."""
        from nbgrader import api
        from sqlalchemy import select

        submission, notebook = api.SubmittedAssignment.__table__, api.SubmittedNotebook.__table__
        query = (
            select(
                submission.c.student_id,
                notebook.c.notebook_id,
                notebook.c.late_submission_penalty,
            )
            .join_from(submission, notebook, notebook.c.assignment_id == submission.c.id)
            .where(
                submission.c.assignment_id == self._rows.id,
                notebook.c.late_submission_penalty > 0,
            )
        )
        found = self._session.execute(query).all()
        self._session.rollback()
        return {(student, title): points for student, title, points in found}

    def _late(self, time: datetime | None, extension: timedelta | None) -> bool:
        if time is None or self._duedate is None:
            return False
        return time > self._duedate + (extension or timedelta())

    def _rows_of(self, students: Sequence[str]) -> Sequence[Any]:
        from nbgrader import api
        from sqlalchemy import select

        submission, notebook = api.SubmittedAssignment.__table__, api.SubmittedNotebook.__table__
        source = api.Notebook.__table__
        query = (
            select(
                submission.c.student_id,
                submission.c.timestamp,
                submission.c.extension,
                notebook.c.id,
                source.c.name,
                notebook.c.late_submission_penalty,
            )
            .select_from(submission)
            .join(notebook, notebook.c.assignment_id == submission.c.id)
            .join(source, source.c.id == notebook.c.notebook_id)
            .where(
                submission.c.assignment_id == self._rows.id,
                submission.c.student_id.in_(students),
                notebook.c.notebook_id.in_([rows.id for rows in self._rows.notebooks.values()]),
            )
        )
        return self._session.execute(query).all()

    def _cells(self, kind: str, notebooks: Collection[str]) -> Sequence[Any]:
        """Rows of the table ``grade`` or ``comment``. They are asked for by cell first, for that is
        how nbgrader's tables are indexed: without it each question reads the whole table."""
        from nbgrader import api
        from sqlalchemy import select

        table, columns, cells = {
            "grade": (
                api.Grade.__table__,
                ("auto_score", "manual_score", "needs_manual_grade"),
                [cell for rows in self._rows.notebooks.values() for cell in rows.graded.values()],
            ),
            "comment": (
                api.Comment.__table__,
                ("auto_comment",),
                [
                    cell
                    for rows in self._rows.notebooks.values()
                    for cell in rows.commented.values()
                ],
            ),
        }[kind]
        query = select(
            table.c.notebook_id, table.c.cell_id, *(table.c[name] for name in columns)
        ).where(table.c.cell_id.in_(cells), table.c.notebook_id.in_(list(notebooks)))
        return self._session.execute(query).all()


@contextmanager
def standings(
    course: Course, assignment: str, *, notebooks: Collection[str] | None = None
) -> Iterator[Standings]:
    """For an assignment, or for some of its notebooks.

    Raises:
        UnknownAssignment: the gradebook does not know it.
        InfrastructureError: the gradebook cannot be reached.
    """
    from nbgrader import api
    from sqlalchemy import select

    with database.session(course) as session:
        rows = find_assignment(session, assignment)
        if rows is None:
            raise UnknownAssignment(
                f"The gradebook has no assignment '{assignment}'.",
                next_step=f"Run `autograder release {assignment}` first.",
            )
        if notebooks is not None:
            chosen = {name: rows.notebooks[name] for name in rows.notebooks if name in notebooks}
            rows = replace(rows, notebooks=chosen)
        duedate = session.scalar(select(api.Assignment.duedate).where(api.Assignment.id == rows.id))
        session.rollback()
        yield Standings(session, course, rows, duedate)


def _grade_stands(grade: Mapping[str, Any], standing: Standing) -> bool:
    held = standing.grades.get((grade["notebook"], grade["cell"]))
    if held is None:
        return False
    auto, manual, waits = held
    if auto != grade["score"]:
        return False
    # where a person has marked, or for a task, whether it waits is the person's
    return manual is not None or grade["task"] or waits == grade["waits"]
