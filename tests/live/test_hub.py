"""The service as one of JupyterHub's: its own library asks a hub whose token this is. The hub here
is one address of it; ``tests/course`` has a whole one."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from tests.jupyter.courses import RIGHT, answered, course
from tests.live.service import WORDS, Running, serving

SCOPE = "access:services!service=autograder"
USERS: dict[str, dict[str, Any]] = {
    "token-of-anna": {"kind": "user", "name": "anna", "scopes": ["access:services"]},
    "token-of-eve": {"kind": "user", "name": "eve", "scopes": ["access:services"]},
    "token-of-bob": {"kind": "user", "name": "bob", "scopes": ["read:users!user=bob"]},
    "token-of-a-service": {"kind": "service", "name": "culler", "scopes": ["access:services"]},
}


class Hub(BaseHTTPRequestHandler):
    """``GET /hub/api/user``, as JupyterHub answers it."""

    def do_GET(self) -> None:
        user = USERS.get(self.headers["Authorization"].removeprefix("token "))
        body = json.dumps(user or {"status": 403}).encode()
        self.send_response(200 if user and self.path == "/hub/api/user" else 403)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    base = tmp_path_factory.mktemp("hub")
    more = "c.Serve.queue = 1\nc.Autograder.cell_seconds = 2\n"
    root = course(base / "course", more=more, students=())
    with ThreadingHTTPServer(("127.0.0.1", 0), Hub) as hub:
        thread = threading.Thread(target=hub.serve_forever)
        thread.start()
        surroundings = {
            "JUPYTERHUB_API_URL": f"http://127.0.0.1:{hub.server_port}/hub/api",
            "JUPYTERHUB_API_TOKEN": "token-of-the-service",
            "JUPYTERHUB_SERVICE_NAME": "autograder",
            "JUPYTERHUB_SERVICE_PREFIX": "/services/autograder/",
            "JUPYTERHUB_OAUTH_ACCESS_SCOPES": json.dumps([SCOPE]),
        }
        with serving(root, base / "log", surroundings) as running:
            yield running
        hub.shutdown()
        thread.join()


def test_a_user_of_the_hub_asks_with_the_token_of_their_server(service: Running) -> None:
    told = service.ask(WORDS, answered(service.root, RIGHT), "token-of-anna")
    assert (told.status, told.body["points"]) == (200, 2)


def test_where_too_many_wait_one_is_told_to_come_again_and_it_does_not_count(
    service: Running,
) -> None:
    loop = answered(service.root, "while True:\n    pass")
    tokens = ("token-of-anna", "token-of-eve")
    before = {t: service.ask("allowance", None, t).body["allowance"]["left"] for t in tokens}
    with ThreadPoolExecutor(2) as pool:
        told = dict(
            zip(tokens, pool.map(lambda t: service.ask(WORDS, loop, t), tokens), strict=True)
        )
    assert sorted(one.status for one in told.values()) == [200, 503]
    for token, one in told.items():
        counted = 1 if one.status == 200 else 0
        assert one.body["allowance"]["left"] == before[token] - counted
    (busy,) = (one for one in told.values() if one.status == 503)
    assert busy.body["slug"] == "busy"


@pytest.mark.parametrize("token", ["", "forged", "token-of-bob", "token-of-a-service"])
def test_whom_the_hub_does_not_know_or_does_not_let_in_is_told_nothing(
    service: Running, token: str
) -> None:
    assert service.ask(WORDS, b"", token).status == 403


def test_tokens_that_the_instructor_made_are_of_no_use_beside_a_hub(service: Running) -> None:
    assert service.ask("allowance", None, service.token("anna")).status == 403
