"""The candidate's side of the wire: runs the student's cells, answers the examiner's questions.

Everything here shares a process with the student's code, which may read or patch any of it. So
nothing here is trusted by the examiner: whatever this module could be made to say is an answer
to a question, and only a right answer is worth anything.
"""

from __future__ import annotations

import contextlib
import signal
import traceback
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from autograder.candidate import tables
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
    Raised,
    Reply,
    Request,
    RunCell,
    Told,
    Unbind,
    exception_base,
)
from autograder.candidate.operators import OPERATORS
from autograder.candidate.shell import Shell
from autograder.candidate.values import Given, Home, Lent, Node, WireError
from autograder.candidate.wire import Channel, WireClosed

MAX_MESSAGE = 2000
"""Characters of an exception's message that are sent."""
MAX_NESTING = 50
"""Callbacks within callbacks."""


class Borrowed:
    """A function of the examiner's that a test handed to the student's code."""

    def __init__(self, candidate: Candidate, handle: int, type_name: str) -> None:
        self._candidate = candidate
        self._handle = handle
        self._type_name = type_name

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._candidate.ask(self._handle, args, kwargs)

    def __repr__(self) -> str:
        return f"<{self._type_name} of the test>"


class Candidate:
    """One student's notebook, as a process that answers."""

    def __init__(self, channel: Channel[Request], shell: Shell) -> None:
        self._channel = channel
        self._shell = shell
        self._lent: dict[int, object] = {}
        self._handles: dict[int, int] = {}
        self._borrowed: dict[int, Borrowed] = {}
        self._given: dict[str, object] = dict(WELL_KNOWN)
        self._names: dict[int, str] = dict(WELL_KNOWN_NAMES)
        self._asked: list[int] = []
        self._busy = False

    def serve(self) -> None:
        """Answer until the examiner hangs up."""
        signal.signal(signal.SIGINT, self._interrupt)
        with contextlib.suppress(WireClosed):
            while True:
                request, payload = self._channel.receive()
                self._answer(request, payload)

    def ask(self, handle: int, args: Sequence[object], kwargs: dict[str, object]) -> object:
        """Call a function of the examiner's, and answer what it asks meanwhile."""
        if len(self._asked) > MAX_NESTING:
            raise RecursionError("a test's function and the student's call each other without end")
        encoder = self._encoder()
        body = Ask(
            handle,
            [encoder.encode(arg) for arg in args],
            {name: encoder.encode(value) for name, value in kwargs.items()},
        )
        asked = self._asked[-1]
        busy, self._busy = self._busy, False
        try:
            self._channel.send(Reply(asked, body), encoder.payload)
            while True:
                request, payload = self._channel.receive()
                if isinstance(request.body, Told) and request.id == asked:
                    break
                self._answer(request, payload)
        finally:
            self._busy = busy
        if request.body.raised is not None:
            raise RuntimeError(f"{request.body.raised.name}: {request.body.raised.message}")
        return self._decoder(payload).decode(request.body.value)

    def _answer(self, request: Request, payload: memoryview) -> None:
        self._asked.append(request.id)
        try:
            with self._working():
                body, encoder = self._do(request.body, payload)
        except WireClosed:
            raise
        except BaseException as error:  # an interrupt just before the work began or just after
            body, encoder = Done(raised=describe(error)), self._encoder()
        finally:
            self._asked.pop()
        try:
            self._channel.send(Reply(request.id, body), encoder.payload)
        except WireError as error:
            self._channel.send(Reply(request.id, Done(raised=describe(error))))

    def _do(self, body: Any, payload: memoryview) -> tuple[Done | CellDone, Encoder]:
        match body:
            case RunCell():
                return self._run(body)
            case Look():
                return self._look(body.name)
            case Bind():
                self._shell.user_ns[body.name] = self._decoder(payload).decode(body.value)
            case Unbind():
                if self._shell.user_ns.pop(body.name, self) is self:
                    raise NameError(f"name {body.name!r} is not defined", name=body.name)
            case Call() | Operate():
                return self._call(body, payload)
            case _:
                raise WireError("nobody asked for this")
        return Done(), self._encoder()

    def _run(self, body: RunCell) -> tuple[CellDone, Encoder]:
        run = self._shell.run(body.source, count=body.count)
        for name in body.given:
            if name in self._shell.user_ns:
                value = self._shell.user_ns[name]
                self._given[name] = value
                self._names[id(value)] = name
        encoder = self._encoder()
        outputs = run.outputs.encode()
        blob = encoder.blob(outputs) if outputs else None
        raised = None if run.error is None else describe(run.error)
        return CellDone(raised, blob, run.outputs.dropped), encoder

    def _look(self, name: str) -> tuple[Done, Encoder]:
        if name not in self._shell.user_ns:
            raise NameError(f"name {name!r} is not defined", name=name)
        encoder = self._encoder()
        return Done(encoder.encode(self._shell.user_ns[name])), encoder

    def _call(self, body: Call | Operate, payload: memoryview) -> tuple[Done, Encoder]:
        """Call a function with arguments that came by value, and send home what it returned,
        what it printed and which of the arguments it changed."""
        decoder = self._decoder(payload)
        args = [decoder.decode(node) for node in body.args]
        target = self._lent[body.handle]
        known = list(decoder.mutables)
        before = [snapshot(value) for value in known]
        value, raised = None, None
        with self._shell.capture() as outputs:
            try:
                if isinstance(body, Call):
                    kwargs = {name: decoder.decode(node) for name, node in body.kwargs.items()}
                    value = target(*args, **kwargs)  # type: ignore[operator]
                else:
                    value = OPERATORS[body.operator](target, *args)
            except WireClosed:
                raise
            except BaseException as error:
                raised = describe(error)
        encoder = Encoder(self._lend, known)
        node = encoder.encode(value)
        changes = [
            Change(index, encoder.content(value))
            for index, (value, old) in enumerate(zip(known, before, strict=True))
            if old is not None and changed(value, old)
        ]
        printed = outputs.encode()
        return Done(node, raised, changes, encoder.blob(printed) if printed else None), encoder

    def _encoder(self) -> Encoder:
        return Encoder(self._lend)

    def _decoder(self, payload: memoryview) -> Decoder:
        return Decoder(payload, self._resolve)

    def _lend(self, value: object) -> Node:
        """What is not plain data stays here and gets a number."""
        if isinstance(value, Borrowed):
            return Home(value._handle)
        name = self._names.get(id(value))
        if name is not None and self._given.get(name) is value:
            return Given(name)
        handle = self._handles.get(id(value))
        if handle is None or self._lent.get(handle) is not value:
            handle = len(self._lent)
            self._lent[handle] = value
            self._handles[id(value)] = handle
        return Lent(handle, type(value).__name__[:100], callable(value))

    def _resolve(self, node: Given | Lent | Home) -> object:
        match node:
            case Home():
                return self._lent[node.handle]
            case Given():
                return self._given[node.name]
            case Lent():
                known = self._borrowed.get(node.handle)
                return known or self._borrowed.setdefault(
                    node.handle, Borrowed(self, node.handle, node.type_name)
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


def describe(error: BaseException) -> Raised:
    """An exception as it is sent: its names, its message, the student's line that raised it."""
    try:
        message = _message(error)[:MAX_MESSAGE]
    except BaseException:
        message = "(the exception could not be printed)"
    where = ""
    for frame, line in traceback.walk_tb(error.__traceback__):
        if frame.f_code.co_filename.startswith("<ipython-input-"):
            where = f"{frame.f_code.co_name}, line {line}"
    return Raised(
        type(error).__name__[:100], exception_base(type(error)), _clean(message), where[:200]
    )


def _message(error: BaseException) -> str:
    if isinstance(error, KeyError) and len(error.args) == 1:
        return str(error.args[0])  # str() would quote it
    if isinstance(error, SyntaxError) and error.lineno is not None:
        return f"{error.msg} (line {error.lineno})"  # str() would name IPython's file, too
    return str(error)


def _clean(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")


def snapshot(value: object) -> object:
    """What a mutable container holds now, to be compared after a call; None for an array that
    cannot be written to."""
    match value:
        case np.ndarray() if not value.flags.writeable:
            return None
        case np.ndarray() if value.dtype.hasobject:
            return tuple(value.ravel())
        case np.ndarray():
            return value.tobytes()
        case bytearray():
            return bytes(value)
        case dict():
            return tuple(item for pair in value.items() for item in pair)
        case list() | set():
            return tuple(value)
        case _:
            return tables.fingerprint(value)


def changed(value: object, before: object) -> bool:
    """Whether a container holds other things than ``before``; nested ones are compared alone."""
    after = snapshot(value)
    if isinstance(before, bytes):
        return after != before
    if not isinstance(before, tuple) or not isinstance(after, tuple):
        return True
    return len(after) != len(before) or any(
        new is not old for new, old in zip(after, before, strict=True)
    )
