"""``python -m tests.benchmarks.panels``: how long people wait for the panels in JupyterLab.

A class of 30 is graded by way of a Jupyter server, as the Grading panel has it done, and the server
is asked for other things all the while. Then a notebook is checked in a real browser, from the
press of the button to the checklist. The load of the machine is printed too: both are wall times.
The exit status is 1 where an answer or a check takes longer than it may.
"""

from __future__ import annotations

import json
import os
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median, quantiles

from rich.console import Console

from autograder.cli.demo import ASSIGNMENT
from autograder.exercises.classroom import fill
from tests.benchmarks.handing_in import hand_in, make_course, students
from tests.course.browser.lab import hand_out
from tests.course.browser.notebook import OpenNotebook
from tests.exercises.trying import released, styles
from tests.jupyter.serving import Server, served
from tests.jupyter.test_browser import lab, window

STUDENTS, CHECKS = 30, 20
ANSWER, CHECK = 0.2, 2.0
"""Seconds that an answer may take at most, and a check in the median."""
PAUSE = 0.02
"""Seconds between two requests."""
OTHERS = ("api/status", "api/contents", "autograder/jobs?kind=check&subject=x")
"""What others ask of the server meanwhile: a page, the files, a panel."""
_CHECKED = """async () => {
    const status = () => document.querySelector('#autograder-check .ag-Status').textContent;
    const button = [...document.querySelectorAll('#autograder-check button')]
        .find(one => one.textContent === 'Save and check');
    const started = performance.now();
    button.click();
    await new Promise(resolve => {
        let begun = false;
        const look = () => {
            begun ||= !status().startsWith('Checked');
            if (begun && status().startsWith('Checked')) resolve();
            else requestAnimationFrame(look);
        };
        look();
    });
    return (performance.now() - started) / 1000;
}"""


def main() -> int:
    console = Console(highlight=False)
    with tempfile.TemporaryDirectory(prefix="panels-") as folder:
        waits, seconds = while_grading(Path(folder, "class"))
        hundredths = quantiles(waits, n=100)
        console.print(
            f"grading {STUDENTS}: {seconds:.0f} s; {len(waits)} other requests meanwhile: "
            f"median {1000 * median(waits):.0f} ms, 99th percentile {1000 * hundredths[98]:.0f} ms,"
            f" longest {1000 * max(waits):.0f} ms; wanted: under {1000 * ANSWER:.0f} ms; {load()}",
            soft_wrap=True,
        )
        checks = in_the_browser(Path(folder, "check"))
        console.print(
            f"check of {ASSIGNMENT}, {CHECKS} times: median {median(checks):.2f} s, "
            f"longest {max(checks):.2f} s; wanted: under {CHECK:.0f} s; {load()}",
            soft_wrap=True,
        )
    return int(max(waits) > ANSWER or median(checks) > CHECK)


def load() -> str:
    """How busy the machine is."""
    return f"load {os.getloadavg()[0]:.1f} on {len(os.sched_getaffinity(0))} cores"


def while_grading(base: Path) -> tuple[Sequence[float], float]:
    """Seconds of each request that others made while the class was graded, and of that."""
    course = make_course(base / "course")
    for student in students(course, STUDENTS):
        hand_in(course, student)
    with served(course, base / "home") as server, ThreadPoolExecutor(1) as pool:
        order = {"kind": "grade", "assignment": ASSIGNMENT}
        started = time.monotonic()
        job = server.ask("autograder/course/run", order).body["id"]
        end = pool.submit(lambda: list(server.events(job))[-1])
        waits: list[float] = []
        while not end.done():
            waits.append(_wait(server, OTHERS[len(waits) % len(OTHERS)]))
            time.sleep(PAUSE)
        assert end.result()["graded"] == STUDENTS
    return waits, time.monotonic() - started


def _wait(server: Server, path: str) -> float:
    started = time.monotonic()
    assert server.ask(path).status == 200
    return time.monotonic() - started


def in_the_browser(base: Path) -> Sequence[float]:
    """Seconds of each check, after a first one that loads what the assignment needs."""
    base.mkdir(parents=True)
    notebook = hand_out(ASSIGNMENT, base) / f"{ASSIGNMENT}.ipynb"
    data = fill(released(ASSIGNMENT), next(iter(styles(ASSIGNMENT).values())))
    notebook.write_bytes(data)
    with lab(base, base / "home") as running, window() as page:
        opened = OpenNotebook(page)
        cells = len(json.loads(data)["cells"])
        opened.open(running.page(f"{ASSIGNMENT}/{notebook.name}"), cells)
        page.get_by_role("button", name="Check", exact=True).click()
        page.locator("#autograder-check").get_by_text("Checked:", exact=False).first.wait_for()
        return [float(page.evaluate(_CHECKED)) for _ in range(CHECKS)]


if __name__ == "__main__":
    raise SystemExit(main())
