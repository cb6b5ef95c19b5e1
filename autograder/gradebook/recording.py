"""Marks into nbgrader's gradebook: what its Autograde would have written, in batches.

Reports are kept in memory until a batch is full and are then written in one short transaction, so
that Formgrader and other writers are never locked out while submissions run. A killed run loses
at most the open batch, which is graded again. Several graders may record into one gradebook.
"""

from __future__ import annotations

import time
from collections.abc import Collection
from contextlib import ExitStack
from types import TracebackType
from typing import Any, Self

from autograder.errors import InfrastructureError, UnknownAssignment
from autograder.gradebook import database, history
from autograder.gradebook.course import Course
from autograder.gradebook.faults import may_pass
from autograder.gradebook.paths import shown
from autograder.gradebook.penalties import assign_late_penalties
from autograder.gradebook.rows import ensure, find_assignment
from autograder.gradebook.sealing import Sealing
from autograder.gradebook.updates import comments_of, grades_of, marks_of, update
from autograder.model import NotebookReport, Origin, SubmissionReport

_STUDENT_ID_CHARACTERS = 128
"""What nbgrader's table holds; SQLite does not check it, PostgreSQL does."""
_PAUSES: tuple[float, ...] = (0.2, 1, 2, 4, 8, 16)
"""Seconds before a batch is written again: long enough for a server that is started anew."""


