"""What is counted, and what is not."""

from __future__ import annotations

from pathlib import Path

from autograder.live.ledger import HOUR, Ledger


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_request_counts_for_an_hour_and_what_failed_on_our_side_does_not(tmp_path: Path) -> None:
    clock = Clock()
    ledger = Ledger(tmp_path, per_hour=2, clock=clock)
    first = ledger.begin("anna", "ps1", "words", "abc")
    assert ledger.allowance("anna").left == 1  # from when it is taken on
    ledger.answered(first, 1, 2)
    failed = ledger.begin("anna", "ps1", "words", "abc")
    ledger.let_go(failed, "failed", "ForkServerDied")
    assert ledger.allowance("anna").left == 1
    clock.now += 60
    ledger.answered(ledger.begin("anna", "ps1", "words", "abc"), 1, 2)
    allowance = ledger.allowance("anna")
    assert (allowance.left, allowance.again) == (0, 1000 + HOUR)
    assert ledger.allowance("bob").left == 2
    clock.now = 1001 + HOUR
    assert ledger.allowance("anna").left == 1


def test_what_a_killed_service_left_at_work_does_not_count(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path, per_hour=1)
    ledger.begin("anna", "ps1", "words", "abc")
    assert ledger.allowance("anna").left == 0
    ledger.close()
    assert Ledger(tmp_path, per_hour=1).allowance("anna").left == 1
