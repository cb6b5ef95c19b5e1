"""The formats in which word vectors lie in files.

A file whose name ends in ``.kv`` was saved by gensim and is a pickle: reading it can run any
code, so give one only from a source you trust. The other formats are recognised by their content
and are read as plain data, whatever their name.
"""

from __future__ import annotations

import gzip
import warnings
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from autograder.embeddings.published import WORDS, Contents
from autograder.errors import VectorsCorrupt, VectorsUnavailable

_GZIP = b"\x1f\x8b"
_LONGEST_LINE = 1 << 16


def read(path: Path) -> Contents:
    """Read GloVe text, word2vec text or binary (each also in gzip), or gensim's ``.kv``.

    Raises ``VectorsUnavailable`` if the file cannot be opened, ``VectorsCorrupt`` if its content
    is none of these. Whether it is the published GloVe is not checked here.
    """
    try:
        with path.open("rb") as plain:
            zipped = plain.read(len(_GZIP)) == _GZIP
    except OSError as exc:
        raise VectorsUnavailable(
            f"{path} cannot be read: {exc.strerror}.", next_step="Give another file with --from."
        ) from exc
    try:
        if path.suffix == ".kv":
            return _keyed_vectors(path)
        with path.open("rb") as file:
            return _plain(gzip.GzipFile(fileobj=file) if zipped else file)
    # whatever a damaged file makes gzip, numpy or pickle raise, it means the same
    except Exception as exc:
        raise VectorsCorrupt(
            f"{path} does not hold word vectors in a known format: {exc}.",
            next_step="Give glove.6B.50d.txt, word2vec text or binary, or a .kv file with --from.",
        ) from exc


def _keyed_vectors(path: Path) -> Contents:
    import numpy as np
    from gensim.models import KeyedVectors

    model = KeyedVectors.load(str(path))
    return Contents([str(word) for word in model.index_to_key], np.asarray(model.vectors))


def _plain(file: BinaryIO | gzip.GzipFile) -> Contents:
    first = file.readline(_LONGEST_LINE)
    header = first.split()
    if len(header) != 2:
        return _text([first], file)
    count, dimensions = map(int, header)
    second = file.readline(_LONGEST_LINE)
    if _is_text(second, dimensions):
        return _text([second], file)
    return _binary(second + file.read(), count, dimensions)


def _is_text(line: bytes, dimensions: int) -> bool:
    """Tell a row of word2vec text from the start of word2vec's binary form."""
    _, *numbers = line.rstrip().split(b" ")
    try:
        return len([float(number) for number in numbers]) == dimensions
    except ValueError:
        return False


def _text(head: list[bytes], file: Iterable[bytes]) -> Contents:
    """Rows of a word and its numbers. One row too many is enough to know a file for another."""
    import numpy as np

    words, numbers = [], []
    for line in (*head, *islice(file, WORDS)):
        word, _, rest = line.partition(b" ")
        words.append(word.decode())
        numbers.append(rest)
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # numpy only warns of text that is no number
        flat = np.fromstring(b" ".join(numbers).decode("ascii"), dtype=np.float32, sep=" ")
    return Contents(words, flat.reshape(len(words), -1))


def _binary(data: bytes, count: int, dimensions: int) -> Contents:
    """Records of a word, a space and the numbers; some writers end each with a newline."""
    import numpy as np

    words, rows, start = [], [], 0
    for _ in range(count):
        space = data.index(b" ", start)
        words.append(data[start:space].lstrip(b"\n").decode())
        rows.append(np.frombuffer(data, "<f4", dimensions, space + 1))
        start = space + 1 + 4 * dimensions
    return Contents(words, np.stack(rows))
