"""``autograder export`` and ``nbgrader export`` as people run them."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

from autograder.gradebook.course import Course


def run(course: Course, module: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", module, "export", *arguments],
        cwd=course.root,
        capture_output=True,
        text=True,
        check=False,
    )


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def test_marks_go_into_canvass_file(marked: Course, tmp_path: Path) -> None:
    given = tmp_path / "canvas.csv"
    text = "Student,ID,SIS Login ID,Section,Essay (5)\n    Points Possible,,,,15\n"
    given.write_text(text + '"Lee, Ann",1,ann,A,\n"Kay, Dan",2,dan,A,3\n')
    wishes = ("--to", "canvas", "--canvas-file", str(given))
    done = run(marked, "autograder", "ps1", *wishes)
    assert done.returncode == 2
    assert "no column 'ps1'" in done.stderr
    assert "Essay (5)" in done.stderr
    done = run(marked, "autograder", "ps1", *wishes, "--column", "Essay")
    assert done.returncode == 0, done.stderr
    assert "wrote ps1-canvas.csv: 1 student" in done.stdout
    assert "With a mark here, but not in Canvas's file (1): 'bob'" in done.stderr
    assert "left as they are (1): 'Kay, Dan'" in done.stderr
    assert "2 still have answers to be marked" in done.stderr
    assert [row["Essay (5)"] for row in rows(marked.root / "ps1-canvas.csv")] == ["15", "9.75", "3"]


def test_a_file_that_is_there_is_replaced_only_if_asked(marked: Course) -> None:
    path = marked.root / "marks.csv"
    path.write_text("mine")
    done = run(marked, "autograder", "ps1", "--to", "csv", "--into", "marks.csv")
    assert done.returncode == 2
    assert "is there already" in done.stderr
    assert "--replace" in done.stderr
    assert path.read_text() == "mine"
    done = run(marked, "autograder", "ps1", "--to", "csv", "--into", "marks.csv", "--replace")
    assert done.returncode == 0, done.stderr
    assert len(rows(path)) == 3


def test_nbgrader_fills_in_canvass_file_by_its_own_configuration(
    marked: Course, tmp_path: Path
) -> None:
    given = tmp_path / "canvas.csv"
    given.write_text('Student,ID,SIS Login ID,Section,Essay (5)\n"Lee, Ann",1,ann,A,\n')
    with (marked.root / "nbgrader_config.py").open("a") as config:
        config.write(f"c.Canvas.canvas_file = {str(given)!r}\nc.Canvas.column = 'Essay'\n")
    done = run(marked, "nbgrader", "--exporter", "autograder.exports.plugins.Canvas")
    assert done.returncode == 0, done.stderr
    assert "Wrote ps1-canvas.csv: 1 student" in done.stderr
    assert "not in Canvas's file (1): 'bob'" in done.stderr
    assert [row["Essay (5)"] for row in rows(marked.root / "ps1-canvas.csv")] == ["9.75"]


def test_nbgrader_exports_with_its_own_options(marked: Course) -> None:
    chosen = ("--assignment", "['ps1']", "--student", "['ann']", "--to", "results")
    done = run(marked, "nbgrader", "--exporter", "autograder.exports.plugins.Gradescope", *chosen)
    assert done.returncode == 0, done.stderr
    (path,) = (marked.root / "results").rglob("*.json")
    assert path.parent.name == "ann"
    assert json.loads(path.read_text())["score"] == 9.75


def test_nbgrader_has_every_format() -> None:
    from nbgrader.plugins import ExportPlugin

    from autograder.exports import plugins
    from autograder.exports.formats import Format

    found = [
        getattr(plugins, name) for name in ("Canvas", "Moodle", "Gradescope", "Csv", "Parquet")
    ]
    assert all(issubclass(plugin, ExportPlugin) for plugin in found)
    assert {plugin.format for plugin in found} == set(Format)
