"""A notebook that is open in the browser: read it, type into it, run it, look at it.

What a student does is done with mouse and keyboard; what they see is read from JupyterLab's own
model of the notebook, since a folded cell shows no number.
"""

from __future__ import annotations

import contextlib
import re
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from tests.course.browser.lab import Lab

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
HEIGHT = 1400
"""Pixels of a window: a good part of a section."""
NARROW = 1000
"""Below so many pixels a student closes the list of files."""
SECONDS = 300
"""How long one run of a notebook may take before something is wrong."""
_FLAGS = ("--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader")
"""For root, and for 3D without a graphics card."""

_NOTEBOOK = "const notebook = jupyterapp.shell.currentWidget.content;"
_CELLS = f"""() => {{ {_NOTEBOOK}
    return notebook.widgets.map(({{model}}) => ({{
        kind: model.type,
        grade_id: model.getMetadata("nbgrader")?.grade_id ?? "",
        source: model.sharedModel.getSource(),
        number: model.executionCount ?? 0,
        outputs: model.outputs?.toJSON() ?? [],
    }}));
}}"""
_OPEN = """cells => {
    const widgets = window.jupyterapp?.shell.currentWidget?.content?.widgets;
    widgets?.forEach((cell, place) => { cell.node.dataset.place = place; });
    return widgets?.length === cells && widgets.every(cell => cell.isAttached);
}"""
_CLEARED = f"""() => {{ {_NOTEBOOK}
    return notebook.widgets.every(({{model}}) => !model.executionCount);
}}"""
_RAN = f"""() => {{ {_NOTEBOOK}
    const code = notebook.widgets.map(({{model}}) => model).filter(({{type}}) => type === "code");
    const failed = model => model.outputs.toJSON().some(one => one.output_type === "error");
    return code.every(model => model.executionState === "idle")
        && (code.every(model => model.executionCount) || code.some(failed));
}}"""
_SELECT = f"""place => {{ {_NOTEBOOK}
    notebook.mode = "command";
    notebook.activeCellIndex = place;
    notebook.node.focus();
}}"""
_RAN_ANEW = f"""([place, before]) => {{ {_NOTEBOOK}
    const {{model}} = notebook.widgets[place];
    return model.executionCount && model.executionCount !== before
        && model.executionState === "idle";
}}"""
_DRAWN = f"""() => {{ {_NOTEBOOK}
    const wanted = notebook.widgets.flatMap(({{model}}) => model.outputs?.toJSON() ?? [])
        .filter(output => output.data?.["application/vnd.plotly.v1+json"]).length;
    const plots = [...notebook.node.querySelectorAll(".js-plotly-plot")];
    const seen = plot => {{
        const canvases = [...plot.querySelectorAll(".gl-container canvas")];
        const context = canvas => canvas.getContext("webgl") ?? canvas.getContext("webgl2");
        const space = plot.data.some(trace => /3d|cone/.test(trace.type));
        return plot.querySelector(".main-svg")?.getBoundingClientRect().height > 0
            && (!space || canvases.some(one => one.width && !context(one)?.isContextLost()));
    }};
    return plots.length === wanted && plots.every(seen) ? {{figures: wanted}} : null;
}}"""
_RAW = f"""() => {{ {_NOTEBOOK}
    const texts = [...notebook.node.querySelectorAll(".jp-MarkdownOutput")].map(rendered => {{
        const copy = rendered.cloneNode(true);
        copy.querySelectorAll("code, pre, mjx-container, script").forEach(one => one.remove());
        return copy.textContent;
    }});
    const raw = texts.flatMap(text => text.match(/.{{0,20}}(\\$|\\\\[A-Za-z]).{{0,20}}/g) ?? []);
    return raw.concat([...notebook.node.querySelectorAll("mjx-merror")].map(e => e.textContent));
}}"""
_SCROLL = """async top => {
    const panel = jupyterapp.shell.currentWidget.node.querySelector(".jp-WindowedPanel-outer");
    panel.scrollTop = top;
    for (let frames = 0; frames < 3; frames++)
        await new Promise(resolve => requestAnimationFrame(resolve));
    const above = panel.getBoundingClientRect().top;
    const headings = [...panel.querySelectorAll(".jp-MarkdownOutput :is(h1, h2)")]
        .filter(one => one.getBoundingClientRect().top < above + panel.clientHeight / 2);
    return {
        height: panel.clientHeight, all: panel.scrollHeight,
        heading: headings.at(-1)?.textContent ?? "",  // innerText is empty out of sight
    };
}"""


@dataclass(frozen=True, slots=True)
class Shown:
    """A cell as it stands in the browser."""

    kind: str
    """``code`` or ``markdown``."""
    grade_id: str
    source: str
    number: int
    """In which turn it was run last; 0 if never."""
    outputs: Sequence[Any]

    @property
    def error(self) -> str:
        """``NameError: name 'x' is not defined``, or nothing."""
        for output in self.outputs:
            if output["output_type"] == "error":
                return f"{output['ename']}: {output['evalue']}"
        return ""


