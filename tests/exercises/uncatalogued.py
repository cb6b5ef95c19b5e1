"""Wrong functions that stand in no catalogue: the assignment, and a whole solution cell."""

from __future__ import annotations

from textwrap import dedent, indent

_VECTORS = """\
u, v = np.asarray(u, dtype=np.float64), np.asarray(v, dtype=np.float64)
if u.ndim != 1 or u.shape != v.shape or not u.size:
    raise ValueError("the vectors do not fit")
norm = np.linalg.norm
"""


def _of(head: str, body: str, before: str = "") -> str:
    return f"def {head}:\n" + indent(before + dedent(body).strip() + "\n", "    ")


def _pair(task: str, body: str) -> tuple[str, str]:
    return "similarity", _of(f"{task}(u, v)", body, _VECTORS)


def _cosine(answer: str) -> tuple[str, str]:
    zero = "if not u.any() or not v.any():\n    return 0.0\n"
    return _pair("cosine_similarity", f"{zero}return float({answer})")


_MATRIX = """\
A, B = np.asarray(A, dtype=np.float64), np.asarray(B, dtype=np.float64)
if A.ndim != 2 or B.ndim != 2 or A.shape[1] != B.shape[1] or not A.shape[1]:
    raise ValueError("the matrices do not fit")
lengths = [np.where(n == 0, 1.0, n) for n in (np.linalg.norm(M, axis=1, keepdims=True)
                                              for M in (A, B))]
C = np.clip((A / lengths[0]) @ (B / lengths[1]).T, -1.0, 1.0)
"""
_VECTOR = """\
v = np.asarray(v, dtype=np.float64)
if v.ndim != 1 or not v.size:
    raise ValueError("no vector")
"""
_QUERY = """\
query, M = np.asarray(query, dtype=np.float64), np.asarray(M, dtype=np.float64)
if M.ndim != 2 or query.ndim != 1 or M.shape[1:] != query.shape or not query.size:
    raise ValueError("they do not fit")
if not isinstance(k, (int, np.integer)) or k < 0:
    raise ValueError("k is no number of rows")
s = normalize_rows(M) @ normalize_rows([query])[0]
order = [row for row in np.argsort(-s, kind="stable") if row not in set(exclude)]
"""
_ROWS = """\
M = np.asarray(M, dtype=np.float64)
if M.ndim != 2 or not M.shape[1]:
    raise ValueError("no matrix")
lengths = np.linalg.norm(M, axis=1, keepdims=True)
lengths[lengths == 0] = 1.0
"""

