"""The examiner's side of the wire: asks a candidate, keeps the time, rebuilds the answers.

Three things can come of a question: a value; an exception of the student's code, raised here as
the builtin of the same name; or a failure of the candidate as a process, raised as
``NoAnswer``, which no test can mistake for an expected exception.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from autograder.candidate.decoding import Decoder
from autograder.candidate.encoding import aliased
from autograder.candidate.messages import (
    Bind,
    Call,
    CallMany,
    CellDone,
    Dice,
    Done,
    DoneMany,
    EndCell,
    Import,
    Look,
    Operate,
    Operator,
    Patch,
    Raised,
    Reply,
    RunCell,
    Unbind,
)
from autograder.candidate.outputs import Output, Outputs, decode_outputs
from autograder.candidate.raised import MAX_MESSAGE
from autograder.candidate.sharing import Parcel, take_in
from autograder.candidate.values import Lent, WireError
from autograder.examiner.conversation import Conversation, NoAnswer
from autograder.examiner.crossing import checked, rebuild, replay, warn
from autograder.examiner.remote import Remote
from autograder.exercises.asking import Answer
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
        except NoAnswer as failure:
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
        if name in self._looked:
            value = self._looked[name]
        else:
            value = self._ask(Look(name), self._parcel(), lasting=True)
        if isinstance(value, Remote):
            value._label_ = name
            self._looked[name] = value
        return value

    def bind(self, name: str, value: object) -> None:
        """Bind one of the student's names. Raises CannotCross."""
        parcel = self._parcel()
        self._looked.pop(name, None)
        self._ask(Bind(name, parcel.encoder.encode(value)), parcel)

    def bind_module(self, name: str, module: str) -> None:
        """Bind one of the student's names to a module. Raises ImportError."""
        self._looked.pop(name, None)
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
        self._looked.pop(name, None)
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

    def call_many(
        self, label: str, handle: int, calls: Sequence[Sequence[object]]
    ) -> Iterator[Answer]:
        """Call one of the student's functions several times; answers to the first of the calls,
        and what each of them changed is changed here too."""
        self.before_call()
        calls = calls[: self._together]
        self.asked = (label, calls[0], {})
        parcel = self._parcel()
        nodes = []
        for args in calls:
            parcel.encoder.aliased = aliased(args)
            nodes.append([parcel.encoder.encode(arg) for arg in args])
        reply, payload = self._exchange(CallMany(handle, nodes), parcel, self._limits.call_seconds)
        done = reply.body.answers if isinstance(reply.body, DoneMany) else []
        done = done if len(done) <= len(calls) else []
        place = max(0, len(done) - 1)  # where it ended, if that was wrong
        self.asked = (label, calls[place], {})
        try:
            values = self._values(reply, payload, done)
        except NoAnswer as ended:
            ended.place = place
            raise
        for args, one, value in zip(calls, done, values, strict=False):
            self.asked, self.answered = (label, args, {}), value
            error = None
            if one.raised is not None:
                error = self._error(one.raised, may_stop=False, may_exit=True)
            yield Answer(value, error)

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
        answers = [reply.body] if isinstance(reply.body, Done) else []
        value = self._values(reply, payload, answers, lasting=lasting)[0]
        if answers[0].raised is not None:
            called = isinstance(body, Call | Operate)  # all else can be asked when no test is run
            raise self._error(answers[0].raised, may_stop=may_stop, may_exit=called)
        return value

    def _values(
        self, reply: Reply, payload: memoryview, answers: Sequence[Done], *, lasting: bool = False
    ) -> list[Any]:
        """The values of a reply; what it printed and warned of is done here too. Raises
        NoAnswer."""
        if self.failure is not None:
            raise NoAnswer(self.failure)
        try:
            if not answers:
                raise WireError("an answer to another question")
            decoder = self._decoder(reply, payload)
            with self.silence():  # a type's constructor may not ask in the middle of a message
                values = [decoder.decode(done.value) for done in answers]
                take_in(reply.sync, decoder, self._shared, lasting=lasting)
            for done in answers:
                if done.outputs is not None:
                    replay(decode_outputs(decoder.blob(done.outputs)))
                self.waiting = done.waiting
                warn(done.warned, self.sources.knows, self._warned)
        except WireError as error:
            raise NoAnswer(self._malformed(str(error))) from None
        return values

    def _error(self, raised: Raised, *, may_stop: bool, may_exit: bool) -> BaseException:
        """What the student's code raised there, or let through of the test's own, to be raised
        here. Raises NoAnswer."""
        own = None if raised.home is None else self._lending.raised(raised.home)
        if own is not None:
            return own
        try:
            there = None
            if raised.handle is not None:
                there = self._resolve(Lent(raised.handle, raised.name, False))
            return rebuild(
                checked(raised), self._classes, may_stop=may_stop, may_exit=may_exit, there=there
            )
        except WireError as broken:
            raise NoAnswer(self._malformed(str(broken))) from None
