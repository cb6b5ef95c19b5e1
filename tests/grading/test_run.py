"""Runs on a small real course: what is graded, and what is known. The workers are fakes that run
nothing and count; ``tests/course`` has the real ones."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from autograder import feedback
from autograder.errors import CourseError, InfrastructureError, NoSubmissions
from autograder.gradebook.course import Course
from autograder.gradebook.marks import marks
from autograder.gradebook.standing import Standings
from autograder.grading import looks
from autograder.grading.document import Finisher
from autograder.grading.handed_in import HandedIn
from autograder.grading.packing import Packed, pack, unpack_submission
from autograder.grading.pool import Job, Order
from autograder.grading.run import Event, Failure, Run, Unchanged
from autograder.grading.submission import Grader
from autograder.model import SubmissionReport
from tests.grading.conftest import Examiner, edit, hand_in, said

pytestmark = pytest.mark.filterwarnings("ignore:Object of type <Submitted:sqlalchemy.exc.SAWarning")


class Workers(Executor):
    """Grades at once, in this process."""

    def __init__(self, place: Place, order: Order) -> None:
        import pickle

        self._place, self._order = place, order
        job: Job = pickle.loads(order.data)
        self._grader = Grader(
            Examiner(place.points, said("run\n")),  # type: ignore[arg-type]  # a fake
            job.assignment,
            limits=job.limits,
            finisher=Finisher(job.config),
            policy=job.policy,
        )

    def submit(self, fn: Any, /, *args: Any, **_: Any) -> Future[Any]:
        key, data = args
        assert key == self._order.key
        submission = unpack_submission(data)
        self._place.graded[submission.student] += 1
        future: Future[Packed] = Future()
        fault = self._place.faults(submission.student)
        if fault is None:
            future.set_result(pack(self._grader.grade(submission)))
        else:
            future.set_exception(fault)
        return future


class Place:
    """A workplace."""

    def __init__(self) -> None:
        self.workers = 2
        self.points: dict[str, float] = {}
        self.graded: Counter[str] = Counter()
        self.made = 0
        self.open = 0
        self.faults: Callable[[str], Exception | None] = lambda student: None

    def try_sandbox(self) -> None:
        pass

    @contextmanager
    def executor(self, order: Order) -> Iterator[Executor]:
        self.made += 1
        self.open += 1
        try:
            yield Workers(self, order)
        finally:
            self.open -= 1


@pytest.fixture(autouse=True)
def quick_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was handed in a moment ago is not read again where it looks the same."""
    monkeypatch.setattr(looks, "_TICK", 0)


@pytest.fixture
def place() -> Place:
    return Place()


@pytest.fixture
def root(built: Path, tmp_path: Path) -> Path:
    """A course to which ann, bob and eve have handed in: ann and bob the same."""
    course = tmp_path / "course"
    shutil.copytree(built, course)
    for student in ("ann", "bob", "eve"):
        hand_in(course, student)
    change(course, "eve", "squares = [0, 1, 4, 9, 16]")
    return course


def change(root: Path, student: str, code: str) -> None:
    edit(root / "submitted" / student / "ps1" / "words.ipynb", "squares", source=code)


def run(
    root: Path,
    place: Place,
    *,
    students: tuple[str, ...] = (),
    notebooks: tuple[str, ...] = (),
    **options: Any,
) -> dict[str, Event]:
    options.setdefault("publisher", Pages(root))
    prepared = Run.prepare(Course.open(root), "ps1", students=students, notebooks=notebooks)
    events = list(prepared.grade(gensim_data=None, workplace=place, unsafe=True, **options))
    return {(e.student if isinstance(e, Failure) else _report(e).student): e for e in events}


def _report(event: SubmissionReport | Unchanged) -> SubmissionReport:
    return event.report if isinstance(event, Unchanged) else event


def kinds(events: dict[str, Event]) -> dict[str, str]:
    return {student: type(event).__name__ for student, event in events.items()}


ALL_KNOWN = dict.fromkeys(("ann", "bob", "eve"), "Unchanged")


def autograded(root: Path) -> dict[str, bytes]:
    files = (root / "autograded").rglob("*.*")
    return {str(f.relative_to(root)): f.read_bytes() for f in files if f.is_file()}


@contextmanager
def gradebook(root: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(root / "gradebook.db")) as connection, connection:
        yield connection


def recorded(root: Path) -> dict[str, float]:
    return {s: mark.points for s, mark in marks(Course.open(root), "ps1").items()}


