"""Plain data on the wire: a closed schema, rebuilt as exact builtin and numpy types.

A value becomes a tree of nodes (``Node``); the bytes of arrays and long strings lie beside it in
one payload, so that a hostile message cannot grow much when it is decoded. What is not plain data
is never copied: it is *lent*, as a number that only its owner can turn back into the object.

``encoding`` makes nodes of values, ``decoding`` makes values of nodes.

Mutable containers are numbered in the order in which they are met. So two arguments that are the
same list stay the same list on the other side, and a change can be sent home by number.
"""

from __future__ import annotations

import re
from typing import Literal

import msgspec

from autograder.candidate import library, tables

MAX_DEPTH = 100
"""Nesting of a value. Python's own limit lies higher; nobody's answer is this deep."""


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


class View(_Node, tag="W"):
    """An array that shares the memory of another one: ``offset`` and ``strides`` in bytes."""

    base: Node
    dtype: str
    shape: tuple[int, ...]
    offset: int
    strides: tuple[int, ...]
    writeable: bool


class Objects(_Node, tag="O"):
    """A numpy array of dtype object."""

    shape: tuple[int, ...]
    items: list[Node]


class Table(_Node, tag="T"):
    """A pandas object, taken apart (``tables``)."""

    kind: tables.Kind
    parts: list[Node]
    dtypes: list[str]


class Known(_Node, tag="K"):
    """A value of the standard library, taken apart (``library``)."""

    kind: library.Kind
    parts: list[Node]


class Named(_Node, tag="Y"):
    """A named tuple; ``owner`` says which class it is of, and on whose side that is."""

    owner: Given | Lent | Home
    name: str
    fields: tuple[str, ...]
    items: list[Node]


Ancestor = tuple[int, str, list[int | str]]


class Instance(_Node, tag="X"):
    """An instance of a class that both sides have from an instructor's cell."""

    owner: Given
    attributes: list[tuple[str, Node]]


class Kind(_Node, tag="E"):
    """A class of exceptions of the sender's own, with those that it is derived from: each with its
    number, its name and its bases (numbers, or names of builtin ones), bases before derived."""

    classes: list[Ancestor]


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
    base: str = "object"
    """The nearest builtin type that it is a kind of."""
    hash: int | None = None
    """Its hash, where its class has one of its own."""
    hashable: bool = True


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
    | View
    | Objects
    | Table
    | Known
    | Named
    | Instance
    | Kind
    | Scalar
    | Piece
    | Same
    | Given
    | Lent
    | Home
)

DTYPE = re.compile(
    r"[<>|](?:[biufc](?:1|2|4|8|16|32)|[SU][1-9][0-9]{0,6}|[mM]8(?:\[(?:ns|us|ms|s|m|h|D|W|M|Y)\])?)"
)
"""Dtypes that cross: plain kinds of number, text of fixed length, dates."""
