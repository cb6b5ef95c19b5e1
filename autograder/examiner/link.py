"""The examiner's side of the wire: asks a candidate, keeps the time, rebuilds the answers.

Three things can come of a question: a value; an exception of the student's code, raised here as
the builtin of the same name; or a failure of the candidate as a process, raised as
``StudentFailure``, which no test can mistake for an expected exception.
"""

from __future__ import annotations

import contextlib
import secrets
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from autograder.candidate.client import Handle
from autograder.candidate.decoding import Decoder
from autograder.candidate.encoding import Encoder
from autograder.candidate.messages import (
    WELL_KNOWN,
    WELL_KNOWN_NAMES,
    Ask,
    Bind,
    Call,
    CellDone,
    Change,
    Done,
    Look,
    Operate,
    Operator,
    Raised,
    Reply,
    Request,
    RunCell,
    Told,
    Unbind,
    exception_base,
)
from autograder.candidate.outputs import Output, Outputs, decode_outputs
from autograder.candidate.values import Given, Home, Lent, Node, WireError
from autograder.candidate.wire import Channel, WireClosed
from autograder.config import Limits
from autograder.errors import CannotCross
from autograder.examiner.crossing import MAX_MESSAGE, checked, rebuild, replay, restore, said
from autograder.examiner.remote import Remote
from autograder.examiner.watch import OutOfTime, Watch
from autograder.exercises.showing import clean
from autograder.model import Ending, Outcome

MAX_OBJECTS = 250_000
"""Objects of the student's that are remembered."""
NOTE = 200
"""Characters beyond the limit for the line by which a candidate says what it dropped."""


class StudentFailure(BaseException):
    """The candidate did not answer: out of time, dead, or not in the language of the wire.

    Not an ``Exception``, so that a test's ``except Exception`` or ``pytest.raises`` cannot take
    it for something that the student's function was meant to raise.
    """

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.detail)
        self.outcome = outcome


@dataclass(frozen=True, slots=True)
class CellRun:
    """What came of running one of the student's cells."""

    outcome: Outcome
    outputs: list[Output] = field(default_factory=list)
    dropped: int = 0
    """Characters printed beyond the limit."""


