"""What has changed since the time before, and against another class."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from autograder.analytics import against, page, since
from autograder.analytics.change import Marks
from autograder.errors import CourseError
from tests.analytics.samples import MADE, facts, table, verdict
from tests.feedback.samples import read


def marks(*points: float | None) -> Marks:
    return {"vectors": {chr(97 + k): mark for k, mark in enumerate(points)}}


def test_cells_and_students_that_moved_are_counted() -> None:
    items = table([[1.0, 0.0, 0.0]]).items
    before = {"x": marks(1.0, 0.0, None), "y": marks(1.0, 1.0, 0.0), "z": marks(0.0, 0.0, 1.0)}
    now = {"x": marks(0.0, 0.0, 1.0), "y": marks(0.0, 1.0, 0.0), "z": marks(0.0, 1.0, 1.0)}
    found = since(items, before, now)
    assert found is not None
    assert (found.students, found.more, found.fewer) == (3, 1, 1)
    assert [(one.item.name, one.more, one.fewer) for one in found.cells] == [
        ("a", 0, 2),
        ("b", 1, 0),
        ("c", 1, 0),
    ]


def test_where_nobody_was_graded_twice_nothing_is_said() -> None:
    assert since(table([[1.0]]).items, {}, {}) is None


def exported(path: Path, **columns: list[float | None]) -> Path:
    size = len(next(iter(columns.values())))
    fixed: dict[str, list[float | None]] = {"max_points": [2.0] * size}
    pl.DataFrame(fixed | columns).write_parquet(path)
    return path


def test_another_class_is_compared_cell_by_cell(tmp_path: Path) -> None:
    """Who handed in nothing there counts in nothing."""
    here = table([[1.0, 1.0], [0.0, 1.0]])
    path = exported(
        tmp_path / "2025.parquet", points=[2.0, 1.0, 1.0, 0.0], a=[1.0, 0.5, 0.0, None],
        b=[1.0, 0.5, 1.0, None],
    )  # fmt: skip
    found = against(here, path)
    assert (found.name, found.students) == ("2025.parquet", 3)
    assert found.share == pytest.approx(4 / 6)
    assert found.now == pytest.approx(3 / 4)
    assert [one.item.name for one in found.cells] == ["a", "b"]
    assert [one.before for one in found.cells] == pytest.approx([0.5, 2.5 / 3])
    assert [one.now for one in found.cells] == [0.5, 1.0]
    assert found.missing == ()


def test_a_cell_that_the_other_class_did_not_have_is_named(tmp_path: Path) -> None:
    path = exported(tmp_path / "x.parquet", points=[1.0, 0.0], a=[1.0, None])
    assert against(table([[1.0, 1.0]]), path).missing == ("b",)


@pytest.mark.parametrize("content", [None, b"", b"student,points\n", b"PAR1"])
def test_what_is_no_export_is_refused_in_one_line(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "x.parquet"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(CourseError, match="is no export of marks"):
        against(table([[1.0]]), path)


def test_a_table_of_something_else_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.parquet"
    pl.DataFrame({"x": [1]}).write_parquet(path)
    with pytest.raises(CourseError, match="is no export of marks"):
        against(table([[1.0]]), path)


def test_the_page_tells_both_and_escapes_what_is_not_ours(tmp_path: Path) -> None:
    here = facts({"ada": [verdict("a", 1.0), verdict("b", 0.0)]})
    path = exported(tmp_path / "<b>2025.parquet", points=[1.0, 0.0], a=[0.25, None])
    moved = since(here.items, {"ada": marks(0.0, 1.0)}, {"ada": marks(1.0, 0.0)})
    html = page(here, links={}, made=MADE, since=moved, against=against(here, path))
    said = " ".join(read(html).text.split())
    assert "Compared with the time before, 0 now have more points and 0 fewer" in said
    assert "<b>2025.parquet" not in html
    assert "the mean share of all points was 50 %; here it is 50 %" in said
