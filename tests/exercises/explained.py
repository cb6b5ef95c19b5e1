"""Wrong functions, tested by a notebook's own test cells and explained, all in one process."""

from __future__ import annotations

import contextlib
import copy
import functools
import io
import json
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from IPython.display import display

from autograder.exercises.explaining import Explained, Explainer, Failure
from tests.exercises.trying import ROOT, solved

UNNAMED = {
    "M10": "a rounding error within the tolerance is no other answer",
    "P01": "any pair that refutes the claim is right, so no answers can be compared",
    "P02": "likewise",
    "P03": "likewise",
}
"""Misconceptions that are not told by their names, and why."""


@dataclass(frozen=True)
class Lost:
    """A test cell that a wrong function has lost."""

    grade_id: str
    error: Exception
    failure: Failure | None
    explained: Explained | None
    make: Any
    """The notebook's class for models of a few words, where it has one."""


class Notebook:
    """An instructor's notebook that has run: what it has bound, and its test cells."""

    def __init__(self, name: str) -> None:
        self.name = name
        names: dict[str, Any] = {"__name__": "__main__", "display": display}
        self._tests: dict[str, tuple[str, dict[str, Any]]] = {}
        with _quiet(), contextlib.chdir(ROOT / "source" / name):
            for cell in json.loads(solved(name))["cells"]:
                meta = cell["metadata"].get("nbgrader", {})
                source = "".join(cell["source"])
                if cell["cell_type"] != "code" or not meta:
                    continue
                if meta.get("grade"):
                    self._tests[meta["grade_id"]] = source, dict(names)
                exec(compile(source, meta["grade_id"], "exec"), names)

    def tests_of(self, task: str) -> list[str]:
        """Grade ids of a task's test cells."""
        return [name for name in self._tests if name.rpartition("-")[0] == task]

    def lost(self, task: str, code: str, *, quickly: bool = False) -> Iterator[Lost]:
        """Which of its own test cells a solution cell loses, each explained."""
        with _quiet(), np.errstate(all="ignore"):
            for grade_id in self.tests_of(task):
                source, before = self._tests[grade_id]
                names, explainer = _fresh(before), Explainer(seconds=60.0)
                exec(compile(code, task, "exec"), names)
                try:
                    exec(compile(source, grade_id, "exec"), names)
                except Exception as error:
                    failure = vars(error).get("failure")
                    make = names.get("TinyModel")
                    explained = failure and explainer.explain(failure, make)
                    yield Lost(grade_id, error, failure, explained, make)
                    if quickly:
                        return


def _fresh(names: dict[str, Any]) -> dict[str, Any]:
    """The same names, with copies of what a wrong function could write to."""
    small = (np.ndarray, list, names.get("TinyModel", list))
    return {
        name: copy.deepcopy(value) if isinstance(value, small) else value
        for name, value in names.items()
    }


@functools.cache
def notebook(name: str) -> Notebook:
    """The notebook of an assignment; GloVe must be at hand."""
    return Notebook(name)


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
