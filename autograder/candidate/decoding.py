"""From nodes, which nobody has checked beyond their schema, to exact builtin and numpy values."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from autograder.candidate import library, tables
from autograder.candidate.arrays import ArrayReader
from autograder.candidate.givens import is_course_class
from autograder.candidate.values import (
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


class Decoder(ArrayReader):
    """Rebuilds values from nodes that nobody has checked yet beyond their schema.

    Raises WireError for whatever does not fit: offsets outside the payload, dtypes that are not
    on the list, keys that cannot be hashed, numbers of containers that were never sent.
    """

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

    def _pairs(self, node: Pairs, depth: int) -> dict[object, object]:
        number, before = self._next, self._parts
        self._count(2 * len(node.items) + 1)
        value: dict[object, object] = self._keep({})
        for key, item in node.items:
            value[self._hashable(self.decode(key, depth))] = self.decode(item, depth)
        self._weights[number] = self._parts - before
        return value

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
