"""What the package is built for: everybody, or students, who get no assignment with its reference.

``AUTOGRADER_EDITION=students pip install .`` leaves out the folders in ``autograder/exercises``;
the version then ends with ``+students``, so that ``pip list`` tells which one is there.
"""

from __future__ import annotations

import os
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

VERSION = "0.1.0"
VARIABLE, STUDENTS = "AUTOGRADER_EDITION", "students"
ASSIGNMENTS = "autograder/exercises/*/"


def for_students() -> bool:
    """Raises ValueError for an edition that is none: a reference must not be let out by a typo."""
    edition = os.environ.get(VARIABLE, "")
    if edition not in ("", STUDENTS):
        raise ValueError(f"{VARIABLE} is {edition!r}: set it to {STUDENTS!r}, or not at all.")
    return edition == STUDENTS


def version() -> str:
    return f"{VERSION}+{STUDENTS}" if for_students() else VERSION


class Edition(BuildHookInterface[Any]):
    """Leaves the assignments out of the students' wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if not for_students():
            return
        if version == "editable":
            raise ValueError(f"{VARIABLE}={STUDENTS} can leave nothing out where -e is given.")
        self.build_config.target_config["exclude"].append(ASSIGNMENTS)
