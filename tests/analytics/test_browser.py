"""The page in a real browser: what it forbids itself does not keep it from drawing."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from tests.analytics.samples import html
from tests.analytics.test_page import ordinary

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
def test_the_figures_are_drawn_and_the_table_can_be_filtered(tmp_path: Path) -> None:
    assert CHROMIUM is not None
    (tmp_path / "page.html").write_text(html(ordinary()), encoding="utf-8")
    done = subprocess.run(
        [
            CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=60000",
            f"--user-data-dir={tmp_path}/profile", "--dump-dom", f"file://{tmp_path}/page.html",
        ],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    dom = done.stdout
    assert re.search('<html[^>]* data-drawn="yes"', dom), re.findall("data-drawn=[^>]*", dom)
    assert dom.count('class="main-svg"') >= 3
    assert "41 of 41 rows" in dom


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_axe_finds_nothing(tmp_path: Path, width: int, scheme: Literal["light", "dark"]) -> None:
    path = tmp_path / "page.html"
    path.write_text(html(ordinary()), encoding="utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        window = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
        window.goto(path.as_uri())
        window.wait_for_selector("html[data-drawn=yes]", timeout=60_000)
        found = Axe().run(window).response["violations"]
        assert window.evaluate("document.documentElement.scrollWidth") <= width
        browser.close()
    assert [fault["id"] for fault in found] == []
