"""Digests of what decides a verdict: equal where all of it is, else different.

Values are digested as they are built, field by field, so that a field which is added to a
dataclass later counts by itself. Each piece says its kind and its length: no two values have the
same pieces.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence, Set
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
    for piece in _pieces(values):
        state.update(piece)
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


def _pieces(value: object) -> Iterator[bytes]:
    if isinstance(value, bytes):
        yield b"b%d:" % len(value)
        yield value
    elif isinstance(value, Enum):
        yield from _text(f"{type(value).__name__}.{value.name}")
    elif isinstance(value, str):
        yield from _text(value)
    elif value is None or isinstance(value, bool | int | float | datetime):
        yield from _text(f"{type(value).__name__} {value!r}")
    elif isinstance(value, PurePath):
        yield from _text(f"path {value}")
    elif isinstance(value, LazyConfigValue):  # what a configuration adds to a default
        yield from _many("lazy", [value.to_dict()])
    elif isinstance(value, Mapping):
        pairs = sorted((digest(key), key, item) for key, item in value.items())
        yield from _many("map", [part for _, key, item in pairs for part in (key, item)])
    elif isinstance(value, Set):
        yield from _many("set", sorted(map(digest, value)))
    elif isinstance(value, Sequence):
        yield from _many("list", value)
    elif is_dataclass(value) and not isinstance(value, type):
        named = [(field.name, getattr(value, field.name)) for field in fields(value)]
        yield from _many(type(value).__qualname__, named)
    else:
        raise CannotBeAddressed(f"{type(value).__qualname__} has no digest")


def _text(text: str) -> Iterator[bytes]:
    data = text.encode("utf-8", "surrogatepass")
    yield b"s%d:" % len(data)
    yield data


def _many(kind: str, values: Sequence[object]) -> Iterator[bytes]:
    yield b"%s%d:" % (kind.encode(), len(values))
    for value in values:
        yield from _pieces(value)
