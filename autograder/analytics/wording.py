"""The sentences with which the page begins: what was understood, what was not, where to look."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from autograder.analytics.answers import Behaviour, Kind, Misconception
from autograder.analytics.distribution import Spread
from autograder.analytics.facts import ClassFacts
from autograder.analytics.items import Flag, ItemStatistics
from autograder.model import Reason
from autograder.pages import counted, points

NAMED = 3
UNDERSTOOD, NOT_UNDERSTOOD = 0.8, 0.5
"""Mean shares of the points."""
OFTEN = 0.05
"""Share of the class from which a wrong answer that nobody has explained yet deserves a look."""

KINDS = {
    Reason.RIGHT: "right",
    Reason.PARTIAL: "partly right",
    Reason.WRONG: "wrong answer",
    Reason.NOT_STARTED: "not started",
    Reason.RAISED: "stopped with an error",
    Reason.UNDEFINED: "name not found",
    Reason.SYNTAX: "syntax error",
    Reason.TIMED_OUT: "out of time",
    Reason.MEMORY: "out of memory",
    Reason.DIED: "process ended",
    Reason.MALFORMED: "answer not readable",
    Reason.MISSING_CELL: "cell missing",
    Reason.MISSING_NOTEBOOK: "notebook missing",
    Reason.UNREADABLE: "notebook not readable",
    Reason.MANUAL: "marked by a person",
    Reason.TEST_BROKEN: "test did not run",
}


@dataclass(frozen=True, slots=True)
class Advice:
    """Something to look at."""

    text: str
    anchor: str = ""
    """Where on the page; empty where the text says all."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What the sentences are made of."""

    facts: ClassFacts
    marks: Spread | None
    items: Sequence[ItemStatistics]
    misconceptions: Sequence[Misconception]
    behaviours: Sequence[Behaviour]
    kinds: Sequence[Kind]


def percent(share: float) -> str:
    """``63 %``; nothing but all is 100 %, and nothing but none is 0 %."""
    whole = round(100 * share)
    if whole in (0, 100) and share not in (0.0, 1.0):
        return f"{100 * share:.1f} %"
    return f"{whole} %"


def summary(found: Findings) -> tuple[str, ...]:
    """Three to five sentences."""
    if found.marks is None:
        return ("Nobody is graded yet, so there is nothing to say of what the class understood.",)
    return (_marks(found), *_understood(found), *_misconception(found))


def _marks(found: Findings) -> str:
    marks, most = found.marks, found.facts.graded["max_points"].max()
    assert marks is not None
    assert isinstance(most, float)
    if marks.count == 1:
        return f"One student is graded, with {points(marks.median)} of {points(most)} points."
    if marks.lowest == marks.highest:
        return (
            f"All {marks.count:,} graded students have {points(marks.median)} of {points(most)} "
            "points."
        )
    return (
        f"Half of the {marks.count:,} graded students have {points(marks.median)} or more of "
        f"{points(most)} points, and the middle half lies between {points(marks.first)} and "
        f"{points(marks.third)}."
    )


def _understood(found: Findings) -> Iterator[str]:
    known = [item for item in found.items if item.difficulty is not None]
    if not known:
        yield "No grade cell has a mark that says what was understood."
        return
    ranked = sorted(known, key=lambda item: -(item.difficulty or 0.0))
    good = [item for item in ranked if (item.difficulty or 0.0) >= UNDERSTOOD]
    bad = [item for item in reversed(ranked) if (item.difficulty or 0.0) < NOT_UNDERSTOOD]
    if len(good) == len(known):
        least = percent(UNDERSTOOD)
        yield f"All grade cells are understood: the class has {least} or more of each one's points."
        return
    if good:
        rest = f", {len(good)} of {len(known)} cells in all" if len(good) > NAMED else ""
        yield f"Understood best: {_listed(good)}{rest}."
    else:
        yield f"No grade cell is understood by most; the best is {_listed(ranked[:1])}."
    if bad:
        rest = f", {len(bad)} of {len(known)} cells in all" if len(bad) > NAMED else ""
        yield f"Not understood by many: {_listed(bad)}{rest}."
    else:
        yield f"Hardest is {_listed(ranked[-1:])}."


