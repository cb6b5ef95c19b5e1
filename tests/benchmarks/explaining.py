"""``python -m tests.benchmarks.explaining``: what it costs to say why.

Submissions of ``similarity`` with one misconception each, with code that is in no catalogue, and
one that is right, are each graded several times in turn: without looking back at lost tests, with
explanations, and with the search for the earlier function to blame as well. The differences are
what each costs: CPU time of the examiner, the candidate and the worker together. The exit status
is 1 where both together cost more than the target, on average over wrong submissions.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, median
from typing import Any

from rich.console import Console
from rich.table import Table

from autograder import embeddings
from autograder.authoring.release import register
from autograder.examiner.blame import Blame
from autograder.examiner.examination import Examination
from autograder.examiner.watch import cpu_seconds
from autograder.examiner.worker import Worker
from autograder.exercises.classroom import fill
from autograder.exercises.similarity.misconceptions import CATALOGUE
from autograder.gradebook.course import Course
from autograder.grading.document import Finisher
from autograder.grading.pool import LocalPool, instructors_cells
from autograder.grading.run import Run, Settings
from autograder.grading.submission import Grader
from autograder.model import Submission, SubmissionReport
from tests.benchmarks.endurance import descendants
from tests.exercises.trying import ROOT, solved, without_trials
from tests.exercises.uncatalogued import UNCATALOGUED

NAME = "similarity"
TARGET = 0.150
TIMES = 5
IDS = ("C01", "C07", "C19", "C35", "D03", "G01", "S02", "M03")


@dataclass(frozen=True, slots=True)
class Spent:
    """What one submission took, the median in CPU seconds."""

    label: str
    plain: float
    explained: float
    blamed: float
    named: int
    shown: int
    lost: int


def handed_in() -> Iterator[tuple[str, bytes]]:
    """Submissions by label."""
    source = without_trials(solved(NAME))
    yield "right", source
    for entry in CATALOGUE.entries:
        if entry.id in IDS:
            yield f"{entry.id} {entry.title}", fill(source, {entry.task: entry.code})
    for label in ("the sign turned", "always one"):
        yield label, fill(source, {"cosine_similarity": UNCATALOGUED[label][1]})


@contextlib.contextmanager
def grader() -> Iterator[Grader]:
    """A worker's, in this process."""
    store = embeddings.prepare()
    os.environ["GENSIM_DATA_DIR"] = str(store.gensim_data)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        shutil.copytree(ROOT / "source" / NAME, root / "source" / NAME)
        (root / "submitted").mkdir()
        course = Course.open(root)
        register(NAME, course)
        job = Run.prepare(course, NAME, early=True).job(
            Settings(gensim_data=store.gensim_data, workplace=LocalPool(1))
        )
        cells = instructors_cells(job.assignment)
        with Worker(limits=job.limits, cells=cells, gensim_data=job.gensim_data) as worker:
            finisher = Finisher(job.config)
            yield Grader(
                worker, job.assignment, limits=job.limits, finisher=finisher, policy=job.policy
            )


def graded(grader: Grader, notebook: bytes) -> tuple[SubmissionReport, float]:
    """The report, and the CPU seconds of all processes."""
    before = _cpu()
    report = grader.grade(Submission("someone", NAME, {NAME: notebook}))
    time.sleep(0.05)  # for the fork server to take note of its child's end
    return report, _cpu() - before


def _cpu() -> float:
    return sum(map(cpu_seconds, [os.getpid(), *descendants(os.getpid())]))


@contextlib.contextmanager
def without(owner: Any, method: str, instead: Any) -> Iterator[None]:
    """Within the block a step is left out."""
    before = getattr(owner, method)
    setattr(owner, method, instead)
    try:
        yield
    finally:
        setattr(owner, method, before)


def compared(grader: Grader, label: str, notebook: bytes) -> Spent:
    """One submission, graded in turn in all three ways."""
    plain, explained, blamed = [], [], []
    for _ in range(TIMES):
        with without(Examination, "_look_back", lambda *_: None):
            plain.append(graded(grader, notebook)[1])
        with without(Blame, "_passes", lambda *_: False):
            explained.append(graded(grader, notebook)[1])
        report, spent = graded(grader, notebook)
        blamed.append(spent)
    lost = [v for v in report.verdicts if v.points is not None and not v.passed]
    named = [v for v in lost if v.because or (v.evidence and v.evidence.misconception)]
    shown = [v for v in lost if v.evidence and v.evidence.call]
    return Spent(
        label, median(plain), median(explained), median(blamed), len(named), len(shown), len(lost)
    )


def main() -> int:
    console = Console()
    table = Table("submission", "plain", "explained", "and blamed", "lost", "shown", "told why")
    with grader() as warm:
        graded(warm, solved(NAME))
        every = [compared(warm, label, notebook) for label, notebook in handed_in()]
    for one in every:
        more = one.explained - one.plain, one.blamed - one.explained
        costs = (f"{1000 * one.plain:.0f} ms", *(f"{1000 * seconds:+.0f} ms" for seconds in more))
        table.add_row(one.label, *costs, str(one.lost), str(one.shown), str(one.named))
    console.print(table)
    wrong = [one for one in every if one.lost]
    explained = mean(one.explained - one.plain for one in wrong)
    blamed = mean(one.blamed - one.explained for one in wrong)
    console.print(
        f"why costs {1000 * (explained + blamed):.0f} ms for a wrong submission on average "
        f"({1000 * explained:.0f} explaining, {1000 * blamed:.0f} finding who is to blame), "
        f"at most {1000 * max(one.blamed - one.plain for one in wrong):.0f}; "
        f"target {1000 * TARGET:.0f}"
    )
    return int(explained + blamed > TARGET)


if __name__ == "__main__":
    sys.exit(main())
