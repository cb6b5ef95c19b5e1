"""pandas objects on the wire: taken apart into arrays and names, rebuilt by pandas' constructors.

pandas is not imported unless somebody has such an object. Kinds whose arrays alone do not tell
the whole (categories, time zones) are not taken apart; they stay where they are and are asked
from afar.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import Any, Literal

import numpy as np

Kind = Literal["range", "index", "levels", "series", "frame"]

MUTABLE: tuple[Kind, ...] = ("series", "frame")

EXTENSIONS = frozenset(
    ["str", "string", "boolean", "Float32", "Float64"]
    + [f"{sign}Int{bits}" for sign in ("", "U") for bits in (8, 16, 32, 64)]
)
"""pandas' own dtypes that cross, as objects and the dtype's name."""


def take_apart(value: object) -> tuple[Kind, list[object], list[str]] | None:
    """The parts of a pandas object, and the names of those dtypes that are pandas' own (empty
    for numpy's); None for anything else.

    A range is its bounds, step and name; an index is its values and name, with several levels
    its names and the values of each level; a series is its values, index and name; a frame is its
    index, its columns, and the values of each column.
    """
    pandas: Any = sys.modules.get("pandas")
    kind = type(value)
    if pandas is None or not hasattr(pandas, "DataFrame"):
        return None
    if kind is pandas.DataFrame:
        frame: Any = value
        if take_apart(frame.index) is None or take_apart(frame.columns) is None:
            return None
        columns = [frame.iloc[:, place] for place in range(frame.shape[1])]
        return _gathered("frame", [frame.index, frame.columns], columns)
    if kind is pandas.Series:
        series: Any = value
        if take_apart(series.index) is None:
            return None
        return _gathered("series", [series.index, series.name], [series])
    index: Any = value
    if kind is pandas.RangeIndex:
        return "range", [index.start, index.stop, index.step, index.name], []
    if kind is pandas.MultiIndex:
        levels = [index.get_level_values(place) for place in range(index.nlevels)]
        return _gathered("levels", [list(index.names)], levels)
    if kind in (pandas.Index, pandas.DatetimeIndex, pandas.TimedeltaIndex):
        return _gathered("index", [index.name], [index])
    return None


def _gathered(
    kind: Kind, parts: list[object], columns: Sequence[Any]
) -> tuple[Kind, list[object], list[str]] | None:
    names = []
    for column in columns:
        name = "" if isinstance(column.dtype, np.dtype) else str(column.dtype)
        if name and name not in EXTENSIONS:
            return None
        names.append(name)
        parts.append(column.to_numpy(dtype=object, na_value=None) if name else column.to_numpy())
    return kind, parts, names


def put_together(kind: Kind, parts: Sequence[Any], dtypes: Sequence[str]) -> Any:
    """The pandas object of these parts. Raises ValueError or TypeError where they fit none, and
    ImportError where pandas is not installed."""
    import pandas

    heads = {"range": 4, "index": 1, "levels": 1, "series": 2, "frame": 2}[kind]
    head, arrays = parts[:heads], parts[heads:]
    if len(arrays) != len(dtypes) or not EXTENSIONS.issuperset(filter(None, dtypes)):
        raise ValueError("columns without a known dtype")
    if any(type(array) is not np.ndarray or array.ndim != 1 for array in arrays):
        raise TypeError("columns that are no arrays")
    if kind == "range":
        return pandas.RangeIndex(*head[:3], name=head[3])
    if kind == "index":
        return pandas.Index(arrays[0], dtype=dtypes[0] or arrays[0].dtype, name=head[0])
    if kind == "levels":
        return pandas.MultiIndex.from_arrays(
            [
                pandas.Index(array, dtype=dtype or array.dtype)
                for array, dtype in zip(arrays, dtypes, strict=True)
            ],
            names=head[0],
        )
    if not all(isinstance(index, pandas.Index) for index in head[: 1 + (kind == "frame")]):
        raise TypeError("a table without an index")
    columns = [
        pandas.Series(array, index=head[0], dtype=dtype or array.dtype)
        for array, dtype in zip(arrays, dtypes, strict=True)
    ]
    if kind == "series":
        return columns[0].rename(head[1])
    if len(columns) != len(head[1]):
        raise ValueError("a frame whose columns are not those it names")
    frame = pandas.DataFrame(dict(enumerate(columns)), index=head[0])
    frame.columns = head[1]
    return frame


def restore(table: Any, content: Any) -> None:
    """Make a series or frame hold what another one of its kind holds."""
    table.__init__(content.copy())


def fingerprint(value: object) -> bytes | None:
    """Bytes that differ when a table has changed; None for what is no table."""
    apart = take_apart(value)
    return None if apart is None else b"\0".join(_bytes(apart[1]))


def _bytes(parts: Iterable[object]) -> Iterable[bytes]:
    for part in parts:
        if isinstance(part, np.ndarray):
            yield f"{part.dtype}{part.shape}".encode() + part.tobytes()
        else:
            yield fingerprint(part) or repr(part).encode()
