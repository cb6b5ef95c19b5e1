"""What bounds decoding: a message's bytes, a value's parts, the time of hashing."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import Any

from autograder.candidate.shared import Shared
from autograder.candidate.values import (
    Given,
    Home,
    Kind,
    Lent,
    Named,
    Node,
    WireError,
)

Foreign = Given | Lent | Home | Kind | Named
"""Nodes that say what lies on one of the two sides."""
MAX_PARTS = 2**24
"""Parts of a value with repetitions written out: a list of the same list of the same list takes
few bytes, and no memory would hold what printing or comparing it makes of it."""
MAX_HASHING = 3.0
"""CPU seconds that a value's sets and dicts may take: numbers can be chosen so that all have one
hash."""


class Reader:
    """Reads the payload of one message, and numbers the containers that it brings."""

    def __init__(
        self,
        payload: bytes | memoryview,
        foreign: Callable[[Foreign], object],
        shared: Shared | None = None,
        first: int | None = None,
    ) -> None:
        """``shared`` are the containers that both sides know; the message numbers its own from
        ``first`` on, or from where the table ends."""
        self.added: list[object] = []
        self._shared = shared or Shared()
        self.first = self._shared.next if first is None else first
        self._nameless = False
        self._payload = memoryview(payload)
        self._foreign = foreign
        self._unread = len(self._payload)
        self._parts = 0
        self._weights: dict[int, int] = {}
        self._hashed = 0
        self._hashing_ends = math.inf

    def decode(self, node: Node, depth: int = 0) -> Any:
        """The value of ``node``."""
        raise NotImplementedError

    def content(self, node: Node) -> Any:
        """New content of a container that both sides know: it has no number of its own."""
        self._nameless = True
        value = self.decode(node)
        self._nameless = False
        return value

    def _keep(self, value: Any) -> Any:
        if self._nameless:
            self._nameless = False
        else:
            self.added.append(value)
        return value

    @property
    def _next(self) -> int:
        return self.first + len(self.added)

    def _read(self, offset: int, length: int) -> memoryview:
        if offset < 0 or length < 0 or offset + length > len(self._payload):
            raise WireError("a node points outside its message")
        self._unread -= length
        if self._unread < 0:
            raise WireError("several nodes point at the same bytes")
        return self._payload[offset : offset + length]

    def _count(self, parts: int) -> None:
        self._parts += parts
        if self._parts > MAX_PARTS:
            raise WireError(f"the value has more than {MAX_PARTS:,} parts")

    def _hashable(self, value: object) -> object:
        """A value that can be hashed; those before it took their time, which is looked at."""
        try:
            hash(value)
        except Exception:  # an instance of the instructor's class may raise anything
            raise WireError("a key that cannot be hashed") from None
        self._hashed += 1
        if self._hashed % 512 == 0:
            now = time.process_time()
            if self._hashed == 512:
                self._hashing_ends = now + MAX_HASHING
            if now > self._hashing_ends:
                raise WireError("a set or dict that takes too long to build")
        return value
