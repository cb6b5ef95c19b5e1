"""Which known misconception is behind a student's answers? By behaviour alone.

The student's function and each catalogued wrong one are asked the same public questions. Their
answers are compared in two parts, because a formula and a rule of the house are got wrong apart
from each other:

- On the questions that the *formula* decides, the answers must be one entry's on every question.
  Then that is the student's formula, whatever rules are broken besides.
- On the questions that the *rules* decide, one entry, or two together, must account for every
  answer: each wrong answer is theirs, and each fault of theirs shows. All else is as the reference
  has it, or as the entry that was found for the formula: so a wrong formula and a broken rule are
  told in one function.

Silent when two fit or none does, or when the runner-up (right answers among them) is not far.
"""

from __future__ import annotations

import copy
import functools
import itertools
import warnings
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.exercises.behaviour import Seen, like, observe
from autograder.exercises.catalogue import Catalogue, Misconception
from autograder.exercises.questions import Case, Probe, is_small, size

MARGIN = 2
"""In so many answers at least the runner-up must differ."""

Answers = tuple[Seen, ...]


@dataclass(frozen=True, slots=True)
class Wrong:
    """A misconception, and what it answers."""

    misconception: Misconception
    answers: Answers
    faults: frozenset[int]
    """The questions to which that is not the right answer."""


@dataclass(frozen=True, slots=True)
class Known:
    """The public questions of a task, smallest first, with the right and the wrong answers."""

    probes: tuple[Probe, ...]
    right: Answers
    wrong: tuple[Wrong, ...]
    small: tuple[bool, ...]
    """Which of the questions are small enough for a board."""


@functools.cache
def known(catalogue: Catalogue, task: str) -> Known:
    """What is known of a task. It depends on nothing of the student's, and is kept."""
    probes = questions(catalogue, task)
    small = tuple(is_small(probe.case) for probe in probes)
    right = _answers(probes, catalogue.names[task])
    wrong = [
        _wrong(entry, probes, right, _answers(probes, _function(catalogue, entry)))
        for entry in catalogue.entries
        if entry.task == task
    ]
    return Known(probes, right, tuple(wrong), small)


def _wrong(
    entry: Misconception, probes: Sequence[Probe], right: Answers, answers: Answers
) -> Wrong:
    pairs = enumerate(zip(probes, right, answers, strict=True))
    faults = {i for i, (probe, *two) in pairs if not like(*two, strictly=not probe.formula)}
    return Wrong(entry, answers, frozenset(faults))


def questions(catalogue: Catalogue, task: str, make: Any = None) -> tuple[Probe, ...]:
    """The public questions of a task, the smallest first; none where the catalogue has none. A
    function may write to what it is given, so they are new ones at each call and share nothing."""
    if task not in catalogue.probes:
        return ()
    probes = list(catalogue.probes[task](make))
    return tuple(_fresh(probes[place]) for place in _order(catalogue, task))


@functools.cache
def _order(catalogue: Catalogue, task: str) -> tuple[int, ...]:
    """The places of the questions, the smallest first."""
    sizes = [size(probe.case) for probe in catalogue.probes[task](None)]
    return tuple(sorted(range(len(sizes)), key=sizes.__getitem__))


def recognise(
    known: Known, seen: Sequence[Seen], is_right: Sequence[bool], at: int | None = None
) -> Misconception | None:
    """The misconception behind what was ``seen``, one for each probe; ``is_right`` says of each
    whether it is a right answer. ``at`` is the question that is shown: where two are found, the
    one that is to be seen there is named."""
    trial = _Trial(known, seen, is_right)
    base = trial.formula_of()
    if base is not None and (at is None or at in trial.formula or trial.matches(base, at)):
        return base.misconception
    if base is None and not all(is_right[i] for i in trial.formula):
        return None
    rule = trial.rule_of(base, at)
    return None if rule is None else rule.misconception


class _Trial:
    """One function's answers beside all that are known."""

    def __init__(self, known: Known, seen: Sequence[Seen], is_right: Sequence[bool]) -> None:
        self._known, self._seen, self._is_right = known, seen, is_right
        places = range(len(known.probes))
        self.formula = frozenset(i for i in places if known.probes[i].formula)
        self.rules = frozenset(places) - self.formula

    def matches(self, entry: Wrong, i: int) -> bool:
        """Whether the answer to a question is the entry's."""
        strictly = not self._known.probes[i].formula
        return like(entry.answers[i], self._seen[i], strictly=strictly)

    def formula_of(self) -> Wrong | None:
        """The one entry whose formula this is."""
        wrong = [entry for entry in self._known.wrong if entry.faults & self.formula]
        fits = [entry for entry in wrong if self._is_all_of(entry, self.formula)]
        if len(fits) > 1:  # alike by the formula: then the rules have to tell them apart
            fits = [entry for entry in fits if self._is_all_of(entry, self.rules)]
        if len(fits) != 1 or len(fits[0].faults & self.formula) < MARGIN:
            return None
        return fits[0] if self._is_far(fits[0]) else None

    def rule_of(self, base: Wrong | None, at: int | None) -> Wrong | None:
        """The one entry, or one of the only two, whose broken rules these are."""
        candidates = [
            entry
            for entry in self._known.wrong
            if entry.faults <= self.rules and self._is_all_of(entry, entry.faults)
        ]
        wrong = frozenset(i for i in self.rules if not self._is_as(base, i))
        if len(wrong) < MARGIN:
            return None
        found = [[entry] for entry in candidates if wrong <= entry.faults] or [
            [one, other]
            for one, other in itertools.combinations(candidates, 2)
            if wrong <= one.faults | other.faults
            and one.faults - other.faults
            and other.faults - one.faults
        ]
        if len(found) != 1:
            return None
        named = [entry for entry in found[0] if at is None or self._shows(entry, at)]
        if len(named) != 1:
            return None
        alone = len(found[0]) == 1 and base is None
        return named[0] if not alone or self._is_far(named[0]) else None

    def _is_all_of(self, entry: Wrong, places: Iterable[int]) -> bool:
        return all(self.matches(entry, i) for i in places)

    def _is_far(self, fit: Wrong) -> bool:
        """Whether all other entries have other answers to several questions."""
        places = range(len(self._seen))
        return all(
            len(list(itertools.islice((i for i in places if not self.matches(e, i)), MARGIN)))
            == MARGIN
            for e in self._known.wrong
            if e is not fit
        )

    def _is_as(self, base: Wrong | None, i: int) -> bool:
        return self._is_right[i] if base is None else self.matches(base, i)

    def _shows(self, entry: Wrong, i: int) -> bool:
        """Whether this entry's fault, in value or type or by what it writes to, is seen there."""
        right, wrong = self._known.right[i], entry.answers[i]
        return not like(right, wrong, strictly=True) and like(wrong, self._seen[i], strictly=True)


def _function(catalogue: Catalogue, entry: Misconception) -> Callable[..., Any]:
    names = dict(catalogue.names)
    exec(entry.code, names)  # our own code, from this package
    found: Callable[..., Any] = names[entry.task]
    return found


def _answers(probes: Sequence[Probe], function: Callable[..., Any]) -> Answers:
    cases = [_fresh(probe).case for probe in probes]
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return tuple(observe(function, cases))


def _fresh(probe: Probe) -> Probe:
    case = probe.case
    arguments = tuple(map(_copy, case.arguments))
    return Probe(Case(arguments, case.law, case.shown), probe.formula)


def _copy(value: Any) -> Any:
    if type(value) is not np.ndarray:
        return copy.deepcopy(value)
    array = value.copy()
    array.flags.writeable = value.flags.writeable
    return array
