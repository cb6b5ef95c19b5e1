"""A class of three, graded by way of a real Jupyter server on the course's folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from autograder.gradebook.course import Course
from autograder.gradebook.marks import marks
from tests.grading.conftest import edit
from tests.jupyter.courses import STUDENTS, course
from tests.jupyter.serving import Server, served

ENDLESS = "while True:\n    pass"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    base = tmp_path_factory.mktemp("grading")
    with served(course(base / "course"), base / "home") as running:
        yield running


def begun(server: Server, kind: str, **wishes: Any) -> str:
    answer = server.ask("autograder/course/run", {"kind": kind, "assignment": "ps1", **wishes})
    assert answer.status == 200, answer.body
    return str(answer.body["id"])


def test_the_assignments_of_the_course_are_listed(server: Server) -> None:
    assert server.ask("autograder/course").body == {"course": True}
    (assignment,) = server.ask("autograder/course?of=all").body["assignments"]
    assert assignment == {"name": "ps1", "submitted": 3}


@pytest.fixture(scope="module")
def graded(server: Server) -> list[dict[str, Any]]:
    """What came of grading the class; the server was asked for other things meanwhile."""
    events = []
    for event in server.events(begun(server, "grade")):
        events.append(event)
        if event["event"] == "progress" and not event["done"]:
            assert server.ask("api/status").status == 200
            assert server.ask("autograder/course/marks?assignment=ps1").status == 200
    return events


def test_a_class_is_graded_with_progress(server: Server, graded: list[dict[str, Any]]) -> None:
    end = graded[-1]
    assert (end["state"], end["graded"], end["of"]) == ("done", 3, 3)
    told = [(event["done"], event["of"]) for event in graded if event["event"] == "progress"]
    assert (told[0], told[-1]) == ((0, 3), (3, 3))
    found = server.ask("autograder/course/marks?assignment=ps1").body
    assert [row["student"] for row in found["rows"]] == list(STUDENTS)
    assert all(row["graded"] for row in found["rows"])
    assert {kind["students"] for kind in found["kinds"]} == {3}


@pytest.mark.usefixtures("graded")
def test_some_are_graded_and_what_is_known_is_not_graded_again(server: Server) -> None:
    end = list(server.events(begun(server, "grade", students=["team-*"])))[-1]
    assert (end["graded"], end["unchanged"], end["of"]) == (0, 1, 1)


@pytest.mark.usefixtures("graded")
def test_pages_of_students_are_given_out_without_scripts(server: Server) -> None:
    row = server.ask("autograder/course/marks?assignment=ps1").body["rows"][0]
    assert [page["name"] for page in row["pages"]] == ["essay", "words"]
    status, headers = server.headers(f"autograder/pages/{row['pages'][0]['path']}")
    assert status == 200
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "allow-scripts" not in policy


@pytest.mark.usefixtures("graded")
def test_the_report_is_written_and_given_out(server: Server) -> None:
    end = list(server.events(begun(server, "report")))[-1]
    assert end["state"] == "done", end
    status, headers = server.headers("autograder/pages/.autograder/report/ps1.html")
    assert status == 200
    assert "default-src 'none'" in headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "path",
    [
        "../secret.html",
        "gradebook.db",
        ".autograder/other.html",
        "source/ps1/p1.ipynb",
        ".x/a.html",
    ],
)
def test_nothing_but_pages_is_given_out(server: Server, path: str) -> None:
    (server.root.parent / "secret.html").write_text("secret")
    (server.root / ".autograder").mkdir(exist_ok=True)
    (server.root / ".autograder" / "other.html").write_text("secret")
    assert server.headers(f"autograder/pages/{path}")[0] == 404


def test_an_assignment_that_nobody_knows_is_refused_with_what_to_do(server: Server) -> None:
    job = server.ask("autograder/course/run", {"kind": "grade", "assignment": "ps9"}).body["id"]
    end = list(server.events(job))[-1]
    assert end["state"] == "failed"
    assert "autograder release ps9" in end["nextStep"]


@pytest.mark.parametrize(
    "path", ["course", "course?of=all", "course/marks?assignment=ps1", "pages/x.html"]
)
def test_nothing_is_told_to_strangers(server: Server, path: str) -> None:
    status = server.ask(f"autograder/{path}", token="").status
    assert status == 403 or "pages" in path
    assert server.ask("autograder/course/run", {"kind": "grade"}, token="").status == 403


def test_a_run_goes_on_without_its_server_and_is_stopped_from_the_next_one(tmp_path: Path) -> None:
    root = course(tmp_path / "course")
    notebook = root / "submitted" / "bob" / "ps1" / "words.ipynb"
    (root / "nbgrader_config.py").write_text(
        "c = get_config()\nc.Autograder.cell_seconds = 600\nc.Autograder.workers = 1\n"
    )
    edit(notebook, "double", source=ENDLESS)
    with served(root, tmp_path / "home") as server:
        job = begun(server, "grade")
        for event in server.events(job):
            if event.get("done"):  # anna, and team-1 who handed in the same; then comes bob
                break
    with served(root, tmp_path / "home") as again:
        found = again.ask("autograder/jobs?kind=grade&subject=ps1").body["id"]
        assert found == job
        assert again.ask(f"autograder/jobs/{job}", method="DELETE").status == 204
        end = list(again.events(job))[-1]
        assert (end["state"], end["graded"]) == ("cancelled", 2)
    assert set(marks(Course.open(root), "ps1")) == {"anna", "team-1"}


def test_where_there_is_no_course_nothing_is_graded(tmp_path: Path) -> None:
    (tmp_path / "root").mkdir()
    with served(tmp_path / "root", tmp_path / "home") as server:
        assert server.ask("autograder/course").body == {"course": False}
        asked = {"kind": "grade", "assignment": "ps1"}
        assert server.ask("autograder/course/run", asked).status == 422
        assert server.ask("autograder/course/marks?assignment=ps1").status == 404
