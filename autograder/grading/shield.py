"""Ctrl-C in the middle of writing: it takes effect after."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import TypeVar

_T = TypeVar("_T")


@contextmanager
def shielded() -> Iterator[None]:
    """Within the block Ctrl-C is kept waiting, so that what is written stays in step with what is
    recorded."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


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
