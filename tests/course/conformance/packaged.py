"""Cases from the installed nbgrader package: the assignment of its user guide, and the notebooks
that its own tests grade. They are read when the kit runs and are not kept here."""

from __future__ import annotations

import importlib.resources
from collections.abc import Mapping
from pathlib import Path

from tests.course.conformance.cases import ASSIGNMENT, Case, HandedIn

_PACKAGE = Path(str(importlib.resources.files("nbgrader")))
_GUIDE = _PACKAGE / "docs" / "source" / "user_guide"
_FILES = _PACKAGE / "tests" / "apps" / "files"

_TESTED: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "submitted": (
        "submitted-unchanged",
        (
            "submitted-unchanged",
            "submitted-changed",
            "submitted-cheat-attempt",
            "submitted-cheat-attempt-alternative",
            "submitted-grade-cell-changed",
            "submitted-locked-cell-changed",
        ),
    ),
    "autotest-simple": ("autotest-simple", ("autotest-simple-unchanged", "autotest-simple-changed")),
    "autotest-hashed": ("autotest-hashed", ("autotest-hashed-unchanged", "autotest-hashed-changed")),
    "autotest-multi": ("autotest-multi", ("autotest-multi-unchanged", "autotest-multi-changed")),
    "autotest-hidden": (
        "autotest-hidden",
        (
            "autotest-hidden-unchanged",
            "autotest-hidden-changed-wrong",
            "autotest-hidden-changed-right",
        ),
    ),
    "side-effects": ("side-effects", ("side-effects",)),
    "hidden-tests": ("test-hidden-tests", ("test-hidden-tests",)),
    "with-output": ("test", ("test", "test-with-output")),
    "environment": ("validating-environment-variable", ("validating-environment-variable",)),
    "relative-file": ("open_relative_file", ("open_relative_file",)),
    "zero-points": ("validation-zero-points", ("validation-zero-points",)),
}
"""By case: the notebook that nbgrader's tests take as source, and those that are handed in."""


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
    source, submissions = _TESTED[name.removeprefix("nbgrader-")]
    files = {f"source/{ASSIGNMENT}/p1.ipynb": (_FILES / f"{source}.ipynb").read_bytes()}
    if "autotest" in name:
        files["autotests.yml"] = (_FILES / "autotests.yml").read_bytes()
    handed_in = {
        name: HandedIn(files={"p1.ipynb": (_FILES / f"{name}.ipynb").read_bytes()})
        for name in submissions
    }
    return Case(name, files, submissions=handed_in)
