"""``autograder audit`` says what is wrong and what to do, and its exit status is what was asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.cli.audit import print_audit
from autograder.gradebook.course import Course
from tests.audit.conftest import ASSIGNMENT, CONFIG, Audited

GENEROUS = """
c.Audit.release = 100
c.Audit.sharpness = 0
c.Audit.leaks = 9
c.Audit.rejections = 9
c.Audit.unstable = 99
"""


def test_an_assignment_with_troubles_fails_with_each_of_them_and_a_page(
    troubled: Audited, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "audit.html"
    assert print_audit(Course.open(troubled.root), ASSIGNMENT, to=page) == 1
    shown = " ".join(capsys.readouterr().out.split())
    for said in (
        "'free' cannot fail",
        "1 right answer of 1 would lose points: fsum",
        "Next: Ask the question that tells the two apart",
        '- raise ValueError("no numbers")',
        "'distinct-core' gave other marks in other runs",
        "Not fit for a release yet.",
    ):
        assert said in shown, said
    assert shown.index("no: ") < shown.index("note: ")
    assert "Not fit for a release yet." in page.read_text(encoding="utf-8")


def test_what_the_instructor_allows_does_not_fail(
    troubled: Audited, capsys: pytest.CaptureFixture[str]
) -> None:
    config = troubled.root / "nbgrader_config.py"
    config.write_text(CONFIG + GENEROUS)
    try:
        assert print_audit(Course.open(troubled.root), ASSIGNMENT) == 0
        assert print_audit(Course.open(troubled.root), ASSIGNMENT, at_least=100) == 1
    finally:
        config.write_text(CONFIG)
    assert "The tests are fit for a release." in capsys.readouterr().out


def test_an_assignment_without_troubles_passes(
    mended: Audited, capsys: pytest.CaptureFixture[str]
) -> None:
    assert print_audit(Course.open(mended.root), ASSIGNMENT) == 0
    assert "no: " not in capsys.readouterr().out
