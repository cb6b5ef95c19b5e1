"""Real kernels of other languages, and notebooks for them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from traitlets.config import Config

from autograder.config import Autograder
from autograder.gradebook.course import Course

NOTEBOOK: Mapping[str, Any] = {"metadata": {}, "nbformat": 4, "nbformat_minor": 4}


def install() -> None:
    """Install bash_kernel's specification into JUPYTER_DATA_DIR."""
    command = [sys.executable, "-W", "ignore", "-m", "bash_kernel.install", "--user"]
    subprocess.run(command, check=True, capture_output=True)


def course_at(root: Path, **settings: Any) -> Course:
    """A course folder, as far as kernels are concerned."""
    config = Config({"Autograder": settings})
    return Course(root, None, config, Autograder(config=config))


def code(*sources: str) -> dict[str, Any]:
    """A notebook of code cells."""
    cells = [{"cell_type": "code", "source": s, "metadata": {}, "outputs": []} for s in sources]
    return {**NOTEBOOK, "cells": cells}


def printed(outputs: Sequence[Any]) -> str:
    """All text that a cell printed."""
    return "".join(getattr(output, "text", "") for output in outputs)
