"""Cleaning and bounding text that a student's notebook, or the student's code, wrote."""

from __future__ import annotations

import re
from dataclasses import dataclass

_ESCAPES = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]"  # colours, movements of the cursor
    r"|\x1b[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)?"  # titles, links
    r"|\x1b[ -/]*[0-~]?"
)
_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # control characters but tab and newline
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f"  # what turns the direction of text around it
    "\u00ad\u200b\u2060-\u2064\ufeff\ufff9-\ufffb"  # what has no width
    "\U000e0000-\U000e007f]"  # tags: a second, invisible alphabet
)
_NO_CHARACTER = re.compile("[\ud800-\udfff\ufffe\uffff]")
_SLACK = 8
"""Times the limit that is cleaned: a huge text costs little, and colours do not eat up the rest."""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A piece of a text."""

    text: str
    note: str = ""
    """What was left out; empty where nothing was."""


def visible(text: str) -> str:
    """``text`` with nothing in it that a reader cannot see, nor any file not hold."""
    text = re.sub("\r\n?|[\u2028\u2029]", "\n", text)
    return _NO_CHARACTER.sub("\ufffd", _HIDDEN.sub("", _ESCAPES.sub("", text)))


def line(text: str, limit: int) -> str:
    """``text`` on one line of at most ``limit`` characters."""
    joined = " ".join(visible(text[: _SLACK * limit]).split())
    return joined if len(joined) <= limit else joined[: limit - 1] + "…"


def head(text: str, *, lines: int, characters: int) -> Excerpt:
    """The beginning of ``text``."""
    cleaned = visible(text[: _SLACK * characters])
    kept = "\n".join(cleaned.split("\n")[:lines])[:characters]
    left = len(cleaned) - len(kept) + len(text[_SLACK * characters :])
    return Excerpt(kept, f"The rest is not shown here ({left:,} characters)." if left else "")


def tail(text: str, *, lines: int, characters: int) -> Excerpt:
    """The end of ``text``: that is where Python says what went wrong."""
    start = max(len(text) - _SLACK * characters, 0)
    cleaned = visible(text[start:]).rstrip()
    rows = "\n".join(cleaned.split("\n")[-lines:])
    kept = rows[max(len(rows) - characters, 0) :]
    left = len(cleaned) - len(kept) + start
    return Excerpt(kept, f"The beginning is not shown here ({left:,} characters)." if left else "")
