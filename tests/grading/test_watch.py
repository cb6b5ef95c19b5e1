"""A run that watches: what arrives is graded, soon and whole. The workers are fakes."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from autograder.errors import InfrastructureError
from autograder.gradebook.course import Course
from autograder.gradebook.marks import marks
from autograder.gradebook.recording import Recorder
from autograder.grading.arrivals import Arrivals
from autograder.grading.run import Arrived, Event, Failure, Run, Settings, Unchanged
from tests.grading.conftest import edit, hand_in
from tests.grading.test_run import Place

pytestmark = pytest.mark.filterwarnings("ignore:Object of type <Submitted:sqlalchemy.exc.SAWarning")


@pytest.fixture
def root(built: Path, tmp_path: Path) -> Path:
    course = tmp_path / "course"
    shutil.copytree(built, course)
    return course


def said(event: Event | Arrived) -> str:
    if isinstance(event, Arrived):
        return f"arrived {' '.join(event.students)}"
    if isinstance(event, Failure):
        return f"failed {event.student}"
    if isinstance(event, Unchanged):
        return f"known {event.report.student}"
    return f"graded {event.student}"


def watch(root: Path, place: Place, *pauses: Callable[[], object]) -> list[str]:
    """What is said while, at each pause, one of these things happens; then a person stops it."""
    left = iter(pauses)

    def pause(seconds: float) -> None:
        happens = next(left, None)
        if happens is None:
            raise KeyboardInterrupt
        happens()

    run = Run.prepare(Course.open(root), "ps1", early=True)
    events = run.watch(
        Settings(gensim_data=None, workplace=place, unsafe=True), pause=pause
    )  # fmt: skip
    return list(until_stopped(events))


def until_stopped(events: Iterator[Event | Arrived]) -> Iterator[str]:
    try:
        for event in events:
            yield said(event)
    except KeyboardInterrupt:
        return


def nothing() -> None:
    """A pause in which nothing happens."""


def test_what_arrives_is_graded_and_recorded_at_once(root: Path) -> None:
    place = Place()
    recorded: list[int] = []

    def look() -> None:
        recorded.append(len(marks(Course.open(root), "ps1")))

    heard = watch(root, place, lambda: hand_in(root, "ann"), nothing, look, nothing)
    assert heard == ["arrived ann", "graded ann"]
    assert recorded == [1]
    assert place.made == 1
    assert place.open == 0


def test_who_was_there_before_comes_first_and_only_changes_come_again(root: Path) -> None:
    place = Place()
    hand_in(root, "ann")
    hand_in(root, "bob")

    def change() -> None:
        edit(root / "submitted/bob/ps1/words.ipynb", "squares", source="squares = []")

    heard = watch(root, place, nothing, nothing, change, nothing, nothing)
    assert heard == ["arrived ann bob", "graded ann", "graded bob", "arrived bob", "graded bob"]
    assert place.made == 1, "the workers stay"


def test_who_is_still_copying_is_not_disturbed(root: Path) -> None:
    def more() -> None:
        file = root / "submitted/ann/ps1/data.bin"
        with file.open("ab") as stream:
            stream.write(b"x" * 1000)

    heard = watch(root, Place(), lambda: hand_in(root, "ann"), more, more, nothing, nothing)
    assert heard == ["arrived ann", "graded ann"]


def test_tests_that_change_meanwhile_grade_everybody(root: Path) -> None:
    hand_in(root, "ann")
    place = Place()
    heard = watch(
        root,
        place,
        nothing,
        lambda: (root / "source/ps1/data.csv").write_text("9\n"),
        nothing,
    )
    assert heard == ["arrived ann", "graded ann"] * 2
    assert place.made == 2, "the old workers knew the old tests"


def test_trouble_is_said_and_tried_again(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As when somebody else holds the gradebook."""
    hand_in(root, "ann")
    place = Place()
    real = Recorder.record
    times = iter(range(2))

    def record(self: object, *told: object) -> None:
        if next(times, None) is not None:
            raise InfrastructureError("The gradebook is locked.")
        real(self, *told)  # type: ignore[arg-type]  # as it was called

    monkeypatch.setattr(Recorder, "record", record)
    heard = watch(root, place, *[nothing] * 9)
    assert heard[:4] == ["arrived ann", "failed ", "arrived ann", "failed "]
    assert heard[4:] == ["arrived ann", "known ann"]
    assert len(marks(Course.open(root), "ps1")) == 1
    assert place.graded["ann"] == 1


def test_arrivals_see_contents_that_have_the_same_size(tmp_path: Path) -> None:
    folder = tmp_path / "ann"
    (folder / "deep").mkdir(parents=True)
    (folder / "deep/a.txt").write_text("one")
    arrivals = Arrivals()
    places = {"ann": folder, "gone": tmp_path / "gone"}
    arrivals.take(places)
    assert [arrivals.poll(places) for _ in range(2)] == [[], []]
    (folder / "deep/b.txt").write_text("two")
    (folder / "deep/b.txt").replace(folder / "deep/a.txt")
    assert [arrivals.poll(places) for _ in range(3)] == [[], ["ann"], []]
    arrivals.give_back(["ann"])
    assert arrivals.poll(places) == ["ann"]
