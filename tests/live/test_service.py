"""The live check service, asked as students ask it and as they should not; with real sandboxes."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.jupyter.courses import RIGHT, SECRET, answered, course
from tests.live.service import WORDS, Running, serving

PER_HOUR = 4
CONFIG = f"""c.Serve.per_hour = {PER_HOUR}
c.Serve.notebook_mb = 1
c.Autograder.cell_seconds = 2
c.Autograder.call_seconds = 2
"""
NOSY = """seen = []
def double(x):
    seen.append(x)
    raise ValueError(f"asked for {seen}")
"""
TELLS: dict[str, Any] = {
    "cell_type": "code",
    "metadata": {},
    "source": "print(seen)\nraise KeyError(repr(seen))",
    "outputs": [],
    "execution_count": None,
}
HIDDEN = (SECRET, "7071", "HIDDEN", "assert", "return 2")
"""Of the hidden test: what it expects, what it asks, what it is; and the solution."""


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    base = tmp_path_factory.mktemp("live")
    with serving(course(base / "course", more=CONFIG, students=()), base / "log") as running:
        yield running


def recorded(root: Path, student: str) -> list[dict[str, Any]]:
    with closing(sqlite3.connect(root / ".autograder" / "serve.db")) as base:
        base.row_factory = sqlite3.Row
        query = "select * from requests where student = ? order by id"
        return [dict(row) for row in base.execute(query, (student,))]


def test_a_right_answer_gets_its_marks_and_is_recorded_as_what_it_was(service: Running) -> None:
    token, data = service.token("anna"), answered(service.root, RIGHT)
    told = service.ask(WORDS, data, token)
    assert told.status == 200
    assert (told.body["points"], told.body["max"]) == (2, 2)
    assert told.body["digest"] == hashlib.sha256(data).hexdigest()
    assert told.body["allowance"]["left"] == PER_HOUR - 1
    (row,) = recorded(service.root, "anna")
    assert (row["state"], row["points"], row["digest"]) == ("answered", 2, told.body["digest"])
    with closing(sqlite3.connect(service.root / "gradebook.db")) as gradebook:
        assert gradebook.execute("select count(*) from submitted_assignment").fetchone() == (0,)


def test_nothing_of_a_hidden_test_is_in_any_answer_even_where_the_code_tells_it(
    service: Running,
) -> None:
    token = service.token("nosy")
    notebook = json.loads(answered(service.root, NOSY))
    notebook["cells"].append(TELLS)
    told = service.ask(WORDS, json.dumps(notebook).encode(), token)
    assert told.status == 200
    assert told.body["points"] == 0
    assert told.body["problems"] == ["A cell of yours failed."]
    wrong = answered(service.root, "def double(x):\n    return 6 if x == 3 else x")
    again = service.ask(WORDS, wrong, token)
    assert again.body["tasks"][0]["hints"]
    for text in (told.text, again.text):
        assert not [secret for secret in HIDDEN if secret in text]


def test_an_endless_loop_costs_its_time_limit_and_the_service_answers_meanwhile(
    service: Running,
) -> None:
    token = service.token("loop")
    told = service.ask(WORDS, answered(service.root, "while True:\n    pass"), token)
    assert (told.status, told.body["points"]) == (200, 0)
    assert told.body["problems"] == ["A cell of yours was stopped at its time limit."]
    assert service.ask("allowance", None, token).body["allowance"]["left"] == PER_HOUR - 1


def test_what_is_no_notebook_is_refused_and_does_not_count(service: Running) -> None:
    token = service.token("lost")
    for path, data, status in (
        (WORDS, b"print('hello')", 422),
        (WORDS, b"", 422),
        ("check/ps1/other", answered(service.root, RIGHT), 404),
        ("check/ps9/words", answered(service.root, RIGHT), 404),
        ("check/..%2Fps1/words", answered(service.root, RIGHT), 404),
    ):
        told = service.ask(path, data, token)
        assert told.status == status, (path, told.text)
        assert told.body["allowance"]["left"] == PER_HOUR
    assert {row["state"] for row in recorded(service.root, "lost")} == {"refused"}


def test_who_has_no_token_is_told_nothing(service: Running) -> None:
    data = answered(service.root, RIGHT)
    first = service.token("twice")
    service.token("twice")
    for token in ("", "forged", first, service.token("ghost")[:-1]):
        for path, body in ((WORDS, data), ("allowance", None), ("check/ps9/x", b"")):
            told = service.ask(path, body, token)
            assert told.status == 403
            assert "allowance" not in told.body
    assert recorded(service.root, "twice") == []


def test_a_student_who_asks_as_another_asks_as_themselves(service: Running) -> None:
    token = service.token("mallory")
    service.token("victim")
    claims = {"X-Student": "victim", "X-Forwarded-User": "victim", "Cookie": "student=victim"}
    data = answered(service.root, RIGHT)
    assert service.ask(WORDS, data, token, claims).body["allowance"]["left"] == PER_HOUR - 1
    assert recorded(service.root, "victim") == []
    assert len(recorded(service.root, "mallory")) == 1


def test_what_is_too_large_is_refused_before_it_is_read(service: Running) -> None:
    token = service.token("large")
    told = service.ask(WORDS, bytes((1 << 20) + 1), token)
    assert told.status == 413
    assert "1 MB" in told.body["message"]
    assert service.ask("allowance", None, token).body["allowance"]["left"] == PER_HOUR


def test_who_asks_too_often_is_told_when_the_next_time_is(service: Running) -> None:
    token, data = service.token("eager"), answered(service.root, RIGHT)
    for _ in range(PER_HOUR):
        assert service.ask(WORDS, data, token).status == 200
    for _ in range(3):
        told = service.ask(WORDS, data, token)
    assert told.status == 429
    assert 3300 < int(told.headers["Retry-After"]) <= 3600
    assert told.body["nextStep"].endswith("min.")
    assert told.body["allowance"]["again"]
    rows = recorded(service.root, "eager")
    assert [row["state"] for row in rows] == ["answered"] * PER_HOUR + ["refused"]
    assert (rows[-1]["note"], rows[-1]["times"]) == ("limit", 3)


def test_the_course_may_reveal_less_than_hints_and_never_more(service: Running) -> None:
    config = service.root / "nbgrader_config.py"
    assert "reveal" not in config.read_text()  # everything, on the pages
    told = service.ask(WORDS, answered(service.root, "def double(x):\n    return 1"),
                       service.token("more"))  # fmt: skip
    assert told.body["hints"] is True
    assert set(told.body["tasks"][0]) == {
        *("title", "tone", "symbol", "word", "points", "max", "parts", "hints")
    }


def test_one_question_of_a_student_is_at_work_at_a_time(service: Running) -> None:
    token = service.token("hasty")
    loop = answered(service.root, "while True:\n    pass")
    with ThreadPoolExecutor(2) as pool:
        told = list(pool.map(lambda _: service.ask(WORDS, loop, token), range(2)))
    assert sorted(one.status for one in told) == [200, 409]
    assert service.ask("allowance", None, token).body["allowance"]["left"] == PER_HOUR - 1
