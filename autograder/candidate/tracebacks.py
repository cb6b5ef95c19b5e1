"""Tracebacks as IPython renders them, in a tenth of the time.

A shell that lives for one notebook renders each traceback for the first time. What it would find
out each time anew is kept here; what comes out is the same to the last letter.
"""

from __future__ import annotations

import contextlib
import functools
import inspect
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pygments
import stack_data.core
from IPython.core.compilerop import CachingCompiler
from pygments.formatter import Formatter
from pygments.lexers.python import PythonLexer

_Tokens = tuple[tuple[Any, str], ...]


class CellCompiler(CachingCompiler):  # type: ignore[misc]
    """Tells ``inspect`` that no module's file is called like a cell. It would look through all
    modules again for each frame of a traceback, and find none."""

    def cache(self, transformed_code: str, number: int = 0, raw_code: str | None = None) -> str:
        name = str(super().cache(transformed_code, number, raw_code))
        inspect.modulesbyfile.setdefault(name, _NO_MODULE)
        with contextlib.suppress(OSError):  # where student code has removed its own folder
            inspect.modulesbyfile.setdefault(str(Path(name).absolute()), _NO_MODULE)
        return name


_NO_MODULE = "<cell>"
"""Not in ``sys.modules``, so ``inspect.getmodule`` answers None."""


def quicken() -> None:
    """Have ``stack_data``, which IPython asks for the coloured lines of each frame, keep what it
    makes for each frame anew: the lexer's rules, 3 ms, and the colours of the executing node."""
    package: Any = stack_data  # IPython takes the first from the package, the second is in core
    style = package.style_with_executing_node
    if not hasattr(style, "cache_info"):
        package.style_with_executing_node = functools.cache(style)
    if hasattr(package.core, "_pygmented_with_ranges"):
        package.core._pygmented_with_ranges = coloured


def coloured(formatter: Formatter[str], code: str, ranges: Sequence[tuple[int, int]]) -> list[str]:
    """The lines of ``code`` with colours; tokens that begin within one of ``ranges`` are those
    of the executing node."""
    try:
        text: str = pygments.format(_marked(code, ranges), formatter)
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
