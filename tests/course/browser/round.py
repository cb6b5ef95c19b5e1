"""``python -m tests.course.browser.round``: one assignment from the instructor to the student and
back, by nbgrader's own buttons in JupyterLab, in a real browser.

``--times`` goes round so many times and says how each went; ``--screens`` is where a picture of
each step goes.
"""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import FrameLocator, Locator, Page, sync_playwright

from tests.course.browser import answers
from tests.course.browser.classroom import ASSIGNMENT, Classroom
from tests.course.browser.lab import ROOT, Lab
from tests.course.browser.notebook import _FLAGS, CHROMIUM, OpenNotebook
from tests.exercises.trying import entries

MISTAKE = "V07"
"""Of the student's: squares of whole numbers overflow, which only a hidden test sees."""
REFLECTION = "picture-in-your-words"
PRAISE = "Well seen: the picture stretches one axis."
STEP = 90_000
"""Milliseconds that one step may take before something is wrong."""

Shown = Callable[[str, Page], None]
"""Called after each step with its name and the window that it was done in."""


@dataclass(frozen=True, slots=True)
class Windows:
    """What both have open."""

    staff: Page
    own: Page
    notebook: OpenNotebook
    """The student's."""
    watched: tuple[OpenNotebook, OpenNotebook]
    """Whatever was asked of other machines or complained about."""


