"""``nbgrader generate_feedback`` and Formgrader's button, on a real course: the page is ours, and
says what people have marked and written; stock feedback stays where nothing else is known."""

from __future__ import annotations

import html
import json
import os
import shutil
import sysconfig
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from autograder import embeddings
from autograder.authoring.release import register
from autograder.config import Level
from autograder.exercises.similarity import classroom
from autograder.feedback import Pages
from autograder.gradebook.course import Course
from autograder.grading.run import Event, Run, Unchanged
from autograder.model import SubmissionReport
from tests.course.test_nbgrader import ROOT, gradebook, hand_in, nbgrader, run

STOCK_AUTOGRADE = "--Autograde.exporter_class=nbconvert.exporters.NotebookExporter"
SENTENCE = "This is nbgrader's own page"
SECRET = "reference.cosine_similarity"
"""Stands in hidden tests."""


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository's course; ada has all right, farid a misconception. Nobody is graded."""
    root = tmp_path_factory.mktemp("feedback") / "course"
    shutil.copytree(ROOT / "source", root / "source")
    shutil.copy(ROOT / "nbgrader_config.py", root)
    (root / "submitted").mkdir()
    register("similarity", Course.open(root))
    release = (root / "release" / "similarity" / classroom.NOTEBOOK).read_bytes()
    for student in classroom.submissions(release):
        if student.student in ("ada", "farid"):
            hand_in(root, student.student, student.files[classroom.NOTEBOOK])
            folder = root / "submitted" / student.student / "similarity"
            (folder / "timestamp.txt").write_text("2026-03-01 12:00:00.000000 UTC")
            (folder / "submission_secret.txt").write_text(f"secret of {student.student}")
    return root


