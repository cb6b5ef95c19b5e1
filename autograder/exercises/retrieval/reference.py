"""The right answers of assignment ``retrieval``.

Everything is computed in float64 and nothing that is passed in is written to. The contract that
students read stands in the notebook, task by task; this is the same contract as code. Measures of
ranking are those of C. Manning, P. Raghavan, H. Schütze, *Introduction to Information Retrieval*,
2008, section 8.4.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from autograder.exercises.models import WordVectors
from autograder.exercises.similarity.reference import cosine_matrix

Floats = npt.NDArray[np.float64]


def tokenize(text: str) -> list[str]:
    """The words of a text: the longest runs of letters and digits, in lower case, in order."""
    return re.findall(r"[^\W_]+", text.lower())


def chunk(tokens: Sequence[str], size: int, overlap: int) -> list[list[str]]:
    """Pieces of ``size`` tokens, each beginning with the last ``overlap`` ones of the piece before.

    The last piece is the first that reaches the end, and may be shorter; no tokens, no pieces.
    ``ValueError`` unless ``size >= 1`` and ``0 <= overlap < size``.
    """
    if size < 1 or not 0 <= overlap < size:
        raise ValueError("size must be at least 1, and overlap between 0 and size - 1")
    starts = range(0, max(len(tokens) - overlap, 1), size - overlap) if tokens else ()
    return [list(tokens[start : start + size]) for start in starts]


def embed_text(
    model: WordVectors,
    tokens: Sequence[str],
    stop: Collection[str] = frozenset(),
    center: npt.ArrayLike | None = None,
) -> Floats:
    """The mean ``(d,)`` of the vectors of those tokens that the model knows and ``stop`` does not
    hold, less ``center`` ``(d,)`` if there is one; zeros if no such token is left.

    Repeated words count each time. ``ValueError`` if ``center`` is not of shape ``(d,)``.
    """
    dimension = model.vectors.shape[1]
    middle = np.zeros(dimension) if center is None else np.asarray(center, dtype=np.float64)
    if middle.shape != (dimension,):
        raise ValueError(f"center must be one vector of {dimension} numbers")
    rows = [model.key_to_index[w] for w in tokens if w in model.key_to_index and w not in stop]
    if not rows:
        return np.zeros(dimension)
    return np.asarray(np.mean(model.vectors[rows].astype(np.float64), axis=0) - middle)


def retrieve(
    query: npt.ArrayLike, chunks: npt.ArrayLike, k: int, min_score: float | None = None
) -> list[tuple[int, float]]:
    """The ``k`` rows of ``chunks`` ``(n, d)`` most similar to ``query`` ``(d,)``, best first.

    Pairs (row, cosine); ties by the lower row; only scores of at least ``min_score``, if given. A
    zero vector has cosine 0; a row with nan or inf scores nan and comes last (and never reaches a
    ``min_score``). ``ValueError`` if k is not an int or is negative, or the shapes do not fit.
    """
    if not isinstance(k, int | np.integer) or k < 0:
        raise ValueError("k must be a whole number, at least 0")
    vector, rows = np.asarray(query, dtype=np.float64), np.asarray(chunks, dtype=np.float64)
    if vector.ndim != 1 or rows.ndim != 2 or rows.shape[1] != len(vector) or not len(vector):
        raise ValueError("a vector (d,) and a matrix (n, d) with d of at least 1 are needed")
    scores = cosine_matrix(vector[None, :], rows)[0]
    order = np.argsort(-scores, kind="stable")  # nan is sorted to the end
    kept = [row for row in order.tolist() if min_score is None or scores[row] >= min_score]
    return [(row, float(scores[row])) for row in kept[:k]]


def precision_at_k(ranked: Sequence[int], relevant: Collection[int], k: int) -> float:
    """The share of the first ``k`` results that are relevant; places that are empty count as
    misses. ``ValueError`` if k is not at least 1."""
    return _hits(ranked, relevant, k) / k


def recall_at_k(ranked: Sequence[int], relevant: Collection[int], k: int) -> float:
    """The share of the relevant ones that are among the first ``k`` results; 0.0 if nothing is
    relevant. ``ValueError`` if k is not at least 1."""
    hits = _hits(ranked, relevant, k)
    return hits / len(relevant) if relevant else 0.0


def reciprocal_rank(ranked: Sequence[int], relevant: Collection[int]) -> float:
    """1 / the place of the first relevant result, counted from 1; 0.0 if there is none."""
    return next((1.0 / place for place, row in enumerate(ranked, 1) if row in relevant), 0.0)


def _hits(ranked: Sequence[int], relevant: Collection[int], k: int) -> int:
    if k < 1:
        raise ValueError("k must be at least 1")
    return sum(row in relevant for row in ranked[:k])


def unrelated_range(vectors: npt.ArrayLike, topics: Sequence[str]) -> tuple[float, float]:
    """The lowest and the highest cosine of two rows ``(n, d)`` that differ in topic.

    ``ValueError`` if no two do.
    """
    names = np.asarray(topics)
    apart = names[:, None] != names[None, :]
    if not apart.any():
        raise ValueError("at least two topics are needed")
    scores = cosine_matrix(vectors, vectors)[apart]
    return float(scores.min()), float(scores.max())


TASKS: dict[str, Any] = {
    function.__name__: function
    for function in (
        tokenize,
        chunk,
        embed_text,
        retrieve,
        precision_at_k,
        recall_at_k,
        reciprocal_rank,
        unrelated_range,
    )
}
"""The functions that students write, by name."""
