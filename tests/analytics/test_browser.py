"""The page in a real browser: what it forbids itself does not keep it from drawing."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

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
