"""The right answers of assignment ``analogies``.

All methods work on unit vectors, in float64, and leave the model alone. The contract that students
read stands in the notebook, task by task; this is the same contract as code.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from autograder.exercises.models import MadeUp, WordVectors
from autograder.exercises.neighbours.reference import normalize_rows

Floats = npt.NDArray[np.float64]
Ranking = list[tuple[str, float]]
Question = Sequence[str]
"""a is to b as c is to d."""
Solver = Callable[[Any, str, str, str], Ranking]

RESTRICT = 30_000


def _best(model: WordVectors, scores: Floats, k: int, left_out: Iterable[int]) -> Ranking:
    try:
        count = operator.index(k)
    except TypeError:
        raise ValueError("k is a whole number") from None
    if count < 0:
        raise ValueError("k is not negative")
    order = np.argsort(-scores, kind="stable")
    without = set(left_out)
    rows = [row for row in order.tolist() if row not in without][:count]
    return [(model.index_to_key[row], float(scores[row])) for row in rows]


def _start(model: WordVectors, *words: str, exclude: bool) -> tuple[Floats, list[int], list[int]]:
    """All unit vectors, the rows of the words, and the rows to leave out."""
    rows = [model.key_to_index[word] for word in words]
    return normalize_rows(model.vectors), rows, rows if exclude else []


def _cosines(rows: Floats, target: Floats) -> Floats:
    return np.asarray(np.clip(rows @ normalize_rows(target[None])[0], -1.0, 1.0))


def analogy(
    model: WordVectors, a: str, b: str, c: str, k: int = 1, exclude_inputs: bool = True
) -> Ranking:
    """The k words w with the largest cos(w, b - a + c), of unit vectors: "a is to b as c is to w".

    3CosAdd: T. Mikolov, W. Yih and G. Zweig, *Linguistic Regularities in Continuous Space Word
    Representations*, NAACL 2013. Ties go to the earlier word. ``KeyError`` for an unknown word,
    ``ValueError`` for a bad k.
    """
    unit, (i, j, m), left_out = _start(model, a, b, c, exclude=exclude_inputs)
    return _best(model, _cosines(unit, unit[j] - unit[i] + unit[m]), k, left_out)


def analogy_mul(
    model: WordVectors,
    a: str,
    b: str,
    c: str,
    k: int = 1,
    exclude_inputs: bool = True,
    eps: float = 1e-3,
) -> Ranking:
    """The same with the score s(w, b) s(w, c) / (s(w, a) + eps), where s = (1 + cos) / 2.

    3CosMul: O. Levy and Y. Goldberg, *Linguistic Regularities in Sparse and Explicit Word
    Representations*, CoNLL 2014.
    """
    unit, (i, j, m), left_out = _start(model, a, b, c, exclude=exclude_inputs)
    away, to, near = ((1 + _cosines(unit, unit[row])) / 2 for row in (i, j, m))
    return _best(model, to * near / (away + eps), k, left_out)


def analogy_direction(
    model: WordVectors, a: str, b: str, c: str, k: int = 1, exclude_inputs: bool = True
) -> Ranking:
    """The same with the score cos(w - c, b - a), of unit vectors; 0 where w is c.

    PairDirection: Levy and Goldberg 2014, as above.
    """
    unit, (i, j, m), left_out = _start(model, a, b, c, exclude=exclude_inputs)
    steps = normalize_rows(unit - unit[m])
    return _best(model, _cosines(steps, unit[j] - unit[i]), k, left_out)


def first_words(model: WordVectors, n: int) -> MadeUp:
    """The model of the n most frequent words."""
    return MadeUp(model.index_to_key[:n], model.vectors[:n])


def _known(model: WordVectors, question: Question, restrict: int) -> bool:
    """Whether all four words are among the first ``restrict``."""
    return all(model.key_to_index.get(word, restrict) < restrict for word in question)


def evaluate(
    model: WordVectors, questions: Iterable[Question], solver: Solver, restrict: int = RESTRICT
) -> tuple[int, int, int]:
    """How many questions (a, b, c, d) a solver answers with d: correct, attempted, skipped.

    Skipped are questions of which a word is not among the first ``restrict``; the solver gets a
    model of these words alone, and its first answer counts.
    """
    small = first_words(model, restrict)
    correct = attempted = skipped = 0
    for a, b, c, d in questions:
        if not _known(model, (a, b, c, d), restrict):
            skipped += 1
            continue
        attempted += 1
        answers = solver(small, a, b, c)
        correct += bool(answers) and answers[0][0] == d
    return correct, attempted, skipped


def fairness(
    model: WordVectors, questions: Iterable[Question], restrict: int = RESTRICT
) -> tuple[float, float, float]:
    """Three shares of the questions attempted, as in ``evaluate``:

    how many of 3CosAdd's answers are query words if nothing is excluded; how many questions are
    answered by the word nearest to c; and by the word nearest to b + c (without the query words).
    Method: T. Linzen, *Issues in Evaluating Semantic Spaces Using Word Analogies*, 2016.
    ``ValueError`` if no question can be attempted.
    """
    small = first_words(model, restrict)
    unit = normalize_rows(small.vectors)
    found = []
    for question in questions:
        if not _known(model, question, restrict):
            continue
        i, j, m, d = (small.key_to_index[word] for word in question)
        echo = int(np.argmax(_cosines(unit, unit[j] - unit[i] + unit[m]))) in (i, j, m)
        baselines = [_cosines(unit, target) for target in (unit[m], unit[j] + unit[m])]
        for cosines in baselines:
            cosines[[i, j, m]] = -np.inf
        found.append((echo, *(int(np.argmax(cosines)) == d for cosines in baselines)))
    if not found:
        raise ValueError("no question can be attempted")
    first, second, third = np.mean(np.array(found, dtype=np.float64), axis=0).tolist()
    return first, second, third


TASKS: dict[str, Any] = {
    function.__name__: function
    for function in (analogy, analogy_mul, analogy_direction, evaluate, fairness)
}
"""The functions that students write, by name."""
