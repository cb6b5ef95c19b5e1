"""What a machine is asked before it grades for another: what it has, and whether it can."""

from __future__ import annotations

import pickle
import platform
from dataclasses import dataclass
from pathlib import Path

from autograder import embeddings
from autograder.candidate.client import try_sandbox
from autograder.errors import AutograderError, KernelUnavailable
from autograder.grading.kernels.execution import try_kernel
from autograder.grading.pool import Job
from autograder.grading.scratch import scratch
from autograder.grading.surroundings import Surroundings


@dataclass(frozen=True, slots=True)
class Survey:
    """What a machine has said of itself."""

    host: str
    surroundings: Surroundings
    gensim_data: Path | None
    """Where its vectors lie."""
    refusal: str
    """Why it cannot grade; empty where it can."""


def survey(order: bytes) -> Survey:
    """Look at this machine with a job in mind, and prepare its vectors if the job needs any. It
    forks, so it wants a process with one thread."""
    job: Job = pickle.loads(order)
    gensim_data, refusal = None, ""
    try:
        if job.gensim_data is not None:
            gensim_data = embeddings.prepare().gensim_data
        if job.jail:
            _try_out(job)
    except AutograderError as error:
        refusal = str(error)
    surroundings = Surroundings.of(job.assignment, gensim_data)
    return Survey(platform.node(), surroundings, gensim_data, refusal)


def _try_out(job: Job) -> None:
    """Raises SandboxUnavailable, KernelUnavailable."""
    with scratch():
        try_sandbox()
        for notebook, kernel in job.policy.kernels.items():
            what = f"{notebook}.ipynb is written for the Jupyter kernel '{kernel.name}'"
            language = try_kernel(kernel, limits=job.limits, what=what)
            if language != kernel.language:
                raise KernelUnavailable(f"{what}, which is of another version there.")
