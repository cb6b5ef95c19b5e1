"""``python -m tests.benchmarks.explaining``: what it costs to say why.

Submissions of ``similarity`` with one misconception each, with code that is in no catalogue, and
one that is right, are each graded several times, in turn with looking back at lost tests and
without. The difference is what explaining and finding the function to blame cost: CPU time of the
examiner, the candidate and the worker together. The exit status is 1 where it is more than the
target on average for wrong submissions.
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
from statistics import mean

from rich.console import Console
from rich.table import Table

from autograder import embeddings
from autograder.authoring.release import register
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
    """What one submission took, on average, in CPU seconds."""

    label: str
    without: float
    with_: float
    named: int
    shown: int
    lost: int

    @property
    def more(self) -> float:
        return self.with_ - self.without


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
def silent() -> Iterator[None]:
    """Within the block nobody looks back."""
    look_back = Examination._look_back
    Examination._look_back = lambda *_: None  # type: ignore[method-assign]
    try:
        yield
    finally:
        Examination._look_back = look_back  # type: ignore[method-assign]


def compared(grader: Grader, label: str, notebook: bytes) -> Spent:
    """One submission, graded in turn in both ways."""
    without, with_ = [], []
    for _ in range(TIMES):
        with silent():
            without.append(graded(grader, notebook)[1])
        report, spent = graded(grader, notebook)
        with_.append(spent)
    lost = [v for v in report.verdicts if v.points is not None and not v.passed]
    named = [v for v in lost if v.because or (v.evidence and v.evidence.misconception)]
    shown = [v for v in lost if v.evidence and v.evidence.call]
    return Spent(label, mean(without), mean(with_), len(named), len(shown), len(lost))


def main() -> int:
    console = Console()
    table = Table("submission", "without", "with", "more", "lost", "shown", "named or blamed")
    with grader() as warm:
        graded(warm, solved(NAME))
        all_spent = [compared(warm, label, notebook) for label, notebook in handed_in()]
    for one in all_spent:
        costs = (f"{1000 * seconds:.0f} ms" for seconds in (one.without, one.with_, one.more))
        table.add_row(one.label, *costs, str(one.lost), str(one.shown), str(one.named))
    console.print(table)
    more = mean(one.more for one in all_spent if one.lost)
    console.print(f"a wrong submission costs {1000 * more:.0f} ms more; target {1000 * TARGET:.0f}")
    return int(more > TARGET)


if __name__ == "__main__":
    sys.exit(main())
