"""All processes of a fork server are bounded together, where the host gives control groups."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.candidate.client import ForkServer
from autograder.config import Limits
from autograder.sandbox import PROCESSES, cgroups
from autograder.sandbox.cgroups import Parents, find_parents, group
from tests.benchmarks.asking import run_cell

NONE_HERE = cgroups.reason_for_none()
needs_groups = pytest.mark.skipif(bool(NONE_HERE), reason=NONE_HERE)


@pytest.fixture(scope="module")
def server() -> Iterator[ForkServer]:
    with ForkServer(limits=Limits(memory_mb=200, file_mb=8, processes=True)) as started:
        started.ready()
        yield started


MEMORY_BOMB = """
import os
gate, opener = os.pipe()
for _ in range(10):
    if not os.fork():
        os.close(opener)
        kept = b"1" * (100 * 2**20)  # each is within its own limit
        os.read(gate, 1)
        os._exit(0)
_, first = os.wait()  # none ends by itself before the gate opens
os.close(opener)
killed = [status for status in (first, *(os.wait()[1] for _ in range(9))) if status == 9]
assert killed, "nothing was ended"
"""


@needs_groups
def test_a_memory_bomb_of_many_processes_is_ended_and_the_server_is_not(server: ForkServer) -> None:
    assert "MB" in server.together
    with server.candidate({}, seed=1) as handle:
        run_cell(handle, MEMORY_BOMB)
    with server.candidate({}, seed=1) as handle:
        run_cell(handle, "assert 1 + 1 == 2")


def test_a_fork_bomb_is_bounded(server: ForkServer) -> None:
    bomb = f"""
import os
gate, opener = os.pipe()
started = 0
try:
    while started < 1000:
        if not os.fork():
            os.close(opener)
            os.read(gate, 1)
            os._exit(0)
        started += 1
except OSError:
    pass
os.close(opener)
assert started <= {PROCESSES}, started
"""
    with server.candidate({}, seed=1) as handle:
        run_cell(handle, bomb)
    with server.candidate({}, seed=1) as handle:
        run_cell(handle, "assert 1 + 1 == 2")


def test_a_candidate_ends_before_its_server_and_cannot_change_that(server: ForkServer) -> None:
    attempt = """
import os
assert open("/proc/self/oom_score_adj").read() == "1000\\n"
try:
    open("/proc/self/oom_score_adj", "w")
except OSError:
    pass
else:
    raise AssertionError("it can be changed")
"""
    with server.candidate({}, seed=1) as handle:
        run_cell(handle, attempt)


@needs_groups
def test_what_is_put_into_a_group_is_bounded_and_ends_with_it() -> None:
    program = [sys.executable, "-c", "input(); kept = b'1' * 2**28; input()"]
    with group("t", memory=2**27, processes=10) as made:
        assert "128 MB, 10 processes together" in made.limits
        with subprocess.Popen(program, stdin=subprocess.PIPE) as large:
            made.add(large.pid)
            assert large.stdin is not None
            large.stdin.write(b"\n")
            large.stdin.flush()
            assert large.wait() == -9
        left = subprocess.Popen(["sleep", "1000"])
        made.add(left.pid)
        assert all(folder.exists() for folder in made.folders)
    assert left.wait() == -9
    assert not any(folder.exists() for folder in made.folders)


@needs_groups
def test_groups_of_the_dead_are_removed_and_those_of_the_living_stay() -> None:
    code = """
from autograder.sandbox.cgroups import group
with group("t", memory=2**30, processes=10) as made:
    print(*made.folders, flush=True)
    input()
"""
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as owner:
        assert owner.stdout is not None
        folders = [Path(name) for name in owner.stdout.readline().split()]
        with group("u", memory=2**30, processes=10):
            assert folders
            assert all(folder.exists() for folder in folders)
        owner.kill()
        owner.wait()
    assert all(folder.exists() for folder in folders)
    with group("v", memory=2**30, processes=10):
        assert not any(folder.exists() for folder in folders)


def hierarchy(tmp_path: Path, mounts: str, own: str) -> tuple[Path, Path]:
    """Files as in /proc, for groups mounted below ``tmp_path``."""
    files = tmp_path / "mountinfo", tmp_path / "cgroup"
    for file, text in zip(files, (mounts, own), strict=True):
        file.write_text(text.format(tmp=tmp_path), encoding="utf-8")
    return files


V2 = "30 20 0:26 / {tmp}/fs rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate\n"


def test_version_2_takes_the_nearest_group_that_passes_its_controllers_on(tmp_path: Path) -> None:
    session = tmp_path / "fs/user/app/run.scope"
    session.mkdir(parents=True)
    for folder in (session, *list(session.parents)[:3]):
        (folder / "cgroup.procs").touch()
        (folder / "cgroup.subtree_control").write_text("memory pids\n", encoding="ascii")
    (session / "cgroup.subtree_control").write_text("\n", encoding="ascii")
    found = find_parents(*hierarchy(tmp_path, V2, "0::/user/app/run.scope\n"))
    app = tmp_path / "fs/user/app"
    assert found == Parents({"memory": app, "pids": app}, 2)


def test_version_1_has_a_folder_for_each_controller(tmp_path: Path) -> None:
    (tmp_path / "memory/job").mkdir(parents=True)
    (tmp_path / "pids").mkdir()
    mounts = (
        "1 0 0:1 / /proc rw - proc proc rw\n"
        "35 31 0:32 /docker {tmp}/memory rw,relatime - cgroup cgroup rw,memory\n"
        "39 31 0:36 / {tmp}/pids rw,relatime - cgroup cgroup rw,pids\n"
    )
    found = find_parents(*hierarchy(tmp_path, mounts, "8:pids:/\n4:memory:/docker/job\n0::/\n"))
    assert found == Parents({"memory": tmp_path / "memory/job", "pids": tmp_path / "pids"}, 1)


def test_where_there_are_none_the_reason_is_told(tmp_path: Path) -> None:
    (tmp_path / "fs").mkdir()
    assert find_parents(*hierarchy(tmp_path, "", "")) == "no control groups are mounted"
    outside = find_parents(*hierarchy(tmp_path, V2, "0::/../elsewhere\n"))
    assert outside == "this user may not make control groups"
    missing = find_parents(tmp_path / "no", tmp_path / "no")
    assert missing == "control groups cannot be read: No such file or directory"


def test_without_groups_everything_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cgroups, "find_parents", lambda: "not here")
    with group("t", memory=1, processes=1) as made:
        made.add(os.getpid())
    assert (made.limits, made.reason) == ("", "not here")


def test_a_server_that_cannot_be_limited_serves_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise PermissionError("no")

    monkeypatch.setattr(cgroups.Group, "add", refused)
    with ForkServer(limits=Limits()) as started:
        started.ready()
        assert started.together == ""
        with started.candidate({}, seed=1) as handle:
            run_cell(handle, "assert 1 + 1 == 2")
