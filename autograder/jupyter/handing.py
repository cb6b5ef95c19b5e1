"""The process that hands in for a Jupyter server: ``python -m autograder.jupyter.handing``.

It is spoken to as ``worker`` is. nbgrader's exchange copies folders and sets permissions, and
importing it costs seconds, which the server has not.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from autograder.config import Limits
from autograder.errors import AutograderError, ExchangeRefused, NothingToCheck
from autograder.gradebook.exchange import Counter, HandedIn, Paper
from autograder.grading.parsing import Notebook
from autograder.grading.released import released_source
from autograder.grading.sanitise import grade_id
from autograder.jupyter.finding import is_course
from autograder.jupyter.subject import find_release, read_notebook
from autograder.jupyter.worker import told


def main() -> None:
    """``argv`` holds the server's root folder and the limits of a candidate, as JSON."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a library prints is no answer
    setup = json.loads(sys.argv[1])
    root, limits = Path(setup["root"]).resolve(), Limits(**setup["limits"])
    for order in map(json.loads, sys.stdin):
        try:
            found = {"found": _obey(Work(Path(order["path"]).parent, root, limits), order["do"])}
        except AutograderError as error:
            found = {"error": told(error)}
        answers.write(json.dumps({"id": order["id"], **found}) + "\n")
        answers.flush()


def _obey(work: Work, do: str) -> dict[str, Any]:
    counter = work.counter
    if do in ("submit", "feedback") and counter is None:
        raise ExchangeRefused(
            f"{work.folder.name} was not released in an exchange that is known here.",
            next_step="Hand in as the course says.",
        )
    if do == "submit" and counter is not None:
        counter.hand_in()
    elif do == "feedback" and counter is not None:
        counter.fetch_feedback()
    return work.about()


class Work:
    """A student's folder of one assignment."""

    def __init__(self, folder: Path, root: Path, limits: Limits) -> None:
        self.folder, self._root, self._limits = folder, root, limits
        self._own = {path.stem: path for path in sorted(folder.glob("*.ipynb"))}
        self._outbound = None if is_course(root) else self._find()
        self.counter = None
        """Where it is handed in, where that is known."""
        if self._outbound is not None:
            self.counter = Counter(folder, self._outbound.parents[1].name)

    def _find(self) -> Path | None:
        """The folder of the release, in an exchange."""
        for path in self._own.values():
            notebook = self._read(path)
            if notebook is not None:
                _, folder = find_release(path, self._root, notebook, self._limits)
                if folder is not None:
                    return folder
        return None

    def _read(self, path: Path) -> Notebook | None:
        try:
            return read_notebook(path, self._limits)
        except NothingToCheck:
            return None

    def about(self) -> dict[str, Any]:
        """All that the panel says of it. Raises ExchangeRefused."""
        released = {}
        for path in sorted(self._outbound.glob("*.ipynb")) if self._outbound else ():
            released[path.stem] = self._read(path)
        before = () if self.counter is None else self.counter.handed_in()
        last = {paper.name: paper for paper in before[0].papers} if before else {}
        known = [notebook for notebook in released.values() if notebook is not None]
        own = {name: self._read(path) for name, path in self._own.items()}
        return {
            "handsIn": self.counter is not None,
            "due": next((due for one in known if (due := _due(one))), None),
            "points": sum(map(_points, known)) if known else None,
            "notebooks": [
                {
                    "name": name,
                    "path": self._below(self._own.get(name)),
                    "state": self._state(own.get(name), released.get(name), last.get(name)),
                }
                for name in sorted({*released, *(n for n, one in own.items() if _is_ours(one))})
            ],
            "submissions": list(self._submissions(before)),
        }

    def _state(self, own: Notebook | None, release: Notebook | None, last: Paper | None) -> str:
        """How far a student's notebook is: ``missing``, ``released`` (as it was), ``handed in`` (as
        it is), or ``changed``."""
        if own is None:
            return "missing"
        if last is not None and _same(own, self._read(last.path)):
            return "handed in"
        return "released" if _same(own, release) else "changed"

    def _submissions(self, before: Sequence[HandedIn]) -> Iterator[dict[str, Any]]:
        for one in before:
            papers = [
                {
                    "name": paper.name,
                    "digest": paper.digest,
                    "released": paper.released,
                    "page": self._below(paper.page),
                }
                for paper in one.papers
            ]
            yield {"timestamp": one.timestamp, "papers": papers}

    def _below(self, path: Path | None) -> str:
        """As a path of the server's; empty where it is none."""
        path = path and path.resolve()
        below = path is not None and path.is_relative_to(self._root)
        return str(path.relative_to(self._root)) if path is not None and below else ""


def _is_ours(notebook: Notebook | None) -> bool:
    return notebook is not None and any(grade_id(cell) for cell in notebook["cells"])


def _same(one: Notebook, other: Notebook | None) -> bool:
    """Whether the cells hold the same text; outputs come and go."""
    return other is not None and _texts(one) == _texts(other)


def _texts(notebook: Notebook) -> list[tuple[str, str]]:
    return [(cell["cell_type"], cell["source"]) for cell in notebook["cells"]]


def _due(notebook: Notebook) -> str | None:
    said = notebook["metadata"].get("due")
    return said if isinstance(said, str) and len(said) < 40 else None


def _points(notebook: Notebook) -> float:
    return sum(cell.max_score or 0.0 for cell in released_source("", notebook).cells)


if __name__ == "__main__":
    main()
