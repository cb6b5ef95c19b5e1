"""The global random generators: what a test seeds, the student's function draws from.

The state crosses in one direction only. A student who could set the generator of the tests would
choose the numbers that they are tested with.
"""

from __future__ import annotations

import functools
import random
from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.candidate.messages import Dice


def current() -> Dice:
    """The state of Python's and numpy's global generators in this process."""
    _, python, gauss = random.getstate()
    state = np.random.get_state(legacy=False)
    inner = state["state"]
    return Dice(
        python, gauss, inner["key"].tobytes(), inner["pos"], state["has_gauss"], state["gauss"]
    )


def install(dice: Dice) -> None:
    """Make that the state of the generators in this process."""
    random.setstate((3, dice.python, dice.gauss))
    key = np.frombuffer(dice.numpy, np.uint32)
    np.random.set_state(("MT19937", key, dice.position, dice.has_gauss, dice.cached))


def watch_seeding(seeded: Callable[[], None]) -> None:
    """Have ``seeded`` called whenever code of this process sets a generator: setting it to what
    it is already says something to those who have drawn since."""
    for owner, name in (
        (random, "seed"), (random, "setstate"), (np.random, "seed"), (np.random, "set_state"),
    ):  # fmt: skip
        setattr(owner, name, _noting(getattr(owner, name), seeded))


def _noting(function: Any, seeded: Callable[[], None]) -> Any:
    @functools.wraps(function)
    def noting(*args: Any, **kwargs: Any) -> Any:
        seeded()
        return function(*args, **kwargs)

    return noting


def seed(number: int) -> None:
    """Seed both generators."""
    random.seed(number)
    np.random.seed(number % 2**32)
