"""What a test may do with an object of the student's, beyond calling it: a closed table."""

from __future__ import annotations

import asyncio
import copy
import dataclasses
import math
import operator
import os
import sys
from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.candidate.messages import EXCEPTIONS


def _reflected(function: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    return lambda value, other: function(other, value)


_BINARY = {
    name: getattr(operator, name)
    for name in (
        "add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul", "and_", "or_", "xor",
        "lshift", "rshift",
    )
}  # fmt: skip


def _enter(value: Any) -> Any:
    kind = type(value)
    if not (hasattr(kind, "__enter__") and hasattr(kind, "__exit__")):
        raise TypeError(f"'{kind.__name__}' object does not support the context manager protocol")
    return kind.__enter__(value)


def _exit(value: Any, base: str = "", message: str = "") -> bool:
    """Leave a ``with`` block, by an exception where there is a ``base``."""
    if not base:
        return bool(type(value).__exit__(value, None, None, None))
    error = EXCEPTIONS.get(base, RuntimeError)(message)
    return bool(type(value).__exit__(value, type(error), error, None))


async def _awaited(value: Any) -> Any:
    return await value


def _is_kind_of(value: object, module: str, name: str) -> bool:
    """Whether this is an instance of a library's class, as the library is here."""
    kind: Any = sys.modules.get(module)
    for part in name.split("."):
        kind = getattr(kind, part, None)
    return isinstance(kind, type) and isinstance(value, kind)


_PLAIN: dict[type, Callable[[Any], object]] = {
    dict: lambda value: dict(dict.items(value)),
    list: lambda value: list(list.__iter__(value)),
    tuple: lambda value: tuple(tuple.__iter__(value)),
    set: lambda value: set(set.__iter__(value)),
    frozenset: lambda value: frozenset(frozenset.__iter__(value)),
    str: str.__str__,
    bytes: lambda value: bytes(bytes.__iter__(value)),
    int: int.__int__,
    float: float.__float__,
}


def _plain(value: Any) -> object:
    """The content of an instance of a class that was derived from a builtin one."""
    for kind, content in _PLAIN.items():
        if isinstance(value, kind):
            return content(value)
    raise TypeError(f"{type(value).__name__} is no kind of data")


OPERATORS: dict[str, Callable[..., Any]] = {
    "getattr": getattr,
    "setattr": setattr,
    "delattr": delattr,
    "getitem": operator.getitem,
    "setitem": operator.setitem,
    "delitem": operator.delitem,
    "contains": operator.contains,
    "len": len,
    "iter": iter,
    "next": next,
    "bool": bool,
    "str": str,
    "repr": repr,
    "hash": hash,
    "int": int,
    "float": float,
    "complex": complex,
    "index": operator.index,
    "array": np.asarray,
    "dir": dir,
    "neg": operator.neg,
    "pos": operator.pos,
    "abs": abs,
    "invert": operator.invert,
    "divmod": divmod,
    "rdivmod": _reflected(divmod),
    "round": round,
    "floor": math.floor,
    "ceil": math.ceil,
    "trunc": math.trunc,
    "format": format,
    "bytes": bytes,
    "fspath": os.fspath,
    "reversed": reversed,
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    "asdict": dataclasses.asdict,
    "astuple": dataclasses.astuple,
    "fields": dataclasses.fields,
    "is_dataclass": dataclasses.is_dataclass,
    "replace": lambda value, changes: dataclasses.replace(value, **changes),
    "kind_of": _is_kind_of,
    "plain": _plain,
    "enter": _enter,
    "exit": _exit,
    "await": lambda value: asyncio.run(_awaited(value)),
    "isinstance": lambda value, other: isinstance(other, value),
    "issubclass": lambda value, other: issubclass(other, value),
    **{name: getattr(operator, name) for name in ("eq", "ne", "lt", "le", "gt", "ge")},
    **_BINARY,
    **{f"i{name.rstrip('_')}": getattr(operator, f"i{name.rstrip('_')}") for name in _BINARY},
    **{f"r{name.rstrip('_')}": _reflected(function) for name, function in _BINARY.items()},
}
