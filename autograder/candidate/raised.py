"""Exceptions on the wire: taken apart on the side that raised them, rebuilt on the other.

What crosses is names and text. A builtin exception is rebuilt as itself, any other one as a kind
of its nearest builtin that carries its name.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable

from autograder.candidate.messages import EXCEPTIONS, Raised, exception_base
from autograder.candidate.standins import StandIns, ancestors_of

MAX_MESSAGE = 2000
"""Characters of an exception's message."""


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
    own = number is not None and isinstance(error, Exception) and base != type(error).__name__
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
    )


def rebuild(
    raised: Raised, classes: StandIns, *, may_stop: bool, there: object = None
) -> Exception:
    """The exception as the other side sees it; ``there`` is a proxy of the exception itself.
    Raises WireError.

    StopIteration becomes RuntimeError unless it ``may_stop``, as Python has it for generators: in
    a test's ``all(map(f, cases))`` it would end the loop in silence.
    """
    kind = classes.derived(raised.classes) if raised.classes else EXCEPTIONS.get(raised.base)
    kind = kind or RuntimeError
    if not may_stop and issubclass(kind, StopIteration | StopAsyncIteration):
        kind = RuntimeError
    if issubclass(kind, UnicodeError | BaseExceptionGroup):  # these want more than a message
        return RuntimeError(f"{raised.name}: {raised.message}")
    error = kind.__new__(kind, raised.message)
    error.__dict__["_there_"] = there
    if raised.cause is not None:
        error.__cause__ = rebuild(raised.cause, classes, may_stop=True)
    return error


def _message(error: BaseException) -> str:
    if isinstance(error, KeyError) and len(error.args) == 1:
        return str(error.args[0])  # str() would quote it
    if isinstance(error, SyntaxError) and error.lineno is not None:
        return f"{error.msg} (line {error.lineno})"  # str() would name IPython's file, too
    return str(error)


def _clean(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")
