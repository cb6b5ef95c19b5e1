from __future__ import annotations

from pathlib import Path

import pytest

from autograder.errors import CourseError, UnknownAssignment
from autograder.gradebook.course import Course
from autograder.gradebook.reading import read_assignment


def _hand_in(course: Course, *students: str, assignment: str = "ps1") -> None:
    for student in students:
        (course.root / "submitted" / student / assignment).mkdir(parents=True)


def test_configuration_is_read_as_nbgrader_reads_it(course: Course) -> None:
    """The folder's file counts, the gradebook lies in the folder, our section is there."""
    config = course.root / "nbgrader_config.py"
    config.write_text(config.read_text() + "c.Autograder.call_seconds = 3\n")
    opened = Course.open(course.root)
    assert opened.coursedir.course_id == "words101"
    assert opened.db_url == f"sqlite:///{course.root}/gradebook.db"
    assert opened.settings.limits().call_seconds == 3


def test_configuration_can_move_the_course(course: Course, tmp_path: Path) -> None:
    """``CourseDirectory.root`` leads elsewhere, and the file there has the last word."""
    desk = tmp_path / "desk"
    (desk / "source").mkdir(parents=True)
    (desk / "nbgrader_config.py").write_text(
        f"c.CourseDirectory.root = {str(course.root)!r}\nc.CourseDirectory.course_id = 'desk'\n"
    )
    opened = Course.open(desk)
    assert opened.root == course.root
    assert opened.coursedir.course_id == "words101"


def test_relative_database_counts_from_the_course(course: Course) -> None:
    config = course.root / "nbgrader_config.py"
    config.write_text("c.CourseDirectory.db_url = 'sqlite:///marks.db'\n")
    assert Course.open(course.root).db_url == f"sqlite:///{course.root}/marks.db"


def test_configuration_may_read_files_beside_it(course: Course) -> None:
    (course.root / "name.txt").write_text("elsewhere")
    (course.root / "nbgrader_config.py").write_text(
        "from pathlib import Path\n"
        "c.CourseDirectory.submitted_directory = Path('name.txt').read_text()\n"
    )
    (course.root / "elsewhere").mkdir()
    assert Course.open(course.root).submitted("ann", "ps1") == course.root / "elsewhere/ann/ps1"


