"""Cells whose text is known before there is a child to run them.

IPython reads a cell's text three times before it runs: for magics, for a top-level ``await``, and
to compile it. What comes of the first two is kept for the instructor's cells, which are the same in
each notebook.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from typing import Any

from IPython.core.interactiveshell import InteractiveShell


class Foreseeing(InteractiveShell):  # type: ignore[misc]
    """A shell that can be told cells that it will run."""

    def __init__(self, **options: Any) -> None:
        self._texts: dict[str, str] = {}
        self._awaits: dict[str, bool] = {}
        self._seen: list[Any] = []
        super().__init__(**options)

    def foresee(self, cells: Iterable[str]) -> None:
        """Read these cells now. Nothing of them runs."""
        self._seen = self._transformers()
        for cell in cells:
            with contextlib.suppress(Exception):  # it will be told again when the cell runs
                text = super().transform_cell(cell)
                if len(text.splitlines()) > 1:  # a single line also depends on what was run before
                    self._texts[cell] = text
                    self._awaits[text] = super().should_run_async(cell, transformed_cell=text)

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

    def _transformers(self) -> list[Any]:
        """What has a say in it; code that runs in the shell can add to these."""
        manager = self.input_transformer_manager
        return [
            *(tuple(manager.cleanup_transforms), tuple(manager.line_transforms)),
            *(tuple(manager.token_transformers), tuple(self.input_transformers_post)),
        ]
