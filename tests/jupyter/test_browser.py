"""The panels in JupyterLab, in a real browser."""

from __future__ import annotations

import json
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, sync_playwright

from autograder import embeddings
from autograder.exercises.classroom import fill
from tests.course.browser.lab import Lab, hand_out, serve
from tests.course.browser.notebook import _FLAGS, CHROMIUM, OpenNotebook
from tests.exercises.trying import released, styles
from tests.grading.conftest import edit
from tests.jupyter.courses import course

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="there is no chromium here")

WRONG_DOT = "def dot(u, v):\n    return float(sum(a * b for a, b in zip(u, v))) + 1"
ENDLESS = "while True:\n    pass"
MINUTES = 5 * 60_000
_ACTIVE = "jupyterapp.shell.currentWidget.content.activeCell.model.getMetadata('nbgrader').grade_id"


@contextmanager
def lab(folder: Path, home: Path) -> Iterator[Lab]:
    """JupyterLab on a folder; a cell of the student's may take two seconds."""
    (home / "config").mkdir(parents=True)
    settings = {"Autograder": {"cell_seconds": 2}}
    (home / "config" / "jupyter_server_config.json").write_text(json.dumps(settings))
    also = {"XDG_CACHE_HOME": str(embeddings.default_cache().parents[1])}
    gensim_data = embeddings.prepare().gensim_data
    with serve(Path(sys.executable), folder, home, gensim_data=gensim_data, also=also) as running:
        yield running


@contextmanager
def window() -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=_FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.set_default_timeout(MINUTES)
        yield page
        browser.close()


def answers(running: Lab) -> int:
    """The status with which the server answers a question."""
    address = f"{running.address}/api/status?token={running.token}"
    with urllib.request.urlopen(address, timeout=60) as response:
        return int(response.status)


def tasks(panel: Locator) -> list[str | None]:
    return [one.get_attribute("data-tone") for one in panel.locator(".ag-Task").all()]


def faults(page: Page) -> list[str]:
    """What axe-core finds in our panels."""
    found = Axe().run(page, context=".ag-Panel:not(.lm-mod-hidden)").response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found]


def test_a_student_checks_a_notebook_and_an_endless_loop_is_named(tmp_path: Path) -> None:
    folder = hand_out("similarity", tmp_path) / "similarity.ipynb"
    written = {**next(iter(styles("similarity").values())), "dot": WRONG_DOT}
    del written["find_negative_pair"]
    folder.write_bytes(fill(released("similarity"), written))
    cells = len(json.loads(released("similarity"))["cells"])
    with lab(tmp_path, tmp_path / "home") as running, window() as page:
        notebook = OpenNotebook(page)
        notebook.open(running.page("similarity/similarity.ipynb"), cells)
        page.get_by_role("button", name="Check", exact=True).click()
        panel = page.get_by_role("region", name="Check")
        panel.get_by_role("status").filter(has_text="Checked").wait_for()
        assert {"right", "wrong", "empty"} <= set(tasks(panel))
        panel.get_by_text("37 more checks run after you submit. One answer is read").wait_for()
        panel.get_by_text("np.isclose(dot(man, king), 5)").wait_for()
        assert faults(page) == []
        panel.get_by_role("button", name="dot-core", exact=True).click()
        page.wait_for_function(f"{_ACTIVE} === 'dot-core'")

        notebook.type("dot", ENDLESS)
        panel.get_by_text("The notebook was changed since this check.").wait_for()
        panel.get_by_role("button", name="Save and check").click()
        panel.get_by_text("Running dot", exact=False).wait_for()
        assert answers(running) == 200
        panel.get_by_role("button", name="Cancel").wait_for()  # it is still at work
        panel.get_by_text("The code in cell 5 ('dot') was stopped").wait_for()

        page.reload()
        page.wait_for_function("window.jupyterapp?.shell.currentWidget?.content?.activeCell")
        page.evaluate("jupyterapp.shell.activateById('autograder-check')")
        panel.get_by_text("The code in cell 5 ('dot') was stopped").wait_for()
        assert notebook.off_machine == []
        assert notebook.complaints == []


def test_an_instructor_grades_a_class_and_opens_what_came_of_it(tmp_path: Path) -> None:
    root = course(tmp_path / "course")
    bob = root / "submitted" / "bob" / "ps1" / "words.ipynb"
    edit(bob, "double", source="def double(x):\n    return 5\n")
    with lab(root, tmp_path / "home") as running, window() as page:
        notebook = OpenNotebook(page)
        page.goto(f"{running.address}/lab?token={running.token}")
        page.locator(".jp-LauncherCard", has_text="Grading").click()
        panel = page.get_by_role("region", name="Grading")
        panel.get_by_role("button", name="Grade all").click()
        panel.get_by_role("progressbar").wait_for()
        assert answers(running) == 200
        panel.get_by_role("status").filter(has_text="Done. 3 graded").wait_for()
        panel.get_by_role("row", name="wrong answer").first.wait_for()
        assert faults(page) == []

        panel.get_by_role("button", name="bob").click()
        page.frame_locator("iframe[title=bob]").get_by_text("Feedback for bob").wait_for()
        page.get_by_role("tab", name="Grading").click()
        panel.get_by_role("button", name="Report").click()
        report = page.frame_locator("iframe[title='Report: ps1']")
        report.get_by_role("link", name="bob").first.click()
        report.get_by_text("Feedback for bob").wait_for()
        page.get_by_role("tab", name="Grading").click()
        panel.get_by_role("button", name="Audit the tests").click()
        page.get_by_text("Audit of ps1").wait_for()
        assert notebook.off_machine == []
        assert notebook.complaints == []
