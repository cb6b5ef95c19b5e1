"""The process of one run over a class: ``python -m autograder.jupyter.running JOURNAL``.

It reads on its standard input what to do, as JSON, and goes on when the server that has started it
ends. An interrupt stops it when what was graded is recorded.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import traceback
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from autograder.errors import AutograderError
from autograder.jupyter.jobs import Journal
from autograder.jupyter.worker import told

OFTEN = 0.25
"""Seconds between two lines about how far it is; in a long run, this part of its time."""
PART = 1 / 400
FAILURES = 50
"""Submissions that could not be graded for a cause on our side: so many are named."""
TEXT = 2000
"""Characters of what a command said that failed."""
PAGES = Path(".autograder")
"""The folder of the pages about a class or its tests, below the course's."""


def main() -> None:
    """Read the order, obey, and say how that ended."""
    order = json.load(sys.stdin)
    with Journal(Path(sys.argv[1])) as journal:
        journal.write("started", pid=os.getpid())
        try:
            end = _obey(order, journal)
        except KeyboardInterrupt:
            end = {"state": "cancelled"}
        except AutograderError as error:
            end = {"state": "failed", **told(error)}
        except Exception as error:
            traceback.print_exc()  # for the server's log
            message = f"This failed on our side: {type(error).__name__}: {error}"
            end = {"state": "failed", "message": message[:500], "nextStep": ""}
        journal.write("end", **end)


def _obey(order: dict[str, Any], journal: Journal) -> dict[str, Any]:
    root, assignment = Path(order["root"]), str(order["assignment"])
    if order["kind"] == "grade":
        return _Grading(root, assignment, order, journal).run()
    return _command(str(order["kind"]), assignment, root)


def _command(kind: str, assignment: str, root: Path) -> dict[str, Any]:
    """``autograder report``, ``autograder audit``, each of which writes a page. An audit is a quick
    one, for somebody waits."""
    page = root / PAGES / kind / f"{assignment}.html"
    wishes = ["--to", str(page), *(["--quick"] if kind == "audit" else [])]
    command = [sys.executable, "-m", "autograder", kind, *wishes, "--course", str(root)]
    command += ["--", assignment]
    surroundings = {**os.environ, "COLUMNS": "100", "NO_COLOR": "1"}
    done = subprocess.run(
        command, env=surroundings, text=True, capture_output=True, stdin=subprocess.DEVNULL
    )
    text = f"{done.stdout}\n{done.stderr}".strip()
    if done.returncode not in (0, 1):  # an audit with findings ends with 1
        return {"state": "failed", "message": text[-TEXT:], "nextStep": ""}
    return {"state": "done", "page": str(page.relative_to(root))}


class _Grading:
    """A grading run, and how far it is."""

    def __init__(
        self, root: Path, assignment: str, order: dict[str, Any], journal: Journal
    ) -> None:
        self._root, self._assignment, self._journal = root, assignment, journal
        self._students: Sequence[str] = order.get("students") or ()
        self._force = bool(order.get("force"))
        self._graded = self._unchanged = 0
        self._failures: list[dict[str, str]] = []
        self._said = self._started = 0.0

    def run(self) -> dict[str, Any]:
        """Grade, and say how it ended. Whoever interrupts it loses nothing that is graded."""
        from autograder import embeddings
        from autograder.feedback import Pages
        from autograder.gradebook.course import Course
        from autograder.grading.pool import LocalPool
        from autograder.grading.run import Failure, Run, Settings, Unchanged

        self._journal.write("preparing", message="Reading the course.")
        course = Course.open(self._root)
        course.share()
        run = Run.prepare(course, self._assignment, students=self._students)

        settings = Settings(
            gensim_data=embeddings.prepare(say=self._prepare).gensim_data,
            workplace=LocalPool(course.settings.worker_count()),
            force=self._force,
            publisher=Pages(course, self._assignment),
        )
        self._started = time.monotonic()
        self._say(len(run.students))
        state = "done"
        with closing(run.grade_as(settings)) as events:
            try:
                for event in events:
                    if isinstance(event, Failure):
                        self._failures.append(
                            {"student": event.student, "message": event.message[:300]}
                        )
                    elif isinstance(event, Unchanged):
                        self._unchanged += 1
                    else:
                        self._graded += 1
                    self._say(len(run.students))
            except KeyboardInterrupt:
                state = "cancelled"
        failures = self._failures[:FAILURES]
        return {"state": state, "of": len(run.students), **self._counts, "failures": failures}

    @property
    def _counts(self) -> dict[str, int]:
        return {
            "graded": self._graded,
            "unchanged": self._unchanged,
            "failed": len(self._failures),
        }

    def _prepare(self, line: str) -> None:
        self._journal.write("preparing", message=line)

    def _say(self, total: int) -> None:
        now = time.monotonic()
        done = self._graded + self._unchanged + len(self._failures)
        often = max(OFTEN, PART * (now - self._started))
        if now - self._said < often and done < total:
            return
        self._said = now
        worked = self._graded + len(self._failures)  # what is known costs no time
        left = (now - self._started) / worked * (total - done) if worked else None
        self._journal.write("progress", done=done, of=total, left=left, **self._counts)


if __name__ == "__main__":
    main()
