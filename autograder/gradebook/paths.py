"""Which relative paths may be written below a folder of ours.

Names of files come from students. Whatever is read from or written to a course passes this one
rule, so that no name reaches outside its folder, breaks a terminal, or fails on another system.
"""

from __future__ import annotations

import unicodedata
from pathlib import PurePosixPath

MAX_PART_BYTES = 255
"""Longest name of a file or folder that common filesystems take."""
MAX_PATH_BYTES = 1000
MAX_DEPTH = 20


def refusal(path: PurePosixPath | str) -> str:
    """Why this path may not be used, as the end of a sentence; empty if it may."""
    text = str(path)
    parts = text.split("/")
    if text.startswith("/") or "\\" in text:
        return "is not a plain relative path"
    if any(part in ("", ".", "..") for part in parts):
        return "does not stay inside its folder"
    if any(unicodedata.category(character) in ("Cc", "Cs") for character in text):
        return "contains control characters or is not valid UTF-8"
    if len(parts) > MAX_DEPTH:
        return f"lies more than {MAX_DEPTH} folders deep"
    if len(text.encode()) > MAX_PATH_BYTES:
        return "is too long"
    if any(len(part.encode()) > MAX_PART_BYTES for part in parts):
        return "has too long a name"
    return ""


def shown(text: str, *, limit: int = 80) -> str:
    """A student's text, fit for one line of a message: cleaned, bounded, in quotes."""
    clean = "".join(c if c.isprintable() else "�" for c in text[: limit + 1])
    return f"'{clean[:limit]}…'" if len(clean) > limit else f"'{clean}'"
