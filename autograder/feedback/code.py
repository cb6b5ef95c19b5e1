"""Code as HTML: whole cells in few colours."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from markupsafe import Markup, escape

# no type information is published with pygments
from pygments.lexers.python import PythonLexer
from pygments.token import (
    Comment,
    Keyword,
    Name,
    Number,
    Operator,
    String,
)

_CLASSES = (
    (Comment, "c"),
    (String.Doc, "c"),
    (String, "s"),
    (Number, "m"),
    (Keyword, "k"),
    (Operator.Word, "k"),
    (Name.Function, "f"),
    (Name.Class, "f"),
)
"""The first kind of token that fits gives the CSS class; all else is plain."""


def highlighted(source: str, *, most: int) -> Markup:
    """Each line in a ``span class="l"``, which the style sheet numbers.

    Colours are left away where they would make more than ``most`` bytes of it.
    """
    markup = _lines(_tokens(source))
    if len(markup.encode()) > most:
        markup = _lines([("", source)])
    return markup


def _tokens(source: str) -> Iterator[tuple[str, str]]:
    """Pieces of the source with their classes, neighbours of one class joined."""
    last, text = "", ""
    for token, piece in PythonLexer(stripnl=False, ensurenl=False).get_tokens(source):
        name = _class(token)
        # a blank has no colour of its own
        if name == last or piece.isspace():
            text += piece
        else:
            yield last, text
            last, text = name, piece
    yield last, text


@cache
def _class(token: Any) -> str:
    return next((name for kind, name in _CLASSES if token in kind), "")


def _lines(tokens: Iterator[tuple[str, str]] | list[tuple[str, str]]) -> Markup:
    lines = [Markup()]
    for name, text in tokens:
        first, *more = (_piece(name, part) for part in text.split("\n"))
        lines[-1] += first
        lines += more
    return Markup("".join(f'<span class="l">{text}\n</span>' for text in lines))


def _piece(name: str, text: str) -> Markup:
    if not text or not name:
        return escape(text)
    return Markup(f'<span class="{name}">{escape(text)}</span>')
