"""The gradebook as a database: several writers, and what happens when it fails."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa

from autograder.errors import CourseError, InfrastructureError
from autograder.gradebook import database
from autograder.gradebook.course import Course
from autograder.gradebook.faults import translated
from autograder.gradebook.marks import marks
from autograder.gradebook.recording import Recorder
from autograder.gradebook.sqlite import shares_memory
from tests.gradebook import crowd
from tests.gradebook.conftest import move
from tests.gradebook.reports import record, report

TABLES = ("student", "submitted_assignment", "submitted_notebook", "grade", "comment")
BOTH = pytest.mark.parametrize("kind", ["sqlite", "postgresql"])


@pytest.fixture
def any_course(request: pytest.FixtureRequest, kind: str) -> Course:
    found: Course = request.getfixturevalue(f"{kind}_course")
    return found


@pytest.fixture
def file(course: Course) -> Path:
    """The SQLite gradebook of ``course``."""
    return course.root / "gradebook.db"


@BOTH
def test_graders_at_once_make_each_row_once(any_course: Course) -> None:
    """Each inserts what is missing; none fails, and every row is whole."""
    crowd.run(any_course)
    with database.session(any_course) as session:
        counted = {
            name: session.scalar(sa.text(f"SELECT count(*) FROM {name}"))
            for name in (
                "student",
                "submitted_assignment",
                "submitted_notebook",
                "grade",
                "comment",
            )
        }
    count = len(crowd.STUDENTS)
    assert counted == {
        "student": count,
        "submitted_assignment": count,
        "submitted_notebook": 2 * count,
        "grade": 5 * count,
        "comment": 5 * count,
    }
    stored = grades(any_course)
    assert {student for student, _ in stored} == set(crowd.STUDENTS)
    for student in crowd.STUDENTS:
        assert stored[student, "test_norm"][0] in (0.0, 0.5, 1.0)
        assert stored[student, "test_squares"] == (1.0, False)


def grades(course: Course) -> dict[tuple[str, str], tuple[float | None, bool]]:
    """Automatic mark, and whether it waits for a person, by student and cell."""
    from nbgrader import api

    grade, cell, notebook, submission = (
        model.__table__
        for model in (api.Grade, api.BaseCell, api.SubmittedNotebook, api.SubmittedAssignment)
    )
    query = (
        sa.select(
            submission.c.student_id, cell.c.name, grade.c.auto_score, grade.c.needs_manual_grade
        )
        .join_from(grade, cell, cell.c.id == grade.c.cell_id)
        .join(notebook, notebook.c.id == grade.c.notebook_id)
        .join(submission, submission.c.id == notebook.c.assignment_id)
    )
    with database.session(course) as session:
        return {(row[0], row[1]): (row[2], row[3]) for row in session.execute(query)}


def test_rows_are_written_in_one_order(course: Course) -> None:
    """Two writers that lock the same rows in two orders would wait for each other for ever."""
    written: list[tuple[str, list[tuple[str, ...]]]] = []

    def note(_: object, __: object, statement: str, rows: Any, *___: object) -> None:
        if statement.startswith("INSERT INTO student"):
            written.append((statement, list(rows)))
        elif statement.startswith("UPDATE"):
            written.append((statement, [row[-2:] for row in rows]))  # the WHERE clause's
        elif statement.startswith("INSERT"):
            written.append((statement, [(row[2], row[1]) for row in rows]))  # after the id

    with Recorder(course, "ps1") as recorder:
        sa.event.listen(recorder._session.get_bind(), "before_cursor_execute", note)
        for name in ("cat", "ann", "dan", "bob", "eve"):
            recorder.record(report(name, timestamp=datetime(2026, 1, 1)))
    assert len(written) > 10
    for statement, rows in written:
        assert rows == sorted(rows), statement


def journal(file: Path) -> str:
    with contextlib.closing(sqlite3.connect(file)) as connection:
        return str(connection.execute("PRAGMA journal_mode").fetchone()[0])


def test_a_reader_and_the_recorder_do_not_wait_for_each_other(course: Course, file: Path) -> None:
    """A page of Formgrader's that reads all the while keeps nobody out, and sees one state."""
    record(course, report("ann"))
    with contextlib.closing(sqlite3.connect(file)) as page:
        page.execute("BEGIN")
        query = "SELECT count(*) FROM student"
        before = page.execute(query).fetchone()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("autograder.gradebook.database._BUSY_SECONDS", 0)
            record(course, report("bob"))
        assert page.execute(query).fetchone() == before
    assert marks(course, "ps1").keys() == {"ann", "bob"}


def test_a_closed_gradebook_is_one_whole_file(course: Course, file: Path, tmp_path: Path) -> None:
    """A copy of it is a backup, as ``nbgrader db upgrade`` makes one."""
    record(course, report("ann"))
    assert journal(file) == "wal"
    assert [path.name for path in file.parent.glob("gradebook.db*")] == ["gradebook.db"]
    copy = shutil.copy(file, tmp_path / "copy.db")
    assert set(marks(move(course, f"sqlite:///{copy}"), "ps1")) == {"ann"}


