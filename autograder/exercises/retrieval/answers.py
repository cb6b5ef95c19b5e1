"""Right answers to ``retrieval`` in the styles that a class shows."""

from __future__ import annotations

from autograder.exercises.styles import written

LOOPS = {
    "tokenize": """
        def tokenize(text):
            words, word = [], ""
            for character in text.lower():
                if character.isalnum():
                    word += character
                elif word:
                    words.append(word)
                    word = ""
            if word:
                words.append(word)
            return words
        """,
    "chunk": """
        def chunk(tokens, size, overlap):
            if size < 1 or overlap < 0 or overlap >= size:
                raise ValueError("impossible")
            pieces = []
            start = 0
            while start < len(tokens):
                pieces.append(list(tokens[start:start + size]))
                if start + size >= len(tokens):
                    break
                start += size - overlap
            return pieces
        """,
    "embed_text": """
        def embed_text(model, tokens, stop=frozenset(), center=None):
            total = np.zeros(model.vectors.shape[1])
            if center is not None:
                center = np.array(center, dtype=float)
                if center.shape != total.shape:
                    raise ValueError("center has another shape")
            count = 0
            for token in tokens:
                if token in stop:
                    continue
                if token in model:
                    total += model[token]
                    count += 1
            if count == 0:
                return total
            mean = total / count
            if center is not None:
                mean -= center
            return mean
        """,
    "retrieve": """
        def retrieve(query, chunks, k, min_score=None):
            if type(k) is not int or k < 0:
                raise ValueError("k")
            query = np.asarray(query, dtype=float)
            chunks = np.asarray(chunks, dtype=float)
            if query.ndim != 1 or chunks.ndim != 2 or len(query) != chunks.shape[1]:
                raise ValueError("shapes")
            if len(query) == 0:
                raise ValueError("empty")

            def shorten(v):
                largest = max(abs(x) for x in v)
                if largest == 0 or math.isnan(largest) or any(math.isnan(x) for x in v):
                    return v * largest
                v = v / largest
                return v / math.sqrt(sum(x * x for x in v))

            q = shorten(query)
            results = []
            for i in range(len(chunks)):
                score = float(sum(a * b for a, b in zip(q, shorten(chunks[i]))))
                score = min(score, 1.0) if not math.isnan(score) else score
                score = max(score, -1.0) if not math.isnan(score) else score
                if min_score is None or score >= min_score:
                    results.append((i, score))
            results.sort(key=lambda pair: (math.isnan(pair[1]), -pair[1], pair[0]))
            return results[:k]
        """,
    "precision_at_k": """
        def precision_at_k(ranked, relevant, k):
            if k < 1:
                raise ValueError("k must be positive")
            hits = 0
            for i in range(min(k, len(ranked))):
                if ranked[i] in relevant:
                    hits += 1
            return hits / k
        """,
    "recall_at_k": """
        def recall_at_k(ranked, relevant, k):
            if k < 1:
                raise ValueError("k must be positive")
            if len(relevant) == 0:
                return 0.0
            hits = 0
            for i in range(min(k, len(ranked))):
                if ranked[i] in relevant:
                    hits += 1
            return hits / len(relevant)
        """,
    "reciprocal_rank": """
        def reciprocal_rank(ranked, relevant):
            place = 0
            for row in ranked:
                place += 1
                if row in relevant:
                    return 1 / place
            return 0.0
        """,
    "unrelated_range": """
        def unrelated_range(vectors, topics):
            low, high = None, None
            for i in range(len(vectors)):
                for j in range(i):
                    if topics[i] != topics[j]:
                        u, v = vectors[i], vectors[j]
                        score = u @ v / (math.sqrt(u @ u) * math.sqrt(v @ v))
                        if low is None or score < low:
                            low = score
                        if high is None or score > high:
                            high = score
            if low is None:
                raise ValueError("only one topic")
            return low, high
        """,
}
"""Loops in pure Python: slow, and right."""

COMPACT = {
    "tokenize": """
        def tokenize(text):
            return "".join(c if c.isalnum() else " " for c in text.lower()).split()
        """,
    "chunk": """
        def chunk(tokens, size, overlap):
            if not 0 <= overlap < size:
                raise ValueError(f"{overlap=} {size=}")
            step = size - overlap
            starts = [i for i in range(0, len(tokens), step) if i == 0 or i + overlap < len(tokens)]
            return [[*tokens[i : i + size]] for i in starts]
        """,
    "embed_text": """
        def embed_text(model, tokens, stop=frozenset(), center=None):
            center = np.zeros(model.vectors.shape[1]) if center is None else np.asarray(center)
            if center.shape != model.vectors.shape[1:]:
                raise ValueError(f"center {center.shape}")
            index = model.key_to_index
            rows = [index[t] for t in tokens if t in index and t not in stop]
            if not rows:
                return np.zeros(len(center))
            return np.einsum("ij->j", model.vectors[rows], dtype=np.float64) / len(rows) - center
        """,
    "retrieve": """
        def retrieve(query, chunks, k, min_score=None):
            q, C = (np.array(x, dtype=np.float64) for x in (query, chunks))
            if type(k) != int or k < 0 or q.ndim != 1 or C.shape != (len(C), q.size) or not q.size:
                raise ValueError(f"{k=}, {q.shape}, {C.shape}")

            def unit(X):
                X = X / np.maximum(np.abs(X).max(axis=-1, keepdims=True), 1e-300)
                return X / np.maximum(np.sqrt(np.einsum("...i,...i->...", X, X))[..., None], 1e-300)

            s = np.einsum("nd,d->n", unit(C), unit(q)).clip(-1, 1)
            ranked = np.lexsort((np.arange(len(s)), -s))
            pairs = [(i, s[i]) for i in ranked.tolist()]
            if min_score is not None:
                pairs = [(i, score) for i, score in pairs if score >= min_score]
            return pairs[:k]
        """,
    "precision_at_k": """
        def precision_at_k(ranked, relevant, k):
            if k <= 0:
                raise ValueError(k)
            return float(np.isin(ranked[:k], list(relevant)).sum() / k)
        """,
    "recall_at_k": """
        def recall_at_k(ranked, relevant, k):
            if k <= 0:
                raise ValueError(k)
            return len(set(ranked[:k]).intersection(relevant)) / max(len(relevant), 1)
        """,
    "reciprocal_rank": """
        def reciprocal_rank(ranked, relevant):
            found = (1 / (i + 1) for i, row in enumerate(ranked) if row in relevant)
            return max(found, default=0.0)
        """,
    "unrelated_range": """
        def unrelated_range(vectors, topics):
            V = np.asarray(vectors, dtype=np.float64)
            V = V / np.sqrt(np.einsum("nd,nd->n", V, V))[:, None]
            S = np.einsum("id,jd->ij", V, V)
            found = [S[i, j] for i in range(len(V)) for j in range(i) if topics[i] != topics[j]]
            if not found:
                raise ValueError("one topic")
            return min(found), max(found)
        """,
}
"""List comprehensions and einsum, for those who like it short."""

