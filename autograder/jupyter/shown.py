"""What the Check panel shows of a report, as plain data. Every text is cleaned and bounded; the
panel sets it as text.

Points are not told: hidden tests decide about them.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Mapping
from typing import Any

from autograder.config import Level
from autograder.feedback import tasks, view
from autograder.feedback.document import sections
from autograder.feedback.wording import SYMBOLS, WORDS
from autograder.feedback.work import Terms
from autograder.grading.plan import is_test
from autograder.jupyter.subject import Subject
from autograder.model import NotebookReport, Reason, Verdict
from autograder.pages.text import head, line

PROBLEMS = 10
_ANSWERED = frozenset(
    (Reason.WRONG, Reason.PARTIAL, Reason.RAISED, Reason.TIMED_OUT, Reason.MEMORY, Reason.MALFORMED)
)
"""Reasons of tests that did ask something."""
_TERMS = Terms(Level.EVERYTHING, blank=frozenset(), share=0, comments={})
"""The tests are visible, so all that they find out is."""
_PLACE = re.compile(r"Cell In\[\d+\], line (\d+)")
_ESCAPES = re.compile(r"\x1b\[[0-9;]*m")


def shown(report: NotebookReport, subject: Subject) -> dict[str, Any]:
    """The checklist, task by task, and what is to be said of the whole."""
    groups = tasks.group(report.verdicts, sections(report.document))
    checks = _checks(report, subject)
    listed = [_task(group, number, checks) for number, group in enumerate(groups)]
    return {
        "tasks": listed,
        "problems": [line(problem.message, 400) for problem in report.problems][:PROBLEMS],
        "tests": sum(map(is_test, subject.source.cells)),
        "byHand": sum(c.max_score is not None and not is_test(c) for c in subject.source.cells),
        "hidden": hidden(subject),
        "changed": list(subject.changed),
    }


def hidden(subject: Subject) -> int | None:
    """How many more checks there are after handing in, where the release says so."""
    counts = (subject.release or subject.notebook)["metadata"].get("hidden_checks")
    if not isinstance(counts, Mapping):
        return None
    return sum(count for count in counts.values() if isinstance(count, int) and 0 < count < 10_000)


def _task(group: tasks.Group, number: int, checks: Mapping[str, str]) -> dict[str, Any]:
    task = view.task(group, number, _TERMS)
    names = {
        id(part): verdict.grade_id for part, verdict in zip(task.parts, group.verdicts, strict=True)
    }
    return {
        "title": task.title,
        "tone": task.result.tone,
        "symbol": task.result.symbol,
        "word": task.result.word,
        "parts": [
            {
                "cell": names[id(part)],
                "name": part.name,
                "tone": part.result.tone,
                "symbol": part.result.symbol,
                "word": part.result.word,
            }
            for part in task.parts
        ],
        "findings": [
            {
                "cells": [names[id(part)] for part in finding.parts],
                "names": [part.name for part in finding.parts],
                "tone": finding.result.tone,
                "word": finding.result.word,
                "message": "" if _vague(finding, names, checks) else finding.message,
                "board": [*finding.board, *_held(finding, names, checks)],
                "because": _because(finding),
                "law": finding.law,
                "hint": finding.hint,
                "meaning": finding.meaning,
                "nextStep": finding.next_step,
            }
            for finding in task.findings
        ],
    }


def _because(finding: view.Finding) -> str:
    """Which earlier function is to blame."""
    if not finding.because:
        return ""
    return f"Because {finding.because} is not right: with a right one your answer is right."


def _held(
    finding: view.Finding, names: Mapping[int, str], checks: Mapping[str, str]
) -> list[tuple[str, str]]:
    """The line of the test that failed, where the board does not say what was expected."""
    check = checks.get(names[id(finding.parts[0])], "")
    expected = any(label == "Expected" for label, _ in finding.board)
    return [("Should hold", check)] if check and not expected else []


def _vague(finding: view.Finding, names: Mapping[int, str], checks: Mapping[str, str]) -> bool:
    """Whether the message says less than the line that failed."""
    return finding.message == "A check of your answer failed." and bool(
        checks.get(names[id(finding.parts[0])])
    )


def _checks(report: NotebookReport, subject: Subject) -> dict[str, str]:
    """For test cells that failed, the statement that did, by grade id. Students can read it in
    their notebooks."""
    sources = {cell.name: cell.source for cell in subject.source.cells if is_test(cell)}
    failed = {verdict.grade_id for verdict in report.verdicts if verdict.reason in _ANSWERED}
    found = {}
    for cell in json.loads(report.document or '{"cells": []}')["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id", "")
        if name in failed and name in sources:
            for output in cell["outputs"]:
                if output["output_type"] == "error":
                    found[name] = _statement(sources[name], output["traceback"])
    return found


def _statement(source: str, traceback: list[str]) -> str:
    """The statement of a cell at which a traceback begins, without the word ``assert``."""
    place = _PLACE.search(_ESCAPES.sub("", "\n".join(traceback)))
    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError):
        return ""
    for node in body:
        if place and node.lineno <= int(place[1]) <= (node.end_lineno or 0):
            test = node.test if isinstance(node, ast.Assert) else node
            text = ast.get_source_segment(source, test) or ""
            return head(text, lines=8, characters=600).text
    return ""


def progress(verdict: Verdict | None) -> dict[str, str]:
    """What is said of a test as soon as it has run."""
    if verdict is None:
        return {}
    found = WORDS.get(verdict.reason, WORDS[Reason.WRONG])
    return {"tone": found.tone, "symbol": SYMBOLS[found.tone], "word": found.title}
