"""Ways to get ``retrieval`` wrong, each with the grade cells that it must lose.

Each entry has one fault in a function that is right otherwise. The ids T02 to T08 are those of a
survey of public implementations.
"""

from __future__ import annotations

import re
from textwrap import dedent, indent

import numpy as np

from autograder.exercises.catalogue import Catalogue, Misconception
from autograder.exercises.retrieval import probes, reference


def _slip(id: str, title: str, code: str, hint: str, loses: str) -> Misconception:
    """``code`` is a whole cell, whose first def is the task's."""
    cell = dedent(code).lstrip()
    return Misconception(id, cell[4 : cell.index("(")], title, cell, hint, frozenset(loses.split()))


def _body(signature: str, steps: str) -> str:
    return f"def {signature}:\n{indent(dedent(steps).strip(), '    ')}\n"


_TOKENS = (
    _slip(
        "R01", "upper case left", 'def tokenize(text):\n    return re.findall(r"[^\\W_]+", text)\n',
        "Is The the same word as the, for GloVe?", "tokenize-core",
    ),
    _slip(
        "R02", "cut at spaces only", "def tokenize(text):\n    return text.lower().split()\n",
        "What stands at the end of the last word of a sentence?", "tokenize-core",
    ),
    _slip(
        "R03", "other characters deleted, so that words run together",
        """
        def tokenize(text):
            kept = [c for c in text.lower() if c.isalnum() or c.isspace()]
            return "".join(kept).split()
        """,
        "What becomes of well-known, and how many words should it be?", "tokenize-core",
    ),
    _slip(
        "R04", "each word once",
        """
        def tokenize(text):
            return list(dict.fromkeys(re.findall(r"[^\\W_]+", text.lower())))
        """,
        "What should happen to a word that occurs twice?", "tokenize-core",
    ),
    _slip(
        "R05", "only the letters a to z",
        'def tokenize(text):\n    return re.findall(r"[a-z]+", text.lower())\n',
        "Are a and z the only ends of the alphabet, and what about digits?", "tokenize-core",
    ),
)  # fmt: skip


def _chunk(id: str, title: str, steps: str, hint: str, loses: str) -> Misconception:
    check = "if size < 1 or overlap < 0 or overlap >= size:\n    raise ValueError('impossible')\n"
    return _slip(
        id, title, _body("chunk(tokens, size, overlap)", check + dedent(steps)), hint, loses
    )


_CHUNKS = (
    _chunk(
        "T07", "overlap ignored",
        "return [list(tokens[i:i + size]) for i in range(0, len(tokens), size)]",
        "Which words should two neighbouring pieces share, and do they?",
        "chunk-core chunk-contract",
    ),
    _chunk(
        "R11", "overlap added to the step",
        "return [list(tokens[i:i + size]) for i in range(0, len(tokens), size + overlap)]",
        "Put the pieces side by side: is every word in one of them?", "chunk-core chunk-contract",
    ),
    _chunk(
        "R12", "a last piece that only repeats the end",
        "return [list(tokens[i:i + size]) for i in range(0, len(tokens), size - overlap)]",
        "Does your last piece hold a word that the one before does not?",
        "chunk-core chunk-contract",
    ),
    _chunk(
        "R13", "the short piece at the end dropped",
        """
        starts = range(0, len(tokens) - size + 1, size - overlap)
        return [list(tokens[i:i + size]) for i in starts]
        """,
        "In which piece is the very last word?", "chunk-core",
    ),
    _chunk(
        "R14", "pieces joined to strings",
        """
        starts = range(0, max(len(tokens) - overlap, 1), size - overlap) if tokens else []
        return [" ".join(tokens[i:i + size]) for i in starts]
        """,
        "Is a piece a text or a list of words?", "chunk-core chunk-contract",
    ),
    _slip(
        "R15", "impossible sizes not refused",
        """
        def chunk(tokens, size, overlap):
            if len(tokens) == 0:
                return []
            pieces, start = [], 0
            while True:
                pieces.append(list(tokens[start:start + size]))
                if start + size >= len(tokens) or size <= overlap:
                    return pieces
                start = start + size - overlap
        """,
        "How would one go on with an overlap as large as the piece?", "chunk-contract",
    ),
    _chunk(
        "R16", "one empty piece where there are no tokens",
        """
        starts = range(0, max(len(tokens) - overlap, 1), size - overlap)
        return [list(tokens[i:i + size]) for i in starts]
        """,
        "How many pieces does an empty text have?", "chunk-contract",
    ),
)  # fmt: skip

