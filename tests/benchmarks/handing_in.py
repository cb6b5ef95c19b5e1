"""A class of any size that hands in what the demo's made-up class hands in."""

from __future__ import annotations

import itertools
import json
import os
import shutil
import sysconfig
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from sqlalchemy import create_engine, text

from autograder.authoring.build import build
from autograder.authoring.release import register
from autograder.cli.demo import ASSIGNMENT, CONFIG
from autograder.exercises.classroom import MadeUp, dump
from autograder.exercises.similarity import classroom
from autograder.gradebook.course import Course

ENDLESS = frozenset({"sven", "viktor", "xenia"})
"""A loop, output and memory without end: what these cost is the limits, not the engine."""

Points = dict[str, dict[str, float]]
"""Automatic points by student and grade cell."""


def make_course(root: Path) -> Path:
    """A course with its release, where nobody has handed in yet."""
    (root / "submitted").mkdir(parents=True)
    (root / "nbgrader_config.py").write_text(CONFIG, encoding="utf-8")
    build(ASSIGNMENT, root)
    register(ASSIGNMENT, Course.open(root))
    return root


def stories(course: Path) -> tuple[MadeUp, ...]:
    """What the class can hand in, one of each."""
    release = (course / "release" / ASSIGNMENT / classroom.NOTEBOOK).read_bytes()
    return tuple(s for s in classroom.submissions(release) if s.student not in ENDLESS)


def students(course: Path, count: int) -> Iterator[MadeUp]:
    """So many students, who follow the stories in turn; no two hand in the same bytes."""
    for number, story in zip(range(count), itertools.cycle(stories(course)), strict=False):
        student = f"{story.student}-{number:05}"
        files = {name: signed(data, student) for name, data in story.files.items()}
        yield replace(story, student=student, files=files)


def signed(data: bytes, name: str) -> bytes:
    """The file with the student's name in it: in a notebook, as a comment in the first task."""
    if not data.startswith(b"{"):
        return data + name.encode() + b"\n"
    notebook = json.loads(data)
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "dot":
            cell["source"] = f"{''.join(cell['source']).rstrip()}\n# {name}\n"
    return dump(notebook)


def hand_in(course: Path, student: MadeUp) -> None:
    """Lay a submission where ``nbgrader collect`` would."""
    folder = course / "submitted" / student.student / ASSIGNMENT
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in student.files.items():
        (folder / name).write_bytes(data)


def copy_course(course: Path, root: Path) -> Path:
    """Another course like this one."""
    return Path(shutil.copytree(course, root))


def points(course: Path) -> Points:
    """What the gradebook says."""
    engine = create_engine(f"sqlite:///{course / 'gradebook.db'}")
    query = text(
        "SELECT submitted_assignment.student_id, base_cell.name, grade.auto_score FROM grade "
        "JOIN base_cell ON base_cell.id = grade.cell_id "
        "JOIN submitted_notebook ON submitted_notebook.id = grade.notebook_id "
        "JOIN submitted_assignment ON submitted_assignment.id = submitted_notebook.assignment_id"
    )
    found: Points = {}
    with engine.connect() as connection:
        for student, cell, score in connection.execute(query):
            found.setdefault(student, {})[cell] = score or 0.0
    engine.dispose()
    return found


def environment(gensim_data: Path) -> dict[str, str]:
    """For commands in a course: nbgrader runs others by their bare names, and numpy keeps to one
    thread, as it does for ours."""
    return {
        "PATH": os.pathsep.join([sysconfig.get_path("scripts"), os.environ["PATH"]]),
        "GENSIM_DATA_DIR": str(gensim_data),
        "OPENBLAS_NUM_THREADS": "1",
    }
