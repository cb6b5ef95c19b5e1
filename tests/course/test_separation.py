"""While a candidate runs, nothing of the reference or of a hidden test is within its reach.

The student's cell looks for marker strings in all readable memory of its process, in every Python
object, in the environment, behind the open descriptors and in the files of its folder. It holds
the markers as lists of numbers, so that it does not find itself; and it must find a string that
the student has, so that finding nothing means something.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from autograder import embeddings
from autograder.config import Limits
from autograder.examiner.worker import Worker
from autograder.exercises.similarity import reference
from autograder.model import Cell, Role

MARKERS = {
    "hidden test": "# marker 5b1f0e of a hidden test",
    "reference": (reference.__doc__ or "").splitlines()[0],
    "code of the reference": "two 1-D vectors of the same length (at least 1) are needed",
    "the student's own": "what the student has, 77aa21",
}

SCAN = """
import gc, os, sys
from pathlib import Path
import numpy as np

needles = NEEDLES
own = "".join(map(chr, needles["the student's own"]))


def contains(data, needle):
    block = np.frombuffer(data, np.uint8)
    places = np.flatnonzero(block[: len(block) - len(needle) + 1] == needle[0])
    for offset, number in enumerate(needle):
        places = places[block[places + offset] == number]
    return len(places) > 0


def in_memory():
    found = set()
    maps = Path("/proc/self/maps").read_text().splitlines()
    with open("/proc/self/mem", "rb", 0) as memory:
        for line in maps:
            span, mode, *_ = line.split()
            start, end = (int(part, 16) for part in span.split("-"))
            for at in range(start, end, 1 << 24) if "r" in mode else ():
                try:
                    memory.seek(at)
                    block = memory.read(min((1 << 24) + 100, end - at))
                except (OSError, OverflowError):
                    continue
                found |= {name for name, needle in needles.items() if contains(block, needle)}
    return sorted(found)


def in_objects():
    gc.unfreeze()  # what was frozen before the fork is an object, too
    texts = [repr(thing) for thing in gc.get_objects() if type(thing) in (dict, list, tuple)
             and len(thing) < 1000]
    texts += [thing.__doc__ for thing in sys.modules.values() if isinstance(thing.__doc__, str)]
    data = "\\0".join(texts).encode("utf-8", "replace")
    return sorted(name for name, needle in needles.items() if contains(data, needle))


def in_files():
    data = b"\\0".join(p.read_bytes() for p in Path.cwd().rglob("*") if p.is_file()) + bytes(200)
    return sorted(name for name, needle in needles.items() if contains(data, needle))


def in_environment():
    data = (str(os.environ) + Path("/proc/self/cmdline").read_text()).encode() + bytes(200)
    return sorted(name for name, needle in needles.items() if contains(data, needle))


def behind_descriptors():
    names = []
    for number in os.listdir("/proc/self/fd"):
        try:
            names.append(os.readlink(f"/proc/self/fd/{number}"))
        except OSError:
            pass
    return sorted(name for name in names if name != "/dev/null" and "/proc/" not in name)


Path("own.txt").write_text(own)
seen = repr({
    "memory": in_memory(),
    "objects": in_objects(),
    "files": in_files(),
    "environment": in_environment(),
    "descriptors": [name.partition(":")[0] for name in behind_descriptors()],
    "modules": sorted(n for n in sys.modules if ".exercises" in n or ".examiner" in n),
})
"""


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    store = embeddings.prepare()
    load = 'import gensim.downloader\ngensim.downloader.load("glove-wiki-gigaword-50")'
    cells = [
        Cell(0, Role.INSTRUCTOR, load),
        Cell(1, Role.TEST, "from autograder.exercises.similarity import reference"),
    ]
    limits = Limits(cell_seconds=120)
    with Worker(limits=limits, cells=cells, gensim_data=store.gensim_data) as started:
        yield started


def test_no_byte_of_the_reference_or_of_a_test_is_within_reach(worker: Worker) -> None:
    needles = {name: list(text.encode()) for name, text in MARKERS.items()}
    test = (
        f"{MARKERS['hidden test']}\n"
        "from autograder.exercises.similarity import reference\n"
        "assert dot([1, 2], [3, 4]) == reference.dot([1, 2], [3, 4])\n"
    )
    cells = [
        Cell(0, Role.STUDENT, "def dot(u, v): return float(u[0] * v[0] + u[1] * v[1])"),
        Cell(1, Role.TEST, test, "before", 1.0),
        Cell(2, Role.STUDENT, SCAN.replace("NEEDLES", repr(needles))),
        Cell(3, Role.TEST, "raise AssertionError(seen)", "after", 1.0),
    ]
    examined = worker.examine(cells, seed=1, files={}, trusted_files={})
    verdicts = {r.verdict.grade_id: r.verdict for r in examined.results if r.verdict}
    assert verdicts["before"].points == 1.0, verdicts  # the hidden test has run by then
    error = examined.results[-1].outputs[-1]
    found = ast.literal_eval(error["evalue"])
    assert found == {
        "memory": ["the student's own"],
        "objects": ["the student's own"],
        "files": ["the student's own"],
        "environment": [],
        "descriptors": ["socket"],
        "modules": [],
    }
