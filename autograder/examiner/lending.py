"""What a test hands to the student's code and stays here: functions, objects of its own.

The student's code gets a number, by which it can have the function called or the object asked.
It reaches public attributes of objects, and nothing of functions, classes and modules, from
which a way would lead to all that the test knows.
"""

from __future__ import annotations

import io
import random
import types
from collections.abc import Iterator, Sequence
from typing import Any
from unittest.mock import Base as Mock

import numpy as np

from autograder.candidate.givens import Givens, is_course_class
from autograder.candidate.messages import (
    Ask,
    Operator,
    Raised,
)
from autograder.candidate.operators import OPERATORS
from autograder.candidate.raised import describe
from autograder.candidate.values import Lent, Node, WireError
from autograder.errors import RUN_INSIDE, CannotCross

_OPEN: tuple[type, ...] = (
    np.random.Generator, np.random.RandomState, np.random.BitGenerator, random.Random,
    io.StringIO, io.BytesIO, types.SimpleNamespace, Iterator, Mock,
)  # fmt: skip
"""Objects of libraries that may be asked from afar, besides those of the test's own classes."""
_DATA: tuple[type, ...] = (
    int, float, complex, str, bytes, bytearray, list, tuple, dict, set, frozenset, np.ndarray,
    np.generic, BaseException,
)  # fmt: skip
"""Kinds of data that the student's code would hand to Python's or numpy's own functions, which
take no proxy for them."""
_OF_CLASSES = frozenset(("isinstance", "issubclass"))
_OF_ALL = frozenset(("str", "repr", "hash", "eq", "ne", "bool"))


class Lending:
    """What one examination has lent."""

    def __init__(self) -> None:
        self.givens = Givens()
        self._lent: list[Any] = []
        self._numbers: dict[int, int] = {}
        self._raised: list[BaseException] = []

    def lend(self, value: object) -> Node:
        """How an object that is not plain data is sent. Raises CannotCross."""
        given = self.givens.node(value)
        if given is not None:
            return given
        if not _may_be_lent(value):
            kind = f"{type(value).__module__}.{type(value).__qualname__}"
            raise CannotCross(
                f"The test hands the student's code an object of type {kind}.",
                next_step=RUN_INSIDE,
            )
        number = self._numbers.get(id(value))
        if number is None:
            number = self._numbers[id(value)] = len(self._lent)
            self._lent.append(value)
        return Lent(number, type(value).__name__, callable(value))

    def __getitem__(self, number: int) -> Any:
        """Raises WireError where nothing was lent by this number."""
        if not 0 <= number < len(self._lent):
            raise WireError("an object that was never lent")
        return self._lent[number]

    def serve(self, ask: Ask, args: Sequence[Any], kwargs: dict[str, Any]) -> object:
        """Do what the student's code asks. Raises whatever the test's function raises."""
        target = self[ask.handle]
        if ask.operator is None:
            return target(*args, **kwargs)
        if not _may_be_asked(target, ask.operator, args):
            raise AttributeError(f"the test's {type(target).__name__} does not give that away")
        return OPERATORS[ask.operator](target, *args)

    def describe(self, error: BaseException) -> Raised:
        """An exception of a test's function, on its way through the student's code."""
        self._raised.append(error)
        raised = describe(error)
        raised.home = len(self._raised) - 1
        raised.where = ""
        return raised

    def raised(self, number: int) -> BaseException | None:
        """The test's own exception, where the student's code let one through."""
        return self._raised[number] if 0 <= number < len(self._raised) else None


def _may_be_lent(value: object) -> bool:
    if isinstance(value, type):
        return not issubclass(value, BaseException)
    if isinstance(value, (types.ModuleType, *_DATA)):
        return False
    if type(value) is object:
        return True
    return callable(value) or isinstance(value, _OPEN) or _is_own(type(value))


def _is_own(kind: type) -> bool:
    return kind.__module__ == "__main__" or is_course_class(kind)


def _may_be_asked(target: object, operator: Operator, args: Sequence[object]) -> bool:
    """Whether the student's code may do this with an object of the test's."""
    if operator in _OF_ALL:
        return True
    if isinstance(target, type):
        return operator in _OF_CLASSES
    own = _is_own(type(target))
    if not own and not isinstance(target, _OPEN):
        return False  # a function: it may be called
    if operator in ("getattr", "setattr", "delattr"):
        name = args[0] if args else None
        public = isinstance(name, str) and not name.startswith("_")
        return public and (own or operator == "getattr")
    return operator != "dir"
