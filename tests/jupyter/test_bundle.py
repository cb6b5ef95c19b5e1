"""What is installed: the built panels, from the present sources, and known to Jupyter."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import autograder.jupyter

FOLDER = Path(autograder.jupyter.__file__).parent
SOURCES, BUILT = FOLDER / "frontend", FOLDER / "labextension"


def test_the_bundle_was_built_from_the_present_sources() -> None:
    """Mend it by ``jlpm install && jlpm build`` in ``autograder/jupyter/frontend``."""
    names = ["package.json", "tsconfig.json", "yarn.lock"]
    names += [
        f"{folder}/{path.name}"
        for folder in ("src", "style")
        for path in (SOURCES / folder).iterdir()
    ]
    found = hashlib.sha256()
    for name in sorted(names):
        found.update(f"{name}\0".encode() + (SOURCES / name).read_bytes() + b"\0")
    assert (BUILT / "sources.sha256").read_text().strip() == found.hexdigest()


def test_the_bundle_is_small_and_holds_nothing_that_jupyterlab_has() -> None:
    files = [path for path in BUILT.rglob("*") if path.is_file()]
    assert not [path for path in files if path.suffix == ".map"]
    assert sum(path.stat().st_size for path in files) < 120_000
    parts = "".join(path.read_text("utf-8") for path in files if path.suffix == ".js")
    assert "react-dom" not in parts


def test_the_entry_that_jupyterlab_loads_is_there() -> None:
    built = json.loads((BUILT / "package.json").read_text("utf-8"))
    assert (BUILT / built["jupyterlab"]["_build"]["load"]).is_file()


def test_jupyter_knows_and_enables_both_extensions() -> None:
    lines = ""
    for command in ("labextension", "server"):
        words = [command, "list"] if command == "labextension" else [command, "extension", "list"]
        done = subprocess.run(
            [sys.executable, "-m", "jupyter", *words], capture_output=True, text=True, check=True
        )
        lines += done.stdout + done.stderr
    (panels,) = [line for line in lines.splitlines() if autograder.jupyter.NAME in line]
    assert "enabled" in panels
    assert "OK" in panels
    (server,) = [
        line
        for line in lines.splitlines()
        if line.strip().startswith("autograder.jupyter") and "enabled" in line
    ]
    assert server
