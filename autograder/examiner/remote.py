"""The student's functions and objects as a test sees them: proxies.

Calls and operators go to the candidate, and what comes back is plain data again. Comparing a
proxy with a value of the test's own is not left to the student's code: an object that claims to
equal everything equals nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np

if TYPE_CHECKING:
    from autograder.candidate.messages import Operator
    from autograder.examiner.link import Link


class Remote:
    """An object that lives in the candidate."""

    __array_ufunc__ = None  # numpy's operators leave the work to ours

    def __init__(self, link: Link, handle: int, type_name: str) -> None:
        d = self.__dict__
        d["_link_"], d["_handle_"], d["_type_name_"] = link, handle, type_name
        d["_label_"] = type_name

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        __tracebackhide__ = True
        return self._link_.call(self._label_, self._handle_, args, kwargs)

    def _do_(self, operator: Operator, *args: object) -> Any:
        __tracebackhide__ = True
        return self._link_.operate(self._handle_, operator, *args)

    def _do_as_(self, kind: type, operator: Operator, *args: object) -> Any:
        """For operators of which Python demands a type."""
        value = self._do_(operator, *args)
        if type(value) is not kind:
            raise TypeError(f"{operator} gave {type(value).__name__}, not {kind.__name__}")
        return value

    def __getattr__(self, name: str) -> Any:
        __tracebackhide__ = True
        if name.startswith("__array_"):
            raise AttributeError(name)
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
        return self._do_("getitem", key)

    def __setitem__(self, key: object, value: object) -> None:
        self._do_("setitem", key, value)

    def __delitem__(self, key: object) -> None:
        self._do_("delitem", key)

    def __contains__(self, item: object) -> bool:
        return self._do_as_(bool, "contains", item)  # type: ignore[no-any-return]

    def __len__(self) -> int:
        return self._do_as_(int, "len")  # type: ignore[no-any-return]

    def __iter__(self) -> Iterator[Any]:
        return self._do_("iter")  # type: ignore[no-any-return]

    def __next__(self) -> Any:
        return self._do_("next")

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
        return self._refuse_(other)

    def _refuse_(self, other: object) -> NoReturn:
        raise TypeError(
            f"the student's object of type {self._type_name_} cannot be compared with "
            f"{type(other).__name__}: return plain data"
        )


def _binary(operator: Operator) -> Any:
    def method(self: Remote, other: object) -> Any:
        __tracebackhide__ = True
        return self._do_(operator, other)

    return method


def _unary(operator: Operator) -> Any:
    def method(self: Remote) -> Any:
        __tracebackhide__ = True
        return self._do_(operator)

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
