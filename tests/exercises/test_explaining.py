"""A wrong answer is explained by the smallest public question that shows it, and by the name of the
misconception that has all of its answers; never by the name of another one."""

from __future__ import annotations

import ast
import functools
import inspect
from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from autograder.exercises import faults
from autograder.exercises.behaviour import observe
from autograder.exercises.checking import Check, WrongAnswer, written
from autograder.exercises.explaining import Explained, Explainer, Failure, smaller
from autograder.exercises.questions import Case, is_small
from autograder.exercises.recognising import known, questions
from autograder.exercises.showing import show_call
from autograder.exercises.similarity import cases, reference
from autograder.exercises.similarity.misconceptions import CATALOGUE
from tests.exercises.explained import UNNAMED, Lost, notebook
from tests.exercises.trying import entries, part
from tests.exercises.uncatalogued import UNCATALOGUED

NAMES = ("analogies", "arrows", "neighbours", "retrieval", "similarity", "topics")


def cosine_check(function: Callable[..., Any]) -> Check:
    return Check(function, reference.cosine_similarity, CATALOGUE)


def failure_of(check: Check, ask: Callable[[Check], None]) -> Failure:
    with pytest.raises(WrongAnswer) as caught:
        ask(check)
    assert caught.value.failure is not None
    return caught.value.failure


def explained(check: Check, ask: Callable[[Check], None]) -> Explained:
    return Explainer().explain(failure_of(check, ask))


def careful(answer: str) -> Callable[..., Any]:
    """A cosine that keeps all rules, but for its last line."""
    names: dict[str, Any] = {"np": np}
    exec(
        "def cosine_similarity(u, v):\n"
        "    u, v = np.asarray(u, dtype=float), np.asarray(v, dtype=float)\n"
        "    if u.ndim != 1 or u.shape != v.shape or not u.size:\n"
        "        raise ValueError\n"
        "    if not u.any() or not v.any():\n        return 0.0\n"
        "    top, a, b = np.dot(u, v), np.linalg.norm(u), np.linalg.norm(v)\n"
        f"    return {answer}\n",
        names,
    )
    function: Callable[..., Any] = names["cosine_similarity"]
    return function


def shows_the_smallest(lost: Lost) -> bool:
    """Whether a small question is shown, if any small public one fails in the same way."""
    failure = lost.failure
    assert failure is not None
    probes = questions(failure.catalogue, failure.task, lost.make)
    right = known(failure.catalogue, failure.task).right
    asked = [probe.case for probe in probes]
    told = [(is_small(case), _call(failure, case)) for case in asked]
    seen = observe(failure.function, asked)
    small = [
        call
        for (is_one, call), before, one in zip(told, right, seen, strict=True)
        if is_one and failure.fault.parts(before, one) is not None
    ]
    evidence = None if lost.explained is None else lost.explained.evidence
    return not small or (evidence is not None and evidence.call in small)


def _call(failure: Failure, case: Case) -> str:
    if case.shown:
        return f"{failure.task}({case.shown})"
    return show_call(failure.task, case.arguments)


@pytest.mark.parametrize("name", NAMES)
def test_misconceptions_are_named_rightly_and_shown_by_a_small_question(
    name: str, model: Any
) -> None:
    named: Counter[str] = Counter()
    for entry in entries(name):
        for lost in notebook(name).lost(entry.task, entry.code):
            assert lost.grade_id in entry.loses, (entry.id, lost)
            if entry.id in UNNAMED:
                continue
            assert lost.explained is not None, (entry.id, lost)
            found, evidence = lost.explained.misconception, lost.explained.evidence
            assert found in (None, entry), (entry.id, found and found.id)
            named[entry.id] += found is entry
            assert evidence is not None, (entry.id, lost)
            if found is not None:
                assert (evidence.misconception, evidence.hint) == (entry.title, entry.hint)
            assert shows_the_smallest(lost), (entry.id, evidence)
    assert {entry.id for entry in entries(name) if not named[entry.id]} <= UNNAMED.keys()


def test_nineteen_of_twenty_misconceptions_are_named() -> None:
    assert len(UNNAMED) < 0.05 * sum(len(entries(name)) for name in NAMES)


@pytest.mark.parametrize("label", UNCATALOGUED)
def test_what_stands_in_no_catalogue_is_shown_and_not_named(label: str, model: Any) -> None:
    name, code = UNCATALOGUED[label]
    (function,) = (n.name for n in ast.parse(code).body if isinstance(n, ast.FunctionDef))
    every = list(notebook(name).lost(function, code))
    assert every
    for lost in every:
        assert lost.explained is not None, lost
        assert lost.explained.misconception is None, lost.explained
        evidence = lost.explained.evidence
        assert evidence is not None, lost
        assert evidence.came != evidence.expected
        assert evidence.hint == evidence.misconception == ""


