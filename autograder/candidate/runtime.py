"""The candidate's side of the wire: runs the student's cells, answers the examiner's questions.

Everything here shares a process with the student's code, which may read or patch any of it. So
nothing here is trusted by the examiner: whatever this module could be made to say is an answer
to a question, and only a right answer is worth anything.
"""

from __future__ import annotations

import contextlib
import functools
import importlib
import signal
import warnings
from collections.abc import Callable, Iterator, Sequence
from time import monotonic
from typing import Any

from autograder.candidate import dice
from autograder.candidate.borrowed import Borrowed
from autograder.candidate.decoding import Decoder
from autograder.candidate.encoding import Encoder
from autograder.candidate.givens import Givens
from autograder.candidate.messages import (
    Ask,
    Bind,
    Call,
    CallMany,
    CellDone,
    Done,
    DoneMany,
    EndCell,
    Import,
    Look,
    Operate,
    Operator,
    Patch,
    Reply,
    Request,
    RunCell,
    Sync,
    Told,
    Unbind,
    nearest_builtin,
)
from autograder.candidate.operators import OPERATORS
from autograder.candidate.raised import describe, rebuild
from autograder.candidate.reader import Foreign
from autograder.candidate.shared import Shared
from autograder.candidate.sharing import Parcel, take_in
from autograder.candidate.shell import Shell
from autograder.candidate.standins import StandIns, ancestors_of
from autograder.candidate.trying import Tried, printed
from autograder.candidate.values import Given, Home, Kind, Lent, Named, Node, WireError
from autograder.candidate.wire import Channel, WireClosed

MAX_NESTING = 50
"""Callbacks within callbacks."""
AT_ONCE = 0.05
"""Seconds after which a batch of calls ends: each message has the time limit of one call."""


