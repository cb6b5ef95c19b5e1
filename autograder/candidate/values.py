"""Plain data on the wire: a closed schema, rebuilt as exact builtin and numpy types.

A value becomes a tree of nodes (``Node``); the bytes of arrays and long strings lie beside it in
one payload, so that a hostile message cannot grow much when it is decoded. What is not plain data
is never copied: it is *lent*, as a number that only its owner can turn back into the object.

Mutable containers are numbered in the order in which they are met. So two arguments that are the
same list stay the same list on the other side, and a change can be sent home by number.
"""

from __future__ import annotations

import math
import re
import time
from collections.abc import Callable, Sequence
from typing import Any, Literal

import msgspec
import numpy as np

from autograder.candidate import tables

MAX_DEPTH = 100
"""Nesting of a value. Python's own limit lies higher; nobody's answer is this deep."""
LONG_TEXT = 1024
"""Strings longer than this go to the payload."""
MAX_PARTS = 2**24
"""Parts of a value with repetitions written out: a list of the same list of the same list takes
few bytes, and no memory would hold what printing or comparing it makes of it."""
MAX_HASHING = 3.0
"""CPU seconds that a value's sets and dicts may take: numbers can be chosen so that all have one
hash."""
PACK = 16
"""Sequences of this many floats (or ints) travel as one array."""


class WireError(Exception):
    """A message or a value that the rules of the wire do not allow."""


