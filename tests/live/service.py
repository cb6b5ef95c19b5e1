"""A running service on a small course, and a student's questions."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import quote, urlsplit

from autograder.live.tokens import new_token

WORDS = "check/ps1/words"


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: dict[str, Any]
    text: str
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Running:
    """A service that listens."""

    address: str
    root: Path

    def token(self, student: str) -> str:
        return new_token(self.root, student)

    def ask(
        self, path: str, data: bytes | None, token: str, headers: Mapping[str, str] | None = None
    ) -> Answer:
        where = urlsplit(self.address)
        connection = http.client.HTTPConnection(where.hostname or "", where.port, timeout=300)
        sent = {"Authorization": f"token {token}", **(headers or {})} if token else {}
        with contextlib.closing(connection):
            method = "GET" if data is None else "POST"
            connection.request(method, where.path + quote(path), body=data, headers=sent)
            response = connection.getresponse()
            text = response.read().decode()
            return Answer(response.status, json.loads(text), text, dict(response.headers))


@contextlib.contextmanager
def serving(
    root: Path, log: Path, surroundings: Mapping[str, str] = MappingProxyType({})
) -> Iterator[Running]:
    """The service on a course's folder, on a free port."""
    command = [sys.executable, "-m", "autograder", "serve", "--course", str(root), "--port", "0"]
    environment = {**os.environ, "COLUMNS": "200", **surroundings}
    with (
        log.open("w") as errors,
        subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=errors, env=environment, text=True
        ) as process,
    ):
        assert process.stdout is not None
        try:
            for line in process.stdout:
                if found := re.search(r"ask at (http://\S+)", line):
                    yield Running(found[1], root)
                    break
            else:
                raise RuntimeError(log.read_text())
        finally:
            process.terminate()
            process.wait(60)
