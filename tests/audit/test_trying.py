"""What was graded once is not graded again: an audit that was stopped goes on where it was."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from autograder.audit.material import Material, mutants, released
from autograder.audit.stability import Trial, trials, with_doubles
from autograder.audit.trying import Bench, decides
from autograder.authoring.release import rehearsed
from autograder.gradebook.course import Course
from autograder.grading.pool import Job, LocalPool, Order
from autograder.grading.run import Run, Settings
from autograder.grading.store import Store, opened
from autograder.model import Assignment, NotebookSource, SourceCell
from tests.audit.conftest import ASSIGNMENT, good, lay


@dataclass
class Counting:
    """A pool that counts what it is given to grade."""

    pool: LocalPool = field(default_factory=lambda: LocalPool(1))
    given: int = 0

    @property
    def workers(self) -> int:
        return self.pool.workers

    def try_sandbox(self) -> None:
        self.pool.try_sandbox()

    @contextmanager
    def executor(self, order: Order) -> Iterator[Executor]:
        with self.pool.executor(order) as executor:
            submit = executor.submit

            def counted(*arguments: object, **options: object) -> object:
                self.given += 1
                return submit(*arguments, **options)  # type: ignore[arg-type]

            executor.submit = counted  # type: ignore[method-assign,assignment]
            yield executor


@dataclass(frozen=True)
class Laid:
    """A course, and what is to be graded of it."""

    root: Path
    job: Job
    attempts: dict[str, dict[str, bytes]]


@pytest.fixture(scope="module")
def laid(tmp_path_factory: pytest.TempPathFactory) -> Laid:
    root = lay(tmp_path_factory.mktemp("kept"), good())
    course = Course.open(root)
    with rehearsed(ASSIGNMENT, course) as rehearsal:
        run = Run.prepare(rehearsal, ASSIGNMENT, early=True)
        material = Material.of(run.assignment, released(rehearsal, run.assignment))
        job = run.job(Settings(gensim_data=None, workplace=LocalPool(1)))
    wrong = list(mutants(material))[:6]
    attempts = {
        one.id: dict(material.with_cell(material.source, one.notebook, one.cell, one.code))
        for one in wrong
    }
    return Laid(root, job, attempts)


def test_a_rehearsal_leaves_nothing_in_the_course(laid: Laid) -> None:
    assert {path.name for path in laid.root.iterdir()} <= {
        "source", "audit", "nbgrader_config.py", ".autograder",
    }  # fmt: skip


def test_an_audit_that_was_stopped_goes_on_with_the_rest(laid: Laid) -> None:
    first, second = Counting(), Counting()
    done: list[int] = []

    def stop_at_the_third() -> None:
        done.append(1)
        if len(done) == 3:
            raise KeyboardInterrupt

    def grade(workplace: Counting, store: Store, advance: object) -> int:
        with Bench(workplace, store) as bench:
            bench.advance = advance  # type: ignore[assignment]
            return len(bench.grade(laid.job, laid.attempts))

    with opened(laid.root) as store, pytest.raises(KeyboardInterrupt):
        grade(first, store, stop_at_the_third)
    with opened(laid.root) as store:
        assert grade(second, store, lambda: None) == len(laid.attempts) == 6
    assert 0 < second.given <= 3


def test_what_candidates_are_given_is_part_of_what_decides(
    laid: Laid, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = decides(laid.job)
    monkeypatch.setenv("AUTOGRADER_CANDIDATE_PYTHONHASHSEED", "7")
    assert decides(laid.job) != before


def test_each_number_of_threads_meets_each_kind_of_vectors() -> None:
    cell = SourceCell("m", "code", True, "m = gensim.downloader.load('x')", "", None, False, False)
    assignment = Assignment("a", (NotebookSource("n", None, (cell,)),))
    planned = trials(20, assignment)
    assert {(one.threads, one.double) for one in planned} == {
        (threads, double) for threads in (1, 2, 4) for double in (True, False)
    }
    assert len({one.number for one in planned}) == 20


def test_without_a_model_there_are_no_vectors_to_vary() -> None:
    cell = SourceCell("m", "code", True, "x = json.loads(text)", "", None, False, False)
    assignment = Assignment("a", (NotebookSource("n", None, (cell,)),))
    assert with_doubles(assignment) == assignment
    assert trials(2, assignment) == (Trial(1, 2, False), Trial(2, 4, False))
