"""Temporary files of a process that was killed do not stay."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from autograder.grading.scratch import PREFIX, scratch, sweep

HOLD = """
import sys, tempfile, time
from autograder.grading.scratch import scratch
with scratch() as folder:
    tempfile.mkdtemp(prefix="autograder-")
    print(folder, flush=True)
    time.sleep(600)
"""


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_files_of_the_block_go_with_it(temporary: Path) -> None:
    with scratch() as folder:
        assert folder.parent == temporary
        assert Path(tempfile.mkdtemp()).parent == folder
    assert list(temporary.iterdir()) == []
    assert Path(tempfile.mkdtemp()).parent == temporary


def test_who_was_killed_is_swept_and_who_lives_is_not(temporary: Path) -> None:
    (temporary / "autograder-of-another-kind").mkdir()
    command = [sys.executable, "-c", HOLD]
    environment = os.environ | {"TMPDIR": str(temporary)}
    holders = [
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
        for _ in range(2)
    ]
    folders = [Path(((h.stdout and h.stdout.readline()) or "").strip()) for h in holders]
    holders[0].kill()
    holders[0].wait()
    try:
        with scratch():
            assert not folders[0].exists()
            assert len(list(folders[1].iterdir())) == 2
    finally:
        holders[1].send_signal(signal.SIGKILL)
        for holder in holders:
            holder.communicate()
    sweep(temporary)
    assert [path.name for path in temporary.iterdir()] == ["autograder-of-another-kind"]


def test_a_folder_without_a_lock_is_left(temporary: Path) -> None:
    """It may be that of a process which is about to lock it."""
    folder = temporary / f"{PREFIX}x"
    folder.mkdir()
    sweep(temporary)
    assert folder.exists()
