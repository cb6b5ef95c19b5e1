"""Right answers to ``analogies`` in the styles that a class shows."""

from __future__ import annotations

from autograder.exercises.styles import written

PLAIN = {
    "analogy": """
        def analogy(model, a, b, c, k=1, exclude_inputs=True):
            if not isinstance(k, int) or k < 0:
                raise ValueError("k")
            rows = [model.key_to_index[w] for w in (a, b, c)]
            U = unit_rows(model.vectors)
            scores = U @ unit_rows([U[rows[1]] - U[rows[0]] + U[rows[2]]])[0]
            order = np.argsort(-scores, kind="stable")
            if exclude_inputs:
                order = order[~np.isin(order, rows)]
            return [(model.index_to_key[i], float(scores[i])) for i in order[:k]]
        """,
    "analogy_mul": """
        def analogy_mul(model, a, b, c, k=1, exclude_inputs=True, eps=1e-3):
            if not isinstance(k, int) or k < 0:
                raise ValueError("k")
            rows = [model.key_to_index[w] for w in (a, b, c)]
            U = unit_rows(model.vectors)
            sa, sb, sc = [(U @ U[i] + 1) / 2 for i in rows]
            scores = sb * sc / (sa + eps)
            order = np.argsort(-scores, kind="stable")
            if exclude_inputs:
                order = order[~np.isin(order, rows)]
            return [(model.index_to_key[i], float(scores[i])) for i in order[:k]]
        """,
    "analogy_direction": """
        def analogy_direction(model, a, b, c, k=1, exclude_inputs=True):
            if not isinstance(k, int) or k < 0:
                raise ValueError("k")
            rows = [model.key_to_index[w] for w in (a, b, c)]
            U = unit_rows(model.vectors)
            scores = unit_rows(U - U[rows[2]]) @ unit_rows([U[rows[1]] - U[rows[0]]])[0]
            order = np.argsort(-scores, kind="stable")
            if exclude_inputs:
                order = order[~np.isin(order, rows)]
            return [(model.index_to_key[i], float(scores[i])) for i in order[:k]]
        """,
    "evaluate": """
        def evaluate(model, questions, solver, restrict=30_000):
            small = first_words(model, restrict)
            right = asked = skipped = 0
            for a, b, c, d in questions:
                if all(w in small.key_to_index for w in (a, b, c, d)):
                    asked += 1
                    found = solver(small, a, b, c)
                    if found and found[0][0] == d:
                        right += 1
                else:
                    skipped += 1
            return right, asked, skipped
        """,
    "fairness": """
        def fairness(model, questions, restrict=30_000):
            small = first_words(model, restrict)
            U = unit_rows(small.vectors)
            echo, near, both = [], [], []
            for question in questions:
                if not all(word in small.key_to_index for word in question):
                    continue
                a, b, c, d = [small.key_to_index[word] for word in question]
                echo.append(np.argmax(U @ (U[b] - U[a] + U[c])) in (a, b, c))
                for target, results in ((U[c], near), (U[b] + U[c], both)):
                    scores = U @ target
                    scores[[a, b, c]] = -np.inf
                    results.append(np.argmax(scores) == d)
            if not echo:
                raise ValueError("no questions")
            return float(np.mean(echo)), float(np.mean(near)), float(np.mean(both))
        """,
    "verdict-in-your-words": """
        Half of the method's answers would be words of the question if they were allowed. So
        the formula is right only because the question words are left out, and people must say so.
        It still beats both baselines by far.
        """,
}
"""NumPy, as most would write it."""

HELPERS = {
    "analogy": """
        def cos(u, v):
            lengths = np.sqrt(np.sum(u * u)) * np.sqrt(np.sum(v * v))
            return float(np.sum(u * v) / lengths) if lengths > 0 else 0.0

        def unit(v):
            v = np.asarray(v, dtype=np.float64)
            return v / (np.linalg.norm(v) or 1.0)

        def ranked(model, score, k, without):
            if k != int(k) or k < 0:
                raise ValueError("k must be a whole number")
            rows = (score(unit(v)) for v in model.vectors)
            pairs = list(zip(model.index_to_key, rows))
            pairs.sort(key=lambda pair: -pair[1])
            return [pair for pair in pairs if pair[0] not in without][:k]

        def analogy(model, a, b, c, k=1, exclude_inputs=True):
            target = unit(model[b]) - unit(model[a]) + unit(model[c])
            without = (a, b, c) if exclude_inputs else ()
            return ranked(model, lambda w: cos(w, target), k, without)
        """,
    "analogy_mul": """
        def analogy_mul(model, a, b, c, k=1, exclude_inputs=True, eps=1e-3):
            one, two, three = unit(model[a]), unit(model[b]), unit(model[c])

            def s(w, v):
                return (1 + cos(w, v)) / 2

            def score(w):
                return s(w, two) * s(w, three) / (s(w, one) + eps)

            return ranked(model, score, k, {a, b, c} if exclude_inputs else set())
        """,
    "analogy_direction": """
        def analogy_direction(model, a, b, c, k=1, exclude_inputs=True):
            step = unit(model[b]) - unit(model[a])
            start = unit(model[c])
            return ranked(
                model, lambda w: cos(w - start, step), k, [a, b, c] if exclude_inputs else []
            )
        """,
    "evaluate": """
        def evaluate(model, questions, solver, restrict=30_000):
            small = first_words(model, restrict)
            fit = [q for q in questions if set(q) <= set(small.index_to_key)]
            answers = [solver(small, a, b, c) for a, b, c, d in fit]
            right = [got[0][0] == q[3] for got, q in zip(answers, fit) if got]
            return sum(right), len(fit), len(questions) - len(fit)
        """,
    "fairness": """
        def fairness(model, questions, restrict=30_000):
            small = first_words(model, restrict)

            def closest(target, without=()):
                return ranked(small, lambda w: cos(w, target), 1, without)[0][0]

            results = []
            for a, b, c, d in questions:
                if not {a, b, c, d} <= set(small.index_to_key):
                    continue
                ua, ub, uc = unit(small[a]), unit(small[b]), unit(small[c])
                results.append([
                    closest(ub - ua + uc) in (a, b, c),
                    closest(uc, (a, b, c)) == d,
                    closest(ub + uc, (a, b, c)) == d,
                ])
            if len(results) == 0:
                raise ValueError("nothing to look at")
            return tuple(sum(column) / len(results) for column in zip(*results))
        """,
}
"""Small functions and list comprehensions, one word at a time: slow over many words, and right."""

