"""A course and its exchange as several unix users meet them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.cli.doctor import examine_course
from autograder.gradebook.course import Course
from autograder.gradebook.permissions import sharing


@pytest.fixture
def reachable(tmp_path: Path) -> Iterator[Path]:
    """pytest's own folders are their owner's alone, and so would all in them be."""
    closed = [p for p in (tmp_path, *tmp_path.parents) if not p.stat().st_mode & 0o001]
    modes = {path: path.stat().st_mode for path in closed if "pytest" in str(path)}
    for path, mode in modes.items():
        path.chmod(mode | 0o001)
    yield tmp_path
    for path, mode in modes.items():
        path.chmod(mode)


@pytest.fixture
def course(built_course: Path, tmp_path: Path) -> Course:
    """With an exchange as `nbgrader release_assignment` leaves it."""
    root = Path(shutil.copytree(built_course, tmp_path / "course"))
    exchange = tmp_path / "exchange"
    config = root / "nbgrader_config.py"
    config.write_text(config.read_text() + f"c.Exchange.root = {str(exchange)!r}\n")
    for name, mode in (("", 0o755), ("outbound", 0o755), ("inbound", 0o2733), ("feedback", 0o711)):
        folder = exchange / "words101" / name
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(mode)
    exchange.chmod(0o1777)
    root.chmod(0o700)
    return Course.open(root)


def amiss(course: Course) -> dict[str, str]:
    return {one.claim: one.remedy for one in sharing(course) if not one.holds}


def test_a_course_that_is_set_up_as_the_readme_says_has_nothing_amiss(
    reachable: Path, course: Course
) -> None:
    assert not amiss(course)


@pytest.mark.parametrize(
    ("folder", "mode", "claim"),
    [
        ("course", 0o755, "Others cannot enter the course's folder"),
        ("exchange", 0o777, "All may write to the exchange, and nobody move what is another one's"),
        ("exchange/words101/outbound", 0o777, "All read releases, and others do not write them"),
        ("exchange/words101/inbound", 0o777, "Others hand in, and do not see who has"),
        ("exchange/words101/feedback", 0o755, "Others fetch feedback by its secret name alone"),
    ],
)
def test_each_folder_that_is_open_too_far_is_named_and_its_remedy_mends_it(
    reachable: Path, course: Course, folder: str, mode: int, claim: str
) -> None:
    (reachable / folder).chmod(mode)
    ((named, remedy),) = amiss(course).items()
    assert named == claim
    assert os.system(remedy.removesuffix(", as its owner.")) == 0
    assert not amiss(course)


def test_a_course_in_a_home_that_is_its_owners_alone_is_closed(
    reachable: Path, course: Course
) -> None:
    course.root.chmod(0o755)
    reachable.chmod(0o700)
    assert not amiss(course)


def test_an_exchange_that_is_not_there_is_named(course: Course) -> None:
    course.config.Exchange.root = str(course.root / "nowhere")
    assert list(amiss(course)) == ["There is an exchange"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give a folder away")
def test_root_is_told_whose_course_it_is(course: Course) -> None:
    os.chown(course.root, 65534, 65534)
    (remedy,) = amiss(course).values()
    assert "as nobody" in remedy


def test_the_doctor_prints_what_is_amiss_with_its_remedy(
    reachable: Path, course: Course, capsys: pytest.CaptureFixture[str]
) -> None:
    course.root.chmod(0o755)
    examine_course(course.root)
    told = capsys.readouterr().out
    assert "– no       Others cannot enter the course's folder: drwxr-xr-x" in told
    assert f"chmod 700 {course.root}" in told
    assert told.count("✓ yes") == 6
