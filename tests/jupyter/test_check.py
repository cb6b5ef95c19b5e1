"""A student's notebook, checked by way of a real Jupyter server."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.jupyter.serving import TEXTS, Server, released, served, write

NOTEBOOK = "ps/ps.ipynb"
DOUBLE = "def double(x):\n    return 2 * x"
ENDLESS = "while True:\n    pass"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    base = tmp_path_factory.mktemp("jupyter")
    (base / "root").mkdir()
    with served(base / "root", base / "home", "--Autograder.cell_seconds=2") as running:
        yield running


def hand_in(server: Server, **texts: str) -> None:
    write(server.root / NOTEBOOK, released(**texts))


def tones(end: dict[str, Any]) -> list[str]:
    return [task["tone"] for task in end["result"]["tasks"]]


def test_a_check_tells_passed_from_failed_from_not_started(server: Server) -> None:
    hand_in(server, double=DOUBLE, half="def half(x):\n    return x - 1")
    end = server.checked(NOTEBOOK)
    assert end["state"] == "done"
    assert tones(end) == ["right", "wrong", "empty"]
    (finding,) = end["result"]["tasks"][1]["findings"]
    assert finding["board"] == [
        ["Asked", "half(8)"],
        ["Your answer", "7"],
        ["Should hold", "half(8) == 4"],
    ]
    assert finding["cells"] == ["half-core"]


def test_what_should_hold_is_shown_as_it_stands_in_the_test(server: Server) -> None:
    hand_in(server, double="def double(x):\n    return x")
    board = server.checked(NOTEBOOK)["result"]["tasks"][0]["findings"][0]["board"]
    assert board[-1] == ["Should hold", "np.isclose(\n    double(three), 6\n)"]


def test_a_cell_that_is_not_python_is_named_with_its_task(server: Server) -> None:
    hand_in(server, double="def double(x)\n    return 2 * x")
    end = server.checked(NOTEBOOK)
    assert end["result"]["tasks"][0]["word"] == "syntax error"
    assert "'double'" in end["result"]["problems"][0]


def test_an_endless_loop_is_named_while_it_runs_and_the_server_answers_others(
    server: Server,
) -> None:
    hand_in(server, double=DOUBLE, half=ENDLESS)
    job = server.ask("autograder/check", {"path": NOTEBOOK}).body["id"]
    events = server.events(job)
    for event in events:
        if event.get("next") == "half":
            break
    assert server.ask("api/status").status == 200
    seen = [event["event"] for event in server.events(job, after=0) if event]  # to the end
    assert seen[-1] == "end"
    end = list(events)[-1]
    assert tones(end) == ["right", "stopped", "empty"]
    assert any("'half'" in problem and "2 s" in problem for problem in end["result"]["problems"])


def test_a_cancelled_check_ends_at_once_and_the_next_one_works(server: Server) -> None:
    hand_in(server, double=ENDLESS)
    job = server.ask("autograder/check", {"path": NOTEBOOK}).body["id"]
    events = server.events(job)
    for event in events:
        if event.get("next") == "double":
            break
    assert server.ask(f"autograder/jobs/{job}", method="DELETE").status == 204
    assert list(events)[-1] == {"event": "end", "state": "cancelled"}
    hand_in(server, double=DOUBLE)
    assert tones(server.checked(NOTEBOOK))[0] == "right"


def test_a_page_that_is_loaded_again_finds_its_check(server: Server) -> None:
    hand_in(server, double=DOUBLE)
    job = server.ask("autograder/check", {"path": NOTEBOOK}).body["id"]
    assert server.ask("autograder/check", {"path": NOTEBOOK}).body["id"] == job  # at work
    first = list(server.events(job))
    found = server.ask(f"autograder/jobs?kind=check&subject={NOTEBOOK}").body["id"]
    assert found == job
    assert list(server.events(found)) == first
    assert list(server.events(found, after=3)) == first[3:]


def test_a_changed_test_is_reported_and_without_a_release_cannot_be_restored(
    server: Server,
) -> None:
    hand_in(server, double_core="pass")
    about = server.ask(f"autograder/check/about?path={NOTEBOOK}").body
    assert about["changed"] == ["double-core"]
    assert about["released"] is False
    assert about["restore"] == []


def test_the_release_in_the_exchange_decides_and_gives_back_what_was_changed(
    tmp_path: Path,
) -> None:
    exchange = tmp_path / "exchange"
    write(exchange / "words" / "outbound" / NOTEBOOK, released())
    config = tmp_path / "home" / "config" / "nbgrader_config.json"
    config.parent.mkdir(parents=True)
    config.write_text(json.dumps({"Exchange": {"root": str(exchange)}}))
    (tmp_path / "root").mkdir()
    with served(tmp_path / "root", tmp_path / "home") as server:
        notebook = released(half="def half(x):\n    return 5", half_core="pass")
        notebook["cells"] = [  # and one is gone
            cell
            for cell in notebook["cells"]
            if cell["metadata"].get("nbgrader", {}).get("grade_id") != "setup"
        ]
        write(server.root / NOTEBOOK, notebook)
        about = server.ask(f"autograder/check/about?path={NOTEBOOK}").body
        assert about["released"] is True
        assert (about["changed"], about["missing"]) == (["half-core"], ["setup"])
        assert [(one["cell"], one["after"]) for one in about["restore"]] == [
            ("setup", ""),
            ("half-core", "half"),
        ]
        assert about["restore"][1]["source"] == TEXTS["half-core"]
        assert tones(server.checked(NOTEBOOK))[1] == "wrong"  # by the test as it was released


def test_what_is_no_assignment_is_refused_with_what_to_do(server: Server) -> None:
    write(server.root / "notes.ipynb", {**released(), "cells": []})
    answer = server.ask("autograder/check/about?path=notes.ipynb")
    assert answer.status == 422
    assert answer.body["slug"] == "nothing-to-check"
    assert server.checked("notes.ipynb")["state"] == "failed"


@pytest.mark.parametrize("path", ["../secret.ipynb", "link.ipynb", "", "a/../../x", "\x00", 7])
def test_no_path_leads_out_of_the_servers_folder(server: Server, path: object) -> None:
    secret = write(server.root.parent / "secret.ipynb", released())
    link = server.root / "link.ipynb"
    link.unlink(missing_ok=True)
    link.symlink_to(secret)
    answer = server.ask("autograder/check", {"path": path})
    assert answer.status == 422
    assert answer.body["slug"] == "nothing-to-check"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "autograder/jobs?kind=check&subject=x"),
        ("DELETE", "autograder/jobs/0-0"),
        ("GET", "autograder/jobs/0-0/events"),
        ("POST", "autograder/check"),
        ("GET", "autograder/check/about?path=x"),
    ],
)
def test_nothing_is_told_to_strangers(server: Server, method: str, path: str) -> None:
    send = {"path": NOTEBOOK} if method == "POST" else None
    assert server.ask(path, send, method=method, token="").status == 403


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make a host of this kind")
def test_where_no_student_can_be_confined_the_check_says_so_and_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "root").mkdir()
    host = "without-namespaces"
    with served(tmp_path / "root", tmp_path / "home", host=host) as server:
        hand_in(server, double=DOUBLE)
        end = server.checked(NOTEBOOK)
    assert (end["state"], end["slug"]) == ("failed", "sandbox-unavailable")
    assert "autograder doctor" in end["nextStep"]


def test_a_server_that_was_started_again_finds_its_jobs(tmp_path: Path) -> None:
    (tmp_path / "root").mkdir()
    with served(tmp_path / "root", tmp_path / "home") as server:
        hand_in(server, double=DOUBLE)
        done = server.checked(NOTEBOOK)
        hand_in(server, double=ENDLESS)
        job = server.ask("autograder/check", {"path": NOTEBOOK}).body["id"]
        for event in server.events(job):
            if event.get("next") == "double":
                break
    with served(tmp_path / "root", tmp_path / "home") as again:
        found = again.ask(f"autograder/jobs?kind=check&subject={NOTEBOOK}").body["id"]
        assert found == job  # its process goes on, and can be ended from here
        assert again.ask(f"autograder/jobs/{job}", method="DELETE").status == 204
        assert list(again.events(job))[-1]["state"] == "cancelled"
    assert done["state"] == "done"
