"""Are marks the same where nothing that matters is different?

In each trial the same right answers are graded under another hash seed, with other global random
numbers (they are drawn from what was handed in, so a line of text at the end changes them) and
another number of numpy's threads; in every second one with the word vectors in float64, where the
notebook loads some. Machines of students and of graders differ in just these.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace

from autograder.audit.facts import Change, Stable, Test
from autograder.audit.grading import cause, verdicts
from autograder.audit.trying import Bench, Notebooks
from autograder.candidate.client import TRIAL
from autograder.errors import SandboxUnavailable
from autograder.exercises.classroom import dump
from autograder.grading.pool import Job
from autograder.model import Assignment, NotebookSource, SourceCell, SubmissionReport

THREADS = (1, 2, 4)
_LIBRARIES = ("OMP", "OPENBLAS", "MKL")
_LOADS = re.compile(r"^(\w+) = [\w.]*\bload\(", re.MULTILINE)
"""A locked cell that loads a model."""


@dataclass(frozen=True, slots=True)
class Trial:
    """Conditions that should not matter."""

    number: int
    threads: int
    double: bool
    """Whether the word vectors are float64."""

    def __str__(self) -> str:
        vectors = ", vectors in float64" if self.double else ""
        return f"run {self.number} (hash seed {self.number}, {self.threads} threads{vectors})"


def trials(count: int, assignment: Assignment) -> tuple[Trial, ...]:
    """So many of them; each number of threads meets each kind of vectors."""
    loads = with_doubles(assignment) != assignment
    return tuple(
        Trial(number, THREADS[number % len(THREADS)], loads and number % 2 == 0)
        for number in range(1, count + 1)
    )


def stable(
    bench: Bench,
    job: Job,
    planned: tuple[Trial, ...],
    attempts: Mapping[str, Notebooks],
    before: Mapping[str, SubmissionReport],
    tests: tuple[Test, ...],
) -> Stable:
    """Grade the attempts in each trial, and compare with what came of them ``before``."""
    changes: list[Change] = []
    done: list[str] = []
    for trial in planned:
        reports, trial = _graded(bench, job, trial, attempts)
        done.append(str(trial))
        for name, report in reports.items():
            then, now = verdicts(before[name], tests), verdicts(report, tests)
            changes += [
                Change(name, test, str(trial), cause(now[test.key]))
                for test in tests
                if now[test.key].points != then[test.key].points
            ]
    return Stable(tuple(done), tuple(changes))


def _graded(
    bench: Bench, job: Job, trial: Trial, attempts: Mapping[str, Notebooks]
) -> tuple[dict[str, SubmissionReport], Trial]:
    marked = {name: _marked(books, trial.number) for name, books in attempts.items()}
    changed = replace(job, assignment=with_doubles(job.assignment)) if trial.double else job
    try:
        with _environment(trial):
            return bench.grade(changed, marked), trial
    except SandboxUnavailable:
        if trial.threads == 1:
            raise
        # without root a process that has threads may not enter a namespace of its own
        return _graded(bench, job, replace(trial, threads=1), attempts)


def _marked(books: Notebooks, number: int) -> Notebooks:
    return {name: _with_text(data, f"Run {number}.") for name, data in books.items()}


def _with_text(notebook: bytes, text: str) -> bytes:
    document = json.loads(notebook)
    cell = {"cell_type": "markdown", "id": "run-number", "metadata": {}, "source": text}
    document["cells"].append(cell)
    return dump(document)


@contextmanager
def _environment(trial: Trial) -> Iterator[None]:
    """Graders and candidates that are started in the block are so."""
    values = {f"{library}_NUM_THREADS": str(trial.threads) for library in _LIBRARIES}
    values["PYTHONHASHSEED"] = str(trial.number)
    values |= {f"{TRIAL}{name}": value for name, value in values.items()}
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def with_doubles(assignment: Assignment) -> Assignment:
    """The assignment with models that have float64 vectors, on either side."""

    def doubled(notebook: NotebookSource) -> NotebookSource:
        return replace(notebook, cells=tuple(map(_doubled, notebook.cells)))

    return replace(assignment, notebooks=tuple(map(doubled, assignment.notebooks)))


def _doubled(cell: SourceCell) -> SourceCell:
    given = cell.locked and cell.cell_type == "code" and cell.max_score is None
    names = _LOADS.findall(cell.source) if given else []
    lines = [
        f"if hasattr({name}, 'vectors'): {name}.vectors = {name}.vectors.astype('float64')"
        for name in names
    ]
    return replace(cell, source="\n".join([cell.source, *lines])) if lines else cell
