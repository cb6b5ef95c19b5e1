"""The exchange of messages with one candidate: asks, serves what is asked meanwhile, keeps the
time, keeps both sides alike.

What is asked is ``link``'s affair.
"""

from __future__ import annotations

import contextlib
import secrets
import signal
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from types import CodeType
from typing import Any

from autograder.candidate import dice
from autograder.candidate.client import Handle
from autograder.candidate.decoding import Decoder
from autograder.candidate.encoding import Encoder
from autograder.candidate.messages import Ask, Dice, Operator, Reply, Request, RunCell, Told
from autograder.candidate.outputs import decode_outputs
from autograder.candidate.reader import Foreign
from autograder.candidate.shared import Shared
from autograder.candidate.sharing import Parcel, take_in
from autograder.candidate.standins import StandIns
from autograder.candidate.values import Given, Home, Kind, Named, Node, WireError
from autograder.candidate.wire import Channel, WireClosed
from autograder.config import Limits
from autograder.examiner.crossing import replay
from autograder.examiner.lending import Lending
from autograder.examiner.remote import Remote, RemoteCoroutine
from autograder.examiner.sources import Sources
from autograder.examiner.watch import OutOfTime, Stopwatch, Watch
from autograder.exercises.asking import Answer
from autograder.exercises.showing import clean
from autograder.model import Ending, Outcome

MAX_OBJECTS = 250_000
"""Objects of the student's that are remembered."""


class NoAnswer(BaseException):
    """The candidate did not answer: out of time, dead, or not in the language of the wire.

    Not an ``Exception``, so that a test's ``except Exception`` or ``pytest.raises`` cannot take
    it for something that the student's function was meant to raise.
    """

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.detail)
        self.outcome = outcome
        self.place = 0
        """Which of several calls it was."""


class Conversation(ABC):
    """What lies under ``Link``: one candidate, one conversation."""

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
        self._looked: dict[str, Any] = {}
        """The student's names that were looked up in this cell and still mean the same."""
        self._cell_deadline = self._deadline
        self._waiting = False
        self._silent = False
        self._together: int | None = None
        self.broken: Outcome | None = None
        """Set once the candidate is gone: nothing more can be asked."""
        self.waiting = False
        """Whether something is shown in the candidate when the cell ends."""
        self._warned: dict[Any, Any] = {}
        self.failure: Outcome | None = None
        """The first failure since ``begin``: a test in which there is one has failed."""
        self.asked: tuple[str, Sequence[object], dict[str, object]] | None = None
        self.answered: object = None
        """The last call since ``begin``, and what came."""

    @abstractmethod
    def call(
        self, label: str, handle: int, args: Sequence[object], kwargs: dict[str, object]
    ) -> Any:
        """Call one of the student's functions."""

    @abstractmethod
    def call_many(
        self, label: str, handle: int, calls: Sequence[Sequence[object]]
    ) -> Iterator[Answer]:
        """Call one of the student's functions several times."""

    @abstractmethod
    def operate(self, handle: int, operator: Operator, *args: object) -> Any:
        """Apply an operator to one of the student's objects."""

    @abstractmethod
    def make(self, number: int, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Make an instance of a class of the student's."""

    def begin(self) -> None:
        """A new cell begins."""
        self.failure, self.asked, self.answered = None, None, None
        self._looked.clear()
        self._cell, self._shared, self._forgotten = self._cell + 1, Shared(), []
        self._cell_deadline = time.monotonic() + self.cell_wall
        self._cell_deadline = min(self._cell_deadline, self._deadline)

    @contextlib.contextmanager
    def hurried(
        self, call_seconds: float, seconds: float, *, together: int | None = None
    ) -> Iterator[None]:
        """Within the block, which is like a cell of its own, one call and all of it may take so
        many seconds of work, and of wall time as many times more as always; ``together`` bounds how
        many calls are made in one exchange."""
        before = self._limits, self._together
        self._limits = replace(self._limits, call_seconds=call_seconds, cell_seconds=seconds)
        self._together = together
        self.begin()
        try:
            yield
        finally:
            self._limits, self._together = before

    def stopwatch(self, wall_factor: float | None = None) -> Stopwatch:
        """How long the candidate works from now on."""
        return Stopwatch(self._handle.pid, wall_factor or self._limits.wall_factor)

    @property
    def cell_wall(self) -> float:
        """Wall seconds of one cell, all that a test asks included."""
        return self._limits.cell_seconds * self._limits.wall_factor

    def expire(self) -> None:
        """The time of a test is over: whatever comes of it does not count. Raises NoAnswer
        unless the candidate is being asked something, which has a clock of its own."""
        over = Outcome(Ending.TIMED_OUT, f"the test was not finished after {self.cell_wall:g} s")
        self.failure = self.failure or over
        if not self._waiting:
            raise NoAnswer(self.failure)

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

    def code(self, file: str, line: int, name: str) -> CodeType | None:
        """The code of a function of the student's, from the text of the notebook."""
        return self.sources.code(file, line, name)

    def _parcel(self) -> Parcel:
        self._forgotten += self._shared.retire()
        encoder = Encoder(self._lend, self._shared, self._lending.givens.owner)
        return Parcel(encoder, self._shared)

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
            raise NoAnswer(self.broken)
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
                for name in reply.sync.rebound:
                    self._looked.pop(name, None)
                if not isinstance(reply.body, Ask):
                    break
                self._tell(number, reply, received, watch)
        except WireClosed:
            raise NoAnswer(self._break(Ending.DIED, "the process ended")) from None
        except OutOfTime as error:
            raise NoAnswer(self._break(Ending.TIMED_OUT, str(error))) from None
        except WireError as error:
            raise NoAnswer(self._break(Ending.MALFORMED, str(error))) from None
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
        printed = [] if ask.outputs is None else decode_outputs(decoder.blob(ask.outputs))
        self._lending[ask.handle]
        self._waiting = False
        try:
            replay(printed)
            value = self._lending.serve(ask, args, kwargs)
            parcel = self._parcel()
            told = Told(parcel.encoder.encode(value))
        except NoAnswer:
            raise
        except BaseException as error:  # also what ends programs, and pytest.fail
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
        proxy = RemoteCoroutine if node.type_name == "coroutine" else Remote
        made = proxy(self, node.handle, clean(node.type_name, 100), node.base)
        made.__dict__.update(_hash_=node.hash, _hashable_=node.hashable)
        return self._remotes.setdefault(node.handle, made)
