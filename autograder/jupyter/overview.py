"""The process that reads a course for the Grading panel: ``python -m autograder.jupyter.overview``.

It is spoken to as ``worker`` is. Reading the gradebook costs seconds the first time, which the
server has not.
"""

from __future__ import annotations

import collections
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from autograder.errors import AutograderError
from autograder.feedback import WORDS, short, why
from autograder.gradebook.course import Course
from autograder.gradebook.marks import marks
from autograder.grading.results import results
from autograder.grading.store import opened
from autograder.jupyter.worker import told
from autograder.model import Mark, Reason, SubmissionReport
from autograder.pages.text import line


def main() -> None:
    """``argv`` holds the course's folder, as JSON."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a library prints is no answer
    root = Path(json.loads(sys.argv[1])["root"])
    for order in map(json.loads, sys.stdin):
        try:
            # read anew each time: what the instructor changes counts
            found = {"found": _obey(Course.open(root), order)}
        except AutograderError as error:
            found = {"error": told(error)}
        answers.write(json.dumps({"id": order["id"], **found}) + "\n")
        answers.flush()


def _obey(course: Course, order: dict[str, Any]) -> dict[str, Any]:
    if order["do"] == "overview":
        return {"assignments": list(_assignments(course))}
    return class_marks(course, str(order["assignment"]))


def _assignments(course: Course) -> Iterator[dict[str, Any]]:
    """Those in ``source/``, with how many have handed in."""
    folder = course.source("x").parent
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.is_dir() and any(path.glob("*.ipynb")):
            yield {"name": path.name, "submitted": len(course.students(path.name))}


def class_marks(course: Course, assignment: str) -> dict[str, Any]:
    """The marks of a class, with why; and how often which kind of failure cost points. Raises
    CourseError, InfrastructureError."""
    students = course.students(assignment)
    given = marks(course, assignment)
    kinds: collections.Counter[Reason] = collections.Counter()
    concerned: collections.Counter[Reason] = collections.Counter()
    rows = []
    with opened(course.root) as store:
        for result in results(store, assignment, students):
            rows.append(_row(course, assignment, result.student, result.report, given))
            lost = _lost(result.report)
            kinds.update(lost)
            concerned.update(set(lost))
    return {
        "rows": rows,
        "kinds": [
            {
                "kind": short(reason),
                "meaning": WORDS[reason].meaning,
                "students": count,
                "cells": kinds[reason],
            }
            for reason, count in concerned.most_common()
        ],
    }


def _row(
    course: Course,
    assignment: str,
    student: str,
    report: SubmissionReport | None,
    given: dict[str, Mark],
) -> dict[str, Any]:
    mark = given.get(student)
    row: dict[str, Any] = {"student": line(student, 80), "graded": mark is not None}
    if mark is not None:
        row |= {"points": mark.points, "max": mark.max_points, "pending": mark.pending}
    if report is not None:
        row |= {"why": why(report), "pages": list(_pages(course, assignment, report))}
    return row


def _pages(course: Course, assignment: str, report: SubmissionReport) -> Iterator[dict[str, str]]:
    """The pages that a student gets, one for each notebook: paths below the course's folder."""
    for notebook in report.notebooks:
        path = course.feedback(report.student, assignment) / f"{notebook.name}.html"
        if path.is_file() and path.is_relative_to(course.root):
            yield {"name": line(notebook.name, 80), "path": str(path.relative_to(course.root))}


def _lost(report: SubmissionReport | None) -> list[Reason]:
    """Why points were lost, once for each grade cell."""
    verdicts = () if report is None else report.verdicts
    return [v.reason for v in verdicts if v.points is not None and not v.passed]


if __name__ == "__main__":
    main()
