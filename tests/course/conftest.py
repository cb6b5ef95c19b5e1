"""A course with a class that has handed in, graded once for all tests that look at the result."""

from __future__ import annotations

import fcntl
import json
import pickle
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from autograder import embeddings
from autograder.cli.demo import ASSIGNMENT, CONFIG, build_course
from autograder.exercises import classroom as filling
from autograder.exercises.classroom import MadeUp
from autograder.exercises.similarity import answers
from autograder.exercises.similarity.classroom import NOTEBOOK
from autograder.gradebook.course import Course
from autograder.grading.run import Failure, Run
from autograder.model import SubmissionReport


def edit(notebook: bytes, change: Callable[[Any], None]) -> bytes:
    """The notebook with its JSON changed."""
    document = json.loads(notebook)
    change(document)
    return json.dumps(document).encode()


def cell(document: Any, grade_id: str) -> Any:
    """The cell with this grade id."""
    return next(
        c
        for c in document["cells"]
        if c["metadata"].get("nbgrader", {}).get("grade_id") == grade_id
    )


def _fat(document: Any) -> None:
    output = {"output_type": "stream", "name": "stdout", "text": "x" * 1000}
    document["cells"][2]["outputs"] = [output] * 50_000


def _odd_metadata(document: Any) -> None:
    cell(document, "dot-core")["metadata"]["nbgrader"] |= {"points": "many", "grade": "yes"}
    cell(document, "setup")["metadata"]["nbgrader"]["schema_version"] = 99
    cell(document, "dot")["metadata"] |= {"tags": 3, "name": {}}
    document["metadata"] = {"kernelspec": {"name": "julia"}, "language_info": 7}


def _twice(document: Any) -> None:
    document["cells"].append(cell(document, "dot-core"))


def _tampered(document: Any) -> None:
    cell(document, "dot-core")["source"] = "pass"
    cell(document, "cosine_matrix-core")["metadata"]["nbgrader"]["points"] = 1000


def _without_cells(document: Any) -> None:
    document["cells"] = []


_FLOOD = "for _ in range(50_000): print('x' * 1000)"

ODD: dict[str, tuple[float, Callable[[bytes], bytes]]] = {
    "fat": (18, lambda right: edit(right, _fat)),
    "flood": (18, lambda right: filling.insert(right, "dot", _FLOOD)),
    "odd-metadata": (18, lambda right: edit(right, _odd_metadata)),
    "twice": (18, lambda right: edit(right, _twice)),
    "tampered": (18, lambda right: edit(right, _tampered)),
    "empty-file": (0, lambda right: b""),
    "a-list": (0, lambda right: b"[1, 2]"),
    "deep": (0, lambda right: b"[" * 100_000),
    "no-list-of-cells": (0, lambda right: b'{"nbformat": 4, "metadata": {}}'),
    "without-cells": (0, lambda right: edit(right, _without_cells)),
    "latin": (0, lambda right: right.replace(b"Similarity", b"\xc4hnlichkeit", 1)),
}
"""Notebooks that are odd without being anybody's attack: points, and how to make them."""


@dataclass(frozen=True, slots=True)
class Graded:
    """A graded course."""

    course: Course
    made: tuple[MadeUp, ...]
    reports: dict[str, SubmissionReport]
    failures: list[Failure]


@pytest.fixture(scope="session")
def graded(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Graded:
    """The demo's class and the odd notebooks, graded in the sandbox on real GloVe: by the process
    that asks first, where xdist has several. Nobody changes it: who wants to takes a copy."""
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / "demo"
    folder.mkdir(exist_ok=True)
    known = folder / "known"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not known.is_file():
            shutil.rmtree(folder / "course", ignore_errors=True)  # of one that failed
            found = _grade(folder / "course")
            known.write_bytes(pickle.dumps(found))
    made, reports, failures = pickle.loads(known.read_bytes())
    return Graded(Course.open(folder / "course"), made, reports, failures)


def _grade(root: Path) -> tuple[tuple[MadeUp, ...], dict[str, SubmissionReport], list[Failure]]:
    root.mkdir()
    (root / "nbgrader_config.py").write_text(CONFIG, encoding="utf-8")
    made = build_course(root)
    release = (root / "release" / ASSIGNMENT / NOTEBOOK).read_bytes()
    right = filling.fill(release, answers.written())
    odd = {f"odd-{name}": change(right) for name, (_, change) in ODD.items()}
    odd["source"] = (root / "source" / ASSIGNMENT / NOTEBOOK).read_bytes()
    odd["release"] = release
    for student, data in odd.items():
        folder = root / "submitted" / student / ASSIGNMENT
        folder.mkdir(parents=True)
        (folder / NOTEBOOK).write_bytes(data)
    gensim_data = embeddings.prepare().gensim_data
    events = list(Run.prepare(Course.open(root), ASSIGNMENT).grade(gensim_data=gensim_data))
    reports = {event.student: event for event in events if isinstance(event, SubmissionReport)}
    return made, reports, [e for e in events if isinstance(e, Failure)]
