"""What is left of students' HTML and figures on the page on which people grade."""

from __future__ import annotations

import html
import json
import re
from typing import Any

import pytest
from nbconvert.exporters import HTMLExporter
from nbformat import v4
from nbgrader.server_extensions.formgrader.handlers import template_path
from traitlets.config import Config

from autograder.jupyter import frames
from autograder.jupyter.cleaning import cleaned
from autograder.jupyter.grading_page import Exporter

DOT = "data:image/png;base64,iVBORw0KGgo="


@pytest.mark.parametrize(
    "kept",
    [
        "<p>a <strong>b</strong> <code>c &lt; d</code></p>",
        '<div class="highlight"><pre><span class="k">def</span></pre></div>',
        '<table class="dataframe"><tbody><tr><td style="color: red;">1</td></tr></tbody></table>',
        '<a href="https://example.org/" title="t">there</a>',
        f'<img alt="a dot" src="{DOT}">',
        r"<p>$a &lt; b \&amp; c$</p>",
    ],
)
def test_text_and_its_layout_stay(kept: str) -> None:
    assert cleaned(kept) == kept


@pytest.mark.parametrize(
    ("given", "left"),
    [
        ("a<script>act()</script>b", "ab"),
        ("<style>main {display: none}</style>a", "a"),
        ("<svg onload='act()'><script>act()</script></svg>a", "a"),
        ("<iframe srcdoc='<script>act()</script>'></iframe>a", "a"),
        ("<form action='/formgrader/api'><input id='why'>a</form>", "a"),
        ("<b onclick='act()'>a</b>", "<b>a</b>"),
        ("<a href='javascript:act()'>a</a>", "<a>a</a>"),
        ("<a href=' JaVa&#115;cript:act()'>a</a>", "<a>a</a>"),
        ("<a href='data:text/html,x'>a</a>", "<a>a</a>"),
        ("<img src='data:text/html,x'>", "<img>"),
        ("<h2 id='why' class='nbgrader_cell score'>a</h2>", "<h2>a</h2>"),
        ("<p style='position: fixed; color: red'>a</p>", '<p style="color: red;">a</p>'),
        ("<math><mi href='javascript:act()'>a</mi></math>b", "b"),
    ],
)
def test_what_acts_or_pretends_to_be_the_page_goes(given: str, left: str) -> None:
    assert cleaned(given) == left


def framed(given: Any) -> str:
    """The page in the frame of a figure."""
    text = frames.figure(given, library="/plotly.js")
    found = re.search('data-page="([^"]*)"', text)
    assert found, text
    return html.unescape(found[1])


def test_a_figure_is_data_in_a_frame_that_may_load_one_library_alone() -> None:
    given = {"data": [{"name": "</script><script>act()"}], "config": {"plotlyServerURL": "x"}}
    page = framed(given)
    text = page.split('id="given">')[1].split("</script>")[0]
    assert json.loads(text) == {"data": given["data"], "layout": {}, "frames": []}
    assert page.count("<script") == 3
    assert "default-src 'none'" in page
    assert page.count("src=") == 1


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ("text", "and is none"),
        ({"data": {}}, "and is none"),
        ({"data": [], "layout": 3}, "and is none"),
        ({"data": [float("nan")]}, "cannot be read"),
        ({"data": ["x" * frames.LARGEST]}, "too large"),
    ],
)
def test_what_is_no_figure_is_not_drawn(given: Any, why: str) -> None:
    assert why in frames.figure(given, library="")


@pytest.mark.parametrize(
    ("wanted", "height"), [(300, 300), (10**400, 1200), (-5, 100), ("9px; color: red", 450)]
)
def test_a_figure_is_as_high_as_it_says_within_bounds(wanted: Any, height: int) -> None:
    text = frames.figure({"data": [], "layout": {"height": wanted}}, library="")
    assert f"height: {height}px" in text


def test_metadata_that_the_page_would_write_as_it_is_is_looked_at() -> None:
    config = Config()
    config.HTMLExporter.template_name = "formgrade"
    config.HTMLExporter.extra_template_basedirs = [template_path]
    exporter = Exporter(HTMLExporter(config=config), base_url="/")
    name = '"><script>act()</script>'
    about = {"grade_id": name, "grade": True, "solution": True, "points": 1}
    cell = v4.new_code_cell("1", metadata={"nbgrader": about})
    notebook = v4.new_notebook(cells=[cell])
    notebook.cells[0]["execution_count"] = name  # which is checked where one is made, not read
    resources = {"base_url": "", "index": 0, "total": 1}
    page, _ = exporter.from_notebook_node(notebook, resources)
    assert "act()" not in page
