"""``autograder serve``: the live check service."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path
from urllib.parse import urlsplit

from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets

from autograder import embeddings
from autograder.cli.printing import console, printed
from autograder.config import Serve
from autograder.errors import AutograderError
from autograder.gradebook.course import Course
from autograder.grading.pool import LocalPool
from autograder.live.app import Office, application
from autograder.live.desk import Desk
from autograder.live.identity import HubTokens, OwnTokens, by_a_hub
from autograder.live.ledger import Ledger
from autograder.live.tokens import new_token

SPARE = 1 << 16
"""Bytes of a request beside the notebook."""
PATIENCE = 120.0
"""Seconds in which a notebook must have come, and after which a silent connection is closed."""


def print_token(course: Course, student: str) -> None:
    """Make a token and print it, alone on its line."""
    console.print(new_token(course.root, student), markup=False, highlight=False, soft_wrap=True)


def serve(course: Course, *, ip: str, port: int) -> None:
    """Serve until an interrupt or SIGTERM.

    Raises:
        SandboxUnavailable: student code cannot be confined here.
        AutograderError: nobody can listen there.
    """
    LocalPool(1).try_sandbox()
    gensim_data = embeddings.prepare(say=printed).gensim_data
    asyncio.run(_serve(course, ip, port, gensim_data))


async def _serve(course: Course, ip: str, port: int, gensim_data: Path | None) -> None:
    settings = Serve(config=course.config)
    identity = HubTokens() if by_a_hub() else OwnTokens(course.root)
    ledger = Ledger(course.root, per_hour=settings.per_hour)
    desk = Desk(course, settings, gensim_data)
    prefix = "/"
    if by_a_hub():
        asked = urlsplit(os.environ.get("JUPYTERHUB_SERVICE_URL", ""))
        ip, port = asked.hostname or ip, asked.port or port
        prefix = os.environ.get("JUPYTERHUB_SERVICE_PREFIX", "/")
    server = HTTPServer(
        application(Office(identity, ledger, desk, settings), prefix),
        max_body_size=settings.notebook_mb * 2**20 + SPARE,
        body_timeout=PATIENCE,
        idle_connection_timeout=PATIENCE,
    )
    try:
        sockets = bind_sockets(port, ip)
    except OSError as error:
        raise AutograderError(
            f"Nobody can listen on {ip}:{port}: {error.strerror}.", next_step="Give another --port."
        ) from error
    server.add_sockets(sockets)
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    place = sockets[0].getsockname()[1]
    console.print(f"Students may ask at http://{ip}:{place}{prefix}", highlight=False)
    try:
        await stop.wait()
    finally:
        server.stop()
        desk.close()
        ledger.close()
