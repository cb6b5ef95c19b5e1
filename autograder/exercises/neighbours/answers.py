"""Right answers to ``neighbours`` in the styles that a class shows."""

from __future__ import annotations

from autograder.exercises.styles import written

PLAIN = {
    "normalize_rows": """
        def normalize_rows(M):
            M = np.array(M, dtype=np.float64)
            if M.ndim != 2 or M.shape[1] == 0:
                raise ValueError("not a matrix")
            lengths = np.linalg.norm(M, axis=1)
            lengths[lengths == 0] = 1
            return M / lengths[:, None]
        """,
    "top_k": """
        def top_k(query, M, k, exclude=()):
            q = np.asarray(query, dtype=np.float64)
            M = np.asarray(M, dtype=np.float64)
            if q.ndim != 1 or M.ndim != 2 or len(q) == 0 or len(q) != M.shape[1]:
                raise ValueError("query and M don't fit")
            if not isinstance(k, int) or k < 0:
                raise ValueError("k is wrong")
            scores = normalize_rows(M) @ normalize_rows([q])[0]
            order = np.argsort(-scores, kind="stable")
            order = order[~np.isin(order, list(exclude))][:k]
            return [(int(i), float(scores[i])) for i in order]
        """,
    "most_similar_to": """
        def most_similar_to(model, word, k):
            row = model.key_to_index[word]
            found = top_k(model.vectors[row], model.vectors, k, exclude=[row])
            return [(model.index_to_key[i], score) for i, score in found]
        """,
    "compose_words": """
        def compose_words(model, positive, negative=()):
            if len(positive) == 0 and len(negative) == 0:
                raise ValueError("no words")
            result = np.zeros(model.vectors.shape[1])
            for word in positive:
                result += model[word]
            for word in negative:
                result -= model[word]
            return result
        """,
    "seed_numbers": """
        def seed_numbers(model):
            king = model["king"]
            monarch = model["monarch"].astype(np.float64)
            man = model["man"]
            return cosine(king, monarch), cosine(king, man), cosine(king, monarch + man)
        """,
    "control": """
        def control(model, target, base, candidates):
            if len(candidates) == 0:
                raise ValueError("nobody to compare with")
            t = compose_words(model, [target])
            limit = cosine(t, compose_words(model, [base, "man"]))
            good = 0
            for word in candidates:
                if cosine(t, compose_words(model, [base, word])) >= limit - 1e-9:
                    good += 1
            return good / len(candidates)
        """,
    "verdict-in-your-words": """
        Almost nine of a hundred words do as well as man, even "the" does. So the number does not
        show that the model knows that a king is a man who is a monarch.
        """,
}
"""NumPy, as most would write it."""

LOOPS = {
    "normalize_rows": """
        def normalize_rows(M):
            if np.ndim(M) != 2 or np.shape(M)[1] == 0:
                raise ValueError("need a matrix")
            result = np.zeros(np.shape(M))
            for i, row in enumerate(np.asarray(M, dtype=np.float64)):
                length = np.sqrt(sum(x * x for x in row))
                result[i] = row if length == 0 else row / length
            return result
        """,
    "top_k": """
        def top_k(query, M, k, exclude=()):
            query = np.asarray(query, dtype=np.float64)
            if np.ndim(M) != 2 or query.ndim != 1 or np.shape(M)[1] != len(query) or not len(query):
                raise ValueError("they do not fit")
            if type(k) is not int or k < 0:
                raise ValueError("k must be a whole number")
            found = []
            for i, row in enumerate(M):
                if i not in exclude:
                    found.append((i, cosine(query, row)))
            found.sort(key=lambda pair: -np.inf if np.isnan(pair[1]) else pair[1], reverse=True)
            return found[:k]
        """,
    "most_similar_to": """
        def most_similar_to(model, word, k):
            me = model[word]
            found = []
            own = model.key_to_index[word]
            for row, score in top_k(me, model.vectors, k + 1):
                if row != own:
                    found.append((model.index_to_key[row], score))
            return found[:k]
        """,
    "compose_words": """
        def compose_words(model, positive, negative=()):
            words = [(word, 1) for word in positive] + [(word, -1) for word in negative]
            if not words:
                raise ValueError("no words")
            return np.array([
                sum(sign * float(model[word][i]) for word, sign in words)
                for i in range(len(model[words[0][0]]))
            ])
        """,
    "seed_numbers": """
        def seed_numbers(model):
            sums = [["monarch"], ["man"], ["monarch", "man"]]
            return tuple(cosine(model["king"], compose_words(model, words)) for words in sums)
        """,
    "control": """
        def control(model, target, base, candidates):
            def result(word):
                return cosine(model[target], compose_words(model, [base, word]))

            if not candidates:
                raise ValueError("no candidates")
            wins = [result(word) > result("man") - 1e-9 for word in candidates]
            return sum(wins) / len(wins)
        """,
}
"""Loops and list comprehensions: slow over 400,000 rows (K12 of the survey), and right."""

EINSUM = {
    "normalize_rows": """
        def normalize_rows(M):
            M = np.asarray(M, dtype=float)
            if M.ndim != 2 or not M.shape[1]:
                raise ValueError(f"shape {M.shape}")
            lengths = np.sqrt(np.einsum("nd,nd->n", M, M))
            return np.divide(M, lengths[:, None], out=M * 0, where=lengths[:, None] != 0)
        """,
    "top_k": """
        import heapq
        import operator

        def top_k(query, M, k, exclude=()):
            q, M = np.asarray(query, dtype=float), np.asarray(M, dtype=float)
            if M.ndim != 2 or q.shape != M.shape[1:] or not q.size:
                raise ValueError(f"shapes {q.shape} and {M.shape}")
            try:
                k = operator.index(k)
            except TypeError as error:
                raise ValueError("k is no whole number") from error
            if k < 0:
                raise ValueError("k is negative")
            s = np.einsum("nd,d->n", normalize_rows(M), normalize_rows(q[None])[0])
            left = sorted(set(range(len(M))) - set(exclude))
            best = heapq.nsmallest(k, left, key=lambda i: (np.isnan(s[i]), -s[i], i))
            return [(i, s[i]) for i in best]
        """,
    "compose_words": """
        def compose_words(model, positive, negative=()):
            words = [*positive, *negative]
            if not words:
                raise ValueError("an empty recipe")
            rows = model.vectors[[model.key_to_index[word] for word in words]]
            signs = np.repeat([1.0, -1.0], [len(positive), len(negative)])
            return np.einsum("n,nd->d", signs, rows)
        """,
    "control": """
        def control(model, target, base, candidates):
            if len(candidates) < 1:
                raise ValueError("candidates, please")
            rows = [model.key_to_index[word] for word in [*candidates, "man"]]
            sums = np.asarray(model[base], dtype=float) + model.vectors[rows]
            cosines = normalize_rows(sums) @ np.asarray(model[target], dtype=float)
            cosines /= np.linalg.norm(np.asarray(model[target], dtype=float))
            return float((cosines[:-1] >= cosines[-1] - 1e-9).mean())
        """,
}
"""For those who like indices, with imports of their own."""


STYLES = {"plain": written(PLAIN), "loops": written(PLAIN, LOOPS), "einsum": written(PLAIN, EINSUM)}
"""Right notebooks, which lose nothing."""
