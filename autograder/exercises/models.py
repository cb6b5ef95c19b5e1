"""Word models, as exercises use them: gensim's own, or a few made-up words that do the same.

A notebook that asks about made-up words defines a class for them in a locked cell, so that a test
can hand one to the student's function. All that may be used of a model stands in ``WordVectors``.
"""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

LARGE = 1000
"""Words beyond which a model counts as a real one."""


class WordVectors(Protocol):
    """What is used of gensim's ``KeyedVectors``."""

    index_to_key: list[str]
    key_to_index: dict[str, int]
    vectors: npt.NDArray[np.float32]

    def __getitem__(self, word: str, /) -> npt.NDArray[np.float32]:
        """The vector ``(d,)`` of a word; ``KeyError`` for a word that is not there."""


class MadeUp:
    """A model of a few words."""

    def __init__(self, words: list[str], vectors: npt.ArrayLike) -> None:
        self.index_to_key = words
        self.key_to_index = {word: row for row, word in enumerate(words)}
        self.vectors = np.asarray(vectors, dtype=np.float32)

    def __contains__(self, word: object) -> bool:
        return word in self.key_to_index

    def __getitem__(self, word: str) -> npt.NDArray[np.float32]:
        vector: npt.NDArray[np.float32] = self.vectors[self.key_to_index[word]]
        return vector


def is_model(value: object) -> bool:
    """Whether this is a word model of whatever class."""
    return hasattr(value, "index_to_key") and hasattr(value, "vectors")


def is_large(value: Any) -> bool:
    """Whether this is a real model, which its own process has and nobody changes for another: it
    is not copied."""
    return is_model(value) and len(value.index_to_key) > LARGE
