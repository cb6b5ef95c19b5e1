"""Right answers to ``similarity`` in the styles that a class shows, for the made-up class."""

from __future__ import annotations

from autograder.exercises.styles import written as whole

PLAIN = {
    "dot": """
        def dot(u, v):
            u = np.asarray(u, dtype=np.float64)
            v = np.asarray(v, dtype=np.float64)
            if u.ndim != 1 or v.ndim != 1 or len(u) != len(v) or len(u) == 0:
                raise ValueError("vectors don't fit")
            return float(np.dot(u, v))
        """,
    "cosine_similarity": """
        def cosine_similarity(u, v):
            top = dot(u, v)
            nu = np.linalg.norm(np.asarray(u, dtype=np.float64))
            nv = np.linalg.norm(np.asarray(v, dtype=np.float64))
            if nu == 0 or nv == 0:
                return 0.0
            return float(np.clip(top / (nu * nv), -1, 1))
        """,
    "angle_degrees": """
        def angle_degrees(u, v):
            return float(np.degrees(np.arccos(cosine_similarity(u, v))))
        """,
    "cosine_distance": """
        def cosine_distance(u, v):
            return 1 - cosine_similarity(u, v)
        """,
    "cosine_matrix": """
        def cosine_matrix(A, B):
            A = np.array(A, dtype=np.float64)
            B = np.array(B, dtype=np.float64)
            if A.ndim != 2 or B.ndim != 2 or A.shape[1] != B.shape[1] or A.shape[1] == 0:
                raise ValueError("shapes don't fit")
            na = np.linalg.norm(A, axis=1)
            nb = np.linalg.norm(B, axis=1)
            na[na == 0] = 1
            nb[nb == 0] = 1
            return np.clip((A / na[:, None]) @ (B / nb[:, None]).T, -1, 1)
        """,
    "find_negative_pair": """
        def find_negative_pair(model):
            for word in model.index_to_key:
                if model.similarity("king", word) < 0:
                    return "king", word
        """,
    "claim-in-your-words": """
        Cosine similarity lies between -1 and 1. My two words show it: their cosine is below zero.
        That means that they are hardly ever found in the same company. It does not mean that they
        are opposites: good and bad have about 0.8. The workshop only tried words that are related.
        """,
}
"""NumPy, as most would write it."""

LOOPS = {
    "dot": """
        def dot(u, v):
            if np.ndim(u) != 1 or np.ndim(v) != 1:
                raise ValueError("need 1-D vectors")
            if len(u) != len(v) or len(u) == 0:
                raise ValueError("need the same length")
            total = 0.0
            for i in range(len(u)):
                total = total + float(u[i]) * float(v[i])
            return total
        """,
    "cosine_similarity": """
        def cosine_similarity(u, v):
            product = dot(u, v)
            length_u = math.sqrt(dot(u, u))
            length_v = math.sqrt(dot(v, v))
            if length_u == 0.0 or length_v == 0.0:
                return 0.0
            result = product / length_u / length_v
            if result > 1.0:
                return 1.0
            if result < -1.0:
                return -1.0
            return result
        """,
    "angle_degrees": """
        def angle_degrees(u, v):
            radians = math.acos(cosine_similarity(u, v))
            return radians * 180 / math.pi
        """,
    "cosine_matrix": """
        def cosine_matrix(A, B):
            A = np.asarray(A, dtype=float)
            B = np.asarray(B, dtype=float)
            if A.ndim != 2 or B.ndim != 2 or A.shape[1] != B.shape[1] or A.shape[1] == 0:
                raise ValueError("need two matrices with equally many columns")
            result = np.zeros((len(A), len(B)))
            for i in range(len(A)):
                for j in range(len(B)):
                    a, b = A[i], B[j]
                    lengths = math.sqrt(a @ a) * math.sqrt(b @ b)
                    result[i, j] = a @ b / lengths if lengths != 0 else 0.0
            return result.clip(-1, 1)
        """,
}
"""Loops in pure Python: slow, and right."""

