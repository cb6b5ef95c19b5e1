"""What may stand in a cell of a file that somebody will open with a spreadsheet.

A spreadsheet takes text that begins with ``=``, ``+``, ``-``, ``@``, a tab or a line break for a
formula, and a formula can call programs (OWASP, *CSV Injection*). Names come from people, so:

- **text that people read** (names; every text of the plain CSV) gets an apostrophe in front where
  it could be taken for a formula. Text that begins with an apostrophe gets one more, so that
  ``unguarded`` gives back what was there: nothing is lost.
- **ids by which a learning management system finds its people** stay as they are, for a changed
  id finds nobody. Those that look like a formula are told to whoever exports
  (``looks_like_formula``).
- every text is in quotes, so that no separator of another country's spreadsheet (``;``, tab) makes
  a new cell of a part of it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""How formulas begin; the wide forms are taken for the narrow ones in East Asian versions."""


def looks_like_formula(text: str) -> bool:
    """Whether a spreadsheet might calculate with this text; leading blanks do not hinder it."""
    return text.startswith(_FORMULA) or text.lstrip().startswith(_FORMULA)


def guarded(text: str) -> str:
    """The text, with an apostrophe in front where it could be taken for a formula."""
    return f"'{text}" if looks_like_formula(text) or text.startswith("'") else text


def unguarded(text: str) -> str:
    """What ``guarded`` was given."""
    return text.removeprefix("'")


def name(text: str) -> str:
    """A name for people to read: one line, guarded."""
    line = "".join(" " if unicodedata.category(c) in ("Cc", "Cs") else c for c in text)
    return guarded(" ".join(line.split()))


def number(value: float) -> str:
    """Points, with a point, at most four digits behind it and none that say nothing."""
    return f"{value:.4f}".rstrip("0").rstrip(".")


def csv_text(rows: Iterable[Sequence[str | float | None]]) -> str:
    """Rows as CSV (RFC 4180): texts in quotes, numbers not, nothing for None."""
    return "".join(",".join(map(_cell, row)) + "\r\n" for row in rows)


def _cell(value: str | float | None) -> str:
    if isinstance(value, str):
        doubled = value.replace('"', '""')
        return f'"{doubled}"'
    return "" if value is None else number(value)
