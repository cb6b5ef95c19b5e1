"""Classes whose members wrote alone, and some who did not: ``similarity`` in all known ways.

Who writes alone takes for each task one of the ways in which the assignment's right answers and
known misconceptions write it, by a seeded draw: such two share a whole task only by chance, but in
a class of 300 that happens in every task. Who copies has another's work with variables renamed,
statements in another order, and other comments.
"""

from __future__ import annotations

import ast
import itertools
import random
import re
from collections.abc import Mapping
from pathlib import Path

from autograder.config import Limits
from autograder.exercises.similarity import answers
from autograder.exercises.similarity.misconceptions import CATALOGUE
from autograder.exercises.styles import written
from autograder.grading.sanitise import grade_id, parse
from autograder.likeness.reading import Class, Task

ROOT = Path(__file__).parents[2]
TASKS = (
    "dot", "cosine_similarity", "angle_degrees", "cosine_distance", "cosine_matrix",
    "find_negative_pair",
)  # fmt: skip
GIVEN = frozenset(["np", "math", "gensim", "man", "monarch", "king", "refuses", *TASKS])
REMARKS = ("# next step", "# see the lecture, page 3", "# so that nothing is divided by zero")

Work = Mapping[str, str]


def ways() -> dict[str, list[str]]:
    """The ways in which each task is written."""
    found: dict[str, list[str]] = {task: [] for task in TASKS}
    styles = (answers.PLAIN, answers.LOOPS, answers.EINSUM, answers.HELPERS, answers.NAIVE)
    for style in styles:
        for task in TASKS:
            found[task].append(written(answers.PLAIN, style)[task])
    for entry in CATALOGUE.entries:
        found[entry.task].append(entry.code)
    return {task: list(dict.fromkeys(codes)) for task, codes in found.items()}


def alone(random_: random.Random, known: Mapping[str, list[str]]) -> dict[str, str]:
    """One student's own work."""
    return {task: random_.choice(known[task]) for task in TASKS}


def copied(work: Work, random_: random.Random) -> dict[str, str]:
    """Another's work, as somebody hands it in who does not want that to be seen."""
    return {
        task: commented(renamed(reordered(source), random_), random_)
        for task, source in work.items()
    }


def renamed(source: str, random_: random.Random) -> str:
    """The cell with other names for all that is its own: parameters, variables, helpers."""
    tree = ast.parse(source)
    own = {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            own.add(node.id)
        elif isinstance(node, ast.FunctionDef) and node.name not in TASKS:
            own.add(node.name)
    new = {name: f"{random_.choice('abcdefgh')}{random_.randrange(1000)}" for name in sorted(own)}
    kept = {node.arg for node in ast.walk(tree) if isinstance(node, ast.keyword)}
    return re.sub(
        r"(?<![.\w\"'])[A-Za-z_]\w*",
        lambda match: match[0] if match[0] in kept else new.get(match[0], match[0]),
        source,
    )


def reordered(source: str) -> str:
    """The cell with neighbours changed about that do not need each other, once in each block."""
    lines = source.split("\n")
    for node in ast.walk(ast.parse(source)):
        body = getattr(node, "body", None)
        for first, second in itertools.pairwise(body) if isinstance(body, list) else ():
            if _independent(first, second):
                upper = slice(first.lineno - 1, first.end_lineno)
                lower = slice(second.lineno - 1, second.end_lineno)
                between = lines[upper.stop : lower.start]
                lines[upper.start : lower.stop] = [*lines[lower], *between, *lines[upper]]
                break
    return "\n".join(lines)


def commented(source: str, random_: random.Random) -> str:
    """The cell without its comments, with others."""
    found = []
    for line in source.split("\n"):
        if random_.random() < 0.4:
            found.append(" " * (len(line) - len(line.lstrip())) + random_.choice(REMARKS))
        found.append(line.split("  #")[0])
    return "\n".join(found)


def class_of(*work: Work, own: Work | None = None) -> Class:
    """A class of ``similarity`` with this work, and the templates of the real release."""
    path = ROOT / "release" / "similarity" / "similarity.ipynb"
    released = parse(path.read_bytes(), Limits()).notebook
    assert released is not None
    template = {grade_id(cell): cell["source"] for cell in released["cells"]}
    tasks = tuple(
        Task(name, "python", template[name], (own or {}).get(name, ""), GIVEN) for name in TASKS
    )
    return Class(tasks, tuple(f"s{number:03}" for number in range(len(work))), work)


def _independent(first: ast.stmt, second: ast.stmt) -> bool:
    kinds = (ast.Assign, ast.FunctionDef)
    if not (isinstance(first, kinds) and isinstance(second, kinds)):
        return False
    binds, reads = [], []
    for statement in (first, second):
        names = [node for node in ast.walk(statement) if isinstance(node, ast.Name)]
        binds.append({node.id for node in names if isinstance(node.ctx, ast.Store)})
        reads.append({node.id for node in names if isinstance(node.ctx, ast.Load)})
        if isinstance(statement, ast.FunctionDef):
            binds[-1].add(statement.name)
    return not (binds[0] & (binds[1] | reads[1]) or binds[1] & reads[0])
