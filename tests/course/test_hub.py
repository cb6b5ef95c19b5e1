"""The whole round on a real JupyterHub: an instructor and two students are unix users, and each
command runs in its user's own server, so with that user's permissions.

Ada hands in right work in time, and worse work again, late. Ben hands in half, late. The course
keeps the best, and takes a point off what is late. The live check is a service of this hub.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from tests.course import hub

COURSE, NAME = "hub101", "lengths"
CONFIG = f"""\
c = get_config()
c.CourseDirectory.course_id = {COURSE!r}
c.Autograde.exporter_class = "autograder.grading.road.Exporter"
c.GenerateFeedback.exporter_class = "autograder.feedback.road.Exporter"
c.AssignLatePenalties.plugin_class = "penalties.OnePoint"
c.Autograder.keep = "best"
c.Serve.per_hour = 2
"""
PENALTIES = """\
from nbgrader.plugins import BasePlugin


class OnePoint(BasePlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return 1.0
"""
OPEN = """\
import os
from pathlib import Path

os.chdir({course!r})
from nbgrader.apps import NbGraderAPI

from autograder.gradebook.course import Course

course = Course.open(Path())
nbgrader = NbGraderAPI(course.coursedir, config=course.config)
"""
HIDDEN = "assert length([6.0, 8.0]) == 10.0"
RIGHT = "def length(v):\n    return sum(x * x for x in v) ** 0.5"
HALF = "def length(v):\n    return 5.0"

pytestmark = pytest.mark.skipif(bool(hub.missing()), reason=hub.missing())


def source() -> Any:
    """A task with a test that students see, worth 2 points, and a hidden one, worth 4."""

    def cell(name: str, text: str, points: int | None = None) -> Any:
        about = {"grade_id": name, "schema_version": 3, "solution": points is None}
        about |= {"grade": points is not None, "locked": points is not None, "task": False}
        about |= {} if points is None else {"points": points}
        return new_code_cell(text, metadata={"nbgrader": about}, id=name)

    solution = f"### BEGIN SOLUTION\n{RIGHT}\n### END SOLUTION"
    return new_notebook(
        cells=[
            new_markdown_cell("# Lengths", id="title"),
            cell("length", solution),
            cell("shown", "assert length([3.0, 4.0]) == 5.0", 2),
            cell("hidden", f"### BEGIN HIDDEN TESTS\n{HIDDEN}\n### END HIDDEN TESTS", 4),
        ],
        metadata={
            "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}
        },
    )


@dataclass(frozen=True, slots=True)
class Room:
    """A hub with its users."""

    exchange: Path
    course: Path
    ines: hub.Server
    ada: hub.Server
    ben: hub.Server

    def command(self, *command: str) -> str:
        """One of the instructor's, in the course's folder."""
        return self.ines.run(*command, cwd=self.course).well()

    def nbgrader(self, step: str, **options: Any) -> None:
        """The same of nbgrader's, without the seconds in which its program starts."""
        given = ", ".join(f"{name}={value!r}" for name, value in options.items())
        done = self.ines.evaluate(f"done = nbgrader.{step}({NAME!r}, {given})", "done")
        assert done["success"], done

    def panel(self, who: hub.Server, action: str) -> None:
        """What a student does in the Assignment List."""
        done = who.click(f"assignments/{action}", course_id=COURSE, assignment_id=NAME)
        assert done["success"], done

    def hand_in(self, who: hub.Server, code: str) -> None:
        """Write the solution into the notebook that was fetched, and submit it."""
        self.write(who, code)
        self.panel(who, "submit")

    def write(self, who: hub.Server, code: str) -> None:
        path = str(who.home / NAME / f"{NAME}.ipynb")
        edit = (
            f"import json, pathlib\npath = pathlib.Path({path!r})\n"
            f"book = json.loads(path.read_text())\nbook['cells'][1]['source'] = {code!r}\n"
            "_ = path.write_text(json.dumps(book))"
        )
        who.evaluate(edit, "None")

    def grade(self) -> None:
        self.nbgrader("collect", update=True)
        self.command("autograder", "grade", NAME)

    def due_now(self) -> None:
        self.ines.evaluate(
            "from datetime import UTC, datetime\nwith nbgrader.gradebook as book:\n"
            f"    book.update_or_create_assignment({NAME!r}, duedate=str(datetime.now(UTC)))",
            "None",
        )


@pytest.fixture(scope="module")
def room() -> Iterator[Room]:
    with ExitStack() as stack:
        names = ("ines", "ada", "ben")
        base, real = stack.enter_context(hub.unix_users(names))
        exchange = base / "exchange"
        exchange.mkdir()
        exchange.chmod(0o1777)
        (base / "etc").mkdir()
        settings = f"c = get_config()\nc.Exchange.root = {str(exchange)!r}\n"
        settings += f"c.CourseDirectory.course_id = {COURSE!r}\n"
        (base / "etc/nbgrader_config.py").write_text(settings)
        environment = {"JUPYTER_CONFIG_PATH": str(base / "etc")}
        course = base / "home" / real["ines"] / "course"
        make_course(course, owner=real["ines"])
        hub_here = hub.running(base, list(real.values()), environment, course=course)
        url = stack.enter_context(hub_here)
        servers = hub.serve(stack, url, {name: base / "home" / user for name, user in real.items()})
        yield Room(exchange, course, **servers)


def make_course(root: Path, *, owner: str) -> None:
    """The instructor's folder, before the hub starts the service that is about it."""
    files = {
        "nbgrader_config.py": CONFIG,
        "penalties.py": PENALTIES,
        f"source/{NAME}/{NAME}.ipynb": nbformat.writes(source()),
    }
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    root.chmod(0o700)
    for path in (root, *root.rglob("*")):
        shutil.chown(path, owner, owner)


@pytest.fixture(scope="module")
def over(room: Room) -> Room:
    """When the round is over."""
    room.command("autograder", "release", NAME)
    room.ines.evaluate(OPEN.format(course=str(room.course)), "None")
    room.nbgrader("release_assignment")
    for student in (room.ada, room.ben):
        room.panel(student, "fetch")
    room.hand_in(room.ada, RIGHT)
    room.grade()
    room.due_now()
    room.hand_in(room.ada, HALF)
    room.hand_in(room.ben, HALF)
    room.grade()
    room.nbgrader("generate_feedback")
    room.nbgrader("release_feedback")
    for student in (room.ada, room.ben):
        room.panel(student, "fetch_feedback")
    return room


def pages(student: hub.Server) -> list[str]:
    """Those that the student has fetched, the oldest submission's first."""
    found = f"sorted(__import__('pathlib').Path({NAME!r}, 'feedback').glob('*/*.html'))"
    texts: list[str] = student.evaluate("", f"[path.read_text() for path in {found}]")
    return texts


def test_marks_are_those_of_the_best_attempt_with_lateness_taken_off(over: Room) -> None:
    code = (
        "from autograder.gradebook import history\n"
        "from autograder.gradebook.sheet import read_sheet\n"
        f"rows = read_sheet(course, {NAME!r}).rows"
    )
    found = over.ines.evaluate(code, "{r.student.id: (r.points, r.penalty) for r in rows}")
    assert found == {over.ada.user: (6.0, 0.0), over.ben.user: (1.0, 1.0)}
    entries = f"history.read(course, {NAME!r}, {over.ada.user!r})"
    trail = over.ines.evaluate("", f"[(e.points, e.counts) for e in {entries}]")
    assert trail == [(6.0, True), (2.0, False)]


def test_each_student_fetches_their_own_page_and_it_says_what_counts(over: Room) -> None:
    again = "You handed in again"
    assert any(again in page and "got 6" in page for page in pages(over.ada))
    (page,) = pages(over.ben)
    assert again not in page
    assert "1 of 6" in page


def test_the_hubs_own_tokens_ask_the_live_check_as_the_instructor_allows(over: Room) -> None:
    """Marks and nothing of the test; a service that runs as the instructor, in a closed course."""
    notebook, wanted = f"{NAME}/{NAME}.ipynb", {RIGHT: 6, HALF: 2}
    for code, points in wanted.items():
        over.write(over.ada, code)
        told = over.ada.ask_hidden_checks(notebook)
        assert told["state"] == "done", told
        assert (told["result"]["points"], told["result"]["max"]) == (points, 6)
        assert HIDDEN not in str(told)
    refused = over.ada.ask_hidden_checks(notebook)
    assert (refused["state"], refused["slug"]) == ("failed", "limit")
    assert over.ben.ask_hidden_checks(notebook)["state"] == "done"
    ledger = "import sqlite3\nbase = sqlite3.connect('.autograder/serve.db')"
    asked = "base.execute('select student, state, points from requests').fetchall()"
    assert over.ines.evaluate(ledger, asked) == [
        (over.ada.user, "answered", 6.0),
        (over.ada.user, "answered", 2.0),
        (over.ada.user, "refused", None),
        (over.ben.user, "answered", 2.0),
    ]


def test_the_instructors_set_up_passes_the_doctor(over: Room) -> None:
    code = "from autograder.gradebook.permissions import sharing"
    found = over.ines.evaluate(code, "[(one.claim, one.holds) for one in sharing(course)]")
    assert len(found) == 7
    assert all(holds for _, holds in found), found


def test_no_student_reads_or_writes_what_is_not_theirs(over: Room) -> None:
    """Each place is there: its owner sees it."""
    inbound = over.exchange / COURSE / "inbound"
    mine = over.ada.home
    closed = {
        over.ines: [
            over.course,
            over.course / f"source/{NAME}/{NAME}.ipynb",
            over.course / "gradebook.db",
            over.course / f"submitted/{over.ada.user}/{NAME}/{NAME}.ipynb",
            over.course / f"autograded/{over.ada.user}/{NAME}/{NAME}.ipynb",
            over.course / f"feedback/{over.ada.user}/{NAME}/{NAME}.html",
            over.course / f"kept/{over.ada.user}/{NAME}/submission",
            over.course / ".autograder/results.db",
            over.course / ".autograder/serve.db",
            inbound,
            over.exchange / COURSE / "feedback",
        ],
        over.ada: [mine, mine / NAME, mine / f".local/share/jupyter/nbgrader_cache/{COURSE}"],
    }
    for owner, paths in closed.items():
        for path in paths:
            assert owner.run("test", "-r", str(path)).status == 0, path
            assert over.ben.run("ls", str(path)).status != 0, path
            assert over.ben.run("cat", str(path)).status != 0, path
    released = over.exchange / COURSE / "outbound" / NAME
    text = over.ben.run("cat", str(released / f"{NAME}.ipynb")).well()
    assert "shown" in text
    assert HIDDEN not in text
    moved = str(over.exchange / "moved")
    for command in (
        ["touch", str(released / "more")],
        ["mv", str(over.exchange / COURSE), moved],
        ["rm", "-r", str(released)],
        ["touch", str(over.course / "more")],
    ):
        assert over.ben.run(*command).status != 0, command
