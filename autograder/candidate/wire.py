"""Frames on a socket: a small structure in msgpack, and the bulk bytes that it points into.

    magic (4) | length of structure (uint32) | length of payload (uint32) | structure | payload

The structure is bounded much more tightly than the payload, because decoding it makes Python
objects, while the payload is only ever copied. No pickle, no eval.
"""

from __future__ import annotations

import select
import socket
import struct
import time
from collections.abc import Callable
from typing import Generic, TypeVar

import msgspec

from autograder.candidate.messages import Reply, Request
from autograder.candidate.values import WireError

MAGIC = b"ag1\n"
MAX_STRUCTURE = 8 * 2**20
CHUNK = 1 << 16
"""Bytes that are asked for at least, and up to which pieces are sent as one."""
TICK = 0.05
"""Seconds between two looks at the clock while waiting."""

_HEADER = struct.Struct("<4sII")
_encoder = msgspec.msgpack.Encoder()
_M = TypeVar("_M", Request, Reply)


class WireClosed(Exception):
    """The other side is gone."""


class Channel(Generic[_M]):
    """One end of the connection; receives messages of one type only."""

    def __init__(self, sock: socket.socket, receives: type[_M], *, max_payload: int) -> None:
        """``max_payload`` in bytes bounds what is accepted, and what is sent."""
        sock.setblocking(False)
        self._socket = sock
        self._decoder: msgspec.msgpack.Decoder[_M] = msgspec.msgpack.Decoder(receives)
        self._max_payload = max_payload
        self._ahead = memoryview(b"")
        """What came together with the end of what was read last."""
        self._polls = {event: select.poll() for event in (select.POLLIN, select.POLLOUT)}
        for event, poll in self._polls.items():
            poll.register(sock, event)
        self._due = 0.0

    def send(
        self,
        message: Request | Reply,
        payload: bytes | bytearray = b"",
        tick: Callable[[], None] | None = None,
    ) -> None:
        """Send one message. Raises WireError where it is too large, WireClosed where nobody
        listens any more."""
        structure = _encoder.encode(message)
        if len(structure) > MAX_STRUCTURE or len(payload) > self._max_payload:
            raise WireError(f"the value is too large ({len(structure) + len(payload)} bytes)")
        head = _HEADER.pack(MAGIC, len(structure), len(payload)) + structure
        if len(payload) <= CHUNK:  # a call into the kernel costs more than a copy
            self._write(head + payload, tick)
            return
        self._write(head, tick)
        self._write(payload, tick)

    def receive(self, tick: Callable[[], None] | None = None) -> tuple[_M, memoryview]:
        """The next message with its payload. ``tick`` is called every now and then, also where
        many messages come that each are there at once, and may raise. Raises WireClosed at the
        end, WireError for whatever is not a message."""
        header = self._read(_HEADER.size, tick)
        magic, structure_length, payload_length = _HEADER.unpack(header)
        if magic != MAGIC or structure_length > MAX_STRUCTURE or payload_length > self._max_payload:
            raise WireError("what came is not a message, or is too large")
        structure = self._read(structure_length, tick)
        payload = self._read(payload_length, tick)
        try:
            return self._decoder.decode(structure), payload
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
            raise WireError(f"what came is not a message: {error}") from error

    def _read(self, length: int, tick: Callable[[], None] | None) -> memoryview:
        view = memoryview(bytearray(length))
        got = min(length, len(self._ahead))
        view[:got], self._ahead = self._ahead[:got], self._ahead[got:]
        while got < length:
            self._wait(select.POLLIN, tick)  # who sends byte by byte is slow too
            try:
                got += self._receive(view[got:])
            except BlockingIOError:
                continue
            except OSError as error:
                raise WireClosed from error
        return view

    def _receive(self, view: memoryview) -> int:
        """Receive into the view, and ahead of it where it is small; how much of it is full."""
        if len(view) >= CHUNK:
            count = self._socket.recv_into(view)
        else:
            data = memoryview(self._socket.recv(CHUNK))
            count = min(len(data), len(view))
            view[:count], self._ahead = data[:count], data[count:]
        if not count:
            raise WireClosed
        return count

    def _write(self, data: bytes | bytearray, tick: Callable[[], None] | None) -> None:
        view = memoryview(data)
        while view:
            try:
                view = view[self._socket.send(view) :]
            except BlockingIOError:
                self._wait(select.POLLOUT, tick)
            except OSError as error:
                raise WireClosed from error

    def _wait(self, event: int, tick: Callable[[], None] | None) -> None:
        """Wait until the socket is ready or it is time to look at the clock."""
        self._polls[event].poll(None if tick is None else TICK * 1000)
        self._look(tick)

    def _look(self, tick: Callable[[], None] | None) -> None:
        """Call ``tick`` where the last call is long enough ago, whatever came in between."""
        if tick is not None and (now := time.monotonic()) > self._due:
            self._due = now + TICK
            tick()
