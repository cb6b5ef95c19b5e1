"""A JupyterHub on this machine whose users are real unix users, and commands in their servers.

The hub, its proxy and its local process spawner are those of a real installation. A test speaks to
it as a browser would: each user asks for a token with a password, starts a server, and runs
commands in a kernel of that server, so with that user's rights and no others.
"""

from __future__ import annotations

import ast
import contextlib
import json
import os
import pwd
import secrets
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import tempfile
import time
import urllib.parse
import urllib.request
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import websocket

import autograder

_PASSWORD = secrets.token_hex(16)
_TOOLS = ("useradd", "userdel", "setpriv", "unshare", "mount")
_RUNNING = "JupyterHub is now running"
_PATIENCE = 300
"""Seconds after which a server that does not answer is a failure."""
_CONFIG = """\
c = get_config()
c.JupyterHub.bind_url = {url!r}
c.JupyterHub.hub_port = {hub}
c.ConfigurableHTTPProxy.command = [{scripts!r} + "/configurable-http-proxy"]
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{api}"
c.JupyterHub.authenticator_class = "dummy"
c.DummyAuthenticator.password = {password!r}
c.Authenticator.allowed_users = {users!r}
c.JupyterHub.spawner_class = "jupyterhub.spawner.LocalProcessSpawner"
c.Spawner.cmd = [{scripts!r} + "/jupyterhub-singleuser"]
c.Spawner.args = ["--ServerApp.terminals_enabled=False"]
c.Spawner.environment = {environment!r}
c.Spawner.start_timeout = c.Spawner.http_timeout = {patience}
"""
_SERVICE = """\
c.JupyterHub.services = [
    {{
        "name": "autograder",
        "url": {url!r},
        "command": [{scripts!r} + "/autograder", "serve", "--course", {course!r}],
        "user": {user!r},
    }}
]
use = "access:services!service=autograder"
c.JupyterHub.load_roles = [
    {{"name": "user", "scopes": ["self", use]}},
    {{"name": "server", "scopes": ["users:activity!user", "access:servers!server", use]}},
]
c.Spawner.environment["AUTOGRADER_SERVICE"] = {url!r} + "/services/autograder/"
"""
"""README's lines: the live check, as a service of the hub."""


def missing() -> str:
    """Why there can be no hub here; empty if there can."""
    if os.geteuid() != 0:
        return "unix users are made and become by root alone"
    if absent := [name for name in _TOOLS if not shutil.which(name)]:
        return f"not installed here: {', '.join(absent)}"
    nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
    trial = [*_open_to_all(), *nobody, sys.executable, "-c", "import autograder, jupyterhub"]
    done = subprocess.run(trial, cwd="/", capture_output=True, text=True)
    last = (done.stderr.strip() or "it failed").splitlines()[-1]
    return f"other users cannot run this Python: {last}" if done.returncode else ""


def _open_to_all() -> list[str]:
    """The beginning of a command that runs where every user reaches this Python and this package.

    Where they lie in a folder that is its owner's alone, such as root's home, the command sees an
    empty folder in its place, with nothing in it but them; all other processes see what they saw.
    """
    needed = {Path(sys.prefix), Path(sys.base_prefix), Path(autograder.__file__).parents[1]}
    closed = {top: path for path in sorted(needed) if (top := _closed(path))}
    lines = ["set -e", "umask 022"]
    for top in sorted(set(closed)):
        inside = [str(path) for path in sorted(needed) if path.is_relative_to(top)]
        lines.append("mount -t tmpfs tmpfs /mnt")
        for number, path in enumerate(inside):
            lines.append(f"mkdir /mnt/{number}; mount --bind {shlex.quote(path)} /mnt/{number}")
        lines.append(f"mount -t tmpfs -o mode=755 tmpfs {shlex.quote(str(top))}")
        for number, path in enumerate(inside):
            path = shlex.quote(path)
            lines.append(f"mkdir -p {path}; mount --bind /mnt/{number} {path}")
        lines.append("umount -R /mnt")
    script = "; ".join([*lines, 'exec "$@"'])
    return ["unshare", "--mount", "--propagation", "private", "sh", "-c", script, "sh"]


