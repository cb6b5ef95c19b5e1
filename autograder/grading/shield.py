"""Ctrl-C in the middle of writing: it takes effect after."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from types import FrameType
from typing import TypeVar

_T = TypeVar("_T")


@contextmanager
def shielded() -> Iterator[None]:
    """Within the block Ctrl-C is kept waiting, so that what is written stays in step with what is
    recorded. A generator that yields within it has handed over what it says before Ctrl-C counts.

    The handler is exchanged, for a signal mask would hold one thread's only, and another's would
    take the signal.
    """
    if threading.current_thread() is not threading.main_thread():
        yield  # Ctrl-C is the main thread's
        return
    came: list[FrameType | None] = []
    before = signal.signal(signal.SIGINT, lambda _, frame: came.append(frame))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
        if came and callable(before):
            before(signal.SIGINT, came[-1])


@contextmanager
def shielded_exit(manager: AbstractContextManager[_T]) -> Iterator[_T]:
    """``manager``, whose exit writes something: Ctrl-C, also a second one, takes effect after."""
    with ExitStack() as stack:
        entered = stack.enter_context(manager)
        try:
            yield entered
        finally:
            with shielded():
                stack.close()
