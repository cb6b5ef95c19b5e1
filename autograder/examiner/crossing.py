"""What a candidate sent, made into what a test sees: outputs, exceptions, changed arguments."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
from IPython.display import publish_display_data

from autograder.candidate import tables
from autograder.candidate.messages import EXCEPTIONS, Raised
from autograder.candidate.outputs import DisplayData, Output, Stream
from autograder.candidate.values import WireError
from autograder.exercises.showing import clean

MAX_MESSAGE = 2000
"""Characters of an exception's message; the candidate sends no more."""


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
    return Raised(name, raised.base[:100], message, clean(raised.where))


def said(error: BaseException) -> str:
    """What an exception says; nothing where the student's objects in it would have to be asked."""
    try:
        return str(error)
    except Exception:
        return ""


def rebuild(raised: Raised, *, may_stop: bool) -> Exception:
    """The exception of the student's code as a test sees it: the builtin of the same name, or a
    kind of the nearest builtin that carries the student's name for it.

    StopIteration becomes RuntimeError unless it ``may_stop``, as Python has it for generators: in
    a test's ``all(map(f, cases))`` it would end the loop in silence.
    """
    base = EXCEPTIONS.get(raised.base, RuntimeError)
    if not may_stop and issubclass(base, StopIteration | StopAsyncIteration):
        base = RuntimeError
    kind: type[Exception] = base
    if raised.name != raised.base and raised.name.isidentifier():
        kind = type(raised.name, (base,), {"__module__": "student"})
    try:
        error = kind(raised.message)
    except TypeError:  # UnicodeDecodeError and its like want more than a message
        error = RuntimeError(f"{raised.name}: {raised.message}")
    error.raised_by_student = raised  # type: ignore[attr-defined]
    if raised.where:
        error.add_note(f"raised in the student's code: {raised.where}")
    return error


def restore(original: Any, content: Any) -> None:
    """Make ``original`` hold what the student's code left in its copy of it. Raises WireError
    where the new content is of another kind."""
    if type(content) is not type(original):
        raise WireError("a change of another type")
    match original:
        case np.ndarray():
            if content.dtype != original.dtype or content.shape != original.shape:
                raise WireError("a change of another shape")
            if original.flags.writeable:
                original[...] = content
        case list() | bytearray():
            original[:] = content
        case dict() | set():
            original.clear()
            original.update(content)
        case _:
            tables.restore(original, content)
