"""Why an answer is wrong: a step of its own, after the verdict, that costs nothing for right ones.

A failed check hands on a ``Failure``: whose answers they are, the question that failed, and in what
way. From it an explanation is made of *public* questions (the assignment's ``probes``), of which
none decides about marks: the smallest that fails in the same way, and the misconception whose
answers they are. Where no public question fails, what failed is made smaller while it fails. So no
marked question is shown, but for those that a person would ask anyway.

Everything is the same each time: the questions are fixed, and only of a function that works longer
than ``SECONDS`` on them less is told.
"""

from __future__ import annotations

import inspect
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from autograder.exercises.behaviour import Seen, like, observe
from autograder.exercises.catalogue import Catalogue, Misconception
from autograder.exercises.comparing import Compare, Tolerance
from autograder.exercises.faults import Fault, Parts, of_value
from autograder.exercises.models import is_model
from autograder.exercises.questions import Case, Probe
from autograder.exercises.recognising import known, questions, recognise
from autograder.exercises.showing import show_call
from autograder.model import Evidence

SECONDS = 0.5
"""That the student's functions may work for all explanations of one notebook together."""


@dataclass(frozen=True, slots=True)
class Failure:
    """What a check saw fail, with all that it takes to ask further."""

    function: Callable[..., Any]
    """The student's."""
    reference: Callable[..., Any]
    catalogue: Catalogue
    tolerance: Tolerance
    compare: Compare
    case: Case
    """The question as it was before it was asked."""
    fault: Fault
    pair: tuple[Case, float] | None = None
    """A question that should have the same answer, within so much."""

    @property
    def task(self) -> str:
        """The name of the function."""
        return self.reference.__name__

    def recurs(self) -> bool:
        """Whether the question fails in the same way when it is asked again."""
        (seen,) = observe(self.function, [_copy(self.case)])
        if self.pair is None:
            (right,) = observe(self.reference, [_copy(self.case)])
            return self.fault.parts(right, seen) is not None
        other, off = self.pair
        (first,) = observe(self.function, [_copy(other)])
        return of_value(self.compare, lambda *_: off).parts(first, seen) is not None


@dataclass(frozen=True, slots=True)
class Explained:
    """The question to show, and what is known of the student's answers."""

    evidence: Evidence | None
    """None where no question was found that may be shown."""
    misconception: Misconception | None


@dataclass(slots=True)
class Explainer:
    """Explains the failures of one notebook. Each function is asked once."""

    seconds: float = SECONDS
    clock: Callable[[], float] = time.process_time
    """How long the student's process has worked."""
    _begun: float | None = None
    _seen: dict[int, tuple[Any, Sequence[Probe], list[Seen]]] = field(default_factory=dict)

    def explain(self, failure: Failure, make: Any = None, *, name: bool = True) -> Explained:
        """An explanation. ``make`` is the notebook's class for models of a few words. Without
        ``name`` no misconception is looked for: the answers are not the function's own."""
        probes, seen = self._ask(failure, make)
        parts: Parts | None = None
        entry = None
        if seen:
            facts = known(failure.catalogue, failure.task)
            found = [failure.fault.parts(*pair) for pair in zip(facts.right, seen, strict=False)]
            at = _clearest(probes, found, facts.small, failure.case.law)
            if name and len(seen) == len(probes):
                right = [
                    _is_right(failure, *three)
                    for three in zip(probes, facts.right, seen, strict=True)
                ]
                entry = recognise(facts, seen, right, at)
            if at is not None:
                # as it was before the student's function had it
                case, parts = _with(probes[at].case, seen[at].asked), found[at]
        if parts is None:
            case, parts = self._shrink(failure)
        evidence = None if parts is None else evidence_of(failure, case, parts, entry)
        return Explained(evidence, entry)

    def _ask(self, failure: Failure, make: Any) -> tuple[Sequence[Probe], list[Seen]]:
        """The public questions, and what came of the first of them."""
        function, probes, seen = self._seen.get(id(failure.function), (None, (), []))
        if function is not failure.function and not self._is_over():
            probes = questions(failure.catalogue, failure.task, make)
            cases = [probe.case for probe in probes]
            seen = list(observe(failure.function, cases, enough=self._is_over))
            self._seen[id(failure.function)] = failure.function, probes, seen
        return probes, seen

    def _is_over(self) -> bool:
        now = self.clock()
        self._begun = now if self._begun is None else self._begun
        return now - self._begun >= self.seconds

    def _shrink(self, failure: Failure) -> tuple[Case, Parts | None]:
        """The smallest form of what failed that still fails."""
        if self._is_over():
            return failure.case, None
        forms = list(smaller(failure.case))
        rights = list(observe(failure.reference, [_copy(form) for form in forms]))
        seen = observe(failure.function, forms, enough=self._is_over)
        found = [
            (_with(form, one.asked), parts)
            for form, right, one in zip(forms, rights, seen, strict=False)
            if (parts := failure.fault.parts(right, one)) is not None
        ]
        return found[0] if found else (failure.case, None)


