"""A small made assignment with one trouble of each kind, and the same one mended."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from autograder import embeddings
from autograder.audit.auditing import Wishes, audit
from autograder.audit.facts import Facts
from autograder.audit.judging import Finding, findings
from autograder.config import Audit
from autograder.gradebook.course import Course
from autograder.grading.pool import LocalPool
from tests.course.conformance import percent

ASSIGNMENT = "ps1"
WORDS = ["pear", "fig", "plum", "kiwi", "lime", "nut", "date", "rye"]
CONFIG = """c = get_config()
c.Autograder.workers = 1
c.Audit.trials = 2
c.Audit.slow_seconds = 0.2
"""
IMPORTS = """# %% locked="imports"
import math
import time

# %% [markdown]
"""
TEXT = "Write three functions. An empty list raises ValueError."
LEAK = " Try return sum(xs) / len(xs) first."
MEAN = """
# %% solution="mean"
### BEGIN SOLUTION
def mean(xs):
    if len(xs) == 0:
        raise ValueError("no numbers")
    return sum(xs) / len(xs)
### END SOLUTION

# %% test="mean-core" points=2
assert mean([4]) == 4
### BEGIN HIDDEN TESTS
{core}
### END HIDDEN TESTS
"""
BLUNT = "assert mean([2, 4]) == 3"
SHARP = """assert mean([2, 4]) == 3
try:
    mean([])
except ValueError:
    pass
else:
    raise AssertionError
"""
UNFAIR = """
# %% test="mean-exact" points=1
assert mean([0.1] * 10) == {exactly}
"""
WITHIN = """
# %% test="mean-close" points=1
assert math.isclose(mean([0.1] * 10), 0.1)
"""
SORTED = """
# %% solution="distinct"
### BEGIN SOLUTION
def distinct(words):
    return list(set(words))
### END SOLUTION

# %% test="distinct-core" points=1
assert {came} == {order}
"""
FREE = """
# %% test="free" points=1
x = 1
assert x == 1
"""
WAIT = """
# %% locked="wait"
start = time.process_time()
while time.process_time() < start + 0.3:
    pass
"""
RIGHT = {
    "mean": """import math
def mean(xs):
    if not xs:
        raise ValueError
    return math.fsum(xs) / len(xs)
""",
    "distinct": "def distinct(words):\n    return list(dict.fromkeys(words))\n",
}


def bad() -> str:
    """Text of the notebook: blunt, unfair, unstable, with a test that cannot fail, a leak, and a
    cell that takes long."""
    order = f"distinct({WORDS})"
    text = IMPORTS + f"# {TEXT}{LEAK}\n" + MEAN.format(core=BLUNT)
    text += UNFAIR.format(exactly=repr(sum([0.1] * 10) / 10))
    return text + SORTED.format(came=order, order=hashed()) + FREE + WAIT


def good() -> str:
    """The same, mended."""
    came = f"sorted(distinct({[*WORDS, WORDS[0]]}))"
    text = IMPORTS + f"# {TEXT}\n" + MEAN.format(core=SHARP) + WITHIN
    text += SORTED.format(came=came, order=sorted(WORDS))
    return text + "assert isinstance(distinct(['fig']), list)\n"


def hashed() -> list[str]:
    """The order that the words have in a set where graders' hash seed is in force."""
    code = f"print(list(set({WORDS})))"
    done = subprocess.run(
        [sys.executable, "-c", code], env={"PYTHONHASHSEED": "0"}, capture_output=True, check=True
    )
    found: list[str] = json.loads(done.stdout.decode().replace("'", '"'))
    return found


def lay(root: Path, text: str) -> Path:
    """A course with this assignment and a right answer that is written differently."""
    source = root / "source" / ASSIGNMENT
    source.mkdir(parents=True)
    solved = percent.source(text)
    (source / "numbers.ipynb").write_bytes(solved)
    (root / "nbgrader_config.py").write_text(CONFIG)
    right = json.loads(solved)
    for cell in right["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id")
        cell["source"] = RIGHT.get(name, cell["source"])
    folder = root / "audit" / ASSIGNMENT / "right" / "fsum"
    folder.mkdir(parents=True)
    (folder / "numbers.ipynb").write_text(json.dumps(right))
    return root


@dataclass(frozen=True)
class Audited:
    """A course, and what its audit has found."""

    root: Path
    facts: Facts

    @property
    def found(self) -> dict[str, Finding]:
        return {one.slug: one for one in findings(self.facts, Audit())}


def audited(root: Path) -> Audited:
    """As the command does it, so that it finds all graded."""
    data = embeddings.prepare().gensim_data
    wishes = Wishes(gensim_data=data, workplace=LocalPool(1), trials=2, slow_seconds=0.2)
    return Audited(root, audit(Course.open(root), ASSIGNMENT, wishes))


@pytest.fixture(scope="session")
def troubled(tmp_path_factory: pytest.TempPathFactory) -> Audited:
    return audited(lay(tmp_path_factory.mktemp("troubled"), bad()))


@pytest.fixture(scope="session")
def mended(tmp_path_factory: pytest.TempPathFactory) -> Audited:
    root = lay(tmp_path_factory.mktemp("mended"), good())
    shutil.copy(Path(__file__).parent / "equivalent.toml", root / "audit" / ASSIGNMENT)
    return audited(root)
