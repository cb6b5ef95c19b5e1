"""The demo's class on a cluster, on real GloVe: as on one machine."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from autograder import embeddings
from autograder.cli.demo import ASSIGNMENT
from autograder.gradebook.course import Course
from autograder.grading.cluster import Cluster
from autograder.grading.run import Run
from autograder.model import Reason, SubmissionReport
from tests.course.conftest import Graded
from tests.grading.clusters import cluster

LIMITS = {Reason.TIMED_OUT, Reason.MEMORY, Reason.DIED}
"""Where what is told depends on how fast a machine is."""


def quick(report: SubmissionReport) -> bool:
    return LIMITS.isdisjoint(verdict.reason for verdict in report.verdicts)


def told(report: SubmissionReport) -> list[object]:
    """All but how long it took."""
    return [(n.name, n.verdicts, n.problems, n.document) for n in report.notebooks]


def test_the_demos_class_gets_the_same_reports(
    graded: Graded, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a worker machine whose vectors lie elsewhere."""
    gensim_data = embeddings.prepare().gensim_data
    chosen = [made.student for made in graded.made if quick(graded.reports[made.student])][:8]
    root = tmp_path / "course"
    for name in ("nbgrader_config.py", "gradebook.db"):
        root.mkdir(exist_ok=True)
        shutil.copy(graded.course.root / name, root)
    shutil.copytree(graded.course.root / "source", root / "source")
    for student in chosen:
        shutil.copytree(graded.course.root / "submitted" / student, root / "submitted" / student)
    monkeypatch.setenv("AUTOGRADER_CACHE_DIR", str(tmp_path / "another-cache"))
    (tmp_path / "cluster").mkdir()
    with cluster(tmp_path / "cluster", workers=2) as made:
        run = Run.prepare(Course.open(root), ASSIGNMENT)
        reports = list(run.grade(gensim_data=gensim_data, workplace=Cluster(made.address)))
    assert {r.student: told(r) for r in reports if isinstance(r, SubmissionReport)} == {
        student: told(graded.reports[student]) for student in chosen
    }
    assert (tmp_path / "another-cache" / "glove-6b-50d").is_dir()
