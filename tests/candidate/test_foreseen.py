"""Cells that were read ahead run as any others do."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator

import pytest
from IPython.core.interactiveshell import InteractiveShell

from autograder.candidate.shell import Shell
from autograder.config import Limits

CELLS = {
    "plain": "def f(x):\n    return x + 1\nf(2)\n",
    "magic": "x = 3\n%time x\nx",
    "cell magic": "%%capture kept\nprint(1)\n",
    "shell": "files = !ls\nfiles\n",
    "help": "x = 1\nx?\n",
    "await": "import asyncio\nawait asyncio.sleep(0)\n4\n",
    "prompts": ">>> x = 1\n>>> x\n",
    "not Python": "def f(:\n    pass\n",
    "one line": "1 + 1\n",
}


@pytest.fixture
def shell() -> Iterator[Shell]:
    yield Shell.instance(limits=Limits())
    Shell.clear_instance()


@pytest.mark.parametrize("cell", CELLS.values(), ids=CELLS)
def test_a_cell_is_read_as_ipython_reads_it(shell: Shell, cell: str) -> None:
    text = InteractiveShell.transform_cell(shell, cell)
    waits = InteractiveShell.should_run_async(shell, cell, transformed_cell=text)
    shell.foresee([cell])
    assert shell.transform_cell(cell) == text
    assert shell.should_run_async(cell, transformed_cell=text) is waits


def test_a_known_cell_is_not_read_again(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    shell.foresee([CELLS["plain"]])
    monkeypatch.delattr(InteractiveShell, "transform_cell")
    monkeypatch.delattr(InteractiveShell, "should_run_async")
    monkeypatch.setattr(shell, "_parse", None)
    assert shell.run(CELLS["plain"], count=1).result == 3


def test_a_transformer_that_came_later_has_its_say(shell: Shell) -> None:
    shell.foresee([CELLS["plain"]])
    shell.input_transformers_post.append(lambda lines: [*lines[:-1], "f(10)\n"])
    assert shell.run(CELLS["plain"], count=1).result == 11


class Larger(ast.NodeTransformer):
    """Adds one to each number."""

    def visit_Constant(self, node: ast.Constant) -> ast.Constant:
        return ast.copy_location(ast.Constant(node.value + 1), node)  # type: ignore[operator]


def test_what_changes_trees_changes_each_once(shell: Shell) -> None:
    shell.ast_transformers.append(Larger())
    shell.foresee([CELLS["plain"]])
    assert shell.run(CELLS["plain"], count=1).result == 5
    assert shell.run(CELLS["plain"], count=2).result == 5


def test_what_changes_trees_and_came_later_has_its_say(shell: Shell) -> None:
    shell.foresee([CELLS["plain"]])
    shell.ast_transformers.append(Larger())
    assert shell.run(CELLS["plain"], count=1).result == 5


def test_a_cell_that_warns_when_it_is_read_still_does(shell: Shell) -> None:
    cell = "import warnings\nx = '\\d'\n"
    shell.foresee([cell])
    with pytest.warns(DeprecationWarning if sys.version_info < (3, 12) else SyntaxWarning):
        shell.run(cell, count=1)


def test_without_autoawait_nothing_is_awaited(shell: Shell) -> None:
    shell.foresee([CELLS["await"]])
    shell.autoawait = False
    assert not shell.should_run_async(CELLS["await"], transformed_cell=CELLS["await"])
