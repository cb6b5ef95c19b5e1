"""The text of the student's functions, for tests that look at it (``inspect.getsource``).

The candidate says in which cell and on which line a function stands; the text is the notebook's,
as the examiner has it. It is compiled, so that ``inspect`` finds what it looks for, and not run.
"""

from __future__ import annotations

import linecache
import re
from collections.abc import Iterator
from types import CodeType

from IPython.core.inputtransformer2 import TransformerManager

_CELL = re.compile(r"<ipython-input-(\d+)-[0-9a-f]+>")


class Sources:
    """The cells that ran in the candidate, by their execution count."""

    def __init__(self) -> None:
        self._cells: dict[int, str] = {}

    def add(self, count: int, source: str) -> None:
        """A cell is about to run."""
        self._cells[count] = source

    def code(self, file: str, line: int, name: str) -> CodeType | None:
        """The code of the function ``name`` that begins on this line of this cell, or None where
        there is none: it was made from a string, say."""
        match = _CELL.fullmatch(file)
        source = self._cells.get(int(match[1])) if match else None
        if match is None or source is None:
            return None
        title = f"<cell {match[1]}>"
        text = _lay_open(title, source)
        try:
            module = compile(text, title, "exec", dont_inherit=True)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None
        codes = (code for code in _within(module) if code.co_name == name)
        return next((code for code in codes if code.co_firstlineno == line), None)

    def knows(self, file: str) -> bool:
        """Whether the candidate means a cell by this; then its lines are found under that name."""
        match = _CELL.fullmatch(file)
        source = self._cells.get(int(match[1])) if match else None
        if source is not None and file not in linecache.cache:
            _lay_open(file, source)
        return source is not None


def _lay_open(title: str, source: str) -> str:
    """Have the lines of a cell found under a title; its text as Python sees it."""
    text = TransformerManager().transform_cell(source)
    linecache.cache[title] = (len(text), None, text.splitlines(keepends=True), title)
    return str(text)


def _within(code: CodeType) -> Iterator[CodeType]:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield constant
            yield from _within(constant)
