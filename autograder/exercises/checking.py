"""What hidden tests call: ask the student's function, compare, and say what is wrong.

    check = Check(dot, reference.dot, misconceptions.CATALOGUE, tolerance=dot_tolerance)
    check.agrees(cases.dot_pairs())
    check.refuses(cases.misfits())

The student's function may live in another process, so nothing is asked of it but calls with plain
values, and nothing is asked of what comes back but its value. The first case that fails ends the
test cell: cases therefore run from small and round to large and random.
"""

from __future__ import annotations

import collections
import contextlib
import itertools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.exercises.asking import Answer, Arguments, answers
from autograder.exercises.catalogue import Catalogue, History
from autograder.exercises.comparing import (
    LEAST,
    Compare,
    Tolerance,
    as_numbers,
    cosine_tolerance,
    difference,
    is_float,
)
from autograder.exercises.models import is_model
from autograder.exercises.showing import clean, show, show_call
from autograder.model import Evidence

Function = Callable[..., Any]

NOTHING_KNOWN = Catalogue(())
MORE = 5
"""Cases asked after the first that failed, to find the misconception behind it."""


class WrongAnswer(AssertionError):
    """An answer that is not right. ``str()`` is one line; ``evidence`` has its parts."""

    def __init__(self, evidence: Evidence) -> None:
        self.evidence = evidence
        parts = [f"{evidence.call} gave {evidence.came}; expected {evidence.expected}."]
        parts += [evidence.law] if evidence.law else []
        parts += [f"Hint: {evidence.hint}"] if evidence.hint else []
        super().__init__(" ".join(parts))


@dataclass(frozen=True, slots=True)
class Case:
    """One question."""

    arguments: tuple[Any, ...]
    law: str = ""
    """Why the answer is what it is, where a rule in words says more than numbers."""
    shown: str = ""
    """The arguments as code, where that is clearer than their values: ``model["king"]``."""


Asked = tuple[Case, Arguments, Answer]


