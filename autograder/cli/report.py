"""``autograder report``: what a class understood, on one page."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

from autograder.analytics import against, anonymous, gather, page, since
from autograder.cli.printing import console
from autograder.gradebook import history
from autograder.gradebook.course import Course
from autograder.gradebook.marks import by_hand, marks
from autograder.gradebook.reading import read_assignment
from autograder.grading.results import results
from autograder.grading.store import opened
from autograder.model import Assignment
from autograder.pages import counted, line, write


def write_report(
    course: Course,
    name: str,
    *,
    to: Path | None = None,
    without_names: bool = False,
    other: Path | None = None,
) -> Path:
    """Write the page, say where it lies, and return that. Nobody is graded for it.

    Raises:
        UnknownAssignment: the gradebook does not know it.
        CourseError: ``other`` is no export of marks.
    """
    assignment = read_assignment(course, name)
    students = course.students(name)
    with opened(course.root) as store:
        found = results(store, name, students)
        facts = gather(assignment, found, marks(course, name), by_hand(course, name))
    before = history.before_last(course, name)
    now = history.last(course, name, list(before))
    moved = since(
        facts.items,
        {student: entry.marks for student, entry in before.items()},
        {student: entry.marks for student, entry in now.items()},
    )
    compared = None if other is None else against(facts, other)
    path = (to or default_path(course, name, without_names=without_names)).absolute()
    path.parent.mkdir(parents=True, exist_ok=True)
    links = {} if without_names else _links(course, assignment, students, path.parent)
    made = datetime.now(UTC).date()
    shown = anonymous(facts) if without_names else facts
    write(path, page(shown, links=links, made=made, since=moved, against=compared))
    _say(path, facts.students.height, facts.graded.height)
    return path


def default_path(course: Course, name: str, *, without_names: bool = False) -> Path:
    """Where the page lies: the one without names under a name of its own, so that nobody shares
    the other by mistake."""
    end = "-anonymous" if without_names else ""
    return course.root / ".autograder" / "report" / f"{name}{end}.html"


def _links(
    course: Course, assignment: Assignment, students: Sequence[str], start: Path
) -> Mapping[str, str]:
    """Relative addresses of those feedback pages that are there, by name as it is shown: of the
    first notebook that has one."""
    found = {}
    for student in students:
        folder = course.feedback(student, assignment.name)
        for notebook in assignment.notebooks:
            path = folder / f"{notebook.name}.html"
            if path.is_file():
                found[line(student, 80)] = quote(os.path.relpath(path, start))
                break
    return found


def _say(path: Path, students: int, graded: int) -> None:
    missing = f"{graded:,} of " if graded < students else ""
    size = path.stat().st_size / 2**20
    console.print(
        f"Report on {missing}{counted(students, 'student')}: {path} ({size:.1f} MB)",
        highlight=False,
        markup=False,
        soft_wrap=True,
    )
