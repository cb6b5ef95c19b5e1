"""Attacks against the real engine: fork server, jail, examiner, grader; and what is seen of it."""

from __future__ import annotations

import json
import os
import re
import shutil
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from types import TracebackType
from typing import Any

from traitlets.config import Config

from autograder.config import Limits
from autograder.errors import AutograderError
from autograder.examiner.worker import Worker
from autograder.feedback import page
from autograder.grading.document import Finisher
from autograder.grading.intake import take_in
from autograder.grading.pool import instructors_cells
from autograder.grading.submission import Grader, Policy
from autograder.model import SubmissionReport
from tests.attacks.assignment import HONEST, NAME, NOTEBOOK, assignment, notebook, to_bytes
from tests.attacks.corpus import Attack
from tests.attacks.surroundings import Surroundings, leaked

LIMITS = Limits(
    cell_seconds=1.0,
    call_seconds=0.5,
    submission_seconds=12.0,
    memory_mb=512,
    file_mb=2,
    output_kb=64,
    display_mb=1,
    message_mb=4,
    notebook_mb=8,
    upload_mb=16,
)
FULL = 10.0
PAGE_SECONDS = 5.0
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Seen:
    """What came of handing something in."""

    points: float = 0.0
    pending: int = 0
    """Test cells that wait for a person."""
    leaked: frozenset[str] = frozenset()
    disturbed: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()
    """What is wrong with the report, or with the grader."""
    seconds: float = 0.0
    report: SubmissionReport | None = field(default=None, repr=False)


class Engine:
    """A context manager: one worker grades everything within the block."""

    def __enter__(self) -> Engine:
        with ExitStack() as stack:
            self.around = stack.enter_context(Surroundings())
            self._assignment = assignment()
            self._finisher = Finisher(Config())
            self._stack = stack.pop_all()
        self._graders: dict[bool, Grader] = {}
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.__exit__(kind, error, trace)

    def _grader(self, *, jail: bool) -> Grader:
        if jail not in self._graders:
            cells = instructors_cells(self._assignment)
            worker = self._stack.enter_context(Worker(limits=LIMITS, cells=cells, jail=jail))
            self._graders[jail] = Grader(
                worker, self._assignment, limits=LIMITS, finisher=self._finisher, policy=Policy()
            )
        return self._graders[jail]

    def honest(self) -> Seen:
        """What an honest submission gets; full marks, whatever went before."""
        return self._hand_in(to_bytes(notebook(HONEST)), "", jail=True)

    def attack(self, attack: Attack, *, jail: bool = True) -> Seen:
        """Grade an attack, and its accomplice after it."""
        seen = self._hand_in(self.bytes_of(attack.code), attack.edit, jail=jail)
        if not attack.after:
            return seen
        after = self._hand_in(self.bytes_of(attack.after), "", jail=jail)
        return Seen(
            max(seen.points, after.points),
            seen.pending + after.pending,
            seen.leaked | after.leaked,
            seen.disturbed + after.disturbed,
            seen.faults + after.faults,
            seen.seconds + after.seconds,
            after.report,
        )

    def bytes_of(self, code: str) -> bytes:
        """The notebook of somebody who knows where everything is."""
        return to_bytes(notebook(code, self.around.prelude()))

    def _hand_in(self, data: bytes, edit: str, *, jail: bool) -> Seen:
        folder = self.around.course / "submitted" / "mallory" / NAME
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        (folder / f"{NOTEBOOK}.ipynb").write_bytes(edited(data, edit, folder))
        grader = self._grader(jail=jail)
        processes = descendants()
        started = time.monotonic()
        try:
            submission = take_in(
                folder, student="mallory", assignment=self._assignment, limits=LIMITS
            )
            report = grader.grade(submission)
        except AutograderError as error:
            return Seen(faults=(f"the grader gave up: {error}",))
        except Exception as error:
            return Seen(faults=(f"the grader broke: {type(error).__name__}: {error}"[:300],))
        seconds = time.monotonic() - started
        left = descendants() - processes
        verdicts = report.notebooks[0].verdicts
        return Seen(
            points=sum(verdict.points or 0.0 for verdict in verdicts),
            pending=sum(v.points is None and v.grade_id != "why" for v in verdicts),
            leaked=leaked((report.notebooks[0].document or "") + "\n".join(texts(report))),
            disturbed=self.around.disturbed(),
            faults=(*faults(report), *(f"left a process: {name}" for name in left)),
            seconds=seconds,
            report=report,
        )


def edited(data: bytes, edit: str, folder: Path) -> bytes:
    """The notebook file after ``edit.txt``."""
    if not edit:
        return data
    names: dict[str, Any] = {"notebook": json.loads(data), "data": None, "folder": folder}
    exec(edit, names)
    result = names["data"]
    return to_bytes(names["notebook"]) if result is None else bytes(result)


def texts(report: SubmissionReport) -> list[str]:
    """All that the report says in words."""
    (graded,) = report.notebooks
    found = [problem.message for problem in (*report.problems, *graded.problems)]
    for verdict in graded.verdicts:
        found.append(verdict.message)
        if (e := verdict.evidence) is not None:
            found += [e.call, e.came, e.expected, e.law, e.hint]
    return found


def faults(report: SubmissionReport) -> list[str]:
    """What a report may not do to those who read it."""
    (graded,) = report.notebooks
    found = [f"a text of {len(text)} characters" for text in texts(report) if len(text) > 3000]
    found += [f"a control character in {t[:80]!r}" for t in texts(report) if _CONTROLS.search(t)]
    document = graded.document or "{}"
    try:
        if len(document.encode()) > 24 * 2**20:
            found.append("a document of more than 24 MB")
        json.loads(document)
        started = time.monotonic()
        found += [
            f"in the feedback page: {what}" for what in active_parts(page(report, graded.name))
        ]
        if time.monotonic() - started > PAGE_SECONDS:
            found.append("a feedback page that takes long to make")
    except (ValueError, RecursionError) as error:
        found.append(f"a document or page that cannot be made: {type(error).__name__}")
    return found


class _Active(HTMLParser):
    """Gathers what runs or loads something when a page is looked at."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "iframe", "object", "embed", "img", "svg", "base", "form"):
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            if name.startswith("on") or "javascript:" in (value or "").lower():
                self.found.append(f"{name}={value}")


def active_parts(html: str) -> list[str]:
    """What of a page is more than text."""
    html.encode()
    parser = _Active()
    parser.feed(html)
    return parser.found


def descendants() -> frozenset[str]:
    """The processes below this one, as ``pid name``."""
    children: dict[int, list[tuple[int, str]]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            stat = path.read_bytes().decode("utf-8", "replace")
        except OSError:
            continue
        name, fields = stat[stat.index("(") : stat.rindex(")") + 1], stat[stat.rindex(")") + 2 :]
        parent = int(fields.split()[1])
        children.setdefault(parent, []).append((int(path.parent.name), name))
    found, todo = set(), [os.getpid()]
    while todo:
        for pid, name in children.get(todo.pop(), ()):
            found.add(f"{pid} {name}")
            todo.append(pid)
    return frozenset(found)
