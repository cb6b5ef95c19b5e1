"""Right answers to ``topics`` in the styles that a class shows."""

from __future__ import annotations

from autograder.exercises.styles import written

LOOPS = {
    "assign": """
        def assign(X, C):
            X, C = np.asarray(X, dtype=float), np.asarray(C, dtype=float)
            if X.ndim != 2 or C.ndim != 2 or X.shape[1] != C.shape[1] or len(C) == 0:
                raise ValueError("shapes")
            labels = []
            for x in unit_rows(X):
                best, label = -math.inf, 0
                for j, c in enumerate(unit_rows(C)):
                    score = x @ c
                    if score > best:
                        best, label = score, j
                labels.append(label)
            return np.array(labels, dtype=int)
        """,
    "update": """
        def update(X, labels, k, previous):
            X = np.asarray(X, dtype=float)
            previous = np.asarray(previous, dtype=float)
            if len(labels) != len(X) or previous.shape != (k, X.shape[1]):
                raise ValueError("shapes")
            for label in labels:
                if label not in range(k):
                    raise ValueError(f"no cluster {label}")
            result = []
            for j in range(k):
                total = np.zeros(X.shape[1])
                for x, label in zip(X, labels):
                    length = math.sqrt(x @ x)
                    if label == j and length > 0:
                        total = total + x / length
                length = math.sqrt(total @ total)
                result.append(total / length if length > 0 else previous[j])
            return np.array(result)
        """,
    "spherical_kmeans": """
        def spherical_kmeans(X, init, iters):
            if type(iters) is not int or iters < 0:
                raise ValueError("iters")
            C = unit_rows(np.array(init, dtype=float))
            rounds = 0
            while rounds < iters:
                C = update(X, assign(X, C), len(C), C)
                rounds = rounds + 1
            labels = assign(X, C)
            return labels, C
        """,
    "name_topics": """
        def name_topics(model, centroids, k):
            words = unit_rows(np.asarray(model.vectors, dtype=float))
            names = []
            for centroid in np.asarray(centroids, dtype=float):
                scores = words @ centroid
                best = sorted(range(len(scores)), key=lambda i: -scores[i])
                names.append([model.index_to_key[i] for i in best[:k]])
            return names
        """,
    "remove_common": """
        def remove_common(M, n_components):
            M = np.array(M, dtype=float)
            if M.ndim != 2 or M.shape[0] == 0:
                raise ValueError("need rows")
            if n_components < 0 or n_components > M.shape[1]:
                raise ValueError("that many components do not exist")
            mean = sum(M) / len(M)
            for i in range(len(M)):
                M[i] = M[i] - mean
            u, s, directions = np.linalg.svd(M, full_matrices=False)
            for direction in directions[:n_components]:
                for i in range(len(M)):
                    M[i] = M[i] - (M[i] @ direction) * direction
            return M
        """,
}
"""Loops in pure Python: slow, and right."""

COMPACT = {
    "assign": """
        def assign(X, C):
            X, C = (np.asarray(A, dtype=np.float64) for A in (X, C))
            if not (X.ndim == C.ndim == 2 and X.shape[1] == C.shape[1] and len(C)):
                raise ValueError(f"{X.shape} and {C.shape}")
            return np.einsum("nd,kd->nk", unit_rows(X), unit_rows(C)).argmax(1)
        """,
    "update": """
        def update(X, labels, k, previous):
            X, old = (np.asarray(A, dtype=np.float64) for A in (X, previous))
            one_hot = np.equal.outer(np.asarray(labels), np.arange(k)).astype(float)
            if one_hot.shape != (len(X), k) or old.shape != (k, X.shape[1]):
                raise ValueError("shapes")
            if not (one_hot.sum(1) == 1).all():
                raise ValueError("labels")
            sums = np.einsum("nk,nd->kd", one_hot, unit_rows(X))
            return np.array([unit_rows(s[None])[0] if s.any() else p for s, p in zip(sums, old)])
        """,
    "spherical_kmeans": """
        from functools import reduce

        def spherical_kmeans(X, init, iters):
            if not isinstance(iters, int) or iters < 0:
                raise ValueError(iters)
            start = unit_rows(np.asarray(init, dtype=np.float64))
            C = reduce(lambda C, _: update(X, assign(X, C), len(C), C), range(iters), start)
            return assign(X, C), C
        """,
    "name_topics": """
        def name_topics(model, centroids, k):
            V = unit_rows(np.asarray(model.vectors, dtype=np.float64))
            S = np.einsum("kd,nd->kn", np.asarray(centroids, dtype=np.float64), V)
            best = [np.lexsort((np.arange(len(s)), -s))[:k] for s in S]
            return [[model.index_to_key[i] for i in rows] for rows in best]
        """,
    "remove_common": """
        def remove_common(M, n_components):
            M = np.asarray(M, dtype=np.float64)
            if M.ndim != 2 or not len(M) or n_components not in range(M.shape[1] + 1):
                raise ValueError(f"{M.shape}, {n_components}")
            M = M - M.mean(0)
            top = np.linalg.eigh(np.einsum("ni,nj->ij", M, M))[1][:, ::-1][:, :n_components]
            return M - np.einsum("ni,ij,kj->nk", M, top, top)
        """,
}
"""Einsum and comprehensions, for those who like it short."""

