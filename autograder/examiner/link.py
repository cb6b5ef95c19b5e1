"""The examiner's side of the wire: asks a candidate, keeps the time, rebuilds the answers.

Three things can come of a question: a value; an exception of the student's code, raised here as
the builtin of the same name; or a failure of the candidate as a process, raised as
``StudentFailure``, which no test can mistake for an expected exception.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NoReturn

from autograder.candidate.decoding import Decoder
from autograder.candidate.encoding import aliased
from autograder.candidate.messages import (
    Bind,
    Call,
    CellDone,
    Dice,
    Done,
    EndCell,
    Import,
    Look,
    Operate,
    Operator,
    Patch,
    Raised,
    RunCell,
    Unbind,
)
from autograder.candidate.outputs import Output, Outputs, decode_outputs
from autograder.candidate.raised import MAX_MESSAGE
from autograder.candidate.sharing import Parcel, take_in
from autograder.candidate.values import Lent, WireError
from autograder.examiner.conversation import Conversation, StudentFailure
from autograder.examiner.crossing import checked, rebuild, replay, warn
from autograder.examiner.remote import Remote
from autograder.exercises.showing import clean
from autograder.model import Ending, Outcome

NOTE = 200
"""Characters beyond the limit for the line by which a candidate says what it dropped."""


@dataclass(frozen=True, slots=True)
class CellRun:
    """What came of running one of the student's cells."""

    outcome: Outcome
    outputs: list[Output] = field(default_factory=list)
    dropped: int = 0
    """Characters printed beyond the limit."""


