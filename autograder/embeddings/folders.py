"""The folders that are written to: where they are, their lock, their replacement in one step."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import platformdirs

from autograder.errors import VectorsUnavailable


def default_cache() -> Path:
    """The user's cache folder for this project, or ``AUTOGRADER_CACHE_DIR``."""
    return Path(os.environ.get("AUTOGRADER_CACHE_DIR") or platformdirs.user_cache_dir("autograder"))


def user_gensim_data() -> Path:
    """The folder from which ``gensim.downloader`` serves this user."""
    return Path(os.environ.get("GENSIM_DATA_DIR") or Path.home() / "gensim-data")


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the only right to write into ``folder``, which is made if need be; wait for it first.

    The lock ends with the process, however that ends. Raises ``VectorsUnavailable`` if the folder
    cannot be written to, also when that shows only inside the block.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
    except OSError as exc:
        raise VectorsUnavailable(
            f"The folder {folder} cannot be written to: {exc.strerror or exc}.",
            next_step="Make it writable and free some space there, or name another folder with"
            " AUTOGRADER_CACHE_DIR (the store) or GENSIM_DATA_DIR (gensim's data).",
        ) from exc


@contextmanager
def replacing(folder: Path) -> Iterator[Path]:
    """Yield an empty folder that becomes ``folder`` if the block ends well; call it under a lock.

    What is there before is moved away, not overwritten: who has its files mapped keeps them.
    """
    fresh, old = (folder.with_name(f".{folder.name}.{end}") for end in ("partial", "old"))
    for left_by_a_killed_process in (fresh, old):
        shutil.rmtree(left_by_a_killed_process, ignore_errors=True)
    fresh.mkdir()
    yield fresh
    for path in filter(Path.is_file, fresh.iterdir()):
        _sync(path)  # else, after a power cut, the name could be there without the bytes
    if folder.exists():
        folder.rename(old)
    fresh.rename(folder)
    shutil.rmtree(old, ignore_errors=True)


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