class Recorder:
    """Writes reports into the gradebook. A context manager::

        with Recorder(course, "ps1") as recorder:
            for report in reports:
                recorder.record(report)

    For each submission it does what nbgrader's Autograde does (student, submission with its time,
    a row for each cell, automatic marks and comments, late penalties), with these rules:

    - a grade cell without a verdict gets 0, so that no mark is left over from an earlier try;
    - a notebook that was not handed in, or could not be read, gets 0 everywhere and waits for
      nobody;
    - a manual mark, extra credit or comment is never touched; as in nbgrader, a grade cell with a
      manual mark is put up for review again;
    - a task cell has no automatic mark, and keeps whether it waits for a person;
    - where the origin of a report is told, its marks enter the audit trail (``history``).

    What has been handed over is also written when the block ends with an exception.
    """

    def __init__(
        self,
        course: Course,
        assignment: str,
        *,
        notebooks: Collection[str] | None = None,
        batch: int = 50,
        seconds: float = 10.0,
    ) -> None:
        """
        Args:
            course: the course.
            assignment: its assignment's name.
            notebooks: those that are graded, if not all: marks in others are not touched.
            batch: reports that are written at once.
            seconds: a batch that has been open for longer is written with the next report.
        """
        self._course = course
        self._name = assignment
        self._only = notebooks
        self._batch = batch
        self._seconds = seconds
        self._queue: dict[str, SubmissionReport] = {}
        self._origins: dict[str, Origin] = {}
        self._passed_over: dict[str, history.Entry] = {}
        self._opened = 0.0
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            self._session = stack.enter_context(database.writer(self._course))
            found = find_assignment(self._session, self._name)
            if found is None:
                raise UnknownAssignment(
                    f"The gradebook has no assignment '{self._name}'.",
                    next_step=f"Run `autograder release {self._name}` first.",
                )
            self._rows = found
            history.prepare(self._session)
            self._session.rollback()  # PostgreSQL would hold a transaction open all along
            self._sealing = Sealing(self._session)
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        with self._stack:
            self.flush()

    @property
    def unwritten(self) -> tuple[str, ...]:
        """Students whose reports were handed over and are not in the gradebook yet."""
        return tuple(self._queue)

    @property
    def seal(self) -> bytes | None:
        """That of the gradebook as it was when this block began; see ``sealing``."""
        return self._sealing.seal

    def renewed_seal(self) -> bytes | None:
        """The seal of the gradebook as this recorder leaves it, with all that it was given; None
        if others have written to it in the meantime. Raises InfrastructureError as ``record``."""
        self.flush()
        return self._sealing.renewed()

    def record(self, report: SubmissionReport, origin: Origin | None = None) -> None:
        """Take a report, and where it comes from; of two for the same student the later one
        counts.

        Raises:
            InfrastructureError: the report cannot be right (it is then not taken), or a batch
                could not be written (none of it is then in the gradebook).
        """
        self._check(report)
        if not self._queue:
            self._opened = time.monotonic()
        self._queue[report.student] = report
        if origin is not None:
            self._origins[report.student] = origin
        full = len(self._queue) >= self._batch
        if full or time.monotonic() - self._opened >= self._seconds:
            self.flush()

    def pass_over(self, entry: history.Entry) -> None:
        """Have the audit trail say of a submission that it does not count, an earlier one being
        better. Marks stay as they are."""
        self._passed_over[entry.student] = entry

    def _check(self, report: SubmissionReport) -> None:
        """Nothing that could not have come out of grading enters the gradebook."""
        wrong = ""
        if report.assignment != self._name:
            wrong = f"is for assignment '{report.assignment}'"
        elif len(report.student) > _STUDENT_ID_CHARACTERS:
            wrong = f"has a student id of more than {_STUDENT_ID_CHARACTERS} characters"
        for notebook in report.notebooks:
            rows = self._rows.notebooks.get(notebook.name)
            if rows is None:
                wrong = f"has an unknown notebook '{notebook.name}'"
                break
            for verdict in notebook.verdicts:
                top = rows.max_scores.get(verdict.grade_id)
                if top is None:
                    wrong = f"has a verdict on '{verdict.grade_id}', which is not graded"
                elif verdict.points is not None and not 0 <= verdict.points <= top:
                    # NaN fails this comparison too
                    wrong = f"gives '{verdict.grade_id}' {verdict.points} of {top} points"
        if wrong:
            raise InfrastructureError(f"The report on {shown(report.student)} {wrong}.")

    def flush(self) -> None:
        """Write what is in hand. Raises InfrastructureError as ``record``."""
        if not self._queue and not self._passed_over:
            return
        reports = tuple(self._queue.values())
        try:
            self._write_and_commit(reports)
        except Exception as error:
            self._clear()
            cause = database.as_ours(self._course, error)
            names = ", ".join(shown(report.student) for report in reports[:10])
            more = f" and {len(reports) - 10} more" if len(reports) > 10 else ""
            count = "1 submission was" if len(reports) == 1 else f"{len(reports)} submissions were"
            raise InfrastructureError(
                f"{count} not recorded ({names}{more}): {cause.message}",
                next_step=cause.next_step or "Grade them again.",
            ) from error
        self._clear()

    def _clear(self) -> None:
        self._queue.clear()
        self._passed_over.clear()
        self._origins.clear()

    def _write_and_commit(self, reports: tuple[SubmissionReport, ...]) -> None:
        """All of the batch or nothing; whole once more after what passes by itself."""
        for pause in (*_PAUSES, None):
            try:
                self._write(reports)
                self._session.commit()
            except BaseException as error:
                self._undo()
                if pause is None or not may_pass(error):
                    raise
                time.sleep(pause)
            else:
                return

    def _undo(self) -> None:
        from sqlalchemy.exc import SQLAlchemyError

        try:
            self._session.rollback()
        except SQLAlchemyError:
            self._session.invalidate()  # the server rolls back what it hears no more of

    def _write(self, reports: tuple[SubmissionReport, ...]) -> None:
        if reports:
            self._write_marks(reports)
        history.pass_over(self._session, self._name, self._passed_over.values())

    def _write_marks(self, reports: tuple[SubmissionReport, ...]) -> None:
        ids = ensure(self._session, self._rows, {r.student: r.timestamp for r in reports})
        grades: list[dict[str, Any]] = []
        comments: list[dict[str, Any]] = []
        written, graded = [], []
        entries: list[history.Entry] = []
        for report in reports:
            notebooks = {notebook.name: notebook for notebook in report.notebooks}
            marks: dict[str, dict[str, float | None]] = {}
            for name, rows in self._rows.notebooks.items():
                if self._only is not None and name not in self._only:
                    continue
                row = ids[report.student, name]
                written.append(row)
                notebook = notebooks.get(name)
                if notebook is None or notebook.document is None:
                    notebook = NotebookReport(name, (), None)
                else:
                    graded.append(row)
                mine = list(grades_of(row, rows, notebook))
                marks[name] = marks_of(rows, mine)
                grades += mine
                comments += comments_of(row, rows, notebook)
            origin = self._origins.get(report.student)
            if origin is not None:
                entries.append(history.Entry(report.student, origin, marks, report.timestamp))
        update(self._session, grades, comments)
        history.add(self._session, self._name, entries)
        assign_late_penalties(
            self._session,
            self._course.config,
            self._rows,
            notebooks=written,
            graded=graded,
        )
