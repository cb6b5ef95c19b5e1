"""From nodes, which nobody has checked beyond their schema, to exact builtin and numpy values."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.candidate import library, tables
from autograder.candidate.givens import is_course_class
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
    Kind,
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

Foreign = Given | Lent | Home | Kind | Named
"""Nodes that say what lies on one of the two sides."""
MAX_PARTS = 2**24
"""Parts of a value with repetitions written out: a list of the same list of the same list takes
few bytes, and no memory would hold what printing or comparing it makes of it."""
MAX_HASHING = 3.0
"""CPU seconds that a value's sets and dicts may take: numbers can be chosen so that all have one
hash."""


class Decoder:
    """Rebuilds values from nodes that nobody has checked yet beyond their schema.

    Raises WireError for whatever does not fit: offsets outside the payload, dtypes that are not
    on the list, keys that cannot be hashed, numbers of containers that were never sent.
    """

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
        number, before = self._next, self._parts
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
        number, before = self._next, self._parts
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

    def _view(self, node: View, depth: int) -> np.ndarray[Any, Any]:
        base = self.decode(node.base, depth)
        if type(base) is not np.ndarray or not base.flags.c_contiguous or base.dtype.hasobject:
            raise WireError("a view of what is no array")
        dtype, size = _dtype(node.dtype), _size(node.shape)
        if len(node.strides) != len(node.shape) or dtype != base.dtype:
            raise WireError("a view that cannot be")
        reach = [(n - 1) * step for n, step in zip(node.shape, node.strides, strict=True)]
        low = node.offset + sum(min(r, 0) for r in reach)
        high = node.offset + sum(max(r, 0) for r in reach) + dtype.itemsize
        if size and not (low >= 0 and high <= base.nbytes):
            raise WireError("a view beyond its array")
        self._count(size)  # strides of 0 make many of few bytes
        whole = base.reshape(-1).view(np.uint8) if base.nbytes else base
        try:
            value = np.ndarray(node.shape, dtype, whole, node.offset if size else 0, node.strides)
        except (ValueError, TypeError, OverflowError):
            raise WireError("a view that cannot be") from None
        value.flags.writeable = node.writeable and base.flags.writeable
        return self._keep(value)  # type: ignore[no-any-return]

    def _objects(self, node: Objects, depth: int) -> np.ndarray[Any, Any]:
        if len(node.items) != _size(node.shape):
            raise WireError("an array whose shape is not that of its items")
        number, before = self._next, self._parts
        self._count(len(node.items) + 1)
        value = self._keep(np.empty(node.shape, dtype=object))
        flat = value.reshape(-1)
        for index, item in enumerate(node.items):
            flat[index] = self.decode(item, depth)
        self._weights[number] = self._parts - before
        return value  # type: ignore[no-any-return]

    def _table(self, node: Table, depth: int) -> Any:
        place = len(self.added)
        numbered = node.kind in tables.MUTABLE and not self._nameless
        if node.kind in tables.MUTABLE:
            self._keep(None)  # its number, which comes before those of its parts
        parts = [self.decode(part, depth) for part in node.parts]
        try:
            value = tables.put_together(node.kind, parts, node.dtypes)
        except Exception as error:  # pandas refuses what does not fit with errors of many kinds
            raise WireError(f"a table that is none: {error}") from error
        if numbered:
            self.added[place] = value
        return value

    def _known(self, node: Known, depth: int) -> Any:
        self._count(len(node.parts) + 1)
        place = len(self.added)
        numbered = node.kind in library.MUTABLE and not self._nameless
        if node.kind in library.MUTABLE:
            self._keep(None)
        parts = [self.decode(part, depth) for part in node.parts]
        for key in library.keys_of(node.kind, parts):
            self._hashable(key)
        try:
            value = library.put_together(node.kind, parts)
        except Exception as error:  # each type refuses in its own way what does not fit
            raise WireError(f"a {node.kind} that is none: {error}") from error
        if numbered:
            self.added[place] = value
        return value

    def _named(self, node: Named, depth: int) -> Any:
        self._count(len(node.items) + 1)
        kind = self._foreign(node)
        items = [self.decode(item, depth) for item in node.items]
        if not (isinstance(kind, type) and issubclass(kind, tuple)):
            raise WireError("a tuple of a class that is none")
        if library.fields_of(kind) != node.fields or len(items) != len(node.fields):
            raise WireError("a tuple whose fields are not those of its class")
        return tuple.__new__(kind, items)

    def _instance(self, node: Instance, depth: int) -> object:
        self._count(len(node.attributes) + 1)
        kind = self._foreign(node.owner)
        if not isinstance(kind, type) or not is_course_class(kind):
            raise WireError("an instance of a class that was never given")
        value = self._keep(object.__new__(kind))
        for name, item in node.attributes:
            vars(value)[name] = self.decode(item, depth)
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
        if self.first <= node.index < self._next:
            value = self.added[node.index - self.first]
        else:
            value = self._shared[node.index]
        known = len(value) if isinstance(value, list | dict | set) else 1
        self._count(self._weights.get(node.index, known + 1))
        return value

    def _other(self, node: Given | Lent | Home | Kind, depth: int) -> object:
        return self._foreign(node)


_DECODERS: dict[type, Callable[[Decoder, Any, int], Any]] = {
    BigInt: Decoder._int,
    Complex: Decoder._complex,
    Blob: Decoder._blob,
    Items: Decoder._items,
    Numbers: Decoder._numbers,
    Pairs: Decoder._pairs,
    Array: Decoder._array,
    View: Decoder._view,
    Objects: Decoder._objects,
    Table: Decoder._table,
    Known: Decoder._known,
    Named: Decoder._named,
    Instance: Decoder._instance,
    Kind: Decoder._other,
    Scalar: Decoder._scalar,
    Piece: Decoder._piece,
    Same: Decoder._same,
    Given: Decoder._other,
    Lent: Decoder._other,
    Home: Decoder._other,
}


def _dtype(name: str) -> np.dtype[Any]:
    if DTYPE.fullmatch(name) is None:
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