def evidence_of(
    failure: Failure, case: Case, parts: Parts, entry: Misconception | None = None
) -> Evidence:
    """What is written on the board."""
    name = failure.task
    call = f"{name}({case.shown})" if case.shown else show_call(name, case.arguments)
    came, expected = parts
    law = case.law or failure.fault.law
    if entry is None:
        return Evidence(call, came, expected, law, arrows=_arrows(failure, case))
    return Evidence(call, came, expected, law, entry.hint, entry.title, _arrows(failure, case))


def smaller(case: Case) -> Iterator[Case]:
    """Forms of a question about arrays, the smallest first: fewer columns, whole numbers of one
    digit. Nothing for questions about models, which are not made of columns alone."""
    arrays = [a for a in case.arguments if isinstance(a, np.ndarray) and a.ndim]
    wide = max((array.shape[-1] for array in arrays), default=0)
    if not wide or any(map(is_model, case.arguments)):
        return
    for columns in (1, 2, 3, wide):
        for rounded in (True, False):
            if columns <= wide and (rounded or columns < wide):
                parts = (_smaller(a, wide, columns, rounded=rounded) for a in case.arguments)
                yield Case(tuple(parts), case.law)


def _smaller(value: Any, wide: int, columns: int, *, rounded: bool) -> Any:
    if not isinstance(value, np.ndarray) or value.dtype.kind not in "iuf" or not value.size:
        return value
    if value.ndim and value.shape[-1] == wide:
        value = value[..., :columns]
    largest = float(np.max(np.abs(value.astype(np.float64)), initial=0.0))
    if not np.isfinite(largest) or not largest:
        return value.copy()
    if rounded:
        return np.round(value.astype(np.float64) / largest * 9).astype(value.dtype)
    return value.astype(np.float64).round(1).astype(value.dtype)


def _clearest(
    probes: Sequence[Probe], found: Sequence[Parts | None], small: Sequence[bool], law: str
) -> int | None:
    """Which of the questions that failed is shown: a small one if there is one, about the same
    law, else about the formula; the first of these, for they are in order of size."""
    failed = [i for i, parts in enumerate(found) if parts is not None]

    def order(i: int) -> tuple[bool, bool, bool]:
        other = bool(law) and probes[i].case.law != law
        return not small[i], other, not probes[i].formula

    return min(failed, key=order, default=None)


def _is_right(failure: Failure, probe: Probe, right: Seen, seen: Seen) -> bool:
    """Whether an answer is right: within the tolerance where the formula decides. Rules are asked
    about so that rounding has no say."""
    if right.error is not None:
        return isinstance(seen.error, type(right.error))
    if not probe.formula:
        return like(right, seen, strictly=True)
    value = of_value(failure.compare, failure.tolerance)
    return seen.error is None and value.parts(right, seen) is None


def _arrows(failure: Failure, case: Case) -> tuple[tuple[str, tuple[float, ...]], ...]:
    """The vectors of a question by the names of its parameters, where they can be drawn."""
    vectors = [_vector(argument) for argument in case.arguments]
    drawn = [vector for vector in vectors if vector is not None]
    if not 0 < len(drawn) == len(vectors) <= 2:
        return ()
    names = list(inspect.signature(failure.reference).parameters)
    return tuple(zip(names, drawn, strict=False))


def _vector(value: Any) -> tuple[float, ...] | None:
    try:
        array = np.asarray(value)
    except ValueError:
        return None
    if array.shape not in ((2,), (3,)) or array.dtype.kind not in "iuf":
        return None
    return tuple(map(float, array)) if np.isfinite(array).all() else None


def _with(case: Case, arguments: tuple[Any, ...]) -> Case:
    return Case(arguments, case.law, case.shown)


def _copy(case: Case) -> Case:
    return _with(case, tuple(a.copy() if isinstance(a, np.ndarray) else a for a in case.arguments))
