"""Whoever copied is found, and who chose the same common way in a short task is not."""

from __future__ import annotations

import random

import pytest

from autograder.likeness.finding import find
from tests.likeness import classes
from tests.likeness.classes import TASKS, Work, alone, class_of, copied

HONEST, PLANTED = 300, 20


def class_with_copies(seed: int) -> tuple[list[Work], set[tuple[int, int]]]:
    """300 who wrote alone, 20 who copied from one of them each, and who copied from whom."""
    random_ = random.Random(seed)
    known = classes.ways()
    work: list[Work] = [alone(random_, known) for _ in range(HONEST)]
    pairs = set()
    for source in random_.sample(range(HONEST), PLANTED):
        pairs.add((source, len(work)))
        work.append(copied(work[source], random_))
    return work, pairs


@pytest.mark.parametrize("seed", [1, 2])
def test_twenty_planted_pairs_are_the_first_twenty_of_a_class(seed: int) -> None:
    work, planted = class_with_copies(seed)
    found = find(class_of(*work), top=25).pairs
    first = {(pair.first, pair.second) for pair in found[:PLANTED]}
    assert first == planted


def test_the_planted_copies_are_another_text_in_every_way_that_is_said() -> None:
    """Else the test above would show little."""
    work, planted = class_with_copies(1)
    for source, copy in planted:
        for task in TASKS:
            one, other = work[source][task], work[copy][task]
            assert one.split("\n")[0] != other.split("\n")[0] or "def " not in one.split("\n")[0]
    moved = sum(classes.reordered(way) != way for ways in classes.ways().values() for way in ways)
    assert moved > 20
    assert any("#" in work[copy][task] for _, copy in planted for task in TASKS)


def filled(number: int, **cells: str) -> dict[str, str]:
    """Work that is nobody else's, but for these cells."""
    base = {
        task: f"def {task}(u, v):\n    return " + " + ".join(["u"] * 3 + [f".m{number}(v)"] * 3)
        for task in TASKS
    }
    return {**base, **cells}


COMMON = "def dot(u, v):\n    return float(np.dot(np.asarray(u), np.asarray(v)))\n"


def test_what_most_of_the_class_shares_counts_nothing() -> None:
    work = [filled(n, dot=COMMON if n < 8 else filled(n)["dot"]) for n in range(10)]
    assert find(class_of(*work), top=5).pairs == ()


def test_who_never_changed_a_cell_has_nothing_in_common_by_that() -> None:
    template = {task.name: task.template for task in class_of().tasks}
    work = [template, template, *(filled(number) for number in range(8))]
    assert find(class_of(*work), top=5).pairs == ()


def test_the_rare_counts_more_than_the_common() -> None:
    """Two of ten chose a way, four of ten another: both pairs share one task and no other."""
    rare = "def dot(u, v):\n    return math.fsum(map(float.__mul__, u, v)).real\n"
    work = [
        filled(n, dot=rare if n < 2 else COMMON if n < 6 else filled(n)["dot"]) for n in range(12)
    ]
    first, *rest = find(class_of(*work), top=20).pairs
    assert (first.first, first.second) == (0, 1)
    assert len(rest) == 6
    assert all(pair.likeness < first.likeness / 1.5 for pair in rest)


def test_two_tasks_in_common_count_more_than_one_however_long() -> None:
    long = "def dot(u, v):\n" + "".join(f"    u.step{n}(v, {n}, [u, v])\n" for n in range(40))
    short = "def {}(u, v):\n    return u.alpha(v).beta(v).gamma(v)\n"
    shorts = {task: short.format(task) for task in TASKS[1:3]}
    work = [filled(n) for n in range(12)]
    work[0] |= {"dot": long}
    work[1] |= {"dot": long}
    work[2] |= shorts
    work[3] |= shorts
    pairs = [(pair.first, pair.second) for pair in find(class_of(*work), top=20).pairs]
    assert pairs == [(2, 3), (0, 1)]


def test_what_the_own_solution_has_counts_half() -> None:
    work = [filled(n, dot=COMMON if n < 2 else filled(n)["dot"]) for n in range(12)]
    (with_own,) = find(class_of(*work, own={"dot": COMMON}), top=5).pairs
    (without,) = find(class_of(*work), top=5).pairs
    assert with_own.likeness == pytest.approx(without.likeness / 2)


def test_who_has_all_in_common_and_with_nobody_else_is_alike_by_one() -> None:
    work = [filled(n) for n in range(9)]
    (pair,) = find(class_of(*work, filled(3)), top=5).pairs
    assert (pair.first, pair.second) == (3, 9)
    assert pair.likeness == pytest.approx(1)
    assert pair.tasks == pytest.approx(dict.fromkeys(TASKS, 1.0))


def test_of_fewer_than_four_nothing_is_said() -> None:
    assert find(class_of(filled(1), filled(1), filled(2)), top=5).pairs == ()


def test_half_a_solution_and_what_is_no_python_are_compared_too() -> None:
    broken = "def dot(u, v:\n    total = what.comes(u)[first thing\n    return my own (total!\n"
    work = [filled(n) for n in range(9)]
    work[2] |= {"dot": broken}
    work[7] |= {"dot": broken + "\n# mine\n"}
    (pair,) = find(class_of(*work), top=5).pairs
    assert (pair.first, pair.second) == (2, 7)
    assert list(pair.tasks) == ["dot"]
