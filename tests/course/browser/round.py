"""``python -m tests.course.browser.round``: one assignment from the instructor to the student and
back, by nbgrader's own buttons in JupyterLab, in a real browser.

``--times`` goes round so many times and says how each went; a picture of each step goes below
``--screens``. ``--width`` is that of the windows; ``--dark`` takes JupyterLab's dark theme.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import FrameLocator, Locator, Page, sync_playwright

from tests.course.browser.classroom import Classroom, classroom
from tests.course.browser.lesson import LESSONS, Lesson
from tests.course.browser.notebook import _FLAGS, CHROMIUM, OpenNotebook

PRAISE = "Well said, and short."
HEIGHT = 1000
STEP = 180_000
"""Milliseconds that one step may take before something is wrong."""

_AT_REST = "window.MathJax?.loaded && $('.needs_manual_grade').length && !$(':animated').length"
"""When the marks are there, and the grading page scrolls by itself no more."""

Shown = Callable[[str, Page], None]
"""Called after each step with its name and the window that it was done in."""


@dataclass(frozen=True, slots=True)
class Windows:
    """What both have open."""

    staff: Page
    own: Page
    notebook: OpenNotebook
    """The student's."""
    lesson: Lesson
    watched: tuple[OpenNotebook, OpenNotebook]
    """Whatever was asked of other machines or complained about."""


@contextmanager
def windows(room: Classroom, lesson: Lesson, *, width: int) -> Iterator[Windows]:
    """Both JupyterLabs, each in a browser of its own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=_FLAGS)
        staff, own = (
            browser.new_page(viewport={"width": width, "height": HEIGHT}) for _ in range(2)
        )
        watched = OpenNotebook(staff), OpenNotebook(own)
        for lab, page in ((room.instructor, staff), (room.student, own)):
            page.set_default_timeout(STEP)
            page.goto(f"{lab.address}/lab?token={lab.token}", wait_until="commit")
        yield Windows(staff, own, watched[1], lesson, watched)
        browser.close()


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
    frame.locator(".modal-backdrop").wait_for(state="detached")


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
    fetched.get_by_text(here.lesson.name, exact=True).last.click()
    here.notebook.ready(here.lesson.cells)
    return here.own


def fill_in(here: Windows) -> Page:
    standing = {cell.grade_id: cell.source for cell in here.notebook.cells()}
    for name, text in here.lesson.written.items():
        if standing[name] != text:
            here.notebook.type(name, text)
    return here.own


def run_all(here: Windows) -> Page:
    here.notebook.run_all()
    assert [cell.error for cell in here.notebook.cells() if cell.error] == []
    assert here.notebook.figures() == here.lesson.figures
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
    submitted = page.locator("#submitted_assignments_list")
    submitted.get_by_role("button", name="Fetch Feedback").wait_for()
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
    page, frame, name = here.staff, _formgrader(here.staff), here.lesson.name
    frame.get_by_role("link", name="Manual Grading").first.click()
    for link in (name, name, "Submission #1"):
        frame.locator("#main-table").get_by_role("link", name=link).click()
    score = frame.locator(f"#{here.lesson.reflection}")
    score.wait_for()
    (submission,) = (one for one in page.frames if "/formgrader/submissions/" in one.url)
    submission.wait_for_function(_AT_REST)
    figures = frame.locator("main iframe")
    assert figures.count() == here.lesson.figures
    figures.last.scroll_into_view_if_needed()
    figures.last.content_frame.locator(".main-svg").first.wait_for()
    _save(page, score, "1", "grade")
    _save(page, frame.locator(f"#{here.lesson.reflection}-comment"), PRAISE, "comment")
    return page


def _save(page: Page, field: Locator, text: str, kind: str) -> None:
    with page.expect_response(
        lambda one: f"/api/{kind}/" in one.url and one.request.method == "PUT"
    ):
        field.fill(text)
        field.press("Escape")


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
    page.locator(".jp-DirListing-item", has_text=f"{here.lesson.name}.html").dblclick()
    text = page.frame_locator(".jp-HTMLViewer iframe")
    text.get_by_text("Feedback for").wait_for()
    text.get_by_text(PRAISE).wait_for()
    return page


STEPS: tuple[Callable[[Windows], Page], ...] = (
    *(generate, release, fetch, open_notebook, fill_in, run_all, validate, submit),
    *(collect, autograde, mark, give_feedback, fetch_feedback, read),
)


def go_round(here: Windows, shown: Shown = lambda name, page: None) -> None:
    """All steps, in order."""
    for number, step in enumerate(STEPS, 1):
        page = step(here)
        shown(f"{number:02}-{step.__name__.replace('_', '-')}", page)


def main() -> int:
    """Returns how many rounds were not as they should be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("lesson", nargs="?", choices=LESSONS, default="arrows")
    parser.add_argument("--times", type=int, default=1)
    parser.add_argument("--screens", type=Path)
    parser.add_argument("--width", type=int, default=1280)
    parser.add_argument("--dark", action="store_true")
    options = parser.parse_args()
    lesson = LESSONS[options.lesson]()
    amiss = 0
    for number in range(1, options.times + 1):
        started = time.monotonic()
        trouble = _tried(lesson, options)
        amiss += bool(trouble)
        seconds = time.monotonic() - started
        sys.stdout.write(f"{number}: {seconds:.0f} s, {trouble or 'as it should be'}\n")
        sys.stdout.flush()
    return amiss


def _tried(lesson: Lesson, options: argparse.Namespace) -> str:
    """What was wrong with one round."""
    with (
        classroom(lesson, dark=options.dark) as room,
        windows(room, lesson, width=options.width) as here,
    ):

        def shown(name: str, page: Page) -> None:
            if options.screens:
                page.screenshot(path=options.screens / f"{name}.png")

        try:
            go_round(here, shown)
        except (AssertionError, PlaywrightError):
            for name, page in {"amiss-staff": here.staff, "amiss-own": here.own}.items():
                shown(name, page)
            return traceback.format_exc()
        return "\n".join(one for each in here.watched for one in each.off_machine + each.complaints)


if __name__ == "__main__":
    sys.exit(main())
