"""The sandbox of a kernel is built in another way where the grader is not root."""

from __future__ import annotations

import os

import pytest

from tests.attacks.plain import run_as_plain_user

CHOSEN = (
    "one_after_another or no_file or nobody or sockets or loopback or kills_all or "
    "ended_whole or all_processes_together"
)
"""What differs: rights, what is in sight, what bounds all processes."""


def test_the_sandbox_holds_for_a_plain_user_too() -> None:
    if os.geteuid() != 0:
        pytest.skip("this run is a plain user's already, and only root can become another user")
    done = run_as_plain_user(
        ["-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/grading/kernels/test_execution.py",
         "-k", CHOSEN]
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "8 passed" in done.stdout