SCIPY = {
    "assign": """
        from scipy.spatial.distance import cdist

        def assign(X, C):
            X = np.asarray(X, dtype=np.float64)
            C = np.asarray(C, dtype=np.float64)
            if X.ndim != 2 or C.ndim != 2:
                raise ValueError("matrices, please")
            if X.shape[1] != C.shape[1] or len(C) == 0:
                raise ValueError("they do not fit")
            unit_C = unit_rows(C)
            zero = ~unit_C.any(axis=1)
            squares = cdist(unit_rows(X), unit_C, "sqeuclidean")
            squares[:, zero] = squares[:, zero] + 1  # a zero centroid counts as a right angle
            squares[~X.any(axis=1)] = 0
            return np.argmin(np.where(squares < 1e-12, 0, squares), axis=1)
        """,
    "update": """
        def update(X, labels, k, previous):
            unit = unit_rows(np.asarray(X, dtype=np.float64))
            centroids = np.array(previous, dtype=np.float64)
            labels = np.asarray(labels)
            if centroids.shape != (k, unit.shape[1]) or labels.shape != unit.shape[:1]:
                raise ValueError("shapes")
            if not np.isin(labels, np.arange(k)).all():
                raise ValueError("labels")
            sums = np.zeros_like(centroids)
            np.add.at(sums, labels, unit)
            full = np.linalg.norm(sums, axis=1) > 0
            centroids[full] = unit_rows(sums[full])
            return centroids
        """,
    "spherical_kmeans": """
        def spherical_kmeans(X, init, iters):
            if not isinstance(iters, int):
                raise ValueError("a whole number, please")
            if iters < 0:
                raise ValueError("at least 0, please")
            centroids = unit_rows(np.asarray(init, dtype=np.float64))
            labels = assign(X, centroids)
            for _ in range(iters):
                centroids = update(X, labels, len(centroids), centroids)
                labels = assign(X, centroids)
            return (labels, centroids)
        """,
    "name_topics": """
        def name_topics(model, centroids, k):
            vectors = np.asarray(model.vectors, dtype=np.float64)
            lengths = np.linalg.norm(vectors, axis=1)
            lengths[lengths == 0] = 1
            scores = (vectors @ np.asarray(centroids, dtype=np.float64).T) / lengths[:, None]
            best = np.argsort(-scores, axis=0, kind="stable")[:k].T
            return [list(map(model.index_to_key.__getitem__, row)) for row in best]
        """,
    "remove_common": """
        from scipy.linalg import svd

        def remove_common(M, n_components):
            M = np.asarray(M, dtype=np.float64)
            if M.ndim != 2 or M.size == 0 or not 0 <= n_components <= M.shape[1]:
                raise ValueError("no")
            U, s, Vt = svd(M - np.mean(M, axis=0), full_matrices=False)
            s[:n_components] = 0
            return (U * s) @ Vt
        """,
}
"""With scipy, which comes with gensim."""

_WORDS = {
    "clustering-in-your-words": """
    The cluster that a question falls into holds its answer in 79 of 100 cases, and one has to read
    fifteen texts. The fifteen best of a ranking hold all answers. Clusters are for an overview.
    """
}


STYLES = {
    "loops": written(LOOPS, _WORDS),
    "compact": written(COMPACT, _WORDS),
    "scipy": written(SCIPY, _WORDS),
}
"""Right notebooks, which lose nothing."""
