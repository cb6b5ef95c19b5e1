"""Only what would be the same on another day may be kept."""

from __future__ import annotations

import pytest

from autograder.grading.repeatable import repeatable
from autograder.model import NotebookReport, Problem, Reason, SubmissionReport, Verdict


def report(*verdicts: Verdict, problems: tuple[Problem, ...] = ()) -> SubmissionReport:
    return SubmissionReport("ann", "ps1", (NotebookReport("words", verdicts, "{}", problems),))


def verdict(reason: Reason, message: str = "") -> Verdict:
    return Verdict("t1", 0.0, 1.0, reason, message)


OVER = "Your code took too long: not finished after 10 s"
DIED = "Your notebook's process ended before it answered"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (verdict(Reason.RIGHT), True),
        (verdict(Reason.WRONG, "killed by signal 9"), True),
        (verdict(Reason.MEMORY), True),
        (verdict(Reason.TEST_BROKEN), False),
        (verdict(Reason.TIMED_OUT, f"{OVER} of work."), True),
        (verdict(Reason.TIMED_OUT, f"{OVER}."), False),
        (verdict(Reason.DIED, f"{DIED}, with exit status 3."), True),
        (verdict(Reason.DIED, f"{DIED}, killed by signal 11."), True),
        (verdict(Reason.DIED, f"{DIED}, killed by signal 9."), False),
        (verdict(Reason.DIED, f"{DIED}."), False),
    ],
)
def test_verdicts(given: Verdict, kept: bool) -> None:
    assert repeatable(report(given)) is kept
    assert repeatable(report(verdict(Reason.RIGHT), given)) is kept


@pytest.mark.parametrize(
    ("slug", "message", "kept"),
    [
        ("cell-failed", "The code in cell 1 failed: killed by signal 9", True),
        ("time-limit", "The code in cell 1 was stopped: not finished after 9 s of work.", True),
        ("time-limit", "The code in cell 1 was stopped: not finished after 36 s.", False),
        ("time-limit", "The notebook was not finished after 300 s.", False),
        ("process-died", "The notebook's process ended in cell 1, with exit status 3.", True),
        ("process-died", "The notebook's process ended in cell 1, killed by signal 9.", False),
    ],
)
def test_problems(slug: str, message: str, kept: bool) -> None:
    problems = (Problem(slug, message),)
    assert repeatable(report(verdict(Reason.RIGHT), problems=problems)) is kept
