"""Values of the standard library that cross as themselves, taken apart into plain ones.

A function that counts returns a ``Counter``, and a test compares it with a dict. Only exact types
cross, for a subclass may compare as it likes; the one exception are named tuples without methods
of their own.
"""

from __future__ import annotations

import collections
import datetime
import decimal
import fractions
import functools
import operator
import pathlib
import types
import uuid
from collections.abc import Callable, Sequence
from typing import Any, Literal

from autograder.candidate import sparse

Kind = Literal[
    "OrderedDict", "defaultdict", "Counter", "deque", "dict_keys", "dict_values", "dict_items",
    "date", "time", "datetime", "timedelta", "timezone", "Decimal", "Fraction", "UUID",
    "PosixPath", "PurePosixPath", "SimpleNamespace", "mappingproxy", "sparse",
]  # fmt: skip

MUTABLE: tuple[Kind, ...] = ("OrderedDict", "defaultdict", "Counter", "deque")
_DIGITS = 10_000
"""Digits of a Decimal or of a Fraction's halves."""


def _moment(value: Any) -> list[object]:
    return [
        value.year, value.month, value.day, value.hour, value.minute, value.second,
        value.microsecond, value.tzinfo, value.fold,
    ]  # fmt: skip


_APART: dict[type, tuple[Kind, Callable[[Any], list[object]]]] = {
    collections.OrderedDict: ("OrderedDict", lambda v: [k for pair in v.items() for k in pair]),
    collections.defaultdict: (
        "defaultdict",
        lambda v: [v.default_factory, *(k for pair in v.items() for k in pair)],
    ),
    collections.Counter: ("Counter", lambda v: [k for pair in v.items() for k in pair]),
    collections.deque: ("deque", lambda v: [v.maxlen, *v]),
    type({}.keys()): ("dict_keys", list),
    type({}.values()): ("dict_values", list),
    type({}.items()): ("dict_items", lambda v: [k for pair in v for k in pair]),
    datetime.date: ("date", lambda v: [v.year, v.month, v.day]),
    datetime.time: (
        "time",
        lambda v: [v.hour, v.minute, v.second, v.microsecond, v.tzinfo, v.fold],
    ),
    datetime.datetime: ("datetime", _moment),
    datetime.timedelta: ("timedelta", lambda v: [v.days, v.seconds, v.microseconds]),
    datetime.timezone: ("timezone", lambda v: [v.utcoffset(None), v.tzname(None)]),
    decimal.Decimal: ("Decimal", lambda v: [str(v)]),
    fractions.Fraction: ("Fraction", lambda v: [v.numerator, v.denominator]),
    uuid.UUID: ("UUID", lambda v: [v.bytes]),
    pathlib.PosixPath: ("PosixPath", lambda v: [str(v)]),
    pathlib.PurePosixPath: ("PurePosixPath", lambda v: [str(v)]),
    types.SimpleNamespace: (
        "SimpleNamespace",
        lambda v: [k for pair in vars(v).items() for k in pair],
    ),
    types.MappingProxyType: ("mappingproxy", lambda v: [k for pair in v.items() for k in pair]),
}


def take_apart(value: object) -> tuple[Kind, list[object]] | None:
    """The parts of such a value, or None for anything else."""
    found = _APART.get(type(value))
    if found is not None:
        return found[0], found[1](value)
    matrix = sparse.take_apart(value)
    return None if matrix is None else ("sparse", matrix)


def _dict(parts: Sequence[Any]) -> dict[Any, Any]:
    return dict(zip(parts[::2], parts[1::2], strict=True))


def _short(text: str) -> str:
    if len(text) > _DIGITS:
        raise ValueError("too many digits")
    return text


_TOGETHER: dict[Kind, Callable[[Sequence[Any]], Any]] = {
    "OrderedDict": lambda p: collections.OrderedDict(_dict(p)),
    "defaultdict": lambda p: collections.defaultdict(p[0], _dict(p[1:])),
    "Counter": lambda p: collections.Counter(_dict(p)),
    "deque": lambda p: collections.deque(p[1:], p[0]),
    "dict_keys": lambda p: dict.fromkeys(p).keys(),
    "dict_values": lambda p: dict(enumerate(p)).values(),
    "dict_items": lambda p: _dict(p).items(),
    "date": lambda p: datetime.date(*p),
    "time": lambda p: datetime.time(*p[:5], fold=p[5]),
    "datetime": lambda p: datetime.datetime(*p[:8], fold=p[8]),
    "timedelta": lambda p: datetime.timedelta(*p),
    "timezone": lambda p: datetime.timezone(*p),
    "Decimal": lambda p: decimal.Decimal(_short(p[0])),
    "Fraction": lambda p: fractions.Fraction(*p),
    "UUID": lambda p: uuid.UUID(bytes=p[0]),
    "PosixPath": lambda p: pathlib.PosixPath(p[0]),
    "PurePosixPath": lambda p: pathlib.PurePosixPath(p[0]),
    "SimpleNamespace": lambda p: types.SimpleNamespace(**_dict(p)),
    "mappingproxy": lambda p: types.MappingProxyType(_dict(p)),
    "sparse": sparse.put_together,
}


def keys_of(kind: Kind, parts: Sequence[Any]) -> Sequence[Any]:
    """The parts that will be keys, which somebody may have chosen to be slow to hash."""
    match kind:
        case "dict_keys":
            return parts
        case "defaultdict":
            return parts[1::2]
        case "OrderedDict" | "Counter" | "dict_items" | "mappingproxy" | "SimpleNamespace":
            return parts[::2]
    return ()


def put_together(kind: Kind, parts: Sequence[Any]) -> Any:
    """The value of these parts. Raises whatever the type raises where they fit none."""
    return _TOGETHER[kind](parts)


@functools.lru_cache(maxsize=256)
def fields_of(kind: type) -> tuple[str, ...] | None:
    """The fields of a plain named tuple's class, or None for any other class."""
    names = kind.__dict__.get("_fields")
    if kind.__mro__[1:] != (tuple, object) or type(names) is not tuple:
        return None
    try:
        own = vars(collections.namedtuple("own", names)).keys() | _OF_TYPING
    except ValueError:
        return None
    return names if kind.__dict__.keys() <= own else None


_OF_TYPING = frozenset(
    f"__{name}__"
    for name in (
        "annotations", "orig_bases", "annotate_func", "annotations_cache", "static_attributes",
        "firstlineno", "classcell",
    )
)  # fmt: skip
"""What ``typing.NamedTuple`` and newer Pythons leave in a class."""


def named_tuple(name: str, fields: Sequence[str]) -> type[tuple[Any, ...]]:
    """A class for named tuples of these fields, without the evaluation of text by which
    ``collections`` makes one. Raises ValueError."""
    if not name.isidentifier() or not all(
        field.isidentifier() and not field.startswith("_") for field in fields
    ):
        raise ValueError("a field that is no name")

    def as_dict(self: Any) -> dict[str, Any]:
        return dict(zip(fields, self, strict=True))

    def replaced(self: Any, **changes: Any) -> Any:
        return tuple.__new__(type(self), (as_dict(self) | changes).values())

    def shown(self: Any) -> str:
        return f"{name}({', '.join(f'{key}={value!r}' for key, value in as_dict(self).items())})"

    members: dict[str, Any] = {
        field: property(operator.itemgetter(index)) for index, field in enumerate(fields)
    }
    members |= {"_asdict": as_dict, "_replace": replaced, "__repr__": shown, "__slots__": ()}
    return type(name, (tuple,), members | {"_fields": tuple(fields)})
