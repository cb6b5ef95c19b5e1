"""The autograded notebook: a sanitised notebook with the outputs that the examination gave."""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping, Sequence
from typing import Any

from traitlets.config import Config

from autograder.examiner.examination import CellResult
from autograder.grading.sanitise import Notebook
from autograder.model import JSON

LANGUAGE: dict[str, JSON] = {
    "codemirror_mode": {"name": "ipython", "version": 3},
    "file_extension": ".py",
    "mimetype": "text/x-python",
    "name": "python",
    "nbconvert_exporter": "python",
    "pygments_lexer": "ipython3",
    "version": platform.python_version(),
}
"""What a Python kernel says of itself, and stock execution writes into the notebook."""

OUTPUT_STEPS = ("IgnorePattern", "ClearMetadataPreprocessor", "LimitOutput")
"""nbgrader's preprocessors for outputs; the sections of a course's configuration for them."""


class Finisher:
    """Puts outputs into notebooks, and applies nbgrader's own preprocessors for outputs
    (IgnorePattern, ClearMetadata, LimitOutput), as the course has configured them; none of them
    where there is no course."""

    def __init__(self, config: Config | None) -> None:
        self._steps: list[Any] = []
        if config is None:
            return
        from nbconvert.preprocessors import ClearMetadataPreprocessor  # costs a second
        from nbgrader.preprocessors import IgnorePattern, LimitOutput

        steps = (IgnorePattern, ClearMetadataPreprocessor, LimitOutput)
        self._steps = [step(config=config) for step in steps]

    def finish(
        self,
        notebook: Notebook,
        results: Sequence[CellResult],
        *,
        language: Mapping[str, JSON] = LANGUAGE,
    ) -> str:
        """The notebook as JSON text, as nbformat writes it. ``language`` is what the kernel says
        of itself."""
        from nbformat import from_dict

        cells: list[dict[str, Any]] = [dict(cell) for cell in notebook["cells"]]
        for result in results:
            cells[result.index] |= {"outputs": result.outputs, "execution_count": result.count}
        metadata = {**notebook["metadata"], "language_info": dict(language)}
        document = from_dict({**notebook, "cells": cells, "metadata": metadata})
        for step in self._steps:
            if step.enabled:
                document, _ = step.preprocess(document, {})
        return json.dumps(document, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
