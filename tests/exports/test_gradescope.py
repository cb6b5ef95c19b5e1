"""Each student's ``results.json`` is what Gradescope's specification asks for."""

from __future__ import annotations

import json
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
from hypothesis import given, settings

from autograder.errors import CourseError
from autograder.exports.formats import Format, export
from autograder.exports.gradescope import MAX_OUTPUT, as_gradescope, results
from autograder.gradebook.course import Course
from autograder.gradebook.files import write_folder
from autograder.gradebook.sheet import Sheet, read_sheet
from autograder.grading.packing import pack
from autograder.grading.store import Written, opened
from autograder.model import Evidence, NotebookReport, Reason, SubmissionReport, Verdict
from tests.exports.sheets import absent, row, sheet, sheets

repeatable = settings(derandomize=True, deadline=None)


VISIBILITY = {"hidden", "after_due_date", "after_published", "visible"}
FORMATS = {"text", "html", "simple_format", "md", "ansi"}
NUMBER, TEXT = (int, float), str
TOP = {
    "score": NUMBER, "max_score": NUMBER, "execution_time": NUMBER, "output": TEXT,
    "output_format": FORMATS, "visibility": VISIBILITY, "stdout_visibility": VISIBILITY,
    "tests": list,
}  # fmt: skip
TEST = {
    "score": NUMBER, "max_score": NUMBER, "status": {"passed", "failed"}, "name": TEXT,
    "name_format": FORMATS, "number": TEXT, "output": TEXT, "output_format": FORMATS,
    "tags": list, "visibility": VISIBILITY,
}  # fmt: skip
"""Gradescope's *Autograder Specifications*, *Output format*: each field with its type or values."""


def check(value: dict[str, Any], fields: dict[str, Any]) -> None:
    for key, found in value.items():
        kind = fields[key]
        ok = found in kind if isinstance(kind, set) else isinstance(found, kind)
        assert ok, f"{key}: {found!r}"


def conforms(found: Any) -> None:
    check(found, TOP)
    assert "score" in found
    assert "leaderboard" not in found
    for test in found["tests"]:
        check(test, TEST)
        assert {"score", "max_score", "name", "visibility"} <= set(test)
        assert all(isinstance(tag, str) for tag in test["tags"])


def report(student: str, *verdicts: Verdict) -> SubmissionReport:
    return SubmissionReport(student, "similarity", (NotebookReport("words", verdicts, ""),))


def test_score_is_the_gradebooks_and_each_cell_a_test_with_what_was_found() -> None:
    verdict = Verdict(
        "dot-core", 0.0, 2.0, Reason.WRONG, "The result is wrong.",
        Evidence("dot([1], [2])", "3", "2", hint="Multiply."),
    )  # fmt: skip
    marks = sheet(row("ann", 0.5, 1.0, waits=True, penalty=0.25))
    found = results(marks.rows[0], marks, report("ann", verdict))
    conforms(found)
    assert (found["score"], found["max_score"]) == (1.25, 6)
    core, contract, opinion = found["tests"]
    assert (core["number"], contract["number"], opinion["number"]) == ("1.1", "1.2", "2.1")
    assert (core["tags"], core["score"], core["status"]) == (["dot"], 0.5, "failed")
    assert core["output"] == (
        "The result is wrong.\nAsked: dot([1], [2])\nCame: 3\nExpected: 2\nHint: Multiply."
    )
    assert contract["status"] == "passed"
    assert (opinion["output"], "status" in opinion) == ("A person will mark this.", False)
    assert "Late: 0.25 points taken off." in found["output"]


def test_without_a_kept_result_there_are_still_the_points() -> None:
    marks = sheet(row("ann", 2.0), absent("bob"))
    files, refused = as_gradescope(marks, [("ann", None)])
    assert list(files) == [PurePosixPath("ann/results.json")]
    found = json.loads(files[PurePosixPath("ann/results.json")])
    conforms(found)
    assert [test["score"] for test in found["tests"]] == [2, 0, 0]
    assert refused == ()


def test_what_a_student_wrote_is_bounded_and_plain_text() -> None:
    verdict = Verdict("dot-core", 0.0, 2.0, Reason.WRONG, "<script>\x1b[2J\x00" + "x" * 10_000)
    marks = sheet(row("ann"))
    test = results(marks.rows[0], marks, report("ann", verdict))["tests"][0]
    assert test["output_format"] == "text"
    assert "\x1b" not in test["output"]
    assert len(test["output"]) == MAX_OUTPUT + 1


@pytest.mark.parametrize("id", ["../ann", "/ann", "a/b", "..", ".", "a\\b", "a\nb", "x" * 300])
def test_an_id_that_is_no_name_of_a_folder_is_left_out_and_told(id: str) -> None:
    files, refused = as_gradescope(sheet(row(id), row("bob")), [])
    assert [str(path) for path in files] == ["bob/results.json"]
    assert refused == (id,)


@repeatable
@given(sheets())
def test_hostile_names_leave_the_json_right(marks: Sheet) -> None:
    files, refused = as_gradescope(marks, [])
    assert len(files) + len(refused) == len(marks.rows)
    for data in files.values():
        conforms(json.loads(data.decode()))


FILES = {PurePosixPath("ann/results.json"): b"1"}


def test_a_folder_is_replaced_only_if_asked_and_only_if_it_is_such_a_folder(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    write_folder(folder, FILES, replace=False)
    with pytest.raises(CourseError, match="is there already"):
        write_folder(folder, FILES, replace=False)
    write_folder(folder, {PurePosixPath("bob/results.json"): b"2"}, replace=True)
    assert [path.name for path in folder.iterdir()] == ["bob"]
    (folder / "thesis.txt").write_text("years of work")
    with pytest.raises(CourseError, match="holds other files, thesis"):
        write_folder(folder, FILES, replace=True)
    assert (folder / "thesis.txt").read_text() == "years of work"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_what_tests_found_comes_from_the_kept_results(marked: Course, tmp_path: Path) -> None:
    verdicts = (Verdict("test_norm", 1.0, 2.0, Reason.PARTIAL, "Half of it is right."),)
    kept = SubmissionReport("bob", "ps1", (NotebookReport("words", verdicts, "{}"),))
    with opened(marked.root) as store:
        store.keep(b"b" * 32, pack(kept))
        store.note("ps1", {"bob": Written(b"b" * 32, b"")})
    folder = tmp_path / "out"
    written = export(read_sheet(marked, "ps1"), Format.GRADESCOPE, folder, root=marked.root)
    assert (written.students, len(written.remarks)) == (2, 2)
    assert "not kept (grade again) (1): 'ann'" in written.remarks[1]
    found = json.loads((folder / "bob" / "results.json").read_text())
    conforms(found)
    assert found["score"] == 1.5
    outputs = {test["name"]: (test["score"], test["output"]) for test in found["tests"]}
    assert outputs["words: test_norm"] == (1, "Half of it is right.")
    assert outputs["essay: opinion"] == (0, "A person will mark this.")
