"""What a student wrote cannot do anything on the page but be read."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

import pytest

from autograder.feedback import Edition, page, write_feedback
from autograder.model import Evidence, Problem, Reason, SubmissionReport, Verdict
from tests.feedback.samples import cell, document, read, report, task, wrong

EVIL = (
    "</pre></style></title><script>alert(1)</script><img src=https://evil.example onerror=alert(1)>"
    "<a href='javascript:alert(1)'>\" onmouseover=alert(1) x=\"' onfocus=alert(1) autofocus='"
    "{{ 7 * 191 }}{% raw %}`<b onclick=x>`<!-- <svg/onload=alert(1)>&lt;script&gt;"
)
UNSEEN = "a\x1b[31mb\u202ec\u2066d\x00e\x85f\ud800g\U000e0041h"


def hostile(text: str) -> SubmissionReport:
    """``text`` wherever a student's text, or a text made of it, can stand."""
    error = {"ename": text, "evalue": text, "traceback": [text] * 3}
    cells = [
        *task("dot", text, text, error=error),
        *task("angle", f"x = '''{text}", "Task 2", error=error | {"traceback": None}),
        cell(text, error=error),
        cell(f"# {text}", kind="markdown"),
        cell(text, "claim", kind="markdown", grade=True, solution=True),
        cell(text, f"code-{text}", grade=True, solution=True),
    ]
    evidence = Evidence(text, text, text, text, text, text, ((text, (1.0, 2.0)),))
    found = report(
        wrong("dot-core", message=text, evidence=evidence),
        wrong("dot-more", message=text, because=text),
        wrong("angle-core", Reason.RAISED, message=text, evidence=Evidence(text)),
        Verdict("claim", None, 2.0, Reason.MANUAL),
        Verdict(f"code-{text}", None, 2.0, Reason.MANUAL),
        wrong(f"{text}-gone", Reason.MISSING_CELL, message=text),
        document=document(*cells),
        student=text,
        problems=(Problem("x", text),),
    )
    return replace(
        found,
        assignment=text,
        files={PurePosixPath(text): b""},
        problems=(Problem("x", text + "."),),
        notebooks=(replace(found.notebooks[0], name=text),),
    )


def pages(text: str) -> list[str]:
    """With the notebook, and without."""
    found = hostile(text)
    absent = replace(found, notebooks=(replace(found.notebooks[0], document=None),))
    written = Edition(comments={text: {"dot": text, "angle": text, text: text}})
    return [page(each, each.notebooks[0].name, written) for each in (found, absent)]


@pytest.mark.parametrize("html", pages(EVIL))
def test_no_element_and_no_attribute_comes_from_a_student(html: str) -> None:
    elements = read(html).elements
    calm = read(pages("calm")[0]).elements
    assert {tag for tag, _ in elements} <= {tag for tag, _ in calm} | {"br", "ul", "li"}
    assert [tag for tag, _ in elements].count("svg") == ("line" in dict(elements))
    for tag, attrs in elements:
        assert tag not in {"script", "img", "iframe", "object", "link", "base", "form"}
        assert not [name for name in attrs if name.startswith("on")]
        assert set(attrs) <= ALLOWED, attrs
        assert not re.search("javascript:|evil|alert", json.dumps(attrs), re.I)


ALLOWED = {
    "aria-hidden", "aria-label", "aria-labelledby", "charset", "class", "content", "datetime",
    "href", "http-equiv", "id", "lang", "name", "open", "role", "scope", "style", "tabindex",
    "cx", "cy", "height", "points", "r", "viewbox", "width", "x", "x1", "x2", "y", "y1", "y2",
}  # fmt: skip


@pytest.mark.parametrize("html", pages(EVIL))
def test_what_was_written_is_readable_and_is_not_evaluated(html: str) -> None:
    assert "<script>alert(1)</script>" in read(html).text
    assert str(7 * 191) not in html


@pytest.mark.parametrize("html", pages(EVIL))
def test_nothing_is_fetched_and_the_page_forbids_it_to_itself(html: str) -> None:
    for _, attrs in read(html).elements:
        assert not re.search("https?:|//", " ".join(filter(None, attrs.values())))
    style = html.partition("<style>")[2].partition("</style>")[0]
    assert not re.search(r"https?:|url\(|@import", style)
    assert "default-src 'none'" in html


@pytest.mark.parametrize("html", pages(UNSEEN))
def test_nothing_invisible_reaches_the_page(html: str) -> None:
    assert html.encode() and "\x1b" not in html
    assert not re.search(
        "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f]", html
    )
    assert "abcdef\ufffdgh" in html


@pytest.mark.parametrize("character", ["x", "\n", "+", '"', "'", "&", "\U0001f600", "a\n", "1 if "])
def test_a_page_stays_small_whatever_is_handed_in(character: str) -> None:
    text = character * 100_000
    error = {"ename": "E", "evalue": text, "traceback": [text] * 5}
    stray = cell(text, error=error)
    cells = [
        part
        for index in range(25)
        for part in [
            *task(f"t{index}", text, f"Task {index}", error=error),
            stray,
        ]
    ]
    arrows = tuple((text, (n + 1.0, 1.0, 2.0)) for n in range(9))
    evidence = Evidence(text, text, text, text, text, text, arrows)
    verdicts = [wrong(f"t{n}-core", message=f"! {text}", evidence=evidence) for n in range(25)]
    problems = (Problem("x", text),) * 1000
    found = report(*verdicts, document=document(*cells), problems=problems)
    html = page(found, found.notebooks[0].name)
    assert len(html.encode()) < 500_000
    assert character == "\n" or "not shown here" in html


def test_only_the_long_cells_are_cut_when_there_is_too_much() -> None:
    long = [part for n in range(20) for part in task(f"t{n}", "x = 1\n" * 110 * n, f"Task {n}")]
    verdicts = [wrong(f"t{n}-core") for n in range(20)]
    found = report(*verdicts, wrong("s-core"), document=document(*task("s", "y = 1", "S"), *long))
    html = page(found, found.notebooks[0].name)
    assert 1 < html.count("not shown here") < 20
    assert "y = " in read(html).text


def test_an_ordinary_page_is_far_smaller() -> None:
    cells = [part for n in range(8) for part in task(f"t{n}", "x = 1\n" * 20, f"Task {n}")]
    verdicts = [wrong(f"t{n}-core", evidence=Evidence("t(1)", "2", "3")) for n in range(8)]
    found = report(*verdicts, document=document(*cells))
    assert len(page(found, found.notebooks[0].name)) < 60_000


def test_a_file_can_be_written_whatever_the_text(tmp_path: Any) -> None:
    found = hostile(UNSEEN)
    named = replace(found, notebooks=(replace(found.notebooks[0], name="similarity"),))
    (path,) = write_feedback(named, tmp_path)
    assert "abcdef\ufffdgh" in path.read_text(encoding="utf-8")
