"""A class graded by a Dask cluster: real schedulers and workers, on this machine."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.gradebook.course import Course
from autograder.gradebook.marks import marks
from autograder.grading.cluster import Cluster
from autograder.grading.pool import LocalPool, Workplace
from autograder.grading.run import Event, Run
from autograder.model import SubmissionReport
from tests.grading.clusters import RealCluster, cluster, end
from tests.grading.conftest import edit, hand_in

pytestmark = pytest.mark.filterwarnings("ignore:Object of type <Submitted:sqlalchemy.exc.SAWarning")

SLOW = "import time; time.sleep(0.5); squares = [x * x for x in range({})]"
"""Right for five; slow enough for something to happen meanwhile."""


@pytest.fixture
def root(built: Path, tmp_path: Path) -> Path:
    """A course to which ten students have handed in, each something else; every other is wrong."""
    course = tmp_path / "course"
    shutil.copytree(built, course)
    for number in range(10):
        hand_in(course, f"s{number}")
        code = SLOW.format(5 + number % 2) + f"  # {number}"
        edit(course / f"submitted/s{number}/ps1/words.ipynb", "squares", source=code)
    return course


@pytest.fixture
def two(tmp_path: Path) -> Iterator[RealCluster]:
    """A cluster of two workers."""
    folder = tmp_path / "cluster"
    folder.mkdir()
    with cluster(folder, workers=2) as made:
        yield made


@pytest.fixture
def nobody(tmp_path: Path) -> Iterator[RealCluster]:
    """A scheduler without workers."""
    folder = tmp_path / "cluster"
    folder.mkdir()
    with cluster(folder, workers=0) as made:
        yield made


def grading(root: Path, place: Workplace) -> Iterator[Event]:
    return Run.prepare(Course.open(root), "ps1").grade(gensim_data=None, workplace=place)


def graded(event: Event) -> str:
    assert isinstance(event, SubmissionReport), event
    return event.student


def recorded(root: Path) -> dict[str, float]:
    return {student: mark.points for student, mark in marks(Course.open(root), "ps1").items()}


RIGHT = {f"s{number}": 3.0 - number % 2 for number in range(10)}


def test_the_marks_are_those_of_the_local_pool_also_when_a_worker_dies(
    root: Path, two: RealCluster, tmp_path: Path
) -> None:
    local = tmp_path / "local"
    shutil.copytree(root, local)
    place = Cluster(two.address, say=print)
    events = grading(root, place)
    done = [graded(next(events))]
    assert place.workers == 2
    end(two.processes[-1])
    done += map(graded, events)
    assert sorted(done) == sorted(RIGHT)
    assert recorded(root) == RIGHT
    assert len(list(grading(local, LocalPool(2)))) == 10
    assert recorded(local) == RIGHT
    assert written(root) == written(local)


def written(root: Path) -> dict[str, bytes]:
    files = (root / "autograded").rglob("*.ipynb")
    return {str(file.relative_to(root)): file.read_bytes() for file in files}
