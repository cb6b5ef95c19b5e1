"""Questions that are asked together are answered as if they had been asked one by one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pytest

from autograder.exercises.asking import FIRST, Answer, answers


class Batches:
    """A function that answers several questions at once, at most ``most`` of them."""

    def __init__(self, most: int = 1000) -> None:
        self.most = most
        self.sizes: list[int] = []

    def __call__(self, *arguments: Any) -> Any:
        raise AssertionError("it can be asked many questions at once")

    def _calls_(self, calls: Sequence[tuple[Any, ...]]) -> Iterator[Answer]:
        self.sizes.append(len(calls))
        for arguments in calls[: self.most]:
            yield Answer(arguments[0])


def test_a_function_of_the_same_process_is_called_one_by_one() -> None:
    seen: list[int] = []

    def function(number: int) -> int:
        seen.append(number)
        if number == 1:
            raise ValueError("one")
        return number

    found = answers(function, ((number,) for number in range(3)))
    assert next(found).get() == 0
    assert seen == [0]
    with pytest.raises(ValueError, match="one"):
        next(found).get()
    assert next(found).get() == 2


@pytest.mark.parametrize("most", [1, 3, 1000])
def test_each_question_gets_its_answer_however_many_come_back_at_once(most: int) -> None:
    function = Batches(most)
    found = answers(function, ((number,) for number in range(300)))
    assert [answer.get() for answer in found] == list(range(300))
    if most == 1000:
        assert function.sizes[0] == FIRST
        assert len(function.sizes) < 6


def test_questions_are_drawn_as_they_are_needed() -> None:
    drawn: list[int] = []

    def questions() -> Iterator[tuple[int]]:
        for number in range(300):
            drawn.append(number)
            yield (number,)

    next(answers(Batches(), questions()))
    assert len(drawn) == FIRST


def test_what_a_call_could_change_for_a_later_one_is_asked_later() -> None:
    table = np.zeros((4, 3))
    fixed = np.zeros(3)
    fixed.setflags(write=False)
    for questions, sizes in (
        ([(table[0],), (table[1],), (table[0],)], [2, 1]),
        ([(table[:2],), (table[1:],)], [1, 1]),
        ([(fixed,), (fixed,)], [2]),
        ([("king", 1), ("king", 1)], [2]),
        ([(words := ["king"],), (words,)], [1, 1]),
        ([([table[0], table[1]],), ([table[1], table[2]],)], [1, 1]),
        ([([table[0]],), ([table[1]],)], [2]),
        ([({"a": [words]},), ((words,),)], [1, 1]),
    ):
        function = Batches()
        assert len(list(answers(function, questions))) == len(questions)
        assert function.sizes == sizes, questions


def test_no_question_no_call() -> None:
    function = Batches()
    assert not list(answers(function, []))
    assert not function.sizes