def test_the_same_is_graded_once_and_recorded_for_each(root: Path, place: Place) -> None:
    events = run(root, place)
    assert place.graded.total() == 2
    assert place.graded["eve"] == 1
    assert recorded(root) == {"ann": 3, "bob": 3, "eve": 3}
    assert isinstance(events["ann"], SubmissionReport)
    assert isinstance(events["bob"], SubmissionReport)
    assert events["ann"].notebooks == events["bob"].notebooks
    ours = autograded(root)
    assert ours["autograded/ann/ps1/words.ipynb"] == ours["autograded/bob/ps1/words.ipynb"]
    assert "autograded/ann/ps1/data.csv" in ours


def test_a_second_run_grades_nothing_and_starts_nothing(root: Path, place: Place) -> None:
    run(root, place)
    before, times = autograded(root), mtimes(root)
    again = Place()
    events = run(root, again)
    assert kinds(events) == ALL_KNOWN
    assert (again.graded.total(), again.made) == (0, 0)
    assert (autograded(root), mtimes(root)) == (before, times)
    assert all(_report(e).mark.points == 3 for e in events.values() if not isinstance(e, Failure))


class Watched:
    """What a run reads."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.submissions: list[str] = []
        self.marks: list[str] = []
        read, of = HandedIn.read, Standings.of

        def reading(handed_in: HandedIn, student: str) -> Any:
            self.submissions.append(student)
            return read(handed_in, student)

        def asking(standing: Standings, students: Sequence[str]) -> Any:
            self.marks += students
            return of(standing, students)

        monkeypatch.setattr(HandedIn, "read", reading)
        monkeypatch.setattr(Standings, "of", asking)


def test_what_nobody_has_touched_is_not_read_again(
    root: Path, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither submissions nor marks; and so after a run that had one of them to grade."""
    run(root, place)
    watched = Watched(monkeypatch)
    assert kinds(run(root, place)) == ALL_KNOWN
    assert (watched.submissions, watched.marks) == ([], [])
    change(root, "bob", "squares = []")
    assert kinds(run(root, place)) == ALL_KNOWN | {"bob": "SubmissionReport"}
    assert set(watched.submissions) == {"bob"}
    assert watched.marks == ["bob"]
    watched.submissions.clear()
    watched.marks.clear()
    assert kinds(run(root, place)) == ALL_KNOWN
    assert (watched.submissions, watched.marks) == ([], [])


