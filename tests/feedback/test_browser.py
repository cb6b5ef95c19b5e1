"""The page in a real browser: axe-core finds nothing, nothing is fetched or complained of, nothing
runs over the edge of a window or a telephone, and a screen reader is told what the eye sees."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from autograder.config import Level
from autograder.feedback import Edition, page
from autograder.model import Evidence, Problem, Reason, SubmissionReport, Verdict
from tests.feedback.samples import cell, document, report, right, task, wrong

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")

LONG = "value = some_function(" + ", ".join(f"argument_{n}={n}" for n in range(40)) + ")"
FLAT = Evidence(
    "dot([3, 4], [8, 6])", "24", "48", "It is a sum.", "Count the terms.", "only the last term",
    (("u", (3.0, 4.0)), ("v", (8.0, 6.0))),
)  # fmt: skip
DEEP = Evidence(
    "angle([1, 2, 2], [0, 3, 4])", "0.37", "21.04",
    arrows=(("u", (1.0, 2.0, 2.0)), ("v", (0.0, 3.0, 4.0))),
)  # fmt: skip
ERROR = {"ename": "ValueError", "evalue": LONG, "traceback": [LONG, f"ValueError: {LONG}"]}
NOTEBOOK = document(
    *task("dot", f"def dot(u, v):\n    return 24  # {LONG}", "Task 1: the `dot` product"),
    *task("angle", "def angle(u, v):\n    return 1", "Task 2: the angle $\\theta$", error=ERROR),
    *task("distance", "def distance(u, v):\n    return 1 - dot(u, v)", "Task 3: the distance"),
    *task("same", "same = True", "Task 4"),
    cell("## Task 5: in words", kind="markdown"),
    cell(f"My own words. {'word' * 60}", "claim", kind="markdown", grade=True, solution=True),
)
WRONG = report(
    wrong("dot-core", evidence=FLAT),
    wrong("dot-more", Reason.RAISED, message=f"Your code raised ValueError: {'x' * 200}"),
    wrong("angle-core", evidence=DEEP),
    Verdict("distance-core", 2.0, 2.0, Reason.WRONG, because="dot"),
    right("same-core"),
    Verdict("claim", None, 3.0, Reason.MANUAL),
    document=NOTEBOOK,
    problems=(Problem("locked-cell", "A locked cell was set back."),),
)
COMMENTED = Edition(
    notice="Held back on this page: nothing.",
    comments={"similarity": {"claim": "Well put.", "elsewhere": "See me."}},
    penalties={"similarity": 1.0},
)
PAGES = {
    "wrong": (WRONG, COMMENTED),
    "marks": (WRONG, Edition(level=Level.MARKS, notice="Held back on this page: hints.")),
    "right": (report(right("dot-core"), right("same-core"), document=NOTEBOOK), Edition()),
    "absent": (report(wrong("dot-core", Reason.MISSING_NOTEBOOK)), Edition()),
}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(params=[(1280, "light"), (1280, "dark"), (390, "light"), (390, "dark")], ids=str)
def window(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    width, scheme = request.param
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    yield context.new_page()
    context.close()


def show(window: Page, kind: str, folder: Path) -> list[str]:
    """Open a page with everything unfolded; what it complained of, or asked for elsewhere."""
    found: SubmissionReport
    found, edition = PAGES[kind]
    path = folder / "similarity.html"
    path.write_text(page(found, "similarity", edition), encoding="utf-8")
    noise: list[str] = []
    window.on("console", lambda message: noise.append(message.text))
    window.on("pageerror", lambda error: noise.append(str(error)))
    window.on("request", lambda request: noise.append(request.url))
    window.goto(path.as_uri())
    window.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    return [text for text in noise if text != path.as_uri()]


@pytest.mark.parametrize("kind", PAGES)
def test_axe_finds_nothing(window: Page, kind: str, tmp_path: Path) -> None:
    assert show(window, kind, tmp_path) == []
    found = Axe().run(window).response["violations"]
    assert [(fault["id"], [n["html"] for n in fault["nodes"]]) for fault in found] == []


@pytest.mark.parametrize("kind", PAGES)
def test_nothing_runs_over_the_edge(window: Page, kind: str, tmp_path: Path) -> None:
    show(window, kind, tmp_path)
    assert window.viewport_size is not None
    wide = window.evaluate("document.documentElement.scrollWidth")
    assert wide <= window.viewport_size["width"]


def test_a_screen_reader_is_told_headings_tables_figures_and_results(
    window: Page, tmp_path: Path
) -> None:
    show(window, "wrong", tmp_path)
    tree = window.locator("body").aria_snapshot()
    levels = [int(n) for n in re.findall(r'heading ".*?" \[level=(\d)\]', tree)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b <= a + 1 for a, b in pairwise(levels))
    for told in (
        'columnheader "Task and part"',
        'columnheader "Result"',
        'columnheader "Points"',
        'rowheader "Task 1: the dot product"',
        'heading "Task 2: the angle θ" [level=3]',
        'img "Drawing: u = (3, 4), v = (8, 6); the angle between them is 16°."',
        'img "Drawing: u = (1, 2, 2), v = (0, 3, 4); the angle between them is 21°."',
    ):
        assert told in tree
    text = " ".join(window.locator("body").inner_text().split())
    for told in ("✗ not right yet", "✓ counted as right", "with a right dot it passes"):
        assert told in text


def test_all_that_can_be_scrolled_or_followed_can_be_reached_by_keyboard(
    window: Page, tmp_path: Path
) -> None:
    show(window, "wrong", tmp_path)
    reached = set()
    for _ in range(60):
        window.keyboard.press("Tab")
        reached.add(window.evaluate("document.activeElement.outerHTML.slice(0, 200)"))
    wanted = window.evaluate(
        "[...document.querySelectorAll('a, summary, pre.error')]"
        ".map(element => element.outerHTML.slice(0, 200))"
    )
    assert set(wanted) <= reached


def test_on_paper_nothing_is_folded_away_or_dark(browser: Browser, tmp_path: Path) -> None:
    with browser.new_context(color_scheme="dark") as context:
        window = context.new_page()
        found, edition = PAGES["wrong"]
        path = tmp_path / "similarity.html"
        path.write_text(page(found, "similarity", edition), encoding="utf-8")
        window.goto(path.as_uri())
        window.emulate_media(media="print")
        assert window.get_by_text("same = True").is_visible()
        ground = window.evaluate("getComputedStyle(document.body).backgroundColor")
        assert ground == "rgb(251, 250, 247)"
