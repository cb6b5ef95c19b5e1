"""Which of a student's submissions counts, on both roads: ``autograder grade`` and ``nbgrader
autograde``. The examiner is a fake: each submission says itself what the tests give it."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nbformat
import pytest
from traitlets.config import Config

from autograder.errors import CourseError
from autograder.examiner.worker import Examined
from autograder.feedback import Pages
from autograder.gradebook import history
from autograder.gradebook.course import Course
from autograder.gradebook.database import scripts_on_path
from autograder.gradebook.given import CellGiven, given
from autograder.gradebook.sheet import Row, read_sheet
from autograder.grading import road as nbgraders
from autograder.grading.document import Finisher
from autograder.grading.pool import Job
from autograder.grading.results import results
from autograder.grading.review import review
from autograder.grading.run import Run, Settings
from autograder.grading.store import opened
from autograder.grading.submission import Grader
from autograder.model import Cell, Submission, SubmissionReport
from tests.grading import test_run
from tests.grading.conftest import Examiner, api, edit, said
from tests.grading.test_run import Place

pytestmark = pytest.mark.filterwarnings("ignore:Object of type <Submitted:sqlalchemy.exc.SAWarning")

Rule = Callable[[dict[str, float]], dict[str, float]]
ON_TIME, LATE = "2026-01-10 11:00:00 UTC", "2026-01-10 13:00:00 UTC"
DUE = "2026-01-10 12:00:00 UTC"


class Telling(Examiner):
    """Gives what a comment in the submission says, as the present tests see it."""

    rule: Rule = staticmethod(lambda marks: marks)

    def __init__(self, *_: Any) -> None:
        super().__init__({}, said("run\n"))

    def examine(self, cells: Sequence[Cell], **more: Any) -> Examined:
        text = "\n".join(cell.source for cell in cells)
        found = re.search(r"# marks: (.*)", text)
        self.points = type(self).rule(json.loads(found[1]) if found else {})
        return super().examine(cells, **more)


class Workshop:
    """In the place of the worker process of nbgrader's road."""

    open = True

    def grade(self, job: Job, submission: Submission) -> SubmissionReport:
        grader = Grader(
            Telling(),  # type: ignore[arg-type]  # a fake
            job.assignment,
            limits=job.limits,
            finisher=Finisher(job.config),
            policy=job.policy,
        )
        return grader.grade(submission)


class Class:
    """A course with one student, ann, and a way to grade it."""

    def __init__(self, root: Path, road: str) -> None:
        self.root, self.road = root, road
        self.place = Place()
        self.settings: dict[str, dict[str, Any]] = {"Autograder": {"keep": "best"}}
        self.submitted = root / "submitted/ann/ps1"

    def collect(self, norm: float, squares: float, time: str = ON_TIME, *, secret: str) -> None:
        """As ``nbgrader collect --update`` does: what was there before is gone."""
        shutil.rmtree(self.submitted, ignore_errors=True)
        shutil.copytree(self.root / "release/ps1", self.submitted)
        marks = json.dumps({"test_norm": norm, "test_squares": squares})
        edit(self.submitted / "words.ipynb", "squares", source=f"squares = []\n# marks: {marks}")
        (self.submitted / "timestamp.txt").write_text(time)
        (self.submitted / "submission_secret.txt").write_text(secret)

    @property
    def course(self) -> Course:
        lines = [
            f"c.{section}.{name} = {value!r}\n"
            for section, traits in self.settings.items()
            for name, value in traits.items()
        ]
        head = 'c = get_config()\nc.CourseDirectory.course_id = "words101"\n'
        (self.root / "nbgrader_config.py").write_text(head + "".join(lines))
        return Course.open(self.root)

    def grade(self, **options: Any) -> None:
        if self.road == "autograder":
            publisher = Pages(self.course, "ps1")
            settings = Settings(
                gensim_data=None, workplace=self.place, unsafe=True, publisher=publisher, **options
            )
            events = list(Run.prepare(self.course, "ps1").grade_as(settings))
            assert [type(event).__name__ for event in events] != ["Failure"], events
            return
        config = Config(self.settings)
        config.Autograde.exporter_class = "autograder.grading.road.Exporter"
        self.nbgrader("autograde", config)

    def nbgrader(self, command: str, config: Config) -> None:
        with scripts_on_path():
            done = getattr(api(self.root, config), command)("ps1", "ann", force=False)
        assert done["success"], done["error"] + done["log"]

    def page(self) -> str:
        """The page of the first notebook, as nbgrader's own command has it written too."""
        config = Config(self.settings)
        config.GenerateFeedback.exporter_class = "autograder.feedback.road.Exporter"
        pages = self.root / "feedback/ann/ps1"
        ours = (pages / "words.html").read_text() if self.road == "autograder" else ""
        self.nbgrader("generate_feedback", config)
        theirs = (pages / "words.html").read_text()
        assert not ours or ours == theirs
        return theirs

    @property
    def row(self) -> Row:
        return next(row for row in read_sheet(self.course, "ps1").rows if row.student.id == "ann")

    @property
    def points(self) -> dict[str, float]:
        return {cell: mark.points for (_, cell), mark in self.row.cells.items() if mark.points}

    @property
    def entries(self) -> list[tuple[float, bool]]:
        return [(e.points, e.counts) for e in history.read(self.course, "ps1", "ann")]

    @contextmanager
    def gradebook(self) -> Iterator[Any]:
        from nbgrader.api import Gradebook

        with (
            scripts_on_path(),
            Gradebook(f"sqlite:///{self.root / 'gradebook.db'}", "words101") as book,
        ):
            yield book

    def due(self, **more: Any) -> None:
        with self.gradebook() as book:
            book.update_or_create_assignment("ps1", duedate=DUE, **more)