_EMBED = """\
def embed_text(model, tokens, stop=frozenset(), center=None):
    d = model.vectors.shape[1]
    if center is not None and np.shape(center) != (d,):
        raise ValueError("the center does not fit")
    words = [word for word in tokens if word in model and word not in stop]
    if not words:
        return np.zeros(d)
    mean = np.mean([model[word].astype(np.float64) for word in words], axis=0)
    return mean if center is None else mean - np.asarray(center, dtype=np.float64)
"""


def _embed(id: str, title: str, hint: str, loses: str, *changes: tuple[str, str]) -> Misconception:
    """The right ``embed_text`` with some of its text replaced."""
    code = _EMBED
    for old, new in changes:
        assert old in code, (id, old)
        code = code.replace(old, new)
    return _slip(id, title, code, hint, loses)


_MEAN = "np.mean([model[word].astype(np.float64) for word in words], axis=0)"
_EMPTY = "    if not words:\n        return np.zeros(d)\n"
_VECTORS = (
    _embed(
        "T02", "the mean of nothing", "What is the mean of no numbers at all?",
        "embed_text-contract", (_EMPTY, ""),
    ),
    _embed(
        "T03", "divided by the number of all tokens",
        "How many words went into your sum, and by what do you divide?",
        "embed_text-core embed_text-contract",
        (_MEAN, "np.sum([model[word].astype(np.float64) for word in words], axis=0) / len(tokens)"),
    ),
    _embed(
        "T04", "unknown words not skipped", "What if GloVe has never seen one of the words?",
        "embed_text-contract", ("word in model and ", ""),
    ),
    _embed(
        "T05", "the first word's vector added to in place",
        "Print model[tokens[0]] before and after. Whose numbers does += change?",
        "embed_text-contract",
        (f"mean = {_MEAN}",
         "mean = model[words[0]]\n    for word in words[1:]:\n        mean += model[word]\n"
         "    mean = mean.astype(np.float64) / len(words)"),
    ),
    _embed(
        "R21", "sum instead of mean", "Should a text that is twice as long have a longer vector?",
        "embed_text-core embed_text-contract", ("np.mean(", "np.sum("),
    ),
    _embed(
        "R22", "stop words not left out", "Which words are in your mean that stop holds?",
        "embed_text-core embed_text-contract", (" and word not in stop", ""),
    ),
    _embed(
        "R23", "center ignored", "What does your function do with its last argument?",
        "embed_text-core embed_text-contract",
        ("mean if center is None else mean - np.asarray(center, dtype=np.float64)", "mean"),
    ),
    _embed(
        "R24", "each word once", "Does a word that occurs three times count for more?",
        "embed_text-core embed_text-contract",
        ("for word in tokens if", "for word in set(tokens) if"),
    ),
    _embed(
        "R25", "computed in float32", "Which type has the mean of float32 numbers?",
        "embed_text-contract", (".astype(np.float64)", ""),
    ),
    _embed(
        "R26", "the center taken away from nothing",
        "What does the task say about a text of which no word is left?",
        "embed_text-contract",
        (_EMPTY, "    if not words and center is None:\n        return np.zeros(d)\n"),
        (f"mean = {_MEAN}", f"mean = {_MEAN} if words else np.zeros(d)"),
    ),
    _embed(
        "R27", "center added", "Where should the middle of all texts land when it is moved?",
        "embed_text-core embed_text-contract", ("mean - np", "mean + np"),
    ),
    _embed(
        "R28", "mean along the wrong axis", "How many numbers has your mean, and how many a word?",
        "embed_text-core embed_text-contract", ("axis=0", "axis=1"),
    ),
)  # fmt: skip

_RETRIEVE = """\
def retrieve(query, chunks, k, min_score=None):
    query = np.asarray(query, dtype=np.float64)
    chunks = np.asarray(chunks, dtype=np.float64)
    if not isinstance(k, int) or k < 0:
        raise ValueError("k must be a whole number, at least 0")
    if query.ndim != 1 or chunks.ndim != 2 or chunks.shape[1] != len(query) or len(query) == 0:
        raise ValueError("query and chunks do not fit")

    def unit(rows):
        with np.errstate(all="ignore"):
            largest = np.max(np.abs(rows), axis=-1, keepdims=True)
            rows = rows / np.where(largest == 0, 1, largest)
            lengths = np.linalg.norm(rows, axis=-1, keepdims=True)
            return rows / np.where(lengths == 0, 1, lengths)

    scores = np.clip(unit(chunks) @ unit(query), -1, 1)
    order = np.argsort(-scores, kind="stable")
    if min_score is not None:
        order = [i for i in order if scores[i] >= min_score]
    return [(int(i), float(scores[i])) for i in order[:k]]
"""
_SCORES = "np.clip(unit(chunks) @ unit(query), -1, 1)"
_ALL = "retrieve-core retrieve-contract retrieve-stretch"


