"""Where the three forms of an assignment lie in a checkout.

The text form is what people edit and review. It lies in the package, never in ``source/<name>/``,
for nbgrader copies that whole folder into the release.
"""

from __future__ import annotations

from pathlib import Path


def text_form(name: str, root: Path) -> Path:
    """The notebook as jupytext Markdown, with solutions and hidden tests."""
    return root / "autograder" / "exercises" / name / f"{name}.md"


def source_folder(name: str, root: Path) -> Path:
    """The folder that nbgrader makes the release from."""
    return root / "source" / name


def source_notebook(name: str, root: Path) -> Path:
    """The instructor's notebook, without outputs."""
    return source_folder(name, root) / f"{name}.ipynb"


def release_folder(name: str, root: Path) -> Path:
    """What students get."""
    return root / "release" / name


def release_notebook(name: str, root: Path) -> Path:
    """The notebook that students get."""
    return release_folder(name, root) / f"{name}.ipynb"
