"""Metadata of notebooks and cells: bounded, clean, of the types that nbformat's schema asks."""

from __future__ import annotations

from collections.abc import Callable

from autograder.model import JSON

MAX_DEPTH = 50


class TooDeep(Exception):
    """A value is nested deeper than any program that reads notebooks needs to follow."""


def clean(value: JSON, depth: int = MAX_DEPTH) -> JSON:
    """The value with all its text cleaned.

    Raises:
        TooDeep: it is nested deeper than ``depth``.
    """
    if depth == 0:
        raise TooDeep
    if isinstance(value, str):
        return text_of(value)
    if isinstance(value, list):
        return [clean(item, depth - 1) for item in value]
    if isinstance(value, dict):
        return {text_of(key): clean(item, depth - 1) for key, item in value.items()}
    return value


def text_of(text: str) -> str:
    """The text without lone surrogates, which JSON can express and no file can hold."""
    if text.isascii():
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def is_texts(value: JSON) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _is_dict(value: JSON) -> bool:
    return isinstance(value, dict)


def _is_text(value: JSON) -> bool:
    return isinstance(value, str) and value != ""


def _is_tags(value: JSON) -> bool:
    fine = is_texts(value) and all(tag and "," not in tag for tag in value)
    return fine and len(set(value)) == len(value)


def _is_kernelspec(value: JSON) -> bool:
    return _is_dict(value) and all(type(value.get(k)) is str for k in ("name", "display_name"))


def _is_language(value: JSON) -> bool:
    texts = ("file_extension", "mimetype", "pygments_lexer")
    return (
        _is_dict(value)
        and type(value.get("name")) is str
        and type(value.get("codemirror_mode", "")) in (str, dict)
        and all(type(value.get(key, "")) is str for key in texts)
    )


NOTEBOOK_RULES: dict[str, Callable[[JSON], bool]] = {
    "kernelspec": _is_kernelspec,
    "language_info": _is_language,
    "title": lambda value: isinstance(value, str),
    "authors": lambda value: isinstance(value, list),
}
CELL_RULES: dict[str, Callable[[JSON], bool]] = {
    "nbgrader": _is_dict,
    "tags": _is_tags,
    "name": _is_text,
    "format": lambda value: isinstance(value, str),
    "jupyter": _is_dict,
    "execution": lambda value: _is_dict(value) and all(type(v) is str for v in value.values()),
    "collapsed": lambda value: isinstance(value, bool),
    "scrolled": lambda value: isinstance(value, bool) or value == "auto",
}
"""Metadata to which nbformat's schema gives a type; wrongly typed they would stop whoever reads
the notebook later, nbgrader's feedback for one."""
