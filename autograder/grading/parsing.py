"""From a student's bytes to a notebook of known shape.

Nothing about the bytes is believed: whatever they are, the answer is a notebook that satisfies
nbformat's schema, or none and the reason. The result is made of plain dicts, lists and strings
(what ``nbformat`` calls a NotebookNode is a dict too): reading one costs no import of nbformat,
which takes a second, but for notebooks of formats 1 to 3, which its own converters upgrade.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from autograder.config import Limits
from autograder.gradebook.paths import shown
from autograder.grading.metadata import (
    CELL_RULES,
    NOTEBOOK_RULES,
    TooDeep,
    clean,
    is_texts,
    text_of,
)
from autograder.model import JSON, Problem

Notebook = dict[str, Any]
"""A notebook of format 4: ``cells``, ``metadata``, ``nbformat``, ``nbformat_minor``. Each cell has
``cell_type`` code, markdown or raw, a ``source`` in one piece, a dict ``metadata``; code cells have
empty ``outputs`` and no ``execution_count``."""

MAX_CELLS = 5000
MAX_ITEMS = 4_000_000
"""Values in the JSON text, outputs included: a few bytes of text take some hundred as objects."""
MAX_PROBLEMS = 30
_TRANSIENT = ("orig_nbformat", "orig_nbformat_minor", "signature")
_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")


@dataclass(frozen=True, slots=True)
class Parsed:
    """A notebook, or None where there is none, and what had to be mended or refused."""

    notebook: Notebook | None
    problems: tuple[Problem, ...] = ()


class _Unreadable(Exception):
    def __init__(self, slug: str, message: str) -> None:
        self.problem = Problem(slug, message)


def parse(data: bytes, limits: Limits) -> Parsed:
    """Read a notebook file. Outputs are dropped, as nbgrader's ClearOutput does.

    As everywhere in Python, of two equal keys the later one counts. NaN and infinities, which
    honest outputs contain and JSON does not have, become null.
    """
    try:
        document = _load(data, limits)
        if document.get("nbformat") != 4:
            document = _upgrade(document)
        problems: list[Problem] = []
        notebook = _Shaper(problems).notebook(document)
    except _Unreadable as unreadable:
        return Parsed(None, (unreadable.problem,))
    return Parsed(notebook, tuple(problems[:MAX_PROBLEMS]))


def _load(data: bytes, limits: Limits) -> dict[str, JSON]:
    items = data.count(b",") + data.count(b"[") + data.count(b"{")
    if len(data) > limits.notebook_mb * 2**20 or items > MAX_ITEMS:
        raise _Unreadable(
            "too-large", "The notebook is too large. Clear its outputs, save it, submit again."
        )
    try:
        document = json.loads(
            data.decode("utf-8-sig"), parse_constant=lambda _: None, parse_float=_finite
        )
    except RecursionError:
        raise _Unreadable("not-json", "The file is nested too deeply to be a notebook.") from None
    except ValueError as error:  # also of bytes that are no UTF-8, and of endless numbers
        raise _Unreadable(
            "not-json", f"The file cannot be read as a notebook: {shown(str(error), limit=120)}."
        ) from None
    if not isinstance(document, dict):
        raise _Unreadable("not-a-notebook", "The file is JSON, but not a notebook.")
    return document


def _finite(text: str) -> float | None:
    number = float(text)
    return number if math.isfinite(number) else None


def _upgrade(document: dict[str, JSON]) -> dict[str, JSON]:
    """An older format by nbformat's own converters. As there, no version at all means 1."""
    major = document.get("nbformat", 1)
    if type(major) is not int or not 1 <= major <= 3:
        raise _Unreadable("unknown-format", f"There is no notebook format {shown(str(major))}.")
    import nbformat

    try:
        old = nbformat.versions[major].to_notebook_json(document, minor=0)
        upgraded: dict[str, JSON] = nbformat.convert(old, 4)
        for cell in upgraded["cells"]:
            cell.pop("id", None)  # drawn at random; ours are the same each time
    except Exception as error:  # the converters trip over malformed input in any way they like
        raise _Unreadable(
            "old-format",
            f"The notebook has the old format {major} and could not be converted "
            f"({type(error).__name__}). Open it in JupyterLab, save it, submit again.",
        ) from error
    return upgraded


