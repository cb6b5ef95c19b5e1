"""``gensim.downloader.load("glove-wiki-gigaword-50")``, served from the store.

What gensim does on ``load`` (4.4): it asks the network for its catalogue, each time, and takes
``information.json`` of its data folder when there is no answer; where the folder has a package
of the model's name, it imports that and calls its ``load_data``. So a package of ours there
serves the very line of the workshop, offline, in any Python with gensim.

What a user sees offline: nothing, for gensim's logger is silent until somebody configures
logging (then: a traceback of the failed request, at level ERROR, and all works on). It takes 20
ms where the host knows that it is offline; where packets vanish without an answer it takes 10 s,
the resolver's patience, which no file in the data folder can change (but the environment can:
``RES_OPTIONS="timeout:1 attempts:1"``). Processes of our own call ``serve_offline`` and neither
ask nor wait.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from autograder.embeddings import mapped
from autograder.embeddings.folders import locked, replacing
from autograder.embeddings.published import NAME, WORDS

_CATALOGUE = "information.json"
_LINK = "store"

_ENTRY = {
    "num_records": WORDS,
    "base_dataset": "Wikipedia 2014 + Gigaword 5 (6B tokens, uncased)",
    "license": "http://opendatacommons.org/licenses/pddl/",
    "description": "GloVe 6B 50d, memory-mapped; prepared by `autograder glove`",
    "parts": 1,
    # gensim joins it to the package's folder, so `load(..., return_path=True)` finds the store
    "file_name": f"{_LINK}/{mapped.VECTORS}",
}


def lay(data_dir: Path, store: Path, say: Callable[[str], None]) -> None:
    """Make gensim's data folder ``data_dir`` serve the store. Other models there stay.

    A model that the user downloaded with gensim stays as well, and is what gensim then loads.
    Raises ``VectorsUnavailable`` if the folder cannot be written to.
    """
    package, target = data_dir.absolute() / NAME, store.absolute()
    own_download = package.exists() and not (package / _LINK).is_symlink()
    if own_download:
        say(f"{package} is gensim's own download: it is left as it is")
    if (own_download or _serves(package, target)) and NAME in _catalogue(data_dir)["models"]:
        return
    with locked(data_dir):
        if not own_download and not _serves(package, target):
            say(f"laying {package}")
            with replacing(package) as folder:
                (folder / "__init__.py").write_bytes(_code())
                (folder / _LINK).symlink_to(target, target_is_directory=True)
        _enter(data_dir)


def serve_offline(data_dir: Path) -> None:
    """Let ``gensim.downloader`` of this process read ``data_dir`` and never ask the network.

    For processes of ours: this changes gensim's module in memory.
    """
    from gensim import downloader

    def local_catalogue(*_: object, **__: object) -> dict[str, Any]:
        return _catalogue(data_dir)

    downloader.BASE_DIR = downloader.base_dir = str(data_dir)
    downloader._load_info = local_catalogue


def _code() -> bytes:
    return Path(mapped.__file__).read_bytes()


def _serves(package: Path, store: Path) -> bool:
    try:
        current = (package / "__init__.py").read_bytes() == _code()
        return current and (package / _LINK).readlink() == store
    except OSError:
        return False


def _catalogue(data_dir: Path) -> dict[str, Any]:
    """gensim's list of what can be loaded; empty where there is none that gensim could use."""
    try:
        match json.loads((data_dir / _CATALOGUE).read_text(encoding="utf-8")):
            case {"corpora": dict(), "models": dict()} as catalogue:
                return dict(catalogue)
    except (OSError, ValueError):
        pass
    return {"corpora": {}, "models": {}}


def _enter(data_dir: Path) -> None:
    catalogue = _catalogue(data_dir)
    catalogue["models"].setdefault(NAME, _ENTRY)
    fresh = data_dir / f".{_CATALOGUE}.partial"
    fresh.write_text(json.dumps(catalogue), encoding="utf-8")
    fresh.replace(data_dir / _CATALOGUE)
