"""The questions that hidden tests of ``analogies`` ask.

Formulas are asked with nothing excluded and all words ranked, so that they are judged apart from
the rule that query words do not come back. Each case has a model that nobody has used before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from autograder.exercises.analogies.reference import Ranking
from autograder.exercises.checking import Case
from autograder.exercises.comparing import cosine_tolerance
from autograder.exercises.drawing_lots import generator
from autograder.exercises.models import WordVectors

MakeModel = Callable[[dict[str, Any]], WordVectors]
"""The notebook's class for models of a few words."""

KNOWN = "A word that the model does not have raises KeyError."
WHOLE = "k is a whole number, 0 or more."
TIES = "Of two words with the same score the earlier one comes first."
FEW = "If there are fewer than k words, all of them come."
LONGER = "Unit vectors know no lengths: a longer copy of a vector changes nothing."
NOTHING_OUT = "With exclude_inputs=False every word may come back."

FAMILY = {
    "man": [3, 1, 0], "woman": [3, -1, 1], "king": [2, 2, 6], "queen": [4, -3, 12],
    "boy": [5, 2, -1], "girl": [2, -2, -1], "apple": [-5, 1, 1], "throne": [0, 1, 3],
    "rock": [-2, -4, -3],
}  # fmt: skip
CAPITALS = {
    "athens": [4, 1, 2], "greece": [1, 4, 0], "oslo": [4, 0, -2], "norway": [1, 5, -2],
    "rome": [3, 1, 2], "italy": [1, 3, 3], "pizza": [-1, 1, 4], "the": [1, 2, 1],
    "snow": [-1, -1, -5], "fjord": [0, 1, -4], "quito": [5, -3, 1],
}  # fmt: skip


def tolerance(expected: Any, model: WordVectors, *rest: Any) -> float:
    """What scores may be off, if computed in the model's own precision: three unit vectors are
    each off by what a cosine is, and their sum is made a unit vector again. In our questions it is
    never shorter than 0.3, so ten times a cosine's tolerance bounds it; a quotient is off by that
    much relatively, so by as many times more as the score is large."""
    largest = max((abs(score) for _, score in expected), default=0.0)
    return 10 * cosine_tolerance(0.0, model) * max(1.0, largest) ** 2


def drawn(make: MakeModel, task: str, n: int = 40, d: int = 6) -> WordVectors:
    """A model of random words whose vectors have unequal lengths."""
    rng = generator(task)
    rows = rng.normal(size=(n, d)) * 10.0 ** rng.uniform(0, 1, size=(n, 1))
    return make({f"word{i}": row.tolist() for i, row in enumerate(rows)})


def formulas(make: MakeModel, task: str) -> Iterator[Case]:
    """All words ranked, with nothing left out."""
    yield Case((make(FAMILY), "man", "king", "woman", 9, False))
    yield Case((make(FAMILY), "boy", "girl", "king", 9, False))
    yield Case((make(CAPITALS), "athens", "greece", "oslo", 11, False))
    yield Case((make(CAPITALS), "snow", "norway", "pizza", 11, False))
    for words in (("word0", "word1", "word2"), ("word9", "word5", "word30")):
        yield Case((drawn(make, task), *words, 40, False))


def defaults(make: MakeModel) -> Iterator[Case]:
    """Only the words given: then one answer comes, and no query word."""
    yield Case((make(FAMILY), "man", "king", "woman"))
    yield Case((make(CAPITALS), "athens", "greece", "oslo"))


def exclusions(make: MakeModel, task: str) -> Iterator[Case]:
    """With query words left out; as many answers as are asked for."""
    yield Case((make(FAMILY), "man", "king", "woman", 1, True))
    yield Case((make(FAMILY), "man", "king", "woman", 3, True))
    yield Case((make(FAMILY), "king", "king", "woman", 4, True))
    yield Case((make(FAMILY), "man", "woman", "man", 9, True), FEW)
    yield Case((make(CAPITALS), "rome", "italy", "oslo", 2, True))
    yield Case((drawn(make, task), "word3", "word8", "word1", 10, True))


