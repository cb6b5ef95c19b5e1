"""A student's computer: an environment of their own, a folder, and JupyterLab on it."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import IO

from tests.sandbox import hosts

ROOT = Path(__file__).parents[3]
NOBODY = "http://127.0.0.1:9"  # discard: no one answers there
_ADDRESS = re.compile(r"(http://127\.0\.0\.1:\d+)/lab\?token=(\w+)")


@dataclass(frozen=True, slots=True)
class Lab:
    """A running JupyterLab."""

    address: str
    token: str
    folder: Path
    """What its file browser shows."""

    def page(self, path: str) -> str:
        """The address of a notebook in the folder, with no other tabs open."""
        name = Path(path).stem
        return f"{self.address}/lab/workspaces/{name}/tree/{path}?token={self.token}"


def environment(folder: Path) -> Path:
    """A Python with what the assignments ask of students, and JupyterLab; made once."""
    python = folder / "bin" / "python"
    if not (folder / "complete").exists():
        needed = {
            line
            for path in ROOT.glob("release/*/requirements.txt")
            for line in path.read_text("utf-8").split()
        }
        subprocess.run([sys.executable, "-m", "venv", "--clear", folder], check=True)
        pip = [str(python), "-m", "pip", "install", "-q", "-c", str(ROOT / "constraints.txt")]
        subprocess.run([*pip, *sorted(needed), "jupyterlab"], check=True)
        (folder / "complete").touch()
    return python


def hand_out(assignment: str, folder: Path) -> Path:
    """A fresh copy of the release, as a student fetches it."""
    shutil.rmtree(folder / assignment, ignore_errors=True)
    return Path(shutil.copytree(ROOT / "release" / assignment, folder / assignment))


@contextlib.contextmanager
def serve(
    python: Path,
    folder: Path,
    home: Path,
    *,
    gensim_data: Path,
    dark: bool = False,
    also: Mapping[str, str] = MappingProxyType({}),
    host: str = "",
) -> Iterator[Lab]:
    """JupyterLab on ``folder``, with its own home and settings, on a free local port; ``also`` is
    what its environment has besides. ``host`` is ``student`` where
    it runs as another user (see ``tests.sandbox.hosts``), to whom folder and home are given."""
    _settings(home / "config", dark=dark)
    if host:
        for path in (home, folder, *home.rglob("*"), *folder.rglob("*")):
            shutil.chown(path, hosts.STUDENT)
    command = [
        *(hosts.command(host) if host else [str(python)]),
        *("-m", "jupyterlab", "--no-browser", "--ServerApp.ip=127.0.0.1"),
        *("--ServerApp.port=0", f"--ServerApp.root_dir={folder}"),
        "--LabApp.expose_app_in_browser=True",  # so that a cell's state can be read
        *(["--allow-root"] if os.geteuid() == 0 and not host else []),
    ]
    with (
        (home / "jupyterlab.log").open("w") as log,
        subprocess.Popen(
            command,
            cwd=folder,
            env={**_surroundings(python, home, gensim_data), **also},
            stderr=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
            text=True,
        ) as process,
    ):
        assert process.stderr is not None
        try:
            address, token = _announced(process.stderr, log)
            follower = threading.Thread(target=log.writelines, args=(process.stderr,))
            follower.start()
            yield Lab(address, token, folder)
        finally:
            process.terminate()  # it ends its kernels first
            process.wait(60)
        follower.join()


def _announced(lines: IO[str], log: IO[str]) -> tuple[str, str]:
    """Address and token, which the server writes when it listens."""
    for line in lines:
        log.write(line)
        if found := _ADDRESS.search(line):
            return found[1], found[2]
    raise RuntimeError(f"JupyterLab did not start; see {log.name}")


def _surroundings(python: Path, home: Path, gensim_data: Path) -> Mapping[str, str]:
    """Nothing of ours but the vectors; what wants to reach another machine meets no one."""
    return {
        "PATH": f"{python.parent}:/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "HOME": str(home),
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTER_DATA_DIR": str(home / "data"),
        "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
        "IPYTHONDIR": str(home / "ipython"),
        "GENSIM_DATA_DIR": str(gensim_data),
        **dict.fromkeys(("http_proxy", "https_proxy"), NOBODY),
    }


def _settings(config: Path, *, dark: bool) -> None:
    """No question about news; light or dark."""
    overrides = {
        "@jupyterlab/apputils-extension:notification": {
            "fetchNews": "false",
            "checkForUpdates": False,
        },
        "@jupyterlab/apputils-extension:themes": {
            "theme": "JupyterLab Dark" if dark else "JupyterLab Light"
        },
    }
    path = config / "labconfig" / "default_setting_overrides.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(overrides), "utf-8")
