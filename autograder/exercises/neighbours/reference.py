"""The right answers of assignment ``neighbours``.

Everything is computed in float64 and nothing that is passed in is written to. The contract that
students read stands in the notebook, task by task; this is the same contract as code.
"""

from __future__ import annotations

import operator
from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from autograder.exercises.models import WordVectors

Floats = npt.NDArray[np.float64]

ROUNDING = 1e-9
"""A candidate of ``control`` counts as no worse if it is worse by no more than this."""
KNOWN = "man"
"""The word that the others have to compete with in ``control``."""


def normalize_rows(M: npt.ArrayLike) -> Floats:
    """Each row of M ``(n, d)`` divided by its length; a zero row stays zero.

    Rows are brought to a length near 1 by a power of two before anything is squared, which keeps
    squares from overflowing or vanishing (N. Higham, *Accuracy and Stability of Numerical
    Algorithms*, 2nd ed., 27.8). nan in a row gives a row of nan. ``ValueError`` if M is not 2-D,
    or has no columns.
    """
    rows = np.asarray(M, dtype=np.float64)
    if rows.ndim != 2 or not rows.shape[1]:
        raise ValueError("a matrix with at least one column is needed")
    with np.errstate(invalid="ignore", under="ignore"):
        largest = np.max(np.abs(rows), axis=1, keepdims=True)
        near_one = np.ldexp(rows, -np.frexp(largest)[1])
        lengths = np.sqrt(np.sum(near_one * near_one, axis=1, keepdims=True))
        return np.asarray(near_one / np.where(lengths == 0, 1.0, lengths))


def top_k(
    query: npt.ArrayLike, M: npt.ArrayLike, k: int, exclude: Collection[int] = ()
) -> list[tuple[int, float]]:
    """The k rows of M ``(n, d)`` with the largest cosines with query ``(d,)``: (row, cosine).

    Descending; ties go to the lower row, nan comes last; rows in ``exclude`` are left out before
    the cut. Fewer than k if there are no more. ``ValueError`` if the shapes do not fit, or k is
    negative or no whole number.
    """
    rows, vector = np.asarray(M, dtype=np.float64), np.asarray(query, dtype=np.float64)
    if rows.ndim != 2 or vector.ndim != 1 or rows.shape[1:] != vector.shape or not vector.size:
        raise ValueError("a vector, and a matrix with as many columns, are needed")
    try:
        count = operator.index(k)
    except TypeError:
        raise ValueError("k is a whole number") from None
    if count < 0:
        raise ValueError("k is not negative")
    cosines = np.clip(normalize_rows(rows) @ normalize_rows(vector[None])[0], -1.0, 1.0)
    order = np.argsort(-cosines, kind="stable")  # nan is sorted to the end
    left_out = set(exclude)
    best = [row for row in order.tolist() if row not in left_out][:count]
    return [(row, float(cosines[row])) for row in best]


def most_similar_to(model: WordVectors, word: str, k: int) -> list[tuple[str, float]]:
    """The k words of the model whose cosines with ``word`` are largest, without itself.

    ``KeyError`` for an unknown word; ``ValueError`` for a bad k.
    """
    row = model.key_to_index[word]
    best = top_k(model.vectors[row], model.vectors, k, exclude=[row])
    return [(model.index_to_key[other], cosine) for other, cosine in best]


def compose_words(
    model: WordVectors, positive: Sequence[str], negative: Sequence[str] = ()
) -> Floats:
    """The sum ``(d,)`` of the vectors of some words, less those of others.

    ``KeyError`` for an unknown word; ``ValueError`` if there is no word at all.
    """
    signs = [1.0] * len(positive) + [-1.0] * len(negative)
    if not signs:
        raise ValueError("at least one word is needed")
    rows = np.array([model[word] for word in (*positive, *negative)], dtype=np.float64)
    return np.asarray(np.array(signs) @ rows)


def _cosine(u: Floats, v: Floats) -> float:
    return top_k(u, v[None], 1)[0][1]


def seed_numbers(model: WordVectors) -> tuple[float, float, float]:
    """The workshop's cosines: king with monarch, with man, and with monarch + man."""
    king = compose_words(model, ["king"])
    first, second, third = (
        _cosine(king, compose_words(model, words))
        for words in (["monarch"], ["man"], ["monarch", "man"])
    )
    return first, second, third


def control(model: WordVectors, target: str, base: str, candidates: Sequence[str]) -> float:
    """The share of candidates w for which cos(target, base + w) >= cos(target, base + man).

    ``KeyError`` for an unknown word; ``ValueError`` if there are no candidates.
    """
    if not len(candidates):
        raise ValueError("at least one candidate is needed")
    aim, start = compose_words(model, [target]), compose_words(model, [base])
    sums = start + np.array([model[word] for word in candidates], dtype=np.float64)
    cosines = normalize_rows(sums) @ normalize_rows(aim[None])[0]
    known = _cosine(aim, compose_words(model, [base, KNOWN]))
    return float(np.mean(cosines >= known - ROUNDING))


TASKS: dict[str, Any] = {
    function.__name__: function
    for function in (normalize_rows, top_k, most_similar_to, compose_words, seed_numbers, control)
}
"""The functions that students write, by name."""
