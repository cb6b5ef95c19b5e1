"""Random numbers for questions: the same in each run, others for each task."""

from __future__ import annotations

import hashlib

import numpy as np


def generator(task: str) -> np.random.Generator:
    """A generator whose seed is the task's name."""
    return np.random.default_rng(int.from_bytes(hashlib.sha256(task.encode()).digest()[:8]))
