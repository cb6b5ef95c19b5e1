"""Containers that both sides know: what is told, what is forgotten."""

from __future__ import annotations

from collections import Counter, deque
from typing import Any

import numpy as np
import pytest

from autograder.candidate.shared import WINDOW, Shared, changed, restore, snapshot
from autograder.candidate.values import WireError


class Box:
    def __init__(self) -> None:
        self.size = 1


def altered(shared: Shared) -> list[int]:
    return [number for number, _ in shared.altered()]


def test_a_change_is_told_until_both_sides_are_alike_again() -> None:
    shared, items = Shared(), [1]
    shared.add(0, [items])
    assert altered(shared) == []
    items.append(2)
    assert altered(shared) == [0]
    shared.settle([0])
    assert altered(shared) == []


def test_what_nobody_holds_is_forgotten_unless_it_was_changed() -> None:
    shared, held = Shared(), [1]
    shared.add(0, [held, [2], [3]])
    shared[2].append(4)
    assert shared.retire() == [1]
    assert shared.number(held) == 0
    with pytest.raises(WireError):
        shared[1]
    assert altered(shared) == [2]


def test_a_loop_over_many_cases_does_not_make_each_call_slower() -> None:
    shared = Shared()
    cases = [[number] for number in range(WINDOW + 10)]
    asked_for = [["by name"]]
    shared.add(0, asked_for, lasting=True)
    shared.add(1, cases)
    assert shared.retire() == list(range(1, 11))
    assert shared.number(asked_for[0]) == 0


def test_numbers_are_never_used_again() -> None:
    shared = Shared()
    shared.add(5, [[1], [2]])
    shared.forget([5, 6])
    assert shared.next == 7


CHANGES: list[tuple[Any, Any]] = [
    ([1], lambda v: v.append(2)),
    ({"a": 1}, lambda v: v.update(a=2)),
    ({1}, lambda v: v.add(2)),
    (bytearray(b"a"), lambda v: v.extend(b"b")),
    (np.zeros(3), lambda v: v.__setitem__(1, 5)),
    (np.zeros((300, 300)), lambda v: v.__setitem__((299, 1), 5)),
    (np.array([None, 1]), lambda v: v.__setitem__(0, 2)),
    (np.zeros((4, 4))[:, ::2], lambda v: v.__setitem__((3, 1), 5)),
    (Counter("a"), lambda v: v.update("b")),
    (deque([1]), lambda v: v.appendleft(0)),
    (Box(), lambda v: setattr(v, "size", 2)),
]


@pytest.mark.parametrize("value, change", CHANGES, ids=lambda v: type(v).__name__)
def test_each_kind_of_container_shows_its_changes(value: Any, change: Any) -> None:
    before = snapshot(value)
    assert not changed(value, before)
    change(value)
    assert changed(value, before)


def test_a_change_of_another_kind_is_refused() -> None:
    for original, content in (
        ([1], (1,)),
        (np.zeros(2), np.zeros(3)),
        (np.zeros(2), np.zeros(2, "f4")),
        ({}, Counter()),
    ):
        with pytest.raises(WireError):
            restore(original, content)
