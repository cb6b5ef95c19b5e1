"""Misconceptions and the same wrong answers are counted by students."""

from __future__ import annotations

from autograder.analytics import answers
from autograder.analytics.answers import Behaviour, Kind
from autograder.model import Reason
from tests.analytics.samples import facts, verdict, wrong

CALL = "dot([3, 4], [8, 6])"
HINT = "Count the terms."


def test_a_misconception_counts_each_student_once_and_shows_its_commonest_answer() -> None:
    common, rare = wrong("a", CALL, "24", "48", HINT), wrong("a", CALL, "25", "48", HINT)
    class_ = {
        "x": [common, wrong("b", "dot([1], [2])", "0", "2", HINT)],
        "y": [common, verdict("b", 1.0)],
        "z": [rare, verdict("b", 1.0)],
        "other": [wrong("a", CALL, "1", "48", "Another."), verdict("b", 1.0)],
    }
    first, second = answers.misconceptions(facts(class_)).shown
    assert (first.hint, first.students, first.items) == (HINT, 3, ("a", "b"))
    assert (first.example.call, first.example.came, first.example.students) == (CALL, "24", 2)
    assert (second.hint, second.students) == ("Another.", 1)


def test_answers_are_the_same_in_one_cell_to_one_question() -> None:
    class_ = {f"s{n}": [wrong("a", CALL, "11", "48"), verdict("b", 1.0)] for n in range(12)}
    class_ |= {"t": [wrong("a", CALL, "12", "48"), wrong("b", CALL, "11", "48")]}
    assert answers.behaviours(facts(class_)).shown == (
        Behaviour("a", 12, CALL, "11", "48", "", ""),
    )


def test_without_an_answer_the_message_is_what_is_the_same() -> None:
    raised = verdict("a", 0.0, reason=Reason.RAISED, message="Your code raised KeyError: 'w'")
    ended = verdict("b", 0.0, reason=Reason.DIED, message="killed by signal 9")
    found = answers.behaviours(facts({"x": [raised, ended], "y": [raised, ended]}))
    assert [(one.item, one.message) for one in found.shown] == [("a", raised.message)]


def test_of_many_groups_the_largest_are_shown_and_the_rest_is_counted() -> None:
    class_ = {
        f"s{n}-{k}": [wrong("a", CALL, str(n), "48")]
        for n in range(answers.GROUPS + 4)
        for k in range(2 + (n == 7))
    }
    found = answers.behaviours(facts(class_))
    assert (len(found.shown), found.more, found.shown[0].came) == (answers.GROUPS, 4, "7")


def test_kinds_count_students_cells_and_points() -> None:
    half = verdict("a", 0.5, reason=Reason.PARTIAL)
    late = verdict("b", 0.0, 3.0, reason=Reason.TIMED_OUT)
    class_ = {"x": [half, late], "y": [half, verdict("b", 3.0, 3.0)], "z": [half, late]}
    assert answers.kinds(facts(class_)) == (
        Kind(Reason.TIMED_OUT, 2, 2, 6.0),
        Kind(Reason.PARTIAL, 3, 3, 1.5),
    )