class Candidate:
    """One student's notebook, as a process that answers."""

    def __init__(self, channel: Channel[Request], shell: Shell) -> None:
        self._channel = channel
        self._shell = shell
        self._classes = StandIns(self)
        self._lent: dict[int, object] = {}
        self._handles: dict[int, int] = {}
        self._borrowed: dict[int, Borrowed] = {}
        self._givens = Givens()
        self._patched: dict[tuple[str, str], list[object]] = {}
        self._asked: list[int] = []
        self._busy = False
        self._cell = 0
        self._looked: dict[str, object] = {}
        """What was found under the names that were looked up in this cell."""
        self._shared = Shared()

    def serve(self) -> None:
        """Answer until the examiner hangs up."""
        signal.signal(signal.SIGINT, self._interrupt)
        with contextlib.suppress(WireClosed):
            while True:
                request, payload = self._channel.receive()
                self._answer(request, payload)

    def ask(
        self,
        handle: int,
        args: Sequence[object],
        kwargs: dict[str, object],
        operator: Operator | None = None,
    ) -> Any:
        """Have the examiner call a function of its own or apply an operator to an object, and
        answer what it asks meanwhile."""
        if len(self._asked) > MAX_NESTING:
            raise RecursionError("a test's function and the student's call each other without end")
        parcel = self._parcel()
        body = Ask(
            handle,
            [parcel.encoder.encode(arg) for arg in args],
            {name: parcel.encoder.encode(value) for name, value in kwargs.items()},
            operator,
            printed(self._shell.outputs.taken(), parcel),
        )
        asked = self._asked[-1]
        busy, self._busy = self._busy, False
        try:
            self._send(asked, body, parcel)
            while True:
                request, payload = self._channel.receive()
                if isinstance(request.body, Told) and request.id == asked:
                    break
                self._answer(request, payload)
        finally:
            self._busy = busy
        told = request.body
        value = self._receive(request, payload, lambda decoder: decoder.decode(told.value))
        if told.raised is not None:
            error = rebuild(told.raised, self._classes, may_stop=operator == "next")
            error.raised_by_test = told.raised.home  # type: ignore[attr-defined]
            raise error
        return value

    def make(self, number: int, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """A new instance of a class of the test's."""
        return self.ask(number, args, kwargs)

    def _answer(self, request: Request, payload: memoryview) -> None:
        self._asked.append(request.id)
        try:
            with self._working():
                body, parcel = self._do(request, payload)
            self._send(request.id, body, parcel)
        except WireClosed:
            raise
        except BaseException as error:
            # what cannot be sent, and an interrupt just before the work began or just after
            self._channel.send(Reply(request.id, Done(raised=describe(error)), self._nothing()))
        finally:
            self._asked.pop()

    def _nothing(self) -> Sync:
        return Sync(first=self._shared.next)

    def _send(self, number: int, body: Done | DoneMany | CellDone | Ask, parcel: Parcel) -> None:
        sync = parcel.sync()
        sync.rebound = self._rebound()
        self._channel.send(Reply(number, body, sync), parcel.encoder.payload)
        parcel.sent()

    def _receive(
        self, request: Request, payload: memoryview, decode: Callable[[Decoder], Any]
    ) -> Any:
        """What ``decode`` makes of a request's values, when all that came with it is done."""
        sync = request.sync
        if sync.cell != self._cell:
            self._cell, self._shared = sync.cell, Shared()
            self._looked.clear()
        self._shared.forget(sync.forgotten)
        decoder = Decoder(payload, self._resolve, self._shared, sync.first)
        value = decode(decoder)
        take_in(sync, decoder, self._shared)
        if request.dice is not None:
            dice.install(request.dice)
        return value

    def _do(
        self, request: Request, payload: memoryview
    ) -> tuple[Done | DoneMany | CellDone, Parcel]:
        body: Any = request.body
        match body:
            case Call():
                args, kwargs = self._receive(
                    request, payload, lambda decoder: _arguments(body, decoder)
                )
                target: Any = self._lent[body.handle]
                return self._call(lambda: target(*args, **kwargs))
            case CallMany():
                calls = self._receive(
                    request, payload,
                    lambda decoder: [_nodes(nodes, decoder) for nodes in body.calls],
                )  # fmt: skip
                return self._call_many(self._lent[body.handle], calls)
            case Operate():
                args = self._receive(request, payload, lambda decoder: _nodes(body.args, decoder))
                return self._call(lambda: OPERATORS[body.operator](self._lent[body.handle], *args))
            case Bind():
                self._shell.user_ns[body.name] = self._receive(
                    request, payload, lambda decoder: decoder.decode(body.value)
                )
                return Done(), self._parcel()
            case Patch():
                value = self._receive(request, payload, lambda decoder: decoder.decode(body.value))
                self._patch(body, value)
                return Done(), self._parcel()
        self._receive(request, payload, lambda decoder: None)
        match body:
            case RunCell():
                return self._run(body)
            case Look():
                return self._look(body.name)
            case Import():
                self._shell.user_ns[body.name] = importlib.import_module(body.module)
            case EndCell():
                return self._end_cell()
            case Unbind():
                if self._shell.user_ns.pop(body.name, self) is self:
                    raise NameError(f"name {body.name!r} is not defined", name=body.name)
            case _:
                raise WireError("nobody asked for this")
        return Done(), self._parcel()

    def _run(self, body: RunCell) -> tuple[CellDone, Parcel]:
        run = self._shell.run(body.source, count=body.count)
        space = self._shell.user_ns
        self._givens.give({name: space[name] for name in body.given if name in space})
        parcel = self._parcel()
        blob = printed(run.outputs.encode(), parcel)
        raised = None if run.error is None else describe(run.error)
        return CellDone(raised, blob, run.outputs.dropped), parcel

    def _end_cell(self) -> tuple[Done, Parcel]:
        with self._shell.capture() as outputs:
            self._shell.events.trigger("post_execute")
        parcel = self._parcel()
        return Done(outputs=printed(outputs.encode(), parcel)), parcel

    def _patch(self, body: Patch, value: object) -> None:
        module = importlib.import_module(body.module)
        before = self._patched.setdefault((body.module, body.attribute), [])
        if not body.undo:
            before.append(getattr(module, body.attribute))
            setattr(module, body.attribute, value)
        elif before:
            setattr(module, body.attribute, before.pop())

    def _look(self, name: str) -> tuple[Done, Parcel]:
        if name not in self._shell.user_ns:
            raise NameError(f"name {name!r} is not defined", name=name)
        parcel = self._parcel()
        self._looked[name] = value = self._shell.user_ns[name]
        return Done(parcel.encoder.encode(value)), parcel

    def _rebound(self) -> list[str]:
        names = self._shell.user_ns
        gone = [n for n, value in self._looked.items() if names.get(n, self) is not value]
        for name in gone:
            del self._looked[name]
        return gone

    def _call(self, work: Callable[[], object]) -> tuple[Done, Parcel]:
        """Do what was asked, and send home what came of it and what was printed; what it changed
        goes along."""
        tried = self._try(work)
        parcel = self._parcel()
        return tried.done(parcel), parcel

    def _call_many(self, target: Any, calls: Sequence[Sequence[object]]) -> tuple[DoneMany, Parcel]:
        """Call a function several times, as far as what comes is what would have come one by
        one: what is returned may be changed by the next call."""
        tried: list[Tried] = []
        end = monotonic() + AT_ONCE
        for args in calls:
            tried.append(self._try(functools.partial(target, *args)))
            if not tried[-1].hold() or monotonic() > end:
                break
        parcel = self._parcel()
        return DoneMany([one.done(parcel) for one in tried]), parcel

    def _try(self, work: Callable[[], object]) -> Tried:
        value, raised = None, None
        with self._shell.capture() as outputs, warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            outputs.handed_on = True
            try:
                value = work()
            except WireClosed:
                raise
            except BaseException as error:
                raised = describe(error, self._number)
        return Tried(value, raised, outputs, caught or (), self._shell.waiting)

    def _parcel(self) -> Parcel:
        encoder = Encoder(self._lend, self._shared, self._givens.owner)
        return Parcel(encoder, self._shared)

    def _lend(self, value: object) -> Node:
        """What is not plain data stays here and gets a number."""
        if isinstance(value, Borrowed):
            return Home(value._handle_)
        home = self._classes.home(value)
        if home is not None:
            return home
        given = self._givens.node(value)
        if given is not None:
            return given
        if isinstance(value, type) and issubclass(value, BaseException):
            return Kind(ancestors_of(value, self._number))
        hashed, hashable = own_hash(value)
        return Lent(
            self._number(value),
            type(value).__name__[:100],
            callable(value),
            nearest_builtin(type(value)),
            hashed,
            hashable,
        )

    def _number(self, value: object) -> int:
        handle = self._handles.get(id(value))
        if handle is None or self._lent.get(handle) is not value:
            handle = len(self._lent)
            self._lent[handle] = value
            self._handles[id(value)] = handle
        return handle

    def _resolve(self, node: Foreign) -> object:
        match node:
            case Home():
                return self._lent[node.handle]
            case Given():
                return self._givens[node.name]
            case Named():
                return self._classes.named(node, self._resolve)
            case Kind():
                return self._classes.error(node)
            case Lent():
                known = self._borrowed.get(node.handle)
                return (
                    known
                    if known is not None
                    else self._borrowed.setdefault(
                        node.handle, Borrowed(self, node.handle, node.type_name)
                    )
                )

    @contextlib.contextmanager
    def _working(self) -> Iterator[None]:
        busy, self._busy = self._busy, True
        try:
            yield
        finally:
            self._busy = busy

    def _interrupt(self, *_: object) -> None:
        """The examiner's SIGINT ends the student's code, never an answer on its way."""
        if self._busy:
            raise KeyboardInterrupt


def own_hash(value: object) -> tuple[int | None, bool]:
    """The hash of an object whose class defines one, and whether it has any."""
    function: Any = type(value).__hash__
    if function is None:
        return None, False
    if function is object.__hash__ or type(value).__module__ != "__main__":
        return None, True
    try:
        return hash(value), True
    except Exception:
        return None, False


def _nodes(nodes: list[Node], decoder: Decoder) -> list[Any]:
    return [decoder.decode(node) for node in nodes]


def _arguments(call: Call, decoder: Decoder) -> tuple[list[Any], dict[str, Any]]:
    args = _nodes(call.args, decoder)
    return args, {name: decoder.decode(node) for name, node in call.kwargs.items()}
