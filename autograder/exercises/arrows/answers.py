"""Right answers to ``arrows`` in the styles that a class shows."""

from __future__ import annotations

from autograder.exercises.styles import written

_REFLECTION = """
    The angle is 61.87 degrees and only looks like 73, because the cube gives each axis another
    scale. So man and monarch do have something in common. I would look for the same unit on all
    axes.
    """

PLAIN = {
    "magnitude": """
        def magnitude(v):
            v = np.asarray(v, dtype=np.float64)
            if v.ndim != 1 or len(v) == 0:
                raise ValueError("not a vector")
            return float(np.linalg.norm(v))
        """,
    "add": """
        def add(u, v):
            u = np.asarray(u, dtype=np.float64)
            v = np.asarray(v, dtype=np.float64)
            if u.ndim != 1 or u.shape != v.shape or len(u) == 0:
                raise ValueError("vectors don't fit")
            return u + v
        """,
    "scale": """
        def scale(v, s):
            v = np.asarray(v, dtype=np.float64)
            if v.ndim != 1 or len(v) == 0:
                raise ValueError("not a vector")
            return s * v
        """,
    "compose": """
        def compose(vectors, weights=None):
            V = np.array(vectors, dtype=np.float64)
            if V.ndim != 2 or V.size == 0:
                raise ValueError("vectors don't fit")
            if weights is None:
                weights = np.ones(len(V))
            w = np.array(weights, dtype=np.float64)
            if w.shape != (len(V),):
                raise ValueError("one weight each")
            return (w[:, None] * V).sum(axis=0)
        """,
    "unit": """
        def unit(v):
            length = magnitude(v)
            if length == 0:
                raise ValueError("zero vector")
            return np.asarray(v, dtype=np.float64) / length
        """,
    "arrow_data": """
        def arrow_data(vectors, names):
            vectors = np.asarray(vectors, dtype=np.float64)
            if vectors.ndim != 2 or vectors.shape[1] != 3 or len(names) != len(vectors):
                raise ValueError("arrows don't fit")
            x, y, z, text = [], [], [], []
            for (a, b, c), name in zip(vectors, names):
                x.extend([0, a, None])
                y.extend([0, b, None])
                z.extend([0, c, None])
                text.extend(["", name, ""])
            return {"x": x, "y": y, "z": z, "text": text}
        """,
    "picture-in-your-words": _REFLECTION,
}
"""NumPy, as most would write it."""

LOOPS = {
    "magnitude": """
        import math

        def magnitude(v):
            if np.ndim(v) != 1 or len(v) == 0:
                raise ValueError("need a 1-D vector")
            total = 0.0
            for number in v:
                total += float(number) ** 2
            return math.sqrt(total)
        """,
    "add": """
        def add(u, v):
            if np.ndim(u) != 1 or np.ndim(v) != 1 or len(u) != len(v) or len(u) == 0:
                raise ValueError("need two vectors of one length")
            return np.array([float(a) + float(b) for a, b in zip(u, v)])
        """,
    "scale": """
        def scale(v, s):
            if np.ndim(v) != 1 or len(v) == 0:
                raise ValueError("need a 1-D vector")
            result = np.zeros(len(v))
            for i in range(len(v)):
                result[i] = float(v[i]) * s
            return result
        """,
    "compose": """
        def compose(vectors, weights=None):
            if len(vectors) == 0:
                raise ValueError("nothing to compose")
            if weights is None:
                weights = [1] * len(vectors)
            if np.ndim(weights) != 1 or len(weights) != len(vectors):
                raise ValueError("one weight for each vector")
            total = scale(vectors[0], weights[0])
            for vector, weight in zip(vectors[1:], weights[1:]):
                total = add(total, scale(vector, weight))
            return total
        """,
    "unit": """
        def unit(v):
            length = magnitude(v)
            if length == 0:
                raise ValueError("no direction")
            return np.array([float(number) / length for number in v])
        """,
    "arrow_data": """
        def arrow_data(vectors, names):
            if len(vectors) != len(names):
                raise ValueError("one name for each arrow")
            for vector in vectors:
                if np.ndim(vector) != 1 or len(vector) != 3:
                    raise ValueError("three numbers for each arrow")
            data = {}
            for k, axis in enumerate("xyz"):
                data[axis] = []
                for vector in vectors:
                    data[axis] += [0.0, float(vector[k]), None]
            data["text"] = [label for name in names for label in ("", name, "")]
            return data
        """,
}
"""Loops and list comprehensions."""

EINSUM = {
    "magnitude": """
        from math import hypot

        def _vector(v):
            v = np.array(v, dtype=float)
            if v.ndim != 1 or not v.size:
                raise ValueError(f"shape {v.shape}")
            return v

        def magnitude(v):
            return float(np.sqrt(np.einsum("i,i", _vector(v), _vector(v))))
        """,
    "add": """
        def add(u, v):
            u, v = _vector(u), _vector(v)
            if len(u) != len(v):
                raise ValueError(f"lengths {len(u)} and {len(v)}")
            return np.stack([u, v]).sum(axis=0)
        """,
    "scale": """
        def scale(v, s):
            return np.multiply(_vector(v), s)
        """,
    "compose": """
        def compose(vectors, weights=None):
            rows = [_vector(vector) for vector in vectors]
            if not rows or len({len(row) for row in rows}) != 1:
                raise ValueError("vectors of one length, please")
            weights = np.ones(len(rows)) if weights is None else _vector(weights)
            if len(weights) != len(rows):
                raise ValueError("one weight for each vector")
            return np.einsum("n,nd->d", weights, np.stack(rows))
        """,
    "unit": """
        def unit(v):
            v = _vector(v)
            if not np.any(v):
                raise ValueError("a zero vector")
            return v / hypot(*v)
        """,
    "arrow_data": """
        def arrow_data(vectors, names):
            vectors = np.asarray(vectors, dtype=float)
            if vectors.shape != (len(names), 3):
                raise ValueError("n arrows of three numbers, n names")
            points = np.full((len(names), 3, 3), np.nan)  # arrow, step, axis
            points[:, 0] = 0
            points[:, 1] = vectors
            x, y, z = points.reshape(-1, 3).T
            text = [""] * len(x)
            text[1::3] = names
            return dict(x=x, y=y, z=z, text=text)
        """,
}
"""For those who like indices."""


STYLES = {"plain": written(PLAIN), "loops": written(PLAIN, LOOPS), "einsum": written(PLAIN, EINSUM)}
"""Right notebooks, which lose nothing."""
