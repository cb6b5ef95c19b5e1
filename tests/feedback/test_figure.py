"""Vectors are drawn where they can be, and said in words."""

from __future__ import annotations

import math
import re

import pytest

from autograder.feedback.figure import figure
from tests.feedback.samples import read

U, V = ("u", (3.0, 4.0)), ("v", (4.0, 3.0))
TWO = [("u", (1.0, 2.0, 2.0)), ("v", (0.0, 3.0, 4.0))]


def drawn(*arrows: tuple[str, tuple[float, ...]]) -> str:
    found = figure(arrows)
    assert found is not None
    return str(found.svg)


def test_each_vector_is_an_arrow_with_its_name() -> None:
    for arrows in ([U, V], TWO):
        found = read(drawn(*arrows))
        assert found.tags.count("polygon") == 2
        assert {"u", "v"} <= {text for tag, text in found.texts if tag == "text"}


def test_the_drawing_is_said_in_words_with_the_angle() -> None:
    found = figure([U, V])
    assert found is not None
    assert found.caption == "u = (3, 4), v = (4, 3); the angle between them is 16°."
    (svg,) = (attrs for tag, attrs in read(str(found.svg)).elements if tag == "svg")
    assert (svg["role"], svg["aria-label"]) == ("img", f"Drawing: {found.caption}")


def test_an_arrow_points_where_its_vector_does() -> None:
    """To the right and up, on paper whose second coordinate counts downwards."""
    shafts = re.findall(r'class="shaft v\d" x1="(.*?)" y1="(.*?)" x2="(.*?)" y2="(.*?)"',
                        drawn(U, V))  # fmt: skip
    for (x1, y1, x2, y2), (_, (dx, dy)) in zip(shafts, (U, V), strict=True):
        slope = (float(y1) - float(y2)) / (float(x2) - float(x1))
        assert slope == pytest.approx(dy / dx, rel=0.02)


def test_arrows_differ_without_colour() -> None:
    assert 'class="shaft v1"' in drawn(U, V)
    assert 'class="shaft v2"' in drawn(U, V)


def test_names_at_the_same_tip_do_not_cover_each_other() -> None:
    places = re.findall(r'class="name v\d" x="(.*?)" y="(.*?)"', drawn(U, ("w", U[1])))
    (one, other) = [tuple(map(float, place)) for place in places]
    assert math.dist(one, other) > 14


def test_a_zero_vector_is_a_dot() -> None:
    assert re.search('<circle class="tip v2"', drawn(U, ("o", (0.0, 0.0))))


def test_all_stays_on_the_paper() -> None:
    for arrows in ([U, V], TWO, [("a", (-1e-4, 1e-4))], [("a", (1e6, -1.0)), ("b", (0.0, 0.0))],
                   [("a", (-5.0, -5.0, -5.0))], [("a", (0.0, 0.0, 2.0))]):  # fmt: skip
        found = figure(arrows)
        assert found is not None, arrows
        width, height = map(float, re.findall(r'viewBox="0 0 (\S+) (\S+)"', found.svg)[0])
        for x, y in re.findall(r'x\d?="([-\d.]+)" y\d?="([-\d.]+)"', found.svg):
            assert 0 <= float(x) <= width
            assert -16 <= float(y) <= height + 16


@pytest.mark.parametrize(
    "arrows",
    [
        [],
        [("u", ())],
        [("u", (1.0,))],
        [("u", (1.0, 2.0, 3.0, 4.0))],
        [U, ("v", (1.0, 2.0, 3.0))],
        [("u", (math.nan, 1.0))],
        [("u", (math.inf, 1.0))],
        [("u", (0.0, 0.0))],
        [("u", (1e300, 1.0))],
        [("u", (5e-324, 0.0))],
    ],
)
def test_what_cannot_be_drawn_is_left_out(arrows: list[tuple[str, tuple[float, ...]]]) -> None:
    assert figure(arrows) is None


def test_a_name_is_text() -> None:
    html = drawn(("<script>&\"'", (1.0, 2.0)))
    assert set(read(html).tags) <= {"svg", "line", "text", "polygon", "circle"}
    assert "<script" not in html
