"""A ``results.json`` for each submission, in the format that Gradescope's autograders write.

Format: Gradescope's *Autograder Specifications*, *Output format*. ``score`` is what the gradebook
says (with what people marked and what came off for lateness), which Gradescope takes in place of
the sum of the tests. Each graded cell is a test, numbered by task and part and tagged with its
task. Nothing is shown to students before the marks are published (``after_published``), standard
output never; there is no leaderboard.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath
from typing import Any

from autograder.exports.wording import remarks
from autograder.gradebook.paths import refusal
from autograder.gradebook.sheet import CellMark, GradedCell, Row, Sheet
from autograder.model import SubmissionReport, Verdict

NAME = "results.json"
MAX_OUTPUT = 4000
"""Characters of what is said about one test: a part of it may be the student's own."""

Reports = Iterable[tuple[str, SubmissionReport | None]]
"""Student ids with what grading found, where it is still kept."""


def as_gradescope(
    sheet: Sheet, reports: Reports
) -> tuple[dict[PurePosixPath, bytes], tuple[str, ...]]:
    """``<student>/results.json`` for everybody who has handed in; and the ids that cannot be the
    name of a folder, whose results are left out."""
    kept = {student: report for student, report in reports if report is not None}
    files, refused = dict[PurePosixPath, bytes](), []
    for row in sheet.rows:
        student = row.student.id
        if not row.submitted:
            continue
        if "/" in student or refusal(student):
            refused.append(student)
            continue
        found = results(row, sheet, kept.get(student))
        text = json.dumps(found, ensure_ascii=False, indent=1, allow_nan=False)
        files[PurePosixPath(student, NAME)] = text.encode()
    return files, tuple(refused)


def results(row: Row, sheet: Sheet, report: SubmissionReport | None) -> dict[str, Any]:
    """One student's results as JSON values."""
    said: dict[tuple[str, str], Verdict] = {}
    for notebook in report.notebooks if report is not None else ():
        said |= {(notebook.name, v.grade_id): v for v in notebook.verdicts}
    found: dict[str, Any] = {
        "score": _rounded(row.points),
        "max_score": _rounded(sheet.max_points),
        "output": _about(row, report),
        "output_format": "text",
        "visibility": "after_published",
        "stdout_visibility": "hidden",
        "tests": list(_tests(row, sheet, said)),
    }
    if report is not None:
        found["execution_time"] = round(report.seconds)
    return found


def _tests(
    row: Row, sheet: Sheet, said: Mapping[tuple[str, str], Verdict]
) -> Iterable[dict[str, Any]]:
    several = len({cell.notebook for cell in sheet.cells}) > 1
    tasks: dict[tuple[str, str], int] = {}
    for cell in sheet.cells:
        task = (cell.notebook, _task(cell))
        tasks[task] = tasks.get(task, 0) + 1
        number_of_task = list(tasks).index(task) + 1
        key = (cell.notebook, cell.name)
        mark = row.cells.get(key, CellMark(0.0, False))
        test: dict[str, Any] = {
            "name": f"{cell.notebook}: {cell.name}" if several else cell.name,
            "name_format": "text",
            "number": f"{number_of_task}.{tasks[task]}",
            "score": _rounded(mark.points),
            "max_score": _rounded(cell.max_points),
            "output": _output(mark, said.get(key)),
            "output_format": "text",
            "tags": [task[1]],
            "visibility": "after_published",
        }
        if not mark.waits:
            test["status"] = "passed" if mark.points >= cell.max_points else "failed"
        yield test


def _task(cell: GradedCell) -> str:
    """What a cell is about: ``dot`` for ``dot-core``."""
    return cell.name.rpartition("-")[0] or cell.name


def _output(mark: CellMark, verdict: Verdict | None) -> str:
    if mark.waits:
        return "A person will mark this."
    if verdict is None:
        return ""
    evidence = verdict.evidence
    lines = [verdict.message]
    if evidence is not None:
        lines += [
            f"{label}: {text}"
            for label, text in (
                ("Asked", evidence.call),
                ("Came", evidence.came),
                ("Expected", evidence.expected),
                ("The rule", evidence.law),
                ("Hint", evidence.hint),
            )
            if text
        ]
    if verdict.inside:
        lines.append("This test ran inside the student's process.")
    return _clean("\n".join(line for line in lines if line))


def _about(row: Row, report: SubmissionReport | None) -> str:
    lines = [*remarks(row)]
    lines += [problem.message for problem in (report.all_problems if report is not None else ())]
    return _clean("\n".join(lines))


def _clean(text: str) -> str:
    kept = (c for c in text if c == "\n" or unicodedata.category(c) not in ("Cc", "Cs"))
    cleaned = "".join(kept)
    return cleaned if len(cleaned) <= MAX_OUTPUT else f"{cleaned[:MAX_OUTPUT]}…"


def _rounded(value: float) -> float:
    return round(value, 4)
