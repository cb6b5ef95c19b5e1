"""What hidden tests call: ask the student's function, compare, and say what is wrong.

    check = Check(dot, reference.dot, misconceptions.CATALOGUE, tolerance=dot_tolerance)
    check.agrees(cases.dot_pairs())
    check.refuses(cases.misfits())

The student's function may live in another process, so nothing is asked of it but calls with plain
values, and nothing is asked of what comes back but its value. The first case that fails ends the
test cell: cases therefore run from small and round to large and random.
"""

from __future__ import annotations

import contextlib
import copy
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np

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
SMALL = 1000
"""Words of a model that is copied before a call, to see whether the call changes it."""
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
        left = iter(cases)
        for case in left:
            asked = _before(case)
            expected, came = self.reference(*asked), self.ask(case)
            history.append((asked, came))
            parts = self.compare(came, expected, self.tolerance(expected, *asked))
            if parts is not None:
                history += self._more(islice(left, MORE))
                raise self.wrong(Case(asked, case.law, case.shown), *parts, history=history)

    def floats(self, cases: Iterable[Case]) -> None:
        """The result is a Python float (np.float64 counts)."""
        for case in cases:
            came = self.ask(case)
            if not is_float(came):
                raise self.wrong(case, _kind(came), "a float", law="The result is one float.")

    def of_kind(self, cases: Iterable[Case], kind: Callable[[Any], bool], named: str) -> None:
        """The result is of the right type: ``named`` says which, ``a list of words``."""
        for case in cases:
            came = self.ask(case)
            if not kind(came):
                raise self.wrong(case, _kind(came), named, law=f"The result is {named}.")

    def refuses(self, cases: Iterable[Case], error: type[Exception] = ValueError) -> None:
        """This exception is raised."""
        for case in cases:
            try:
                came = self.ask(case)
            except error:
                continue
            except (ArithmeticError, LookupError, TypeError, AttributeError, ValueError) as other:
                came = clean(f"{type(other).__name__}: {other}")
                raise self.wrong(case, came, error.__name__) from other
            history = [(case.arguments, came)]
            raise self.wrong(case, show(came), error.__name__, history=history)

    def unchanged(self, cases: Iterable[Case]) -> None:
        """What was passed in holds the same values after the call."""
        for case in cases:
            before = _before(case)
            self.ask(case)
            for old, new in zip(before, case.arguments, strict=True):
                if not _equal(old, new):
                    call = Case(tuple(before), "What is passed in is never written to.")
                    came, expected = f"a changed argument, {show(new)}", f"{show(old)}, unchanged"
                    raise self.wrong(call, came, expected)

    def same(self, pairs: Iterable[tuple[Case, Case]], off: float = LEAST) -> None:
        """Both questions of a pair have one answer, whatever it is."""
        for first, second in pairs:
            one, other = self.ask(first), self.ask(second)
            parts = self.compare(other, one, off)
            if parts is not None:
                expected = f"{parts[1]}, as for {self._call(first)}"
                history = [(first.arguments, one), (second.arguments, other)]
                raise self.wrong(second, parts[0], expected, history=history)

    def within(self, low: float, high: float, cases: Iterable[Case]) -> None:
        """No result lies outside the bounds, not even by a rounding error."""
        for case in cases:
            came = self.ask(case)
            numbers = as_numbers(came)
            expected = f"a number in [{low:g}, {high:g}]"
            if numbers is None:
                raise self.wrong(case, show(came), expected)
            outside = numbers[~((numbers >= low) & (numbers <= high))]
            if outside.size:
                raise self.wrong(case, show(float(outside.flat[0]), 17), expected)

    def _more(self, cases: Iterable[Case]) -> Iterator[tuple[tuple[Any, ...], Any]]:
        """Further answers, as far as there are any: they tell one misconception from another."""
        with contextlib.suppress(Exception):
            for case in cases:
                asked = _before(case)
                yield asked, self.function(*case.arguments)

    def ask(self, case: Case) -> Any:
        """What the student's function answers; the call is noted on what it raises."""
        try:
            return self.function(*case.arguments)
        except Exception as error:
            error.add_note(f"in the call {self._call(case)}")
            raise

    def _call(self, case: Case) -> str:
        name = self.reference.__name__
        return f"{name}({case.shown})" if case.shown else show_call(name, case.arguments)

    def wrong(
        self, case: Case, came: str, expected: str, *, law: str = "", history: History = ()
    ) -> WrongAnswer:
        """What to raise for a wrong answer to this question."""
        hint = self.catalogue.explain(self.reference.__name__, history)
        return WrongAnswer(Evidence(self._call(case), came, expected, law or case.law, hint))


def _before(case: Case) -> tuple[Any, ...]:
    """The arguments as they are before the student's function has had them."""
    return tuple(copy.deepcopy(argument) if _is_small(argument) else argument
                 for argument in case.arguments)  # fmt: skip


def _is_small(argument: Any) -> bool:
    """Whether this can be copied: the one large thing is a real model, which its own process has
    and nobody changes for another."""
    return not is_model(argument) or len(argument.index_to_key) <= SMALL


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