@pytest.fixture
def root(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(nbgraders, "_workshop", Workshop())
    monkeypatch.setattr(test_run, "Examiner", Telling)
    return Path(shutil.copytree(built, tmp_path / "course"))


@pytest.fixture
def ann(root: Path) -> Class:
    return Class(root, "autograder")


@pytest.fixture(params=["autograder", "nbgrader"])
def either(request: pytest.FixtureRequest, root: Path) -> Class:
    return Class(root, request.param)


def test_of_two_submissions_the_better_counts_in_the_gradebook_and_the_folder(
    either: Class,
) -> None:
    either.collect(2, 0, secret="first")
    either.grade()
    either.collect(1, 0, LATE, secret="second")
    either.grade()
    assert either.points == {"test_norm": 2}
    assert (either.row.points, f"{either.row.timestamp} UTC") == (2, ON_TIME)
    graded = (either.root / "autograded/ann/ps1/words.ipynb").read_text()
    assert '\\"test_norm\\": 2' in graded
    either.collect(2, 1, "2026-01-11 00:00:00 UTC", secret="third")
    either.grade()
    assert either.points == {"test_norm": 2, "test_squares": 1}
    assert either.entries == [(2, True), (1, False), (3, True)]


def test_by_default_the_last_counts(ann: Class) -> None:
    del ann.settings["Autograder"]
    ann.collect(2, 0, secret="first")
    ann.grade()
    ann.collect(1, 0, LATE, secret="second")
    ann.grade()
    assert ann.points == {"test_norm": 1}
    assert not (ann.root / "kept").exists()


def test_attempts_count_as_wholes_and_not_cell_by_cell(ann: Class) -> None:
    ann.collect(2, 0, secret="first")
    ann.grade()
    ann.collect(0, 1, LATE, secret="second")
    ann.grade()
    assert ann.points == {"test_norm": 2}


def without_a_test(ann: Class) -> None:
    path = ann.submitted / "words.ipynb"
    document = json.loads(path.read_text())
    document["cells"] = [
        cell
        for cell in document["cells"]
        if cell["metadata"].get("nbgrader", {}).get("grade_id") != "test_norm"
    ]
    path.write_text(json.dumps(document))


@pytest.mark.parametrize(("keep", "left"), [("last", {}), ("best", {"test_norm": 2})])
def test_who_hands_in_without_a_test_cell_keeps_its_mark_with_the_whole_attempt_alone(
    ann: Class, keep: str, left: dict[str, float]
) -> None:
    ann.settings["Autograder"]["keep"] = keep
    ann.collect(2, 0, secret="first")
    ann.grade()
    ann.collect(2, 1, LATE, secret="second")
    without_a_test(ann)
    ann.grade()
    assert ann.points == (left or {"test_squares": 1})


def test_the_page_says_that_an_earlier_one_counts_and_can_be_fetched_by_the_last(
    either: Class,
) -> None:
    either.collect(2, 1, secret="first")
    either.grade()
    assert "handed in again" not in either.page()
    either.collect(1, 0, LATE, secret="second")
    either.grade()
    page = either.page()
    assert "You handed in again on 10 January 2026 at 13:00 UTC. That got 1 of 15 points" in page
    assert "your earlier submission, which got 3" in page
    assert (either.root / "feedback/ann/ps1/submission_secret.txt").read_text() == "second"
    either.collect(2, 1, "2026-01-11 00:00:00 UTC", secret="third")
    edit(either.submitted / "words.ipynb", "draw", source="print('a house')")
    either.grade()
    assert "handed in again" not in either.page()


def test_marks_that_people_gave_stay_and_are_not_put_up_for_review_again(either: Class) -> None:
    either.collect(2, 1, secret="first")
    either.grade()
    with either.gradebook() as book:
        grade = book.find_grade("draw", "words", "ps1", "ann")
        grade.manual_score, grade.needs_manual_grade, grade.extra_credit = 3, False, 0.5
        book.find_comment("draw", "words", "ps1", "ann").manual_comment = "Fine."
        book.db.commit()
    either.collect(2, 0, LATE, secret="second")
    either.grade()
    either.grade()
    held = given(either.course, "ps1", ["ann"])["ann"].notebooks["words"]
    assert held.cells["draw"] == CellGiven(0.0, 3.0, 0.5, False, 3.0)
    assert held.comments == {"draw": "Fine."}
    assert either.row.points == 6.5


@pytest.mark.parametrize(
    ("plugin", "first", "second", "counts"),
    [
        # on time 1, late 3 of which nothing is left
        ({"penalty_method": "zero"}, 1, 2, (1, 0)),
        ({"penalty_method": "none"}, 1, 2, (2, 0)),
    ],
)
def test_lateness_is_taken_off_before_attempts_are_compared(
    either: Class, plugin: dict[str, Any], first: float, second: float, counts: tuple[float, float]
) -> None:
    either.settings["LateSubmissionPlugin"] = plugin
    either.due()
    either.collect(first, 0, secret="first")
    either.grade()
    either.collect(second, 0, LATE, secret="second")
    either.grade()
    assert (either.row.points, either.row.penalty) == counts


def test_an_extension_that_is_granted_later_counts(ann: Class) -> None:
    ann.settings["LateSubmissionPlugin"] = {"penalty_method": "zero"}
    ann.due()
    ann.collect(1, 0, secret="first")
    ann.grade()
    ann.collect(2, 0, LATE, secret="second")
    ann.grade()
    assert ann.row.points == 1
    with ann.gradebook() as book:
        book.grant_extension("ps1", "ann", hours=3)
    ann.grade()
    assert (ann.row.points, ann.row.penalty) == (2, 0)
    assert ann.entries == [(1, True), (2, False), (2, True)]


def test_the_same_work_again_changes_nothing_and_other_work_of_the_same_worth_counts(
    ann: Class,
) -> None:
    ann.collect(2, 0, secret="first")
    ann.grade()
    ann.collect(2, 0, LATE, secret="second")
    ann.grade()
    assert f"{ann.row.timestamp} UTC" == ON_TIME
    edit(ann.submitted / "words.ipynb", "draw", source="print('a house')")
    (ann.submitted / "timestamp.txt").write_text("2026-01-11 00:00:00 UTC")
    ann.grade()
    assert f"{ann.row.timestamp} UTC" == "2026-01-11 00:00:00 UTC"


def test_after_a_changed_test_both_are_compared_by_the_present_tests(
    ann: Class, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann.collect(2, 0, secret="first")
    ann.grade()
    ann.collect(0, 1, LATE, secret="second")
    ann.grade()
    assert ann.points == {"test_norm": 2}
    monkeypatch.setattr(Telling, "rule", staticmethod(lambda marks: marks | {"test_norm": 0.5}))
    test_run.hidden_test(ann.root)
    ann.grade()
    assert ann.points == {"test_norm": 0.5, "test_squares": 1}
    assert ann.entries[-1] == (1.5, True)


def test_a_notebook_that_the_last_submission_lacks_counts_with_the_earlier_one(
    either: Class,
) -> None:
    either.collect(0, 0, secret="first")
    edit(either.submitted / "essay.ipynb", "opinion", source="A sign.")
    edit(either.submitted / "words.ipynb", "squares", source='# marks: {"test_norm": 2}')
    either.grade()
    notebook = either.root / "autograded/ann/ps1/words.ipynb"
    before = nbformat.read(notebook, as_version=4)
    either.collect(0, 0, LATE, secret="second")
    (either.submitted / "words.ipynb").unlink()
    either.grade()
    assert either.points["test_norm"] == 2
    assert nbformat.read(notebook, as_version=4) == before


def test_the_best_of_some_notebooks_is_refused(either: Class) -> None:
    either.collect(2, 0, secret="first")
    if either.road == "autograder":
        with pytest.raises(CourseError, match="compared as wholes"):
            Run.prepare(either.course, "ps1", notebooks=["words"])
        return
    config = Config(either.settings)
    config.Autograde.exporter_class = "autograder.grading.road.Exporter"
    config.CourseDirectory.notebook_id = "words"
    with scripts_on_path():
        done = api(either.root, config).autograde("ps1", "ann")
    assert "compared as wholes" in done["log"] + done["error"]


@pytest.fixture
def twice(root: Path) -> Class:
    """Graded twice by ``autograder grade``; the first submission counts."""
    ann = Class(root, "autograder")
    ann.collect(2, 0, secret="first")
    ann.grade()
    ann.collect(1, 0, LATE, secret="second")
    ann.grade()
    return ann


def files(root: Path) -> Mapping[str, int]:
    folders = [root / name for name in ("autograded", "feedback", "kept")]
    paths = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    return {str(path): path.stat().st_mtime_ns for path in paths}


def test_a_run_that_finds_all_as_it_was_grades_and_writes_nothing(twice: Class) -> None:
    before, entries, graded = files(twice.root), twice.entries, twice.place.graded.total()
    twice.grade()
    assert (files(twice.root), twice.entries) == (before, entries)
    assert twice.place.graded.total() == graded == 2


def test_what_is_forgotten_is_found_again(twice: Class) -> None:
    """Marks do not depend on the memory of results."""
    shutil.rmtree(twice.root / ".autograder")
    twice.grade()
    assert twice.points == {"test_norm": 2}
    assert twice.place.graded.total() == 4


def test_forced_both_are_graded_anew(twice: Class) -> None:
    twice.grade(force=True)
    assert twice.place.graded.total() == 4
    assert twice.points == {"test_norm": 2}


def test_a_look_ahead_and_what_is_known_speak_of_what_counts(twice: Class) -> None:
    run = Run.prepare(twice.course, "ps1")
    settings = Settings(gensim_data=None, workplace=twice.place, unsafe=True, trial=True)
    found = [event.report for event in run.grade_as(settings)]  # type: ignore[union-attr]
    assert not list(review(run, settings, found))
    with opened(twice.root) as store:
        (result,) = results(store, "ps1", ["ann"])
    assert result.report is not None
    assert result.report.passed_over is not None
    assert result.address == run.addresses(["ann"], settings)["ann"].whole


def test_a_former_submission_that_cannot_be_read_costs_no_mark(twice: Class) -> None:
    (twice.root / "kept/ann/ps1/submission").write_bytes(b"?")
    run = Run.prepare(twice.course, "ps1")
    events = list(run.grade(gensim_data=None, workplace=twice.place, unsafe=True))
    assert [type(event).__name__ for event in events] == ["Failure"]
    assert twice.points == {"test_norm": 2}


def test_a_course_that_turns_to_the_last_has_the_last(twice: Class) -> None:
    twice.settings["Autograder"]["keep"] = "last"
    twice.grade()
    assert twice.points == {"test_norm": 1}
    assert "handed in again" not in twice.page()
