"""Classes that stand on this side for classes of the other one.

Tuples and exceptions are what Python itself must be able to tell apart: ``except Overdrawn``, a
tuple of ``Point``. So these classes are made here too, by number, and are sent back by it.
"""

from __future__ import annotations

import builtins
from collections.abc import Callable, Sequence
from typing import Any, Protocol

from autograder.candidate import library
from autograder.candidate.messages import EXCEPTIONS
from autograder.candidate.values import Ancestor, Home, Kind, Lent, Named, WireError

MAX_CLASSES = 1000


class Owner(Protocol):
    """The other side, which has the classes themselves."""

    def make(self, number: int, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """A proxy of a new instance of one of its classes."""


class StandIns:
    """The stand-ins of one side."""

    def __init__(self, owner: Owner) -> None:
        self._classes: dict[int, type] = {}
        self._numbers: dict[type, int] = {}
        self._owner = owner

    def home(self, value: object) -> Home | None:
        """How a stand-in is sent back: as the number of what it stands for."""
        number = self._numbers.get(value) if isinstance(value, type) else None
        return None if number is None else Home(number)

    def named(self, node: Named, own: Callable[[Home], object]) -> object:
        """The class of a named tuple. Raises WireError."""
        if isinstance(node.owner, Home):
            return own(node.owner)
        if not isinstance(node.owner, Lent):
            raise WireError("a tuple of a class that is none")
        number = node.owner.handle
        if number not in self._classes:
            try:
                made = library.named_tuple(node.name, node.fields)
            except ValueError as error:
                raise WireError(str(error)) from None
            self._keep(number, made)
        return self._classes[number]

    def error(self, kind: Kind) -> type[BaseException]:
        """A class of exceptions. Raises WireError."""
        return self.derived(kind.classes)

    def derived(self, classes: Sequence[Ancestor]) -> type[BaseException]:
        """The last of these classes; all of them are made. Raises WireError."""
        made: type = RuntimeError
        for number, name, bases in classes:
            if number not in self._classes:
                if not name.isidentifier():
                    raise WireError("a class with an impossible name")
                ancestors = tuple(self._base(base) for base in bases)
                try:
                    self._keep(number, type(name, ancestors, self._members(number)))
                except TypeError as error:  # no order of bases, or bases of two layouts
                    raise WireError(str(error)) from None
            made = self._classes[number]
        if not issubclass(made, BaseException):
            raise WireError("an exception of a class that is none")
        return made

    def _base(self, base: int | str) -> type:
        if isinstance(base, str):
            return EXCEPTIONS.get(base, RuntimeError)
        if base not in self._classes:
            raise WireError("a class that is derived from none")
        return self._classes[base]

    def _members(self, number: int) -> dict[str, Any]:
        owner = self._owner

        def make(error: Any, *args: Any, **kwargs: Any) -> None:
            """An exception that is raised on this side is made on the other one too, where its
            class can say what its attributes are."""
            error.__dict__["_there_"] = owner.make(number, args, kwargs)

        def attribute(error: Any, name: str) -> Any:
            there = error.__dict__.get("_there_")
            if there is None or name.startswith("_"):
                raise AttributeError(name)
            return getattr(there, name)

        return {"__init__": make, "__getattr__": attribute, "__module__": "__main__"}

    def _keep(self, number: int, made: type) -> None:
        if len(self._classes) >= MAX_CLASSES:
            raise WireError(f"more than {MAX_CLASSES} classes")
        self._classes[number] = made
        self._numbers[made] = number


def ancestors_of(error: type, number: Callable[[type], int]) -> list[Ancestor]:
    """An exception class and those that it is derived from, down to builtin ones."""
    found: list[Ancestor] = []
    for kind in reversed(error.__mro__):
        if issubclass(kind, BaseException) and not _is_builtin(kind):
            bases = [base for base in kind.__bases__ if issubclass(base, BaseException)]
            names = [base.__name__ if _is_builtin(base) else number(base) for base in bases]
            found.append((number(kind), kind.__name__[:100], list(names)))
    return found


def _is_builtin(kind: type) -> bool:
    return vars(builtins).get(kind.__name__) is kind
