"""Hostile submissions achieve no more than an honest wrong answer, and are known to be hostile."""

from __future__ import annotations

import collections
import json
import os
from collections.abc import Iterator

import pytest

from tests.attacks.assignment import HONEST, WRONG, notebook
from tests.attacks.corpus import Attack, load
from tests.attacks.engine import FULL, Engine
from tests.attacks.plain import run_as_plain_user
from tests.attacks.stock import Stock
from tests.attacks.trial import defended, undefended

ATTACKS = load()
LOOSE = [attack for attack in ATTACKS if attack.without != "none"]


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with Engine() as started:
        yield started


@pytest.fixture(scope="module")
def stock() -> Iterator[Stock]:
    with Stock() as started:
        yield started


def test_the_corpus_is_large_and_says_why_an_attack_is_not_let_loose() -> None:
    kinds = collections.Counter(attack.kind for attack in ATTACKS)
    assert len(ATTACKS) >= 60
    assert len(LOOSE) >= 40
    assert len(kinds) >= 10
    assert [a.name for a in ATTACKS if (a.without == "none") != bool(a.why)] == []
    assert [a.name for a in ATTACKS if not (a.code or a.edit)] == []


def test_an_honest_submission_gets_full_marks_and_a_wrong_one_nothing(engine: Engine) -> None:
    """Otherwise a defended attack would mean nothing."""
    assert engine.honest().points == FULL
    wrong = Attack("wrong", "", "", "none", "", WRONG, "", "", 0.0, 0, 5.0)
    assert engine.attack(wrong).points == 0.0


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_an_attack_gains_no_more_than_an_honest_wrong_answer(
    engine: Engine, attack: Attack
) -> None:
    """No point, no byte, nothing touched, a report that harms nobody, in time, and the next
    submission is graded as ever."""
    assert defended(attack, engine).complaints == ()


def test_the_stand_in_grades_as_one_would_expect(stock: Stock) -> None:
    assert stock.run(notebook(HONEST))["points"] == FULL
    wrong = stock.run(notebook(WRONG))
    assert (wrong["points"], wrong["harm"]) == (0.0, [])


@pytest.mark.parametrize("attack", LOOSE, ids=lambda attack: attack.name)
def test_an_attack_works_without_the_defence(engine: Engine, stock: Stock, attack: Attack) -> None:
    """So that what the defence stops is known to be an attack."""
    assert undefended(attack, engine, stock)


def test_the_defence_holds_for_a_plain_user_too() -> None:
    """As root and without: the jail is built in another way for each."""
    if os.geteuid() != 0:
        pytest.skip("this run is a plain user's already, and only root can become another user")
    done = run_as_plain_user(["-m", "tests.attacks", "--json", "--defended"])
    results = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(results) == len(ATTACKS), done.stderr
    assert [(r["name"], r["complaints"]) for r in results if r["complaints"]] == []
