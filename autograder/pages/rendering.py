"""Templates of pages, and files that hold them."""

from __future__ import annotations

import contextlib
import os
import re
from pathlib import Path

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape


def environment(package: str) -> Environment:
    """For the templates of ``package``: everything is escaped, and what does not exist is an
    error. They may include ``look.css``, with which each page's style begins."""
    found = Environment(
        loader=ChoiceLoader([PackageLoader(package), PackageLoader("autograder.pages")]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters |= {"counted": counted, "points": points, "sentence": sentence}
    return found


def sentence(text: str) -> Markup:
    """``text``, escaped, with `names` in backticks as code."""
    # as plain str: what re.sub puts into Markup is escaped
    escaped = str(escape(text))
    return Markup(re.sub("`([^`\n]+)`", r"<code>\1</code>", escaped))


def points(number: float) -> str:
    """``2`` for 2.0, ``0.33`` for a third."""
    return f"{round(number, 2):g}"


def counted(number: int, noun: str) -> str:
    """``1 student``, ``1,000 students``"""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def write(path: Path, text: str, *, mode: int | None = None) -> None:
    """Write a page. Whoever looks there sees a whole file, the old one or the new one. Its
    permissions are ``mode``, or what the process gives to files."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        draft.write_text(text, encoding="utf-8")
        if mode is not None:
            draft.chmod(mode)
        draft.replace(path)
    finally:
        with contextlib.suppress(FileNotFoundError):
            draft.unlink()
