"""The attacks, as folders: what is handed in, and what must be seen.

``attack.toml`` says what it is (``title``, ``kind``) and how it is known to be one (``without``).
What is handed in is one of these, or both:

- ``attack.txt``: code of a student in percent format. ``# %% tasks`` stands in place of the
  solution cell, other cells come before it. Without a solution the answers are wrong ones.
- ``edit.txt``: Python of ours that edits ``notebook``, or sets ``data`` (the file's bytes), or
  puts files into ``folder`` (what is handed in).

``after.txt`` is the code of an accomplice, graded afterwards.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

HERE = Path(__file__).parent
Without = Literal["stock", "no jail", "none"]


@dataclass(frozen=True, slots=True)
class Attack:
    """One folder. All it may achieve is what an honest wrong answer gets."""

    name: str
    title: str
    kind: str
    """The class that it belongs to."""
    without: Without
    """How it is known to be an attack: it works where test cells run in the student's process
    (``stock``), or in our engine without the jail; or it is not let loose without defence."""
    why: str
    """Why it is not let loose, for ``none``."""
    code: str
    edit: str
    after: str
    points: float
    """Points that it is worth; more than 0 only where an honest part of it earns them."""
    pending: int
    """Test cells that must be left to a person."""
    seconds: float
    """How long grading it may take on an idle machine."""


def load() -> tuple[Attack, ...]:
    """All attacks, by name."""
    return tuple(_attack(path.parent) for path in sorted(HERE.glob("*/attack.toml")))


def _attack(folder: Path) -> Attack:
    facts = tomllib.loads((folder / "attack.toml").read_text(encoding="utf-8"))
    return Attack(
        name=folder.name,
        title=facts.pop("title"),
        kind=facts.pop("kind"),
        without=facts.pop("without"),
        why=facts.pop("why", ""),
        code=_text(folder / "attack.txt"),
        edit=_text(folder / "edit.txt"),
        after=_text(folder / "after.txt"),
        points=facts.pop("points", 0.0),
        pending=facts.pop("pending", 0),
        seconds=facts.pop("seconds", 5.0),
        **facts,
    )


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""