class Link(Conversation):
    """What can be asked of a candidate."""

    def run_cell(
        self, source: str, *, count: int, given: Sequence[str] = (), dice: Dice | None = None
    ) -> CellRun:
        """Run a cell in the candidate, with the random generators in this state. Never raises."""
        self.sources.add(count, source)
        self._pending_dice = dice
        body = RunCell(source, count, tuple(given))
        try:
            reply, payload = self._exchange(body, self._parcel(), self._limits.cell_seconds)
        except StudentFailure as failure:
            return CellRun(failure.outcome)
        done = reply.body
        if not isinstance(done, CellDone):
            return CellRun(self._malformed("a cell's answer that is none"))
        try:
            blob = Decoder(payload, self._resolve).blob(done.outputs)
            outputs = self._admit(decode_outputs(blob) if blob else [])
        except WireError as error:
            return CellRun(self._malformed(str(error)))
        outcome = Outcome(Ending.OK)
        if self.failure is not None:  # interrupted: the answer came, but too late
            outcome = self.failure
        elif done.raised is not None:
            raised = checked(done.raised)
            outcome = Outcome(Ending.RAISED, clean(f"{raised.name}: {raised.message}", MAX_MESSAGE))
        return CellRun(outcome, outputs.items, max(0, done.dropped) + outputs.dropped)

    def _admit(self, outputs: list[Output]) -> Outputs:
        """The outputs within the limits: the candidate's own shell may have lost them."""
        kept = Outputs(
            limit=self._limits.output_kb * 1024 + NOTE,
            display_limit=self._limits.display_mb * 2**20,
        )
        for output in outputs:
            kept.admit(output)
        return kept

    def look(self, name: str) -> Any:
        """The value of one of the student's names. Raises NameError where there is none."""
        value = self._ask(Look(name), self._parcel(), lasting=True)
        if isinstance(value, Remote):
            value._label_ = name
        return value

    def bind(self, name: str, value: object) -> None:
        """Bind one of the student's names. Raises CannotCross."""
        parcel = self._parcel()
        self._ask(Bind(name, parcel.encoder.encode(value)), parcel)

    def bind_module(self, name: str, module: str) -> None:
        """Bind one of the student's names to a module. Raises ImportError."""
        self._ask(Import(name, module), self._parcel())

    def patch(self, module: str, attribute: str, value: object) -> None:
        """Put something in the place of a module's attribute. Raises CannotCross."""
        parcel = self._parcel()
        self._ask(Patch(module, attribute, parcel.encoder.encode(value)), parcel)

    def unpatch(self, module: str, attribute: str) -> None:
        """Put back what was there before the last patch."""
        self._ask(Patch(module, attribute, undo=True), self._parcel())

    def unbind(self, name: str) -> None:
        """Delete one of the student's names. Raises NameError where there is none."""
        self._ask(Unbind(name), self._parcel())

    def call(
        self, label: str, handle: int, args: Sequence[object], kwargs: dict[str, object]
    ) -> Any:
        """Call one of the student's functions; arguments that it changes are changed here too."""
        self.before_call()
        self.asked, self.answered = (label, args, kwargs), None
        parcel = self._parcel()
        parcel.encoder.aliased = aliased([*args, *kwargs.values()])
        nodes = [parcel.encoder.encode(arg) for arg in args]
        named = {name: parcel.encoder.encode(value) for name, value in kwargs.items()}
        called = Call(handle, nodes, named)
        self.answered = self._ask(called, parcel, may_stop="." in label)
        return self.answered

    def operate(self, handle: int, operator: Operator, *args: object) -> Any:
        """Apply an operator to one of the student's objects."""
        self.before_call()
        parcel = self._parcel()
        nodes = [parcel.encoder.encode(arg) for arg in args]
        operated = Operate(handle, operator, nodes)
        return self._ask(operated, parcel, may_stop=operator == "next", lasting=True)

    def end_cell(self) -> list[Output]:
        """What is shown in the candidate because a test cell is over."""
        if not self.waiting:
            return []
        self.waiting = False
        reply, payload = self._exchange(EndCell(), self._parcel(), self._limits.call_seconds)
        if not isinstance(reply.body, Done) or reply.body.outputs is None:
            return []
        try:
            return decode_outputs(self._decoder(reply, payload).blob(reply.body.outputs))
        except WireError:
            return []

    def make(self, number: int, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """A new instance of a class of the student's."""
        return self.call("", number, args, kwargs)

    def _ask(
        self,
        body: Look | Bind | Import | Patch | Unbind | Call | Operate,
        parcel: Parcel,
        *,
        may_stop: bool = False,
        lasting: bool = False,
    ) -> Any:
        """``may_stop`` says that StopIteration means the end of the student's iterator,
        ``lasting`` that what the answer holds stays shared until the cell ends."""
        reply, payload = self._exchange(body, parcel, self._limits.call_seconds)
        if self.failure is not None:
            raise StudentFailure(self.failure)
        try:
            done = reply.body
            if not isinstance(done, Done):
                raise WireError("an answer to another question")
            decoder = self._decoder(reply, payload)
            with self.silence():  # a type's constructor may not ask in the middle of a message
                value = decoder.decode(done.value)
                take_in(reply.sync, decoder, self._shared, lasting=lasting)
            if done.outputs is not None:
                replay(decode_outputs(decoder.blob(done.outputs)))
            self.waiting = done.waiting
            warn(done.warned, self.sources.knows, self._warned)
        except WireError as error:
            raise StudentFailure(self._malformed(str(error))) from None
        if done.raised is not None:
            called = isinstance(body, Call | Operate)  # all else can be asked when no test is run
            self._raise(done.raised, may_stop=may_stop, may_exit=called)
        return value

    def _raise(self, raised: Raised, *, may_stop: bool, may_exit: bool) -> NoReturn:
        """Raise here what the student's code raised there, or let through of the test's own."""
        own = None if raised.home is None else self._lending.raised(raised.home)
        if own is not None:
            raise own
        try:
            there = None
            if raised.handle is not None:
                there = self._resolve(Lent(raised.handle, raised.name, False))
            error = rebuild(
                checked(raised), self._classes, may_stop=may_stop, may_exit=may_exit, there=there
            )
        except WireError as broken:
            raise StudentFailure(self._malformed(str(broken))) from None
        raise error