def _closed(path: Path) -> Path | None:
    """The first folder on the way to it that others may not enter."""
    ways = [*reversed(path.parents), path]
    return next((folder for folder in ways if not folder.stat().st_mode & 0o001), None)


@contextlib.contextmanager
def unix_users(names: Sequence[str]) -> Iterator[tuple[Path, dict[str, str]]]:
    """A folder that all may enter, in which these users have homes that they alone may; and what
    each is called on this machine. Folder, users and whatever they left running go at the end."""
    end = secrets.token_hex(3)
    real = {name: f"{name}-{end}" for name in names}
    base = Path(tempfile.mkdtemp(prefix="hub-"))  # pytest's own folders are root's alone
    base.chmod(0o755)
    (base / "home").mkdir()
    try:
        for name in real.values():
            home = ["--create-home", "--home-dir", str(base / "home" / name)]
            subprocess.run(["useradd", *home, "-K", "HOME_MODE=0700", name], check=True)
        yield base, real
    finally:
        for name in real.values():
            with contextlib.suppress(KeyError):
                _end_all_of(pwd.getpwnam(name).pw_uid)
                subprocess.run(["userdel", name], check=False)
        shutil.rmtree(base)


def _end_all_of(uid: int) -> None:
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            if entry.name.isdigit() and entry.stat().st_uid == uid:
                os.kill(int(entry.name), signal.SIGKILL)


@dataclass(frozen=True, slots=True)
class Done:
    """A command that has ended."""

    status: int
    said: str

    def well(self) -> str:
        """What it said; it must have succeeded."""
        assert self.status == 0, self.said
        return self.said


class Server:
    """A user's own Jupyter server, which starts when this is made, with one kernel."""

    def __init__(self, url: str, user: str, home: Path) -> None:
        self.user, self.home = user, home
        auth = {"username": user, "password": _PASSWORD}
        self._hub = f"{url}/hub/api/users/{user}"
        self._token = ""
        self._token = _ask(f"{self._hub}/tokens", {"auth": auth})["token"]
        self._url = f"{url}/user/{user}"
        self._call(f"{self._hub}/server", {})

    def __enter__(self) -> Self:
        """Wait for the server, and start a kernel."""
        self._wait_until_ready()
        here = f"{self._url}/api/kernels"
        kernel = self._call(here, {"name": "python3"})["id"]
        self._channels = websocket.create_connection(
            f"{here.replace('http', 'ws', 1)}/{kernel}/channels",
            header=self._headers,
            timeout=_PATIENCE,
        )

        return self

    def __exit__(self, *_: object) -> None:
        self._channels.close()

    @property
    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"token {self._token}"}

    def _call(self, url: str, data: Any) -> Any:
        return _ask(url, data, self._headers)

    def _wait_until_ready(self) -> None:
        for event in self._events(f"{self._hub}/server/progress"):
            assert not event.get("failed"), event
            if event.get("ready"):
                return
        raise AssertionError(f"The server of {self.user} did not start.")

    def _events(self, url: str) -> Iterator[Any]:
        """Server-sent events, as they come."""
        request = urllib.request.Request(url, headers=self._headers)
        with urllib.request.urlopen(request, timeout=_PATIENCE) as lines:
            yield from (json.loads(line[6:]) for line in lines if line.startswith(b"data: "))

    def click(self, path: str, **fields: str) -> Any:
        """Post a form to an extension of this server, as a panel does."""
        form = urllib.parse.urlencode(fields).encode()
        request = urllib.request.Request(f"{self._url}/{path}", form, self._headers)
        with urllib.request.urlopen(request, timeout=_PATIENCE) as answer:
            return json.load(answer)

    def ask_hidden_checks(self, notebook: str) -> dict[str, Any]:
        """What the Check panel's second button shows of a notebook."""
        here = f"{self._url}/autograder"
        job = self._call(f"{here}/check/hidden", {"path": notebook})["id"]
        *_, end = self._events(f"{here}/jobs/{job}/events")
        told: dict[str, Any] = end
        return told

    def evaluate(self, code: str, expression: str) -> Any:
        """Run code in the kernel; the value of an expression afterwards, which is a literal."""
        asked = uuid.uuid4().hex
        header = {"msg_id": asked, "msg_type": "execute_request", "version": "5.3",
                  "username": "", "session": asked, "date": ""}  # fmt: skip
        content = {"code": code, "silent": False, "store_history": False, "allow_stdin": False,
                   "stop_on_error": True, "user_expressions": {"it": expression}}  # fmt: skip
        message = {"header": header, "parent_header": {}, "metadata": {}, "content": content,
                   "channel": "shell", "buffers": []}  # fmt: skip
        self._channels.send(json.dumps(message))
        while True:
            reply = json.loads(self._channels.recv())
            mine = reply["parent_header"].get("msg_id") == asked
            if mine and reply["msg_type"] == "execute_reply":
                break
        assert reply["content"]["status"] == "ok", reply["content"]
        return ast.literal_eval(reply["content"]["user_expressions"]["it"]["data"]["text/plain"])

    def run(self, *command: str, cwd: Path | None = None) -> Done:
        """Run a command as this user."""
        self.evaluate(
            "import subprocess\n"
            f"done = subprocess.run({list(command)!r}, cwd={str(cwd or self.home)!r}, text=True, "
            "stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)",
            "None",
        )
        return Done(*self.evaluate("", "(done.returncode, done.stdout)"))