def _search(id: str, title: str, hint: str, loses: str, *changes: tuple[str, str]) -> Misconception:
    """The right ``retrieve`` with some of its text replaced."""
    code = _RETRIEVE
    for old, new in changes:
        assert old in code, (id, old)
        code = code.replace(old, new)
    return _slip(id, title, code, hint, loses)


_SEARCHES = (
    _search(
        "R31", "the raw dot product", "Make one row ten times as long. Should it move up?",
        _ALL, (_SCORES, "chunks @ query"),
    ),
    _search(
        "R32", "the least similar first", "Which end of the sorted scores do you need?",
        _ALL, ("np.argsort(-scores", "np.argsort(scores"),
    ),
    _search(
        "R33", "ranked by distance", "Is the row whose tip is nearest the one that points the same "
        "way? What if it is long?",
        "retrieve-core retrieve-contract retrieve-stretch",
        ("np.argsort(-scores", "np.argsort(np.linalg.norm(chunks - query, axis=1)"),
    ),
    _search(
        "R34", "sorted and then reversed: ties in the wrong order, nan first",
        "In which order come equal scores out of a list that is turned around?",
        "retrieve-contract retrieve-stretch",
        ('np.argsort(-scores, kind="stable")', 'np.argsort(scores, kind="stable")[::-1]'),
    ),
    _search(
        "R35", "min_score must be exceeded", "Is a score that equals min_score at least min_score?",
        "retrieve-contract", (">= min_score", "> min_score"),
    ),
    _search(
        "R36", "min_score ignored", "What does your function do with its last argument?",
        _ALL, ("if min_score is not None", "if False"),
    ),
    _search(
        "R37", "min_score = 0 taken for none", "Is 0 a score? What does Python make of `if 0`?",
        "retrieve-contract", ("if min_score is not None", "if min_score"),
    ),
    _search(
        "R38", "one result too few", "How many items has a slice [:k]?",
        _ALL, ("order[:k]", "order[:max(k - 1, 0)]"),
    ),
    _search(
        "R39", "the best left out, as if it were the query itself",
        "Is the query one of the rows here? What stands in place 0?",
        _ALL, ("order[:k]", "order[1:k + 1]"),
    ),
    _search(
        "R40", "NumPy's numbers in the pairs",
        "Print the type of the parts of a pair. Are they int and float?", "retrieve-contract",
        ("(int(i), float(scores[i]))", "(i, scores[i])"),
    ),
    _search(
        "R41", "a zero vector divided by its length", "How long is a row of zeros?",
        "retrieve-contract", ("np.where(largest == 0, 1, largest)", "largest"),
        ("np.where(lengths == 0, 1, lengths)", "lengths"),
    ),
    _search(
        "R42", "negative k cuts from the end", "What is order[:-1], and who would ask for it?",
        "retrieve-contract",
        ('    if not isinstance(k, int) or k < 0:\n'
         '        raise ValueError("k must be a whole number, at least 0")\n', ""),
    ),
    _search(
        "R43", "nan scores 0 and beats what points away", "What should come last, and does it?",
        "retrieve-stretch", (_SCORES, f"np.nan_to_num({_SCORES})"),
    ),
    _search(
        "R44", "lengths of at least 1e-12", "How long may the shortest vector be that is not zero?",
        "retrieve-stretch", ("rows = rows / np.where(largest == 0, 1, largest)", "pass"),
        ("np.where(lengths == 0, 1, lengths)", "np.maximum(lengths, 1e-12)"),
    ),
    _search(
        "R45", "the query divided in place", "Print the query before and after the call. Whose "
        "numbers does /= change?", "retrieve-contract",
        ("    scores = ",
         "    if query.any():\n        query /= np.abs(query).max()\n    scores = "),
    ),
    _search(
        "R46", "row numbers without scores", "Of how many parts is one result?",
        _ALL, ("(int(i), float(scores[i]))", "int(i)"),
    ),
    _search(
        "R47", "cut to k rows before ranking", "Which rows does your function never look at?",
        "retrieve-core retrieve-contract retrieve-stretch",
        ("    scores = ", "    chunks = chunks[:k]\n    scores = "),
    ),
)  # fmt: skip


def _measure(id: str, title: str, signature: str, steps: str, hint: str) -> Misconception:
    task = signature[: signature.index("(")]
    check = "if k < 1:\n    raise ValueError('k is at least 1')\n" if "k)" in signature else ""
    return _slip(id, title, _body(signature, check + dedent(steps)), hint, f"{task}-core")


