"""A class graded by a Dask cluster: real schedulers and workers, on this machine."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.errors import ClusterUnavailable, ClusterUnfit
from autograder.gradebook.course import Course
from autograder.gradebook.marks import marks
from autograder.grading.cluster import Cluster
from autograder.grading.pool import LocalPool, Workplace
from autograder.grading.run import Event, Run
from autograder.model import SubmissionReport
from tests.course.kills import command_line, descendants
from tests.grading.clusters import RealCluster, cluster, end, wait_until
from tests.grading.conftest import edit, hand_in

pytestmark = pytest.mark.filterwarnings("ignore:Object of type <Submitted:sqlalchemy.exc.SAWarning")

NUMBER = 6
MARKS = {f"s{number}": 1.0 - number % 2 for number in range(NUMBER)}


@pytest.fixture
def root(built: Path, tmp_path: Path) -> Path:
    """A course to which students have handed in, each something else; every other is wrong. It
    takes them a moment, in which something can happen."""
    course = tmp_path / "course"
    shutil.copytree(built, course)
    for number, student in enumerate(MARKS):
        hand_in(course, student)
        code = f"import time; time.sleep(0.3); squares = [x * x for x in range({5 + number % 2})]"
        answer = f"{code}  # {student}"
        edit(course / "submitted" / student / "ps1/words.ipynb", "squares", source=answer)
    return course


@pytest.fixture(scope="module")
def lasting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealCluster]:
    """A cluster of one worker, which tests leave as they have found it."""
    with cluster(tmp_path_factory.mktemp("cluster"), workers=1) as made:
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


def written(root: Path) -> dict[str, bytes]:
    files = (root / "autograded").rglob("*.ipynb")
    return {str(file.relative_to(root)): file.read_bytes() for file in files}


def finished(root: Path) -> list[Path]:
    return list((root / "autograded").glob("s*/ps1"))


def test_the_marks_are_those_of_the_local_pool_also_when_a_worker_dies(
    root: Path, nobody: RealCluster, tmp_path: Path
) -> None:
    """One worker has a nanny, so it counts as a daemon, and one has none. The latter dies."""
    local = tmp_path / "local"
    shutil.copytree(root, local)
    nobody.worker()
    doomed = nobody.worker("--no-nanny")
    nobody.wait_for_workers(2)
    place = Cluster(nobody.address)
    events = grading(root, place)
    done = [graded(next(events))]
    assert place.workers == 2
    below = descendants(doomed.pid)
    assert any("autograder.candidate.server" in command_line(pid) for pid in below)
    doomed.kill()
    done += map(graded, events)
    assert sorted(done) == sorted(MARKS)
    assert recorded(root) == MARKS
    wait_until(lambda: not any(map(command_line, below)))
    assert len(list(grading(local, LocalPool(2)))) == NUMBER
    assert (recorded(local), written(local)) == (MARKS, written(root))


def crew(lasting: RealCluster) -> list[int]:
    """The grading processes of its worker: those that have a fork server."""
    (worker,) = lasting.processes[1:]
    return [pid for pid in descendants(worker.pid) if has_fork_server(pid)]


def has_fork_server(pid: int) -> bool:
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return False
    mine = "autograder.candidate.server"
    return mine not in command_line(pid) and any(mine in command_line(int(c)) for c in children)


def test_a_grading_process_that_dies_costs_nobody_anything(
    root: Path, lasting: RealCluster
) -> None:
    """The worker starts another."""
    events = grading(root, Cluster(lasting.address))
    done = [graded(next(events))]
    (grader,) = crew(lasting)
    os.kill(grader, signal.SIGKILL)
    done += map(graded, events)
    assert sorted(done) == sorted(MARKS)
    assert recorded(root) == MARKS


def command(root: Path, *options: str) -> list[str]:
    where = ["ps1", "--course", str(root), "--no-feedback"]
    return [sys.executable, "-m", "autograder", "grade", *where, *options]


def test_a_grader_that_is_killed_leaves_nothing_on_the_workers_and_the_next_goes_on(
    root: Path, lasting: RealCluster
) -> None:
    first = subprocess.Popen(command(root, "--dask", lasting.address), stdout=subprocess.DEVNULL)
    wait_until(lambda: len(finished(root)) > 1)
    assert crew(lasting)
    first.kill()
    first.wait()
    wait_until(lambda: not crew(lasting))
    place = Cluster(lasting.address)
    assert len(list(grading(root, place))) == NUMBER
    assert recorded(root) == MARKS


def test_stopped_it_keeps_what_was_graded_and_the_workers_stop(
    root: Path, lasting: RealCluster
) -> None:
    run = subprocess.Popen(command(root, "--dask", lasting.address), stdout=subprocess.PIPE)
    wait_until(lambda: len(finished(root)) > 1)
    run.send_signal(signal.SIGINT)
    said, _ = run.communicate()
    assert run.returncode == 130
    assert b"all of them are recorded" in said
    assert b"the same command goes on" in said
    assert recorded(root)
    wait_until(lambda: not crew(lasting))


def another_numpy(folder: Path) -> dict[str, str]:
    """An environment in which numpy is another, as far as its metadata tell."""
    (folder / "numpy-1.0.0.dist-info").mkdir(parents=True)
    (folder / "numpy-1.0.0.dist-info/METADATA").write_text("Name: numpy\nVersion: 1.0.0\n")
    return {"PYTHONPATH": str(folder)}


def test_a_worker_with_another_numpy_is_refused_in_one_line(
    root: Path, nobody: RealCluster, tmp_path: Path
) -> None:
    nobody.worker(environment=another_numpy(tmp_path / "other"))
    (address,) = nobody.wait_for_workers(1)
    done = subprocess.run(
        command(root, "--dask", nobody.address), capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    error, step = done.stderr.splitlines()
    assert f"The worker {address} could give other marks: numpy is 1.0.0 there, " in error
    assert "Install the same" in step
    assert recorded(root) == {}


def test_a_worker_with_another_numpy_that_comes_later_is_not_used(
    root: Path, lasting: RealCluster, tmp_path: Path
) -> None:
    said: list[str] = []
    place = Cluster(lasting.address, say=said.append)
    events = grading(root, place)
    done = [graded(next(events))]
    other = lasting.worker(environment=another_numpy(tmp_path / "other"))
    lasting.processes.remove(other)
    try:
        wait_until(lambda: bool(said))
        done += map(graded, events)
    finally:
        end(other)
    assert "could give other marks: numpy is 1.0.0 and " in said[0]
    assert said[0].endswith("It is not used.")
    assert sorted(done) == sorted(MARKS)
    assert recorded(root) == MARKS


def test_it_waits_for_a_worker_and_goes_on_when_one_comes(root: Path, nobody: RealCluster) -> None:
    """At the beginning, and where the last has gone."""
    said: list[str] = []

    def say(line: str) -> None:
        said.append(line)
        nobody.worker("--no-nanny")

    events = grading(root, Cluster(nobody.address, say=say))
    done = [graded(next(events))]
    assert said == ["There is no worker; waiting for one."]
    nobody.processes[-1].kill()
    done += map(graded, events)
    assert said == ["There is no worker; waiting for one."] * 2
    assert sorted(done) == sorted(MARKS)
    assert recorded(root) == MARKS


def test_where_no_worker_comes_it_says_so(root: Path, nobody: RealCluster) -> None:
    """At the beginning, and where the last has gone."""
    place = Cluster(nobody.address, say=lambda line: None, patience=1)
    with pytest.raises(ClusterUnavailable, match="has come within 1 s"):
        list(grading(root, place))
    nobody.worker("--no-nanny")
    nobody.wait_for_workers(1)
    events = grading(root, place)
    student = graded(next(events))
    end(nobody.processes[-1])
    with pytest.raises(ClusterUnavailable, match="has come within 1 s"):
        list(events)
    assert recorded(root)[student] == MARKS[student]


def test_a_scheduler_that_dies_ends_the_run_in_one_sentence(
    root: Path, nobody: RealCluster
) -> None:
    nobody.worker("--no-nanny")
    events = grading(root, Cluster(nobody.address, say=lambda line: None))
    student = graded(next(events))
    end(nobody.processes[0])
    with pytest.raises(ClusterUnavailable, match="No Dask scheduler answers at "):
        list(events)
    assert recorded(root)[student] == MARKS[student]


def test_an_address_at_which_nobody_listens() -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{held.getsockname()[1]}"
        with pytest.raises(ClusterUnavailable, match=f"No Dask scheduler answers at {address}"):
            Cluster(address).greet()


@pytest.mark.parametrize("address", ["carrier-pigeon://coop", "tls://127.0.0.1:9"])
def test_an_address_of_no_use(address: str) -> None:
    """The second wants certificates."""
    with pytest.raises(ClusterUnfit, match="cannot be used"):
        Cluster(address).greet()
