"""Tracebacks are quick to render, and what they say is what IPython says."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import stack_data
from IPython.core.ultratb import VerboseTB
from pygments.formatters.terminal256 import Terminal256Formatter

from autograder.candidate.outputs import Error
from autograder.candidate.shell import Shell
from autograder.candidate.tracebacks import coloured, quicken
from autograder.config import Limits

SOURCES = {
    "plain": "def f(x):\n    return 1 / x  # a comment\n",
    "decorated": '@cache\nasync def f(*a) -> str:\n    return f\'{a!r:>9}\' + """é\n"""\n',
    "not Python": "def f(:\n  ?!\n",
    "blank lines": "\n\nx = 1\n\n",
    "empty": "",
}
ORIGINAL: Any = stack_data  # its types say nothing of these
RANGES: tuple[list[tuple[int, int]], ...] = ([], [(0, 3)], [(14, 19)], [(2, 9), (20, 24)])


@pytest.fixture(scope="module")
def shell() -> Iterator[Shell]:
    yield Shell.instance(limits=Limits())
    Shell.clear_instance()


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)
@pytest.mark.parametrize("ranges", RANGES, ids=map(str, RANGES))
def test_lines_have_the_colours_that_stack_data_gives(
    source: str, ranges: list[tuple[int, int]]
) -> None:
    style = ORIGINAL.core.style_with_executing_node("monokai", VerboseTB.tb_highlight)
    formatter = Terminal256Formatter(style=style)
    theirs = ORIGINAL.utils._pygmented_with_ranges(formatter, source, ranges)
    assert coloured(formatter, source, ranges) == theirs


CELL = """
def inverse(x):
    return 1 / x

def first(items):
    return inverse(items[0])

try:
    first([0])
except ZeroDivisionError as error:
    raise ValueError("not invertible") from error
"""


def test_a_traceback_is_the_same_with_and_without(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one without is IPython's own."""
    core, utils = ORIGINAL.core, ORIGINAL.utils
    monkeypatch.setattr(core, "_pygmented_with_ranges", utils._pygmented_with_ranges)
    monkeypatch.setattr(ORIGINAL, "style_with_executing_node", core.style_with_executing_node)
    slow = shell.run(CELL, count=1).outputs.items
    quicken()
    assert core._pygmented_with_ranges is coloured
    quick = shell.run(CELL, count=1).outputs.items
    assert quick == slow
    (error,) = quick
    assert isinstance(error, Error)
    assert len("".join(error.traceback).splitlines()) > 15


def test_cells_are_nobodys_module_and_have_a_source(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """``inspect`` answers without looking at a single module, and finds the source."""
    run = shell.run("def f():\n    return 3\nf", count=1)
    function: Any = run.result

    class Unseen(dict[str, Any]):
        def copy(self) -> dict[str, Any]:
            raise AssertionError("all modules were looked through")

    monkeypatch.setattr(sys, "modules", Unseen(sys.modules))
    assert inspect.getmodule(function.__code__) is None
    assert inspect.getsource(function) == "def f():\n    return 3\n"
    monkeypatch.chdir(tmp_path)
    assert inspect.getmodule(function.__code__, function.__code__.co_filename) is None