_PRECISION = "precision_at_k(ranked, relevant, k)"
_RECALL = "recall_at_k(ranked, relevant, k)"
_RANK = "reciprocal_rank(ranked, relevant)"
_MEASURES = (
    _measure(
        "R51", "recall in place of precision", _PRECISION,
        "return len(set(ranked[:k]) & set(relevant)) / len(relevant) if relevant else 0.0",
        "A share of what: of what you looked at, or of what there was to find?",
    ),
    _measure(
        "R52", "divided by the number of results", _PRECISION,
        "return len(set(ranked[:k]) & set(relevant)) / len(ranked[:k]) if ranked else 0.0",
        "How many places were asked for, and by how many do you divide?",
    ),
    _measure(
        "R53", "k ignored", _PRECISION,
        "return len(set(ranked) & set(relevant)) / k",
        "How far down the list do you look?",
    ),
    _slip(
        "R54", "k = 0 not refused",
        """
        def precision_at_k(ranked, relevant, k):
            return sum(row in relevant for row in ranked[:k]) / k if k else 0.0
        """,
        "Can one look at no results, or at minus one?", "precision_at_k-core",
    ),
    _measure(
        "T08", "precision in place of recall", _RECALL,
        "return len(set(ranked[:k]) & set(relevant)) / k",
        "A share of what: of what you looked at, or of what there was to find?",
    ),
    _measure(
        "R55", "k ignored", _RECALL,
        "return len(set(ranked) & set(relevant)) / len(relevant) if relevant else 0.0",
        "How far down the list do you look?",
    ),
    _measure(
        "R56", "everything found where nothing is relevant", _RECALL,
        "return len(set(ranked[:k]) & set(relevant)) / len(relevant) if relevant else 1.0",
        "Nothing is relevant: what does the task say for that?",
    ),
    _measure(
        "R57", "found at all or not", _RECALL,
        "return float(any(row in relevant for row in ranked[:k]))",
        "Two of three were found. What should come out?",
    ),
    _measure(
        "R58", "places counted from 0", _RANK,
        """
        for place, row in enumerate(ranked):
            if row in relevant:
                return 1 / place
        return 0.0
        """,
        "What is the place of the very first result, and what should it score?",
    ),
    _measure(
        "R59", "the mean over all relevant results", _RANK,
        """
        found = [1 / place for place, row in enumerate(ranked, 1) if row in relevant]
        return sum(found) / len(found) if found else 0.0
        """,
        "How many of the relevant results count here?",
    ),
    _measure(
        "R60", "the place itself", _RANK,
        """
        for place, row in enumerate(ranked, 1):
            if row in relevant:
                return float(place)
        return 0.0
        """,
        "Is a larger number better here? What does reciprocal mean?",
    ),
    _measure(
        "R61", "the place of the first one named, not of the first one found", _RANK,
        """
        ranked = list(ranked)
        for row in relevant:
            if row in ranked:
                return 1 / (ranked.index(row) + 1)
        return 0.0
        """,
        "Which of the relevant ones stands highest in the list?",
    ),
)  # fmt: skip

_CLAIM = (
    _slip(
        "R71", "texts of one topic compared as well",
        """
        def unrelated_range(vectors, topics):
            unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
            scores = unit @ unit.T
            scores = scores[~np.eye(len(scores), dtype=bool)]
            return float(scores.min()), float(scores.max())
        """,
        "Which pairs are unrelated? Are there others among yours?", "unrelated_range-core",
    ),
    _slip(
        "R72", "the raw dot product",
        """
        def unrelated_range(vectors, topics):
            topics = np.array(topics)
            apart = topics[:, None] != topics
            if not apart.any():
                raise ValueError("one topic only")
            scores = (vectors @ vectors.T)[apart]
            return float(scores.min()), float(scores.max())
        """,
        "Can a cosine be larger than 1?", "unrelated_range-core",
    ),
    _slip(
        "R73", "the texts of one topic instead of those of two",
        """
        def unrelated_range(vectors, topics):
            topics = np.array(topics)
            unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
            scores = (unit @ unit.T)[topics[:, None] == topics]
            return float(scores.min()), float(scores.max())
        """,
        "Are the topics of an unrelated pair equal or different?", "unrelated_range-core",
    ),
)  # fmt: skip

CATALOGUE = Catalogue(
    entries=(*_TOKENS, *_CHUNKS, *_VECTORS, *_SEARCHES, *_MEASURES, *_CLAIM),
    names={"np": np, "re": re, **reference.TASKS},
    probes=probes.PROBES,
    model_class="TinyModel",
)
"""All of them, with the names that a solution cell finds in the notebook."""
