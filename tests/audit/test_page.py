"""The page shows what the audit found, escaped, and draws it in a browser without the network."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest

from autograder.audit.facts import Base, Facts, Fair, Mutant, Sharp, Slow, Stable, Tried
from autograder.audit.facts import Test as GradedTest
from autograder.audit.page import matrix, page
from autograder.config import Audit

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
EVIL = "<script>alert(1)</script>"
TESTS = tuple(
    GradedTest(name, "nb", name, 1.0, task)
    for name, task in (("dot-core", "dot"), ("dot-rules", "dot"), ("angle-core", "angle"))
)


def tried(id: str, cell: str, *killers: str, reason: str = "", known: bool = False) -> Tried:
    diff = f"@@ -1 +1 @@\n-x = a < b\n+x = a <= b  # {EVIL}"
    mutant = Mutant(id, "nb", cell, "boundary", "x", diff, known)
    return Tried(mutant, dict.fromkeys(killers, 1.0), frozenset(killers[:1]), reason)


TRIED = (
    tried("aaaa1111", "dot", "dot-core", "angle-core"),
    tried("bbbb2222", "dot"),
    tried("cccc3333", "angle", "angle-core"),
    tried("D01", "dot", "dot-core", "angle-core", known=True),
    tried("dddd4444", "angle", reason=f"It is the same. {EVIL}"),
)


def facts() -> Facts:
    base = Base(3.0, 3.0, 0.0, (), (), 3, ())
    fair, stable = Fair(("plain",), ()), Stable(("run 1",), ())
    return Facts("words", base, Sharp(TESTS, TRIED), fair, stable, (Slow("figure", 2.5),))


def html() -> str:
    return page(facts(), Audit(), made=date(2026, 1, 2))


def test_survivors_are_shown_with_their_difference_and_equivalents_with_the_reason() -> None:
    shown = html()
    survivors = shown[shown.index('id="survivors"') : shown.index('id="tests"')]
    assert "bbbb2222" in survivors
    assert "+x = a &lt;= b" in survivors
    assert "dddd4444" not in survivors
    assert "It is the same." in shown[shown.index('id="equivalents"') :]


def test_nothing_of_it_is_read_as_html() -> None:
    assert EVIL not in html()


def test_the_page_asks_for_nothing_outside_of_it() -> None:
    shown = html()
    without_library = re.sub(r'<script id="library".*?</script>', "", shown, flags=re.DOTALL)
    assert not re.search(r"https?://|url\(|@import|\bsrc=", without_library)
    assert "default-src 'none'" in shown


def test_the_matrix_is_dark_where_a_test_noticed() -> None:
    figure = matrix(facts().sharp)
    rows = dict(zip(figure["layout"]["yaxis"]["ticktext"], figure["data"][0]["z"], strict=True))
    assert rows["any test"] == [1.0, 0.0, 1.0, 1.0, 0.5]
    assert rows["angle-core"] == [1.0, 0.0, 1.0, 1.0, 0.0]
    assert figure["data"][1]["x"] == [1]  # the survivor has a sign, too
    json.dumps(figure, allow_nan=False)


def test_what_a_misconception_costs_in_later_tasks_is_told_apart() -> None:
    shown = html()
    costs = shown[shown.index('id="costs"') : shown.index('id="equivalents"')]
    assert re.search(r"D01.*?<td class=\"n\">2</td><td class=\"n\">1</td>", costs, re.DOTALL)


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
def test_the_matrix_is_drawn_in_a_browser(tmp_path: Path) -> None:
    assert CHROMIUM is not None
    (tmp_path / "page.html").write_text(html(), encoding="utf-8")
    done = subprocess.run(
        [
            CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=60000",
            f"--user-data-dir={tmp_path}/profile", "--dump-dom", f"file://{tmp_path}/page.html",
        ],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert re.search('<html[^>]* data-drawn="yes"', done.stdout)
    assert 'class="main-svg"' in done.stdout