def test_what_is_drawn_for_marks_is_not_asked_in_public() -> None:
    """No array of many digits is part of a marked question and of a public one."""
    marked = {
        argument.tobytes()
        for task in ("dot", "cosine_similarity", "angle_degrees", "cosine_distance")
        for case in (*cases.random_pairs(task), *cases.parallel_pairs(task))
        for argument in case.arguments
    }
    for task in CATALOGUE.probes:
        for probe in questions(CATALOGUE, task):
            for argument in probe.case.arguments:
                assert np.asarray(argument).tobytes() not in marked


def test_what_is_drawn_for_marks_is_not_shown() -> None:
    """Neither before it is explained nor where nothing is known of the task."""
    drawn = next(iter(cases.random_pairs("dot")))
    check = Check(lambda u, v: 7.0, reference.dot)
    with pytest.raises(WrongAnswer) as caught:
        check.agrees([drawn])
    shape = drawn.arguments[0].shape
    assert f"dot(an array of shape {shape}, an array of shape {shape}) gave 7" in str(caught.value)
    assert caught.value.failure is not None
    evidence = Explainer().explain(caught.value.failure).evidence
    assert evidence is not None
    assert evidence.call == "dot([9], [9])"


def test_the_question_shown_fits_on_a_board_and_can_be_drawn() -> None:
    found = explained(
        cosine_check(careful("float(-top / (a * b))")),
        lambda check: check.agrees(cases.random_pairs("cosine_similarity")),
    ).evidence
    assert found is not None
    assert (found.call, found.came) == ("cosine_similarity([1, 2], [2, 1])", "-0.8")
    assert found.arrows == (("u", (1.0, 2.0)), ("v", (2.0, 1.0)))
    assert written(found) == "cosine_similarity([1, 2], [2, 1]) gave -0.8; expected 0.8."


def test_the_law_that_is_broken_is_shown_by_a_question_about_it() -> None:
    found = explained(
        cosine_check(careful("float(top / (a * b)) if a < 9 else 1.0")),
        lambda check: check.same(cases.rescaled("cosine_similarity")),
    ).evidence
    assert found is not None
    assert (found.call, found.law) == ("cosine_similarity([6, 8], [4, 3])", cases.LONGER)


def test_an_exception_is_shown_by_the_smallest_question_that_raises_it() -> None:
    def breaks(u: Any, v: Any) -> float:
        if u[0] < 0:
            raise KeyError("negative")
        return reference.cosine_similarity(u, v)

    with pytest.raises(KeyError) as caught:
        cosine_check(breaks).agrees(cases.random_pairs("cosine_similarity"))
    failure = vars(caught.value)["failure"]
    evidence = Explainer().explain(failure).evidence
    assert evidence is not None
    assert evidence.call == "cosine_similarity([-1, 2, 2], [2, 3, 6])"
    assert evidence.came == "KeyError: 'negative'"


def test_a_wrong_formula_is_named_whatever_rules_are_broken_besides() -> None:
    """No zero vector, no shape, no type is looked at here."""

    def naive(u: Any, v: Any) -> Any:
        return np.dot(u, v) / np.linalg.norm(u) * np.linalg.norm(v)

    with np.errstate(all="ignore"):
        found = explained(cosine_check(naive), lambda c: c.agrees(cases.toy_pairs()))
    assert found.misconception is not None
    assert found.misconception.id == "C01"


def test_a_wrong_formula_and_a_broken_rule_are_each_named_where_they_show() -> None:
    """The absolute value is taken, and nothing is said about zero vectors."""

    def both(u: Any, v: Any) -> float:
        u, v = np.asarray(u, dtype=float), np.asarray(v, dtype=float)
        if u.ndim != 1 or u.shape != v.shape or not u.size:
            raise ValueError
        return float(abs(np.clip(u @ v / (np.linalg.norm(u) * np.linalg.norm(v)), -1, 1)))

    ids = []
    with np.errstate(all="ignore"):
        for asked in (cases.toy_pairs(), cases.zero_pairs()):
            failure = failure_of(cosine_check(both), functools.partial(Check.agrees, cases=asked))
            found = Explainer().explain(failure).misconception
            ids.append(found and found.id)
    assert ids == ["C07", "C19"]


