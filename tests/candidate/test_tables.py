"""pandas objects cross as arrays and names, and arrive as the same kind with the same content."""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np
import pandas as pd
import pytest

from autograder.candidate import tables
from autograder.candidate.decoding import Decoder
from autograder.candidate.encoding import Encoder
from autograder.candidate.values import Items, Node, Table, WireError


def no_foreign(value: object) -> Node:
    raise WireError(f"{type(value).__name__} is not plain data")


def across(value: object) -> Any:
    encoder = Encoder(no_foreign)
    node = msgspec.msgpack.decode(msgspec.msgpack.encode(encoder.encode(value)), type=Node)
    return Decoder(bytes(encoder.payload), no_foreign).decode(node)


VALUES = {
    "frame": pd.DataFrame({"n": [1, 2], "word": ["king", "queen"], "x": [0.5, None]}, ["a", "b"]),
    "empty frame": pd.DataFrame(),
    "columns of one name": pd.DataFrame([[1, 2.5]], columns=["a", "a"]),
    "numbered columns": pd.DataFrame(np.arange(6).reshape(2, 3)),
    "dates": pd.DataFrame({"t": pd.to_datetime(["2026-01-01", None])}),
    "series": pd.Series([1.5, 2.5], name="length", index=["king", "man"]),
    "missing integers": pd.Series([1, None], dtype="Int64"),
    "truth values": pd.Series([True, False]),
    "words": pd.Series(["king", None]),
    "index": pd.Index([3, 1, 2], name="rank"),
    "range": pd.RangeIndex(2, 20, 3, name="every third"),
    "date index": pd.DatetimeIndex(["2026-01-01", "2026-02-01"]),
}


@pytest.mark.parametrize("value", VALUES.values(), ids=list(VALUES))
def test_a_table_arrives_as_it_was(value: Any) -> None:
    arrived = across(value)
    assert type(arrived) is type(value)
    if isinstance(value, pd.DataFrame):
        pd.testing.assert_frame_equal(arrived, value, check_index_type=True)
    elif isinstance(value, pd.Series):
        pd.testing.assert_series_equal(arrived, value, check_index_type=True)
    else:
        pd.testing.assert_index_equal(arrived, value, exact=True)


@pytest.mark.parametrize(
    "value",
    [
        pd.Series(["a"], dtype="category"),
        pd.Series(pd.to_datetime(["2026-01-01"], utc=True)),
        pd.DataFrame({"a": [1]}, index=pd.CategoricalIndex(["x"])),
        type("Mine", (pd.DataFrame,), {})(),
    ],
    ids=["categories", "time zone", "index of categories", "subclass"],
)
def test_what_arrays_do_not_tell_is_not_flattened(value: object) -> None:
    with pytest.raises(WireError, match="not plain data"):
        across(value)


def test_a_table_inside_other_data_stays_one_object() -> None:
    frame = VALUES["frame"]
    first, second, numbers = across([frame, frame, [1]])
    assert first is second
    assert numbers == [1]


WORDS = Items("list", [])


@pytest.mark.parametrize(
    "node",
    [
        Table("frame", [], []),
        Table("frame", [WORDS, WORDS], []),
        Table("series", [None, None, WORDS], [""]),
        Table("index", [None, WORDS], [""]),
        Table("index", [None, 3], ["category"]),
        Table("range", [0, "x", 1, None], []),
        Table("range", [0, 1, 0, None], []),
        Table("range", [], []),
    ],
    ids=repr,
)
def test_forged_tables_are_refused(node: Node) -> None:
    with pytest.raises(WireError):
        Decoder(b"", no_foreign).decode(node)


def test_a_change_is_seen_and_can_be_sent_home() -> None:
    frame = VALUES["frame"].copy()
    before = tables.fingerprint(frame)
    assert tables.fingerprint(frame.copy()) == before
    other = frame.assign(new=1)
    assert tables.fingerprint(other) != before
    alias = frame
    tables.restore(frame, other)
    pd.testing.assert_frame_equal(alias, other)