@contextmanager
def windows(room: Classroom, *, width: int) -> Iterator[Windows]:
    """Both JupyterLabs, each in a browser of its own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=_FLAGS)
        pages = []
        for lab in (room.instructor, room.student):
            page = browser.new_page(viewport={"width": width, "height": 1000})
            page.set_default_timeout(STEP)
            pages.append(page)
        watched = OpenNotebook(pages[0]), OpenNotebook(pages[1])
        for lab, page in zip((room.instructor, room.student), pages, strict=True):
            page.goto(f"{lab.address}/lab?token={lab.token}")
        yield Windows(pages[0], pages[1], watched[1], watched)
        browser.close()


def go_round(here: Windows, shown: Shown) -> None:
    """All steps, in order."""
    for name, step in STEPS.items():
        page = step(here)
        shown(name, page)


def _choose(page: Page, entry: str) -> None:
    """An entry of the menu *Nbgrader*."""
    page.locator(".lm-MenuBar-itemLabel", has_text="Nbgrader").click()
    page.locator(".lm-Menu-itemLabel", has_text=re.compile(f"^{entry}$")).click()


def _formgrader(page: Page) -> FrameLocator:
    return page.frame_locator("#formgrader-iframe iframe")


def _row(here: Windows) -> Locator:
    """That of the assignment, or of its only submission."""
    return _formgrader(here.staff).locator("#main-table tr", has_text=re.compile(r"\w"))


def _press(here: Windows, button: str) -> None:
    """One of the buttons in that row, which all end in a message."""
    frame = _formgrader(here.staff)
    _row(here).locator(f".{button} a").click()
    message = frame.locator("#success-modal.in, #error-modal.in")
    message.wait_for()
    assert message.get_attribute("id") == "success-modal", message.inner_text()
    message.get_by_role("button", name="OK").click()
    message.wait_for(state="detached")


def generate(here: Windows) -> Page:
    _choose(here.staff, "Formgrader")
    _press(here, "assign")
    return here.staff


def release(here: Windows) -> Page:
    _press(here, "release")
    _row(here).get_by_text("released").wait_for()
    return here.staff


def fetch(here: Windows) -> Page:
    page = here.own
    _choose(page, "Assignment List")
    page.locator("#released_assignments_list").get_by_role("button", name="Fetch").click()
    page.locator("#fetched_assignments_list .assignment-notebooks-link").wait_for()
    return page


def open_notebook(here: Windows) -> Page:
    fetched = here.own.locator("#fetched_assignments_list")
    fetched.locator(".assignment-notebooks-link").click()
    fetched.get_by_text(ASSIGNMENT, exact=True).last.click()
    notebook = json.loads((ROOT / "release" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb").read_bytes())
    here.notebook.ready(len(notebook["cells"]))
    return here.own


def fill_in(here: Windows) -> Page:
    wrong = next(entry for entry in entries(ASSIGNMENT) if entry.id == MISTAKE)
    standing = {cell.grade_id: cell.source for cell in here.notebook.cells()}
    for name, text in {**answers.careful(ASSIGNMENT), wrong.task: wrong.code}.items():
        if standing[name] != text:
            here.notebook.type(name, text)
    return here.own


def run_all(here: Windows) -> Page:
    here.notebook.run_all()
    assert [cell.error for cell in here.notebook.cells() if cell.error] == []
    assert here.notebook.figures() == 6
    assert here.notebook.raw_formulas() == []
    return here.own


def validate(here: Windows) -> Page:
    page = here.own
    page.get_by_role("button", name="Validate", exact=True).click()
    page.get_by_text("Success! Your notebook passes all the tests.").wait_for()
    return page


def submit(here: Windows) -> Page:
    page = here.own
    page.locator(".jp-Dialog .jp-mod-accept").click()
    _choose(page, "Assignment List")
    page.locator("#fetched_assignments_list").get_by_role("button", name="Submit").click()
    page.locator("#submitted_assignments_list").get_by_role("button", name="Fetch Feedback").wait_for()
    return page


def collect(here: Windows) -> Page:
    _press(here, "collect")
    _row(here).locator(".num-submissions", has_text="1").wait_for()
    return here.staff


def autograde(here: Windows) -> Page:
    _row(here).locator(".num-submissions a").click()
    _row(here).get_by_text("needs autograding").wait_for()
    _press(here, "autograde")
    _row(here).get_by_text("needs manual grading").wait_for()
    return here.staff


def mark(here: Windows) -> Page:
    page, frame = here.staff, _formgrader(here.staff)
    frame.get_by_role("link", name="Manual Grading").first.click()
    for name in (ASSIGNMENT, ASSIGNMENT, "Submission #1"):
        frame.locator("#main-table").get_by_role("link", name=name).click()
    score = frame.locator(f"#{REFLECTION}")
    score.wait_for()
    frame.locator("body").evaluate("() => formgrader.loaded || new Promise(r => $(r))")
    score.scroll_into_view_if_needed()
    with page.expect_response(re.compile("/formgrader/api/grade/")):
        score.fill("1")
        score.press("Escape")
    with page.expect_response(re.compile("/formgrader/api/comment/")):
        comment = frame.locator(f"#{REFLECTION}-comment")
        comment.fill(PRAISE)
        comment.press("Escape")
    return page


def give_feedback(here: Windows) -> Page:
    frame = _formgrader(here.staff)
    frame.get_by_role("link", name="Manual Grading").click()
    frame.get_by_role("link", name="Manage Assignments").click()
    _press(here, "generate-feedback")
    _press(here, "release-feedback")
    return here.staff


def fetch_feedback(here: Windows) -> Page:
    page = here.own
    submitted = page.locator("#submitted_assignments_list")
    submitted.get_by_role("button", name="Fetch Feedback").click()
    submitted.get_by_text("(view feedback)").click()
    return page


def read(here: Windows) -> Page:
    page = here.own
    page.locator(".jp-DirListing-item", has_text=f"{ASSIGNMENT}.html").dblclick()
    text = page.frame_locator(".jp-HTMLViewer iframe")
    text.get_by_text("Feedback for").wait_for()
    text.get_by_text(PRAISE).wait_for()
    return page


STEPS: dict[str, Callable[[Windows], Page]] = {
    step.__name__: step
    for step in (
        generate, release, fetch, open_notebook, fill_in, run_all, validate, submit,
        collect, autograde, mark, give_feedback, fetch_feedback, read,
    )
}
