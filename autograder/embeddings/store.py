"""The store: GloVe as gensim's ``KeyedVectors``, on disk in the form in which it is mapped."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.embeddings import bridge
from autograder.embeddings.folders import default_cache, locked, replacing
from autograder.embeddings.mapped import FILES, FORMAT, MANIFEST, VECTORS, damage, open_store
from autograder.embeddings.published import Contents
from autograder.embeddings.sources import fetch

if TYPE_CHECKING:
    from gensim.models import KeyedVectors

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Store:
    """Where things lie. All paths are absolute."""

    cache: Path
    """The folder that holds everything, and the lock."""

    @property
    def root(self) -> Path:
        """The store itself: the files of ``mapped.FILES`` and their manifest."""
        return self.cache / "glove-6b-50d"

    @property
    def vectors(self) -> Path:
        """What ``KeyedVectors.load`` takes."""
        return self.root / VECTORS

    @property
    def gensim_data(self) -> Path:
        """What ``GENSIM_DATA_DIR`` should be in processes of ours."""
        return self.cache / "gensim-data"

    def load(self) -> KeyedVectors:
        """Map the vectors into memory: writable private arrays, norms computed.

        A store that is damaged, as far as sizes tell, is mended first. Raises what ``prepare``
        raises.
        """
        mend(self, damage)
        return open_store(self.root)


def prepare(
    *,
    source: Path | None = None,
    cache: Path | None = None,
    data_dir: Path | None = None,
    say: Callable[[str], None] = logger.info,
) -> Store:
    """Make sure that the store is there, and that ``gensim.downloader`` finds it.

    ``source`` is a file to read (a ``.kv`` only from a source you trust, for it is a pickle);
    without it the wheel is read, else gensim's download. A sound store is kept, and ``source``
    then not read. ``cache`` defaults to the user's; ``data_dir`` is a folder of gensim's data
    to serve besides the one in the cache. ``say`` hears what is being done.

    Raises ``VectorsUnavailable`` if there is no source or a folder cannot be written to,
    ``VectorsCorrupt`` if ``source`` is not the published GloVe.
    """
    store = Store((cache or default_cache()).absolute())
    mend(store, damage, source=source, say=say)
    for folder in (store.gensim_data, data_dir):
        if folder is not None:
            bridge.lay(folder, store.root, say)
    return store


def mend(
    store: Store,
    find_flaw: Callable[[Path], str],
    *,
    source: Path | None = None,
    say: Callable[[str], None] = logger.info,
) -> None:
    """Build the store again if ``find_flaw`` says that something is wrong with it.

    Raises what ``prepare`` raises.
    """
    if not find_flaw(store.root):
        say(f"GloVe is ready in {store.root}" + (f": {source} is not read" if source else ""))
        return
    with locked(store.cache):
        flaw = find_flaw(store.root)  # again: another process may have built it meanwhile
        if not flaw:
            return
        if store.root.exists():
            logger.warning("%s is damaged (%s): it is built again", store.root, flaw)
        contents = fetch(source, say)
        say(f"writing {store.root}")
        with replacing(store.root) as folder:
            _write(contents, folder)


def _write(contents: Contents, folder: Path) -> None:
    import numpy as np
    from gensim.models import KeyedVectors

    model = KeyedVectors(contents.vectors.shape[1])
    model.lifecycle_events = None  # no dates: the same contents make the same bytes
    model.index_to_key = list(contents.words)
    model.key_to_index = {word: index for index, word in enumerate(contents.words)}
    model.vectors = np.ascontiguousarray(contents.vectors, dtype=np.float32)
    model.fill_norms()
    model.save(str(folder / VECTORS), separately=["vectors", "norms"])
    files = {
        name: {"size": (folder / name).stat().st_size, "sha256": sha256(folder / name)}
        for name in FILES
    }
    manifest = json.dumps({"format": FORMAT, "files": files}, indent=2)
    (folder / MANIFEST).write_text(manifest, encoding="utf-8")


def sha256(path: Path) -> str:
    """The digest of a file's bytes, as hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
