"""The public questions about ``analogies``: what is shown to students, and by what the
misconception behind an answer is recognised. None of the random ones is asked for marks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from autograder.exercises.analogies import cases
from autograder.exercises.models import MadeUp
from autograder.exercises.questions import Case, Probe, Probes, formula, rules, seconds

_PUBLIC = "public questions about "
_SMALL = {"man": [3, 1, 0], "woman": [3, -1, 1], "king": [2, 2, 6], "queen": [1, -2, 7],
          "tea": [-5, 1, 1]}  # fmt: skip


def _made(vectors: dict[str, Any]) -> MadeUp:
    return MadeUp(list(vectors), np.array(list(vectors.values())))


def _whole(make: Any) -> Iterator[Case]:
    """All words of a small model ranked, with nothing left out."""
    for words in (("man", "king", "woman"), ("king", "man", "queen"), ("tea", "man", "woman")):
        yield Case((make(_SMALL), *words, 5, False))


def _cut(make: Any) -> Iterator[Case]:
    """Query words left out."""
    for words, k in ((("man", "king", "woman"), 1), (("man", "king", "woman"), 2),
                     (("king", "tea", "man"), 2), (("man", "man", "king"), 4)):  # fmt: skip
        yield Case((make(_SMALL), *words, k, True))


def _method(task: str, make: Any) -> Iterator[Probe]:
    public = _PUBLIC + task
    yield from formula(_whole(make), cases.formulas(make, public))
    yield from rules(
        _cut(make), cases.exclusions(make, public), cases.defaults(make), cases.edges(make),
        cases.unknown(make), cases.bad_k(make),
    )  # fmt: skip


def _ties(make: Any) -> Iterator[Case]:
    words = {"up": [0, 2], "right": [4, 0], "north": [0, 4], "high": [0, 1]}
    yield Case((make(words), "up", "up", "right", 4, False), cases.TIES)
    yield from cases.ties(make)


def _analogy(make: Any = None) -> Iterator[Probe]:
    make = make or _made
    yield from _method("analogy", make)
    yield from rules(_ties(make), seconds(cases.rescaled(make)))


def _analogy_mul(make: Any = None) -> Iterator[Probe]:
    make = make or _made
    yield from _method("analogy_mul", make)
    law = "A larger eps makes every positive score smaller."
    yield from rules(
        Case((make(_SMALL), *words, 5, False, eps), law)
        for words in (("man", "king", "woman"), ("king", "man", "queen"))
        for eps in (0.5, 1.0)
    )


def _analogy_direction(make: Any = None) -> Iterator[Probe]:
    yield from _method("analogy_direction", make or _made)


_EXAMS = (
    [("a", "b", "c", "d"), ("b", "c", "d", "e")],
    [("a", "b", "c", "d"), ("b", "a", "d", "c"), ("c", "b", "a", "e")],
    [("j", "i", "h", "g")],
    [("a", "c", "e", "g"), ("g", "e", "c", "a"), ("b", "d", "f", "h"), ("h", "f", "d", "b"),
     ("c", "d", "e", "f")],
)  # fmt: skip


def _exam(
    make: Any, questions: Any, right: dict[tuple[str, str, str], str], restrict: int, law: str
) -> Case:
    solver = cases.answering(right, min(restrict, len(cases.LETTERS)))
    shown = f"a model of the words a to j, {questions}, solver, restrict={restrict}"
    return Case((cases.letters(make), list(questions), solver, restrict), law, shown)


def _evaluate(make: Any = None) -> Iterator[Probe]:
    make = make or _made
    for questions in _EXAMS:
        right = {question[:3]: question[3] for question in questions[::2]}
        wrong = {question[:3]: "a" for question in questions[1::2]}
        yield from formula([_exam(make, questions, right | wrong, 10, "")])
    yield from formula(cases.exams(make))
    law = "A question is skipped if one of its four words is not among the first restrict words."
    questions = [("a", "b", "c", "d"), ("d", "a", "b", "h"), ("h", "a", "b", "c"),
                 ("a", "x", "b", "c")]  # fmt: skip
    every = {question[:3]: question[3] for question in questions}
    yield from rules(
        [_exam(make, questions, every, restrict, law) for restrict in (4, 7, 10)],
        [_exam(make, questions[:1], {}, 10, "A solver that returns no answer is not right."),
         _exam(make, [], {}, 10, "Without questions all three numbers are 0.")],
        cases.restricted_exams(make),
    )  # fmt: skip


def _fairness(make: Any = None) -> Iterator[Probe]:
    make = make or _made
    public = _PUBLIC + "fairness"
    small = [("man", "king", "woman", "queen"), ("king", "man", "queen", "woman")]
    yield from formula(
        [Case((make(_SMALL), small)), Case((make(_SMALL), small[:1]))],
        cases.fair_cases(make, public), list(cases.fair_cases(make, f"{public} once more"))[2:],
        list(cases.fair_cases(make, f"{public} and again"))[2:],
    )  # fmt: skip
    law = "The shares are of the questions attempted; skipped ones do not count."
    yield from rules(
        [Case((make(_SMALL), [*small, ("man", "king", "cat", "dog")]), law)],
        seconds(cases.fair_restricted(make, public)), cases.nothing_to_attempt(make),
    )  # fmt: skip


PROBES: dict[str, Probes] = {
    "analogy": _analogy,
    "analogy_mul": _analogy_mul,
    "analogy_direction": _analogy_direction,
    "evaluate": _evaluate,
    "fairness": _fairness,
}