def edges(make: MakeModel) -> Iterator[Case]:
    """k = 0 and k beyond the number of words."""
    yield Case((make(FAMILY), "man", "king", "woman", 0, False), "k = 0 asks for nothing.")
    yield Case((make(FAMILY), "man", "king", "woman", 99, False), FEW)


def ties(make: MakeModel) -> Iterator[Case]:
    """Words with the same vector, up to a power of two in length."""
    words = {"up": [0, 2], "right": [4, 0], "north": [0, 4], "high": [0, 1], "down": [0, -8],
             "tall": [0, 16]}  # fmt: skip
    yield Case((make(words), "up", "up", "right", 6, False), TIES)
    yield Case((make(words), "right", "up", "right", 6, False), TIES)


def many_ties(make: MakeModel) -> Iterator[Case]:
    """So many words with the same score that a sort which need not keep their order does not."""
    rows = [[0, 2], [4, 0], [0, -8], [1, 0]] * 100
    model = make({f"word{i}": row for i, row in enumerate(rows)})
    yield Case((model, "word0", "word0", "word1", 400, False), TIES)
    yield Case((model, "word1", "word0", "word2", 400, False), TIES)


def unknown(make: MakeModel) -> Iterator[Case]:
    """A word that the model does not have, in each place."""
    yield Case((make(FAMILY), "unicorn", "king", "woman"), KNOWN)
    yield Case((make(FAMILY), "man", "unicorn", "woman"), KNOWN)
    yield Case((make(FAMILY), "man", "king", "unicorn"), KNOWN)
    yield Case((make(FAMILY), "man", "King", "woman"), KNOWN)


def bad_k(make: MakeModel) -> Iterator[Case]:
    """A k that is none."""
    yield Case((make(FAMILY), "man", "king", "woman", -1), WHOLE)
    yield Case((make(FAMILY), "man", "king", "woman", 1.5), WHOLE)


def rescaled(make: MakeModel) -> Iterator[tuple[Case, Case]]:
    """A model, then the same with each vector made longer or shorter, by powers of two."""
    factors = 2.0 ** np.array([40, -40, 3, -60, 0, 60, -3, 1, 20, -20, 7])
    for words, question in (
        (FAMILY, ("man", "king", "woman")),
        (CAPITALS, ("athens", "greece", "oslo")),
    ):
        longer = {
            word: (np.array(vector) * factor).tolist()
            for (word, vector), factor in zip(words.items(), factors, strict=False)
        }
        yield Case((make(words), *question, 5)), Case((make(longer), *question, 5), LONGER)


WORD_QUESTIONS = (
    ("man", "king", "woman"), ("paris", "france", "berlin"), ("good", "better", "bad"),
    ("small", "smaller", "large"),
)  # fmt: skip


def words(model: WordVectors) -> Iterator[Case]:
    """Questions about real words, with what comes where nothing is left out."""
    for question in WORD_QUESTIONS:
        shown = f"model, {', '.join(map(repr, question))}, 3"
        yield Case((model, *question, 3), "", shown)
    shown = "model, 'man', 'king', 'woman', 2, exclude_inputs=False"
    yield Case((model, "man", "king", "woman", 2, False), NOTHING_OUT, shown)


def answering(right: dict[tuple[str, str, str], str], size: int) -> Callable[..., Ranking]:
    """A solver that knows some answers, and no others; asked with more words it knows none."""

    def solver(model: Any, a: str, b: str, c: str) -> Ranking:
        if len(model.index_to_key) != size:
            return [("too many words", 1.0)]
        found = right.get((a, b, c))
        return [(found, 0.9), ("other", 0.1)] if found else []

    return solver


LETTERS = "abcdefghij"
Questions = Sequence[tuple[str, str, str, str]]


def letters(make: MakeModel) -> WordVectors:
    """A model of ten words, a to j, in this order."""
    return make({letter: [i + 1, (i * i) % 7] for i, letter in enumerate(LETTERS)})


