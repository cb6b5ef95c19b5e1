"""What the report on a class costs: ``python -m tests.benchmarks.reporting [STUDENTS ...]``.

A few real submissions are graded once. Each of the made-up students then has, task by task, what
came of one of them, so that a class of any size has real answers, real errors and real hints.
"""

from __future__ import annotations

import argparse
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from rich.table import Table

from autograder.cli.demo import ASSIGNMENT
from autograder.cli.grade import grade_once
from autograder.cli.printing import console
from autograder.cli.report import default_path
from autograder.gradebook.course import Course
from autograder.gradebook.recording import Recorder
from autograder.grading.packing import Packed, pack
from autograder.grading.results import results
from autograder.grading.store import Written, opened
from autograder.model import NotebookReport, SubmissionReport, Verdict
from tests.benchmarks.handing_in import hand_in, make_course, stories

MOST_SECONDS, MOST_BYTES = 5.0, 3_000_000
"""For 1,000 students, on a machine that does nothing else."""


def known(course: Course) -> list[SubmissionReport]:
    """What is kept of this course's class."""
    with opened(course.root) as store:
        found = results(store, ASSIGNMENT, course.students(ASSIGNMENT))
        return [result.report for result in found if result.report is not None]


def crowd(reports: Sequence[SubmissionReport], count: int, seed: int) -> Iterator[SubmissionReport]:
    """Made-up reports. The more able a student, the more tasks are those of the best report."""
    drawn = random.Random(seed)
    best = max(reports, key=lambda report: report.mark.points)
    for number in range(count):
        base, ability = drawn.choice(reports), drawn.random()
        taken: dict[str, SubmissionReport] = {}
        verdicts = []
        for verdict in base.verdicts:
            task = verdict.grade_id.partition("-")[0]
            if task not in taken:
                taken[task] = best if drawn.random() < ability else drawn.choice(reports)
            verdicts.append(_same(verdict, taken[task]))
        notebook = base.notebooks[0]
        if notebook.document is not None:  # a notebook that nobody could read stays as it is
            notebook = replace(notebook, verdicts=tuple(verdicts))
        seconds = base.seconds * drawn.lognormvariate(0.0, 0.3)
        name = f"{base.student}-{number:05}"
        yield replace(base, student=name, notebooks=(notebook,), seconds=seconds)


def _same(verdict: Verdict, other: SubmissionReport) -> Verdict:
    """The other's verdict on the same cell."""
    found = {v.grade_id: v for v in other.verdicts}
    return found.get(verdict.grade_id, verdict)


def multiply(course: Course, count: int, *, seed: int = 9) -> None:
    """Put so many made-up students, with all that grading leaves behind, into a graded course.
    A person has marked half of what waits for one."""
    made = list(crowd(known(course), count, seed))
    with opened(course.root) as store:
        for report in made:
            address = report.student.encode().rjust(32, b".")
            store.keep(address, Packed(pack(report).facts, b""))
        notes = {r.student: Written(r.student.encode().rjust(32, b"."), b"") for r in made}
        store.note(ASSIGNMENT, notes)
    for report in made:
        course.submitted(report.student, ASSIGNMENT).mkdir(parents=True)
        page = course.feedback(report.student, ASSIGNMENT) / f"{report.notebooks[0].name}.html"
        page.parent.mkdir(parents=True)
        page.write_text(f"<title>{report.student}</title>", encoding="utf-8")
    with Recorder(course, ASSIGNMENT) as recorder:
        for report in made:
            recorder.record(_graded(report))
    database = sqlite3.connect(course.root / "gradebook.db")
    with database:
        database.execute(
            "UPDATE grade SET manual_score = abs(random() % 3), needs_manual_grade = 0 "
            "WHERE needs_manual_grade AND abs(random() % 2)"
        )
    database.close()


def _graded(report: SubmissionReport) -> SubmissionReport:
    def document(notebook: NotebookReport) -> NotebookReport:
        return replace(notebook, document=notebook.document if notebook.document is None else "{}")

    return replace(report, notebooks=tuple(map(document, report.notebooks)))


def graded_course(root: Path) -> Course:
    """A course where one student of each story was graded."""
    make_course(root)
    for story in stories(root):
        hand_in(root, story)
    course = Course.open(root)
    grade_once(course, ASSIGNMENT)
    return course


def measure(course: Course, *, without_names: bool = False) -> tuple[float, int]:
    """Seconds from the command's start to its end, and bytes of the page."""
    command = [sys.executable, "-m", "autograder", "report", ASSIGNMENT]
    command += ["--anonymous"] * without_names
    started = time.monotonic()
    subprocess.run(command, cwd=course.root, check=True, capture_output=True)
    seconds = time.monotonic() - started
    page = default_path(course, ASSIGNMENT, without_names=without_names)
    return seconds, page.stat().st_size


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("students", nargs="*", type=int, default=[10, 1_000, 10_000])
    parser.add_argument("--folder", type=Path, help="keep the courses here")
    options = parser.parse_args()
    root = options.folder or Path(tempfile.mkdtemp(prefix="autograder-report-"))
    table = Table("Students", "Seconds", "MB", "Seconds, anonymous", title="autograder report")
    for count in options.students:
        course = graded_course(root / str(count))
        multiply(course, count)
        seconds, size = measure(course)
        nameless, _ = measure(course, without_names=True)
        table.add_row(f"{count:,}", f"{seconds:.1f}", f"{size / 1e6:.2f}", f"{nameless:.1f}")
    console.print(table)
    console.print(f"Pages: {root}/*/.autograder/report/", highlight=False)


if __name__ == "__main__":
    main()
