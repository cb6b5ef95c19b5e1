"""Notebooks as text: the percent format of jupytext, with the cell's part in the assignment in one
word.

A cell of an instructor's notebook begins with one of::

    # %%                               without nbgrader's metadata
    # %% solution="mean"               an autograded answer
    # %% test="mean-core" points=2     a test
    # %% locked="setup"                read-only
    # %% manual="why" points=3         marked by a person
    # %% [markdown] task="plot" points=3
    # %% nbgrader={"grade": true, ...}     anything else, written out

The notebook of a submission says what its student did otherwise. It begins as the release with
every answer that the source has, and each cell changes one thing::

    # %% answer="mean"                 this is in the cell of that name instead
    # %% unanswered="mean"             it is as it was released
    # %% before="mean"  after="mean"   a cell of the student's own
    # %% deleted="mean"  copied="mean" twice="mean"
    # %% moved="mean" behind="other"   it stands elsewhere
    # %% called="mean" instead="avg"   the name in its metadata was changed
    # %% metadata={"kernelspec": ...}  of the whole notebook
"""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Callable
from typing import Any

import jupytext

Notebook = dict[str, Any]

# grade, solution, locked, task
_KINDS = {
    "solution": (False, True, False, False),
    "test": (True, False, True, False),
    "locked": (False, False, True, False),
    "manual": (True, True, False, False),
    "task": (False, False, True, True),
}
_FLAGS = ("grade", "solution", "locked", "task")
_KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


def is_notebook(text: str) -> bool:
    """Whether a ``.py`` file is a notebook, and not a module."""
    return text.startswith("# %%")


def source(text: str) -> bytes:
    """An instructor's notebook."""
    notebook = _read(text)
    for cell in notebook["cells"]:
        for kind, flags in _KINDS.items():
            if kind in cell["metadata"]:
                cell["metadata"]["nbgrader"] = _claims(cell["metadata"], kind, flags)
    return dump(notebook)


def _claims(metadata: dict[str, Any], kind: str, flags: tuple[bool, ...]) -> dict[str, Any]:
    claims: dict[str, Any] = dict(zip(_FLAGS, flags, strict=True))
    claims |= {"grade_id": metadata.pop(kind), "schema_version": 3}
    if "points" in metadata:
        claims["points"] = metadata.pop("points")
    return claims


def submission(text: str, *, release: bytes, solved: bytes) -> bytes:
    """A student's notebook. ``KeyError`` where the release has no cell that the text names."""
    answers = {name: c for c in json.loads(solved)["cells"] if (name := grade_id(c))}
    notebook: Notebook = json.loads(release)
    for cell in notebook["cells"]:
        claims = cell["metadata"].get("nbgrader", {})
        if claims.get("solution") and grade_id(cell) in answers:
            cell["source"] = answers[grade_id(cell)]["source"]
    untouched = {name: c for c in json.loads(release)["cells"] if (name := grade_id(c))}
    for change in _read(text)["cells"] if text else []:
        _apply(change, notebook, untouched)
    for index, cell in enumerate(notebook["cells"]):
        cell.setdefault("id", _id(index, cell["source"]))
    return dump(notebook)


def _apply(change: Notebook, notebook: Notebook, untouched: dict[str, Notebook]) -> None:
    metadata = change["metadata"]
    if "metadata" in metadata:
        notebook["metadata"] |= metadata["metadata"]
        return
    (verb,) = (verb for verb in _VERBS if verb in metadata)
    name = metadata.pop(verb)
    cells: list[Notebook] = notebook["cells"]
    index = [grade_id(cell) for cell in cells].index(name)
    if verb == "unanswered":
        change = untouched[name]
    _VERBS[verb](cells, index, change)


def _answer(cells: list[Notebook], index: int, change: Notebook) -> None:
    cells[index]["source"] = change["source"]


def _before(cells: list[Notebook], index: int, change: Notebook) -> None:
    cells.insert(index, _fresh(change))


def _after(cells: list[Notebook], index: int, change: Notebook) -> None:
    cells.insert(index + 1, _fresh(change))


def _delete(cells: list[Notebook], index: int, change: Notebook) -> None:
    del cells[index]


def _copy(cells: list[Notebook], index: int, change: Notebook) -> None:
    """The copy stands first; what it holds is the change's where that holds anything."""
    cells.insert(index, _fresh(copy.deepcopy(cells[index])))
    if change["source"]:
        cells[index]["source"] = change["source"]


def _twice(cells: list[Notebook], index: int, change: Notebook) -> None:
    """The copy stands second."""
    cells.insert(index + 1, _fresh(copy.deepcopy(cells[index])))
    if change["source"]:
        cells[index + 1]["source"] = change["source"]


def _move(cells: list[Notebook], index: int, change: Notebook) -> None:
    cell = cells.pop(index)
    names = [grade_id(other) for other in cells]
    cells.insert(names.index(change["metadata"]["behind"]) + 1, cell)


def _rename(cells: list[Notebook], index: int, change: Notebook) -> None:
    cells[index]["metadata"]["nbgrader"]["grade_id"] = change["metadata"]["instead"]


_VERBS: dict[str, Callable[[list[Notebook], int, Notebook], None]] = {
    "answer": _answer,
    "unanswered": _answer,
    "before": _before,
    "after": _after,
    "deleted": _delete,
    "copied": _copy,
    "twice": _twice,
    "called": _rename,
    "moved": _move,
}


def _fresh(cell: Notebook) -> Notebook:
    return {name: value for name, value in cell.items() if name != "id"}


def _read(text: str) -> Notebook:
    notebook: Notebook = json.loads(jupytext.writes(jupytext.reads(text, fmt="py:percent"), "ipynb"))
    notebook["metadata"] = {"kernelspec": dict(_KERNEL)}
    for index, cell in enumerate(notebook["cells"]):
        cell["source"] = "".join(cell["source"])
        cell["metadata"].pop("lines_to_next_cell", None)  # jupytext's, to write the text again
        cell["id"] = _id(index, cell["source"])
    return notebook


def _id(index: int, text: str) -> str:
    return hashlib.sha256(f"{index} {text}".encode()).hexdigest()[:12]


def grade_id(cell: Notebook) -> str:
    """nbgrader's name of a cell, or nothing."""
    return str(cell["metadata"].get("nbgrader", {}).get("grade_id", ""))


def dump(notebook: Notebook) -> bytes:
    """A notebook file."""
    return (json.dumps(notebook, indent=1, ensure_ascii=False) + "\n").encode()
