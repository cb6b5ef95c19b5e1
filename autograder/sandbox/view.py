"""What a candidate's root shows: the interpreter, its libraries, the vectors, and nothing else."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import autograder

SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")
SMALL = ("/etc/ld.so.cache", "/etc/localtime", "/etc/alternatives", "/etc/fonts")
SHOWN_PARTS = ("candidate", "sandbox", "embeddings")
"""Folders of this package that the candidate's own code lies in; the others are masked."""


@dataclass(frozen=True, slots=True)
class View:
    """Paths of the host, shown read-only at the same place."""

    shown: tuple[str, ...]
    """Folders and files."""
    masked: tuple[str, ...]
    """Folders within them that appear empty."""
    spool: str
    """The folder in which the worker lays each submission's files; shown until they are copied."""


def interpreter_view(*, extra: Iterable[Path], spool: Path) -> View:
    """The view for this interpreter. ``extra`` are folders to show beside it (the vectors)."""
    package = Path(autograder.__file__).resolve().parent
    paths = [Path(name) for name in (*SYSTEM, *SMALL)]
    paths += [Path(sys.base_prefix).resolve(), Path(sys.prefix).resolve(), package]
    paths += [path.resolve() for path in extra]
    shown: list[Path] = []
    for path in paths:
        if path.exists() and not any(path.is_relative_to(other) for other in shown):
            shown = [other for other in shown if not other.is_relative_to(path)] + [path]
    masked = tuple(
        str(folder)
        for folder in sorted(package.iterdir())
        if folder.is_dir() and folder.name not in (*SHOWN_PARTS, "__pycache__")
    )
    return View(tuple(map(str, shown)), masked, str(spool.resolve()))