def _exam(
    make: MakeModel, questions: Questions, right: dict[tuple[str, str, str], str], restrict: int,
    law: str = "",
) -> Case:  # fmt: skip
    solver = answering(right, min(restrict, len(LETTERS)))
    shown = f"a model of the words a to j, {list(questions)}, solver, restrict={restrict}"
    return Case((letters(make), list(questions), solver, restrict), law, shown)


def exams(make: MakeModel) -> Iterator[Case]:
    """Questions, all of known words, and a solver that answers some of them rightly."""
    questions = [("a", "b", "c", "d"), ("b", "c", "d", "e"), ("c", "a", "b", "f"),
                 ("d", "e", "f", "g")]  # fmt: skip
    right = {("a", "b", "c"): "d", ("b", "c", "d"): "a", ("c", "a", "b"): "f"}
    yield _exam(make, questions, right, 10)
    yield _exam(make, questions[:1], right, 10)
    yield _exam(make, questions[1:2], right, 10)
    yield _exam(make, questions * 3, right, 10)


def restricted_exams(make: MakeModel) -> Iterator[Case]:
    """Questions of which some have words that are unknown, or not among the first."""
    law = "A question is skipped if one of its four words is not among the first restrict words."
    questions = [("a", "b", "c", "d"), ("a", "b", "c", "i"), ("i", "a", "b", "c"),
                 ("a", "z", "b", "c"), ("b", "c", "h", "a"), ("b", "a", "d", "e")]  # fmt: skip
    right = {question[:3]: question[3] for question in questions}
    yield _exam(make, questions, right, 10, law)
    yield _exam(make, questions, right, 5, law)
    yield _exam(make, questions, right, 8, law)
    yield _exam(make, questions[3:4], right, 10, law)
    yield _exam(make, [], right, 10, "Without questions all three numbers are 0.")
    yield _exam(make, questions, {}, 10, "A solver that returns no answer is not right.")


def fair_cases(make: MakeModel, task: str) -> Iterator[Case]:
    """Questions about models of a few words, all of them known."""
    capitals = [("athens", "greece", "oslo", "norway"), ("athens", "greece", "rome", "italy"),
                ("oslo", "norway", "rome", "italy"), ("rome", "italy", "athens", "greece"),
                ("oslo", "norway", "pizza", "snow")]  # fmt: skip
    yield Case((make(CAPITALS), capitals))
    family = [("man", "king", "woman", "queen"), ("boy", "girl", "king", "queen"),
              ("man", "boy", "woman", "girl")]  # fmt: skip
    yield Case((make(FAMILY), family))
    rng = generator(task)
    drawn_questions = [
        tuple(f"word{i}" for i in rng.choice(12, size=4, replace=False)) for _ in range(40)
    ]
    yield Case((drawn(make, task, n=12, d=3), drawn_questions))


def fair_restricted(make: MakeModel, task: str) -> Iterator[tuple[Case, Case]]:
    """Known questions, then the same among others that are to be skipped."""
    law = "The shares are of the questions attempted; skipped ones do not count."
    questions = [("athens", "greece", "oslo", "norway"), ("oslo", "norway", "rome", "italy"),
                 ("rome", "italy", "athens", "greece")]  # fmt: skip
    others = [("athens", "greece", "quito", "ecuador"), ("Athens", "Greece", "oslo", "norway")]
    yield Case((make(CAPITALS), questions)), Case((make(CAPITALS), others + questions), law)
    first = {word: CAPITALS[word] for word in list(CAPITALS)[:8]}
    more = [*questions, ("athens", "greece", "snow", "fjord")]
    yield (
        Case((make(first), questions)),
        Case((make(CAPITALS), more, 8), law, f"a model of the capitals, {more}, restrict=8"),
    )


def nothing_to_attempt(make: MakeModel) -> Iterator[Case]:
    """No question that can be attempted."""
    law = "If no question can be attempted there are no shares."
    yield Case((make(CAPITALS), []), law)
    yield Case((make(CAPITALS), [("athens", "greece", "quito", "ecuador")]), law)