SINGLE = {
    "analogy": """
        def _search(model, scores, words, k, exclude_inputs):
            if isinstance(k, float) or k < 0:
                raise ValueError("k is not a whole number of 0 or more")
            wanted = np.ones(len(scores), dtype=bool)
            if exclude_inputs:
                wanted[[model.key_to_index[word] for word in words]] = False
            rows = np.flatnonzero(wanted)
            rows = rows[np.lexsort((rows, -scores[rows]))][:k]
            return list(zip([model.index_to_key[row] for row in rows], scores[rows].tolist()))

        def _units(model):
            V = np.asarray(model.vectors, dtype=np.float64)
            lengths = np.sqrt(np.einsum("nd,nd->n", V, V))
            lengths[lengths == 0] = 1
            return V / lengths[:, None]

        def analogy(model, a, b, c, k=1, exclude_inputs=True):
            U = _units(model)
            signs = np.array([-1.0, 1.0, 1.0])
            target = signs @ U[[model.key_to_index[word] for word in (a, b, c)]]
            target /= np.linalg.norm(target) or 1
            return _search(model, np.einsum("nd,d->n", U, target), (a, b, c), k, exclude_inputs)
        """,
    "analogy_mul": """
        def analogy_mul(model, a, b, c, k=1, exclude_inputs=True, eps=1e-3):
            U = _units(model)
            C = np.einsum("nd,md->mn", U, U[[model.key_to_index[word] for word in (a, b, c)]])
            away, to, near = 0.5 + C / 2
            return _search(model, to * near / (away + eps), (a, b, c), k, exclude_inputs)
        """,
    "analogy_direction": """
        def analogy_direction(model, a, b, c, k=1, exclude_inputs=True):
            U = _units(model)
            i, j, m = [model.key_to_index[word] for word in (a, b, c)]
            steps, step = U - U[m], U[j] - U[i]
            lengths = np.linalg.norm(steps, axis=1) * np.linalg.norm(step)
            scores = np.divide(steps @ step, lengths, out=np.zeros(len(U)), where=lengths > 0)
            return _search(model, scores, (a, b, c), k, exclude_inputs)
        """,
    "evaluate": """
        from collections import Counter

        def evaluate(model, questions, solver, restrict=30_000):
            small, count = first_words(model, restrict), Counter()
            for *query, answer in questions:
                try:
                    [small.key_to_index[word] for word in (*query, answer)]
                except KeyError:
                    count["skipped"] += 1
                    continue
                count["attempted"] += 1
                best = next(iter(solver(small, *query)), (None, 0))
                count["correct"] += best[0] == answer
            return count["correct"], count["attempted"], count["skipped"]
        """,
    "fairness": """
        def fairness(model, questions, restrict=30_000):
            small = first_words(model, restrict)
            Q = [[small.key_to_index.get(word, -1) for word in q] for q in questions]
            Q = np.array([q for q in Q if min(q) >= 0]).reshape(-1, 4)
            if len(Q) == 0:
                raise ValueError("no question left")
            U = _units(small)
            a, b, c, d = Q.T
            echo = (U @ (U[b] - U[a] + U[c]).T).argmax(axis=0)
            shares = [float((echo[:, None] == Q[:, :3]).any(axis=1).mean())]
            for targets in (U[c], U[b] + U[c]):
                scores = U @ targets.T
                scores[Q[:, :3].T, np.arange(len(Q))] = -9
                shares.append(float((scores.argmax(axis=0) == d).mean()))
            return tuple(shares)
        """,
}
"""All questions at once, with einsum and index arrays."""


STYLES = {
    "plain": written(PLAIN),
    "helpers": written(PLAIN, HELPERS),
    "arrays": written(PLAIN, SINGLE),
}
"""Right notebooks, which lose nothing."""
