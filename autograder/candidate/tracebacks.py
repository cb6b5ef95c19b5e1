"""Tracebacks as IPython renders them, in a tenth of the time.

A shell that lives for one notebook renders each traceback for the first time. What it would find
out each time anew is kept here; what comes out is the same to the last letter.
"""

from __future__ import annotations

import functools
import inspect
import os
from collections.abc import Iterator, Sequence
from typing import Any

import pygments
import stack_data
from IPython.core.compilerop import CachingCompiler
from pygments.formatter import Formatter
from pygments.lexers.python import PythonLexer

_Tokens = tuple[tuple[Any, str], ...]


class CellCompiler(CachingCompiler):  # type: ignore[misc]
    """Tells ``inspect`` that no module's file is called like a cell. It would look through all
    modules again for each frame of a traceback, and find none."""

    def cache(self, transformed_code: str, number: int = 0, raw_code: str | None = None) -> str:
        name = str(super().cache(transformed_code, number, raw_code))
        for file in (name, os.path.abspath(name)):
            inspect.modulesbyfile.setdefault(file, _NO_MODULE)  # type: ignore[attr-defined]
        return name


_NO_MODULE = "<cell>"
"""Not in ``sys.modules``, so ``inspect.getmodule`` answers None."""


def quicken() -> None:
    """Have ``stack_data``, which IPython asks for the coloured lines of each frame, keep what it
    makes for each frame anew: the lexer's rules, 3 ms, and the colours of the executing node."""
    style = stack_data.style_with_executing_node
    if not hasattr(style, "cache_info"):
        stack_data.style_with_executing_node = functools.cache(style)
    if hasattr(stack_data.core, "_pygmented_with_ranges"):
        stack_data.core._pygmented_with_ranges = coloured


def coloured(formatter: Formatter[str], code: str, ranges: Sequence[tuple[int, int]]) -> list[str]:
    """The lines of ``code`` with colours; tokens that begin within one of ``ranges`` are those
    of the executing node."""
    try:
        text = pygments.format(_marked(code, ranges), formatter)
    except Exception:  # plain lines are better than no traceback
        text = code
    return text.splitlines()


def _marked(code: str, ranges: Sequence[tuple[int, int]]) -> Iterator[tuple[Any, str]]:
    place = 0
    for kind, text in _tokens(code):
        inside = any(start <= place < stop for start, stop in ranges)
        yield kind.ExecutingNode if inside else kind, text
        place += len(text)


@functools.lru_cache(maxsize=500)
def _tokens(code: str) -> _Tokens:
    return tuple(_lexer.get_tokens(code))


_lexer = PythonLexer(stripnl=False)
