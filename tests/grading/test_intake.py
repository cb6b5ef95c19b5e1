from __future__ import annotations

import os
import socket
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

from autograder.config import Limits
from autograder.errors import InfrastructureError
from autograder.grading import intake
from autograder.model import Assignment, NotebookSource, Submission

ASSIGNMENT = Assignment(
    "ps1", (NotebookSource("essay", None, ()), NotebookSource("words", None, ()))
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "submitted/ann/ps1"
    path.mkdir(parents=True)
    (path / "words.ipynb").write_bytes(b"words")
    return path


def take(folder: Path, **limits: Any) -> Submission:
    return intake.take_in(
        folder, student="ann", assignment=ASSIGNMENT, limits=Limits(**limits)
    )  # fmt: skip


def slugs(submission: Submission) -> list[str]:
    return [problem.slug for problem in submission.problems]


def names(files: Mapping[PurePosixPath, bytes]) -> set[str]:
    return {str(path) for path in files}


def test_notebooks_and_files_are_taken_as_bytes(folder: Path) -> None:
    (folder / "essay.ipynb").write_bytes(b"\xff")
    (folder / "data/deep").mkdir(parents=True)
    (folder / "data/deep/x.csv").write_bytes(b"1")
    taken = take(folder)
    assert taken.notebooks == {"words": b"words", "essay": b"\xff"}
    assert taken.files == {PurePosixPath("data/deep/x.csv"): b"1"}
    assert taken.problems == ()
    assert (taken.student, taken.assignment, taken.timestamp) == ("ann", "ps1", None)


def test_ignored_names_are_left_out_at_every_depth(folder: Path) -> None:
    for name in (".ipynb_checkpoints/words.ipynb", "a/__pycache__/x", "a/m.pyc", "feedback/f"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"")
    taken = take(folder)
    assert taken.files == {}
    assert taken.problems == ()


def test_links_are_refused_wherever_they_lead(folder: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "key").write_text("secret")
    (folder / "file").symlink_to(secret / "key")
    (folder / "dir").symlink_to(secret)
    (folder / "gone").symlink_to("nowhere")
    (folder / "essay.ipynb").symlink_to(secret / "key")
    taken = take(folder)
    assert slugs(taken) == ["not-a-file"] * 4
    assert "link" in taken.problems[0].message
    assert taken.files == {}
    assert set(taken.notebooks) == {"words"}


def test_submitted_folder_that_is_a_link_is_not_followed(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(folder)
    with pytest.raises(InfrastructureError):
        take(tmp_path / "link")


def test_folder_swapped_for_a_link_while_reading_gains_nothing(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The look at the file says "regular", the opening meets a link."""
    (folder / "file").symlink_to(tmp_path / "secret")
    (tmp_path / "secret").write_text("secret")
    monkeypatch.setattr(os, "lstat", os.stat)  # the link looks like what it points to
    taken = take(folder)
    assert taken.files == {}
    assert slugs(taken) == ["unreadable"]


def test_pipes_and_sockets_are_refused_without_waiting(folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    os.mkfifo(folder / "essay.ipynb")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(folder / "socket"))
        taken = take(folder)
    assert slugs(taken) == ["not-a-file"] * 3
    assert taken.files == {}


def test_folder_in_a_notebooks_place_is_refused(folder: Path) -> None:
    (folder / "essay.ipynb").mkdir()
    taken = take(folder)
    assert slugs(taken) == ["not-a-file"]
    assert "folder" in taken.problems[0].message


def test_large_notebook_is_not_read(folder: Path) -> None:
    """Its size on disk is enough: a sparse file of a terabyte costs nothing."""
    os.truncate(folder / "words.ipynb", 2**40)
    taken = take(folder, notebook_mb=1)
    assert taken.notebooks == {}
    assert slugs(taken) == ["too-large"]


def test_file_that_says_it_is_empty_and_is_not_is_cut_off(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The limit holds for what is read, not for what the file claims."""
    (folder / "grows").write_bytes(bytes(3 * 2**20))
    real = os.fstat

    def fstat(descriptor: int) -> os.stat_result:
        fields = list(real(descriptor))
        fields[6] = 0
        return os.stat_result(fields)

    monkeypatch.setattr(os, "fstat", fstat)
    taken = take(folder, upload_mb=2)
    assert taken.files == {}
    assert slugs(taken) == ["too-large"]


def test_total_is_bounded_and_notebooks_come_first(folder: Path) -> None:
    (folder / "a.bin").write_bytes(bytes(700_000))
    (folder / "b.bin").write_bytes(bytes(700_000))
    taken = take(folder, upload_mb=1)
    assert set(taken.notebooks) == {"words"}
    assert names(taken.files) == {"a.bin"}
    assert slugs(taken) == ["too-large"]


def test_number_of_files_and_problems_is_bounded(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "MAX_FILES", 50)
    for number in range(60):
        (folder / f"{number:03}").symlink_to("nowhere")
    taken = take(folder)
    assert len(taken.problems) == intake.MAX_PROBLEMS + 1
    assert "21 more" in taken.problems[-1].message


def test_depth_is_bounded(folder: Path) -> None:
    deep = folder.joinpath(*["d"] * 25)
    deep.mkdir(parents=True)
    (deep / "x").write_text("")
    taken = take(folder)
    assert taken.files == {}
    assert slugs(taken) == ["bad-name"]


@pytest.mark.parametrize("name", [b"a\nb", b"a\x1b[2J", b"\xff\xfe", b"a\\b"])
def test_names_that_break_terminals_or_systems_are_refused(folder: Path, name: bytes) -> None:
    """The message shows the name cleaned."""
    (folder / os.fsdecode(name)).write_text("")
    taken = take(folder)
    assert taken.files == {}
    assert slugs(taken) == ["bad-name"]
    assert taken.problems[0].message.isprintable()


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("essay (1).ipynb", "Is it essay.ipynb"),
        ("Untitled.ipynb", "Is it essay.ipynb"),
        ("sub/essay.ipynb", "Is it essay.ipynb"),
    ],
)
def test_renamed_notebook_is_named_with_a_hint(folder: Path, name: str, hint: str) -> None:
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text("{}")
    taken = take(folder)
    assert slugs(taken) == ["unknown-notebook"]
    assert hint in taken.problems[0].message
    assert taken.files == {}


def test_extra_notebook_is_named_without_a_hint_when_none_is_missing(folder: Path) -> None:
    (folder / "essay.ipynb").write_text("{}")
    (folder / "essay2.ipynb").write_text("{}")
    assert "Is it" not in take(folder).problems[0].message


@pytest.mark.parametrize(
    "text",
    [
        "2026-01-02 03:04:05.678901 UTC",
        "2026-01-02 03:04:05 UTC\n",
        "2026-01-02 03:04:05.5 UTC",
        "2026-01-02T03:04:05+02:00",
        "2026-01-02 03:04:05 +0000",
        "2026-01-02 03:04:05 America/New_York",
        "2 January 2026 3 pm",
    ],
)
def test_timestamps_are_read_as_nbgrader_reads_them(folder: Path, text: str) -> None:
    from nbgrader.coursedir import CourseDirectory

    (folder / "timestamp.txt").write_text(text)
    taken = take(folder)
    assert taken.timestamp == CourseDirectory().get_existing_timestamp(str(folder))
    assert isinstance(taken.timestamp, datetime)
    assert names(taken.files) == {"timestamp.txt"}


@pytest.mark.parametrize(
    "data",
    [b"", b"soon", b"2026-99-99 00:00:00 UTC", b"\xff\xff", b"9" * 150, b"9" * 90, b"1 2 3 4 5 6",
     b"2026-01-02 03:04:05 /etc/passwd", b"2026-01-02 03:04:05 9999999999999999999"],
)  # fmt: skip
def test_malformed_timestamp_is_a_problem_and_no_time(folder: Path, data: bytes) -> None:
    """Stock nbgrader fails the submission."""
    (folder / "timestamp.txt").write_bytes(data)
    taken = take(folder)
    assert taken.timestamp is None
    assert slugs(taken) == ["bad-timestamp"]


def test_folder_that_is_not_there_is_infrastructure(tmp_path: Path) -> None:
    with pytest.raises(InfrastructureError, match="cannot be opened"):
        take(tmp_path / "nowhere")
