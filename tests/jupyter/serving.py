"""A real Jupyter server on a folder, and a small assignment in it."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.embeddings import default_cache
from autograder.gradebook.paths import shown
from autograder.grading.sanitise import checksum
from autograder.model import SourceCell
from tests.sandbox import hosts

TOKEN = "a-token-of-the-tests"
_OTHERS = (
    *("jupyterlab", "notebook", "notebook_shim", "jupyter_lsp", "jupyter_server_terminals"),
    *("jupyterlab_jupytext", "jupyterhub"),
    *(
        f"nbgrader.server_extensions.{name}"
        for name in ("assignment_list", "course_list", "formgrader", "validate_assignment")
    ),
)
"""Server extensions that cost seconds to start, and that most of these tests do not ask."""
FORMGRADER = "nbgrader.server_extensions.formgrader"

CELLS = (
    ("setup", "locked", "import numpy as np\nthree = 3"),
    ("double", "solution", "def double(x):\n    raise NotImplementedError()"),
    ("double-core", "test", "# Task 1\nassert np.isclose(\n    double(three), 6\n)"),
    ("half", "solution", "def half(x):\n    raise NotImplementedError()"),
    ("half-core", "test", "assert half(8) == 4"),
    ("square", "solution", "def square(x):\n    raise NotImplementedError()"),
    ("square-core", "test", "assert square(3) == 9"),
)
TEXTS = {name: text for name, _, text in CELLS}


def released(**texts: str) -> dict[str, Any]:
    """A released notebook, with these texts in place of the released ones."""
    cells: list[dict[str, Any]] = []
    for name, kind, text in CELLS:
        test, solution = kind == "test", kind == "solution"
        known = SourceCell(
            name, "code", not solution, text, "", 1.0 if test else None, solution, False
        )
        meta = {
            "schema_version": 3,
            "grade_id": name,
            "grade": test,
            "solution": solution,
            "locked": not solution,
            "checksum": checksum(text, known),
        }
        meta |= {"points": 1} if test else {}
        source = texts.get(name.replace("-", "_"), text)
        cells += [
            {"cell_type": "markdown", "metadata": {}, "source": f"## Task {name}"},
            {
                "cell_type": "code",
                "metadata": {"nbgrader": meta},
                "source": source,
                "outputs": [],
                "execution_count": None,
            },
        ]
    spec = {"name": "python3", "language": "python", "display_name": "Python 3"}
    return {"cells": cells, "metadata": {"kernelspec": spec}, "nbformat": 4, "nbformat_minor": 4}


def write(path: Path, notebook: Mapping[str, Any]) -> Path:
    """Write a notebook, and its folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(notebook), "utf-8")
    return path


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    body: Any


@dataclass(frozen=True, slots=True)
class Server:
    """A running server."""

    address: str
    root: Path

    def ask(
        self, path: str, send: object = None, *, method: str | None = None, token: str = TOKEN
    ) -> Answer:
        data = None if send is None else json.dumps(send).encode()
        try:
            with self._open(path, data, method, token) as response:
                text = response.read()
                is_json = "json" in response.headers.get("Content-Type", "")
                return Answer(response.status, json.loads(text) if is_json and text else text)
        except urllib.error.HTTPError as error:
            with error:
                text = error.read()
                try:
                    return Answer(error.code, json.loads(text))
                except ValueError:
                    return Answer(error.code, shown(text.decode("utf-8", "replace")))

    def headers(self, path: str) -> tuple[int, dict[str, str]]:
        """The status of an answer, and its headers."""
        try:
            with self._open(path, None, None, TOKEN) as response:
                return response.status, dict(response.headers)
        except urllib.error.HTTPError as error:
            with error:
                return error.code, dict(error.headers)

    def events(self, job: str, *, after: int = 0) -> Iterator[dict[str, Any]]:
        """As they come, to the end."""
        with self._open(f"autograder/jobs/{job}/events?after={after}", None, None, TOKEN) as stream:
            for line in stream:
                if line.startswith(b"data: "):
                    yield json.loads(line[6:])

    def checked(self, path: str) -> dict[str, Any]:
        """Check a notebook, and the end of that."""
        answer = self.ask("autograder/check", {"path": path})
        assert answer.status == 200, answer.body
        return list(self.events(answer.body["id"]))[-1]

    def _open(self, path: str, data: bytes | None, method: str | None, token: str) -> Any:
        headers = {"Authorization": f"token {token}"} if token else {}
        request = urllib.request.Request(
            self.address + path, data=data, headers=headers, method=method
        )
        return urllib.request.urlopen(request, timeout=300)


@contextlib.contextmanager
def served(
    root: Path,
    home: Path,
    *options: str,
    host: str = "",
    besides: str = "",
    python: str = sys.executable,
) -> Iterator[Server]:
    """A server within the block, on a ``host`` that may offer less (see ``tests.sandbox.hosts``),
    with our extension and one ``besides``. ``home`` is its person's: a later server knows the jobs
    there."""
    home.mkdir(parents=True, exist_ok=True)
    others = {name: name == besides for name in _OTHERS}
    command = [
        *(hosts.command(host) if host else [python]),
        *("-m", "jupyter_server", "--ServerApp.ip=127.0.0.1"),
        *("--ServerApp.port=0", f"--ServerApp.root_dir={root}", "--allow-root"),
        f"--ServerApp.jpserver_extensions={others}",
        *(f"--IdentityProvider.token={TOKEN}", "--no-browser", *options),
    ]
    folders = ("CONFIG", "DATA", "RUNTIME")
    surroundings = {f"JUPYTER_{name}_DIR": str(home / name.lower()) for name in folders}
    environment = {**os.environ, "HOME": str(home), **surroundings}
    environment["XDG_CACHE_HOME"] = str(default_cache().parents[1])  # the vectors are made once
    with (
        (home / "server.log").open("ab") as log,  # its workers write there too, and may outlive it
        subprocess.Popen(command, cwd=root, env=environment, stderr=log) as process,
    ):
        try:
            yield Server(_address(process, home), root)
        finally:
            process.terminate()
            process.wait(60)


def _address(process: subprocess.Popen[bytes], home: Path) -> str:
    """Where a server listens, once it does: it says so in a file a moment before."""
    file = home / "runtime" / f"jpserver-{process.pid}.json"
    while process.poll() is None:
        try:
            address = str(json.loads(file.read_text("utf-8"))["url"])
            urllib.request.urlopen(address + "api", timeout=60).close()
        except (OSError, ValueError):
            time.sleep(0.05)
        else:
            return address
    raise RuntimeError((home / "server.log").read_text("utf-8"))