HELPERS = {
    "tokenize": """
        import itertools

        def tokenize(text):
            groups = itertools.groupby(text.lower(), key=str.isalnum)
            return ["".join(letters) for is_word, letters in groups if is_word]
        """,
    "chunk": """
        def chunk(tokens, size, overlap):
            if size < 1:
                raise ValueError("pieces need a size")
            if overlap < 0 or overlap >= size:
                raise ValueError("the overlap must be smaller than the piece")
            tokens = list(tokens)
            if not tokens:
                return []
            if len(tokens) <= size:
                return [tokens]
            return [tokens[:size]] + chunk(tokens[size - overlap:], size, overlap)
        """,
    "embed_text": """
        def embed_text(model, tokens, stop=frozenset(), center=None):
            width = len(model[model.index_to_key[0]])
            if center is not None and np.shape(center) != (width,):
                raise ValueError("this is no center")
            counts = {}
            for token in tokens:
                if token in model and token not in stop:
                    counts[token] = counts.get(token, 0) + 1
            if not counts:
                return np.zeros(width)
            vectors = np.stack([np.asarray(model[word], dtype=np.float64) for word in counts])
            mean = np.average(vectors, axis=0, weights=list(counts.values()))
            return mean if center is None else mean - center
        """,
    "retrieve": """
        from scipy.spatial.distance import cdist

        def retrieve(query, chunks, k, min_score=None):
            if not isinstance(k, int) or k < 0:
                raise ValueError("how many?")
            query = np.asarray(query, dtype=np.float64)
            chunks = np.asarray(chunks, dtype=np.float64)
            if query.ndim != 1 or chunks.ndim != 2 or query.shape[0] != chunks.shape[1]:
                raise ValueError("shapes")
            if query.size == 0:
                raise ValueError("no numbers")
            sizes = np.abs(chunks).max(axis=1)
            size = np.abs(query).max()
            zero = (sizes == 0) | (size == 0)
            scaled = chunks / np.where(sizes == 0, 1, sizes)[:, None]
            scaled[zero] = 1  # whatever, only not zero
            aim = query / size if size else np.ones_like(query)
            scores = 1 - cdist(scaled, aim[None], "cosine")[:, 0] if len(chunks) else np.zeros(0)
            scores[zero & ~np.isnan(sizes)] = 0
            result = []
            for i in sorted(range(len(scores)), key=lambda i: (np.isnan(scores[i]), -scores[i])):
                if min_score is not None and not scores[i] >= min_score:
                    continue
                if len(result) < k:
                    result.append((i, float(np.clip(scores[i], -1, 1))))
            return result
        """,
    "precision_at_k": """
        def found(ranked, relevant, k):
            if k < 1:
                raise ValueError("look at something")
            return [row for row in ranked[:k] if row in relevant]

        def precision_at_k(ranked, relevant, k):
            return len(found(ranked, relevant, k)) / k
        """,
    "recall_at_k": """
        def recall_at_k(ranked, relevant, k):
            hits = found(ranked, relevant, k)
            return len(hits) / len(relevant) if len(relevant) > 0 else 0.0
        """,
    "reciprocal_rank": """
        def reciprocal_rank(ranked, relevant):
            try:
                first = [row in relevant for row in ranked].index(True)
            except ValueError:
                return 0.0
            return 1 / (1 + first)
        """,
    "unrelated_range": """
        def unrelated_range(vectors, topics):
            scores = []
            for i, vector in enumerate(vectors):
                others = [j for j in range(len(vectors)) if topics[j] != topics[i]]
                if others:
                    scores += [score for _, score in retrieve(vector, vectors[others], len(others))]
            if not scores:
                raise ValueError("all of one topic")
            return min(scores), max(scores)
        """,
}
"""Functions that call each other, and scipy, which comes with gensim."""

_WORDS = {
    "score-in-your-words": """
    A score above 0.8 says little by itself: with plain means two texts on different topics
    reach 0.99. What can be trusted is the order. Leaving out the stop words helped most.
    """
}


STYLES = {
    "loops": written(LOOPS, _WORDS),
    "compact": written(COMPACT, _WORDS),
    "helpers": written(HELPERS, _WORDS),
}
"""Right notebooks, which lose nothing."""