class Link:
    """The conversation with one candidate."""

    def __init__(self, handle: Handle, limits: Limits) -> None:
        self._handle = handle
        self._limits = limits
        self._deadline = time.monotonic() + limits.submission_seconds
        self._channel = Channel(handle.socket, Reply, max_payload=limits.message_mb * 2**20)
        self._given: dict[str, object] = dict(WELL_KNOWN)
        self._names: dict[int, str] = dict(WELL_KNOWN_NAMES)
        self._lent: list[object] = []
        self._remotes: dict[int, Remote] = {}
        self._cell_deadline = self._deadline
        self._waiting = False
        self._silent = False
        self.broken: Outcome | None = None
        """Set once the candidate is gone: nothing more can be asked."""
        self.failure: Outcome | None = None
        """The first failure since ``begin``: a test in which there is one has failed."""
        self.asked: tuple[str, Sequence[object], dict[str, object]] | None = None
        self.answered: object = None
        """The last call since ``begin``, and what came."""

    def begin(self) -> None:
        """A new cell begins."""
        self.failure, self.asked, self.answered = None, None, None
        self._cell_deadline = time.monotonic() + self.cell_wall
        self._cell_deadline = min(self._cell_deadline, self._deadline)

    @property
    def cell_wall(self) -> float:
        """Wall seconds of one cell, all that a test asks included."""
        return self._limits.cell_seconds * self._limits.wall_factor

    def expire(self) -> None:
        """The time of a test is over: whatever comes of it does not count. Raises StudentFailure
        unless the candidate is being asked something, which has a clock of its own."""
        over = Outcome(Ending.TIMED_OUT, f"the test was not finished after {self.cell_wall:g} s")
        self.failure = self.failure or over
        if not self._waiting:
            raise StudentFailure(self.failure)

    @contextlib.contextmanager
    def silence(self) -> Iterator[None]:
        """Within the block nothing is asked: a verdict is made without the candidate, whose
        objects may lie in what is shown."""
        self._silent = True
        try:
            yield
        finally:
            self._silent = False

    def give(self, names: dict[str, object]) -> None:
        """Objects that an instructor's cell has just bound, here and in the candidate."""
        self._given.update(names)
        self._names.update({id(value): name for name, value in names.items()})

    def run_cell(self, source: str, *, count: int, given: Sequence[str] = ()) -> CellRun:
        """Run one of the student's cells. Never raises."""
        body = RunCell(source, count, tuple(given))
        try:
            done, payload = self._exchange(body, b"", self._limits.cell_seconds)
        except StudentFailure as failure:
            return CellRun(failure.outcome)
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
        value = self._ask(Look(name), Encoder(self._lend))
        if isinstance(value, Remote):
            value._label_ = name
        return value

    def bind(self, name: str, value: object) -> None:
        """Bind one of the student's names. Raises CannotCross."""
        encoder = Encoder(self._lend)
        self._ask(Bind(name, encoder.encode(value)), encoder)

    def unbind(self, name: str) -> None:
        """Delete one of the student's names. Raises NameError where there is none."""
        self._ask(Unbind(name), Encoder(self._lend))

    def call(
        self, label: str, handle: int, args: Sequence[object], kwargs: dict[str, object]
    ) -> Any:
        """Call one of the student's functions; arguments that it changes are changed here too."""
        self.asked, self.answered = (label, args, kwargs), None
        encoder = Encoder(self._lend)
        nodes = [encoder.encode(arg) for arg in args]
        named = {name: encoder.encode(value) for name, value in kwargs.items()}
        called = Call(handle, nodes, named)
        self.answered = self._ask(called, encoder, may_stop="." in label)
        return self.answered

    def operate(self, handle: int, operator: Operator, *args: object) -> Any:
        """Apply an operator to one of the student's objects."""
        encoder = Encoder(self._lend)
        nodes = [encoder.encode(arg) for arg in args]
        operated = Operate(handle, operator, nodes)
        return self._ask(operated, encoder, may_stop=operator == "next")

    def _ask(
        self,
        body: Look | Bind | Unbind | Call | Operate,
        encoder: Encoder,
        *,
        may_stop: bool = False,
    ) -> Any:
        """``may_stop`` says that StopIteration means the end of the student's iterator."""
        done, payload = self._exchange(body, encoder.payload, self._limits.call_seconds)
        if self.failure is not None:
            raise StudentFailure(self.failure)
        try:
            if not isinstance(done, Done):
                raise WireError("an answer to another question")
            decoder = Decoder(payload, self._resolve, encoder.mutables)
            value = decoder.decode(done.value)
            self._copy_out(done.changes, encoder.mutables, decoder)
            if done.outputs is not None:
                replay(decode_outputs(decoder.blob(done.outputs)))
        except WireError as error:
            raise StudentFailure(self._malformed(str(error))) from None
        if done.raised is not None:
            raise rebuild(checked(done.raised), may_stop=may_stop)
        return value

    def _exchange(
        self, body: Any, payload: bytes | bytearray, seconds: float
    ) -> tuple[Done | CellDone, memoryview]:
        """Send a request, serve what the candidate asks meanwhile, return its answer."""
        if self._silent:
            raise RuntimeError("the test is over")
        if self.broken is not None:
            self.failure = self.failure or self.broken
            raise StudentFailure(self.broken)
        number = secrets.randbits(63)
        deadline = self._deadline if isinstance(body, RunCell) else self._cell_deadline
        watch = Watch(self._handle, seconds, seconds * self._limits.wall_factor, deadline)
        waiting, self._waiting = self._waiting, True
        try:
            self._channel.send(Request(number, body), payload, watch.tick)
            while True:
                reply, received = self._channel.receive(watch.tick)
                if reply.id != number:
                    raise WireError("an answer to a question that was not asked")
                if not isinstance(reply.body, Ask):
                    break
                self._tell(number, reply.body, received, watch)
        except WireClosed:
            raise StudentFailure(self._break(Ending.DIED, "the process ended")) from None
        except OutOfTime as error:
            raise StudentFailure(self._break(Ending.TIMED_OUT, str(error))) from None
        except WireError as error:
            raise StudentFailure(self._break(Ending.MALFORMED, str(error))) from None
        finally:
            self._waiting = waiting
        if watch.interrupted:
            self.failure = self.failure or Outcome(Ending.TIMED_OUT, watch.reason)
        return reply.body, received

    def _tell(self, number: int, ask: Ask, payload: memoryview, watch: Watch) -> None:
        """Call a function of the test's for the candidate, and send what came of it."""
        decoder = Decoder(payload, self._resolve)
        if not 0 <= ask.handle < len(self._lent):
            raise WireError("a function that was never lent")
        args = [decoder.decode(node) for node in ask.args]
        kwargs = {name: decoder.decode(node) for name, node in ask.kwargs.items()}
        encoder = Encoder(self._lend)
        function: Callable[..., object] = self._lent[ask.handle]  # type: ignore[assignment]
        self._waiting = False
        try:
            told = Told(encoder.encode(function(*args, **kwargs)))
        except Exception as error:
            raised = Raised(type(error).__name__, exception_base(type(error)), said(error))
            told = Told(None, raised)
        self._waiting = True
        self._channel.send(Request(number, told), encoder.payload, watch.tick)

    def _copy_out(self, changes: list[Change], originals: list[object], decoder: Decoder) -> None:
        for change in changes:
            if not 0 <= change.index < len(originals):
                raise WireError("a change to what was never sent")
            restore(originals[change.index], decoder.decode(change.value))

    def _break(self, ending: Ending, detail: str) -> Outcome:
        """The candidate cannot be talked to any more: end it."""
        self._handle.signal(signal.SIGKILL)
        self.broken = Outcome(ending, detail)
        self.failure = self.failure or self.broken
        return self.broken

    def _malformed(self, detail: str) -> Outcome:
        self.failure = self.failure or Outcome(Ending.MALFORMED, detail)
        return self.failure

    def _lend(self, value: object) -> Node:
        """How an object of the test's that is not plain data is sent."""
        if isinstance(value, Remote):
            return Home(value._handle_)
        name = self._names.get(id(value))
        if name is not None and self._given.get(name) is value:
            return Given(name)
        if not callable(value) or isinstance(value, type):
            kind = f"{type(value).__module__}.{type(value).__qualname__}"
            raise CannotCross(
                f"The test hands the student's code an object of type {kind}.",
                next_step="Only plain data, functions and what an instructor's cell binds can be "
                "sent to the student's process.",
            )
        for handle, known in enumerate(self._lent):
            if known is value:
                return Lent(handle, type(value).__name__, True)
        self._lent.append(value)
        return Lent(len(self._lent) - 1, type(value).__name__, True)

    def _resolve(self, node: Given | Lent | Home) -> object:
        """What the candidate means by a number or by a name that both sides were given."""
        match node:
            case Lent():
                known = self._remotes.get(node.handle)
                if known is not None:
                    return known
                if len(self._remotes) >= MAX_OBJECTS:
                    raise WireError(f"more than {MAX_OBJECTS:,} objects")
                made = Remote(self, node.handle, clean(node.type_name, 100))
                return self._remotes.setdefault(node.handle, made)
            case Given() if node.name in self._given:
                return self._given[node.name]
            case Home() if 0 <= node.handle < len(self._lent):
                return self._lent[node.handle]
        raise WireError("an object that was never sent")
