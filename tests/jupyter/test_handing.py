"""Handing in and fetching feedback by way of a real Jupyter server and nbgrader's own exchange."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.grading.conftest import edit
from tests.jupyter.courses import RIGHT
from tests.jupyter.exchanges import DUE, Exchange
from tests.jupyter.serving import Server, served

WORDS = "ps1/words.ipynb"


@dataclass(frozen=True)
class Student:
    """With a server of their own, and what the course does meanwhile."""

    server: Server
    exchange: Exchange

    def look(self, path: str = WORDS) -> dict[str, Any]:
        answer = self.server.ask(f"autograder/work?path={path}")
        assert answer.status == 200, answer.body
        return dict(answer.body)

    def do(self, what: str, path: str = WORDS) -> Any:
        return self.server.ask("autograder/work", {"path": path, "do": what})


@pytest.fixture(scope="module")
def student(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Student]:
    base = tmp_path_factory.mktemp("handing")
    exchange = Exchange(base)
    exchange.settings(base / "home" / "config")
    (base / "root").mkdir()
    exchange.fetch(base / "root")
    nobody = "--Autograder.service=http://127.0.0.1:9/"  # discard: no one answers there
    with served(base / "root", base / "home", nobody) as server:
        yield Student(server, exchange)


def states(found: dict[str, Any]) -> dict[str, str]:
    return {one["name"]: one["state"] for one in found["notebooks"]}


# slips of nbgrader's, in what the instructor does here
@pytest.mark.filterwarnings("ignore:Passing unrecognized arguments:DeprecationWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # files left open
def test_the_whole_round_of_a_student(student: Student) -> None:
    found = student.look()
    assert (found["handsIn"], found["due"], found["points"]) == (True, DUE, 3)
    assert states(found) == {"essay": "released", "words": "released"}
    assert found["submissions"] == []

    notebook = student.server.root / WORDS
    edit(notebook, "double", source=RIGHT)
    assert states(student.look()) == {"essay": "released", "words": "changed"}
    answer = student.do("submit")
    assert answer.status == 200, answer.body
    assert states(answer.body) == {"essay": "handed in", "words": "handed in"}
    (receipt,) = answer.body["submissions"]
    digests = {paper["name"]: paper["digest"] for paper in receipt["papers"]}
    assert digests["words"] == hashlib.sha256(notebook.read_bytes()).hexdigest()
    (inbound,) = (student.exchange.root / "words101" / "inbound").iterdir()
    assert (inbound / "words.ipynb").read_bytes() == notebook.read_bytes()

    edit(notebook, "double", source="def double(x):\n    return x + x")
    assert states(student.look())["words"] == "changed"
    student.do("submit")
    again = student.look("ps1/essay.ipynb")  # as after a reload, and from the other notebook
    assert len(again["submissions"]) == 2
    assert again["submissions"][1] == receipt  # the latest comes first

    assert not any(paper["released"] for one in again["submissions"] for paper in one["papers"])
    student.exchange.give_feedback()
    ready = student.look()["submissions"][0]["papers"]
    assert all(paper["released"] and not paper["page"] for paper in ready)
    fetched = student.do("feedback").body["submissions"][0]["papers"]
    page = next(paper["page"] for paper in fetched if paper["name"] == "words")
    status, headers = student.server.headers(f"autograder/pages/{page.replace(' ', '%20')}")
    assert status == 200
    assert "sandbox" in headers["Content-Security-Policy"]


def test_what_no_exchange_has_released_is_not_handed_in(student: Student) -> None:
    folder = student.server.root / "other"
    folder.mkdir()
    (folder / "words.ipynb").write_bytes((student.server.root / WORDS).read_bytes())
    found = student.look("other/words.ipynb")
    assert (found["handsIn"], found["due"]) == (False, None)
    assert states(found) == {"words": "changed"}
    answer = student.do("submit", "other/words.ipynb")
    assert (answer.status, answer.body["slug"]) == (422, "exchange")


def test_a_student_who_is_locked_out_is_told_why(student: Student) -> None:
    inbound = student.exchange.root / "words101" / "inbound"
    moved = inbound.rename(inbound.with_name("elsewhere"))
    try:
        answer = student.do("submit")
    finally:
        moved.rename(inbound)
    assert (answer.status, answer.body["slug"]) == (422, "exchange")
    assert "Inbound directory doesn't exist" in answer.body["message"]


def test_a_live_check_that_does_not_answer_is_said_to_be_away(student: Student) -> None:
    about = student.server.ask("autograder/check/hidden").body
    assert (about["known"], about["slug"]) == (True, "no-service")
    job = student.server.ask("autograder/check/hidden", {"path": WORDS}).body["id"]
    end = list(student.server.events(job))[-1]
    assert (end["state"], end["slug"]) == ("failed", "no-service")
    latest = student.server.ask(f"autograder/jobs?kind=ask&subject={WORDS}").body
    assert latest == {"id": job, "end": end}


@pytest.mark.parametrize("path", ["../secret.html", "ps1/words.ipynb", "ps1/x.html", "notes.html"])
def test_a_students_server_gives_out_fetched_pages_alone(student: Student, path: str) -> None:
    for place in ("notes.html", "ps1/x.html", "../secret.html"):
        (student.server.root / place).write_text("secret")
    assert student.server.headers(f"autograder/pages/{path}")[0] == 404


def test_nothing_is_told_to_strangers(student: Student) -> None:
    assert student.server.ask(f"autograder/work?path={WORDS}", token="").status == 403
    order = {"path": WORDS, "do": "submit"}
    assert student.server.ask("autograder/work", order, token="").status == 403
    assert student.server.ask("autograder/check/hidden", {"path": WORDS}, token="").status == 403
