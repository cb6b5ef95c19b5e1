"""Suites of ``unittest`` that a test cell runs, and whose failure it leaves to be read.

``unittest.main(exit=False)`` raises nothing: it prints on stderr, which is why nbgrader gives no
points for such a cell, whether the suite passed or not.
"""

from __future__ import annotations

import sys
import unittest
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def watched() -> Iterator[list[str]]:
    """Within the block gathers what failed, as ``test: why``, in suites that are run for a person
    to read. A suite that reports to a stream of the test's own is the test's own affair."""
    failed: list[str] = []
    run = unittest.TextTestRunner.run

    def watching(self: Any, test: Any) -> Any:
        for_people = getattr(self.stream, "stream", None) is sys.stderr
        result = run(self, test)
        if for_people:
            trouble = [*result.failures, *result.errors]
            failed.extend(f"{name}: {_last_line(text)}" for name, text in trouble)
            failed.extend(f"{name}: it passed" for name in result.unexpectedSuccesses)
        return result

    unittest.TextTestRunner.run = watching  # type: ignore[method-assign]
    try:
        yield failed
    finally:
        unittest.TextTestRunner.run = run  # type: ignore[method-assign]


def _last_line(text: str) -> str:
    lines = text.strip().splitlines()
    return lines[-1] if lines else ""
