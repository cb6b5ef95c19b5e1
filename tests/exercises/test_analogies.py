"""The reference of ``analogies`` holds against gensim, and the numbers of its story."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from gensim.models import KeyedVectors
from gensim.test.utils import datapath

from autograder.exercises import rankings
from autograder.exercises.analogies import cases
from autograder.exercises.analogies.reference import (
    RESTRICT,
    analogy,
    analogy_direction,
    analogy_mul,
    evaluate,
    fairness,
    first_words,
)
from autograder.exercises.models import MadeUp
from autograder.exercises.neighbours.reference import normalize_rows
from tests.exercises.trying import points, solved

QUESTIONS = "questions-words.txt"
WORDS = [*cases.WORD_QUESTIONS, ("walk", "walked", "go"), ("oslo", "norway", "cairo")]


def made(vectors: dict[str, Any]) -> MadeUp:
    return MadeUp(list(vectors), list(vectors.values()))


def test_twenty_points_in_all() -> None:
    assert points(solved("analogies")) == {
        "analogy-core": 2, "analogy-contract": 2, "analogy-stretch": 1, "analogy-words": 1,
        "analogy_mul-core": 3, "analogy_mul-contract": 1, "analogy_direction-core": 2,
        "evaluate-core": 2, "evaluate-contract": 2, "fairness-core": 1, "fairness-contract": 1,
        "verdict-in-your-words": 2,
    }  # fmt: skip


@pytest.fixture(scope="module")
def frequent(model: Any) -> MadeUp:
    return first_words(model, RESTRICT)


@pytest.fixture(scope="module")
def theirs(frequent: MadeUp) -> Any:
    """The same words in gensim's own model."""
    vectors = KeyedVectors(50)
    vectors.add_vectors(frequent.index_to_key, frequent.vectors)
    return vectors


@pytest.fixture(scope="module")
def questions() -> list[tuple[str, ...]]:
    with open(datapath(QUESTIONS), encoding="utf-8") as file:  # noqa: PTH123  # gensim's path
        return [tuple(line.lower().split()) for line in file if not line.startswith(":")]


@pytest.mark.filterwarnings("ignore:Call to deprecated:DeprecationWarning")  # gensim's own call
@pytest.mark.parametrize(("a", "b", "c"), WORDS)
def test_answers_are_gensims(frequent: MadeUp, theirs: Any, a: str, b: str, c: str) -> None:
    added = theirs.most_similar(positive=[b, c], negative=[a], topn=8)
    assert rankings.differ(analogy(frequent, a, b, c, 8), added, 1e-5) is None
    # gensim multiplies as we do, with an eps of its own
    product = theirs.most_similar_cosmul(positive=[b, c], negative=[a], topn=8)
    ours = analogy_mul(frequent, a, b, c, 8, eps=1e-6)
    assert rankings.differ(ours, product, 1e-5) is None


def test_the_score_of_a_direction_is_the_cosine_of_two_steps(frequent: MadeUp) -> None:
    unit = normalize_rows(frequent.vectors)
    row = frequent.key_to_index
    for word, score in analogy_direction(frequent, "man", "king", "woman", 5):
        one, other = unit[row[word]] - unit[row["woman"]], unit[row["king"]] - unit[row["man"]]
        exact = one @ other / np.linalg.norm(one) / np.linalg.norm(other)
        assert score == pytest.approx(exact, abs=1e-12)


def test_king_comes_first_and_queen_second_until_query_words_are_left_out(model: Any) -> None:
    ranked = analogy(model, "man", "king", "woman", 2, exclude_inputs=False)
    assert [word for word, _ in ranked] == ["king", "queen"]
    assert ranked[0][1] == pytest.approx(0.8859, abs=0.0005)
    assert ranked[1][1] == pytest.approx(0.8524, abs=0.00005)
    ((word, score),) = analogy(model, "man", "king", "woman")
    assert word == "queen"
    assert score == pytest.approx(0.85236, abs=0.000005)


class Scores:
    """All questions at once, by another road than the reference: from a table of the cosines of
    each word that is asked about with all words."""

    def __init__(self, model: MadeUp, questions: list[tuple[str, ...]]) -> None:
        row = model.key_to_index
        known = [q for q in questions if all(word in row for word in q)]
        self.rows = np.array([[row[word] for word in q] for q in known])
        unit = normalize_rows(model.vectors)
        asked, self.places = np.unique(self.rows, return_inverse=True)
        self.places = self.places.reshape(self.rows.shape)
        self.cosines = unit[asked] @ unit.T

    def shares(self) -> Mapping[str, float]:
        """Share of right answers by method, and of answers that are query words."""
        hits: dict[str, int] = {}
        for (i, j, m), rows in zip(self.places[:, :3], self.rows, strict=True):
            a, b, c = self.cosines[i], self.cosines[j], self.cosines[m]
            query, right = rows[:3], rows[3]
            steps = b - a
            lengths = np.sqrt(np.maximum(2 - 2 * c, 0))
            direction = np.divide(steps - steps[rows[2]], lengths, out=np.zeros(len(a)),
                                  where=lengths > 1e-7)  # fmt: skip
            product = (1 + b) * (1 + c) / 2 / (1 + a + 2e-3)
            added = steps + c
            best = int(added.argmax())
            found = {"free": best == right, "echo": best in query}
            for name, scores in (
                ("add", added), ("mul", product), ("direction", direction), ("c", c.copy()),
                ("b + c", b + c),
            ):  # fmt: skip
                scores[query] = -np.inf
                found[name] = scores.argmax() == right
            for name, hit in found.items():
                hits[name] = hits.get(name, 0) + bool(hit)
        return {name: count / len(self.rows) for name, count in hits.items()}


