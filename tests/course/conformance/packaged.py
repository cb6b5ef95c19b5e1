"""Cases from the installed nbgrader package: the assignment of its user guide, and the notebooks
that its own tests grade. They are read when the kit runs and are not kept here."""

from __future__ import annotations

import importlib.resources
from collections.abc import Mapping
from pathlib import Path

from tests.course.conformance.cases import ASSIGNMENT, Case, Declared, HandedIn

_PACKAGE = Path(str(importlib.resources.files("nbgrader")))
_GUIDE = _PACKAGE / "docs" / "source" / "user_guide"
_TESTS = _PACKAGE / "tests"

_TESTED: Mapping[str, tuple[str, ...]] = {
    "submitted": (
        "apps/files/submitted-unchanged",
        "apps/files/submitted-changed",
        "apps/files/submitted-cheat-attempt",
        "apps/files/submitted-cheat-attempt-alternative",
        "apps/files/submitted-grade-cell-changed",
        "apps/files/submitted-locked-cell-changed",
        "preprocessors/files/submitted-answer-cell-type-changed",
        "preprocessors/files/submitted-grade-cell-type-changed",
    ),
    "autotest-simple": (
        "apps/files/autotest-simple",
        "apps/files/autotest-simple-unchanged",
        "apps/files/autotest-simple-changed",
    ),
    "autotest-hashed": (
        "apps/files/autotest-hashed",
        "apps/files/autotest-hashed-unchanged",
        "apps/files/autotest-hashed-changed",
    ),
    "autotest-multi": (
        "apps/files/autotest-multi",
        "apps/files/autotest-multi-unchanged",
        "apps/files/autotest-multi-changed",
    ),
    "autotest-hidden": (
        "apps/files/autotest-hidden",
        "apps/files/autotest-hidden-unchanged",
        "apps/files/autotest-hidden-changed-wrong",
        "apps/files/autotest-hidden-changed-right",
    ),
    "side-effects": ("apps/files/side-effects",),
    "hidden-tests": ("apps/files/test-hidden-tests",),
    "with-output": ("apps/files/test", "apps/files/test-with-output"),
    "environment": ("apps/files/validating-environment-variable",),
    "relative-file": ("apps/files/open_relative_file",),
    "zero-points": ("apps/files/validation-zero-points",),
    "problem": ("preprocessors/files/test",),
    "task": ("preprocessors/files/test_taskcell",),
    "manual": ("preprocessors/files/manually-graded-code-cell",),
    "long-output": ("preprocessors/files/long-output",),
    "old-schema": (
        "apps/files/test",
        "apps/files/test-v0",
        "apps/files/test-v1",
        "apps/files/test-v2",
        "apps/files/too-new",
    ),
    "recursion": ("preprocessors/files/infinite-recursion",),
    "warning": ("preprocessors/files/warning-pattern",),
}
"""By case: the notebook that nbgrader's tests take as source, and those that are handed in beside
it and its release."""


_TYPE = "A cell's type is set back to the instructor's: stock fails the whole submission."
_SCHEMA = "Of what cells claim to be only their name is read: stock fails with another schema."
_NOSE = "Its tests import nose, which is not installed: stock gives everybody nothing for that."
_NOT_RUN = (
    Declared(_NOSE, field="auto_score", stock=0.0, ours=None),
    Declared(_NOSE, field="needs_manual_grade", stock=False, ours=True),
)
_DIFFERENCES: Mapping[str, tuple[Declared, ...]] = {
    "problem": _NOT_RUN,
    "task": _NOT_RUN,
    "old-schema": tuple(
        Declared(_SCHEMA, student=student)
        for student in ("test-v0", "test-v1", "test-v2", "too-new")
    ),
    "submitted": (
        Declared(_TYPE, student="submitted-answer-cell-type-changed"),
        Declared(_TYPE, student="submitted-grade-cell-type-changed"),
        Declared(
            "What a student does to IPython is not done where the tests run.",
            student="submitted-cheat-attempt-alternative",
            cell="bar",
            field="outputs",
        ),
    ),
}


def names() -> list[str]:
    """All of them."""
    return ["nbgrader-user-guide", *(f"nbgrader-{name}" for name in _TESTED)]


def load(name: str) -> Case:
    """A case by its name. ``FileNotFoundError`` where the wheel has no such notebook."""
    return _user_guide() if name == "nbgrader-user-guide" else _tested(name)


def _user_guide() -> Case:
    folder = _GUIDE / "source"
    files = {
        f"source/{path.relative_to(folder)}": path.read_bytes()
        for path in (folder / "header.ipynb", *sorted((folder / "ps1").rglob("*")))
        if path.is_file()
    }
    submissions = {
        student.name: HandedIn(
            files={p.name: p.read_bytes() for p in sorted((student / "ps1").glob("*"))}
        )
        for student in sorted((_GUIDE / "submitted").glob("*"))
    }
    config = 'c.IncludeHeaderFooter.header = "source/header.ipynb"\n'
    return Case("nbgrader-user-guide", files, config, submissions)


def _tested(name: str) -> Case:
    short = name.removeprefix("nbgrader-")
    source, *submissions = _TESTED[short]
    files = {f"source/{ASSIGNMENT}/p1.ipynb": _notebook(source)}
    if "autotest" in name:
        files["autotests.yml"] = (_TESTS / "apps" / "files" / "autotests.yml").read_bytes()
    handed_in = {
        path.rpartition("/")[2]: HandedIn(files={"p1.ipynb": _notebook(path)})
        for path in submissions
    }
    differences = _DIFFERENCES.get(short, ())
    return Case(name, files, submissions=handed_in, differences=differences)


def _notebook(path: str) -> bytes:
    return (_TESTS / f"{path}.ipynb").read_bytes()
