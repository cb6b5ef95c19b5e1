"""Classes that stand on this side for classes of the other one.

Tuples and exceptions are what Python itself must be able to tell apart: ``except Overdrawn``, a
tuple of ``Point``. So these classes are made here too, by number, and are sent back by it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from autograder.candidate import library
from autograder.candidate.messages import EXCEPTIONS
from autograder.candidate.values import Home, Kind, Lent, Named, WireError

MAX_CLASSES = 1000


class StandIns:
    """The stand-ins of one side."""

    def __init__(self, reach: Callable[[int, str], Any]) -> None:
        """``reach`` asks the other side for an attribute of one of its objects."""
        self._classes: dict[int, type] = {}
        self._numbers: dict[type, int] = {}
        self._reach = reach

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

    def error(self, kind: Kind) -> type[Exception]:
        """A class of exceptions. Raises WireError."""
        return self.descent(kind.chain, kind.base)

    def descent(self, chain: Sequence[tuple[int, str]], base: str) -> type[Exception]:
        """The class at the head of a line of descent, all of which is made. Raises WireError."""
        made: type[Exception] = EXCEPTIONS.get(base, RuntimeError)
        for number, name in reversed(chain):
            if number not in self._classes:
                self._keep(number, type(name, (made,), self._members()))
            known = self._classes[number]
            if not issubclass(known, Exception):
                raise WireError("an exception of a class that is none")
            made = known
        return made

    def _members(self) -> dict[str, Any]:
        reach = self._reach

        def attribute(error: Any, name: str) -> Any:
            number = error.__dict__.get("_number_")
            if number is None or name.startswith("_"):
                raise AttributeError(name)
            return reach(number, name)

        return {"__getattr__": attribute, "__module__": "__main__"}

    def _keep(self, number: int, made: type) -> None:
        if len(self._classes) >= MAX_CLASSES:
            raise WireError(f"more than {MAX_CLASSES} classes")
        self._classes[number] = made
        self._numbers[made] = number


def chain_of(error: type, number: Callable[[type], int]) -> list[tuple[int, str]]:
    """The line of descent of an exception class down to the first builtin one."""
    chain = []
    for kind in error.__mro__:
        if EXCEPTIONS.get(kind.__name__) is kind:
            break
        if issubclass(kind, BaseException):
            chain.append((number(kind), kind.__name__[:100]))
    return chain[:20]
