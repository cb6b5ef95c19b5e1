"""Digests of what decides a verdict: equal where all of it is, else different.

Values are digested as they are built, field by field, so that a field which is added to a
dataclass later counts by itself. Each piece says its kind and its length: no two values have the
same pieces.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import datetime
from enum import Enum
from pathlib import PurePath

from traitlets.config.loader import LazyConfigValue

from autograder.model import Submission


class CannotBeAddressed(TypeError):
    """A value of a kind that says nothing of its content, such as a function."""


def digest(*values: object) -> bytes:
    """32 bytes. Raises CannotBeAddressed."""
    state = hashlib.sha256()
    _feed(state.update, values)
    return state.digest()


@dataclass(frozen=True, slots=True)
class Address:
    """Digests of a submission."""

    content: bytes
    """Of what was handed in."""
    whole: bytes
    """Of all that decides what comes of it. Whose it is decides nothing."""


def address(job: bytes, submission: Submission) -> Address:
    """Under what the result of this submission is kept, where ``job`` is the digest of all that
    its grading depends on besides."""
    content = digest(submission.notebooks, submission.files)
    rest = replace(submission, student="", notebooks={}, files={})
    return Address(content, digest(job, content, rest))


def _feed(take: Callable[[bytes], object], value: object) -> None:
    """Hand over the pieces of a value."""
    if isinstance(value, Enum):
        _feed_text(take, f"{type(value).__name__}.{value.name}")
    elif isinstance(value, str):  # most are
        _feed_text(take, value)
    elif isinstance(value, tuple | list):
        _feed_many(take, "list", value)
    elif isinstance(value, bytes):
        take(b"b%d:" % len(value))
        take(value)
    elif value is None or isinstance(value, _SIMPLE):
        _feed_text(take, f"{type(value).__name__} {value!r}")
    elif isinstance(value, PurePath):
        _feed_text(take, f"path {value}")
    elif isinstance(value, LazyConfigValue):  # what a configuration adds to a default
        _feed_many(take, "lazy", [value.to_dict()])
    elif isinstance(value, Mapping):
        pairs = sorted((digest(key), key, item) for key, item in value.items())
        _feed_many(take, "map", [part for _, key, item in pairs for part in (key, item)])
    elif isinstance(value, Set):
        _feed_many(take, "set", sorted(map(digest, value)))
    elif isinstance(value, Sequence):
        _feed_many(take, "list", value)
    elif is_dataclass(value) and not isinstance(value, type):
        kind = type(value)
        _feed_many(take, kind.__qualname__, [(n, getattr(value, n)) for n in _names(kind)])
    else:
        raise CannotBeAddressed(f"{type(value).__qualname__} has no digest")


@functools.cache
def _names(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


_SIMPLE = (bool, int, float, datetime)


def _feed_text(take: Callable[[bytes], object], text: str) -> None:
    data = text.encode("utf-8", "surrogatepass")
    take(b"s%d:" % len(data))
    take(data)


def _feed_many(take: Callable[[bytes], object], kind: str, values: Sequence[object]) -> None:
    take(b"%s%d:" % (kind.encode(), len(values)))
    for value in values:
        _feed(take, value)
