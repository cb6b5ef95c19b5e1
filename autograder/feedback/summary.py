"""A submission in a few words, for the table that closes a grading run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from autograder.exercises.showing import clean
from autograder.feedback.tasks import stem
from autograder.feedback.wording import WORDS
from autograder.model import Reason, SubmissionReport, Verdict
from autograder.pages import counted

WIDTH = 60

_FIRST = (Reason.TEST_BROKEN, Reason.UNREADABLE, Reason.MISSING_NOTEBOOK)
"""What is told before all else: our own fault, and what explains a whole notebook."""

_SHORT = {
    Reason.WRONG: "wrong answer",
    Reason.RAISED: "error",
    Reason.TIMED_OUT: "time limit",
    Reason.MEMORY: "memory limit",
    Reason.DIED: "process died",
    Reason.MALFORMED: "malformed answer",
    Reason.UNREADABLE: "unreadable notebook",
}


def why(report: SubmissionReport) -> str:
    """The most telling reasons for the points of a submission, in at most 60 characters."""
    phrases = list(_phrases(report))
    if report.passed_over is not None:
        phrases.insert(0, "the earlier one counts")
    if not phrases:
        return _nothing_lost(report)
    told = phrases[0]
    for phrase in phrases[1:]:
        if len(f"{told}; {phrase}") <= WIDTH:
            told += f"; {phrase}"
    return clean(told, WIDTH)


def _nothing_lost(report: SubmissionReport) -> str:
    mark = report.mark
    if mark.pending:
        return f"all right; {mark.pending:g} to be marked by a person"
    if not report.verdicts and report.all_problems:
        return clean(report.all_problems[0].message, WIDTH)
    return "all right" if report.verdicts else "nothing to grade"


def _phrases(report: SubmissionReport) -> Iterator[str]:
    """What cost the most points comes first; what was not started says least and comes last."""
    lost: dict[Reason, list[Verdict]] = {}
    for verdict in report.verdicts:
        broken = verdict.reason is Reason.TEST_BROKEN
        if (verdict.points is not None or broken) and not verdict.passed:
            lost.setdefault(verdict.reason, []).append(verdict)
    for reason in sorted(lost, key=lambda reason: _rank(reason, lost[reason])):
        if reason in (Reason.UNREADABLE, Reason.MISSING_NOTEBOOK):
            yield from (
                f"{short(reason)}: {notebook.name}"
                for notebook in report.notebooks
                if any(verdict.reason is reason for verdict in notebook.verdicts)
            )
        elif reason is Reason.NOT_STARTED:
            yield _not_started(report, lost[reason])
        else:
            yield _phrase(reason, lost[reason])


def _rank(reason: Reason, found: Sequence[Verdict]) -> tuple[bool, bool, float]:
    cost = sum(verdict.max_points - (verdict.points or 0.0) for verdict in found)
    return (reason not in _FIRST, reason is Reason.NOT_STARTED, -cost)


def _phrase(reason: Reason, found: Sequence[Verdict]) -> str:
    """``cosine_similarity-core: wrong answer``, or ``3 × wrong answer: dot, cosine_similarity``."""
    stems = list(dict.fromkeys(stem(verdict.grade_id) for verdict in found))
    if reason is Reason.SYNTAX:
        return f"syntax error in {', '.join(stems)}"
    if len(found) > 1:
        return f"{len(found)} × {short(reason)}: {', '.join(stems)}"
    evidence = found[0].evidence
    hinted = " (hint given)" if evidence is not None and evidence.hint else ""
    return f"{found[0].grade_id}: {short(reason)}{hinted}"


def _not_started(report: SubmissionReport, found: Sequence[Verdict]) -> str:
    if len(found) == len(report.verdicts):
        return "nothing started"
    count = len({stem(verdict.grade_id) for verdict in found})
    return f"{counted(count, 'task')} not started"


def short(reason: Reason) -> str:
    """What a reason is called in a table."""
    return _SHORT.get(reason, WORDS[reason].title)
