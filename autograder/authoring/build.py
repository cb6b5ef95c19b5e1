"""The text form of a notebook and the notebook itself: either can be made from the other.

A notebook made here is the same bytes each time: no outputs, no jupytext metadata, and cell ids
that come from the cell (its nbgrader grade id, or else a digest of its text).
"""

from __future__ import annotations

import hashlib
from enum import StrEnum
from pathlib import Path

import jupytext
import nbformat
from nbformat import NotebookNode

from autograder.authoring.layout import extra_files, source_notebook, text_form

_FORMAT = "md"
_KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


class Step(StrEnum):
    """What ``sync`` found, and so did."""

    IN_STEP = "in step"
    SOURCE_WRITTEN = "source notebook written from the text form"
    TEXT_WRITTEN = "text form written from the source notebook"


def build(name: str, root: Path) -> Path:
    """Write the source notebook of an assignment from its text form; the notebook's path."""
    notebook = source_notebook(name, root)
    notebook.parent.mkdir(parents=True, exist_ok=True)
    notebook.write_text(to_notebook(text_form(name, root).read_text("utf-8")), "utf-8")
    for path in extra_files(name, root):
        (notebook.parent / path.name).write_bytes(path.read_bytes())
    return notebook


def sync(name: str, root: Path) -> Step:
    """Bring the text form and the source notebook into step: whichever is newer wins.

    A notebook that is missing is built. Outputs and new cell ids in the notebook do not count as
    a difference, but they are cleared away.
    """
    text, notebook = text_form(name, root), source_notebook(name, root)
    if not notebook.exists():
        build(name, root)
        return Step.SOURCE_WRITTEN
    if to_text(notebook.read_text("utf-8")) == text.read_text("utf-8"):
        build(name, root)
        return Step.IN_STEP
    if notebook.stat().st_mtime <= text.stat().st_mtime:
        build(name, root)
        return Step.SOURCE_WRITTEN
    text.write_text(to_text(notebook.read_text("utf-8")), "utf-8")
    build(name, root)
    return Step.TEXT_WRITTEN


def to_notebook(text: str) -> str:
    """A notebook, as JSON text, from jupytext Markdown."""
    document = jupytext.reads(text, fmt=_FORMAT)
    document.metadata = nbformat.from_dict({"kernelspec": _KERNEL})
    return dump(document)


def to_text(notebook: str) -> str:
    """Jupytext Markdown from a notebook, as JSON text; what only instructors' tools add is left."""
    document = nbformat.reads(notebook, as_version=4)
    document.metadata = nbformat.from_dict(
        {
            "kernelspec": _KERNEL,
            "jupytext": {
                "notebook_metadata_filter": "kernelspec,-jupytext",
                "cell_metadata_filter": "nbgrader,jupyter,tags,-all",
            },
        }
    )
    return str(jupytext.writes(document, fmt=_FORMAT))


def dump(document: NotebookNode) -> str:
    """A notebook as JSON text, with stable cell ids and without outputs."""
    taken: set[str] = set()
    for cell in document.cells:
        cell.id = _cell_id(cell, taken)
        taken.add(cell.id)
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    document.nbformat, document.nbformat_minor = 4, 5
    nbformat.validate(document)
    return str(nbformat.writes(document)).rstrip("\n") + "\n"


def _cell_id(cell: NotebookNode, taken: set[str]) -> str:
    grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
    digest = hashlib.sha256(f"{cell.cell_type}\n{cell.source}".encode()).hexdigest()[:10]
    wanted = grade_id or f"{'text' if cell.cell_type == 'markdown' else 'code'}-{digest}"
    copies = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    return wanted if wanted not in taken else next(one for one in copies if one not in taken)
