"""The worker process that nbgrader's road keeps; the pool is a fake, one answer a submission."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

import pytest
from traitlets.config import Config

from autograder.config import Limits
from autograder.errors import InfrastructureError
from autograder.grading import pool, workshop
from autograder.grading.packing import Packed, pack
from autograder.grading.pool import Job, Order
from autograder.grading.submission import Policy
from autograder.grading.workshop import Workshop
from autograder.model import Assignment, Submission, SubmissionReport

ANN = Submission("ann", "ps1", {})
REPORT = SubmissionReport("ann", "ps1", ())


def job() -> Job:
    """Always an equal one, as a course that is read again gives."""
    files = {PurePosixPath("data.csv"): b"1,2\n"}
    return Job(Assignment("ps1", (), files), Limits(), Policy(), Config(), None, jail=True)


@dataclass
class Pools:
    """Makes pools, and remembers for what."""

    made: list[Order] = field(default_factory=list)
    closed: int = 0
    answers: list[SubmissionReport | Exception] = field(default_factory=list)

    def make(self, order: Order, *, workers: int) -> Pools:
        pool.make_pool(order, workers=workers).shutdown()  # for what it does to the environment
        assert workers == 1
        self.made.append(order)
        return self

    def submit(self, _: object, order: Order, submission: Submission) -> Future[Packed]:
        assert order is self.made[-1], "a worker knows its own job alone"
        future: Future[Packed] = Future()
        answer = self.answers.pop(0) if self.answers else REPORT
        if isinstance(answer, Exception):
            future.set_exception(answer)
        else:
            future.set_result(pack(answer))
        return future

    def shutdown(self, **_: object) -> None:
        self.closed += 1


@pytest.fixture
def pools(monkeypatch: pytest.MonkeyPatch) -> Iterator[Pools]:
    fake = Pools()
    monkeypatch.setattr(workshop, "make_pool", fake.make)
    monkeypatch.setattr(workshop, "submit", fake.submit)
    yield fake


def test_worker_serves_until_something_else_is_asked(pools: Pools) -> None:
    """The same assignment under the same settings, however often it is read anew. Then another
    takes its place: a server does not gather them."""
    shop = Workshop()
    assert [shop.grade(job(), ANN) for _ in range(2)] == [REPORT, REPORT]
    assert (len(pools.made), pools.closed) == (1, 0)
    quick = replace(job(), limits=Limits(call_seconds=1.0))
    shop.grade(quick, ANN)
    assert (len(pools.made), pools.closed) == (2, 1)
    shop.grade(replace(quick, assignment=Assignment("ps1", ())), ANN)
    assert (len(pools.made), pools.closed) == (3, 2)


def test_what_fails_on_our_side_is_tried_again(pools: Pools) -> None:
    """A worker that died is replaced; after three times it is an error with the last cause."""
    shop = Workshop()
    pools.answers = [BrokenProcessPool("died"), OSError("full")]
    assert shop.grade(job(), ANN) == REPORT
    assert len(pools.made) == 2
    pools.answers = [OSError("full")] * 3
    with pytest.raises(InfrastructureError, match="ann could not be graded: OSError: full"):
        shop.grade(job(), ANN)


def test_starting_a_worker_leaves_this_process_as_it_was(
    pools: Pools, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Kernels that Jupyter's server starts afterwards have all their threads."""
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    before, main = dict(os.environ), sys.modules["__main__"]
    Workshop().grade(job(), ANN)
    assert pools.made
    assert dict(os.environ) == before
    assert sys.modules["__main__"] is main
