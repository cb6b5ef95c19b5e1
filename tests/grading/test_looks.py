"""How a submitted folder looks: whatever changes what is read of it changes the look."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.grading import looks
from autograder.grading.looks import look


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    handed_in = tmp_path / "ann" / "ps1"
    (handed_in / "deep").mkdir(parents=True)
    (handed_in / "words.ipynb").write_text("one")
    (handed_in / "deep" / "data.csv").write_text("1,2")
    return handed_in


def test_two_looks_at_the_same(folder: Path) -> None:
    (folder / "deep" / "data.csv").read_text()
    first, second = look(folder), look(folder)
    assert first == second
    assert first.whole


def another_content(folder: Path) -> None:
    (folder / "words.ipynb").write_text("two")


def another_content_of_the_same_time(folder: Path) -> None:
    """As ``touch -d`` and archives set it."""
    file = folder / "words.ipynb"
    status = file.stat()
    file.write_text("two")
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))


def another_file_in_its_place(folder: Path) -> None:
    shutil.copy2(folder / "words.ipynb", folder / "new")
    (folder / "new").write_text("two")
    (folder / "new").replace(folder / "words.ipynb")


def one_more(folder: Path) -> None:
    (folder / "deep" / "more.csv").write_text("")


def one_less(folder: Path) -> None:
    (folder / "deep" / "data.csv").unlink()


def an_empty_folder(folder: Path) -> None:
    (folder / "empty").mkdir()


def renamed(folder: Path) -> None:
    (folder / "words.ipynb").rename(folder / "essay.ipynb")


def closed(folder: Path) -> None:
    (folder / "words.ipynb").chmod(0)


def a_link_instead(folder: Path) -> None:
    (folder / "words.ipynb").rename(folder.parent / "words.ipynb")
    (folder / "words.ipynb").symlink_to("../words.ipynb")


@pytest.mark.parametrize(
    "change",
    [
        another_content, another_content_of_the_same_time, another_file_in_its_place, one_more,
        one_less, an_empty_folder, renamed, closed, a_link_instead,
    ],
)  # fmt: skip
def test_what_has_changed_looks_different(folder: Path, change: Callable[[Path], None]) -> None:
    before = look(folder)
    time.sleep(0.02)  # a tick of the file system's clock
    change(folder)
    assert look(folder).digest != before.digest


def test_what_was_changed_a_moment_ago_may_change_unseen(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Within the same tick of a clock."""
    assert not look(folder).reliable
    now = time.time_ns()
    monkeypatch.setattr(time, "time_ns", lambda: now + 3_000_000_000)
    assert look(folder).reliable


def test_what_cannot_be_looked_at_is_never_relied_upon(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looks, "_TICK", 0)
    link = folder.parent / "link"
    link.symlink_to(folder)
    for path in (folder.parent / "gone", folder / "words.ipynb", link):
        assert not look(path).whole
        assert not look(path).reliable
    monkeypatch.setattr(looks, "MAX_FILES", 3)
    assert not look(folder).whole


def test_folders_in_each_other_without_end(folder: Path) -> None:
    levels = [folder]
    for _ in range(1200):
        levels.append(levels[-1] / "d")
        levels[-1].mkdir()
    try:
        before = look(folder)
        assert before.whole
        time.sleep(0.02)
        levels[-1].chmod(0o700)
        assert look(folder).digest != before.digest
    finally:
        for level in reversed(levels[1:]):  # what clears up after tests calls itself for each
            level.rmdir()
