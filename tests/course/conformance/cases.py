"""Cases: small courses, as files.

``<case>/`` holds the assignment: notebooks (``.py`` files that begin with ``# %%``), modules and
data beside them, and

- ``submissions/<student>/``: what a student changed, see ``percent``; other files are handed in;
- ``resubmissions/<student>/``: the same, handed in when the first was graded;
- ``course/``: files for the course folder itself, such as a plugin or a header's notebook;
- ``config.py``: lines for ``nbgrader_config.py``;
- ``case.json``: ``{"why": what the case is for, "withheld": {student: [files not handed in]},
  "due": date, "differences": [...], "honest": {student: {cell: points}}}``: the deliberate differences, see
  ``Declared``, and the marks that the engine gives where stock gives none or wrong ones.

Two more students hand in each time: ``source`` the instructor's own notebooks, ``release`` what
was released.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.course.conformance import percent

HERE = Path(__file__).parent
ASSIGNMENT = "ps1"
_OF_THE_KIT = ("submissions", "resubmissions", "course", "config.py", "case.json", "__pycache__")
_ANY = "*"


@dataclass(frozen=True, slots=True)
class Declared:
    """A deliberate difference. What is left out, or ``*``, stands for all."""

    why: str
    student: str = _ANY
    notebook: str = _ANY
    cell: str = _ANY
    field: str = _ANY
    stock: Any = _ANY
    """What stock nbgrader gives."""
    ours: Any = _ANY


@dataclass(frozen=True, slots=True)
class HandedIn:
    """What one student hands in, beside what was released."""

    texts: Mapping[str, str] = field(default_factory=dict)
    """By notebook: what was changed in it."""
    files: Mapping[str, bytes] = field(default_factory=dict)
    """By path: files handed in as they are."""


@dataclass(frozen=True, slots=True)
class Case:
    """A course, what its students hand in, and where the engine means to differ."""

    name: str
    files: Mapping[str, bytes]
    """Of the course folder, by path."""
    config: str = ""
    submissions: Mapping[str, HandedIn] = field(default_factory=dict)
    """By student."""
    resubmissions: Mapping[str, HandedIn] = field(default_factory=dict)
    """By student; handed in when the first was graded."""
    withheld: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    due: str = ""
    """When it is due, as ``nbgrader db assignment add`` takes it."""
    differences: tuple[Declared, ...] = ()
    honest: Mapping[str, Mapping[str, float | None]] = field(default_factory=dict)
    """By student and cell: the points that the engine gives where the case declares that it does
    not follow stock."""
    assignment: str = ASSIGNMENT


def names() -> list[str]:
    """The cases that are folders here."""
    return sorted(path.parent.name for path in HERE.glob("*/case.json"))


def load(name: str) -> Case:
    """Read a case from its folder. ``FileNotFoundError`` if there is none."""
    folder = HERE / name
    about = json.loads((folder / "case.json").read_text(encoding="utf-8"))
    files = {f"source/{ASSIGNMENT}/{path}": data for path, data in _assignment(folder)}
    files |= dict(_below(folder / "course"))
    config = folder / "config.py"
    return Case(
        name=name,
        files=files,
        config=config.read_text(encoding="utf-8") if config.is_file() else "",
        submissions=_handed_in(folder / "submissions"),
        resubmissions=_handed_in(folder / "resubmissions"),
        withheld={who: tuple(paths) for who, paths in about.get("withheld", {}).items()},
        due=about.get("due", ""),
        differences=tuple(Declared(**entry) for entry in about.get("differences", ())),
        honest=about.get("honest", {}),
    )


def _handed_in(folder: Path) -> dict[str, HandedIn]:
    found = {}
    for student in sorted(folder.glob("*")):
        files = dict(_raw(student))
        texts = {
            path.removesuffix(".py"): data.decode()
            for path, data in files.items()
            if path.endswith(".py") and percent.is_notebook(data.decode())
        }
        others = {p: data for p, data in files.items() if p.removesuffix(".py") not in texts}
        found[student.name] = HandedIn(texts, others)
    return found


def _assignment(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path, data in _below(folder):
        if path.partition("/")[0] not in _OF_THE_KIT:
            yield path, data


def _below(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Files of a folder by path, notebooks made from their text."""
    for path, data in _raw(folder):
        if path.endswith(".py") and percent.is_notebook(data.decode()):
            yield path.removesuffix(".py") + ".ipynb", percent.source(data.decode())
        else:
            yield path, data


def _raw(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            yield str(path.relative_to(folder)), path.read_bytes()
