from __future__ import annotations

from datetime import datetime
from pathlib import Path, PurePosixPath

import pytest

from autograder.errors import InfrastructureError
from autograder.gradebook.course import Course
from autograder.gradebook.writing import write_autograded
from autograder.model import NotebookReport, SubmissionReport


def report(
    document: str | None = "{}",
    *,
    name: str = "words",
    files: dict[str, bytes] | None = None,
    timestamp: datetime | None = None,
) -> SubmissionReport:
    paths = {PurePosixPath(path): data for path, data in (files or {}).items()}
    notebooks = (NotebookReport(name, (), document),)
    return SubmissionReport("ann", "ps1", notebooks, timestamp=timestamp, files=paths)


def tree(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_folder_holds_exactly_what_the_report_holds(course: Course) -> None:
    """Files of an earlier grading do not stay."""
    write_autograded(course, report(files={"old.txt": b"", "data/x.csv": b"1"}))
    folder = write_autograded(course, report('{"é": 1}', files={"data/x.csv": b"2"}))
    assert folder == course.root / "autograded/ann/ps1"
    assert tree(folder) == {"words.ipynb": '{"é": 1}'.encode(), "data/x.csv": b"2"}
    assert [path.name for path in folder.parent.iterdir()] == ["ps1"]


def test_notebook_that_was_not_executed_is_not_there(course: Course) -> None:
    assert tree(write_autograded(course, report(None))) == {}


def test_time_of_submission_is_written_as_nbgrader_reads_it(course: Course) -> None:
    moment = datetime(2026, 1, 2, 3, 4, 5, 678)
    folder = write_autograded(course, report(timestamp=moment))
    assert course.coursedir.get_existing_timestamp(str(folder)) == moment


def test_timestamp_file_of_the_student_is_copied_as_it_is(course: Course) -> None:
    text = b"2026-01-02 03:04:05 UTC\n"
    folder = write_autograded(
        course, report(files={"timestamp.txt": text}, timestamp=datetime(2026, 1, 2, 3, 4, 5))
    )
    assert tree(folder)["timestamp.txt"] == text


@pytest.mark.parametrize(
    ("setting", "mode"),
    [
        ("", 0o444),
        ("c.CourseDirectory.groupshared = True\n", 0o664),
        ("c.BaseConverter.permissions = 640\n", 0o640),
        ("c.BaseConverter.permissions = 640\nc.Autograde.permissions = 600\n", 0o600),
    ],
)
def test_permissions_are_nbgraders(course: Course, setting: str, mode: int) -> None:
    config = course.root / "nbgrader_config.py"
    config.write_text(config.read_text() + setting)
    folder = write_autograded(Course.open(course.root), report(files={"d/a": b""}))
    assert (folder / "words.ipynb").stat().st_mode & 0o777 == mode
    assert (folder / "d/a").stat().st_mode & 0o777 == mode
    if "groupshared" in setting:
        assert (folder / "d").stat().st_mode & 0o2770 == 0o2770


@pytest.mark.parametrize(
    "path",
    [
        "../x",
        "/tmp/x",
        "a/../../x",
        "a\0b",
        "a\nb",
        "a\\..\\b",
        "x" * 256,
        "a/" * 30 + "b",
        "\udc80",
    ],
)
def test_no_file_name_leads_out_of_the_folder(course: Course, path: str) -> None:
    with pytest.raises(InfrastructureError):
        write_autograded(course, report(files={path: b"evil"}))
    assert not (course.root / "autograded").exists() or not tree(course.root / "autograded")


@pytest.mark.parametrize("name", ["../words", "a/words", "/words", "a\0"])
def test_no_notebook_name_leads_out_of_the_folder(course: Course, name: str) -> None:
    with pytest.raises(InfrastructureError):
        write_autograded(course, report(name=name))


def test_a_students_file_cannot_take_a_notebooks_place(course: Course) -> None:
    files = {"words.ipynb": b"forged", "words.ipynb/x": b"", "essay.ipynb": b"forged"}
    assert tree(write_autograded(course, report(files=files))) == {"words.ipynb": b"{}"}


def test_a_name_that_is_file_and_folder_is_a_folder(course: Course) -> None:
    folder = write_autograded(course, report(files={"data": b"", "data/x": b"1"}))
    assert tree(folder) == {"words.ipynb": b"{}", "data/x": b"1"}


@pytest.mark.parametrize("fails_at", [1, 2])
def test_interrupted_swap_leaves_the_old_folder_whole(
    course: Course, monkeypatch: pytest.MonkeyPatch, fails_at: int
) -> None:
    folder = write_autograded(course, report('"old"'))
    calls = []
    real = Path.replace

    def replace(self: Path, target: Path) -> Path:
        calls.append(self)
        if len(calls) == fails_at:
            raise KeyboardInterrupt
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    with pytest.raises(KeyboardInterrupt):
        write_autograded(course, report('"new"'))
    assert tree(folder) == {"words.ipynb": b'"old"'}


def test_killed_run_leaves_the_old_folder_and_the_next_cleans_up(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed while it fills the new folder: readers see the old one, hidden leftovers go."""
    folder = write_autograded(course, report('"old"'))

    def die(self: Path, mode: int) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Path, "chmod", die)
        with pytest.raises(KeyboardInterrupt):
            write_autograded(course, report('"half"'))
    assert tree(folder) == {"words.ipynb": b'"old"'}
    assert [path.name for path in folder.parent.glob("*") if path.name[0] != "."] == ["ps1"]
    write_autograded(course, report('"new"'))
    assert [path.name for path in folder.parent.iterdir()] == ["ps1"]


def test_run_killed_between_its_renames_is_undone_by_the_next(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even if that one fails as well."""
    folder = write_autograded(course, report('"old"'))
    folder.rename(folder.with_name(".ps1.autograder-old"))

    def refuse(self: Path, data: bytes) -> int:
        raise OSError("disk full")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "write_bytes", refuse)
        with pytest.raises(InfrastructureError, match="disk full"):
            write_autograded(course, report('"new"'))
    assert tree(folder) == {"words.ipynb": b'"old"'}
    with pytest.raises(InfrastructureError):
        write_autograded(course, report(files={"x" * 255 + "/y": b"", "../z": b""}))
    write_autograded(course, report('"new"'))
    assert tree(folder) == {"words.ipynb": b'"new"'}
    assert [path.name for path in folder.parent.iterdir()] == ["ps1"]


def test_a_link_in_place_of_the_folder_is_replaced_not_followed(
    course: Course, tmp_path: Path
) -> None:
    (tmp_path / "precious").mkdir()
    (tmp_path / "precious/file").write_text("keep")
    (course.root / "autograded/ann").mkdir(parents=True)
    (course.root / "autograded/ann/ps1").symlink_to(tmp_path / "precious")
    folder = write_autograded(course, report())
    assert not folder.is_symlink()
    assert (tmp_path / "precious/file").read_text() == "keep"


def test_disk_that_refuses_is_infrastructure(course: Course) -> None:
    (course.root / "autograded").write_text("a file where the folder should be")
    with pytest.raises(InfrastructureError, match="ann"):
        write_autograded(course, report())
