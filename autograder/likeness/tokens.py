"""A cell as statements of tokens, in which what a person can change without thought is gone.

Comments, layout and docstrings are dropped; numbers and strings are only that. A name of the
student's own is only a name; what keeps its text is what cannot be renamed alone: keywords,
operators, builtins, attributes (``.norm``), and names that the notebook gives (``np``, ``dot``).
"""

from __future__ import annotations

import builtins
import io
import keyword
import re
import tokenize
import warnings
from collections.abc import Iterator
from typing import NamedTuple

_BUILTINS = frozenset(dir(builtins))
_LAYOUT = (
    tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT,
    tokenize.ENCODING, tokenize.ENDMARKER,
)  # fmt: skip
_WORD = re.compile(r"\w+|[^\w\s]")
NAME, NUMBER, STRING = "name", "0", '""'
MAX_LENGTH = 50_000
"""Characters of a cell that are looked at: more than anybody writes by hand."""
MAX_WIDTH = 500
"""Characters of a line of Python. Python's tokenizer may look at the rest of a line again for each
of its characters: of longer ones the words are taken."""


class Token(NamedTuple):
    """A token as it is compared, and the line that it stands in, from 0."""

    text: str
    line: int


Statement = list[Token]


def code(source: str, given: frozenset[str] = frozenset()) -> list[Statement]:
    """The statements of a code cell; ``given`` are the names that the notebook gives.

    What is not Python is taken word by word from there on: half a solution is compared, too.
    """
    source = source[:MAX_LENGTH]
    if max(map(len, source.split("\n"))) > MAX_WIDTH:
        return lines(source)
    found: list[Statement] = []
    open_: Statement = []
    last, after = -1, ""
    try:
        for kind, text, start, _, _ in _tokenized(source):
            if kind == tokenize.NEWLINE or text == ";":
                found.append(open_)
                open_ = []
                last = start[0] - 1
            elif kind not in _LAYOUT:
                open_.append(Token(_role(kind, text, after, given), start[0] - 1))
                after = text
    except Exception:  # it trips over what is no Python in ways that differ between versions
        # what follows the last whole statement may be text
        rest = "\n".join(source.split("\n")[last + 1 :])
        open_ = []
        found += _rows(rest, last + 1)
    return [statement for statement in (*found, open_) if not _is_docstring(statement)]


def _tokenized(source: str) -> Iterator[tokenize.TokenInfo]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what a student wrote, to whoever looks at a class
        yield from tokenize.generate_tokens(io.StringIO(source).readline)


def prose(source: str) -> list[Statement]:
    """The words of a text cell, without capitals, as one statement: a text has no layout."""
    words = [token for line in _rows(source[:MAX_LENGTH].casefold(), 0) for token in line]
    return [words] if words else []


def lines(source: str) -> list[Statement]:
    """The words and signs of each line, for languages of which nothing is known here."""
    return list(_rows(source[:MAX_LENGTH], 0))


def _is_docstring(statement: Statement) -> bool:
    """Also of one without tokens, which says as little."""
    return all(token.text == STRING for token in statement)


def _role(kind: int, text: str, after: str, given: frozenset[str]) -> str:
    if kind == tokenize.NUMBER:
        return NUMBER
    if kind == tokenize.STRING or tokenize.tok_name[kind].startswith(("FSTRING", "TSTRING")):
        return STRING
    if kind != tokenize.NAME:
        return text
    fixed = keyword.iskeyword(text) or text in _BUILTINS or text in given or after == "."
    return text if fixed else NAME


def _rows(source: str, first: int) -> Iterator[Statement]:
    for number, row in enumerate(source.split("\n"), start=first):
        yield [Token(word, number) for word in _WORD.findall(row)]
