"""Ctrl-C in the middle of writing takes effect after it."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator

import pytest

from autograder.grading.shield import shielded, shielded_exit


def press() -> None:
    """Ctrl-C, as the terminal sends it: to the process, and any of its threads may take it."""
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(0.01)  # Python runs its handler between two steps of the main thread


@pytest.fixture(autouse=True)
def another_thread() -> Iterator[None]:
    """As the progress line and the executor have."""
    end = threading.Event()
    thread = threading.Thread(target=end.wait)
    thread.start()
    yield
    end.set()
    thread.join()


def test_it_waits_until_the_block_has_ended() -> None:
    done = []
    with pytest.raises(KeyboardInterrupt), shielded():
        press()
        press()
        done.append("written")
    assert done == ["written"]
    with pytest.raises(KeyboardInterrupt):
        press()


def test_without_it_nothing_happens() -> None:
    before = signal.getsignal(signal.SIGINT)
    with shielded():
        pass
    assert signal.getsignal(signal.SIGINT) is before


def test_what_a_generator_says_is_heard_first() -> None:
    def events() -> Iterator[int]:
        for number in range(9):
            with shielded():
                if number == 1:
                    press()
                yield number

    heard = []
    with pytest.raises(KeyboardInterrupt):
        for number in events():
            heard.append(number)
    assert heard == [0, 1]


def test_an_exit_is_not_cut_short() -> None:
    class Writer:
        wrote = False

        def __enter__(self) -> Writer:
            return self

        def __exit__(self, *_: object) -> None:
            press()
            self.wrote = True

    writer = Writer()
    with pytest.raises(KeyboardInterrupt), shielded_exit(writer):
        press()
    assert writer.wrote


def test_another_threads_work_is_left_alone() -> None:
    heard: list[str] = []

    def work() -> None:
        with shielded():
            heard.append("worked")

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert heard == ["worked"]