def test_the_numbers_of_googles_questions(
    frequent: MadeUp, questions: list[tuple[str, ...]]
) -> None:
    scores = Scores(frequent, questions)
    assert len(questions) == 19_544
    assert len(scores.rows) == 14_877
    assert len(questions) - len(scores.rows) == 4_667
    assert scores.shares() == pytest.approx(
        {"add": 0.4969, "free": 0.3196, "echo": 0.501, "mul": 0.4338, "direction": 0.2372,
         "c": 0.1673, "b + c": 0.1581},
        abs=0.00051,
    )  # fmt: skip


def test_the_reference_counts_as_the_table_does(
    model: Any, frequent: MadeUp, questions: list[tuple[str, ...]]
) -> None:
    sample = questions[::400]
    shares = Scores(frequent, sample).shares()
    for solver, name in ((analogy, "add"), (analogy_mul, "mul"), (analogy_direction, "direction")):
        correct, attempted, skipped = evaluate(model, sample, solver)
        assert attempted + skipped == len(sample)
        assert correct / attempted == pytest.approx(shares[name])
    assert fairness(model, sample) == pytest.approx((shares["echo"], shares["c"], shares["b + c"]))


def test_gensim_counts_the_same(theirs: Any, frequent: MadeUp, tmp_path: Any) -> None:
    """On the questions about families, among the same words."""
    with open(datapath(QUESTIONS), encoding="utf-8") as file:  # noqa: PTH123  # gensim's path
        text = file.read()
    lines = text.split(": family\n")[1].split(":")[0].splitlines()[::8]
    section = "\n".join([": family", *lines])
    path = tmp_path / "family.txt"
    path.write_text(section, encoding="utf-8")
    score, sections = theirs.evaluate_word_analogies(str(path), restrict_vocab=RESTRICT)
    family = [tuple(line.lower().split()) for line in section.splitlines()[1:] if line.strip()]
    correct, attempted, _ = evaluate(frequent, family, analogy)
    assert attempted == sum(len(sections[-1][side]) for side in ("correct", "incorrect"))
    assert correct == len(sections[-1]["correct"])
    assert score == pytest.approx(correct / attempted)


def test_sums_in_our_questions_are_never_so_short_that_rounding_decides() -> None:
    for task in ("analogy", "analogy_mul", "analogy_direction"):
        for case in cases.formulas(made, task):
            small, a, b, c = case.arguments[:4]
            unit = normalize_rows(small.vectors)
            i, j, m = (small.key_to_index[word] for word in (a, b, c))
            assert np.linalg.norm(unit[j] - unit[i] + unit[m]) > 0.3
            assert np.linalg.norm(unit[j] - unit[i]) > 0.3


@pytest.mark.parametrize("method", [analogy, analogy_mul, analogy_direction])
def test_rankings_that_are_asked_have_no_close_calls(method: Any) -> None:
    for case in cases.formulas(made, method.__name__):
        scores = [score for _, score in method(*case.arguments)]
        assert min(-np.diff(scores)) > 1e-5


@pytest.mark.parametrize("method", [analogy, analogy_mul, analogy_direction])
def test_the_rules_of_the_house(method: Any) -> None:
    for case in cases.unknown(made):
        with pytest.raises(KeyError):
            method(*case.arguments)
    for case in cases.bad_k(made):
        with pytest.raises(ValueError, match="k is"):
            method(*case.arguments)
    family = made(cases.FAMILY)
    family.vectors.setflags(write=False)
    assert method(family, "man", "king", "woman", 0) == []
    assert len(method(family, "man", "king", "woman", 99)) == len(cases.FAMILY) - 3
    assert len(method(family, "man", "king", "woman", 99, False)) == len(cases.FAMILY)
    for case in cases.ties(made):
        ranked = method(*case.arguments)
        place = case.arguments[0].key_to_index
        assert ranked == sorted(ranked, key=lambda pair: (-pair[1], place[pair[0]]))


def test_a_word_that_is_c_is_no_step_away() -> None:
    ranked = analogy_direction(made(cases.FAMILY), "man", "king", "woman", 9, False)
    assert dict(ranked)["woman"] == 0.0


def test_without_a_question_there_is_no_share() -> None:
    for case in cases.nothing_to_attempt(made):
        with pytest.raises(ValueError, match="no question"):
            fairness(*case.arguments)
