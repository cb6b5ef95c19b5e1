"""What only a server can do: be away, restart, refuse; and nbgrader's own commands on it."""

from __future__ import annotations

import csv
import shutil
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from autograder.errors import CourseError, InfrastructureError
from autograder.gradebook.course import Course
from autograder.gradebook.faults import may_pass
from autograder.gradebook.marks import marks
from autograder.gradebook.recording import Recorder
from autograder.model import Mark
from tests.gradebook.conftest import move
from tests.gradebook.postgresql import PASSWORD, Server
from tests.gradebook.reports import record, report


@pytest.fixture
def course(postgresql_course: Course) -> Course:
    return postgresql_course


def database_of(course: Course) -> str:
    return course.db_url.rpartition("/")[2]


def test_nbgrader_works_on_what_was_recorded(course: Course) -> None:
    """Its export, its feedback and its own autograding, on a gradebook that we filled."""
    for student in ("ann", "bob"):
        shutil.copytree(course.root / "release/ps1", course.submitted(student, "ps1"))
    record(course, report("ann"), report("bob", {"test_norm": 0.5, "test_squares": 1.0}))

    def nbgrader(*arguments: str) -> None:
        done = subprocess.run(
            [sys.executable, "-m", "nbgrader", *arguments],
            cwd=course.root, capture_output=True, text=True,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr

    def exported() -> dict[str, float]:
        nbgrader("export", "--to", "out.csv")
        with (course.root / "out.csv").open(encoding="utf-8") as file:
            return {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}

    assert exported() == {"ann": 3.0, "bob": 1.5}
    nbgrader("autograde", "ps1", "--student", "bob")
    assert exported() == {"ann": 3.0, "bob": 0.0}  # handed in as released
    nbgrader("generate_feedback", "ps1", "--student", "bob")
    page = course.feedback("bob", "ps1") / "words.html"
    assert "test_norm" in page.read_text(encoding="utf-8")
    record(course, report("bob", {"test_norm": 2.0}))
    assert marks(course, "ps1")["bob"] == Mark(points=2.0, max_points=15.0, pending=5.0)


def test_lost_connection_costs_nothing(course: Course, server: Server) -> None:
    """The batch that was under way is written again, whole."""
    with Recorder(course, "ps1", batch=2) as recorder:
        recorder.record(report("ann"))
        recorder.record(report("bob"))
        server.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            f"WHERE datname = '{database_of(course)}'"
        )
        recorder.record(report("cat"))
        recorder.record(report("dan"))
    assert set(marks(course, "ps1")) == {"ann", "bob", "cat", "dan"}


def test_server_that_restarts_is_waited_for(
    course: Course, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = threading.Event()

    def noticed(error: BaseException) -> bool:
        tried.set()
        return may_pass(error)

    monkeypatch.setattr("autograder.gradebook.recording.may_pass", noticed)
    with Recorder(course, "ps1", batch=1) as recorder, ThreadPoolExecutor(1) as thread:
        recorder.record(report("ann"))
        server.stop()
        written = thread.submit(recorder.record, report("bob"))
        tried.wait(60)
        server.start()
        written.result()
    assert set(marks(course, "ps1")) == {"ann", "bob"}


def test_server_that_stays_away_is_named_with_who_is_missing(
    course: Course, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("autograder.gradebook.recording._PAUSES", (0.01, 0.01))
    server.stop()
    try:
        with pytest.raises(InfrastructureError, match=r"cannot be reached.*port") as caught:
            marks(course, "ps1")
        assert "\n" not in str(caught.value)
        server.start()
        with Recorder(course, "ps1") as recorder:
            recorder.record(report("ann"))
            server.stop()
            with pytest.raises(InfrastructureError, match=r"'ann'.*cannot be reached"):
                recorder.flush()
    finally:
        server.stop()
        server.start()
    assert marks(course, "ps1") == {}


def test_wrong_password_is_told_without_it(course: Course, server: Server) -> None:
    wrong = move(course, server.url(database_of(course), password="sesame"))
    with pytest.raises(InfrastructureError, match=r"password authentication.*db_url") as caught:
        marks(wrong, "ps1")
    assert "sesame" not in str(caught.value)


def test_database_that_is_missing(course: Course, server: Server) -> None:
    with pytest.raises(InfrastructureError, match=r'"nowhere" does not exist') as caught:
        marks(move(course, server.url("nowhere")), "ps1")
    assert PASSWORD not in str(caught.value)


def test_rows_that_stay_locked(
    course: Course, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("autograder.gradebook.database._BUSY_SECONDS", 1)
    conninfo = server.url(database_of(course)).replace("+psycopg", "")
    with Recorder(course, "ps1") as recorder, psycopg.connect(conninfo) as holder:
        recorder.record(report("ann"))
        holder.execute("LOCK TABLE grade IN ACCESS EXCLUSIVE MODE")
        with pytest.raises(InfrastructureError, match=r"'ann'.*is held by another program"):
            recorder.flush()
        holder.rollback()
        recorder.record(report("bob"))
    assert set(marks(course, "ps1")) == {"bob"}


def test_server_whose_disk_is_full(course: Course, server: Server) -> None:
    """A trigger raises what the server raises then."""
    for statement in (
        "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS "
        "$$BEGIN RAISE 'could not extend file' USING ERRCODE = '53100'; END$$",
        "CREATE TRIGGER full_disk BEFORE INSERT ON grade EXECUTE FUNCTION full_disk()",
    ):
        server.execute(statement, database_of(course))
    with pytest.raises(InfrastructureError, match=r"no room left: could not extend file"):
        record(course, report("ann"))


def test_user_who_may_only_read(course: Course, server: Server) -> None:
    name = database_of(course)
    for statement in (
        f"CREATE ROLE reader_{name} LOGIN PASSWORD 'x'",
        f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader_{name}",
    ):
        server.execute(statement, name)
    url = server.url(name, password="x").replace("//staff", f"//reader_{name}")
    with pytest.raises(InfrastructureError, match="may not be written"):
        record(move(course, url), report("ann"))


def test_course_without_a_name(course: Course) -> None:
    """nbgrader would fail on a foreign key, which SQLite does not check."""
    config = course.root / "nbgrader_config.py"
    config.write_text(config.read_text().replace('"words101"', '""'))
    with pytest.raises(CourseError, match=r"c\.CourseDirectory\.course_id"):
        marks(Course.open(course.root), "ps1")
