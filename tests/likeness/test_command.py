"""``autograder similar`` on a real course: what was handed in is taken in safely, shown safely,
and asked about in words that judge nobody."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from autograder.gradebook.course import Course
from tests.gradebook.conftest import built_course as built_course
from tests.gradebook.conftest import sqlite_course as sqlite_course

OWN = "def squares(n):\n    return [{} ** 2 for i in range(1, n + 1)]\n"
SHARED = """\
def squares(n):  # <script>alert(1)</script> \x1b[31m
    found = list(map(pow, range(1, n + 1), iter(lambda: 2, None)))
    return sorted(found, key=int.bit_length)[::1]
"""
COPY = """\
def squares(count):
    # <img src=x onerror=alert(1)>
    mine = list(map(pow, range(3, count + 4), iter(lambda: 5, None)))
    return sorted(mine, key=int.bit_length)[::7]
"""


def hand_in(course: Course, student: str, code: str) -> Path:
    """The release with the first solution cell of ``words`` filled in."""
    notebook = json.loads((course.root / "release/ps1/words.ipynb").read_bytes())
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "squares":
            cell["source"] = code
    folder = course.root / "submitted" / student / "ps1"
    folder.mkdir(parents=True)
    (folder / "words.ipynb").write_text(json.dumps(notebook))
    return folder


def similar(course: Course, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "autograder", "similar", "ps1", *arguments],
        cwd=course.root,
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": "/usr/bin:/bin", "COLUMNS": "120"},
    )


@pytest.fixture
def course(sqlite_course: Course) -> Course:
    """Eight who wrote alone, two who did not, and some who handed in what is no notebook."""
    for number in range(8):
        hand_in(sqlite_course, f"honest{number}", OWN.format(f"i.n{number}"))
    hand_in(sqlite_course, "ann", SHARED)
    hand_in(sqlite_course, "ben<b>", COPY)
    (hand_in(sqlite_course, "cut", "") / "words.ipynb").write_text("[" * 100_000)
    folder = hand_in(sqlite_course, "link", "")
    (folder / "words.ipynb").unlink()
    (folder / "words.ipynb").symlink_to(sqlite_course.root / "submitted/ann/ps1/words.ipynb")
    return sqlite_course


class _Page(HTMLParser):
    """What a browser would make of the page: tags, and the lines that are marked."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.loads: list[str] = []
        self.marked: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.loads += [value or "" for name, value in attrs if name in ("src", "href")]

    def handle_data(self, data: str) -> None:
        if self.tags[-1:] == ["mark"]:
            self.marked.append(data.rstrip("\n"))
            self.tags.append("")


def test_the_pair_is_named_and_the_page_shows_what_they_share(course: Course) -> None:
    done = similar(course, "--to", "page.html")
    assert done.returncode == 0, done.stderr
    assert "ann and ben<b>" in done.stdout
    assert "honest" not in done.stdout
    assert "link" not in done.stdout
    assert "There can be many reasons" in done.stdout
    text = (course.root / "page.html").read_text(encoding="utf-8")
    page = _Page()
    page.feed(text)
    assert {"script", "img", "b"}.isdisjoint(page.tags)
    assert all(link.startswith("#") for link in page.loads)
    assert "\x1b" not in text
    assert page.marked == [
        "    found = list(map(pow, range(1, n + 1), iter(lambda: 2, None)))",
        "    return sorted(found, key=int.bit_length)[::1]",
        "    mine = list(map(pow, range(3, count + 4), iter(lambda: 5, None)))",
        "    return sorted(mine, key=int.bit_length)[::7]",
    ]
    for word in ("plagiar", "cheat", "copied", "fraud", "suspect", "guilt"):
        assert not re.search(word, text + done.stdout, re.IGNORECASE)


def test_a_page_that_is_there_is_replaced_only_if_asked(course: Course) -> None:
    (course.root / "page.html").write_text("mine")
    done = similar(course, "--to", "page.html")
    assert done.returncode == 2
    assert "is there already" in done.stderr
    assert (course.root / "page.html").read_text() == "mine"
    assert similar(course, "--to", "page.html", "--replace").returncode == 0


def test_nobody_has_handed_in(sqlite_course: Course) -> None:
    done = similar(sqlite_course)
    assert done.returncode == 2
    assert "Nobody has handed in 'ps1'" in done.stderr
    assert "submitted/" in done.stderr
