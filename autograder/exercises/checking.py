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
import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from autograder.exercises import faults
from autograder.exercises.asking import Answer, Arguments, answers
from autograder.exercises.behaviour import equal
from autograder.exercises.catalogue import Catalogue
from autograder.exercises.comparing import (
    LEAST,
    Compare,
    Tolerance,
    cosine_tolerance,
    difference,
    is_float,
)
from autograder.exercises.explaining import Failure
from autograder.exercises.faults import Fault
from autograder.exercises.questions import Case as Case
from autograder.exercises.showing import show, show_call
from autograder.model import Evidence

Function = Callable[..., Any]

NOTHING_KNOWN = Catalogue(())
DIGITS = 4
"""Numbers with more digits were drawn by lot: they are not shown, for marks hang on them."""


class WrongAnswer(AssertionError):
    """An answer that is not right. ``str()`` is one line; ``evidence`` has its parts, and
    ``failure``, where there is one, what it takes to explain it."""

    def __init__(self, evidence: Evidence, failure: Failure | None = None) -> None:
        self.evidence = evidence
        self.failure = failure
        super().__init__(written(evidence))


def written(evidence: Evidence) -> str:
    """Evidence on one line."""
    parts = [f"{evidence.call} gave {evidence.came}; expected {evidence.expected}."]
    parts += [evidence.law] if evidence.law else []
    parts += [f"Hint: {evidence.hint}"] if evidence.hint else []
    return " ".join(parts)


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
        for case, asked, answer in self._asked(cases):
            expected, came = self.reference(*asked), answer.get()
            parts = self.compare(came, expected, self.tolerance(expected, *asked))
            if parts is not None:
                raise self.wrong(Case(asked, case.law, case.shown), *parts)

    def floats(self, cases: Iterable[Case]) -> None:
        """The result is a Python float (np.float64 counts)."""
        self.of_kind(cases, is_float, "a float", law="The result is one float.")

    def of_kind(
        self, cases: Iterable[Case], kind: Callable[[Any], bool], named: str, law: str = ""
    ) -> None:
        """The result is of the right type: ``named`` says which, ``a list of words``."""
        fault = faults.of_kind(kind, named, law)
        for case, _, answer in self._asked(cases):
            came = answer.get()
            if not kind(came):
                raise self.wrong(case, faults.with_kind(came), named, fault=fault)

    def refuses(self, cases: Iterable[Case], error: type[Exception] = ValueError) -> None:
        """This exception is raised."""
        fault = faults.of_refusal(error)
        for case, _, answer in self._asked(cases):
            try:
                came = show(answer.get())
            except error:
                continue
            except (ArithmeticError, LookupError, TypeError, AttributeError, ValueError) as other:
                raise self.wrong(case, faults.told(other), error.__name__, fault=fault) from other
            raise self.wrong(case, came, error.__name__, fault=fault)

    def unchanged(self, cases: Iterable[Case]) -> None:
        """What was passed in holds the same values after the call."""
        fault = faults.of_change()
        for case, before, answer in self._asked(cases):
            answer.get()
            for old, new in zip(before, case.arguments, strict=True):
                if not equal(old, new):
                    came, expected = f"a changed argument, {show(new)}", f"{show(old)}, unchanged"
                    raise self.wrong(Case(tuple(before)), came, expected, fault=fault)

    def same(self, pairs: Iterable[tuple[Case, Case]], off: float = LEAST) -> None:
        """Both questions of a pair have one answer, whatever it is."""
        asked = self._asked(itertools.chain.from_iterable(pairs))
        for (first, earlier, once), (second, before, again) in zip(asked, asked, strict=True):
            parts = self.compare(again.get(), once.get(), off)
            if parts is not None:
                expected = f"{parts[1]}, as for {self._call(first)}"
                case, pair = Case(before, second.law, second.shown), (Case(earlier), off)
                raise self.wrong(case, parts[0], expected, pair=pair)

    def within(self, low: float, high: float, cases: Iterable[Case]) -> None:
        """No result lies outside the bounds, not even by a rounding error."""
        fault = faults.of_bounds(low, high)
        for case, before, answer in self._asked(cases):
            parts = faults.bounds(answer.get(), low, high)
            if parts is not None:
                raise self.wrong(Case(before, case.law, case.shown), *parts, fault=fault)

    def _asked(self, cases: Iterable[Case]) -> Iterator[Asked]:
        """Each case, its arguments as they were before the call, and the answer."""
        pending: collections.deque[Case] = collections.deque()

        def questions() -> Iterator[Arguments]:
            for case in cases:
                pending.append(case)
                yield case.arguments

        given = answers(self.function, questions())
        while (answer := self._next(given, pending)) is not None:
            case = pending.popleft()
            if answer.error is not None:
                answer.error.add_note(f"in the call {self._call(case)}")
                vars(answer.error)["evidence"] = Evidence(self._call(case))
                fault = faults.of_exception(answer.error)
                asked = Case(answer.asked, case.law, case.shown)
                vars(answer.error)["failure"] = self._failure(asked, fault)
            yield case, answer.asked, answer

    def _next(self, given: Iterator[Answer], pending: Sequence[Case]) -> Answer | None:
        """None at the end. An exception that ends the test here, because there is no answer, says
        which question has none (``place``, where they were several)."""
        try:
            return next(given, None)
        except BaseException as ended:
            for case in list(pending)[vars(ended).get("place", 0) :][:1]:
                vars(ended)["evidence"] = Evidence(self._call(case))
            raise

    def values(self, cases: Iterable[Case]) -> Iterator[tuple[Case, Any]]:
        """Each case with what the student's function answers, for rules that are no formula."""
        for case, _, answer in self._asked(cases):
            yield case, answer.get()

    def _call(self, case: Case) -> str:
        """A question as code. What was drawn by lot for marks is not told."""
        name = self.reference.__name__
        if case.shown:
            return f"{name}({case.shown})"
        if all(map(_is_round, case.arguments)):
            return show_call(name, case.arguments)
        return f"{name}({', '.join(map(_veiled, case.arguments))})"

    def wrong(
        self,
        case: Case,
        came: str,
        expected: str,
        *,
        fault: Fault | None = None,
        pair: tuple[Case, float] | None = None,
    ) -> WrongAnswer:
        """What to raise for a wrong answer to this question. ``fault`` says in what way it is
        wrong; if it does not, in value: the reference's, or that of the other question of a
        ``pair``, within so much."""
        fault = fault or faults.of_value(self.compare, self.tolerance)
        evidence = Evidence(self._call(case), came, expected, case.law or fault.law)
        return WrongAnswer(evidence, replace(self._failure(case, fault), pair=pair))

    def _failure(self, case: Case, fault: Fault) -> Failure:
        return Failure(
            self.function, self.reference, self.catalogue, self.tolerance, self.compare, case, fault
        )


def _is_round(value: Any) -> bool:
    if not isinstance(value, np.ndarray) or value.dtype.kind != "f":
        return True
    return all(float(f"{number:.{DIGITS}g}") == number for number in _finite(value))


def _finite(value: np.ndarray[Any, Any]) -> list[float]:
    numbers: list[float] = value[np.isfinite(value)].ravel().tolist()
    return numbers


def _veiled(value: Any) -> str:
    return show(value) if _is_round(value) else f"an array of shape {value.shape}"
