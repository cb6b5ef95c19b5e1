"""The student's functions and objects as a test sees them: proxies.

Calls and operators go to the candidate, and what comes back is plain data again. Comparing a
proxy with a value of the test's own is not left to the student's code: an object that claims to
equal everything equals nothing. In the same way an object that was told a value of the test's in
a difference or a quotient (``f() - expected``) gives no numbers after that: it could say 0.0.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NoReturn, Protocol

import numpy as np

from autograder.candidate.messages import Operator

COMPARING = frozenset(
    ("sub", "rsub", "truediv", "rtruediv", "floordiv", "rfloordiv", "mod", "rmod", "xor", "rxor")
)
"""Operators by which a test compares numbers: their result says how far apart two values are."""
_OF_ARRAYS = frozenset(
    ("all", "any", "item", "max", "mean", "min", "prod", "ptp", "std", "sum", "tolist", "var")
)
"""Methods of arrays that a test calls on a difference."""


class Asker(Protocol):
    """What a proxy needs of the conversation with the candidate: ``link.Link``."""

    def call(
        self, label: str, handle: int, args: Sequence[object], kwargs: dict[str, object]
    ) -> Any:
        """Call the candidate's object; ``label`` is how a person would name it."""

    def operate(self, handle: int, operator: Operator, *args: object) -> Any:
        """Apply an operator to the candidate's object."""