def test_two_broken_rules_are_each_named_where_they_show() -> None:
    """Zero vectors are not looked at, and the caller's arrays are divided in place."""

    def both(u: Any, v: Any) -> float:
        u, v = np.asarray(u, dtype=float), np.asarray(v, dtype=float)
        if u.ndim != 1 or u.shape != v.shape or not u.size:
            raise ValueError
        zero = not (u.any() and v.any())
        if not zero:
            u /= np.linalg.norm(u)
            v /= np.linalg.norm(v)
        return float("nan") if zero else float(np.clip(u @ v, -1, 1))

    ids = []
    with np.errstate(all="ignore"):
        for ask in (
            lambda check: check.agrees(cases.zero_pairs()),
            lambda check: check.unchanged(cases.writable_pairs()),
        ):
            found = explained(cosine_check(both), ask).misconception
            ids.append(found and found.id)
    assert ids == ["C19", "C35"]


def test_an_explanation_is_the_same_each_time() -> None:
    def once() -> Explained:
        return explained(
            cosine_check(careful("float(top)")), lambda check: check.agrees(cases.toy_pairs())
        )

    assert once() == once()


def test_a_function_is_asked_once_for_all_of_its_failures_and_not_when_time_is_up() -> None:
    calls = []

    def counting(u: Any, v: Any) -> float:
        calls.append(1)
        return 0.5

    failures = [
        failure_of(cosine_check(counting), lambda c: c.agrees(cases.toy_pairs())),
        failure_of(cosine_check(counting), lambda c: c.refuses(cases.misfits())),
    ]
    before = len(calls)
    explainer = Explainer()
    assert all(explainer.explain(failure).evidence for failure in failures)
    assert len(calls) - before == len(questions(CATALOGUE, "cosine_similarity"))
    late = Explainer(seconds=0)
    assert late.explain(failures[0]) == Explained(None, None)
    assert len(calls) - before == len(questions(CATALOGUE, "cosine_similarity"))


def test_a_right_answer_costs_nothing() -> None:
    """Nothing is known of a task until one of its answers is wrong."""
    known.cache_clear()
    cosine_check(reference.cosine_similarity).agrees(cases.toy_pairs())
    assert known.cache_info().currsize == 0


def test_what_failed_is_made_smaller_while_it_fails() -> None:
    def first_three(u: Any, v: Any) -> float:
        return float(u @ v) if len(u) < 3 else 0.0

    check = Check(first_three, reference.dot)
    found = explained(check, lambda c: c.agrees(list(cases.random_pairs("dot"))[:2])).evidence
    assert found is not None
    assert found.call.count(",") == 5
    forms = list(smaller(Case((np.arange(5.0) / 7, np.ones(5)))))
    assert [len(form.arguments[0]) for form in forms] == [1, 1, 2, 2, 3, 3, 5]
    assert not list(smaller(Case(("text", 3))))


def test_without_a_name_the_question_is_shown_all_the_same() -> None:
    failure = failure_of(
        cosine_check(careful("float(top)")), lambda check: check.agrees(cases.toy_pairs())
    )
    found = Explainer().explain(failure, name=False)
    assert found.misconception is None
    assert found.evidence is not None
    assert found.evidence.hint == ""


@pytest.mark.parametrize("name", NAMES)
def test_a_hint_is_short_and_holds_no_code_of_the_answer(name: str) -> None:
    code = set()
    for function in part(name, "reference").TASKS.values():
        for node in ast.walk(ast.parse(inspect.getsource(function))):
            if isinstance(node, ast.expr) and not isinstance(node, ast.Constant):
                text = ast.unparse(node)
                if len(text) > 9 and any(sign in text for sign in "()[]*/@"):
                    code.add(text)
    for entry in entries(name):
        assert len(entry.hint.split()) < 60, entry.id
        assert not [text for text in code if text in entry.hint], entry.id


def test_faults_say_what_is_wrong_in_one_way_only() -> None:
    check = cosine_check(careful("float(top)"))
    failure = failure_of(check, lambda c: c.agrees(cases.toy_pairs()))
    facts = known(CATALOGUE, "cosine_similarity")
    seen = list(observe(failure.function, [p.case for p in questions(CATALOGUE, failure.task)]))
    wrong = [
        sum(fault.parts(*pair) is not None for pair in zip(facts.right, seen, strict=True))
        for fault in (failure.fault, faults.of_refusal(ValueError), faults.of_change())
    ]
    assert wrong[0] > 20
    assert wrong[1:] == [0, 0]


def test_a_failure_recurs_as_long_as_the_function_is_what_it_was() -> None:
    """Of a pair with one answer, against the other question and not against the reference."""
    answers = [1.0, 2.0]
    check = Check(lambda u, v: answers[len(u) % 2], reference.dot, CATALOGUE)
    with pytest.raises(WrongAnswer) as caught:
        check.same([(Case((np.ones(2), np.ones(2))), Case((np.ones(3), np.ones(3))))])
    failure = caught.value.failure
    assert failure is not None
    assert failure.recurs()
    answers[:] = [2.0, 2.0]  # alike, and both what the reference does not say
    assert not failure.recurs()
