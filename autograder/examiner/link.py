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
from types import CodeType
from typing import Any, NoReturn

from autograder.candidate import dice
from autograder.candidate.client import Handle
from autograder.candidate.decoding import Decoder, Foreign
from autograder.candidate.encoding import Encoder, aliased
from autograder.candidate.messages import (
    Ask,
    Bind,
    Call,
    CellDone,
    Dice,
    Done,
    Import,
    Look,
    Operate,
    Operator,
    Patch,
    Raised,
    Reply,
    Request,
    RunCell,
    Told,
    Unbind,
)
from autograder.candidate.outputs import Output, Outputs, decode_outputs
from autograder.candidate.raised import MAX_MESSAGE
from autograder.candidate.shared import Shared
from autograder.candidate.sharing import Parcel, take_in
from autograder.candidate.standins import StandIns
from autograder.candidate.values import Given, Home, Kind, Lent, Named, Node, WireError
from autograder.candidate.wire import Channel, WireClosed
from autograder.config import Limits
from autograder.examiner.crossing import checked, rebuild, replay
from autograder.examiner.lending import Lending
from autograder.examiner.remote import Remote
from autograder.examiner.sources import Sources
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
        self.sources = Sources()
        """The text of the cells that the candidate ran."""
        self.before_call: Callable[[], None] = lambda: None
        """Called before the student's code is called: a test may have left something for it."""
        self._lending = Lending()
        self._classes = StandIns(self)
        self._remotes: dict[int, Remote] = {}
        self._cell = 0
        self._shared = Shared()
        self._forgotten: list[int] = []
        self._dice: Dice | None = None
        self._pending_dice: Dice | None = None
        self._seeded = False
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
        self._cell, self._shared, self._forgotten = self._cell + 1, Shared(), []
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
        before, self._silent = self._silent, True
        try:
            yield
        finally:
            self._silent = before

    def give(self, names: dict[str, object]) -> None:
        """Objects that an instructor's cell has just bound, here and in the candidate."""
        self._lending.givens.give(names)

    def follow(self, dice: Dice) -> None:
        """This is the state of the random generators that the candidate knows: it is sent again
        when it has changed here, or was set."""
        self._dice = dice
        self._seeded = False

    def seeded(self) -> None:
        """A test has set a generator."""
        self._seeded = True

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

    def make(self, number: int, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """A new instance of a class of the student's."""
        return self.call("", number, args, kwargs)

    def code(self, file: str, line: int, name: str) -> CodeType | None:
        """The code of a function of the student's, from the text of the notebook."""
        return self.sources.code(file, line, name)

    def _parcel(self) -> Parcel:
        self._forgotten += self._shared.retire()
        encoder = Encoder(self._lend, self._shared, self._lending.givens.owner)
        return Parcel(encoder, self._shared)

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
        except WireError as error:
            raise StudentFailure(self._malformed(str(error))) from None
        if done.raised is not None:
            self._raise(done.raised, may_stop=may_stop)
        return value

    def _raise(self, raised: Raised, *, may_stop: bool) -> NoReturn:
        """Raise here what the student's code raised there, or let through of the test's own."""
        own = None if raised.home is None else self._lending.raised(raised.home)
        if own is not None:
            raise own
        try:
            there = None
            if raised.handle is not None:
                there = self._resolve(Lent(raised.handle, raised.name, False))
            error = rebuild(checked(raised), self._classes, may_stop=may_stop, there=there)
        except WireError as broken:
            raise StudentFailure(self._malformed(str(broken))) from None
        raise error

    def _decoder(self, reply: Reply, payload: memoryview) -> Decoder:
        """Raises WireError where the numbers of its containers are not free."""
        if reply.sync.first < self._shared.next:
            raise WireError("containers with numbers that are taken")
        return Decoder(payload, self._resolve, self._shared, reply.sync.first)

    def _exchange(self, body: Any, parcel: Parcel, seconds: float) -> tuple[Reply, memoryview]:
        """Send a request, serve what the candidate asks meanwhile, return its answer."""
        if self._silent:
            raise RuntimeError("the student's process cannot be asked now")
        if self.broken is not None:
            self.failure = self.failure or self.broken
            raise StudentFailure(self.broken)
        number = secrets.randbits(63)
        deadline = self._deadline if isinstance(body, RunCell) else self._cell_deadline
        watch = Watch(self._handle, seconds, seconds * self._limits.wall_factor, deadline)
        waiting, self._waiting = self._waiting, True
        try:
            self._send(number, body, parcel, watch)
            while True:
                reply, received = self._channel.receive(watch.tick)
                if reply.id != number:
                    raise WireError("an answer to a question that was not asked")
                if not isinstance(reply.body, Ask):
                    break
                self._tell(number, reply, received, watch)
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
        return reply, received

    def _send(self, number: int, body: Any, parcel: Parcel, watch: Watch) -> None:
        sync = parcel.sync(self._cell, self._forgotten)
        request = Request(number, body, sync, self._thrown())
        self._channel.send(request, parcel.encoder.payload, watch.tick)
        parcel.sent()
        self._forgotten = []

    def _thrown(self) -> Dice | None:
        """The state of the random generators, where it is not what the candidate was told."""
        given, self._pending_dice = self._pending_dice, None
        if self._dice is None or given is not None:
            return given
        now = dice.current()
        told, self._dice = self._dice, now
        seeded, self._seeded = self._seeded, False
        return now if seeded or now != told else None

    def _tell(self, number: int, reply: Reply, payload: memoryview, watch: Watch) -> None:
        """Do for the candidate what it asks of a test's function, and send what came of it."""
        ask = reply.body
        assert isinstance(ask, Ask)
        decoder = self._decoder(reply, payload)
        with self.silence():
            args = [decoder.decode(node) for node in ask.args]
            kwargs = {name: decoder.decode(node) for name, node in ask.kwargs.items()}
            take_in(reply.sync, decoder, self._shared)
        self._lending[ask.handle]
        self._waiting = False
        try:
            value = self._lending.serve(ask, args, kwargs)
            parcel = self._parcel()
            told = Told(parcel.encoder.encode(value))
        except Exception as error:
            parcel = self._parcel()
            told = Told(None, self._lending.describe(error))
        self._waiting = True
        self._send(number, told, parcel, watch)

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
        """How an object of the test's that is not plain data is sent. Raises CannotCross."""
        if isinstance(value, Remote):
            return Home(value._handle_)
        return self._classes.home(value) or self._lending.lend(value)

    def _resolve(self, node: Foreign) -> object:
        """What the candidate means by a number or by a name that both sides were given."""
        match node:
            case Given():
                return self._lending.givens[node.name]
            case Home():
                return self._lending[node.handle]
            case Named():
                return self._classes.named(node, self._resolve)
            case Kind():
                return self._classes.error(node)
        known = self._remotes.get(node.handle)
        if known is not None:
            return known
        if len(self._remotes) >= MAX_OBJECTS:
            raise WireError(f"more than {MAX_OBJECTS:,} objects")
        made = Remote(self, node.handle, clean(node.type_name, 100), node.base)
        made.__dict__.update(_hash_=node.hash, _hashable_=node.hashable)
        return self._remotes.setdefault(node.handle, made)
