"""Filling in a release as a student would: what made-up classes are made of.

A made-up submission is made from the release at hand, so it stays true to it when the assignment
changes, and says what it must get, so that a demonstration is a test as well.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class MadeUp:
    """The submission of a student who does not exist."""

    student: str
    story: str
    """What was done, in one line."""
    files: Mapping[str, bytes]
    """File name to content."""
    expected: Mapping[str, float]
    """Points by grade id, for all cells that are graded automatically."""
    wild: bool = False
    """It loops, exits, kills, floods: to be run in a sandbox only."""

    @property
    def points(self) -> float:
        """Automatic points in all."""
        return sum(self.expected.values())


def fill(release: bytes, answers: Mapping[str, str]) -> bytes:
    """The release with the cells that ``answers`` names by grade id filled in.

    ``KeyError`` if the release has no such cell: then the class is out of step with it.
    """
    notebook = json.loads(release)
    cells = {_grade_id(cell): cell for cell in notebook["cells"]}
    for grade_id, answer in answers.items():
        cells[grade_id]["source"] = answer
    return dump(notebook)


def insert(notebook: bytes, before: str, code: str) -> bytes:
    """The notebook with a code cell of the student's own before the cell named by grade id."""
    document = json.loads(notebook)
    names = [_grade_id(cell) for cell in document["cells"]]
    cell: dict[str, Any] = {
        "cell_type": "code",
        "execution_count": None,
        "id": uuid.uuid5(uuid.NAMESPACE_OID, code).hex[:12],
        "metadata": {},
        "outputs": [],
        "source": code,
    }
    document["cells"].insert(names.index(before), cell)
    return dump(document)


def rename(notebook: bytes, grade_id: str, other: str) -> bytes:
    """The notebook with the grade id of a cell changed, as careless copying does."""
    document = json.loads(notebook)
    for cell in document["cells"]:
        if _grade_id(cell) == grade_id:
            cell["metadata"]["nbgrader"]["grade_id"] = other
    return dump(document)


def delete(notebook: bytes, grade_id: str) -> bytes:
    """The notebook without the cell of that grade id."""
    document = json.loads(notebook)
    document["cells"] = [cell for cell in document["cells"] if _grade_id(cell) != grade_id]
    return dump(document)


def expected(release: bytes, lost: Iterable[str]) -> dict[str, float]:
    """Points of all automatically graded cells of a release, with 0 for those that are lost.

    ``KeyError`` if a lost cell does not exist.
    """
    points = {
        meta["grade_id"]: float(meta["points"])
        for cell in json.loads(release)["cells"]
        if (meta := cell["metadata"].get("nbgrader", {})).get("grade") and not meta["solution"]
    }
    unknown = set(lost) - set(points)
    if unknown:
        raise KeyError(f"the release has no graded cells {sorted(unknown)}")
    return points | dict.fromkeys(lost, 0.0)


def dump(notebook: Any) -> bytes:
    """A notebook's JSON as Jupyter writes it."""
    return (json.dumps(notebook, indent=1, ensure_ascii=False) + "\n").encode()


def _grade_id(cell: Any) -> str:
    return str(cell["metadata"].get("nbgrader", {}).get("grade_id", ""))
