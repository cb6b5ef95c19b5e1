"""Checking a student's notebook by the tests that it shows, as it will be graded by all of them.

What is costly is kept for the next check: a fork server and an examiner that hold ready what the
instructor's cells import, and the vectors that they load.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from autograder import embeddings
from autograder.candidate.client import try_sandbox
from autograder.config import Limits
from autograder.examiner.examination import CellResult
from autograder.examiner.worker import Worker, loaded_names
from autograder.grading.document import Finisher
from autograder.grading.pool import instructors_cells
from autograder.grading.scratch import scratch
from autograder.grading.submission import Grader, Policy
from autograder.jupyter.jobs import Journal
from autograder.jupyter.shown import hidden, progress, shown
from autograder.jupyter.subject import Subject, read_subject
from autograder.model import Assignment, Cell, Role


class Bench:
    """Keeps one worker, for as long as the same instructor's cells are asked for; a context
    manager. It forks, so it wants a process with one thread."""

    def __init__(self, root: Path, limits: Limits) -> None:
        self._root, self._limits = root, limits
        self._stack = ExitStack()
        self._cells: tuple[Cell, ...] = ()
        self._kept: Worker | None = None
        self._tried = False

    def __enter__(self) -> Bench:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def read(self, path: Path) -> Subject:
        """Raises NothingToCheck, InfrastructureError."""
        return read_subject(path, self._root, self._limits)

    def about(self, path: Path) -> dict[str, Any]:
        """What the panel says before anything has run; and what it takes to set cells right."""
        subject = self.read(path)
        return {
            "assignment": subject.assignment.name,
            "released": subject.release is not None,
            "changed": list(subject.changed),
            "missing": list(subject.missing),
            "restore": _originals(subject),
            "hidden": hidden(subject),
        }

    def warm_up(self, path: Path, journal: Journal | None = None) -> Worker:
        """Have everything ready for checks of this notebook. Raises SandboxUnavailable."""
        return self._worker(self.read(path).assignment, journal)

    def check(self, path: Path, journal: Journal) -> dict[str, Any]:
        """Run a notebook and its visible tests. What comes is told to the journal.

        Raises:
            NothingToCheck: it cannot be checked.
            SandboxUnavailable: student code cannot be confined on this machine.
            InfrastructureError: it was our side that failed.
        """
        subject = self.read(path)
        worker = self._worker(subject.assignment, journal)
        grader = Grader(
            worker,
            subject.assignment,
            limits=self._limits,
            finisher=Finisher(None),
            policy=Policy(),
        )
        follower = _Follower(journal)
        report = grader.grade(subject.submission, seen=follower.seen)
        return shown(report.notebooks[0], subject)

    def _worker(self, assignment: Assignment, journal: Journal | None) -> Worker:
        cells = instructors_cells(assignment)
        own = tuple(cell for cell in cells if cell.grade_id)
        if self._kept is not None and self._cells == own:
            return self._kept
        if journal is not None:
            journal.write("preparing", message="Loading what this assignment needs, once.")
        self._kept = None
        self._stack.close()
        self._stack.enter_context(scratch())
        if not self._tried:
            try_sandbox()
            self._tried = True
        gensim_data = None
        if any(loaded_names(cell.source) for cell in own):
            gensim_data = embeddings.prepare().gensim_data
        worker = self._stack.enter_context(
            Worker(limits=self._limits, cells=own, gensim_data=gensim_data)
        )
        self._cells, self._kept = own, worker
        return worker


class _Follower:
    """Tells a journal how far a notebook has come."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._seen: set[int] = set()

    def seen(self, cells: Sequence[Cell], result: CellResult) -> None:
        if result.index in self._seen:  # looked at again, when all have run
            return
        self._seen.add(result.index)
        done = len(self._seen)
        code = [cell for cell in cells if cell.role is not Role.TEXT and cell.source.strip()]
        following = code[done] if done < len(code) else None
        self._journal.write(
            "progress",
            done=done,
            of=len(code),
            cell=cells[result.index].grade_id or "",
            next="" if following is None else following.grade_id or f"cell {done + 1}",
            **progress(result.verdict),
        )


def _originals(subject: Subject) -> list[dict[str, Any]]:
    """Cells that were changed or deleted, as they were released, in the release's order; nothing
    where the release is not known."""
    if subject.release is None:
        return []
    wanted = {*subject.changed, *subject.missing}
    found, before = [], ""
    for cell in subject.release["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id", "")
        if name in wanted:
            known = {"cell_type": cell["cell_type"], "metadata": cell["metadata"]}
            found.append({"cell": name, "after": before, "source": cell["source"], **known})
        before = name or before
    return found
