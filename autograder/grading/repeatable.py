"""Which results may be kept: those that would be the same on another day."""

from __future__ import annotations

import re

from autograder.examiner.watch import OF_WORK
from autograder.model import Reason, SubmissionReport

_ENDED_BY_ITSELF = re.compile(r"exit status \d+|signal (?!9\b)\d+")
_DEPENDS = {"time-limit", "process-died"}
"""Problems of a run that may be the machine's."""


def repeatable(report: SubmissionReport) -> bool:
    """Whether this result may be used again.

    Not so where a test could not be carried out, for the instructor will mend it; where time was
    over by the clock and not by the CPU time that was used, for the machine may have been busy;
    where the process was killed from outside, for the machine may have been full. Such submissions
    are graded again in each run.
    """
    problems = [problem for problem in report.all_problems if problem.slug in _DEPENDS]
    return all(_sure(p.slug == "time-limit", p.message) for p in problems) and all(
        verdict.reason is not Reason.TEST_BROKEN
        and (
            verdict.reason not in (Reason.TIMED_OUT, Reason.DIED)
            or _sure(verdict.reason is Reason.TIMED_OUT, verdict.message)
        )
        for verdict in report.verdicts
    )


def _sure(time: bool, message: str) -> bool:
    return OF_WORK in message if time else bool(_ENDED_BY_ITSELF.search(message))
