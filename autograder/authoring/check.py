"""Are the three forms of an assignment in step, and does the release keep its secrets?"""

from __future__ import annotations

from pathlib import Path

from autograder.authoring.build import to_notebook
from autograder.authoring.layout import (
    extra_files,
    release_folder,
    release_notebook,
    source_notebook,
    text_form,
)
from autograder.authoring.leaks import leaks
from autograder.authoring.release import generate
from autograder.model import Problem


def check(name: str, root: Path) -> list[Problem]:
    """What is wrong with the files of an assignment; empty if nothing is. Nothing is written.

    ``NotReleasable`` if nbgrader refuses the source.
    """
    missing = [
        Problem("missing-file", f"{path} is missing.")
        for path in (text_form(name, root), source_notebook(name, root))
        if not path.is_file()
    ]
    return missing or _steps(name, root) + _leaks(name, root)


def _steps(name: str, root: Path) -> list[Problem]:
    problems = []
    built = to_notebook(text_form(name, root).read_text("utf-8"))
    if built != source_notebook(name, root).read_text("utf-8"):
        message = f"The text form and the source notebook of {name!r} differ: sync them."
        problems.append(Problem("source-out-of-step", message))
    for original in extra_files(name, root):
        copy = source_notebook(name, root).parent / original.name
        if not copy.is_file() or copy.read_bytes() != original.read_bytes():
            message = f"{copy.relative_to(root)} is not what lies in the package: sync {name!r}."
            problems.append(Problem("source-out-of-step", message))
    made = generate(name, root)
    folder = release_folder(name, root)
    there = {path for path in folder.rglob("*") if path.is_file()}
    for path in sorted(there | {folder / path for path in made}):
        content = made.get(path.relative_to(folder))
        if path not in there or content != path.read_bytes():
            message = f"{path.relative_to(root)} is not what the source makes: release again."
            problems.append(Problem("release-out-of-step", message))
    return problems


def _leaks(name: str, root: Path) -> list[Problem]:
    notebook = release_notebook(name, root)
    if not notebook.is_file():
        return []
    source = source_notebook(name, root).read_text("utf-8")
    return [
        Problem("leak", f"Cell {leak.cell} of the release of {name!r} shows: {leak.secret}")
        for leak in leaks(source, notebook.read_text("utf-8"))
    ]
