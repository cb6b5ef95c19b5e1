"""A submission in a few words."""

from __future__ import annotations

import pytest

from autograder.feedback import why
from autograder.model import Evidence, Problem, Reason, SubmissionReport, Verdict
from tests.feedback.samples import report, right, wrong

MANUAL = Verdict("claim", None, 2.0, Reason.MANUAL)
HINTED = wrong("cosine_similarity-core", evidence=Evidence(hint="Brackets?"))


@pytest.mark.parametrize(
    ("found", "told"),
    [
        (report(right("a"), right("b")), "all right"),
        (report(right("a"), MANUAL), "all right; 2 to be marked by a person"),
        (report(right("a"), HINTED), "cosine_similarity-core: wrong answer (hint given)"),
        (report(right("a"), wrong("dot-core")), "dot-core: wrong answer"),
        (report(wrong("dot-a"), wrong("dot-b"), wrong("cos-a")), "3 × wrong answer: dot, cos"),
        (report(wrong("a-x", Reason.SYNTAX), wrong("a-y", Reason.SYNTAX)), "syntax error in a"),
        (report(wrong("a-x", Reason.NOT_STARTED)), "nothing started"),
        (
            report(right("b"), *(wrong(f"{n}-x", Reason.NOT_STARTED) for n in "acd")),
            "3 tasks not started",
        ),
        (report(wrong("a-x", Reason.DIED), wrong("b-x", Reason.NOT_STARTED)),
         "a-x: process died; 1 task not started"),
        (report(wrong("a", Reason.UNREADABLE), wrong("b", Reason.UNREADABLE)),
         "unreadable notebook: similarity"),
        (report(problems=(Problem("x", "It is empty."),)), "It is empty."),
        (report(), "nothing to grade"),
    ],
)  # fmt: skip
def test_the_most_telling_reason_is_named(found: SubmissionReport, told: str) -> None:
    assert why(found) == told


def test_what_cost_most_comes_first_and_a_broken_test_before_all() -> None:
    broken = Verdict("c-x", None, 2.0, Reason.TEST_BROKEN)
    found = report(wrong("a-x", Reason.RAISED), wrong("b-x"), wrong("b-y"), broken)
    assert why(found) == "c-x: test did not run; 2 × wrong answer: b; a-x: error"


@pytest.mark.parametrize("reason", Reason)
def test_it_is_one_clean_line_of_at_most_sixty_characters(reason: Reason) -> None:
    verdicts = [wrong(f"{'long' * 9}{n}\x1b[31m\n-x", reason) for n in range(9)]
    told = why(report(*verdicts))
    assert 0 < len(told) <= 60
    assert told.isprintable()
