"""GloVe 6B 50d, memory-mapped from the store that ``autograder glove`` prepared.

This file does two things: in ``autograder.embeddings`` it opens stores, and a copy of it, beside a
link to the store, is the package ``glove-wiki-gigaword-50`` in gensim's data folder, where
``gensim.downloader.load`` calls ``load_data``. So it needs gensim and numpy alone, and
any Python that gensim 4 runs on.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gensim.models import KeyedVectors

FORMAT = 1
"""Changes with the layout of the store; a store of another format is built again."""

VECTORS = "glove.kv"
MANIFEST = "manifest.json"
FILES = (VECTORS, f"{VECTORS}.vectors.npy", f"{VECTORS}.norms.npy")
"""What ``KeyedVectors.save`` writes: a pickle of the vocabulary; the vectors, (400000, 50) float32;
their norms, (400000,) float32."""

UNREADABLE = (OSError, ValueError, LookupError, TypeError)
"""What reading a missing or garbled manifest raises."""


def manifest(store: Path) -> dict[str, Any]:
    """Read what the store should hold: ``size`` in bytes and ``sha256`` of each of its files.

    Raises one of ``UNREADABLE`` if that cannot be known.
    """
    listed: dict[str, Any] = json.loads((store / MANIFEST).read_text(encoding="utf-8"))
    if listed["format"] != FORMAT:
        raise ValueError(f"{MANIFEST} is of format {listed['format']} instead of {FORMAT}")
    return {name: listed["files"][name] for name in FILES}


def damage(store: Path) -> str:
    """Say what is wrong with the store, as far as a glance at its files tells; empty if nothing."""
    try:
        for name, expected in manifest(store).items():
            size = (store / name).stat().st_size
            if size != expected["size"]:
                return f"{name} has {size} bytes instead of {expected['size']}"
    except UNREADABLE as exc:
        return f"{type(exc).__name__}: {exc}"
    return ""


def open_store(store: Path) -> KeyedVectors:
    """Map the store into memory. The arrays can be written to; the files stay as they are."""
    import numpy as np
    from gensim.models import KeyedVectors

    model = KeyedVectors.load(str(store / VECTORS), mmap="c")
    # rows should be plain arrays, not memmaps: the same mapped memory, without the class
    model.vectors, model.norms = np.asarray(model.vectors), np.asarray(model.norms)
    return model


@cache
def load_data() -> KeyedVectors:
    """Load the store beside this file; once in a process, and in those forked from it later."""
    store = Path(__file__).with_name("store")
    if wrong := damage(store):
        raise RuntimeError(f"GloVe is not ready ({wrong}). Run `autograder glove`.")
    return open_store(store)
