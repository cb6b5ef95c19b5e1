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

import functools
import itertools
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.exercises.behaviour import Seen, like, observe
from autograder.exercises.catalogue import Catalogue, Misconception
from autograder.exercises.questions import Probe, size

MARGIN = 2
"""In so many answers at least the runner-up must differ."""

Answers = tuple[Seen, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """The public questions of a task, smallest first, with the right and the wrong answers."""

    probes: tuple[Probe, ...]
    right: Answers
    wrong: tuple[tuple[Misconception, Answers], ...]


@functools.cache
def known(catalogue: Catalogue, task: str) -> Known:
    """What is known of a task. It depends on nothing of the student's, and is kept."""
    right = _answers(catalogue, task, catalogue.names[task])
    wrong = [
        (entry, _answers(catalogue, task, _function(catalogue, entry)))
        for entry in catalogue.entries
        if entry.task == task
    ]
    return Known(questions(catalogue, task), right, tuple(wrong))


def questions(catalogue: Catalogue, task: str, make: Any = None) -> tuple[Probe, ...]:
    """The public questions of a task, the smallest first; new ones at each call, for a function
    may write to what it is given. None where the catalogue has none."""
    asked = catalogue.probes.get(task)
    if asked is None:
        return ()
    return tuple(sorted(asked(make), key=lambda probe: size(probe.case)))


def recognise(
    known: Known, seen: Sequence[Seen], is_right: Sequence[bool], at: int | None = None
) -> Misconception | None:
    """The misconception behind what was ``seen``, one for each probe; ``is_right`` says of each
    whether it is a right answer. ``at`` is the question that is shown: where two are found, the
    one that is to be seen there is named."""
    trial = _Trial(known, seen, is_right)
    base = trial.formula_of()
    if base is not None and (at is None or at in trial.formula or trial.matches(base, at)):
        return base[0]
    if base is None and not all(is_right[i] for i in trial.formula):
        return None
    return trial.rule_of(base, at)


_Entry = tuple[Misconception, Answers]


class _Trial:
    """One function's answers beside all that are known."""

    def __init__(self, known: Known, seen: Sequence[Seen], is_right: Sequence[bool]) -> None:
        self._known, self._seen, self._is_right = known, seen, is_right
        places = range(len(known.probes))
        self.formula = [i for i in places if known.probes[i].formula]
        self.rules = [i for i in places if not known.probes[i].formula]

    def matches(self, entry: _Entry, i: int) -> bool:
        return like(entry[1][i], self._seen[i], strictly=not self._known.probes[i].formula)

    def formula_of(self) -> _Entry | None:
        """The one entry whose formula this is."""
        wrong = [e for e in self._known.wrong if any(self._deviates(e, i) for i in self.formula)]
        fits = [e for e in wrong if all(self.matches(e, i) for i in self.formula)]
        if len(fits) > 1:  # alike by the formula: then the rules have to tell them apart
            fits = [e for e in fits if all(self.matches(e, i) for i in self.rules)]
        if len(fits) != 1 or sum(self._deviates(fits[0], i) for i in self.formula) < MARGIN:
            return None
        return fits[0] if self._is_far(fits[0]) else None

    def rule_of(self, base: _Entry | None, at: int | None) -> Misconception | None:
        """The one entry, or one of the only two, whose broken rules these are."""
        candidates = [
            (entry, faults)
            for entry in self._known.wrong
            if not any(self._deviates(entry, i) for i in self.formula)
            and (faults := {i for i in self.rules if self._deviates(entry, i)})
            and all(self.matches(entry, i) for i in faults)
        ]
        unexplained = {i for i in self.rules if not self._is_as(base, i)}
        if len(unexplained) < MARGIN:
            return None
        found = [[e] for e, faults in candidates if unexplained <= faults]
        if not found:
            found = [
                [one, other]
                for (one, first), (other, second) in itertools.combinations(candidates, 2)
                if unexplained <= first | second and first - second and second - first
            ]
        if len(found) != 1:
            return None
        named = [e for e in found[0] if at is None or self._shows(e, at)]
        if len(named) != 1 or (len(found[0]) == 1 and base is None and not self._is_far(named[0])):
            return None
        return named[0][0]

    def _is_far(self, fit: _Entry) -> bool:
        """Whether all other entries have other answers to several questions."""
        return all(
            sum(not self.matches(other, i) for i in range(len(self._seen))) >= MARGIN
            for other in self._known.wrong
            if other is not fit
        )

    def _shows(self, entry: _Entry, i: int) -> bool:
        """Whether this entry's fault, in value or type or by what it writes to, is seen there."""
        right, wrong = self._known.right[i], entry[1][i]
        return not like(right, wrong, strictly=True) and like(wrong, self._seen[i], strictly=True)

    def _is_as(self, base: _Entry | None, i: int) -> bool:
        return self._is_right[i] if base is None else self.matches(base, i)

    def _deviates(self, entry: _Entry, i: int) -> bool:
        return not like(
            self._known.right[i], entry[1][i], strictly=not self._known.probes[i].formula
        )


def _function(catalogue: Catalogue, entry: Misconception) -> Callable[..., Any]:
    names = dict(catalogue.names)
    exec(entry.code, names)  # our own code, from this package
    found: Callable[..., Any] = names[entry.task]
    return found


def _answers(catalogue: Catalogue, task: str, function: Callable[..., Any]) -> Answers:
    cases = [probe.case for probe in questions(catalogue, task)]
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return tuple(observe(function, cases))
