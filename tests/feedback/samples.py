"""Small graded notebooks for the tests of this folder, and a reader of pages."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from html.parser import HTMLParser
from typing import Any

from autograder.model import NotebookReport, Problem, Reason, SubmissionReport, Verdict

VOID = {"meta", "br", "input"}


@dataclass
class Page(HTMLParser):
    """The elements of a page, as a parser sees them that knows nothing of how it was made."""

    elements: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    texts: list[tuple[str, str]] = field(default_factory=list)
    """The innermost element, and a text in it."""
    open: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, f"</{tag}> closes another element"

    def handle_data(self, data: str) -> None:
        self.texts.append((self.open[-1] if self.open else "", data))

    @property
    def tags(self) -> list[str]:
        return [tag for tag, _ in self.elements]

    @property
    def text(self) -> str:
        told = (data for tag, data in self.texts if tag not in ("style", "title", "script"))
        return " ".join(" ".join(told).split())


def read(html: str) -> Page:
    """The page, which must be closed properly."""
    found = Page()
    found.feed(html)
    found.close()
    assert not found.open
    return found


def cell(
    source: str, grade_id: str = "", *, kind: str = "code", error: Any = None, **flags: Any
) -> dict[str, Any]:
    nbgrader = {"nbgrader": {"grade_id": grade_id, "locked": not flags.get("solution"), **flags}}
    found: dict[str, Any] = {"cell_type": kind, "source": source, "metadata": {}}
    if grade_id:
        found["metadata"] = nbgrader
    if kind == "code":
        found["outputs"] = [{"output_type": "error", **error}] if error else []
    return found


def task(name: str, code: str, title: str, *, error: Any = None) -> list[dict[str, Any]]:
    """A heading, a solution cell and two tests whose source and output nobody may see."""
    hidden = {"ename": "AssertionError", "evalue": "SECRET", "traceback": ["SECRET"]}
    return [
        cell(f"## {title}\nDo it.", kind="markdown"),
        cell(code, name, solution=True, grade=False, error=error),
        cell("assert SECRET == 42", f"{name}-core", grade=True, solution=False, error=hidden),
        cell("assert SECRET == 43", f"{name}-more", grade=True, solution=False, error=hidden),
    ]


def document(*cells: dict[str, Any]) -> str:
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": list(cells)})


def report(
    *verdicts: Verdict,
    document: str | None = None,
    student: str = "alice",
    problems: tuple[Problem, ...] = (),
    unanswered: frozenset[str] = frozenset(),
) -> SubmissionReport:
    notebook = NotebookReport(
        "similarity", verdicts, document, problems=problems, unanswered=unanswered
    )
    return SubmissionReport(student, "similarity", (notebook,), datetime(2025, 11, 14, 23, 47))


def right(grade_id: str, points: float = 2.0) -> Verdict:
    return Verdict(grade_id, points, points, Reason.RIGHT)


def wrong(grade_id: str, reason: Reason = Reason.WRONG, **more: Any) -> Verdict:
    return Verdict(grade_id, 0.0, 2.0, reason, **more)
