"""Running the attacks as a plain user, started by root, wherever the interpreter lies.

Where a folder above the interpreter is closed to others (``/root``), an open one is laid over it
in a mount namespace of our own, which shows of it what is needed and nothing else.
"""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from autograder.sandbox import kernel

UID = 12345
ROOT = Path(__file__).parents[2]


def run_as_plain_user(arguments: Sequence[str]) -> subprocess.CompletedProcess[str]:
    """Run this interpreter with ``arguments`` as a user who is nobody in particular."""
    with tempfile.TemporaryDirectory() as home:
        Path(home).chmod(0o777)
        return subprocess.run(
            [sys.executable, "-m", __name__, *arguments],
            cwd=ROOT,
            env={**os.environ, "HOME": home, "TMPDIR": home, "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
            check=False,
        )


def main() -> None:
    """As root: open the way, become a plain user, run the interpreter. Never returns."""
    needed = {Path(sys.base_prefix), Path(sys.prefix), ROOT, Path(os.environ["HOME"])}
    kernel.unshare(kernel.CLONE_NEWNS)
    kernel.mount("none", "/", "", kernel.MS_REC | kernel.MS_PRIVATE)
    open_the_way({path.resolve() for path in needed})
    os.setgroups([])
    os.setresgid(UID, UID, UID)
    os.setresuid(UID, UID, UID)
    os.chdir(ROOT)
    os.execv(sys.executable, [sys.executable, *sys.argv[1:]])


def open_the_way(needed: set[Path]) -> None:
    """Make each of these folders reachable for others."""
    closed = {c for path in needed if (c := _closed(path)) is not None}
    for folder in closed:
        inside = {path for path in needed if path.is_relative_to(folder)}
        opened = {path: os.open(path, os.O_PATH | os.O_CLOEXEC) for path in inside}
        kernel.mount("tmpfs", folder, "tmpfs", kernel.MS_NOSUID, "size=1m,mode=755")
        for path, descriptor in sorted(opened.items()):
            if not path.exists():
                path.mkdir(parents=True)
                here = Path(f"/proc/self/fd/{descriptor}")
                kernel.mount(here, path, "", kernel.MS_BIND | kernel.MS_REC)
            os.close(descriptor)


def _closed(path: Path) -> Path | None:
    """The outermost folder on the way to ``path`` that others may not enter."""
    for folder in (*reversed(path.parents), path):
        if not folder.stat().st_mode & stat.S_IXOTH:
            return folder
    return None


if __name__ == "__main__":
    main()
