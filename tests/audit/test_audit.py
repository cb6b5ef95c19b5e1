"""Each kind of trouble is found where it is, and not where it was mended; ``autograder audit`` says
what to do, and its exit status is what was asked."""

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


def test_a_test_that_gives_the_empty_release_points_is_named(
    troubled: Audited, mended: Audited
) -> None:
    assert [test.key for test in troubled.facts.base.free] == ["free"]
    assert troubled.facts.base.release == 1.0
    assert "'free' cannot fail" in troubled.found["cannot-fail"].text
    assert "cannot-fail" not in mended.found


def test_a_leak_is_shown(troubled: Audited, mended: Audited) -> None:
    (leak,) = troubled.found["leak"].details
    assert "return sum(xs) / len(xs)" in leak
    assert "leak" not in mended.found


def test_a_wrong_answer_with_full_marks_is_shown_with_what_was_changed(
    troubled: Audited, mended: Audited
) -> None:
    survivors = troubled.facts.sharp.survivors
    assert any("-        raise ValueError" in one.mutant.diff for one in survivors)
    assert troubled.found["blunt"].fails
    left = [one for one in mended.facts.sharp.survivors if one.mutant.cell == "mean"]
    assert not [one.mutant.diff for one in left if "raise" in one.mutant.diff]


def test_a_right_answer_that_loses_points_is_named_with_the_test(
    troubled: Audited, mended: Audited
) -> None:
    lost = {(one.variant, one.test.key) for one in troubled.facts.fair.rejections}
    assert ("fsum", "mean-exact") in lost
    assert troubled.found["unfair"].fails
    assert mended.facts.fair.variants == ("fsum",)
    assert "unfair" not in mended.found


def test_a_mark_that_differs_between_runs_is_named(troubled: Audited, mended: Audited) -> None:
    changes = troubled.facts.stable.changes
    assert {(one.variant, one.test.key) for one in changes} == {
        ("your own solution", "distinct-core")
    }
    assert len(mended.facts.stable.trials) == 2
    assert not mended.facts.stable.changes


def test_a_cell_that_takes_long_is_named(troubled: Audited, mended: Audited) -> None:
    assert [one.cell for one in troubled.facts.slow] == ["wait"]
    assert mended.facts.slow == ()


def test_what_students_see_notices_less(mended: Audited) -> None:
    assert 0 < mended.facts.sharp.visible_score < mended.facts.sharp.score == 100


def test_a_test_that_notices_nothing_is_named(troubled: Audited, mended: Audited) -> None:
    assert [test.key for test in troubled.facts.sharp.blunt] == ["free"]
    assert mended.facts.sharp.blunt == ()


def test_a_declaration_that_fits_no_change_is_named(mended: Audited) -> None:
    assert mended.facts.sharp.stale == ("00000000",)
    assert not mended.found["stale"].fails


def test_the_mended_assignment_fails_in_nothing(mended: Audited) -> None:
    assert [one for one in mended.found.values() if one.fails] == []


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
