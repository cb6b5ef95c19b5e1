"""One real store, made from the wheel once; copies of it to damage; processes to use it in."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import autograder
from autograder.embeddings import Store, prepare

Run = Callable[..., subprocess.CompletedProcess[str]]

OFFLINE = {"https_proxy": "http://127.0.0.1:9", "http_proxy": "http://127.0.0.1:9"}
"""Nothing listens at the discard port: each request is refused at once, on any host."""


@pytest.fixture(scope="session")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A store that tests must not change."""
    return prepare(cache=tmp_path_factory.mktemp("cache"))


@pytest.fixture
def store(pristine: Store, tmp_path: Path) -> Store:
    """A store of this test's own. Its files are hard links: replace them, don't write into them."""
    cache = tmp_path / "cache"
    shutil.copytree(pristine.cache, cache, symlinks=True, copy_function=os.link)
    return prepare(cache=cache)


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run code in a fresh Python: offline, with a home of its own, in an empty folder.

    ``ours=False`` keeps this project out of its reach, as in a student's environment.
    """
    home = tmp_path / "home"
    home.mkdir()

    def run_code(
        code: str, *args: object, ours: bool = True, **environment: object
    ) -> subprocess.CompletedProcess[str]:
        env = {**OFFLINE, "HOME": str(home), "PATH": os.defpath}
        if ours:
            env["PYTHONPATH"] = str(Path(autograder.__file__).parents[1])
        env |= {name: str(value) for name, value in environment.items()}
        command = [sys.executable, "-W", "error", "-c", code, *map(str, args)]
        return subprocess.run(command, env=env, cwd=home, capture_output=True, text=True)

    return run_code