@pytest.fixture(scope="module")
def own(course: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Graded by ``autograder grade``."""
    root = tmp_path_factory.mktemp("own") / "course"
    shutil.copytree(course, root)
    assert all(isinstance(event, SubmissionReport) for event in grade(root))
    return root


def grade(root: Path) -> list[Event]:
    course = Course.open(root)
    prepared = Run.prepare(course, "similarity")
    data = embeddings.prepare().gensim_data
    return list(prepared.grade(gensim_data=data, publisher=Pages(course, "similarity")))


@pytest.fixture
def copy(own: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(own, tmp_path / "course"))


def page(root: Path, student: str) -> str:
    path = root / "feedback" / student / "similarity" / "similarity.html"
    return html.unescape(path.read_text(encoding="utf-8"))


def is_ours(text: str) -> bool:
    return "Marks at a glance" in text and SECRET not in text


def mark_by_hand(root: Path) -> None:
    """As a person does in Formgrader."""
    with gradebook(root) as book:
        grade = book.find_grade("claim-in-your-words", "similarity", "similarity", "ada")
        grade.manual_score, grade.needs_manual_grade = 1.5, False
        comment = book.find_comment("claim-in-your-words", "similarity", "similarity", "ada")
        comment.manual_comment = "Well put, <ada>!"
        other = book.find_comment("cosine_similarity", "similarity", "similarity", "farid")
        other.manual_comment = "See me on Tuesday."
        book.db.commit()


def set_reveal(root: Path, value: object) -> None:
    config = (ROOT / "nbgrader_config.py").read_text()
    (root / "nbgrader_config.py").write_text(f"{config}c.Autograder.reveal = {value!r}\n")


def test_a_page_made_after_manual_grading_has_the_persons_marks_and_comments(copy: Path) -> None:
    assert "2 more points" in page(copy, "ada")
    mark_by_hand(copy)
    nbgrader(copy, "generate_feedback", "similarity")
    assert is_ours(page(copy, "ada"))
    assert "<strong>19.5</strong> <span>of 20 points" in page(copy, "ada")
    assert "Well put, <ada>!" in page(copy, "ada")
    assert "<ada>" not in (copy / "feedback/ada/similarity/similarity.html").read_text()
    assert "See me on Tuesday." in page(copy, "farid")
    assert "Asked" in page(copy, "farid")


def test_autograder_grade_writes_the_same_page_and_grades_nobody(copy: Path) -> None:
    mark_by_hand(copy)
    nbgrader(copy, "generate_feedback", "similarity")
    pages = {student: page(copy, student) for student in ("ada", "farid")}
    shutil.rmtree(copy / "feedback")
    assert all(isinstance(event, Unchanged) for event in grade(copy))
    assert {student: page(copy, student) for student in pages} == pages


def test_what_nbgraders_own_road_has_graded_gets_the_same_page(
    course: Path, own: Path, tmp_path: Path
) -> None:
    root = Path(shutil.copytree(course, tmp_path / "course"))
    nbgrader(root, "autograde", "similarity")
    nbgrader(root, "generate_feedback", "similarity")
    assert {s: page(root, s) for s in ("ada", "farid")} == {
        s: page(own, s) for s in ("ada", "farid")
    }


def test_after_stock_autograde_the_page_is_stock_unless_something_is_held_back(
    course: Path, tmp_path: Path
) -> None:
    """Stock feedback shows the hidden tests."""
    root = Path(shutil.copytree(course, tmp_path / "course"))
    nbgrader(root, "autograde", "similarity", STOCK_AUTOGRADE, "--student", "farid")
    nbgrader(root, "generate_feedback", "similarity", "--student", "farid")
    assert SENTENCE in page(root, "farid")
    assert SECRET in page(root, "farid")
    set_reveal(root, "counterexamples")
    nbgrader(root, "generate_feedback", "similarity", "--student", "farid")
    assert is_ours(page(root, "farid"))
    assert "Only the marks are known here" in page(root, "farid")


def test_a_report_that_does_not_explain_the_marks_is_not_shown(copy: Path) -> None:
    """Somebody has graded by other means since."""
    with gradebook(copy) as book:
        grade = book.find_grade("dot-core", "similarity", "similarity", "farid")
        grade.auto_score = 0.125
        book.db.commit()
    nbgrader(copy, "generate_feedback", "similarity", "--student", "farid")
    assert SENTENCE in page(copy, "farid")


LATE = """
c.AssignLatePenalties.plugin_class = "penalty.HalfAPoint"
"""
PENALTY = """
from nbgrader.plugins import BasePlugin


class HalfAPoint(BasePlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return 0.5
"""


def make_due(root: Path, when: datetime | None) -> None:
    (root / "penalty.py").write_text(PENALTY)
    (root / "nbgrader_config.py").write_text((ROOT / "nbgrader_config.py").read_text() + LATE)
    with gradebook(root) as book:
        book.find_assignment("similarity").duedate = when
        book.db.commit()


def test_what_lateness_costs_is_on_the_page_in_the_run_that_finds_it_out(copy: Path) -> None:
    """And is gone from it in the one that takes it back."""
    for due, late in {datetime(2026, 2, 28): True, None: False}.items():
        make_due(copy, due)
        assert all(isinstance(event, Unchanged) for event in grade(copy))
        assert ("because it was handed in late" in page(copy, "ada")) == late


def test_what_lateness_cost_is_on_the_page_of_the_first_run(course: Path, tmp_path: Path) -> None:
    root = Path(shutil.copytree(course, tmp_path / "course"))
    make_due(root, datetime(2026, 2, 28))
    run(root, "-m", "autograder", "grade", "similarity", "--student", "ada")
    assert "0.5 points were taken off because it was handed in late" in page(root, "ada")
    assert "<strong>17.5</strong> <span>of 20 points" in page(root, "ada")


FORMGRADER = """\
import json
from nbgrader.apps import NbGraderAPI
from nbgrader.server_extensions.formgrader.formgrader import FormgradeExtension

server = FormgradeExtension()
server.initialize([])
server.load_config_file()
api = NbGraderAPI(server.coursedir, server.authenticator, parent=server)
with open("result.json", "w") as file:
    json.dump(api.generate_feedback("similarity", "ada"), file)
"""


def test_formgraders_button_writes_it_too(copy: Path) -> None:
    mark_by_hand(copy)
    (copy / "formgrader.py").write_text(FORMGRADER)
    path = os.pathsep.join([sysconfig.get_path("scripts"), os.environ["PATH"]])
    run(copy, "formgrader.py", PATH=path)
    result = json.loads((copy / "result.json").read_text())
    assert result["success"], result
    assert "Well put, <ada>!" in page(copy, "ada")


@pytest.mark.parametrize("by_nbgrader", [True, False])
def test_it_is_released_and_fetched(copy: Path, tmp_path: Path, by_nbgrader: bool) -> None:
    if by_nbgrader:
        nbgrader(copy, "generate_feedback", "similarity")
    exchange, cache = tmp_path / "exchange", tmp_path / "cache"
    exchange.mkdir(mode=0o777)
    exchange.chmod(0o777)
    where = (f"--Exchange.root={exchange}", f"--Exchange.cache={cache}")
    nbgrader(copy, "release_feedback", "similarity", *where)
    handed_in = cache / "word-vectors" / "ada+similarity+2026-03-01 12:00:00.000000 UTC"
    shutil.copytree(copy / "submitted" / "ada" / "similarity", handed_in)
    student = tmp_path / "student"
    student.mkdir()
    nbgrader(
        student, "fetch_feedback", "similarity", "--course", "word-vectors", *where,
        f"--Exchange.assignment_dir={student}",
    )  # fmt: skip
    (fetched,) = student.rglob("similarity.html")
    assert html.unescape(fetched.read_text(encoding="utf-8")) == page(copy, "ada")


def levels(root: Path) -> Iterator[tuple[Level, str]]:
    """farid's page at each level, by another run of ``autograder grade``."""
    for level in Level:
        set_reveal(root, {"": "everything", "similarity": level.name.lower()})
        assert all(isinstance(event, Unchanged) for event in grade(root))
        yield level, page(root, "farid")


def test_another_level_is_another_page_without_grading_anybody(copy: Path) -> None:
    found = dict(levels(copy))
    assert [level for level, text in found.items() if "Expected" in text] == [
        Level.COUNTEREXAMPLES, Level.EVERYTHING,
    ]  # fmt: skip
    assert "Held back on this page" in found[Level.MARKS]
    assert "Held back on this page" not in found[Level.EVERYTHING]


def test_a_date_that_has_passed_is_another_page(copy: Path) -> None:
    set_reveal(copy, {"similarity": {"": "marks", "2200-01-01T00:00Z": "everything"}})
    grade(copy)
    assert "From 1 January 2200, 00:00 (UTC) on" in page(copy, "farid")
    set_reveal(copy, {"similarity": {"": "marks", "2020-01-01T00:00Z": "everything"}})
    assert all(isinstance(event, Unchanged) for event in grade(copy))
    assert "Expected" in page(copy, "farid")


def test_what_cannot_be_read_is_one_sentence(copy: Path) -> None:
    set_reveal(copy, "answers")
    with pytest.raises(AssertionError, match="'answers' is no level"):
        nbgrader(copy, "generate_feedback", "similarity")