def test_on_a_network_file_system_the_journal_stays(
    course: Course, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("autograder.gradebook.sqlite.shares_memory", lambda _: False)
    record(course, report("ann"))
    assert journal(file) == "delete"
    assert set(marks(course, "ps1")) == {"ann"}


@pytest.mark.parametrize(
    ("kind", "local"),
    [("ext4", True), ("nfs4", False), ("fuse.sshfs", False), ("cifs", False), ("9p", False)],
)
def test_file_systems_are_told_apart(tmp_path: Path, kind: str, local: bool) -> None:
    folder = tmp_path / "a course"
    folder.mkdir()
    (folder / "gradebook.db").touch()
    point = str(folder.resolve()).replace(" ", "\\040")
    mounts = tmp_path / "mountinfo"
    mounts.write_text(
        "22 1 8:1 / / rw,relatime shared:1 - xfs /dev/sda1 rw\n"
        f"30 22 0:40 / {point} rw shared:2 - {kind} server:/courses rw\n"
    )
    assert shares_memory(folder / "gradebook.db", mounts) is local
    assert shares_memory(mounts, mounts)
    assert not shares_memory(folder / "gradebook.db", tmp_path / "nothing")


@contextlib.contextmanager
def failing(course: Course, message: str, *, students: int = 1) -> Iterator[Recorder]:
    """A recorder whose next batch fails with this message, naming who is missing in one line."""
    with Recorder(course, "ps1", batch=students + 1) as recorder:
        for number in range(students):
            recorder.record(report(f"ann{number}"))
        yield recorder
        with pytest.raises(InfrastructureError, match=message) as caught:
            recorder.flush()
    text = str(caught.value)
    count = "1 submission was" if students == 1 else f"{students} submissions were"
    assert text.startswith(f"{count} not recorded ('ann0'")
    assert "\n" not in text and "SQL" not in text
    assert caught.value.next_step


def test_gradebook_that_stays_locked(course: Course, file: Path) -> None:
    with (
        pytest.MonkeyPatch.context() as patch,
        contextlib.closing(sqlite3.connect(file)) as holder,
    ):
        patch.setattr("autograder.gradebook.database._BUSY_SECONDS", 0)
        with failing(course, "is held by another program"):
            holder.execute("BEGIN IMMEDIATE")


def test_gradebook_on_a_full_disk(course: Course) -> None:
    """SQLite's own limit on the file's size fails as a full disk does."""
    with failing(course, "has no room left", students=50) as recorder:
        recorder._session.execute(sa.text("PRAGMA max_page_count = 1"))
        recorder._session.rollback()


def test_gradebook_that_vanished_is_not_made_anew(course: Course, file: Path) -> None:
    with failing(course, "is gone") as recorder:
        file.unlink()
        with pytest.raises(InfrastructureError, match="is gone"):
            recorder.flush()
        recorder.record(report("ann0"))
    assert not file.exists()


def test_gradebook_that_was_replaced_gets_the_next_batch(
    course: Course, file: Path, tmp_path: Path
) -> None:
    """Marks never go into a file that nobody sees any more."""
    backup = shutil.copy(file, tmp_path / "backup.db")
    with failing(course, "was replaced") as recorder:
        file.unlink()
        shutil.move(backup, file)
    with Recorder(course, "ps1") as recorder:
        recorder.record(report("bob"))
    assert set(marks(course, "ps1")) == {"bob"}


def test_gradebook_that_is_no_database(course: Course, file: Path) -> None:
    file.write_bytes(b"no database" * 100)
    with pytest.raises(InfrastructureError, match="damaged or no database"):
        marks(course, "ps1")


def test_gradebook_of_another_version(course: Course, file: Path) -> None:
    with contextlib.closing(sqlite3.connect(file)) as connection:
        connection.execute("ALTER TABLE assignment RENAME COLUMN duedate TO due")
    with pytest.raises(CourseError, match=r"another version.*nbgrader db upgrade"):
        record(course, report())


def test_password_that_a_driver_quotes_is_not_shown() -> None:
    error = sa.exc.OperationalError("", {}, psycopg.OperationalError("no pg_hba for a:sesame@h"))
    assert "a:***@h" in str(translated(error, secrets=("sesame",)))


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://staff:secret:x@host:port/name",
        "postgres://staff:secret@host/name",
        "staff:secret@host",
    ],
)
def test_url_that_is_none_is_told_without_its_password(course: Course, url: str) -> None:
    with pytest.raises(CourseError, match="db_url") as caught:
        marks(move(course, url), "ps1")
    assert "secret" not in str(caught.value)
    assert caught.value.__suppress_context__


def test_driver_that_is_not_installed(course: Course) -> None:
    with pytest.raises(CourseError, match="pip install"):
        marks(move(course, "postgresql+pg8000://staff@localhost/name"), "ps1")
