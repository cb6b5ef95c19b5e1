"""An object that lives in the other process: whatever is done with it is asked over there.

Both sides have such proxies: a test's of the student's objects (``examiner.remote``), the
student's code's of objects that a test handed over (``borrowed``).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from autograder.candidate.messages import Operator, exception_base


class Proxy:
    """Turns what Python does with an object into operators, and leaves those to ``_do_``."""

    __array_ufunc__ = None  # numpy's operators leave the work to ours

    def _do_(self, operator: Operator, *args: object) -> Any:
        """Apply an operator to the object, where it is."""
        raise NotImplementedError

    def _result_(self, operator: Operator, *args: object) -> Any:
        """The same for operators that may give any value."""
        __tracebackhide__ = True
        return self._do_(operator, *args)

    def _do_as_(self, kind: type, operator: Operator, *args: object) -> Any:
        """The same for operators of which Python demands a type."""
        value = self._do_(operator, *args)
        if type(value) is not kind:
            raise TypeError(f"{operator} gave {type(value).__name__}, not {kind.__name__}")
        return value

    def _compare_(self, operator: Operator, other: object) -> Any:
        return self._do_(operator, other)

    def __getattr__(self, name: str) -> Any:
        __tracebackhide__ = True
        if name.startswith("__array_"):
            raise AttributeError(name)
        return self._do_("getattr", name)

    def __setattr__(self, name: str, value: object) -> None:
        self._do_("setattr", name, value)

    def __delattr__(self, name: str) -> None:
        self._do_("delattr", name)

    def __getitem__(self, key: object) -> Any:
        return self._result_("getitem", key)

    def __setitem__(self, key: object, value: object) -> None:
        self._do_("setitem", key, value)

    def __delitem__(self, key: object) -> None:
        self._do_("delitem", key)

    def __contains__(self, item: object) -> bool:
        return self._do_as_(bool, "contains", item)  # type: ignore[no-any-return]

    def __len__(self) -> int:
        return self._do_as_(int, "len")  # type: ignore[no-any-return]

    def __iter__(self) -> Iterator[Any]:
        return self._result_("iter")  # type: ignore[no-any-return]

    def __next__(self) -> Any:
        return self._result_("next")

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

    def __format__(self, spec: str) -> str:
        return self._do_as_(str, "format", spec)  # type: ignore[no-any-return]

    def __bytes__(self) -> bytes:
        return self._do_as_(bytes, "bytes")  # type: ignore[no-any-return]

    def __fspath__(self) -> str:
        return self._do_as_(str, "fspath")  # type: ignore[no-any-return]

    def __copy__(self) -> Any:
        return self._do_("copy")

    def __deepcopy__(self, memo: object) -> Any:
        return self._do_("deepcopy")

    def __enter__(self) -> Any:
        return self._do_("enter")

    def __exit__(self, kind: Any, error: BaseException | None, trace: object) -> bool:
        if error is None:
            return bool(self._do_("exit"))
        return bool(self._do_("exit", exception_base(type(error)), str(error)))

    def __eq__(self, other: object) -> Any:
        return self._compare_("eq", other)

    def __ne__(self, other: object) -> Any:
        return self._compare_("ne", other)

    def __lt__(self, other: object) -> Any:
        return self._compare_("lt", other)

    def __le__(self, other: object) -> Any:
        return self._compare_("le", other)

    def __gt__(self, other: object) -> Any:
        return self._compare_("gt", other)

    def __ge__(self, other: object) -> Any:
        return self._compare_("ge", other)


def _method(operator: Operator) -> Any:
    def method(self: Proxy, *other: object) -> Any:
        __tracebackhide__ = True
        return self._result_(operator, *other)

    return method


_NAMES: tuple[Operator, ...] = (
    "add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul", "and_", "or_", "xor",
    "lshift", "rshift", "radd", "rsub", "rmul", "rtruediv", "rfloordiv", "rmod", "rpow",
    "rmatmul", "rand", "ror", "rxor", "rlshift", "rrshift", "divmod", "rdivmod", "iadd", "isub",
    "imul", "itruediv", "ifloordiv", "imod", "ipow", "imatmul", "iand", "ior", "ixor", "ilshift",
    "irshift", "neg", "pos", "abs", "invert", "round", "floor", "ceil", "trunc", "reversed",
)  # fmt: skip
for _name in _NAMES:
    setattr(Proxy, f"__{_name.rstrip('_')}__", _method(_name))
