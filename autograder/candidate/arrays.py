"""Numpy's part of decoding: arrays, views, scalars."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from autograder.candidate.reader import MAX_PARTS, Reader
from autograder.candidate.values import DTYPE, Array, Numbers, Objects, Scalar, View, WireError


class ArrayReader(Reader):
    """Rebuilds arrays. Raises WireError for those that cannot be."""

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

    def _scalar(self, node: Scalar, depth: int) -> np.generic:
        dtype = _dtype(node.dtype)
        data = bytes(self._read(node.offset, dtype.itemsize))
        if dtype.kind == "b":
            data = bytes([data != b"\0"])
        try:
            return np.frombuffer(data, dtype)[0]  # type: ignore[no-any-return]
        except ValueError:
            raise WireError("a character that does not exist") from None

    def _numbers(self, node: Numbers, depth: int) -> Any:
        data = self._read(node.offset, node.length * 8)
        self._count(node.length)
        values = np.frombuffer(data, dtype="<f8" if node.of == "f" else "<i8").tolist()
        return self._keep(values) if node.kind == "list" else tuple(values)


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