def test_it_is_opened_from_a_folder_that_is_gone(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As from one that its user may not enter, in which a hub starts its services."""
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert Course.open(course.root).coursedir.course_id == "words101"


@pytest.mark.parametrize("text", ["c.X.y = 1 +", "1 / 0", "raise SystemExit(3)"])
def test_broken_configuration_is_a_course_error(course: Course, text: str) -> None:
    """Stock nbgrader logs it and goes on with defaults."""
    (course.root / "nbgrader_config.py").write_text(text)
    with pytest.raises(CourseError, match=r"nbgrader_config\.py"):
        Course.open(course.root)


def test_any_other_folder_is_refused_with_a_next_step(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="Run this in the folder"):
        Course.open(tmp_path)


def test_a_course_in_which_nobody_has_handed_in_anything_is_one(course: Course) -> None:
    (course.root / "submitted").rmdir()
    assert Course.open(course.root).students("ps1") == ()


def test_students_are_those_with_a_folder(course: Course) -> None:
    """Odd characters are part of the id; files, hidden folders, other assignments are not."""
    _hand_in(course, "ann", "o'neil [x]", "ä.ö+1@uni.example", ".hidden", "(group 1)")
    _hand_in(course, "zoe", assignment="ps10")
    (course.root / "submitted" / "file").write_text("")
    assert course.students("ps1") == ("(group 1)", "ann", "o'neil [x]", "ä.ö+1@uni.example")


def test_students_follow_the_configured_globs(course: Course) -> None:
    _hand_in(course, "ann", "amy", "bob", "abe")
    course.coursedir.student_id = "a*"
    course.coursedir.student_id_exclude = "amy, nobody"
    assert course.students("ps1") == ("abe", "ann")


@pytest.mark.parametrize("assignment", ["ps[1]", "ps.1", "a*"])
def test_assignment_names_are_taken_literally(course: Course, assignment: str) -> None:
    _hand_in(course, "ann", assignment=assignment)
    _hand_in(course, "bob", assignment="psx1")
    assert course.students(assignment) == ("ann",)


def test_students_follow_the_directory_structure(course: Course) -> None:
    course.coursedir.directory_structure = (
        "{nbgrader_step}/{assignment_id}/{student_id}/{student_id}"
    )
    folder = course.submitted("ann", "ps1")
    folder.mkdir(parents=True)
    (course.root / "submitted/ps1/bob/other").mkdir(parents=True)
    assert folder == course.root / "submitted/ps1/ann/ann"
    assert course.students("ps1") == ("ann",)


@pytest.mark.parametrize("student", ["", ".", "..", "../ann", "/ann", "a\0b", "a\nb"])
def test_a_student_id_never_leads_out_of_the_course(course: Course, student: str) -> None:
    with pytest.raises(CourseError, match="student id"):
        course.autograded(student, "ps1")


def test_assignment_is_read_whole(course: Course) -> None:
    """Roles, points and order come out as the notebook was authored."""
    assignment = read_assignment(course, "ps1")
    essay, words = assignment.notebooks
    assert assignment.max_score == 15
    assert [cell.name for cell in words.cells] == [
        "setup", "norm", "test_norm", "squares", "test_squares", "draw"
    ]  # fmt: skip
    assert [cell.max_score for cell in words.cells] == [None, None, 2, None, 1, 3]
    assert [cell.name for cell in words.cells if cell.locked] == [
        "setup", "test_norm", "test_squares"
    ]  # fmt: skip
    assert [cell.name for cell in words.cells if cell.is_solution] == ["norm", "squares", "draw"]
    assert [(cell.name, cell.is_task) for cell in essay.cells] == [
        ("opinion", False), ("cluster", True)
    ]  # fmt: skip
    assert words.kernelspec is not None
    assert words.kernelspec["name"] == "python3"


def test_hidden_tests_come_from_the_gradebook(course: Course) -> None:
    words = read_assignment(course, "ps1").notebooks[1]
    test = next(cell for cell in words.cells if cell.name == "test_norm")
    assert "norm([1.0])" in test.source
    assert "norm([1.0])" not in (course.root / "release/ps1/words.ipynb").read_text()


def test_source_folder_tells_open_code_bindings_and_files(course: Course) -> None:
    """``squares`` is bound only in the instructor's solution, which the release does not show."""
    assignment = read_assignment(course, "ps1")
    words = assignment.notebooks[1]
    assert words.open_code == {"import math"}
    assert words.bindings == {"norm": {"norm"}, "squares": {"squares"}, "draw": set()}
    assert {str(path): data for path, data in assignment.files.items()} == {
        "data.csv": b"word,count\nking,1\n",
        "data/more.txt": b"more\n",
    }


def test_without_source_folder_the_gradebook_is_enough(course: Course) -> None:
    (course.root / "source").rename(course.root / "gone")
    assignment = read_assignment(course, "ps1")
    assert assignment.max_score == 15
    assert assignment.notebooks[1].bindings["norm"] == {"norm"}


def test_assignment_with_too_much_data_is_refused(course: Course) -> None:
    course.settings.upload_mb = 1
    (course.root / "source/ps1/big.bin").write_bytes(bytes(2**20 + 1))
    with pytest.raises(CourseError, match="too large"):
        read_assignment(course, "ps1")


def test_unknown_assignment_suggests_close_names(course: Course) -> None:
    with pytest.raises(UnknownAssignment, match=r"Did you mean ps1\?.*autograder release PS1"):
        read_assignment(course, "PS1")


def test_asking_for_an_assignment_creates_no_gradebook(course: Course) -> None:
    (course.root / "gradebook.db").unlink()
    with pytest.raises(UnknownAssignment):
        read_assignment(course, "ps1")
    assert not (course.root / "gradebook.db").exists()


def test_source_that_is_no_notebook_is_named(course: Course) -> None:
    (course.root / "source/ps1/words.ipynb").write_text("[]")
    with pytest.raises(CourseError, match=r"words\.ipynb"):
        read_assignment(course, "ps1")


@pytest.mark.parametrize("name", ["words?", "words%20101"])
def test_a_folder_whose_name_a_database_url_takes_for_something_else(
    course: Course, name: str
) -> None:
    """nbgrader puts the folder's name into a URL as it is."""
    folder = course.root.rename(course.root.parent / name)
    with pytest.raises(CourseError, match="another place") as caught:
        Course.open(folder)
    assert caught.value.next_step == "Rename the folder."
    config = folder / "nbgrader_config.py"
    elsewhere = f"c.CourseDirectory.db_url = 'sqlite:///{folder.parent}/gradebook.db'"
    config.write_text(f"{config.read_text()}\n{elsewhere}\n")
    assert Course.open(folder).root == folder


def test_a_folder_whose_name_has_a_percent_sign(course: Course) -> None:
    folder = course.root.rename(course.root.parent / "50% done")
    assert Course.open(folder).root == folder
