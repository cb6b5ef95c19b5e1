"""Stands before the package of this name, which compiles a grammar of IRIs as it is imported: 2.4 s
in each process that imports jsonschema, as nbformat and nbgrader do. It is loaded when it is asked
something; the tests never ask."""

from __future__ import annotations

import importlib.util
import sys
from importlib.machinery import PathFinder
from pathlib import Path


def is_valid_syntax(term: str, value: str) -> bool:
    """What jsonschema imports: the package's own answer."""
    here = Path(__file__).parent
    spec = PathFinder.find_spec(__name__, [path for path in sys.path if Path(path) != here])
    assert spec is not None
    assert spec.loader is not None
    package = importlib.util.module_from_spec(spec)
    sys.modules[__name__] = package
    spec.loader.exec_module(package)
    answer: bool = package.is_valid_syntax(term, value)
    return answer