def test_marks_are_read_where_somebody_has_written(
    root: Path, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(root, place)
    mark_by_hand(root)
    watched = Watched(monkeypatch)
    for wanted in (["ann", "bob", "eve"], []):
        run(root, place)
        assert watched.marks == wanted
        watched.marks.clear()


def test_marks_are_read_where_penalties_are_the_courses_own(
    root: Path, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its plugin may say something else each time."""
    config = root / "nbgrader_config.py"
    plugin = "nbgrader.plugins.LateSubmissionPlugin"
    config.write_text(config.read_text() + f"c.AssignLatePenalties.plugin_class = '{plugin}'\n")
    run(root, place)
    watched = Watched(monkeypatch)
    run(root, place)
    assert watched.marks == ["ann", "bob", "eve"]


def test_submissions_are_read_where_somebody_else_grades(
    root: Path, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who may not be able to read what the first could."""
    run(root, place)
    watched = Watched(monkeypatch)
    monkeypatch.setattr("os.getgroups", lambda: [12345])
    assert kinds(run(root, place)) == ALL_KNOWN
    assert watched.submissions == ["ann", "bob", "eve"]


def test_pages_of_whom_people_have_written_to_are_looked_at_after_recording(
    root: Path, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They were written before the marks were."""
    pages = Pages(root)
    pages.touched = lambda students: {"eve"}.intersection(students)  # type: ignore[method-assign]
    run(root, place, publisher=pages)
    watched = Watched(monkeypatch)
    run(root, place, publisher=pages)
    assert watched.marks == ["eve"]


def test_pages_that_all_say_something_else_are_written_again(root: Path, place: Place) -> None:
    """As when the time has come to reveal more."""
    pages = Pages(root)
    run(root, place, publisher=pages)
    pages.published.clear()
    pages.framed = b"another"
    pages.decided = dict.fromkeys(["ann", "bob", "eve"], b"another")
    run(root, place, publisher=pages)
    assert sorted(pages.published) == ["ann", "bob", "eve"]


def mtimes(root: Path, folder: str = "autograded") -> dict[str, int]:
    files = (root / folder).rglob("*.*")
    return {str(path): path.stat().st_mtime_ns for path in files}


def test_a_changed_submission_is_graded_and_no_other(root: Path, place: Place) -> None:
    run(root, place)
    change(root, "bob", "squares = []")
    again = Place()
    again.points = {"test_squares": 0.0}
    assert kinds(run(root, again)) == ALL_KNOWN | {"bob": "SubmissionReport"}
    assert again.graded == {"bob": 1}
    assert recorded(root) == {"ann": 3, "bob": 2, "eve": 3}


def test_a_submission_that_is_as_before_again_gets_what_it_had(root: Path, place: Place) -> None:
    """And the files that go with it."""
    run(root, place)
    before = autograded(root)
    change(root, "eve", "squares = []")
    worse = Place()
    worse.points = {"test_squares": 0.0}
    run(root, worse)
    assert recorded(root)["eve"] == 2
    change(root, "eve", "squares = [0, 1, 4, 9, 16]")
    again = Place()
    assert kinds(run(root, again)) == ALL_KNOWN
    assert again.graded.total() == 0
    assert recorded(root)["eve"] == 3
    assert autograded(root) == before


def hidden_test(root: Path) -> None:
    with gradebook(root) as connection:
        connection.execute("UPDATE source_cell SET source = 'assert 0' WHERE name = 'test_norm'")


def limit(root: Path) -> None:
    config = root / "nbgrader_config.py"
    config.write_text(config.read_text() + "c.Autograder.call_seconds = 7\n")


def data_file(root: Path) -> None:
    (root / "source/ps1/data.csv").write_text("9,9\n")


def solution(root: Path) -> None:
    edit(root / "source/ps1/words.ipynb", "squares", source="squares, cubes = [16], []")


@pytest.mark.parametrize("touch", [hidden_test, limit, data_file, solution])
def test_other_tests_grade_everybody(
    root: Path, place: Place, touch: Callable[[Path], None]
) -> None:
    run(root, place)
    touch(root)
    assert set(kinds(run(root, place)).values()) == {"SubmissionReport"}
    assert place.graded == {"ann": 2, "eve": 2}


def test_forced_it_grades_anew_each_content_once(root: Path, place: Place) -> None:
    run(root, place)
    place.points = {"test_norm": 1.0}
    assert set(kinds(run(root, place, force=True)).values()) == {"SubmissionReport"}
    assert place.graded.total() == 4
    assert recorded(root) == {"ann": 2, "bob": 2, "eve": 2}
    assert kinds(run(root, place)) == ALL_KNOWN
    assert recorded(root) == {"ann": 2, "bob": 2, "eve": 2}


ALTERED = {
    "a mark": "UPDATE grade SET auto_score = 1 WHERE auto_score = 2",
    "a flag": "UPDATE grade SET needs_manual_grade = 1",
    "a comment": "UPDATE comment SET auto_comment = 'well done'",
    "grades deleted": "DELETE FROM grade",
    "comments deleted": "DELETE FROM comment",
    "notebooks deleted": "DELETE FROM submitted_notebook",
    "submissions deleted": "DELETE FROM submitted_assignment",
}


@pytest.mark.parametrize("name", ALTERED)
def test_what_was_altered_in_the_gradebook_is_recorded_again(
    root: Path, place: Place, name: str
) -> None:
    run(root, place)
    before = rows(root)
    with gradebook(root) as connection:
        assert connection.execute(ALTERED[name]).rowcount
    assert rows(root) != before
    assert kinds(run(root, place)) == ALL_KNOWN
    assert rows(root) == before
    assert place.graded.total() == 2


def rows(root: Path) -> list[tuple[object, ...]]:
    query = (
        "SELECT student_id, base_cell.name, auto_score, needs_manual_grade, auto_comment"
        " FROM submitted_assignment s JOIN submitted_notebook n ON n.assignment_id = s.id"
        " LEFT JOIN base_cell ON base_cell.notebook_id = n.notebook_id"
        " LEFT JOIN grade g ON g.notebook_id = n.id AND g.cell_id = base_cell.id"
        " LEFT JOIN comment c ON c.notebook_id = n.id AND c.cell_id = base_cell.id"
        " ORDER BY 1, 2"
    )
    with gradebook(root) as connection:
        return connection.execute(query).fetchall()


def mark_by_hand(root: Path) -> None:
    with gradebook(root) as connection:
        connection.execute(
            "UPDATE grade SET manual_score = 4, extra_credit = 1, needs_manual_grade = 0"
        )


def test_what_a_person_decided_stays_and_needs_no_second_look(root: Path, place: Place) -> None:
    run(root, place)
    mark_by_hand(root)
    before = rows(root)
    assert kinds(run(root, place)) == ALL_KNOWN
    assert rows(root) == before


def test_another_gradebook_gets_all_marks(root: Path, place: Place, built: Path) -> None:
    run(root, place)
    shutil.copy(built / "gradebook.db", root)
    assert kinds(run(root, place)) == ALL_KNOWN
    assert recorded(root) == {"ann": 3, "bob": 3, "eve": 3}


def test_a_due_date_that_was_set_later_counts(root: Path, place: Place) -> None:
    config = root / "nbgrader_config.py"
    config.write_text(config.read_text() + "c.LateSubmissionPlugin.penalty_method = 'zero'\n")
    stamp = root / "submitted/eve/ps1/timestamp.txt"
    stamp.write_text("2026-02-02 00:00:00 UTC")
    run(root, place)
    assert recorded(root)["eve"] == 3
    with gradebook(root) as connection:
        connection.execute("UPDATE assignment SET duedate = '2026-02-01 00:00:00.000000'")
    assert kinds(run(root, place)) == ALL_KNOWN
    assert recorded(root) == {"ann": 3, "bob": 3, "eve": 0}
    with gradebook(root) as connection:
        connection.execute("UPDATE assignment SET duedate = NULL")
    run(root, place)
    assert recorded(root)["eve"] == 3


def test_pages_say_what_lateness_costs_and_no_longer_when_it_costs_nothing(
    root: Path, place: Place
) -> None:
    """Each in the run that finds it out, though pages are written before marks are recorded."""
    config = root / "nbgrader_config.py"
    config.write_text(config.read_text() + "c.LateSubmissionPlugin.penalty_method = 'zero'\n")
    with gradebook(root) as connection:
        connection.execute("UPDATE assignment SET duedate = '2026-02-01 00:00:00.000000'")
    for day, late in (("2026-02-02", True), ("2026-01-31", False), ("2026-02-03", True)):
        (root / "submitted/eve/ps1/timestamp.txt").write_text(f"{day} 00:00:00 UTC")
        run(root, place, publisher=feedback.Pages(Course.open(root), "ps1"))
        pages = [page.read_text() for page in (root / "feedback/eve").rglob("*.html")]
        assert any("it was handed in late" in page for page in pages) is late


def removed(file: Path) -> None:
    file.unlink()


def edited(file: Path) -> None:
    file.chmod(0o644)
    file.write_bytes(b"{}")


class Pages:
    """Writes a page for each student, and notes for whom."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.published: list[str] = []
        self.decided: dict[str, bytes] = {}
        self.prepared: set[str] = set()
        self.framed = b"frame"

    def refresh(self) -> None:
        pass

    def prepare(self, students: Sequence[str]) -> None:
        self.prepared.update(students)

    def frame(self) -> bytes:
        return self.framed

    def touched(self, students: Sequence[str]) -> Collection[str]:
        return ()

    def decides(self, report: SubmissionReport) -> bytes:
        assert report.student in self.prepared
        return self.decided.get(report.student, b"")

    def publish(self, report: SubmissionReport) -> list[Path]:
        assert report.student in self.prepared
        self.published.append(report.student)
        page = self.root / "feedback" / report.student / "ps1" / "page.html"
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(str(report.mark) + (report.notebooks[-1].document or ""))
        return [page]


@pytest.mark.parametrize("harm", [removed, edited])
@pytest.mark.parametrize("file", ["autograded/ann/ps1/words.ipynb", "feedback/ann/ps1/page.html"])
def test_a_file_that_is_not_as_written_is_written_again(
    root: Path, place: Place, harm: Callable[[Path], None], file: str
) -> None:
    pages = Pages(root)
    run(root, place, publisher=pages)
    before = (root / file).read_bytes()
    harm(root / file)
    pages.published.clear()
    assert kinds(run(root, place, publisher=pages)) == ALL_KNOWN
    assert (root / file).read_bytes() == before
    assert pages.published == ["ann"]
    assert place.graded.total() == 2


def test_pages_that_were_never_written_are(root: Path, place: Place) -> None:
    run(root, place, publisher=None)
    pages = Pages(root)
    run(root, place, publisher=pages)
    assert sorted(pages.published) == ["ann", "bob", "eve"]


def test_pages_that_would_say_something_else_now_are_written_again(
    root: Path, place: Place
) -> None:
    """And nobody is graded for it."""
    pages = Pages(root)
    run(root, place, publisher=pages)
    pages.published.clear()
    pages.decided["ann"] = b"a person has marked"
    mark_by_hand(root)
    assert kinds(run(root, place, publisher=pages)) == ALL_KNOWN
    assert pages.published == ["ann"]
    pages.published.clear()
    run(root, place, publisher=pages)
    assert pages.published == []
    assert place.graded.total() == 2


def test_pages_that_would_say_the_same_stay(root: Path, place: Place) -> None:
    """Students' own pages, which are written before marks are recorded."""
    pages = feedback.Pages(Course.open(root), "ps1")
    run(root, place, publisher=pages)
    before = mtimes(root, "feedback")
    assert len(before) >= 3
    assert kinds(run(root, place, publisher=pages)) == ALL_KNOWN
    assert mtimes(root, "feedback") == before


def test_without_the_store_all_is_graded_and_right(
    root: Path, place: Place, caplog: pytest.LogCaptureFixture
) -> None:
    run(root, place)
    (root / ".autograder/results.db").write_bytes(b"no database" * 1000)
    again = Place()
    events = run(root, again)
    assert set(kinds(events).values()) == {"SubmissionReport"}
    assert again.graded.total() == 2
    assert recorded(root) == {"ann": 3, "bob": 3, "eve": 3}
    assert "Marks do not depend on it" in caplog.text


def test_only_the_students_that_are_named(root: Path, place: Place) -> None:
    hand_in(root, "team-1")
    hand_in(root, "team-2")
    assert set(run(root, place, students=("team-*", "eve"))) == {"team-1", "team-2", "eve"}
    with pytest.raises(NoSubmissions, match="by crew-"):
        run(root, place, students=("team-*", "crew-*"))


def test_only_the_notebook_that_is_named(root: Path, place: Place) -> None:
    """Files and marks of the other stay as they are."""
    run(root, place)
    essay = root / "autograded/eve/ps1/essay.ipynb"
    essay.chmod(0o644)
    essay.write_bytes(b"the old one")
    with gradebook(root) as connection:
        connection.execute("UPDATE grade SET auto_score = 0.5")
    edit(root / "submitted/eve/ps1/essay.ipynb", "opinion", source="A long essay.")
    place.points = {"test_squares": 0.0}
    change(root, "eve", "squares = []")
    events = run(root, place, students=("eve",), notebooks=("wor*",))
    assert isinstance(events["eve"], SubmissionReport)
    assert [notebook.name for notebook in events["eve"].notebooks] == ["words"]
    assert events["eve"].problems == ()
    assert essay.read_bytes() == b"the old one"
    scores = {row[1]: row[2] for row in rows(root) if row[0] == "eve" and row[2] is not None}
    assert (scores["test_norm"], scores["test_squares"]) == (2, 0)
    assert scores["opinion"] == scores["cluster"] == 0.5
    assert place.graded["eve"] == 2


def test_a_notebook_that_does_not_exist(root: Path, place: Place) -> None:
    with pytest.raises(CourseError, match="has no notebook poems"):
        run(root, place, notebooks=("poems",))


def test_one_notebook_first_and_all_later(root: Path, place: Place) -> None:
    """A row that was made and not graded is no mark."""
    run(root, place, notebooks=("words",))
    assert not (root / "autograded/ann/ps1/essay.ipynb").exists()
    events = run(root, place)
    assert set(kinds(events).values()) == {"SubmissionReport"}
    assert (root / "autograded/ann/ps1/essay.ipynb").exists()
    assert json.loads((root / "autograded/ann/ps1/words.ipynb").read_text())["nbformat"] == 4


def failing(times: int, fault: type[Exception], *students: str) -> Callable[[str], Any]:
    left = Counter(dict.fromkeys(students, times))

    def faults(student: str) -> Exception | None:
        left[student] -= 1
        return fault("the disk is full") if left[student] >= 0 else None

    return faults


@pytest.mark.parametrize("fault", [OSError, BrokenExecutor])
def test_what_fails_on_our_side_is_tried_again(
    root: Path, place: Place, fault: type[Exception]
) -> None:
    place.faults = failing(2, fault, "ann", "bob", "eve")
    assert set(kinds(run(root, place)).values()) == {"SubmissionReport"}
    assert recorded(root) == {"ann": 3, "bob": 3, "eve": 3}
    assert place.open == 0


@pytest.mark.parametrize("fault", [OSError, BrokenExecutor])
def test_what_fails_each_time_is_listed_costs_no_mark_and_is_not_kept(
    root: Path, place: Place, fault: type[Exception]
) -> None:
    run(root, place)
    change(root, "eve", "squares = 'other'")
    place.faults = failing(3, fault, "eve")
    events = run(root, place)
    assert kinds(events) == ALL_KNOWN | {"eve": "Failure"}
    assert recorded(root)["eve"] == 3
    assert kinds(run(root, place)) == ALL_KNOWN | {"eve": "SubmissionReport"}


def test_who_breaks_the_workers_takes_nobody_along(root: Path, place: Place) -> None:
    """Those who were at work beside them are tried alone, and are not to blame."""
    for number in range(6):
        hand_in(root, f"s{number}")
        change(root, f"s{number}", f"squares = {number}")
    place.faults = failing(99, BrokenExecutor, "s3")
    events = run(root, place)
    assert [s for s, kind in kinds(events).items() if kind == "Failure"] == ["s3"]
    assert recorded(root) == dict.fromkeys(set(events) - {"s3"}, 3)


def test_where_no_worker_lasts_the_run_ends(root: Path, place: Place) -> None:
    for number in range(20):
        hand_in(root, f"s{number}")
        change(root, f"s{number}", f"squares = {number}")
    place.faults = lambda student: BrokenExecutor("no memory")
    with pytest.raises(InfrastructureError, match="times without a result"):
        run(root, place)
    assert place.open == 0


def test_a_disk_that_refuses_ends_the_run_and_the_next_goes_on(root: Path, place: Place) -> None:
    (root / "autograded").write_text("a file where the folder should be")
    with pytest.raises(InfrastructureError, match="could not be written"):
        run(root, place)
    assert recorded(root) == {}
    (root / "autograded").unlink()
    assert set(run(root, place)) == {"ann", "bob", "eve"}
    assert recorded(root) == {"ann": 3, "bob": 3, "eve": 3}
    assert place.graded.total() == 2


def test_one_folder_that_refuses_is_listed(root: Path, place: Place) -> None:
    (root / "autograded").mkdir()
    (root / "autograded/eve").write_text("a file where the folder should be")
    assert kinds(run(root, place))["eve"] == "Failure"
    assert recorded(root) == {"ann": 3, "bob": 3}


def test_stopped_in_the_middle_it_has_recorded_what_it_yielded(root: Path, place: Place) -> None:
    for number in range(10):
        hand_in(root, f"s{number}")
        change(root, f"s{number}", f"squares = {number}")
    events = Run.prepare(Course.open(root), "ps1").grade(
        gensim_data=None, workplace=place, unsafe=True
    )
    yielded = [next(events) for _ in range(5)]
    events.close()
    assert set(recorded(root)) == {e.student for e in yielded if isinstance(e, SubmissionReport)}
    assert place.open == 0
    done = set(recorded(root))
    run(root, place)
    assert all(place.graded[student] <= 1 for student in done)
    assert set(recorded(root)) == {"ann", "bob", "eve", *(f"s{n}" for n in range(10))}


def test_little_is_held_of_a_large_class(root: Path, place: Place) -> None:
    """Submissions that wait for a worker are few, however many there are."""
    for number in range(30):
        hand_in(root, f"s{number}")
        change(root, f"s{number}", f"squares = {number}")
    waiting: list[int] = []
    real = Workers.submit

    class Slow(Workers):
        """Answers when it is asked for the third time."""

        held: list[tuple[Future[Any], Any]] = []  # noqa: RUF012  # one for all, as a queue is

        def submit(self, fn: Any, /, *args: Any, **_: Any) -> Future[Any]:
            future: Future[Any] = Future()
            self.held.append((future, args))
            waiting.append(len(self.held))
            if len(self.held) >= 4:
                while self.held:
                    other, given = self.held.pop()
                    other.set_result(real(self, fn, *given).result())
            return future

    @contextmanager
    def executor(order: Order) -> Iterator[Executor]:
        yield Slow(place, order)

    place.executor = executor  # type: ignore[method-assign]
    events = Run.prepare(Course.open(root), "ps1", students=[f"s{n}" for n in range(28)]).grade(
        gensim_data=None, workplace=place, unsafe=True
    )
    assert len(list(events)) == 28
    assert max(waiting) == 2 * place.workers
