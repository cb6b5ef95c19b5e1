"""Does a release show what only instructors may see?

Secret is each line of a solution and of a hidden test (in prose: each sentence), unless the source
shows the same outside of them, and the name of this package, wherever it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import nbformat

PACKAGE = "autograder"
TRIVIAL = 12
"""Lines shorter than this (``else:``, ``return u``) give nothing away."""

_SENTENCE_END = re.compile(r"(?<=[.?:;]) ")
_BEGIN = ("BEGIN SOLUTION", "BEGIN HIDDEN TESTS", "BEGIN MARK SCHEME")
_END = ("END SOLUTION", "END HIDDEN TESTS", "END MARK SCHEME")


@dataclass(frozen=True, slots=True)
class Leak:
    """A secret that a release shows."""

    cell: str
    """Id of the cell, or ``metadata``."""
    secret: str


def leaks(source: str, release: str) -> list[Leak]:
    """What ``release`` shows of the secrets of ``source``; both are notebooks as JSON text."""
    hidden, shown = _split(source)
    secrets = sorted((hidden - shown) | {PACKAGE})
    return [
        Leak(place, secret)
        for place, text in _places(release)
        for secret in secrets
        if secret in text
    ]


def _split(source: str) -> tuple[set[str], set[str]]:
    """Lines, or sentences, inside and outside of the marked blocks."""
    hidden: set[str] = set()
    shown: set[str] = set()
    for cell in nbformat.reads(source, as_version=4).cells:
        inside = False
        prose = cell.cell_type == "markdown"
        for line in map(_plain, cell.source.splitlines()):
            if any(mark in line for mark in _BEGIN + _END):
                inside = any(mark in line for mark in _BEGIN)
                continue
            parts = _SENTENCE_END.split(line) if prose else [line]
            (hidden if inside else shown).update(part for part in parts if len(part) >= TRIVIAL)
    return hidden, shown


def _places(notebook: str) -> Iterator[tuple[str, str]]:
    document = nbformat.reads(notebook, as_version=4)
    for cell in document.cells:
        rest = {key: value for key, value in cell.items() if key != "source"}
        yield cell.id, "\n".join([*map(_plain, cell.source.splitlines()), *_strings(rest)])
    yield "metadata", "\n".join(_strings(document.metadata))


def _strings(value: Any) -> list[str]:
    """All the text in a JSON value: outputs and attachments may hold a secret as well."""
    if isinstance(value, dict):
        return [text for pair in value.items() for item in pair for text in _strings(item)]
    if isinstance(value, list):
        return [text for item in value for text in _strings(item)]
    return [_plain(line) for line in str(value).splitlines()]


def _plain(line: str) -> str:
    return " ".join(line.split())
