"""What a test puts in the place of library functions, put there in the candidate too.

``mock.patch("numpy.dot")`` replaces an attribute of a module of this process. The function that
it is meant for lives in the other one, which gets the mock as a borrowed object.
"""

from __future__ import annotations

import builtins
import contextlib
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any
from unittest import mock

from autograder.errors import CannotCross
from autograder.examiner.conversation import NoAnswer
from autograder.examiner.link import Link

BUILTINS = ("input", "print", "open")
"""Builtin functions that tests replace by plain assignment."""

_patch: Any = mock._patch  # what patch, patch.object and the others make


class Mirror:
    """Keeps the candidate's modules as a test has patched this process's."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._builtins = {name: getattr(builtins, name) for name in BUILTINS}
        self._originals = dict(self._builtins)

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Within the block patches act on both sides."""
        enter, leave = _patch.__enter__, _patch.__exit__

        def entering(patch: Any) -> Any:
            new = enter(patch)
            if _of_library(patch):
                value = getattr(patch.target, patch.attribute)
                module = patch.target.__name__
                self._keep_up(module, patch.attribute)
                self._link.patch(module, patch.attribute, value)
            return new

        def leaving(patch: Any, *error: Any) -> Any:
            module = patch.target.__name__ if _of_library(patch) else ""
            result = leave(patch, *error)
            if module:
                self._keep_up(module, patch.attribute)
                with contextlib.suppress(NoAnswer):
                    self._link.unpatch(module, patch.attribute)
            return result

        _patch.__enter__, _patch.__exit__ = entering, leaving
        try:
            yield
        finally:
            _patch.__enter__, _patch.__exit__ = enter, leave

    def look(self) -> None:
        """See whether the test has replaced a builtin function by itself."""
        for name, known in self._builtins.items():
            now = getattr(builtins, name)
            if now is known:
                continue
            self._builtins[name] = now
            if known is not self._originals[name]:
                self._link.unpatch("builtins", name)
            if now is not self._originals[name]:
                with contextlib.suppress(CannotCross):
                    self._link.patch("builtins", name, now)

    def _keep_up(self, module: str, attribute: str) -> None:
        if module == "builtins" and attribute in BUILTINS:
            self._builtins[attribute] = getattr(builtins, attribute)


def _of_library(patch: Any) -> bool:
    target = getattr(patch, "target", None)
    return isinstance(target, ModuleType) and target.__name__ != "__main__"