class _Node(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    """Base of the nodes: sent as arrays, nothing beyond the declared fields is accepted."""


class BigInt(_Node, tag="I"):
    """An int that does not fit 64 bits, in hexadecimal."""

    digits: str


class Complex(_Node, tag="C"):
    real: float
    imag: float


class Blob(_Node, tag="B"):
    """Bytes or text that lies in the payload."""

    kind: Literal["bytes", "bytearray", "str"]
    offset: int
    length: int


class Items(_Node, tag="L"):
    kind: Literal["list", "tuple", "set", "frozenset"]
    items: list[Node]


class Numbers(_Node, tag="N"):
    """A list or tuple of many floats (``f``) or 64-bit ints (``i``), packed."""

    kind: Literal["list", "tuple"]
    of: Literal["f", "i"]
    offset: int
    length: int


class Pairs(_Node, tag="D"):
    """A dict, in its order."""

    items: list[tuple[Node, Node]]


class Array(_Node, tag="A"):
    """A numpy array of a plain dtype. ``strides`` (in bytes) only where it is not C-contiguous."""

    dtype: str
    shape: tuple[int, ...]
    offset: int
    writeable: bool
    strides: tuple[int, ...] | None = None


class Objects(_Node, tag="O"):
    """A numpy array of dtype object."""

    shape: tuple[int, ...]
    items: list[Node]


class Table(_Node, tag="T"):
    """A pandas object, taken apart (``tables``)."""

    kind: tables.Kind
    parts: list[Node]
    dtypes: list[str]


class Scalar(_Node, tag="S"):
    """A numpy scalar."""

    dtype: str
    offset: int


class Piece(_Node, tag="P"):
    """A slice, a range or the Ellipsis."""

    kind: Literal["slice", "range", "ellipsis"]
    items: list[Node]


class Same(_Node, tag="="):
    """The mutable container that was numbered ``index`` in this exchange."""

    index: int


class Given(_Node, tag="G"):
    """The object that an instructor's cell bound to this name on both sides."""

    name: str


class Lent(_Node, tag="R"):
    """An object that stays where it is; ``handle`` is the sender's number for it."""

    handle: int
    type_name: str
    callable: bool


class Home(_Node, tag="H"):
    """An object of the receiver's own, which it had lent."""

    handle: int


Node = (
    None
    | bool
    | int
    | float
    | str
    | BigInt
    | Complex
    | Blob
    | Items
    | Numbers
    | Pairs
    | Array
    | Objects
    | Table
    | Scalar
    | Piece
    | Same
    | Given
    | Lent
    | Home
)

_DTYPE = re.compile(
    r"[<>|](?:[biufc](?:1|2|4|8|16|32)|[SU][1-9][0-9]{0,6}|[mM]8(?:\[(?:ns|us|ms|s|m|h|D|W|M|Y)\])?)"
)
_INT64 = range(-(2**63), 2**63)


class Encoder:
    """Turns values into nodes, and gathers the payload and the mutable containers it met."""

    def __init__(self, foreign: Callable[[object], Node], mutables: Sequence[object] = ()) -> None:
        """``foreign`` decides what becomes of an object that is not plain data;
        ``mutables`` are containers that the other side knows already, by number."""
        self.payload = bytearray()
        self.mutables: list[object] = list(mutables)
        self._numbers = {id(value): index for index, value in enumerate(self.mutables)}
        self._foreign = foreign

    def encode(self, value: object, depth: int = 0) -> Node:
        """The node of ``value``. Raises WireError where it is nested too deeply."""
        if depth > MAX_DEPTH:
            raise WireError(f"the value is nested more than {MAX_DEPTH} levels deep")
        encode = _ENCODERS.get(type(value))
        if encode is not None:
            return encode(self, value, depth + 1)
        if isinstance(value, np.generic) and _plain(value.dtype) and _exact(value):
            return Scalar(value.dtype.str, self._store(value.tobytes()))
        apart = tables.take_apart(value)
        if apart is not None:
            return self._table(value, *apart, depth + 1)
        return self._foreign(value)

    def _table(
        self, value: object, kind: tables.Kind, parts: list[object], dtypes: list[str], depth: int
    ) -> Node:
        known = self._known(value) if kind in tables.MUTABLE else None
        return known or Table(kind, [self.encode(part, depth) for part in parts], dtypes)

    def blob(self, data: bytes) -> Blob:
        """Bytes of ours (not of a value) to go with the message."""
        return Blob("bytes", self._store(data), len(data))

    def content(self, value: object) -> Node:
        """The content of a mutable container that the other side knows, as a new container."""
        self._numbers.pop(id(value), None)
        return self.encode(value)

    def _store(self, data: bytes | memoryview) -> int:
        self.payload += b"\0" * (-len(self.payload) % 16)
        offset = len(self.payload)
        self.payload += data
        return offset

    def _known(self, value: object) -> Same | None:
        """Number a mutable container, or find the number that it has."""
        index = self._numbers.get(id(value))
        if index is not None:
            return Same(index)
        self._numbers[id(value)] = len(self.mutables)
        self.mutables.append(value)
        return None

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
        known = self._known(value)
        if known is not None:
            return known
        flags = value.flags
        strides = None if flags.c_contiguous else value.strides
        return Array(
            value.dtype.str, value.shape, self._store(value.tobytes()), flags.writeable, strides
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


def _plain(dtype: np.dtype[Any]) -> bool:
    return _DTYPE.fullmatch(dtype.str) is not None


def _exact(value: np.generic) -> bool:
    """Whether this is numpy's own scalar type, not a subclass that may lie about itself."""
    return type(value) is value.dtype.type


def _utf8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


class Decoder:
    """Rebuilds values from nodes that nobody has checked yet beyond their schema.

    Raises WireError for whatever does not fit: offsets outside the payload, dtypes that are not
    on the list, keys that cannot be hashed, numbers of containers that were never sent.
    """

    def __init__(
        self,
        payload: bytes | memoryview,
        foreign: Callable[[Given | Lent | Home], object],
        mutables: Sequence[object] = (),
    ) -> None:
        self.mutables: list[object] = list(mutables)
        self._payload = memoryview(payload)
        self._foreign = foreign
        self._unread = len(self._payload)
        self._parts = 0
        self._weights: dict[int, int] = {}
        self._hashed = 0
        self._hashing_ends = math.inf

    def decode(self, node: Node, depth: int = 0) -> Any:
        """The value of ``node``."""
        if depth > MAX_DEPTH:
            raise WireError(f"the value is nested more than {MAX_DEPTH} levels deep")
        decode = _DECODERS.get(type(node))
        if decode is None:
            return node  # None, bool, int, float, str: exact types already
        return decode(self, node, depth + 1)

    def blob(self, node: Blob | None) -> memoryview:
        """The bytes of a blob; none for None."""
        return memoryview(b"") if node is None else self._read(node.offset, node.length)

    def _read(self, offset: int, length: int) -> memoryview:
        if offset < 0 or length < 0 or offset + length > len(self._payload):
            raise WireError("a node points outside its message")
        self._unread -= length
        if self._unread < 0:
            raise WireError("several nodes point at the same bytes")
        return self._payload[offset : offset + length]

    def _keep(self, value: Any) -> Any:
        self.mutables.append(value)
        return value

    def _count(self, parts: int) -> None:
        self._parts += parts
        if self._parts > MAX_PARTS:
            raise WireError(f"the value has more than {MAX_PARTS:,} parts")

    def _hashable(self, value: object) -> object:
        """A value that can be hashed; those before it took their time, which is looked at."""
        try:
            hash(value)
        except TypeError:
            raise WireError("a key that cannot be hashed") from None
        self._hashed += 1
        if self._hashed % 512 == 0:
            now = time.process_time()
            if self._hashed == 512:
                self._hashing_ends = now + MAX_HASHING
            if now > self._hashing_ends:
                raise WireError("a set or dict that takes too long to build")
        return value

    def _int(self, node: BigInt, depth: int) -> int:
        try:
            return int(node.digits, 16)
        except ValueError:
            raise WireError("an int that is none") from None

    def _complex(self, node: Complex, depth: int) -> complex:
        return complex(node.real, node.imag)

    def _blob(self, node: Blob, depth: int) -> bytes | bytearray | str:
        data = bytes(self._read(node.offset, node.length))
        if node.kind == "bytes":
            return data
        if node.kind == "bytearray":
            return self._keep(bytearray(data))  # type: ignore[no-any-return]
        try:
            return data.decode("utf-8", "surrogatepass")
        except UnicodeDecodeError:
            raise WireError("text that is not UTF-8") from None

    def _items(self, node: Items, depth: int) -> Any:
        number, before = len(self.mutables), self._parts
        self._count(len(node.items) + 1)
        if node.kind == "tuple":
            return tuple([self.decode(item, depth) for item in node.items])
        if node.kind == "frozenset":
            return frozenset([self._hashable(self.decode(item, depth)) for item in node.items])
        value = self._list(node, depth) if node.kind == "list" else self._set(node, depth)
        self._weights[number] = self._parts - before
        return value

    def _list(self, node: Items, depth: int) -> list[object]:
        value: list[object] = self._keep([])
        value.extend(self.decode(item, depth) for item in node.items)
        return value

    def _set(self, node: Items, depth: int) -> set[object]:
        members: set[object] = self._keep(set())
        for item in node.items:
            members.add(self._hashable(self.decode(item, depth)))
        return members

    def _numbers(self, node: Numbers, depth: int) -> Any:
        data = self._read(node.offset, node.length * 8)
        self._count(node.length)
        values = np.frombuffer(data, dtype="<f8" if node.of == "f" else "<i8").tolist()
        return self._keep(values) if node.kind == "list" else tuple(values)

    def _pairs(self, node: Pairs, depth: int) -> dict[object, object]:
        number, before = len(self.mutables), self._parts
        self._count(2 * len(node.items) + 1)
        value: dict[object, object] = self._keep({})
        for key, item in node.items:
            value[self._hashable(self.decode(key, depth))] = self.decode(item, depth)
        self._weights[number] = self._parts - before
        return value

    def _array(self, node: Array, depth: int) -> np.ndarray[Any, Any]:
        dtype = _dtype(node.dtype)
        size = _size(node.shape) * dtype.itemsize
        data = np.frombuffer(self._read(node.offset, size), np.uint8)
        if dtype.kind == "b":  # a byte that is neither 0 nor 1 would be a truth value that lies
            data = data != 0
        try:
            flat = np.ndarray(node.shape, dtype, data.tobytes())
            value = np.empty(node.shape, dtype) if node.strides is None else _laid_out(node, dtype)
            value[...] = flat
        except (ValueError, TypeError, OverflowError):
            raise WireError("an array that cannot be") from None
        value.flags.writeable = node.writeable
        return self._keep(value)  # type: ignore[no-any-return]

    def _objects(self, node: Objects, depth: int) -> np.ndarray[Any, Any]:
        if len(node.items) != _size(node.shape):
            raise WireError("an array whose shape is not that of its items")
        number, before = len(self.mutables), self._parts
        self._count(len(node.items) + 1)
        value = self._keep(np.empty(node.shape, dtype=object))
        flat = value.reshape(-1)
        for index, item in enumerate(node.items):
            flat[index] = self.decode(item, depth)
        self._weights[number] = self._parts - before
        return value  # type: ignore[no-any-return]

    def _table(self, node: Table, depth: int) -> Any:
        number = len(self.mutables)
        if node.kind in tables.MUTABLE:
            self._keep(None)  # its number, which comes before those of its parts
        parts = [self.decode(part, depth) for part in node.parts]
        try:
            value = tables.put_together(node.kind, parts, node.dtypes)
        except Exception as error:  # pandas refuses what does not fit with errors of many kinds
            raise WireError(f"a table that is none: {error}") from error
        if node.kind in tables.MUTABLE:
            self.mutables[number] = value
        return value

    def _scalar(self, node: Scalar, depth: int) -> np.generic:
        dtype = _dtype(node.dtype)
        data = bytes(self._read(node.offset, dtype.itemsize))
        if dtype.kind == "b":
            data = bytes([data != b"\0"])
        try:
            return np.frombuffer(data, dtype)[0]  # type: ignore[no-any-return]
        except ValueError:
            raise WireError("a character that does not exist") from None

    def _piece(self, node: Piece, depth: int) -> Any:
        if node.kind == "ellipsis":
            return ...
        parts = [self.decode(part, depth) for part in node.items]
        try:
            return slice(*parts) if node.kind == "slice" else range(*parts)
        except (TypeError, ValueError):
            raise WireError(f"a {node.kind} that is none") from None

    def _same(self, node: Same, depth: int) -> Any:
        if not 0 <= node.index < len(self.mutables):
            raise WireError("a container that was never sent")
        value = self.mutables[node.index]
        known = len(value) if isinstance(value, list | dict | set) else 1
        self._count(self._weights.get(node.index, known + 1))
        return value

    def _other(self, node: Given | Lent | Home, depth: int) -> object:
        return self._foreign(node)


_DECODERS: dict[type, Callable[[Decoder, Any, int], Any]] = {
    BigInt: Decoder._int,
    Complex: Decoder._complex,
    Blob: Decoder._blob,
    Items: Decoder._items,
    Numbers: Decoder._numbers,
    Pairs: Decoder._pairs,
    Array: Decoder._array,
    Objects: Decoder._objects,
    Table: Decoder._table,
    Scalar: Decoder._scalar,
    Piece: Decoder._piece,
    Same: Decoder._same,
    Given: Decoder._other,
    Lent: Decoder._other,
    Home: Decoder._other,
}


def _dtype(name: str) -> np.dtype[Any]:
    if _DTYPE.fullmatch(name) is None:
        raise WireError(f"the dtype {name!r} is not allowed")
    try:
        return np.dtype(name)
    except TypeError:
        raise WireError(f"the dtype {name!r} does not exist") from None


def _size(shape: tuple[int, ...]) -> int:
    if len(shape) > 32 or any(n < 0 for n in shape):
        raise WireError("an array with an impossible shape")
    if math.prod(n for n in shape if n) > MAX_PARTS * 2**6:  # an array without elements has rows
        raise WireError("an array with too many rows")
    return math.prod(shape)


def _laid_out(node: Array, dtype: np.dtype[Any]) -> np.ndarray[Any, Any]:
    """An array with the sender's strides: views that run backwards or skip stay such views."""
    strides = node.strides or ()
    if len(strides) != len(node.shape) or 0 in node.shape:
        return np.empty(node.shape, dtype)
    reach = [(n - 1) * stride for n, stride in zip(node.shape, strides, strict=True)]
    low, high = sum(min(r, 0) for r in reach), sum(max(r, 0) for r in reach)
    if high - low > 16 * max(1, _size(node.shape)) * dtype.itemsize:
        return np.empty(node.shape, dtype)  # a few rows of something huge: only the values matter
    buffer = bytearray(high - low + dtype.itemsize)
    return np.ndarray(node.shape, dtype, buffer, -low, strides)
