"""What this host lacks is said before a grading run, and grading refuses where it must."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from autograder.authoring.build import build
from autograder.authoring.release import register
from autograder.candidate.client import try_sandbox
from autograder.errors import SandboxUnavailable
from autograder.gradebook.course import Course
from autograder.sandbox import probe, trials
from tests.sandbox import hosts

root_only = pytest.mark.skipif(os.geteuid() != 0, reason="only root can make a host of this kind")
RESTRICTED = ("without-namespaces", "without-rights")


def test_the_lines_agree_with_a_real_trial() -> None:
    lacks = [check for check in probe.probe() if check.needed and not check.ok]
    if lacks:
        with pytest.raises(SandboxUnavailable):
            try_sandbox()
    else:
        try_sandbox()


def test_probing_changes_nothing_of_the_caller() -> None:
    def state() -> tuple[list[str], str, str, Path]:
        spaces = [str(entry.readlink()) for entry in sorted(Path("/proc/self/ns").iterdir())]
        mounts = Path("/proc/self/mounts").read_text(encoding="utf-8")
        status = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
        kept = [line for line in status if line.startswith(("Cap", "Seccomp", "NoNewPrivs", "Uid"))]
        return spaces, mounts, "\n".join(kept), Path.cwd()

    before = state()
    assert list(probe.probe())
    assert state() == before


@root_only
@pytest.mark.parametrize("kind", RESTRICTED)
def test_doctor_names_what_is_missing(kind: str) -> None:
    done = hosts.autograder(kind, "doctor")
    missing = [line for line in done.stdout.splitlines() if line.startswith("✗ missing")]
    assert done.returncode == 1
    assert "Namespaces: refused: mount, process, network, IPC, host name" in missing[0]
    assert "✓ yes      libseccomp" in done.stdout
    assert "--cap-add SYS_ADMIN" in done.stdout
    assert "will refuse unless --unsafe" in done.stdout.splitlines()[-1]


@root_only
def test_a_plain_user_can_confine_students_too() -> None:
    done = hosts.autograder("plain-user", "doctor")
    if "User namespace: unshare" in done.stdout:
        pytest.skip("this host denies user namespaces to plain users")
    assert "✓ yes      User namespace" in done.stdout
    assert done.stdout.splitlines()[-1] == "Student code can be confined here."
    assert done.returncode == 0, done.stdout


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course in which one student has handed in the release as it is."""
    root = tmp_path_factory.mktemp("host") / "course"
    build("similarity", root)
    (root / "submitted").mkdir(exist_ok=True)
    release = register("similarity", Course.open(root))
    shutil.copytree(release, root / "submitted/ada/similarity")
    return root


@root_only
def test_grading_refuses_where_students_cannot_be_confined(course: Path) -> None:
    done = hosts.autograder("without-namespaces", "grade", "similarity", "--course", str(course))
    assert done.returncode == 2
    assert "This host does not let the sandbox be built" in done.stderr
    assert "autograder doctor" in done.stderr
    assert not (course / "autograded").exists()


@root_only
def test_grading_goes_on_there_when_told_to(course: Path) -> None:
    done = hosts.autograder(
        "without-namespaces", "grade", "similarity", "--course", str(course), "--unsafe"
    )
    assert done.returncode == 0, done.stderr
    assert "1 graded; all of them are recorded" in done.stdout
    assert (course / "autograded/ada/similarity/similarity.ipynb").exists()


def test_a_step_that_hangs_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trials, "PATIENCE", 0.1)

    def hang() -> str:
        time.sleep(3600)
        return "never"

    assert trials.attempt(hang) == (False, "the process that tried did not answer (exit status -9)")


def test_a_step_that_kills_its_process_is_only_missing() -> None:
    def crash() -> str:
        os.kill(os.getpid(), 31)
        return "never"

    ok, detail = trials.attempt(crash)
    assert not ok
    assert "exit status -31" in detail


def test_steps_that_could_not_be_tried_are_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nonexistent/python")
    tried = [check for check in probe.probe() if check.detail.startswith("was not tried")]
    assert len(tried) >= 7
    assert not any(check.ok for check in tried)


@pytest.mark.parametrize("name", ["macOS", "Windows"])
def test_elsewhere_help_and_doctor_work_and_grading_refuses(name: str) -> None:
    """On a system that has no libc to load and no ``resource`` module."""
    code = f"""
        import ctypes, sys
        import subprocess, sysconfig, tempfile, typer.core, rich.console  # work there too
        sysconfig.get_config_vars()
        sys.modules["ctypes"] = sys.modules["resource"] = sys.modules["fcntl"] = None
        sys.platform = { ({"macOS": "darwin", "Windows": "win32"}[name])!r}
        from autograder.cli.main import main
        main()
    """

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        program = [sys.executable, "-c", textwrap.dedent(code), *arguments]
        environment = os.environ | {"COLUMNS": "200"}
        return subprocess.run(program, env=environment, capture_output=True, text=True, check=False)

    assert run("--help").returncode == 0
    told = run("doctor")
    assert told.returncode == 1, told.stderr
    assert f"On {name} student code is not run" in told.stdout
    refused = run("grade", "similarity", "--unsafe")
    assert refused.returncode == 2, refused.stderr
    assert f"On {name} student code is not run" in refused.stderr
