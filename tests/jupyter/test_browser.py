"""The panels in JupyterLab, in a real browser."""

from __future__ import annotations

import hashlib
import json
import os
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
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
from tests.jupyter.courses import RIGHT, SECRET, course
from tests.jupyter.exchanges import Exchange
from tests.live.service import serving

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="there is no chromium here")

WRONG_DOT = "def dot(u, v):\n    return float(sum(a * b for a, b in zip(u, v))) + 1"
ENDLESS = "while True:\n    pass"
MINUTES = 5 * 60_000
_ACTIVE = "jupyterapp.shell.currentWidget.content.activeCell.model.getMetadata('nbgrader').grade_id"


@contextmanager
def lab(folder: Path, home: Path, *, dark: bool = False, **settings: object) -> Iterator[Lab]:
    """JupyterLab on a folder; a cell of the student's may take two seconds."""
    (home / "config").mkdir(parents=True, exist_ok=True)
    known = {"Autograder": {"cell_seconds": 2, **settings}}
    (home / "config" / "jupyter_server_config.json").write_text(json.dumps(known))
    also = {
        "XDG_CACHE_HOME": str(embeddings.default_cache().parents[1]),
        "PYTHONPATH": os.environ.get("PYTHONPATH", ""),  # see tests/conftest.py
    }
    vectors, python = embeddings.prepare().gensim_data, Path(sys.executable)
    with serve(python, folder, home, gensim_data=vectors, dark=dark, also=also) as running:
        yield running


@dataclass(frozen=True)
class Desk:
    """A student's JupyterLab, with an assignment of this course and the small one, which is in an
    exchange and may be asked about once."""

    lab: Lab
    exchange: Exchange


@contextmanager
def students_desk(base: Path, *, dark: bool = False) -> Iterator[Desk]:
    exchange, home, root = Exchange(base), base / "home", base / "root"
    with (exchange.course / "nbgrader_config.py").open("a") as config:
        config.write("c.Serve.per_hour = 1\n")
    exchange.settings(home / "config")
    root.mkdir()
    exchange.fetch(root)
    hand_out("similarity", root)
    with serving(exchange.course, base / "service.log") as service:
        known = {"service": service.address, "service_token": service.token("me")}
        with lab(root, home, dark=dark, **known) as running:
            yield Desk(running, exchange)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with students_desk(tmp_path_factory.mktemp("desk")) as found:
        yield found


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


def test_a_student_checks_a_notebook_and_an_endless_loop_is_named(desk: Desk) -> None:
    running = desk.lab
    folder = running.folder / "similarity" / "similarity.ipynb"
    written = {**next(iter(styles("similarity").values())), "dot": WRONG_DOT}
    del written["find_negative_pair"]
    folder.write_bytes(fill(released("similarity"), written))
    cells = len(json.loads(released("similarity"))["cells"])
    with window() as page:
        notebook = OpenNotebook(page)
        notebook.open(running.page("similarity/similarity.ipynb"), cells)
        page.get_by_role("button", name="Check", exact=True).click()
        panel = page.get_by_role("region", name="Check", exact=True)
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


# slips of nbgrader's, in what the instructor does here
@pytest.mark.filterwarnings("ignore:Passing unrecognized arguments:DeprecationWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # files left open
def test_a_student_asks_the_hidden_checks_hands_in_and_reads_the_feedback(desk: Desk) -> None:
    with window() as page:
        notebook = OpenNotebook(page)
        notebook.open(desk.lab.page("ps1/words.ipynb"), 4)
        page.get_by_role("button", name="Check", exact=True).click()
        panel = page.get_by_role("region", name="Check", exact=True)
        panel.get_by_text("Checked: 1 not started.").wait_for()
        panel.get_by_text("3 points in all.").wait_for()
        notebooks = panel.get_by_role("list", name="Notebooks of this assignment")
        notebooks.get_by_text("as it was released; checked: 1 not started").wait_for()
        assert notebooks.get_by_role("listitem").count() == 2

        notebook.type("double", "def double(x):\n    return 6")
        panel.get_by_text("You can ask once an hour.").wait_for()
        panel.get_by_role("button", name="Save and ask").click()
        panel.get_by_text("Points: 0 of 2.").wait_for()
        panel.get_by_text("You can ask again at").wait_for()
        assert panel.get_by_role("button", name="Save and ask").is_disabled()
        assert SECRET not in panel.inner_text()

        notebook.type("double", RIGHT)
        panel.get_by_role("button", name="Submit", exact=True).click()
        panel.get_by_text("words has changes that are not saved").wait_for()
        panel.get_by_text("essay is as it was released").wait_for()
        assert faults(page) == []
        panel.get_by_role("button", name="Submit all the same").click()
        panel.get_by_text("Handed in.", exact=True).wait_for()
        receipt = panel.get_by_role("region", name="Receipt")
        receipt.get_by_text("Receipt").click()
        told = receipt.inner_text()
        digest = hashlib.sha256((desk.lab.folder / "ps1" / "words.ipynb").read_bytes())
        assert digest.hexdigest() in told
        panel.get_by_role("button", name="Submit", exact=True).click()
        panel.get_by_text("Nothing has changed since you last handed in.").wait_for()
        panel.get_by_role("button", name="Not yet").click()

        desk.exchange.give_feedback()
        page.reload()
        page.wait_for_function("window.jupyterapp?.shell.currentWidget?.content?.activeCell")
        page.evaluate("jupyterapp.shell.activateById('autograder-check')")
        panel.get_by_text("Points: 0 of 2.").wait_for()
        receipt.get_by_text("Receipt").click()
        assert receipt.inner_text() == told
        assert faults(page) == []
        panel.get_by_role("button", name="Feedback").click()
        frame = page.frame_locator("iframe[title='Feedback: words']")
        frame.get_by_text("Feedback for you").wait_for()
        assert notebook.off_machine == []
        assert notebook.complaints == []


def test_an_instructor_grades_a_class_and_opens_what_came_of_it(tmp_path: Path) -> None:
    root = course(tmp_path / "course", more="c.Audit.trials = 1\n")
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

        panel.get_by_role("row", name="bob").get_by_role("button", name="words").click()
        page.frame_locator("iframe[title='bob: words']").get_by_text("Feedback for bob").wait_for()
        page.get_by_role("tab", name="Grading").click()
        panel.get_by_role("button", name="Report").click()
        report = page.frame_locator("iframe[title='Report: ps1']")
        report.get_by_role("link", name="bob").first.click()
        report.get_by_text("Feedback for bob").wait_for()
        page.get_by_role("tab", name="Grading").click()
        panel.get_by_role("button", name="Audit the tests").click()
        audit = page.frame_locator("iframe[title='Audit: ps1']")
        audit.get_by_role("heading", name="ps1").first.wait_for()
        assert notebook.off_machine == []
        assert notebook.complaints == []