UNCATALOGUED = {
    "the sign turned": _cosine("-np.dot(u, v) / (norm(u) * norm(v))"),
    "one length of two": _cosine("np.dot(u, v) / norm(u)"),
    "the root of one length only": _cosine("np.dot(u, v) / (norm(u) * np.dot(v, v))"),
    "divided by the number of entries": _cosine("np.dot(u, v) / (norm(u) * norm(v)) / len(u)"),
    "the last entry forgotten": _cosine("np.dot(u[:-1], v[:-1]) / (norm(u) * norm(v))"),
    "always one": _cosine("1.0"),
    "the sine": _cosine("np.sin(np.arccos(np.clip(u @ v / norm(u) / norm(v), -1, 1)))"),
    "rounded to one digit": _cosine("round(u @ v / (norm(u) * norm(v)), 1)"),
    "a dot product of sorted vectors": _pair("dot", "return float(np.sort(u) @ np.sort(v))"),
    "a dot product one entry off": _pair("dot", "return float(u[1:] @ v[1:])"),
    "a dot product of sizes": _pair("dot", "return float(np.abs(u) @ np.abs(v))"),
    "a dot product turned round": _pair("dot", "return float(u @ v[::-1])"),
    "the angle to the other side": _pair(
        "angle_degrees", "return 180.0 - math.degrees(math.acos(cosine_similarity(u, v)))"
    ),
    "half the angle": _pair(
        "angle_degrees", "return math.degrees(math.acos(cosine_similarity(u, v))) / 2"
    ),
    "the arc sine": _pair(
        "angle_degrees", "return math.degrees(math.asin(cosine_similarity(u, v)))"
    ),
    "a distance squared": _pair("cosine_distance", "return (1 - cosine_similarity(u, v)) ** 2"),
    "a distance without its one": _pair("cosine_distance", "return -cosine_similarity(u, v)"),
    "the upper half of a table": (
        "similarity", _of("cosine_matrix(A, B)", "return np.triu(C)", _MATRIX),
    ),
    "the rows of a table in reverse": (
        "similarity", _of("cosine_matrix(A, B)", "return C[::-1].copy()", _MATRIX),
    ),
    "a length with a cube": (
        "arrows",
        _of("magnitude(v)", "return float(np.sum(np.abs(v) ** 3) ** (1 / 3))", _VECTOR),
    ),
    "a length of all but the first": (
        "arrows", _of("magnitude(v)", "return float(np.linalg.norm(v[1:]))", _VECTOR),
    ),
    "a length that knows one dimension": (
        "arrows",
        _of("magnitude(v)", "return abs(float(v[0])) if len(v) == 1 else math.nan", _VECTOR),
    ),
    "an arrow half as long": ("arrows", _of("scale(v, s)", "return v * s / 2", _VECTOR)),
    "an arrow twice turned": ("arrows", _of("scale(v, s)", "return v * s * s", _VECTOR)),
    "one more than a unit": (
        "arrows",
        _of(
            "unit(v)",
            """
            if not v.any():
                raise ValueError("no direction")
            return v / np.linalg.norm(v) + 1
            """,
            _VECTOR,
        ),
    ),
    "a drawing of the first arrow only": (
        "arrows",
        _of(
            "arrow_data(vectors, names)",
            """
            tips = np.asarray(vectors, dtype=np.float64)
            if tips.ndim != 2 or tips.shape[1] != 3 or len(names) != len(tips):
                raise ValueError("they do not fit")
            x, y, z = tips[0].tolist()
            return {"x": [0, x, None], "y": [0, y, None], "z": [0, z, None],
                    "text": ["", names[0], ""]}
            """,
        ),
    ),
    "the largest number of a row": (
        "neighbours",
        _of("normalize_rows(M)", "return M / np.abs(M).max(axis=1, keepdims=True)", _ROWS),
    ),
    "one too many": (
        "neighbours",
        _of(
            "top_k(query, M, k, exclude=())",
            "return [(int(i), float(s[i])) for i in order[: k + 1]]", _QUERY,
        ),
    ),
    "rows counted from one": (
        "neighbours",
        _of(
            "top_k(query, M, k, exclude=())",
            "return [(int(i) + 1, float(s[i])) for i in order[:k]]", _QUERY,
        ),
    ),
    "a share of half the candidates": (
        "neighbours",
        _of(
            "control(model, target, base, candidates)",
            """
            if len(candidates) == 0:
                raise ValueError("no candidates")
            aim, start = (np.asarray(model[w], dtype=float) for w in (target, base))
            known = cosine(aim, start + model["man"])
            better = [cosine(aim, start + model[w]) >= known - 1e-9 for w in candidates]
            return float(sum(better)) / (2 * len(better))
            """,
        ),
    ),
    "every other token": (
        "retrieval",
        "import re\n\ndef tokenize(text):\n    return re.findall(r'[^\\W_]+', text.lower())[::2]\n",
    ),
    "tokens in reverse": (
        "retrieval",
        "import re\ndef tokenize(text):\n    return re.findall(r'[^\\W_]+', text.lower())[::-1]\n",
    ),
    "pieces one too short": (
        "retrieval",
        _of(
            "chunk(tokens, size, overlap)",
            """
            if size < 1 or not 0 <= overlap < size:
                raise ValueError("impossible")
            starts = range(0, max(len(tokens) - overlap, 1), size - overlap) if tokens else ()
            return [list(tokens[start : start + size - 1]) for start in starts]
            """,
        ),
    ),
    "one hit too many": (
        "retrieval",
        _of(
            "precision_at_k(ranked, relevant, k)",
            """
            if k < 1:
                raise ValueError("k is at least 1")
            return (sum(row in relevant for row in ranked[:k]) + 1) / k
            """,
        ),
    ),
    "the square of the rank": (
        "retrieval",
        _of(
            "reciprocal_rank(ranked, relevant)",
            """
            for place, row in enumerate(ranked, 1):
                if row in relevant:
                    return 1 / place**2
            return 0.0
            """,
        ),
    ),
    "labels one too high": (
        "topics",
        _of(
            "assign(X, C)",
            """
            X, C = np.asarray(X, dtype=float), np.asarray(C, dtype=float)
            if X.ndim != 2 or C.ndim != 2 or X.shape[1] != C.shape[1] or not C.size:
                raise ValueError("they do not fit")
            return np.argmax(unit_rows(X) @ unit_rows(C).T, axis=1) + 1
            """,
        ),
    ),
    "the second best word first": (
        "topics",
        _of(
            "name_topics(model, centroids, k)",
            """
            cosines = unit_rows(np.asarray(centroids, dtype=float)) @ unit_rows(model.vectors).T
            order = np.argsort(-cosines, axis=1, kind="stable")
            order[:, [0, 1]] = order[:, [1, 0]]
            return [[model.index_to_key[i] for i in row[:k]] for row in order]
            """,
        ),
    ),
    "breaks at negative numbers": (
        "arrows",
        _of(
            "magnitude(v)",
            "return math.sqrt(sum(math.sqrt(x) ** 4 for x in v.tolist()))", _VECTOR,
        ),
    ),
}  # fmt: skip
"""By what is wrong with them."""
