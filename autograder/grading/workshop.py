"""A worker process that outlives what asks for it, for graders that take one submission at a time.

``Run`` makes a pool, grades a class and ends it. Formgrader makes a new run of nbgrader's for each
student, in a server that lives for weeks.
"""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

from autograder.errors import InfrastructureError
from autograder.grading.packing import unpack
from autograder.grading.pool import Job, Order, make_pool, set_apart, submit
from autograder.grading.stream import TRIES
from autograder.model import Submission, SubmissionReport


class Workshop:
    """One worker process, kept warm as long as the same is asked of it; it ends with this one.

    It is a process of its own so that what may be a Jupyter server is spared the worker's forks,
    and its frozen heap.
    """

    def __init__(self) -> None:
        self._job: Job | None = None
        self._order = Order(b"", b"")
        self._pool: ProcessPoolExecutor | None = None

    @property
    def open(self) -> bool:
        return self._pool is not None

    def grade(self, job: Job, submission: Submission) -> SubmissionReport:
        """Grade one submission. Raises InfrastructureError where that failed each time."""
        if job != self._job:
            self._close()
            self._job, self._order = job, Order.of(job)
        for _ in range(TRIES):
            try:
                return self._try(job, submission)
            except Exception as error:  # whatever it was, it was on our side
                fault = error
                if isinstance(error, BrokenProcessPool):
                    self._close()
        message = f"{submission.student} could not be graded: {type(fault).__name__}: {fault}"
        raise InfrastructureError(message) from fault

    def _try(self, job: Job, submission: Submission) -> SubmissionReport:
        order = self._order
        if self._pool is None:
            with set_apart():
                self._pool = make_pool(order, workers=1)
                future = submit(self._pool, order, submission)  # which starts the process
        else:
            future = submit(self._pool, order, submission)
        report = unpack(future.result(), submission, job.assignment)
        if report is None:
            raise InfrastructureError("The report came back with files that nobody handed in.")
        return report

    def _close(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
        self._pool = None