def serve(stack: contextlib.ExitStack, url: str, homes: Mapping[str, Path]) -> dict[str, Server]:
    """A server for each of these users, by their names; they start side by side."""
    started = {name: Server(url, home.name, home) for name, home in homes.items()}
    return {name: stack.enter_context(server) for name, server in started.items()}


def _ask(url: str, data: Any, headers: Mapping[str, str] | None = None) -> Any:
    request = urllib.request.Request(url, json.dumps(data).encode(), dict(headers or {}))
    with urllib.request.urlopen(request, timeout=_PATIENCE) as answer:
        text = answer.read()
    return json.loads(text) if text else None


@contextlib.contextmanager
def running(
    base: Path, users: Sequence[str], environment: Mapping[str, str], *, course: Path
) -> Iterator[str]:
    """A hub for these users, of whom the first has the course whose live check is its service; its
    address. It ends its servers when the block ends."""
    folder = base / "hub"
    folder.mkdir(mode=0o700)
    public, hub, api, check = _free_ports(4)
    url = f"http://127.0.0.1:{public}"
    scripts = sysconfig.get_path("scripts")
    config = _CONFIG.format(
        url=url, hub=hub, api=api, scripts=scripts, password=_PASSWORD, users=set(users),
        environment=dict(environment), patience=_PATIENCE,
    )  # fmt: skip
    config += _SERVICE.format(
        url=f"http://127.0.0.1:{check}", scripts=scripts, course=str(course), user=users[0]
    )
    (folder / "jupyterhub_config.py").write_text(config, "utf-8")
    path = f"{scripts}:/usr/bin:/bin"
    hub_itself = [sys.executable, "-m", "jupyterhub", "-f", "jupyterhub_config.py"]
    log = folder / "hub.log"
    with (
        log.open("w") as said,
        subprocess.Popen(
            [*_open_to_all(), *hub_itself],
            cwd=folder,
            env={"PATH": path, "HOME": str(folder), "LANG": "C.UTF-8"},
            stderr=subprocess.STDOUT,
            stdout=said,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        ) as process,
    ):
        try:
            _wait_for(_RUNNING, log, process)
            yield url
        finally:
            process.terminate()
            process.wait(_PATIENCE)
            with contextlib.suppress(ProcessLookupError):  # its proxy, where it ended by itself
                os.killpg(process.pid, signal.SIGKILL)


def _wait_for(words: str, log: Path, process: subprocess.Popen[bytes]) -> None:
    while words not in log.read_text():
        if process.poll() is not None:
            raise RuntimeError(f"JupyterHub did not start:\n{log.read_text()[-4000:]}")
        time.sleep(0.1)


def _free_ports(count: int) -> list[int]:
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]
