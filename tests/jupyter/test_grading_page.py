"""Formgrader's page on which a person grades, in a real browser: an honest student's notebook, and
one that would like to be graded by itself."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from nbformat import v4
from nbgrader.api import Gradebook
from playwright.sync_api import Browser, FrameLocator, Page, sync_playwright
from traitlets.config import Config

from autograder.gradebook.database import scripts_on_path
from tests.course.browser.notebook import _FLAGS, CHROMIUM, OpenNotebook
from tests.grading.conftest import api
from tests.jupyter.serving import FORMGRADER, TOKEN, Server, served

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="there is no chromium here")

FIGURE = "application/vnd.plotly.v1+json"
FORMULA = r"Look at $\cos\theta = \frac{a \cdot b}{\|a\|\,\|b\|}$ again."
LINE = {"type": "scatter", "y": [1, 3, 2]}
ARROW = {"type": "cone", "x": [1], "y": [1], "z": [1], "u": [1], "v": [0], "w": [0]}
ACT = "window.top.acted = true; document.title = 'acted'; fetch('/formgrader/api/grades')"

HONEST = (
    "The angle is **small**, so $\\cos\\theta$ is near 1.",
    [
        v4.new_output("display_data", {"text/html": "<script>window.PlotlyConfig = {}</script>"}),
        v4.new_output("display_data", {FIGURE: {"data": [LINE], "layout": {"height": 300}}}),
        v4.new_output("display_data", {FIGURE: {"data": [ARROW], "layout": {}}}),
        v4.new_output("display_data", {FIGURE: {"data": [{**LINE, "text": "x" * 2_000_000}]}}),
        v4.new_output("display_data", {"text/html": "<table><tr><td>a table</td></tr></table>"}),
    ],
)
HOSTILE = (
    f"""My answer.

<script>{ACT}</script> <img src="x:" onerror="{ACT}"> <svg onload="{ACT}"><circle/></svg>
<iframe srcdoc="<script>{ACT}</script>"></iframe> <form action="/formgrader/api"><input id="why">

