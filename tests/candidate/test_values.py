"""Values cross the wire as exact builtin and numpy types, and nothing else crosses at all."""

from __future__ import annotations

import math
from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from autograder.candidate import values
from autograder.candidate.decoding import Decoder
from autograder.candidate.encoding import Encoder, aliased
from autograder.candidate.values import Array, Node, WireError


def no_foreign(value: object) -> Node:
    raise WireError(f"{type(value).__name__} is not plain data")


def across(value: object) -> Any:
    """The value as it arrives on the other side, through real bytes."""
    encoder = Encoder(no_foreign)
    structure = msgspec.msgpack.encode(encoder.encode(value))
    node = msgspec.msgpack.decode(structure, type=Node)
    return Decoder(bytes(encoder.payload), no_foreign).decode(node)


def same(left: Any, right: Any) -> bool:
    """Equal with exactly equal types, all the way down; nan equals nan."""
    if type(left) is not type(right):
        return False
    if isinstance(left, np.ndarray):
        if left.dtype.hasobject:
            pairs = zip(left.ravel(), right.ravel(), strict=True)
            return left.shape == right.shape and all(same(a, b) for a, b in pairs)
        return bool(
            left.dtype == right.dtype
            and left.shape == right.shape
            and left.tobytes() == right.tobytes()
        )
    if isinstance(left, np.generic):
        return bool(left.dtype == right.dtype and left.tobytes() == right.tobytes())
    if isinstance(left, float) and math.isnan(left):
        return math.isnan(right)
    if isinstance(left, list | tuple):
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, dict):
        return len(left) == len(right) and all(
            same(a, b) for a, b in zip(left.items(), right.items(), strict=True)
        )
    return bool(left == right)


scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.complex_numbers(allow_nan=False)
    | st.text(st.characters(codec=None))
    | st.binary()
    | st.builds(bytearray, st.binary())
)
arrays = hnp.arrays(
    hnp.scalar_dtypes().filter(lambda dtype: values.DTYPE.fullmatch(dtype.str)),
    hnp.array_shapes(min_dims=0, min_side=0, max_side=4),
)
plain = st.recursive(
    scalars | arrays,
    lambda inner: (
        st.lists(inner)
        | st.lists(inner).map(tuple)
        | st.dictionaries(st.text() | st.integers(), inner)
    ),
    max_leaves=20,
)


@settings(derandomize=True, deadline=None)
@given(plain)
def test_plain_data_arrives_as_it_was(value: object) -> None:
    assert same(across(value), value)


@pytest.mark.parametrize(
    "value",
    [
        {1, 2}, frozenset({"a"}), slice(1, None, 2), range(2, 9, 3), ..., 2**200, -(2**63),
        [0.5] * 40, (1,) * 40, [2**63] * 20, [True] * 20, np.float64(0.5), np.float32(0.5),
        np.int8(3), np.bool_(True), np.str_("x"), np.datetime64("2026-01-02", "D"),
        np.array(["ab", "c"]), np.array([1, "a", None], dtype=object), "\ud800", "é" * 3000,
        np.zeros((0, 3)), np.array(3.0), np.zeros(3, dtype=">i4"), float("nan"), -0.0,
    ],
    ids=repr,
)  # fmt: skip
def test_each_kind_keeps_its_type(value: object) -> None:
    assert same(across(value), value)


def test_views_keep_their_layout_and_what_may_be_written() -> None:
    """A test of strided or read-only input means something only if that is what arrives."""
    base = np.arange(24.0).reshape(4, 6)
    for view in (base[::-1], base[:, ::2], base.T, base[::-1, ::-2], base[1:3, 1:4]):
        arrived = across(view)
        assert np.array_equal(arrived, view)
        assert arrived.strides == view.strides
        assert arrived.flags.writeable
    base.flags.writeable = False
    assert not across(base).flags.writeable


def test_rows_of_one_table_cross_as_rows_and_what_overlaps_as_one() -> None:
    table = np.zeros((1000, 50))
    assert aliased([table[1], table[2]]) == frozenset()
    assert aliased([table[:2], table[1:3]]) == {id(table)}
    assert aliased([table, table[5]]) == {id(table)}


def test_what_is_one_object_stays_one_object() -> None:
    inner = [1]
    first, second = across([inner, inner])
    assert first is second
    loop: list[object] = []
    loop.append(loop)
    arrived = across(loop)
    assert arrived[0] is arrived


class LyingFloat(float):
    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = float.__hash__


class Text(str):
    pass


@pytest.mark.parametrize(
    "value",
    [LyingFloat(1), object(), np.ma.array([1]), np.zeros(2, dtype="i4,f8"), len, Text()],
    ids=lambda value: type(value).__name__,
)
def test_subclasses_and_objects_are_not_flattened(value: object) -> None:
    with pytest.raises(WireError):
        across([value])


def test_depth_is_bounded_on_both_sides() -> None:
    deep: list[object] = []
    for _ in range(values.MAX_DEPTH + 1):
        deep = [deep]
    with pytest.raises(WireError, match="levels deep"):
        across(deep)
    node: Any = None
    for _ in range(values.MAX_DEPTH + 2):
        node = values.Items("list", [node])
    with pytest.raises(WireError, match="levels deep"):
        Decoder(b"", no_foreign).decode(node)


@pytest.mark.parametrize(
    "node",
    [
        Array("<f8", (3,), 0, True),  # more than the payload holds
        Array("<f8", (3,), -8, True),
        Array("<f8", (-1, -1), 0, True),
        Array("|O", (1,), 0, True),  # an object array would be pointers
        Array("<f9", (1,), 0, True),
        Array("|S0", (2**60,), 0, True),  # no bytes, but numpy would make room for them
        Array("<f8", (1,) * 40, 0, True),
        values.Scalar("<M8[x]", 0),
        values.Numbers("list", "f", 0, 3),
        values.Blob("str", 0, 3),
        values.Blob("bytes", 1, 8),
        values.Objects((2,), [None]),
        values.Same(0),
        values.Same(-1),
        values.BigInt("0xzz"),
        values.Pairs([(values.Items("list", []), None)]),  # a key that cannot be hashed
        values.Items("set", [values.Pairs([])]),
        values.Piece("range", [None, 1, 1]),
        values.Piece("slice", [1, 2, 3, 4]),
    ],
    ids=repr,
)
def test_forged_nodes_are_refused(node: Node) -> None:
    with pytest.raises(WireError):
        Decoder(b"\xff" * 8, no_foreign).decode(node)


def test_a_huge_layout_is_not_rebuilt() -> None:
    """A forged stride must not make the receiver allocate what the sender did not send."""
    forged = Array("<f8", (1, 2), 0, True, strides=(8, 2**40))
    assert Decoder(bytes(16), no_foreign).decode(forged).nbytes == 16


@settings(derandomize=True, deadline=None, max_examples=300)
@given(st.binary(max_size=200))
def test_random_bytes_are_a_value_or_a_clean_refusal(data: bytes) -> None:
    try:
        node = msgspec.msgpack.decode(data, type=Node)
        Decoder(data, no_foreign).decode(node)
    except (msgspec.DecodeError, UnicodeDecodeError, WireError):
        pass  # the channel turns the first two into the third
