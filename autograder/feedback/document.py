"""The graded notebook, read for what a student should see of it.

The sources of test cells are not kept: what is not read cannot be shown.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from autograder.feedback.formulas import readable
from autograder.model import JSON

HEADING = 300
"""Characters of a heading that are read."""
_HEADING = re.compile(r" {0,3}#{1,6}[ \t]+(.*?)[ \t#]*$")
_FENCE = re.compile(r" {0,3}(```|~~~)")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_POINTS = re.compile(r"\s*[(\[]\s*\d+([.,]\d+)?\s*(points?|pts?\.?|marks?)\s*[)\]]\s*$", re.I)


@dataclass(frozen=True, slots=True)
class Block:
    """A cell as far as the page may use it."""

    is_code: bool
    source: str
    """Empty for cells that the student did not write."""
    grade_id: str
    """Empty for cells without nbgrader's metadata."""
    is_solution: bool
    error: str = ""
    """The traceback as it stands in the outputs of the student's own cells."""
    error_name: str = ""

    @property
    def is_own(self) -> bool:
        """Whether it is a code cell of neither kind: the student's, or open code."""
        return self.is_code and not self.grade_id


@dataclass(frozen=True, slots=True)
class Section:
    """What stands under one heading."""

    title: str
    blocks: tuple[Block, ...]


def sections(document: str | None) -> tuple[Section, ...]:
    """The notebook cut at its headings; nothing for what is no notebook."""
    title, blocks, found = "", list[Block](), list[Section]()
    for cell in _cells(document):
        block = _block(cell)
        if not block.is_code and not block.is_solution:
            heading = _last_heading(_text(cell.get("source")))
            if heading:
                found.append(Section(title, tuple(blocks)))
                title, blocks = heading, []
        blocks.append(block)
    return (*found, Section(title, tuple(blocks)))


def _cells(document: str | None) -> list[dict[str, Any]]:
    try:
        loaded = json.loads(document or "{}")
    except (ValueError, RecursionError):
        return []
    cells = loaded.get("cells") if isinstance(loaded, dict) else None
    return [cell for cell in cells if isinstance(cell, dict)] if isinstance(cells, list) else []


def _block(cell: dict[str, Any]) -> Block:
    nbgrader = _dict(_dict(cell.get("metadata")).get("nbgrader"))
    is_solution = nbgrader.get("solution") is True
    is_code = cell.get("cell_type") == "code"
    block = Block(is_code, "", str(nbgrader.get("grade_id") or ""), is_solution)
    if nbgrader and not is_solution:
        return block
    outputs = cell.get("outputs")
    errors = [
        output
        for output in (outputs if isinstance(outputs, list) else ())
        if isinstance(output, dict) and output.get("output_type") == "error"
    ]
    error = errors[0] if errors else {}
    name, value = _text(error.get("ename")), _text(error.get("evalue"))
    traceback = error.get("traceback")
    lines = [_text(part) for part in traceback] if isinstance(traceback, list) else []
    told = "\n".join(lines) or (f"{name}: {value}" if error else "")
    return Block(is_code, _text(cell.get("source")), block.grade_id, is_solution, told, name)


def _last_heading(markdown: str) -> str:
    """The text of the last heading outside of fenced code, without its marks and points."""
    heading, fence = "", ""
    for row in markdown.split("\n"):
        if opened := _FENCE.match(row):
            fence = "" if fence == opened[1] else fence or opened[1]
        elif not fence and (match := _HEADING.match(row)):
            heading = match[1]
    heading = readable(_LINK.sub(r"\1", heading[:HEADING]))
    return _POINTS.sub("", re.sub(r"[`*$]", "", heading)).strip()


def _text(value: JSON) -> str:
    if isinstance(value, list):
        return "".join(part for part in value if isinstance(part, str))
    return value if isinstance(value, str) else ""


def _dict(value: JSON) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
