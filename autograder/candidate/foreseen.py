"""Cells whose text is known before there is a child to run them.

IPython reads a cell's text three times before it runs: for magics, for a top-level ``await``, and
to make a tree of it, which a shell may change. What comes of that is kept for the instructor's
cells, which are the same in each notebook.
"""

from __future__ import annotations

import ast
import contextlib
import warnings
from collections.abc import Iterable
from typing import Any

from IPython.core.interactiveshell import InteractiveShell


class Foreseeing(InteractiveShell):  # type: ignore[misc]
    """A shell that can be told cells that it will run."""

    def __init__(self, **options: Any) -> None:
        self._texts: dict[str, str] = {}
        self._awaits: dict[str, bool] = {}
        self._seen: list[Any] = []
        self._trees: dict[str, ast.AST] = {}
        self._changed: list[Any] = []
        """What has changed these trees: the shell's ``ast_transformers`` at that time."""
        super().__init__(**options)
        self._parse = self.compile.ast_parse
        self.compile.ast_parse = self._read
        self._flags = self.compile.flags

    def foresee(self, cells: Iterable[str]) -> None:
        """Read these cells now. Nothing of them runs."""
        self._seen, self._changed = self._transformers(), list(self.ast_transformers)
        for cell in cells:
            with contextlib.suppress(Exception):  # it will be told again when the cell runs
                text = super().transform_cell(cell)
                if len(text.splitlines()) > 1:  # a single line also depends on what was run before
                    self._texts[cell] = text
                    self._awaits[text] = super().should_run_async(cell, transformed_cell=text)
                    with warnings.catch_warnings():
                        warnings.simplefilter("error")  # what warns does so when it runs
                        self._trees[text] = super().transform_ast(self._parse(text))
                    self._read(text)

    def transform_cell(self, raw_cell: str) -> str:
        known = self._texts.get(raw_cell)
        if known is not None and self._transformers() == self._seen:
            return known
        return str(super().transform_cell(raw_cell))

    def should_run_async(self, raw_cell: str, *, transformed_cell: Any = None, **how: Any) -> bool:
        known = self._awaits.get(transformed_cell)
        if known is not None and self.autoawait and not any(how.values()):
            return known
        return bool(super().should_run_async(raw_cell, transformed_cell=transformed_cell, **how))

    def _read(self, source: str, filename: str = "<unknown>", symbol: str = "exec") -> ast.AST:
        """In place of the compiler's ``ast_parse``."""
        known = self._trees.get(source)
        as_before = self._changed == self.ast_transformers and self._flags == self.compile.flags
        if known is not None and as_before and symbol == "exec":
            return known
        tree: ast.AST = self._parse(source, filename, symbol)
        return tree

    def transform_ast(self, node: ast.AST) -> ast.AST:
        if any(node is tree for tree in self._trees.values()):
            return node  # it has been
        changed: ast.AST = super().transform_ast(node)
        return changed

    def _transformers(self) -> list[Any]:
        """What has a say in it; code that runs in the shell can add to these."""
        manager = self.input_transformer_manager
        return [
            *(tuple(manager.cleanup_transforms), tuple(manager.line_transforms)),
            *(tuple(manager.token_transformers), tuple(self.input_transformers_post)),
        ]
