"""What a candidate sent, made into what a test sees: outputs and exceptions."""

from __future__ import annotations

import functools
import sys
import warnings
from collections.abc import Callable, Sequence
from typing import Any

from IPython.display import publish_display_data

from autograder.candidate.messages import WELL_KNOWN, Raised, Warned
from autograder.candidate.outputs import DisplayData, Output, Stream
from autograder.candidate.raised import MAX_ARGS, MAX_MESSAGE
from autograder.candidate.raised import rebuild as raised_by
from autograder.candidate.standins import StandIns
from autograder.exercises.showing import clean

MAX_WARNINGS = 100
"""Warnings of one call."""


def replay(outputs: list[Output]) -> None:
    """Print and display here what the student's function printed and displayed there, so that a
    test that captures output captures it."""
    for output in outputs:
        if isinstance(output, Stream):
            (sys.stdout if output.name == "stdout" else sys.stderr).write(output.text)
        elif isinstance(output, DisplayData):
            publish_display_data(output.data, output.metadata)


def checked(raised: Raised) -> Raised:
    """An exception within the bounds that the candidate's own side keeps."""
    name = clean(raised.name, 100)
    message = raised.message[:MAX_MESSAGE]
    return Raised(
        name,
        raised.base[:100],
        message,
        clean(raised.where),
        None if raised.cause is None else checked(_without_cause(raised.cause)),
        raised.home,
        [(number, clean(kind, 100), bases) for number, kind, bases in raised.classes],
        raised.handle,
        raised.args and raised.args[:MAX_ARGS],
    )


def _without_cause(raised: Raised) -> Raised:
    raised.cause = None  # a line of causes has no end that we know of
    return raised


def warn(
    warned: Sequence[Warned], is_cell: Callable[[str], bool], registry: dict[Any, Any]
) -> None:
    """Warn here of what the student's code warned of there, so that a test that catches warnings
    catches it. Raises the warning where the test has made them errors.

    ``is_cell`` says of what file the text may be shown, ``registry`` keeps what was warned of.
    """
    for one in warned[:MAX_WARNINGS]:
        kind: Any = WELL_KNOWN.get(f"builtins.{one.category}")
        if not (isinstance(kind, type) and issubclass(kind, Warning)):
            kind = UserWarning
        if one.name != one.category and one.name.isidentifier():
            kind = _category(clean(one.name, 100), kind)
        message = "\n".join(
            clean(line, MAX_MESSAGE) for line in one.message[:MAX_MESSAGE].splitlines()
        )
        if is_cell(one.file):
            place = one.file, max(1, one.line)
            warnings.warn_explicit(message, kind, *place, module="__main__", registry=registry)
        else:
            warnings.warn_explicit(message, kind, "<student>", 1)


@functools.lru_cache(maxsize=MAX_WARNINGS)
def _category(name: str, base: type) -> type:
    """A category of the student's or of a library's; one, so that a second warning is known."""
    return type(name, (base,), {})


def said(error: BaseException) -> str:
    """What an exception says; nothing where the student's objects in it would have to be asked."""
    try:
        return str(error)
    except Exception:
        return ""


def rebuild(
    raised: Raised, classes: StandIns, *, may_stop: bool, may_exit: bool, there: object
) -> BaseException:
    """The exception of the student's code as a test sees it. Raises WireError."""
    error = raised_by(raised, classes, may_stop=may_stop, may_exit=may_exit, there=there)
    error.raised_by_student = raised  # type: ignore[attr-defined]
    return error
