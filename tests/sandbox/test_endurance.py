"""A worker that has examined many submissions holds no more than one that has examined a few."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.benchmarks import endurance
from tests.sandbox import hosts

ROOT = str(Path(endurance.__file__).parents[2])


def test_a_hundred_submissions_leave_nothing_behind() -> None:
    """In a process of its own, whose memory and descriptors no other test touches."""
    done = subprocess.run(
        [sys.executable, "-m", endurance.__name__, "100"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Left behind: nothing" in done.stdout


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_nor_do_those_that_a_plain_user_examines() -> None:
    done = hosts.run("plain-user", "-m", endurance.__name__, "20", PYTHONPATH=ROOT)
    if "unshare: " in done.stderr:
        pytest.skip("this host denies user namespaces to plain users")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Left behind: nothing" in done.stdout
