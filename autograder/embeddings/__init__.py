"""Where GloVe comes from, the memory-mapped store, the bridge to ``gensim.downloader``.

The map, from the bottom up:

- ``published``: what GloVe 6B 50d is, and how its contents are known
- ``readers``: the file formats it comes in; ``sources``: the places it comes from
- ``folders``: the cache folder, its lock, replacing a folder in one step
- ``mapped``: opening a store; copied into gensim's data folder, so it needs gensim alone
- ``store``: preparing, mending, loading
- ``bridge``: ``gensim.downloader.load("glove-wiki-gigaword-50")`` from the store
- ``check``: the full check, and the workshop's three cosines

Importing this package imports neither gensim nor polars: a command line that only prints its
help stays fast. polars, which starts threads, never runs in our own process, for that process
may fork later.
"""

from autograder.embeddings.bridge import serve_offline
from autograder.embeddings.check import Cosine, verify
from autograder.embeddings.folders import default_cache, user_gensim_data
from autograder.embeddings.store import Store, prepare

__all__ = [
    "Cosine",
    "Store",
    "default_cache",
    "prepare",
    "serve_offline",
    "user_gensim_data",
    "verify",
]
