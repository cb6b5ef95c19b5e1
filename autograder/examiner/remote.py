"""The student's functions and objects as a test sees them: proxies.

Calls and operators go to the candidate, and what comes back is plain data again. Comparing a
proxy with a value of the test's own is not left to the student's code: an object that claims to
equal everything equals nothing. In the same way an object that was told a value of the test's in
a difference or a quotient (``f() - expected``) gives no numbers after that: it could say 0.0.
"""

from __future__ import annotations

import builtins
import operator as stdlib_operator
import types
from collections.abc import Generator, Iterator, Sequence
from types import CodeType
from typing import Any, NoReturn, Protocol

from autograder.candidate.messages import Operator
from autograder.candidate.proxy import Proxy
from autograder.errors import RUN_INSIDE, CannotCross
from autograder.exercises.asking import Answer

COMPARING = frozenset(
    prefix + name
    for name in ("sub", "truediv", "floordiv", "mod", "divmod", "xor")
    for prefix in ("", "r", "i")
)
"""Operators by which a test compares numbers: their result says how far apart two values are."""
_OF_ARRAYS = frozenset(
    ("all", "any", "item", "max", "mean", "min", "prod", "ptp", "std", "sum", "tolist", "var")
)
"""Methods of arrays that a test calls on a difference."""


DATA = frozenset(("dict", "list", "tuple", "set", "frozenset", "str", "bytes", "int", "float"))
"""Builtin types of which instances of derived classes can give their content."""


class Asker(Protocol):
    """What a proxy needs of the conversation with the candidate: ``link.Link``."""

    def call(
        self, label: str, handle: int, args: Sequence[object], kwargs: dict[str, object]
    ) -> Any:
        """Call the candidate's object; ``label`` is how a person would name it."""

    def call_many(
        self, label: str, handle: int, calls: Sequence[Sequence[object]]
    ) -> Iterator[Answer]:
        """Call it several times; at least the first call is answered."""

    def operate(self, handle: int, operator: Operator, *args: object) -> Any:
        """Apply an operator to the candidate's object."""

    def code(self, file: str, line: int, name: str) -> CodeType | None:
        """The code of a function of the student's, from the text of the notebook."""


_KINDS: tuple[type, ...] = (
    types.FunctionType, types.MethodType, types.BuiltinFunctionType, types.GeneratorType,
    types.CoroutineType, types.AsyncGeneratorType, types.ModuleType,
)  # fmt: skip
_CLASSES = {kind.__name__: kind for kind in _KINDS}
"""What ``inspect`` tells apart, by the names that the candidate gives them."""


class Remote(Proxy):
    """An object that lives in the candidate."""

    @property  # type: ignore[misc]  # as mock has it
    def __class__(self) -> Any:
        """What ``isinstance`` goes by: the nearest type that both sides know. It is what the
        candidate says it is, as every answer."""
        kind = _CLASSES.get(self._type_name_)
        if kind is None and self._base_ != "object":
            kind = getattr(builtins, self._base_, None)
        return kind if isinstance(kind, type) else Remote

    def __init__(self, asker: Asker, handle: int, type_name: str, base: str = "object") -> None:
        """``type_name`` is the name of its class, ``base`` of the nearest builtin type."""
        d = self.__dict__
        d["_base_"] = base
        d["_hash_"], d["_hashable_"] = None, True
        d["_asker_"], d["_handle_"], d["_type_name_"] = asker, handle, type_name
        d["_label_"] = type_name
        d["_told_"] = False

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        __tracebackhide__ = True
        return self._asker_.call(self._label_, self._handle_, args, kwargs)

    def _calls_(self, calls: Sequence[Sequence[Any]]) -> Iterator[Answer]:
        """See ``exercises.asking``."""
        asker: Asker = self._asker_
        return asker.call_many(self._label_, self._handle_, calls)

    def _do_(self, operator: Operator, *args: object) -> Any:
        __tracebackhide__ = True
        return self._asker_.operate(self._handle_, operator, *args)

    def _do_as_(self, kind: type, operator: Operator, *args: object) -> Any:
        if self._told_ and operator not in ("str", "repr", "len", "dir"):
            self._refuse_(operator)
        return super()._do_as_(kind, operator, *args)

    def __getattr__(self, name: str) -> Any:
        __tracebackhide__ = True
        if self._told_ and name in _OF_ARRAYS:
            self._refuse_(name)
        if name == "__code__":
            return self._code_()
        value = super().__getattr__(name)
        if isinstance(value, Remote):
            value._label_ = f"{self._label_}.{name}"
        return value

    def _code_(self) -> Any:
        code = self._do_("getattr", "__code__")
        if not isinstance(code, Remote):
            return code
        found = self._asker_.code(code.co_filename, code.co_firstlineno, code.co_name)
        if found is None:
            raise OSError("could not get source code")  # as inspect says of code from a string
        return found

    def __setattr__(self, name: str, value: object) -> None:
        if name == "_label_":
            self.__dict__[name] = value
        else:
            super().__setattr__(name, value)

    def __mro_entries__(self, bases: tuple[object, ...]) -> NoReturn:
        raise CannotCross(
            f"The test derives a class from the student's {self._label_}.", next_step=RUN_INSIDE
        )

    def __eq__(self, other: object) -> Any:
        if isinstance(other, Remote):
            return self._do_("eq", other)
        return self._plain_() == other if self._is_data_ else False

    def __ne__(self, other: object) -> Any:
        if isinstance(other, Remote):
            return self._do_("ne", other)
        return self._plain_() != other if self._is_data_ else True

    @property
    def _is_data_(self) -> bool:
        """Whether its class was derived from a kind of data: it is compared by its content, and
        here, whatever the class says of equality."""
        return self._base_ in DATA and not self._told_

    def _plain_(self) -> Any:
        return self._do_as_(getattr(builtins, self._base_), "plain")

    def __hash__(self) -> int:
        """As the candidate said when it sent the object: a dict of such objects is made while its
        message is read, when nothing can be asked."""
        if not self._hashable_:
            raise TypeError(f"unhashable type: '{self._type_name_}'")
        return self._hash_ if self._hash_ is not None else hash((Remote, self._handle_))

    __doc__ = property(lambda self: self._do_("getattr", "__doc__"))

    def _compare_(self, operator: Operator, other: object) -> Any:
        if isinstance(other, Remote):
            return self._do_(operator, other)
        if self._is_data_:
            return getattr(stdlib_operator, operator)(self._plain_(), other)
        return self._refuse_(type(other).__name__)

    def _result_(self, operator: Operator, *args: object) -> Any:
        """The result of an operator; an object that was told something gives no plain data."""
        __tracebackhide__ = True
        other = args[0] if args else self
        told = other._told_ if isinstance(other, Remote) else operator in COMPARING
        value = self._do_(operator, *args)
        if not (told or self._told_):
            return value
        if not isinstance(value, Remote):
            self._refuse_(operator)
        result = Remote(self._asker_, value._handle_, value._type_name_, value._base_)
        result.__dict__["_told_"] = True
        return result

    def _refuse_(self, what: str) -> NoReturn:
        raise TypeError(
            f"the student's object of type {self._type_name_} cannot be compared with a value "
            f"of the test's ({what}): return plain data"
        )


class RemoteCoroutine(Remote):
    """A coroutine of the student's. A class of its own, for what has ``__await__`` counts as
    something to be awaited."""

    def __await__(self) -> Generator[None, None, Any]:
        yield from ()  # it is a generator, which returns at once
        return self._do_("await")

    def __next__(self) -> Any:
        """What runs a coroutine sends it None, and wants its end."""
        raise StopIteration(self._do_("await"))
