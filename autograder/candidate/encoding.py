"""From values to nodes."""

from __future__ import annotations

import collections
import itertools
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Literal

import numpy as np

from autograder.candidate import library, tables
from autograder.candidate.shared import Shared
from autograder.candidate.values import (
    DTYPE,
    MAX_DEPTH,
    Array,
    BigInt,
    Blob,
    Complex,
    Given,
    Home,
    Instance,
    Items,
    Known,
    Lent,
    Named,
    Node,
    Numbers,
    Objects,
    Pairs,
    Piece,
    Same,
    Scalar,
    Table,
    View,
    WireError,
)

LONG_TEXT = 1024
"""Strings longer than this go to the payload."""
PACK = 16
"""Sequences of this many floats (or ints) travel as one array."""

_INT64 = range(-(2**63), 2**63)


class Encoder:
    """Turns values into nodes, and gathers the payload and the mutable containers it met."""

    def __init__(
        self,
        foreign: Callable[[object], Node],
        shared: Shared | None = None,
        owner: Callable[[object], Given | None] = lambda value: None,
    ) -> None:
        """``foreign`` decides what becomes of an object that is not plain data; ``shared`` are the
        containers that the other side knows already; ``owner`` finds the class of what crosses
        by its attributes."""
        self.payload = bytearray()
        self.added: list[object] = []
        """Mutable containers that the message brings, numbered from ``first`` on."""
        self._shared = shared or Shared()
        self.first = self._shared.next
        self._numbers: dict[int, int] = {}
        self._nameless: object = self
        self.aliased: frozenset[int] = frozenset()
        """Identities of arrays of which several values are views."""
        self._foreign = foreign
        self._owner = owner

    def encode(self, value: object, depth: int = 0) -> Node:
        """The node of ``value``. Raises WireError where it is nested too deeply."""
        if depth > MAX_DEPTH:
            raise WireError(f"the value is nested more than {MAX_DEPTH} levels deep")
        encode = _ENCODERS.get(type(value))
        if encode is not None:
            return encode(self, value, depth + 1)
        if isinstance(value, np.generic) and _plain(value.dtype) and _exact(value):
            return Scalar(value.dtype.str, self._store(value.tobytes()))
        known = library.take_apart(value)
        if known is not None:
            return self._library(value, *known, depth + 1)
        apart = tables.take_apart(value)
        if apart is not None:
            return self._table(value, *apart, depth + 1)
        owner = self._owner(value) if depth < MAX_DEPTH // 2 else None
        if owner is not None:
            return self._instance(value, owner, depth + 1)
        fields = library.fields_of(type(value)) if isinstance(value, tuple) else None
        return self._foreign(value) if fields is None else self._tuple_of(value, fields, depth + 1)

    def _instance(self, value: object, owner: Given, depth: int) -> Node:
        return self._known(value) or Instance(
            owner, [(name, self.encode(item, depth)) for name, item in vars(value).items()]
        )

    def _library(self, value: object, kind: library.Kind, parts: list[object], depth: int) -> Node:
        number = self._known(value) if kind in library.MUTABLE else None
        return number or Known(kind, [self.encode(part, depth) for part in parts])

    def _tuple_of(self, value: object, fields: tuple[str, ...], depth: int) -> Node:
        owner = self._foreign(type(value))
        if not isinstance(owner, Given | Lent | Home):
            raise WireError("a tuple of a class that is none")
        items = [self.encode(item, depth) for item in value]  # type: ignore[attr-defined]
        return Named(owner, type(value).__name__, fields, items)

    def _table(
        self, value: object, kind: tables.Kind, parts: list[object], dtypes: list[str], depth: int
    ) -> Node:
        known = self._known(value) if kind in tables.MUTABLE else None
        return known or Table(kind, [self.encode(part, depth) for part in parts], dtypes)

    def blob(self, data: bytes) -> Blob:
        """Bytes of ours (not of a value) to go with the message."""
        return Blob("bytes", self._store(data), len(data))

    def content(self, value: object) -> Node:
        """The content of a mutable container that the other side knows; it gets no number."""
        self._nameless = value
        return self.encode(value)

    def _store(self, data: bytes | memoryview) -> int:
        self.payload += b"\0" * (-len(self.payload) % 16)
        offset = len(self.payload)
        self.payload += data
        return offset

    def _known(self, value: object) -> Same | None:
        """Number a mutable container, or find the number that it has."""
        if value is self._nameless:
            self._nameless = self
            return None
        number = self._number(value)
        if number is not None:
            return Same(number)
        self._numbers[id(value)] = self.first + len(self.added)
        self.added.append(value)
        return None

    def _number(self, value: object) -> int | None:
        number = self._shared.number(value)
        return self._numbers.get(id(value)) if number is None else number

    def _int(self, value: int, depth: int) -> Node:
        return value if value in _INT64 else BigInt(hex(value))

    def _plain(self, value: Any, depth: int) -> Node:
        return value  # type: ignore[no-any-return]

    def _str(self, value: str, depth: int) -> Node:
        if len(value) <= LONG_TEXT and (value.isascii() or _utf8(value)):
            return value
        data = value.encode("utf-8", "surrogatepass")
        return Blob("str", self._store(data), len(data))

    def _bytes(self, value: bytes, depth: int) -> Node:
        return Blob("bytes", self._store(value), len(value))

    def _bytearray(self, value: bytearray, depth: int) -> Node:
        return self._known(value) or Blob("bytearray", self._store(bytes(value)), len(value))

    def _complex(self, value: complex, depth: int) -> Node:
        return Complex(value.real, value.imag)

    def _list(self, value: list[object], depth: int) -> Node:
        return self._known(value) or self._sequence("list", value, depth)

    def _tuple(self, value: tuple[object, ...], depth: int) -> Node:
        return self._sequence("tuple", value, depth)

    def _sequence(
        self, kind: Literal["list", "tuple"], value: Sequence[object], depth: int
    ) -> Node:
        if len(value) >= PACK:
            types = set(map(type, value))
            if types == {float}:
                packed = np.array(value, dtype="<f8")
                return Numbers(kind, "f", self._store(packed.tobytes()), len(value))
            if types == {int} and all(item in _INT64 for item in value):
                packed = np.array(value, dtype="<i8")
                return Numbers(kind, "i", self._store(packed.tobytes()), len(value))
        return Items(kind, [self.encode(item, depth) for item in value])

    def _set(self, value: set[object], depth: int) -> Node:
        return self._known(value) or Items("set", [self.encode(item, depth) for item in value])

    def _frozenset(self, value: frozenset[object], depth: int) -> Node:
        return Items("frozenset", [self.encode(item, depth) for item in value])

    def _dict(self, value: dict[object, object], depth: int) -> Node:
        known = self._known(value)
        if known is not None:
            return known
        return Pairs(
            [(self.encode(key, depth), self.encode(item, depth)) for key, item in value.items()]
        )

    def _array(self, value: np.ndarray[Any, Any], depth: int) -> Node:
        if value.dtype.hasobject and value.dtype.kind == "O":
            known = self._known(value)
            items = [] if known else [self.encode(item, depth) for item in value.ravel()]
            return known or Objects(value.shape, items)
        if not _plain(value.dtype):
            return self._foreign(value)
        view = self._view(value, depth) if self._number(value) is None else None
        known = self._known(value)
        if view is not None or known is not None:
            return known or view
        flags = value.flags
        strides = None if flags.c_contiguous else value.strides
        return Array(
            value.dtype.str, value.shape, self._store(value.tobytes()), flags.writeable, strides
        )

    def _view(self, value: np.ndarray[Any, Any], depth: int) -> Node | None:
        """A view of an array that the other side has, or of one that another argument shows too:
        what is written into one is to be seen in the other."""
        base = root(value)
        if base is value or base.dtype != value.dtype or not base.flags.c_contiguous:
            return None
        if id(base) not in self.aliased and self._number(base) is None:
            return None
        number = self._number(base)
        place = self.encode(base, depth) if number is None else Same(number)
        return View(
            place,
            value.dtype.str,
            value.shape,
            value.__array_interface__["data"][0] - base.__array_interface__["data"][0],
            value.strides,
            value.flags.writeable,
        )

    def _piece(self, value: slice | range, depth: int) -> Node:
        parts = [self.encode(part, depth) for part in (value.start, value.stop, value.step)]
        return Piece("slice" if type(value) is slice else "range", parts)

    def _ellipsis(self, value: object, depth: int) -> Node:
        return Piece("ellipsis", [])