EINSUM = {
    "cosine_distance": """
        def cosine_distance(u, v):
            return np.float64(1) - cosine_similarity(u, v)
        """,
    "dot": """
        from itertools import combinations

        def dot(u, v):
            u, v = (np.asarray(x, dtype=np.float64) for x in (u, v))
            if u.ndim != 1 or u.shape != v.shape or not u.size:
                raise ValueError(f"shapes {u.shape} and {v.shape}")
            return float(np.einsum("i,i->", u, v))
        """,
    "cosine_matrix": """
        def cosine_matrix(A, B):
            A, B = (np.asarray(X, dtype=np.float64) for X in (A, B))
            if A.ndim != 2 or B.ndim != 2 or A.shape[1] != B.shape[1] or not A.shape[1]:
                raise ValueError(f"shapes {A.shape} and {B.shape}")

            def unit(X):
                length = np.sqrt(np.einsum("ij,ij->i", X, X))
                return X / np.where(length > 0, length, np.where(length == 0, 1, np.nan))[:, None]

            return np.clip(np.einsum("id,jd->ij", unit(A), unit(B)), -1, 1)
        """,
    "find_negative_pair": """
        def find_negative_pair(model):
            for pair in combinations(model.index_to_key[5000:5100], 2):
                if cosine_similarity(*(model[word] for word in pair)) < 0:
                    return pair
        """,
}
"""For those who like indices, with an import of their own."""

HELPERS = {
    "dot": """
        def _as_vector(x):
            x = np.asarray(x, dtype=np.float64)
            if x.ndim != 1 or x.size == 0:
                raise ValueError("not a vector")
            return x

        def dot(u, v):
            u, v = _as_vector(u), _as_vector(v)
            if u.size != v.size:
                raise ValueError("different lengths")
            return float(u @ v)
        """,
    "cosine_similarity": """
        def unit(x):
            x = _as_vector(x)
            length = math.sqrt(dot(x, x))
            return x if length == 0 else x / length

        def cosine_similarity(u, v):
            return float(np.clip(dot(unit(u), unit(v)), -1.0, 1.0))
        """,
    "angle_degrees": """
        def angle_degrees(u, v):
            dot(u, v)  # complains if they do not fit
            a, b = unit(u), unit(v)
            if dot(a, a) == 0 or dot(b, b) == 0:
                return 90.0
            # unit vectors: half the angle is seen from half the distance between the tips
            return math.degrees(2 * math.atan2(np.linalg.norm(a - b), np.linalg.norm(a + b)))
        """,
    "find_negative_pair": """
        def find_negative_pair(model):
            rng = np.random.default_rng(7)
            while True:
                first, second = (model.index_to_key[i] for i in rng.integers(0, 20_000, size=2))
                if cosine_similarity(model[first], model[second]) < -0.1:
                    return (first, second)
        """,
}
"""Small functions that call each other."""

NAIVE = {
    "dot": "def dot(u, v):\n    return np.dot(u, v)\n",
    "cosine_similarity": """
        def cosine_similarity(u, v):
            return np.dot(u, v) / (np.linalg.norm(u) * np.linalg.norm(v))
        """,
    "angle_degrees": """
        def angle_degrees(u, v):
            return np.degrees(np.arccos(cosine_similarity(u, v)))
        """,
    "cosine_matrix": """
        def cosine_matrix(A, B):
            A = A / np.linalg.norm(A, axis=1, keepdims=True)
            B = B / np.linalg.norm(B, axis=1, keepdims=True)
            return A @ B.T
        """,
}
"""The formulas and nothing else: the rules of the house were not read."""


def written(*styles: dict[str, str]) -> dict[str, str]:
    """Whole cells: ``PLAIN`` with what later styles have in its place."""
    return whole(PLAIN, *styles)


STYLES = {
    "plain": written(),
    "loops": written(LOOPS),
    "einsum": written(EINSUM),
    "helpers": written(HELPERS),
}
"""Right notebooks, which lose nothing."""
