"""What a page may say at each level (``autograder.config.Level``), and what it says of the rest.

Whatever a student's code can put into words is an answer to a question that the level may hold
back: an exception's message could carry the question itself. So below ``COUNTEREXAMPLES`` a page
says nothing that such code has worded, but in the student's own cells.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from autograder.config import Level, Revealing
from autograder.model import Evidence, Problem, Reason, Verdict

_OWN_WORDS = {
    Reason.NOT_STARTED,
    Reason.PARTIAL,
    Reason.MEMORY,
    Reason.MANUAL,
    Reason.MISSING_CELL,
    Reason.MISSING_NOTEBOOK,
    Reason.UNREADABLE,
}
"""Reasons whose messages are worded by the engine alone."""
_ANSWERED = {
    Reason.RAISED,
    Reason.UNDEFINED,
    Reason.SYNTAX,
    Reason.TIMED_OUT,
    Reason.DIED,
    Reason.MALFORMED,
}
"""Reasons whose messages say how the student's code answered."""
_QUOTING = {"cell-failed", "syntax-error"}
"""Slugs of problems whose messages end with what an exception said."""
_HELD_BACK = {
    Level.MARKS: "hints, counterexamples and error messages",
    Level.HINTS: "counterexamples and error messages",
    Level.COUNTEREXAMPLES: "what the tests say in their own words, and the errors of your cells",
}


def shown(verdict: Verdict, level: Level) -> Verdict:
    """The verdict with what this level reveals of it."""
    if level >= Level.EVERYTHING:
        return verdict
    told = {Level.MARKS: set[Reason](), Level.HINTS: _OWN_WORDS}.get(level, _OWN_WORDS | _ANSWERED)
    evidence = verdict.evidence
    if evidence is not None and level < Level.COUNTEREXAMPLES:
        pointer = Evidence(hint=evidence.hint, misconception=evidence.misconception)
        evidence = pointer if level >= Level.HINTS else None
    return replace(
        verdict,
        message=verdict.message if verdict.reason in told else "",
        evidence=evidence,
        because=verdict.because if level >= Level.HINTS else "",
    )


def said(problem: Problem, level: Level) -> str:
    """What this level tells of a problem: of an error of the student's own cells that it is there,
    for they can have been written to tell what the tests asked."""
    if problem.slug in _QUOTING and level < Level.EVERYTHING:
        return problem.message.partition(": ")[0] + "."
    return problem.message


def held_back(revealing: Revealing, now: datetime) -> str:
    """One or two sentences for the page; none where nothing is held back."""
    level = revealing.at(now)
    if level not in _HELD_BACK:
        return ""
    text = f"Held back on this page: {_HELD_BACK[level]}."
    rise = revealing.more(now)
    if rise is None:
        return text
    moment, to = rise
    when = f"{moment.day} {moment:%B %Y, %H:%M} ({moment.tzname()})"
    rest = f" all but {_HELD_BACK[to]}" if to in _HELD_BACK else " all of it"
    return f"{text} From {when} on, a new page may tell{rest}."
