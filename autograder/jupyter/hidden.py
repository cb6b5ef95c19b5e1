"""Asking the course's live check service (``autograder.live``), where this server was told of one.

The student's server has neither the tests nor the reference: it sends the notebook's bytes, and
shows what comes back.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tornado.httpclient import AsyncHTTPClient, HTTPClientError, HTTPResponse

from autograder.errors import NothingToCheck
from autograder.jupyter.jobs import Journal

PATIENCE = 900.0
"""Seconds until an answer is given up: the service has its own limits, and a queue."""
MAX_MB = 64
_SILENT = {
    "state": "failed",
    "slug": "no-service",
    "message": "The course's live check does not answer.",
    "nextStep": "Try it again later; your notebook can be checked here meanwhile.",
}


class LiveCheck:
    """The service, seen from a student's server."""

    def __init__(self, address: str, token: str) -> None:
        self._address, self._token = address.rstrip("/"), token

    @property
    def known(self) -> bool:
        """Whether this server was told of one."""
        return bool(self._address)

    async def allowance(self) -> dict[str, Any]:
        """How much more the student may ask; what went wrong, where it cannot be told."""
        return _told(await self._send("allowance", None, 20.0))

    async def ask(self, notebook: Path, journal: Journal) -> None:
        """Ask about a notebook; how it ends is told to the journal."""
        journal.write("started")
        try:
            with notebook.open("rb") as file:
                data = file.read(MAX_MB * 2**20)
        except OSError as error:
            raise NothingToCheck(f"{notebook.name} cannot be read: {error.strerror}.") from error
        path = f"check/{quote(notebook.parent.name, safe='')}/{quote(notebook.stem, safe='')}"
        response = await self._send(path, data, PATIENCE)
        told = _told(response)
        if response is not None and response.code == 200:
            journal.write("end", state="done", result=told)
        else:
            journal.write("end", **{"state": "failed", **told})

    async def _send(self, path: str, data: bytes | None, patience: float) -> HTTPResponse | None:
        """What the service answers; None where it does not."""
        try:
            return await AsyncHTTPClient().fetch(
                f"{self._address}/{path}",
                raise_error=False,
                method="GET" if data is None else "POST",
                body=data,
                headers={"Authorization": f"token {self._token}"},
                connect_timeout=20.0,
                request_timeout=patience,
                follow_redirects=False,  # the token is for nobody else
            )
        except (OSError, HTTPClientError, ValueError):
            return None


def _told(response: HTTPResponse | None) -> dict[str, Any]:
    """The JSON object of an answer."""
    try:
        found = json.loads(response.body) if response is not None else None
    except ValueError:
        found = None
    return found if isinstance(found, dict) else dict(_SILENT)
