"""Whose name is it? The namespace in which test cells run.

A name belongs to whoever wrote the cell that binds it. Names that the instructor's cells bind lie
in this dict and are found here first, so nothing that a student rebinds reaches a test's own
``np`` or ``model``. All other names are the student's, and are asked of the candidate each time.
Binding or deleting a student's name in a test acts on the candidate.
"""

from __future__ import annotations

import builtins
import re
import types
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from autograder.examiner.link import Link
from autograder.examiner.rewriting import NAMES

_SHELL_NAMES = re.compile(r"_+|_i+|_i?\d+|_[dio]h|In|Out|exit|quit|get_ipython|__\w+__")
"""Names that IPython keeps in the namespace for itself."""


class Namespace(dict[str, Any]):
    """The globals of test cells. Python looks names up here, and then in ``__missing__``."""

    def __init__(self) -> None:
        super().__init__({"__name__": "__main__", **NAMES})
        self._link: Link | None = None
        self._students: set[str] = set()
        self._instructing = False
        self._bound: dict[str, Any] = {}
        self._fresh: set[str] = set()

    def attach(self, link: Link) -> None:
        """From here on, names that are not ours are asked of this candidate."""
        self._link = link

    def yield_names(self, names: Iterable[str]) -> None:
        """These names are the student's now, whatever the instructor's cells bound before."""
        names = {name for name in names if not _SHELL_NAMES.fullmatch(name)}
        self._students |= names
        for name in filter(self._is_here, names):
            super().__delitem__(name)

    def is_students(self, name: str) -> bool:
        """Whether a cell that reads this name reads something of the student's."""
        if name in self._students:
            return True
        return not (self._is_here(name) or hasattr(builtins, name) or _SHELL_NAMES.fullmatch(name))

    @contextmanager
    def instructing(self) -> Iterator[dict[str, Any]]:
        """Within the block, what is bound becomes the instructor's; gathers it."""
        self._instructing, self._bound = True, {}
        try:
            yield self._bound
        finally:
            self._instructing = False

    def left(self, wanted: Callable[[str, Any], bool]) -> dict[str, Any]:
        """What tests have bound and the candidate has not got yet, as far as it is wanted there:
        afterwards it has."""
        found = {
            name: self[name]
            for name in self._fresh
            if self._is_here(name) and wanted(name, super(Namespace, self).__getitem__(name))
        }
        self._fresh -= found.keys()
        return found

    def settle(self) -> None:
        """Send over what a function of a test's has stored under a student's name: for ``global``
        Python stores into this dict without a question."""
        for name in self._students & super().keys():
            value = super().pop(name)
            if self._link is not None:
                self._link.bind(name, value)

    def _is_here(self, name: object) -> bool:
        return super().__contains__(name)

    def get(self, name: str, default: Any = None) -> Any:
        """As of a dict that holds the student's names too: ``globals().get("f")``."""
        try:
            return self[name]
        except KeyError:
            return default

    def keys(self) -> Any:
        """All names, the student's too: what ``dir()`` lists."""
        there = [name for name in sorted(self._students) if name in self]
        return dict.fromkeys([*super().keys(), *there]).keys()

    def items(self) -> Any:
        """All names with their values."""
        return {name: self[name] for name in self.keys()}.items()

    def __missing__(self, name: str) -> Any:
        __tracebackhide__ = True
        builtin = hasattr(builtins, name) and name not in self._students
        if self._link is None or builtin or _SHELL_NAMES.fullmatch(name):
            raise KeyError(name)
        try:
            return self._link.look(name)
        except NameError as error:
            if getattr(error, "raised_by_student", None) is None:
                raise
            raise KeyError(name) from None

    def __contains__(self, name: object) -> bool:
        if self._is_here(name):
            return True
        try:
            self[str(name)]
        except KeyError:
            return False
        return True

    def __setitem__(self, name: str, value: Any) -> None:
        if self._instructing:
            if not _SHELL_NAMES.fullmatch(name):
                self._students.discard(name)
                self._bound[name] = value
        elif name in self._students and self._link is not None:
            self._link.bind(name, value)
            return
        elif not _SHELL_NAMES.fullmatch(name):
            self._fresh.add(name)
        super().__setitem__(name, value)

    def __delitem__(self, name: str) -> None:
        if self._is_here(name):
            super().__delitem__(name)
        elif self._link is not None and not _SHELL_NAMES.fullmatch(name):
            self._link.unbind(name)
        else:
            raise KeyError(name)


class MainModule(types.ModuleType):
    """``__main__`` of the examiner: its attributes are the namespace's names, so that
    ``mock.patch("__main__.f")`` and ``import __main__`` reach what a test cell sees."""

    def __init__(self, namespace: Namespace) -> None:
        super().__init__("__main__")
        self.__dict__["_namespace"] = namespace

    def __getattr__(self, name: str) -> Any:
        try:
            return self.__dict__["_namespace"][name]
        except KeyError:
            raise AttributeError(f"module '__main__' has no attribute {name!r}") from None

    def __dir__(self) -> list[str]:
        return [name for name in self.__dict__["_namespace"] if not name.startswith("_")]

    def __setattr__(self, name: str, value: Any) -> None:
        self.__dict__["_namespace"][name] = value

    def __delattr__(self, name: str) -> None:
        del self.__dict__["_namespace"][name]
