"""Values as a person would write them on a board: short, on one line, harmless.

What is shown may come from a student's code. So nothing of it is trusted: text is bounded and
cleaned, and an object that will not be shown is named by its type alone.
"""

from __future__ import annotations

import reprlib
from typing import Any

import numpy as np

LIMIT = 200
"""Characters of one shown value."""
ENTRIES = 6
"""Numbers of an array that are written out."""

_repr = reprlib.Repr()
_repr.maxlevel, _repr.maxstring, _repr.maxother = 2, 60, 60


def clean(text: str, limit: int = LIMIT) -> str:
    """One line of printable text of at most ``limit`` characters."""
    line = "".join(char if char.isprintable() else " " for char in text[: limit + 1])
    return line if len(line) <= limit else line[: limit - 1] + "…"


def number(value: float, digits: int = 6) -> str:
    """A number with few digits; ``3`` for 3.0."""
    return f"{value:.{digits}g}"


def _array(value: np.ndarray[Any, Any]) -> str:
    kind = "" if value.dtype == np.float64 else f", {value.dtype}"
    if value.dtype.kind not in "biuf":
        return f"an array of shape {value.shape}{kind}"
    if value.size > ENTRIES**2 or value.ndim > 2:
        few = ", ".join(number(entry, 3) for entry in value.flat[:3].tolist())
        return f"[{few}, …] (shape {value.shape}{kind})"
    text = _nested(value.tolist())
    return f"np.array({text}{kind.replace(', ', ', dtype=')})" if kind else text


def _nested(value: Any) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(_nested(item) for item in value) + "]"
    return number(value)


def show(value: Any, digits: int = 6) -> str:
    """``value`` as code, where it is a number, a string, or an array or list of these."""
    # The type itself is asked, not isinstance: an object may claim any __class__ it likes.
    kind = type(value)
    try:
        if kind in (float, np.float64):
            return number(value, digits)
        if issubclass(kind, np.ndarray):
            return clean(_array(value))
        if issubclass(kind, np.generic):
            return clean(f"np.{kind.__name__}({value.item()!r})")
        if kind is list and value and all(type(item) in (int, float) for item in value):
            return clean(_nested(value[: LIMIT // 2]))
        return clean(_repr.repr(value))
    except Exception:  # the object's own code may raise anything
        return clean(f"an object of type {kind.__name__}")


def show_call(name: str, arguments: tuple[Any, ...]) -> str:
    """``name(first, second)``."""
    return f"{name}({', '.join(show(argument) for argument in arguments)})"
