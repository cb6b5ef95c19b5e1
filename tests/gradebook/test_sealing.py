"""The seal on a gradebook: whole while nobody writes, and broken by whoever does."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.gradebook import database
from autograder.gradebook.course import Course
from autograder.gradebook.marks import marks
from autograder.gradebook.recording import Recorder
from tests.gradebook.reports import report


@pytest.fixture
def file(course: Course) -> Path:
    """Its gradebook."""
    return course.root / "gradebook.db"


@contextlib.contextmanager
def recorder(course: Course, *students: str) -> Iterator[Recorder]:
    with Recorder(course, "ps1") as found:
        for student in students:
            found.record(report(student))
        yield found


def sealed(course: Course, *students: str) -> bytes:
    """Record, and seal what is there then."""
    with recorder(course, *students) as found:
        seal = found.renewed_seal()
    assert seal
    return seal


def found(course: Course) -> bytes | None:
    """The seal that the next run sees."""
    with recorder(course) as next_one:
        return next_one.seal


def write(file: Path) -> None:
    with contextlib.closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE grade SET extra_credit = coalesce(extra_credit, 0) + 1")


def test_the_next_run_finds_the_seal(course: Course) -> None:
    seal = sealed(course, "ann", "bob")
    assert found(course) == seal
    assert sealed(course) == seal  # who writes nothing leaves it as it is
    assert found(course) == seal


def test_reading_does_not_break_it(course: Course) -> None:
    seal = sealed(course, "ann")
    with database.session(course):
        assert len(marks(course, "ps1")) == 1  # by nbgrader's own classes
    assert found(course) == seal


def test_who_records_puts_a_new_one(course: Course) -> None:
    seal = sealed(course, "ann")
    assert sealed(course, "bob") != seal


def test_whoever_writes_breaks_it(course: Course, file: Path) -> None:
    seal = sealed(course, "ann")
    write(file)
    assert found(course) != seal


def test_a_mark_in_formgrader_breaks_it(course: Course) -> None:
    """By nbgrader's own classes."""
    from nbgrader.api import Gradebook

    seal = sealed(course, "ann")
    with Gradebook(course.db_url) as gradebook:
        grade = gradebook.find_grade("test_norm", "words", "ps1", "ann")
        grade.manual_score = 1
        gradebook.db.commit()
        # while it is open, what it has written may lie beside the gradebook
        assert found(course) != seal
    assert found(course) != seal


def test_where_others_write_meanwhile_there_is_none(course: Course, file: Path) -> None:
    with recorder(course, "ann") as ours:
        ours.flush()
        write(file)
        ours.record(report("bob"))
        assert ours.renewed_seal() is None


def test_while_others_read_there_is_none(course: Course, file: Path) -> None:
    """What was written since they began lies beside the gradebook until they are done."""
    with recorder(course, "ann") as ours, contextlib.closing(sqlite3.connect(file)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM grade").fetchall()
        assert ours.renewed_seal() is None
        reader.rollback()
        assert ours.renewed_seal()
    assert set(marks(course, "ps1")) == {"ann"}


def test_while_others_hold_the_lock_nothing_fails(course: Course, file: Path) -> None:
    with (
        pytest.MonkeyPatch.context() as patch,
        contextlib.closing(sqlite3.connect(file, isolation_level=None)) as holder,
    ):
        patch.setattr("autograder.gradebook.database._BUSY_SECONDS", 0)
        with recorder(course) as ours:
            holder.execute("BEGIN IMMEDIATE")
            assert ours.renewed_seal() is None
            holder.execute("ROLLBACK")
            assert ours.renewed_seal()


def test_another_file_has_another(course: Course, file: Path, tmp_path: Path) -> None:
    seal = sealed(course, "ann")
    shutil.copy2(file, tmp_path / "copy")
    (tmp_path / "copy").replace(file)
    assert found(course) != seal
    with recorder(course) as ours:
        shutil.copy2(file, tmp_path / "copy")
        (tmp_path / "copy").replace(file)
        assert ours.renewed_seal() is None
        file.unlink()
        assert ours.renewed_seal() is None


def test_a_network_file_system_is_not_trusted(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("autograder.gradebook.sealing.shares_memory", lambda file: False)
    with recorder(course, "ann") as ours:
        assert ours.seal is None
        assert ours.renewed_seal() is None


def test_a_server_has_none(postgresql_course: Course) -> None:
    with recorder(postgresql_course, "ann") as ours:
        assert ours.seal is None
        assert ours.renewed_seal() is None
    assert set(marks(postgresql_course, "ps1")) == {"ann"}