class OpenNotebook:
    """One notebook in one window."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self.off_machine: list[str] = []
        """Requests that would have left the machine."""
        self.complaints: list[str] = []
        """Errors in the browser's console."""
        page.on("request", self._note_request)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", self._note_console)

    def _note_request(self, request: Any) -> None:
        if not re.match(r"(data|blob|about):|(http|ws)://127\.0\.0\.1[:/]", request.url):
            self.off_machine.append(request.url)

    def _note_console(self, message: Any) -> None:
        if message.type == "error":
            self.complaints.append(message.text)

    def open(self, address: str, cells: int) -> None:
        """Open a notebook by its address."""
        self._page.goto(address)
        self.ready(cells)

    def ready(self, cells: int) -> None:
        """Wait until all cells are there and the kernel waits for work."""
        self._page.wait_for_function(_OPEN, arg=cells)
        self._rest()
        if self._page.viewport_size and self._page.viewport_size["width"] < NARROW:
            self._page.keyboard.press("Control+b")

    def cells(self) -> list[Shown]:
        """All cells as they stand now."""
        return [Shown(**cell) for cell in self._page.evaluate(_CELLS)]

    def type(self, grade_id: str, text: str) -> None:
        """Replace what stands in a cell."""
        place = self._place(grade_id)
        cell = self._page.locator(f".jp-Cell[data-place='{place}']")
        markdown = self.cells()[place].kind == "markdown"
        if markdown:
            cell.locator(".jp-MarkdownOutput").dblclick()
        cell.locator(".cm-content").click()
        self._page.keyboard.press("Control+a")
        self._page.keyboard.insert_text(text)
        if markdown:
            self._page.keyboard.press("Control+Enter")  # shows it as text again
        assert self.cells()[place].source == text, grade_id

    def run_all(self) -> None:
        """*Kernel → Restart Kernel and Run All Cells*, as the notebook says."""
        if any(cell.number for cell in self.cells()):  # or the old numbers could pass for new ones
            self._menu("Kernel", "Restart Kernel and Clear Outputs of All Cells…")
            self._page.wait_for_function(_CLEARED)
            self._rest()
        self._menu("Kernel", "Restart Kernel and Run All Cells…")
        self._page.wait_for_function(_RAN, timeout=1000 * SECONDS)
        self._rest()

    def run_each(self) -> None:
        """Shift+Enter from the first cell to the last, whatever fails on the way."""
        for place, cell in enumerate(self.cells()):
            if cell.kind == "code":
                self._page.evaluate(_SELECT, place)
                self._page.keyboard.press("Shift+Enter")
                self._page.wait_for_function(
                    _RAN_ANEW, arg=[place, cell.number], timeout=1000 * SECONDS
                )
        self._rest()

    def figures(self) -> int:
        """How many figures there are, once all of them are drawn."""
        drawn = self._page.wait_for_function(_DRAWN, timeout=60_000).json_value()
        return int(drawn["figures"])

    def raw_formulas(self) -> list[str]:
        """Text around what should have been a formula."""
        return list(self._page.evaluate(_RAW))

    def save(self) -> None:
        """Ctrl+S, done when the file is written."""
        with self._page.expect_response(
            lambda one: one.request.method == "PUT" and "/api/contents/" in one.url
        ):
            self._page.keyboard.press("Control+s")

    def pictures(self, folder: Path) -> int:
        """A picture of each screenful from top to bottom; how many there are."""
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob("*.png"):
            old.unlink()
        self._page.mouse.move(0, 0)  # a figure under the mouse shows its own lines
        top, number = 0, 0
        while True:
            at = self._page.evaluate(_SCROLL, top)
            self.figures()
            number += 1
            name = re.sub(r"\W+", "-", at["heading"].lower()).strip("-")[:40]
            self._page.screenshot(path=folder / f"{number:02}-{name}.png")
            top += at["height"] - 80
            if top + 80 >= at["all"]:
                return number

    def _place(self, grade_id: str) -> int:
        return [cell.grade_id for cell in self.cells()].index(grade_id)

    def _menu(self, menu: str, entry: str) -> None:
        self._page.locator(".lm-MenuBar-itemLabel", has_text=re.compile(f"^{menu}$")).click()
        self._page.locator(".lm-Menu-itemLabel", has_text=entry).click()
        self._page.locator(".jp-Dialog .jp-mod-accept").click()

    def _rest(self) -> None:
        """Wait for the kernel to have nothing to do."""
        self._page.locator("#jp-main-statusbar", has_text="| Idle").wait_for(timeout=60_000)


@contextlib.contextmanager
def opened(lab: Lab, path: str, cells: int, *, width: int) -> Iterator[OpenNotebook]:
    """A notebook of that many cells in a browser window of its own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=_FLAGS)
        page = browser.new_page(viewport={"width": width, "height": HEIGHT})
        page.set_default_timeout(60_000)
        notebook = OpenNotebook(page)
        notebook.open(lab.page(path), cells)
        yield notebook
        browser.close()
