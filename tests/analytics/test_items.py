"""The numbers of each grade cell equal an independent computation, or it is said why there are
none."""

from __future__ import annotations

import math
import random
import statistics
from collections.abc import Sequence

import pytest
from scipy.stats import pointbiserialr  # type: ignore[import-untyped]

from autograder.analytics import items
from autograder.analytics.items import Flag, ItemStatistics
from autograder.model import Reason
from tests.analytics.samples import facts, table, verdict

Points = list[list[float]]


def drawn(students: int, cells: int, values: Sequence[float] = (0.0, 1.0), seed: int = 1) -> Points:
    """Points of students of whom each is as able as was drawn."""
    lot = random.Random(seed)
    rows = []
    for _ in range(students):
        ability = lot.random()
        rows.append(
            [
                values[-1] if lot.random() < ability else lot.choice(values[:-1])
                for _ in range(cells)
            ]
        )
    return rows


def of(rows: Sequence[Sequence[float | None]], cell: int = 0) -> ItemStatistics:
    return items.statistics(table(rows))[cell]


def test_discrimination_is_the_point_biserial_correlation_with_the_other_cells() -> None:
    rows = drawn(200, 6)
    for cell, found in enumerate(items.statistics(table(rows))):
        rest = [sum(row) - row[cell] for row in rows]
        own = [row[cell] for row in rows]
        expected = pointbiserialr([value == 1.0 for value in own], rest).statistic
        assert found.discrimination == pytest.approx(expected, abs=1e-12)
        assert found.difficulty == pytest.approx(statistics.mean(own))
        assert (found.full, found.students) == (own.count(1.0), 200)


def test_discrimination_of_partial_credit_is_pearsons_correlation() -> None:
    rows = drawn(60, 5, values=(0.0, 0.1, 0.3, 0.7, 1.0))
    for cell, found in enumerate(items.statistics(table(rows))):
        rest = [math.fsum(row[:cell] + row[cell + 1 :]) for row in rows]
        expected = statistics.correlation([row[cell] for row in rows], rest)
        assert found.discrimination == pytest.approx(expected, abs=1e-9)


def test_who_waits_for_a_person_in_a_cell_does_not_count_there_and_is_named() -> None:
    rows: list[list[float | None]] = [[*row] for row in drawn(40, 3)]
    for row in rows[:15]:
        row[0] = None
    found = of(rows)
    decided = [row for row in rows if row[0] is not None]
    assert (found.students, found.waiting) == (25, 15)
    expected = statistics.correlation(
        [row[0] or 0.0 for row in decided], [(row[1] or 0.0) + (row[2] or 0.0) for row in decided]
    )
    assert found.discrimination == pytest.approx(expected)


def test_who_waits_elsewhere_is_compared_by_the_share_of_what_is_decided() -> None:
    rows: list[list[float | None]] = [[*row] for row in drawn(40, 4)]
    for row in rows[::2]:
        row[3] = None
    rests = []
    for row in rows:
        decided = [points for points in row[1:] if points is not None]
        rests.append(sum(decided) / len(decided))
    expected = statistics.correlation([row[0] or 0.0 for row in rows], rests)
    assert of(rows).discrimination == pytest.approx(expected)


def test_who_handed_in_nothing_says_nothing_of_a_cell() -> None:
    nothing = [verdict(cell, 0.0, reason=Reason.MISSING_NOTEBOOK) for cell in "ab"]
    tried = [[verdict("a", 1.0), verdict("b", 0.0)], [verdict("a", 0.0), verdict("b", 0.0)]]
    class_ = {"x": tried[0], "y": tried[1], "z": nothing}
    first, second = items.statistics(facts(class_))
    assert (first.students, first.difficulty) == (2, 0.5)
    assert (second.students, second.difficulty) == (2, 0.0)


def test_a_test_that_could_not_be_carried_out_is_counted_apart() -> None:
    broken = verdict("a", None, reason=Reason.TEST_BROKEN)
    found = items.statistics(facts({"x": [broken], "y": [verdict("a", 1.0)]}))[0]
    assert (found.broken, found.waiting, found.students, found.difficulty) == (1, 0, 1, 1.0)


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([[1.0]] * 20, "nothing to compare with"),
        ([[1.0, 0.0]] * 5 + [[0.0, 1.0]] * 4, "fewer than 10 students"),
        ([[1.0, 0.0], [1.0, 1.0]] * 10, "everybody has the same points"),
        ([[0.0, 0.0], [0.0, 1.0]] * 10, "everybody has the same points"),
        ([[0.0, 0.1, 0.2], [1.0, 0.1, 0.2]] * 10, "everybody has the same rest"),
        ([[None, 1.0]] * 20, "no mark yet"),
    ],
)
def test_why_there_is_no_discrimination_is_said(rows: list[list[float]], why: str) -> None:
    found = of(rows)
    assert found.discrimination is None
    assert found.undefined == why


def test_what_is_noteworthy_is_said_in_words() -> None:
    rest = [[number / 20] * 3 for number in range(20)]
    contrary = [[1.0 if row[0] < 0.5 else 0.0, *row] for row in rest]
    assert of(contrary).flags == (Flag.CONTRADICTS,)
    hard = [[1.0 if row[0] > 0.8 else 0.0, *row] for row in rest]
    assert of(hard).flags == (Flag.HARD,)
    easy = [[1.0 if row[0] > 0.06 else 0.0, *row] for row in rest]
    assert of(easy).flags == (Flag.EASY,)
    fine = [[1.0 if row[0] >= 0.5 else 0.0, *row] for row in rest]
    assert of(fine).flags == ()
    chance = [[float(number % 2), *row] for number, row in enumerate(rest)]
    assert of(chance).flags == (Flag.WEAK,)


def test_the_map_of_joint_failures_equals_counting() -> None:
    rows = drawn(120, 5)
    joint = items.joint_failures(table(rows))
    assert [item.name for item in joint.items] == list("abcde")
    for a in range(5):
        failed = [row for row in rows if row[a] < 1.0]
        assert joint.overall[a] == pytest.approx(len(failed) / 120)
        for b in range(5):
            both = sum(row[b] < 1.0 for row in failed)
            expected = None if a == b else pytest.approx(both / len(failed))
            assert joint.shares[a][b] == expected
    assert joint.strongest is not None


def test_the_map_leaves_out_what_nobody_failed_and_says_how_many_did_not_fit() -> None:
    rows = [[1.0] + [0.0] * 35, [1.0] * 36]
    joint = items.joint_failures(facts({
        f"s{n}": [verdict(f"c{k:02}", p) for k, p in enumerate(row)] for n, row in enumerate(rows)
    }))  # fmt: skip
    assert "c00" not in [item.name for item in joint.items]
    assert (len(joint.items), joint.left_out) == (items.SHOWN, 35 - items.SHOWN)