[a link](javascript:{ACT.replace(" ", "")}) $\\href{{javascript:{ACT}}}{{x}}$
<h2 id="why" class="nbgrader_cell score">Why</h2>
""",
    [
        v4.new_output("display_data", {"text/html": f"<b>Loud</b><script>{ACT}</script>"}),
        v4.new_output("display_data", {"application/javascript": ACT}),
        v4.new_output(
            "display_data",
            {
                FIGURE: {
                    "data": [{**LINE, "name": f"</script><script>{ACT}</script>"}],
                    "layout": {
                        "images": [{"source": "http://example.org/seen.png"}],
                        "title": {"text": f"<a href='javascript:{ACT}'>Title</a>"},
                    },
                }
            },
        ),
    ],
)


@dataclass(frozen=True, slots=True)
class Pages:
    """Formgrader on a course, and a browser."""

    server: Server
    browser: Browser
    submissions: dict[str, str]
    """Student to what Formgrader calls their notebook."""

    def open(self, student: str) -> tuple[Page, OpenNotebook, list[tuple[str, str | None]]]:
        """The page, what it asked for and complained of, and which requests failed and why."""
        page = self.browser.new_page(viewport={"width": 1280, "height": 1000})
        page.set_default_timeout(60_000)
        watched = OpenNotebook(page)
        failed: list[tuple[str, str | None]] = []
        page.on("requestfailed", lambda request: failed.append((request.url, request.failure)))
        page.goto(f"{self.server.address}formgrader/manage_assignments?token={TOKEN}")
        page.goto(f"{self.server.address}formgrader/submissions/{self.submissions[student]}/")
        page.wait_for_function(
            "window.MathJax?.loaded && formgrader.loaded && !$(':animated').length"
        )
        return page, watched, failed


def released(root: Path) -> dict[str, Any]:
    """Write an assignment with a formula, a cell to experiment in and a question; release it."""
    about = {"schema_version": 3, "locked": False, "task": False}
    graded = {**about, "grade_id": "why", "grade": True, "solution": True, "points": 2}
    cells = [v4.new_markdown_cell(FORMULA), v4.new_code_cell("1 + 1")]
    cells.append(v4.new_markdown_cell("YOUR ANSWER HERE", metadata={"nbgrader": graded}))
    spec = {"name": "python3", "language": "python", "display_name": "Python 3"}
    notebook = v4.new_notebook(cells=cells, metadata={"kernelspec": spec})
    (root / "source" / "ps").mkdir(parents=True)
    (root / "source" / "ps" / "words.ipynb").write_text(json.dumps(notebook))
    (root / "nbgrader_config.py").write_text("get_config().CourseDirectory.course_id = 'c'\n")
    with scripts_on_path():
        result = api(root, Config()).generate_assignment("ps")
    assert result["success"], result["error"]
    made: dict[str, Any] = json.loads((root / "release" / "ps" / "words.ipynb").read_text())
    return made


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pages]:
    base = tmp_path_factory.mktemp("formgrader")
    root = base / "course"
    release = released(root)
    submissions = {}
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}", "c") as gradebook:
        for student, (answer, outputs) in {"anna": HONEST, "bob": HOSTILE}.items():
            release["cells"][1] |= {"outputs": outputs, "execution_count": 1}
            release["cells"][2]["source"] = answer
            folder = root / "autograded" / student / "ps"
            folder.mkdir(parents=True)
            (folder / "words.ipynb").write_text(json.dumps(release))
            gradebook.update_or_create_student(student)
            with gradebook.db.no_autoflush:
                made = gradebook.update_or_create_submission("ps", student)
            (notebook,) = made.notebooks
            submissions[student] = notebook.id
    with (
        served(root, base / "home", besides=FORMGRADER) as server,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=_FLAGS)
        yield Pages(server, browser, submissions)
        browser.close()


def frame(page: Page, number: int) -> FrameLocator:
    """A frame of the notebook, brought into view, since none is drawn before."""
    one = page.locator("main iframe").nth(number)
    one.scroll_into_view_if_needed()
    return one.content_frame


def test_formulas_and_figures_are_shown_from_this_machine_alone(pages: Pages) -> None:
    page, watched, _ = pages.open("anna")
    assert page.locator(".MathJax_Display, .MathJax").count() == 2
    assert "$" not in page.locator("main").inner_text()
    assert page.locator("main iframe").count() == 3
    heavy = page.get_by_text("Draw this figure (2 MB)")
    assert heavy.evaluate("line => getComputedStyle(line).display") == "list-item"  # with its mark
    heavy.click()
    for number in range(3):
        frame(page, number).locator(".main-svg").first.wait_for()
    assert page.locator("main iframe").first.evaluate("frame => frame.clientHeight") == 300
    page.get_by_role("cell", name="a table").wait_for()
    assert watched.off_machine == []
    assert watched.complaints == []


def test_a_mark_and_a_comment_are_saved(pages: Pages) -> None:
    page, *_ = pages.open("anna")
    with page.expect_response(lambda one: "/api/grade/" in one.url and one.request.method == "PUT"):
        page.locator("#why").fill("2")
        page.locator("#why").press("Escape")
    page.reload()
    page.wait_for_function("$('#why').val() === '2'")


def test_what_a_student_wrote_does_nothing_in_the_graders_session(pages: Pages) -> None:
    page, watched, failed = pages.open("bob")
    page.get_by_text("My answer.").wait_for()
    assert page.locator("#why").count() == 1
    assert page.locator("main form").count() == 0
    loud, drawn = frame(page, 0), frame(page, 1)
    loud.get_by_text("Loud").wait_for()
    drawn.locator(".main-svg").first.wait_for()
    page.get_by_text("a link").click()
    assert page.evaluate("[window.acted, document.title]") == [None, "words"]
    assert page.locator("main iframe[sandbox=allow-scripts]").count() == 2
    assert all((address, "csp") in failed for address in watched.off_machine)