_ENCODERS: dict[type, Callable[[Encoder, Any, int], Node]] = {
    type(None): Encoder._plain,
    bool: Encoder._plain,
    float: Encoder._plain,
    int: Encoder._int,
    str: Encoder._str,
    bytes: Encoder._bytes,
    bytearray: Encoder._bytearray,
    complex: Encoder._complex,
    list: Encoder._list,
    tuple: Encoder._tuple,
    set: Encoder._set,
    frozenset: Encoder._frozenset,
    dict: Encoder._dict,
    np.ndarray: Encoder._array,
    np.memmap: Encoder._array,  # arrives as an ordinary array
    slice: Encoder._piece,
    range: Encoder._piece,
    type(...): Encoder._ellipsis,
}


def root(array: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """The array that owns the memory which this one shows."""
    while isinstance(array.base, np.ndarray):
        array = array.base
    return array


def aliased(values: Iterable[object]) -> frozenset[int]:
    """Identities of the arrays that several of these values show the same part of. What else they
    show is nobody's affair: two rows of a large table cross as two rows."""
    views: dict[int, list[np.ndarray[Any, Any]]] = collections.defaultdict(list)
    for value in values:
        if type(value) is np.ndarray:
            views[id(root(value))].append(value)
    return frozenset(
        number
        for number, shown in views.items()
        if any(itertools.starmap(np.may_share_memory, itertools.combinations(shown, 2)))
    )


def _plain(dtype: np.dtype[Any]) -> bool:
    return DTYPE.fullmatch(dtype.str) is not None


def _exact(value: np.generic) -> bool:
    """Whether this is numpy's own scalar type, not a subclass that may lie about itself."""
    return type(value) is value.dtype.type


def _utf8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