def _listed(items: Iterable[ItemStatistics]) -> str:
    """``dot-core (97 % of its points)``, a few of them."""
    named = list(items)[:NAMED]
    return ", ".join(
        f"`{item.item.name}` ({percent(item.difficulty or 0.0)} of the points)" for item in named
    )


def _misconception(found: Findings) -> Iterator[str]:
    first = _shared(found)
    if first is not None:
        where = ", ".join(f"`{name}`" for name in first.items[:NAMED])
        yield (
            f"{first.students:,} students have the commonest misconception, in {where}; the hint "
            f"that they got: “{first.hint.rstrip()}”"
        )


def _shared(found: Findings) -> Misconception | None:
    """The commonest misconception, if it is not one student's alone."""
    first = next(iter(found.misconceptions), None)
    return first if first is not None and first.students > 1 else None


def advice(found: Findings) -> tuple[Advice, ...]:
    """What to look at first, the most urgent first: what is wrong with the test comes before what
    is hard for the class."""
    return tuple(_advice(found))


def _advice(found: Findings) -> Iterator[Advice]:
    name = found.facts.assignment
    ungraded = found.facts.students.height - found.facts.graded.height
    if ungraded:
        yield Advice(f"{_is(ungraded)} not graded yet: run `autograder grade {name}`.")
    broken = [item for item in found.items if item.broken]
    if broken:
        names = ", ".join(f"`{item.item.name}`" for item in broken[:NAMED])
        most = counted(max(item.broken for item in broken), "student")
        yield Advice(
            f"Tests that could not be carried out, for up to {most}: {names}. "
            f"`autograder audit {name}` says why. It costs nobody points, but a person must mark.",
            "items",
        )
    inside = [f"`{item.item.name}`" for item in found.items if item.inside]
    if inside:
        more = f" and {len(inside) - NAMED} more" if len(inside) > NAMED else ""
        yield Advice(
            f"Tests that ran in the students' own processes: {', '.join(inside[:NAMED])}{more}. "
            "Code that shares a process with a test can make it say anything: look at these marks "
            "twice.",
            "items",
        )
    yield from map(Advice, found.facts.caveats)
    for flag, told in _TOLD.items():
        items = [item for item in found.items if flag in item.flags]
        if items:
            names = ", ".join(f"`{item.item.name}`" for item in items[:NAMED])
            more = f" and {len(items) - NAMED} more" if len(items) > NAMED else ""
            yield Advice(f"{names}{more}: {told}", "items")
    first = _shared(found)
    if first is not None:
        yield Advice(
            f"{first.students:,} students share the commonest misconception: its example is worth "
            "a few minutes in class.",
            "misconceptions",
        )
    yield from _unexplained(found)
    if found.facts.waiting:
        yield Advice(
            f"{counted(found.facts.waiting, 'student')} still wait{_s(found.facts.waiting)} for a "
            "person's mark, so the marks below are not final: `nbgrader formgrader` in JupyterLab.",
            "students",
        )


_TOLD = {
    Flag.CONTRADICTS: "who does well in the rest tends to lose points here. Look at this test "
    "before you look at the class: it may ask something else than the task says.",
    Flag.HARD: "few have any points. Is it taught, is it said clearly, is the test right?",
}


def _unexplained(found: Findings) -> Iterator[Advice]:
    tried = int(found.facts.students["tried"].sum())
    for behaviour in found.behaviours:
        if not behaviour.hint and behaviour.students >= max(2, OFTEN * tried):
            yield Advice(
                f"{counted(behaviour.students, 'student')} gave the same wrong answer in "
                f"`{behaviour.item}`, and no hint explains it to them yet.",
                "answers",
            )
            return


def _is(number: int) -> str:
    return f"{counted(number, 'student')} {'is' if number == 1 else 'are'}"


def _s(number: int) -> str:
    return "s" if number == 1 else ""
