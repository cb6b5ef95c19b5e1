"""``autograder report`` on a class that was graded in the sandbox, and on a large one made of
what was found out about it."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.cli.demo import ASSIGNMENT
from autograder.cli.report import write_report
from autograder.gradebook.course import Course
from autograder.gradebook.marks import marks
from tests.benchmarks import reporting
from tests.course.conftest import Graded
from tests.feedback.samples import read

COUNT = 1_000


@pytest.fixture(scope="module")
def large(graded: Graded, tmp_path_factory: pytest.TempPathFactory) -> Course:
    """The graded course with a thousand made-up students more."""
    root = tmp_path_factory.mktemp("large") / "course"
    shutil.copytree(graded.course.root, root)
    course = Course.open(root)
    reporting.multiply(course, COUNT)
    return course


def rows(html: str) -> list[str]:
    """The rows of the table of students."""
    table = html.partition('<table id="student-table">')[2].partition("</table>")[0]
    return re.findall(r"<tr>.*</tr>", table.partition("<tbody>")[2])


def test_everybody_who_was_graded_is_on_the_page_with_the_gradebooks_mark(
    graded: Graded, tmp_path: Path
) -> None:
    path = write_report(graded.course, ASSIGNMENT, to=tmp_path / "here" / "page.html")
    found = "".join(rows(path.read_text(encoding="utf-8")))
    for student, mark in marks(graded.course, ASSIGNMENT).items():
        assert re.search(rf">{student}(?:</a>)?</th><td [^>]*>{mark.points:g} of 20<", found), (
            student
        )
    assert "not graded yet" not in found


def test_a_class_of_a_thousand_fits_on_a_small_page(large: Course) -> None:
    command = [sys.executable, "-m", "autograder", "report", ASSIGNMENT]
    done = subprocess.run(command, cwd=large.root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    path = large.root / ".autograder" / "report" / f"{ASSIGNMENT}.html"
    assert str(path) in done.stdout
    html = path.read_text(encoding="utf-8")
    assert path.stat().st_size < reporting.MOST_BYTES
    found = rows(html)
    assert len(found) == len(large.students(ASSIGNMENT)) > COUNT
    links = [match[1] for row in found if (match := re.search(r'href="([^"]*)"', row))]
    assert len(links) >= COUNT
    assert all((path.parent / link).is_file() for link in links)
    assert "Misconceptions" in read(html).text


def test_without_names_nobody_is_on_the_page(large: Course, tmp_path: Path) -> None:
    path = write_report(large, ASSIGNMENT, to=tmp_path / "page.html", without_names=True)
    text = re.sub(r'(<script id="library"[^>]*>)[^<]*', "", path.read_text(encoding="utf-8"))
    for student in large.students(ASSIGNMENT):
        if student not in ("release", "source"):  # words that the page needs
            assert not re.search(rf"\b{student}\b", text, re.IGNORECASE)
    assert "feedback/" not in text