class Remote:
    """An object that lives in the candidate."""

    __array_ufunc__ = None  # numpy's operators leave the work to ours

    def __init__(self, asker: Asker, handle: int, type_name: str) -> None:
        d = self.__dict__
        d["_asker_"], d["_handle_"], d["_type_name_"] = asker, handle, type_name
        d["_label_"] = type_name
        d["_told_"] = False

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        __tracebackhide__ = True
        return self._asker_.call(self._label_, self._handle_, args, kwargs)

    def _do_(self, operator: Operator, *args: object) -> Any:
        __tracebackhide__ = True
        return self._asker_.operate(self._handle_, operator, *args)

    def _do_as_(self, kind: type, operator: Operator, *args: object) -> Any:
        """For operators of which Python demands a type."""
        if self._told_ and operator not in ("str", "repr", "len", "dir"):
            self._refuse_(operator)
        value = self._do_(operator, *args)
        if type(value) is not kind:
            raise TypeError(f"{operator} gave {type(value).__name__}, not {kind.__name__}")
        return value

    def __getattr__(self, name: str) -> Any:
        __tracebackhide__ = True
        if name.startswith("__array_"):
            raise AttributeError(name)
        if self._told_ and name in _OF_ARRAYS:
            self._refuse_(name)
        value = self._do_("getattr", name)
        if isinstance(value, Remote):
            value._label_ = f"{self._label_}.{name}"
        return value

    def __setattr__(self, name: str, value: object) -> None:
        if name == "_label_":
            self.__dict__[name] = value
        else:
            self._do_("setattr", name, value)

    def __delattr__(self, name: str) -> None:
        self._do_("delattr", name)

    def __getitem__(self, key: object) -> Any:
        return self._result_("getitem", key, told=self._told_)

    def __setitem__(self, key: object, value: object) -> None:
        self._do_("setitem", key, value)

    def __delitem__(self, key: object) -> None:
        self._do_("delitem", key)

    def __contains__(self, item: object) -> bool:
        return self._do_as_(bool, "contains", item)  # type: ignore[no-any-return]

    def __len__(self) -> int:
        return self._do_as_(int, "len")  # type: ignore[no-any-return]

    def __iter__(self) -> Iterator[Any]:
        return self._result_("iter", told=self._told_)  # type: ignore[no-any-return]

    def __next__(self) -> Any:
        return self._result_("next", told=self._told_)

    def __bool__(self) -> bool:
        return self._do_as_(bool, "bool")  # type: ignore[no-any-return]

    def __str__(self) -> str:
        return self._do_as_(str, "str")  # type: ignore[no-any-return]

    def __repr__(self) -> str:
        return self._do_as_(str, "repr")  # type: ignore[no-any-return]

    def __hash__(self) -> int:
        return self._do_as_(int, "hash")  # type: ignore[no-any-return]

    def __int__(self) -> int:
        return self._do_as_(int, "int")  # type: ignore[no-any-return]

    def __float__(self) -> float:
        return self._do_as_(float, "float")  # type: ignore[no-any-return]

    def __complex__(self) -> complex:
        return self._do_as_(complex, "complex")  # type: ignore[no-any-return]

    def __index__(self) -> int:
        return self._do_as_(int, "index")  # type: ignore[no-any-return]

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray[Any, Any]:
        return np.asarray(self._do_as_(np.ndarray, "array"), dtype)

    def __dir__(self) -> list[str]:
        return self._do_as_(list, "dir")  # type: ignore[no-any-return]

    def __instancecheck__(self, instance: object) -> bool:
        return self._do_as_(bool, "isinstance", instance)  # type: ignore[no-any-return]

    def __subclasscheck__(self, subclass: object) -> bool:
        return self._do_as_(bool, "issubclass", subclass)  # type: ignore[no-any-return]

    def __enter__(self) -> Any:
        return self._do_("enter")

    def __exit__(self, *_: object) -> None:
        self._do_("exit")

    def __eq__(self, other: object) -> Any:
        return self._do_("eq", other) if isinstance(other, Remote) else False

    def __ne__(self, other: object) -> Any:
        return self._do_("ne", other) if isinstance(other, Remote) else True

    def __lt__(self, other: object) -> Any:
        return self._compare_("lt", other)

    def __le__(self, other: object) -> Any:
        return self._compare_("le", other)

    def __gt__(self, other: object) -> Any:
        return self._compare_("gt", other)

    def __ge__(self, other: object) -> Any:
        return self._compare_("ge", other)

    def _compare_(self, operator: Operator, other: object) -> Any:
        if isinstance(other, Remote):
            return self._do_(operator, other)
        return self._refuse_(type(other).__name__)

    def _result_(self, operator: Operator, *args: object, told: bool) -> Any:
        """The result of an operator; an object that was ``told`` something gives no plain data."""
        __tracebackhide__ = True
        value = self._do_(operator, *args)
        if not told:
            return value
        if not isinstance(value, Remote):
            self._refuse_(operator)
        result = Remote(self._asker_, value._handle_, value._type_name_)
        result.__dict__["_told_"] = True
        return result

    def _refuse_(self, what: str) -> NoReturn:
        raise TypeError(
            f"the student's object of type {self._type_name_} cannot be compared with a value "
            f"of the test's ({what}): return plain data"
        )


def _binary(operator: Operator) -> Any:
    def method(self: Remote, other: object) -> Any:
        __tracebackhide__ = True
        plain = not isinstance(other, Remote)
        told = self._told_ or (other._told_ if isinstance(other, Remote) else False)
        return self._result_(operator, other, told=told or (plain and operator in COMPARING))

    return method


def _unary(operator: Operator) -> Any:
    def method(self: Remote) -> Any:
        __tracebackhide__ = True
        return self._result_(operator, told=self._told_)

    return method


_NAMES: tuple[Operator, ...] = (
    "add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul", "and_", "or_", "xor",
    "lshift", "rshift", "radd", "rsub", "rmul", "rtruediv", "rfloordiv", "rmod", "rpow",
    "rmatmul", "rand", "ror", "rxor", "rlshift", "rrshift",
)  # fmt: skip
for _name in _NAMES:
    setattr(Remote, f"__{_name.rstrip('_')}__", _binary(_name))
_SIGNS: tuple[Operator, ...] = ("neg", "pos", "abs", "invert")
for _sign in _SIGNS:
    setattr(Remote, f"__{_sign}__", _unary(_sign))