@dataclass(frozen=True, slots=True)
class Check:
    """Checks of one function. Each raises ``WrongAnswer`` at the first case that fails.

    An exception that a case does not expect passes through, with the call noted on it.
    """

    function: Function
    """The student's."""
    reference: Function
    """Ours; its name is the task's."""
    catalogue: Catalogue = NOTHING_KNOWN
    tolerance: Tolerance = cosine_tolerance
    compare: Compare = difference

    def agrees(self, cases: Iterable[Case]) -> None:
        """The value is the reference's, within the tolerance."""
        history: list[tuple[tuple[Any, ...], Any]] = []
        left = self._asked(cases)
        for case, asked, answer in left:
            expected, came = self.reference(*asked), answer.get()
            history.append((asked, came))
            parts = self.compare(came, expected, self.tolerance(expected, *asked))
            if parts is not None:
                history += _further(left)
                raise self.wrong(Case(asked, case.law, case.shown), *parts, history=history)

    def floats(self, cases: Iterable[Case]) -> None:
        """The result is a Python float (np.float64 counts)."""
        for case, _, answer in self._asked(cases):
            came = answer.get()
            if not is_float(came):
                raise self.wrong(case, _kind(came), "a float", law="The result is one float.")

    def of_kind(self, cases: Iterable[Case], kind: Callable[[Any], bool], named: str) -> None:
        """The result is of the right type: ``named`` says which, ``a list of words``."""
        for case, _, answer in self._asked(cases):
            came = answer.get()
            if not kind(came):
                raise self.wrong(case, _kind(came), named, law=f"The result is {named}.")

    def refuses(self, cases: Iterable[Case], error: type[Exception] = ValueError) -> None:
        """This exception is raised."""
        for case, _, answer in self._asked(cases):
            try:
                came = answer.get()
            except error:
                continue
            except (ArithmeticError, LookupError, TypeError, AttributeError, ValueError) as other:
                came = clean(f"{type(other).__name__}: {other}")
                raise self.wrong(case, came, error.__name__) from other
            history = [(case.arguments, came)]
            raise self.wrong(case, show(came), error.__name__, history=history)

    def unchanged(self, cases: Iterable[Case]) -> None:
        """What was passed in holds the same values after the call."""
        for case, before, answer in self._asked(cases):
            answer.get()
            for old, new in zip(before, case.arguments, strict=True):
                if not _equal(old, new):
                    call = Case(tuple(before), "What is passed in is never written to.")
                    came, expected = f"a changed argument, {show(new)}", f"{show(old)}, unchanged"
                    raise self.wrong(call, came, expected)

    def same(self, pairs: Iterable[tuple[Case, Case]], off: float = LEAST) -> None:
        """Both questions of a pair have one answer, whatever it is."""
        asked = self._asked(itertools.chain.from_iterable(pairs))
        for (first, _, once), (second, _, again) in zip(asked, asked, strict=True):
            one, other = once.get(), again.get()
            parts = self.compare(other, one, off)
            if parts is not None:
                expected = f"{parts[1]}, as for {self._call(first)}"
                history = [(first.arguments, one), (second.arguments, other)]
                raise self.wrong(second, parts[0], expected, history=history)

    def within(self, low: float, high: float, cases: Iterable[Case]) -> None:
        """No result lies outside the bounds, not even by a rounding error."""
        for case, _, answer in self._asked(cases):
            came = answer.get()
            numbers = as_numbers(came)
            expected = f"a number in [{low:g}, {high:g}]"
            if numbers is None:
                raise self.wrong(case, show(came), expected)
            outside = numbers[~((numbers >= low) & (numbers <= high))]
            if outside.size:
                raise self.wrong(case, show(float(outside.flat[0]), 17), expected)

    def _asked(self, cases: Iterable[Case]) -> Iterator[Asked]:
        """Each case, its arguments as they were before the call, and the answer."""
        pending: collections.deque[Case] = collections.deque()

        def questions() -> Iterator[Arguments]:
            for case in cases:
                pending.append(case)
                yield case.arguments

        for answer in answers(self.function, questions()):
            case = pending.popleft()
            if answer.error is not None:
                answer.error.add_note(f"in the call {self._call(case)}")
            yield case, answer.asked, answer

    def values(self, cases: Iterable[Case]) -> Iterator[tuple[Case, Any]]:
        """Each case with what the student's function answers, for rules that are no formula."""
        for case, _, answer in self._asked(cases):
            yield case, answer.get()

    def _call(self, case: Case) -> str:
        name = self.reference.__name__
        return f"{name}({case.shown})" if case.shown else show_call(name, case.arguments)

    def wrong(
        self, case: Case, came: str, expected: str, *, law: str = "", history: History = ()
    ) -> WrongAnswer:
        """What to raise for a wrong answer to this question."""
        hint = self.catalogue.explain(self.reference.__name__, history)
        return WrongAnswer(Evidence(self._call(case), came, expected, law or case.law, hint))


def _further(asked: Iterator[Asked]) -> Iterator[tuple[Arguments, Any]]:
    """Further answers, as far as there are any: they tell one misconception from another."""
    with contextlib.suppress(Exception):
        for _, before, answer in itertools.islice(asked, MORE):
            yield before, answer.get()


def _equal(old: Any, new: Any) -> bool:
    if is_model(old):
        return bool(old.index_to_key == new.index_to_key) and _equal(old.vectors, new.vectors)
    if isinstance(old, np.ndarray):
        return np.array_equal(old, new, equal_nan=old.dtype.kind == "f")
    if isinstance(old, list | tuple):
        return len(old) == len(new) and all(map(_equal, old, new))
    return bool(old == new)


def _kind(value: Any) -> str:
    return f"{show(value)}, of type {clean(type(value).__name__, 40)}"
