"""Exceptions on the wire: taken apart on the side that raised them, rebuilt on the other.

What crosses is names and text. A builtin exception is rebuilt as itself, any other one as a kind
of its nearest builtin that carries its name.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Sequence
from typing import Any

from autograder.candidate.messages import EXCEPTIONS, Octets, Raised, Scalar, exception_base
from autograder.candidate.standins import StandIns, ancestors_of

MAX_MESSAGE = 2000
"""Characters of an exception's message."""
MAX_ARGS = 10


def describe(
    error: BaseException,
    number: Callable[[object], int] | None = None,
    *,
    with_cause: bool = True,
) -> Raised:
    """An exception as it is sent: its names, its message, the student's line that raised it.
    ``number`` lends what the other side may ask for: its class and itself, where these are not
    Python's own."""
    try:
        message = _message(error)[:MAX_MESSAGE]
    except BaseException:
        message = "(the exception could not be printed)"
    where = ""
    for frame, line in traceback.walk_tb(error.__traceback__):
        if frame.f_code.co_filename.startswith("<ipython-input-"):
            where = f"{frame.f_code.co_name}, line {line}"
    home = getattr(error, "raised_by_test", None)
    base = exception_base(type(error))
    own = number is not None and base != type(error).__name__
    return Raised(
        type(error).__name__[:100],
        base,
        _clean(message),
        where[:200],
        describe(error.__cause__, number, with_cause=False)
        if with_cause and error.__cause__ is not None
        else None,
        home if type(home) is int else None,
        ancestors_of(type(error), number) if own and number else [],
        number(error) if own and number else None,
        _plain_args(error),
    )


def rebuild(
    raised: Raised,
    classes: StandIns,
    *,
    may_stop: bool,
    may_exit: bool = True,
    there: object = None,
) -> BaseException:
    """The exception as the other side sees it; ``there`` is a proxy of the exception itself.
    Raises WireError.

    StopIteration becomes RuntimeError unless it ``may_stop``, as Python has it for generators: in
    a test's ``all(map(f, cases))`` it would end the loop in silence. SystemExit and its like do
    unless they ``may_exit``: no ``except Exception`` would stop them.
    """
    kind = classes.derived(raised.classes) if raised.classes else EXCEPTIONS.get(raised.base)
    kind = kind or RuntimeError
    if not may_stop and issubclass(kind, StopIteration | StopAsyncIteration):
        kind = RuntimeError
    if not may_exit and not issubclass(kind, Exception):
        kind = RuntimeError
    error = _made(kind, raised)
    error.__dict__["_there_"] = there
    if raised.cause is not None:
        error.__cause__ = rebuild(raised.cause, classes, may_stop=True)
    return error


def _made(kind: type[BaseException], raised: Raised) -> BaseException:
    """Made of what the original was made of, where it then says the same, else of what it said."""
    if raised.args is not None:
        try:
            error = _instance(kind, list(map(_received, raised.args)))
            if _message(error) == raised.message:
                return error
        except (TypeError, ValueError, OverflowError):
            pass  # what the other side sends need not fit
    try:
        return _instance(kind, [raised.message])
    except TypeError:  # as UnicodeDecodeError, which wants more than a message
        return _instance(UnicodeError, [raised.message])


def _instance(kind: type[BaseException], args: Sequence[object]) -> BaseException:
    """As ``kind(*args)``, but that of a class of the other side no instance is made over there."""
    error = kind.__new__(kind, *args)
    builtin: Any = EXCEPTIONS[exception_base(kind)]
    builtin.__init__(error, *args)
    return error


def _plain_args(error: BaseException) -> list[Scalar] | None:
    args: tuple[Any, ...] = error.args
    if isinstance(error, OSError) and error.filename is not None and len(args) == 2:
        args = (*args, error.filename)
    if len(args) > MAX_ARGS or not all(map(_is_plain, args)):
        return None
    return list(map(_sent, args))


def _sent(arg: Any) -> Scalar:
    if isinstance(arg, bytes):
        return Octets(arg.decode("latin-1"))
    return _clean(arg) if isinstance(arg, str) else arg


def _received(arg: Scalar) -> object:
    return arg.text.encode("latin-1") if isinstance(arg, Octets) else arg


def _is_plain(value: object) -> bool:
    if type(value) is int:
        return abs(value) < 2**63
    if isinstance(value, str | bytes):
        return type(value) in (str, bytes) and len(value) <= MAX_MESSAGE
    return value is None or type(value) in (bool, float)


def _message(error: BaseException) -> str:
    if isinstance(error, KeyError) and len(error.args) == 1:
        return str(error.args[0])  # str() would quote it
    if isinstance(error, SyntaxError) and error.lineno is not None:
        return f"{error.msg} (line {error.lineno})"  # str() would name IPython's file, too
    return str(error)


def _clean(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")
