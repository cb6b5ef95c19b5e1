"""What both sides have from the instructor's own cells, and so need not be sent.

An instructor's cell runs on both sides. What it binds crosses by its name, and an instance of a
class that it defines crosses as such: the class is there, its attributes are sent.
"""

from __future__ import annotations

import enum
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import ModuleType

from autograder.candidate.messages import WELL_KNOWN, WELL_KNOWN_NAMES
from autograder.candidate.values import Given, WireError

_LIBRARY = frozenset(("abc", "typing", "collections.abc"))
"""Modules whose classes add nothing to the attributes of what is derived from them."""


class Givens:
    """One side's table of what was given."""

    def __init__(self) -> None:
        self._values: dict[str, object] = dict(WELL_KNOWN)
        self._names: dict[int, str] = dict(WELL_KNOWN_NAMES)

    def give(self, names: Mapping[str, object]) -> None:
        """These were just bound on both sides."""
        for name, value in names.items():
            self._give(name, value)
            for part, inner in _parts(value):
                self._give(f"{name}.{part}", inner)

    def _give(self, name: str, value: object) -> None:
        self._values[name] = value
        self._names[id(value)] = name

    def node(self, value: object) -> Given | None:
        """How such an object is sent, or None for any other."""
        name = self._names.get(id(value))
        return Given(name) if name is not None and self._values.get(name) is value else None

    def __getitem__(self, name: str) -> object:
        """Raises WireError where nothing was given by this name."""
        if name not in self._values:
            raise WireError("an object that was never given")
        return self._values[name]

    def owner(self, value: object) -> Given | None:
        """The class of an instance that crosses by its attributes, or None: one that was given
        itself is there already."""
        kind = type(value)
        given = self.node(kind)
        if given is None or self.node(value) is not None or not is_course_class(kind):
            return None
        return given


def is_course_class(kind: type) -> bool:
    """Whether a class was written for the course, in a cell or in a module that lies in the
    assignment's folder, with attributes as ordinary classes have them."""
    if kind is object or issubclass(kind, enum.Enum | BaseException):
        return False
    return all(
        base is object
        or base.__module__ in _LIBRARY
        or (_is_course_module(base.__module__) and "__slots__" not in vars(base))
        for base in kind.__mro__
    )


def _is_course_module(name: str) -> bool:
    if name == "__main__":
        return True
    file = getattr(sys.modules.get(name), "__file__", None)
    return isinstance(file, str) and Path(file).absolute().is_relative_to(Path.cwd())


def _parts(value: object) -> Iterator[tuple[str, object]]:
    """The members of an enumeration, and what a module of the course defines."""
    if isinstance(value, enum.EnumMeta):
        yield from value.__members__.items()
    elif isinstance(value, ModuleType) and _is_course_module(value.__name__):
        for name, inner in vars(value).items():
            if getattr(inner, "__module__", None) == value.__name__:
                yield name, inner
