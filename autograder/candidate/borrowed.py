"""Functions and objects of a test's own, as the student's code sees them."""

from __future__ import annotations

import types
from collections.abc import Sequence
from typing import Any, Protocol

from autograder.candidate.messages import Operator
from autograder.candidate.proxy import Proxy


class Lender(Protocol):
    """What a borrowed object needs of the conversation with the examiner."""

    def ask(
        self,
        handle: int,
        args: Sequence[object],
        kwargs: dict[str, object],
        operator: Operator | None = None,
    ) -> Any:
        """Call the examiner's object, or apply an operator to it."""


class Borrowed(Proxy):
    """An object that lives in the examiner."""

    def __init__(self, lender: Lender, handle: int, type_name: str) -> None:
        self.__dict__.update(_lender_=lender, _handle_=handle, _type_name_=type_name)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._lender_.ask(self._handle_, args, kwargs)

    def _do_(self, operator: Operator, *args: object) -> Any:
        return self._lender_.ask(self._handle_, args, {}, operator)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return super().__getattr__(name)

    def __get__(self, instance: object, owner: type | None = None) -> Any:
        """A function that a test makes a method of the student's class gets its self."""
        if instance is None or self._type_name_ != "function":
            return self
        return types.MethodType(self, instance)
