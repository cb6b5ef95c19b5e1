"""The cells of a CSV text by their place in it, so that some can be changed and no byte besides."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from autograder.errors import CourseError


class Span(NamedTuple):
    """One cell: where it stands, and what it says."""

    start: int
    end: int
    value: str


def rows(text: str, separator: str) -> Iterator[list[Span]]:
    """The rows of a CSV text (RFC 4180); empty lines are left out.

    Raises:
        CourseError: a quotation mark is not closed, or more follows behind it.
    """
    cell = re.compile(rf'"(?:[^"]|"")*"|(?!")[^{re.escape(separator)}\r\n]*')
    at, row = 0, list[Span]()
    while at < len(text):
        match = cell.match(text, at)
        end = -1 if match is None else match.end()
        if match is None or not (end == len(text) or text[end] in (separator, "\r", "\n")):
            line = text.count("\n", 0, at) + 1
            raise CourseError(
                f"Line {line} of the file is not CSV: its quotation marks do not fit.",
                next_step="Download the file again and leave it as it comes.",
            )
        row.append(Span(at, end, _value(match[0])))
        at = end
        if text.startswith(separator, at):
            at += 1
            if at == len(text):
                row.append(Span(at, at, ""))
        else:
            at += 2 if text.startswith("\r\n", at) else 1
            if len(row) > 1 or row[0].value:
                yield row
            row = []
    if row:
        yield row


def replaced(text: str, cells: Mapping[Span, str]) -> str:
    """The text with other cells in the places of these."""
    pieces, at = [], 0
    for span in sorted(cells):
        pieces += [text[at : span.start], cells[span]]
        at = span.end
    return "".join([*pieces, text[at:]])


def _value(raw: str) -> str:
    return raw[1:-1].replace('""', '"') if raw.startswith('"') else raw
