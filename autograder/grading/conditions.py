"""All that decides marks besides what was handed in: as one digest, and by name."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping

from autograder.grading.address import CannotBeAddressed, digest
from autograder.grading.pool import Job
from autograder.grading.surroundings import Surroundings, versions
from autograder.model import Assignment, Conditions

logger = logging.getLogger(__name__)

CONTENT = "content "
"""How a part begins that is no version but a digest, which says nothing to a reader."""
CELL, REST = "cell ", "other cells"
"""How the parts of a notebook are called."""


def conditions(job: Job) -> Conditions | None:
    """Those of a run; None where they cannot be had, and each submission has to be graded anew."""
    try:
        around = Surroundings.of(job.assignment, job.gensim_data)
        whole = digest(job.assignment, job.limits, job.policy, job.config, job.jail, around)
        return Conditions(whole.hex(), dict(_parts(job, around)))
    except CannotBeAddressed as error:
        logger.warning("Results are not kept: %s.", error)
        return None


def changes(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    """In what the parts of two conditions differ, as phrases. Of notebooks that only one of two
    runs has graded nothing is known."""
    found = []
    others = tuple(f" of {name}" for name in _notebooks(before) ^ _notebooks(after))
    for name in dict.fromkeys([*before, *after]):
        old, new = before.get(name), after.get(name)
        if old == new or (name.startswith((CELL, REST)) and name.endswith(others)):
            continue
        if old is None or new is None:
            found.append(f"{name} (new)" if old is None else f"{name} (gone)")
        elif new.startswith(CONTENT):
            found.append(name)
        else:
            found.append(f"{name} {old} → {new}")
    return found


def _notebooks(parts: Mapping[str, str]) -> set[str]:
    """Names of the notebooks that were graded, where the assignment has several."""
    start = f"{REST} of "
    return {name.removeprefix(start) for name in parts if name.startswith(start)}


def _parts(job: Job, around: Surroundings) -> Iterator[tuple[str, str]]:
    yield from _parts_of(job.assignment)
    yield "limits", _content(job.limits)
    yield "settings of the course", _content(job.policy, job.config, job.jail)
    yield from _own_parts(around.engine)
    yield from ((f"module {name}", _content(data)) for name, data in around.modules.items())
    yield from ((f"model {name}", _content(data)) for name, data in around.vectors.items())
    yield from ((f"variable {name}", value) for name, value in around.environment.items())
    yield from versions(around).items()


def _own_parts(engine: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    """This package: the references and cases on which the tests stand, and the rest."""
    ends = "/reference.py"
    exercises = [f.removesuffix(ends) for f in engine if re.fullmatch(rf"exercises/\w+{ends}", f)]
    for folder in sorted(exercises):
        name = folder.rpartition("/")[2]
        own = {file: data for file, data in engine.items() if file.startswith(f"{folder}/")}
        yield f"reference and cases of {name}", _content(own)
    others = tuple(f"{folder}/" for folder in exercises)
    rest = {file: data for file, data in engine.items() if not file.startswith(others)}
    yield "autograder's own code", _content(rest)


def _parts_of(assignment: Assignment) -> Iterator[tuple[str, str]]:
    several = max(len(assignment.notebooks), len(assignment.own)) > 1
    for notebook in assignment.notebooks:
        where = f" of {notebook.name}" if several else ""
        for cell in notebook.cells:
            yield f"{CELL}{cell.name}{where}", _content(cell)
        rest = notebook.kernelspec, notebook.open_code, notebook.bindings, notebook.reads
        yield f"{REST}{where}", _content(rest)
    for path, data in assignment.files.items():
        yield f"file {path}", _content(data)
    for name, data in assignment.own.items():
        yield f"your solution {name}", _content(data)


def _content(*values: object) -> str:
    return f"{CONTENT}{digest(*values).hex()[:16]}"
