"""Known misconceptions: what a wrong answer looks like, and a question that helps.

A catalogue has two uses. It measures the tests: a right notebook with one of these cells in it
must lose the points it says, no more and no less. And it explains: where a student's answers to
the public questions are those of one misconception, its title and its hint are shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from autograder.exercises.questions import Probes


@dataclass(frozen=True, slots=True)
class Misconception:
    """One way to get one task wrong."""

    id: str
    """``C04``: stable, so that reports of different years can be compared."""
    task: str
    """The function, which is also the grade id of its solution cell."""
    title: str
    """What the student did, in a few words."""
    code: str
    """A whole solution cell."""
    hint: str
    """For students: a question or a pointer, never the answer."""
    loses: frozenset[str]
    """Grade cells that an otherwise right notebook loses."""


@dataclass(frozen=True, slots=True, eq=False)
class Catalogue:
    """The misconceptions of an assignment, and the public questions that tell them apart."""

    entries: tuple[Misconception, ...]
    names: Mapping[str, Any] = field(default_factory=dict)
    """What their code may use."""
    probes: Mapping[str, Probes] = field(default_factory=dict)
    """The public questions, by task."""
    model_class: str = ""
    """The notebook's name of its class for models of a few words, where questions need one."""