class _Shaper:
    """Gives a loaded document the shape that ``Notebook`` promises, and notes what it mended."""

    def __init__(self, problems: list[Problem]) -> None:
        self._problems = problems
        self._ids: set[str] = set()

    def notebook(self, document: Mapping[str, JSON]) -> Notebook:
        raw = document.get("cells")
        if not isinstance(raw, list):
            raise _Unreadable("not-a-notebook", "The file is JSON, but has no list of cells.")
        if len(raw) > MAX_CELLS:
            raise _Unreadable("too-large", f"The notebook has more than {MAX_CELLS} cells.")
        minor = document.get("nbformat_minor")
        if type(minor) is not int or not 0 <= minor <= 5:
            minor = 5
        metadata = self._metadata(document.get("metadata"), "The notebook", NOTEBOOK_RULES)
        for key in (*_TRANSIENT, "widgets"):  # the state of widgets belongs to dropped outputs
            metadata.pop(key, None)
        cells = (self._cell(cell, index, minor) for index, cell in enumerate(raw))
        return {
            "cells": [cell for cell in cells if cell is not None],
            "metadata": metadata,
            "nbformat": 4,
            "nbformat_minor": minor,
        }

    def _cell(self, raw: JSON, index: int, minor: int) -> dict[str, Any] | None:
        where = f"Cell {index + 1}"
        if not isinstance(raw, dict):
            self._mended("bad-cell", f"{where} is not a cell and was left out.")
            return None
        kind = raw.get("cell_type")
        if kind not in ("code", "markdown", "raw"):
            self._mended("bad-cell", f"{where} has no known type and was taken as raw text.")
            kind = "raw"
        metadata = self._metadata(raw.get("metadata"), where, CELL_RULES)
        metadata.pop("trusted", None)
        cell = {
            "cell_type": kind,
            "metadata": metadata,
            "source": self._source(raw.get("source"), where),
        }
        if kind == "code":
            cell |= {"outputs": [], "execution_count": None}
            for key in ("collapsed", "scrolled"):  # they describe the outputs
                metadata.pop(key, None)
        elif "attachments" in raw:
            cell["attachments"] = self._attachments(raw["attachments"], where)
        if minor >= 5:
            cell["id"] = self._unique_id(raw.get("id"), f"cell-{index}")
        return cell

    def _source(self, raw: JSON, where: str) -> str:
        if isinstance(raw, list) and all(isinstance(line, str) for line in raw):
            raw = "".join(raw)
        if isinstance(raw, str):
            return text_of(raw)
        self._mended("bad-cell", f"{where} has no text and was taken as empty.")
        return ""

    def _unique_id(self, raw: JSON, default: str) -> str:
        valid = isinstance(raw, str) and _ID.fullmatch(raw) and raw not in self._ids
        chosen = raw if valid else default
        while chosen in self._ids:
            chosen += "-"
        self._ids.add(chosen)
        return str(chosen)

    def _metadata(
        self, raw: JSON, where: str, rules: Mapping[str, Callable[[JSON], bool]]
    ) -> dict[str, JSON]:
        if not isinstance(raw, dict):
            self._mended("bad-metadata", f"{where} has no proper metadata; they were dropped.")
            return {}
        kept = {}
        for key, value in raw.items():
            try:
                cleaned = clean(value)
            except TooDeep:
                valid = False
            else:
                valid = key not in rules or rules[key](cleaned)
            if valid:
                kept[text_of(key)] = cleaned
            else:
                self._mended("bad-metadata", f"{where} has malformed metadata {shown(key)}.")
        return kept

    def _attachments(self, raw: JSON, where: str) -> dict[str, dict[str, str]]:
        """Files pasted into a text cell: by name and kind, as nbformat rejoins their lines."""
        kept: dict[str, dict[str, str]] = {}
        for name, bundle in raw.items() if isinstance(raw, dict) else ():
            lines = bundle.items() if isinstance(bundle, dict) else ()
            joined = {kind: "".join(v) if is_texts(v) else v for kind, v in lines}
            kept[text_of(name)] = {
                text_of(k): text_of(v) for k, v in joined.items() if type(v) is str
            }
        if kept != raw:
            self._mended("bad-cell", f"{where} has attachments that could not be kept whole.")
        return kept

    def _mended(self, slug: str, message: str) -> None:
        if len(self._problems) <= MAX_PROBLEMS:
            self._problems.append(Problem(slug, message))
