"""What is found out about lost tests when all cells have run: who is to blame, and why.

It comes last because the marks then stand. Asking the student's functions further questions runs
their code, which may draw random numbers, count its calls, hang or end the process: none of that
can reach a verdict any more, and each is told as it was first decided until a better one is known.
The price is that a function is asked as it is at the end of the notebook. That is the one that was
tested, for it is held by its handle and not by its name; only what it reads of the notebook may
have been bound anew, and then no question fails any more, or one that fails today is shown, which
is true as well.

Bounded: a fraction of a second for a call, a few seconds in all, and nothing more once a question
has not been answered in time.
"""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from autograder.examiner.blame import Blame, Examine, declared
from autograder.examiner.conversation import NoAnswer
from autograder.examiner.crossing import said
from autograder.examiner.link import Link
from autograder.examiner.namespace import Namespace
from autograder.exercises.checking import written
from autograder.exercises.explaining import SECONDS, Explained, Explainer, Failure
from autograder.exercises.showing import clean
from autograder.model import JSON, Cell, Reason, Verdict

CALL_SECONDS = 0.3
"""Seconds of work for one answer to a question that is asked in order to explain."""
WALL_FACTOR = 10.0
"""Wall seconds for one second of work. All explanations of a notebook share their time, and on a
busy machine most of it goes by while nobody works."""


@dataclass(frozen=True, slots=True)
class Lost:
    """A test that was lost."""

    cell: Cell
    verdict: Verdict
    outputs: list[JSON]
    error: BaseException | None
    """What ended it."""
    count: int
    """Its execution count."""

    @property
    def failure(self) -> Failure | None:
        """What a check saw fail, where a check ended it."""
        found = None if self.error is None else vars(self.error).get("failure")
        return found if isinstance(found, Failure) else None


@dataclass(frozen=True, slots=True)
class Account:
    """The verdict and the outputs of a lost test, after all has been found out."""

    verdict: Verdict
    outputs: list[JSON]


class Aftermath:
    """Looks back at the lost tests of one notebook."""

    def __init__(
        self,
        cells: Sequence[Cell],
        link: Link,
        names: Namespace,
        examine: Examine,
        *,
        charge_once: bool,
    ) -> None:
        """``charge_once`` says whether a test gets its points that is lost only through the fault
        of an earlier function."""
        self._link = link
        self._names = names
        self._charge_once = charge_once
        self._blame = Blame(cells, link, examine, whole=charge_once)
        self._explainer = Explainer()

    def accounts(self, lost: Sequence[Lost]) -> Iterator[tuple[Lost, Account]]:
        """What there is to say of each test; some are told of twice, and then the second counts.
        Ends early where the student's process does not answer any more, or does what nobody has
        thought of: the verdicts stand, and must not be lost through what is said of them."""
        verdicts = [one.verdict for one in lost]
        with contextlib.suppress(NoAnswer, Exception):
            for place, one in enumerate(lost):
                name = self._to_blame(one)
                if name:
                    verdicts[place] = self._charged(one.verdict, name)
                    yield one, Account(verdicts[place], one.outputs)
            self._explainer = Explainer(clock=self._link.stopwatch(WALL_FACTOR))
            for one, verdict in zip(lost, verdicts, strict=True):
                yield one, self._account(one, verdict)

    def _to_blame(self, one: Lost) -> str:
        known = {name: dict.__getitem__(self._names, name) for name in dict.keys(self._names)}
        checked = declared(one.cell.source, known)
        return self._blame.of(one.cell, one.verdict.reason, one.failure, checked)

    def _charged(self, verdict: Verdict, name: str) -> Verdict:
        why = f"With a right `{name}` in the place of yours"
        if self._charge_once:
            message = f"{why} this test passes, so `{name}` alone costs points."
            return replace(
                verdict, points=verdict.max_points, reason=Reason.RIGHT, message=message,
                evidence=None, because=name,
            )  # fmt: skip
        return replace(
            verdict, message=f"{verdict.message} {why} the answer is right.", because=name
        )

    def _account(self, one: Lost, verdict: Verdict) -> Account:
        failure = one.failure
        if failure is None or verdict.reason not in (Reason.WRONG, Reason.RAISED):
            return Account(verdict, one.outputs)
        own = not verdict.because and not self._blame.suspects(one.cell)
        explained = self._explain(failure, name=own)
        return _explained(one, verdict, failure, explained)

    def _explain(self, failure: Failure, *, name: bool) -> Explained:
        make = None
        if failure.catalogue.model_class:
            make = dict.get(self._names, failure.catalogue.model_class)
        with self._link.hurried(CALL_SECONDS, 4 * SECONDS), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                explained = self._explainer.explain(failure, make, name=name)
            except Exception:  # a question that cannot cross, or an answer that cannot be compared
                explained = Explained(None, None)
            if self._link.failure is not None:
                raise NoAnswer(self._link.failure)
        return explained


def _explained(one: Lost, verdict: Verdict, failure: Failure, explained: Explained) -> Account:
    evidence, entry = explained.evidence, explained.misconception
    if evidence is None:
        if entry is None or verdict.evidence is None:
            return Account(verdict, one.outputs)
        evidence = replace(verdict.evidence, hint=entry.hint, misconception=entry.title)
    if failure.fault.raises:
        return Account(replace(verdict, evidence=evidence), one.outputs)
    assert one.error is not None
    before, after = said(one.error), written(evidence)
    message = verdict.message.replace(clean(before), clean(after))
    outputs = [_rewritten(output, before, after) for output in one.outputs]
    return Account(replace(verdict, evidence=evidence, message=message), outputs)


def _rewritten(output: Any, before: str, after: str) -> JSON:
    """An error with other words, in the notebook that the student gets back."""
    if output.get("output_type") != "error":
        return output
    traceback = [line.replace(before, after) for line in output["traceback"]]
    return output | {"evalue": output["evalue"].replace(before, after), "traceback": traceback}
