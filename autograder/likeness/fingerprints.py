"""Winnowing: few fingerprints of a text, such that any long enough common part shares one.

S. Schleimer, D. Wilkerson, A. Aiken, *Winnowing: Local Algorithms for Document Fingerprinting*,
SIGMOD 2003. A fingerprint is the hash of ``K`` tokens in a row; of each ``WINDOW`` neighbouring
ones the smallest is kept, the last of equals. Two texts that share ``K + WINDOW - 1`` tokens in a
row share a fingerprint, wherever the part stands. Here a row never goes beyond a statement, and a
shorter statement is a row by itself: statements in another order have the same fingerprints.

Of libraries that do this for Python, the one that is known (copydetect) compares each pair of
files, knows no discount for what a class has in common, and has had no release since 2024.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from autograder.likeness.tokens import Statement

K = 10
WINDOW = 4
SHORTEST = 3
"""Tokens of a statement below which it says nothing (``pass``, ``x``)."""
_BASE = np.uint64(0x9E3779B97F4A7C15)  # odd: multiplication loses nothing

Hashes = npt.NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Prints:
    """The fingerprints of one cell."""

    hashes: Hashes
    lines: tuple[tuple[int, int], ...]
    """The first and the last line that each stands in, from 0."""


def fingerprints(statements: Sequence[Statement]) -> Prints:
    """All fingerprints of a cell."""
    hashes, lines = [np.empty(0, dtype=np.uint64)], list[tuple[int, int]]()
    for statement in statements:
        if len(statement) >= SHORTEST:
            length = min(K, len(statement))
            grams = _grams(statement, length)
            chosen = _winnowed(grams)
            hashes.append(grams[chosen])
            for at in chosen.tolist():
                lines.append((statement[at].line, statement[at + length - 1].line))
    return Prints(np.concatenate(hashes), tuple(lines))


def _winnowed(hashes: Hashes) -> npt.NDArray[np.intp]:
    """The places of the chosen ones."""
    width = min(WINDOW, len(hashes))
    windows = np.lib.stride_tricks.sliding_window_view(hashes, width)
    last = width - 1 - np.argmin(windows[:, ::-1], axis=1)
    return np.unique(last + np.arange(len(windows)))


def _grams(statement: Statement, length: int) -> Hashes:
    """The hash of each ``length`` tokens in a row; the same in every process."""
    texts = (zlib.crc32(token.text.encode(errors="replace")) for token in statement)
    ids = np.fromiter(texts, dtype=np.uint64, count=len(statement))
    size = len(ids) - length + 1
    hashes = np.full(size, length, dtype=np.uint64)
    for step in range(length):
        hashes = (hashes + ids[step : step + size]) * _BASE
        hashes ^= hashes >> np.uint64(29)
    return hashes
