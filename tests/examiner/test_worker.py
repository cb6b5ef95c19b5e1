"""What fails on our side is told apart from what fails on the student's, and is mended."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest

from autograder.errors import ForkServerDied
from autograder.examiner.worker import Worker, imports, loaded_names
from autograder.model import Cell, Role
from tests.examiner.conftest import LIMITS

CELLS = [
    Cell(0, Role.STUDENT, "def f(): return 1", "f", None, frozenset({"f"})),
    Cell(1, Role.TEST, "assert f() == 1", "f-test", 1.0),
]


@pytest.fixture
def worker() -> Iterator[Worker]:
    with Worker(limits=LIMITS) as started:
        yield started


def points(worker: Worker) -> list[float | None]:
    examined = worker.examine(CELLS, seed=1, files={}, trusted_files={})
    return [result.verdict.points for result in examined.results if result.verdict]


def test_a_fork_server_that_died_is_replaced(worker: Worker) -> None:
    """The submission at hand is an infrastructure failure, to be graded again; the next is not."""
    assert points(worker) == [1.0]
    worker._server._process.send_signal(signal.SIGKILL)
    worker._server._process.wait()
    with pytest.raises(ForkServerDied):
        points(worker)
    assert points(worker) == [1.0]


def test_a_fork_server_that_has_grown_is_replaced(worker: Worker) -> None:
    assert points(worker) == [1.0]
    before = worker._server
    before.memory = 2**40
    worker._replace_grown_server()
    assert worker._server is not before
    assert points(worker) == [1.0]


def test_imports_of_a_cell_are_found_without_running_it() -> None:
    source = "import a.b as c\nfrom d import e\ntry:\n    import f\nexcept ImportError: pass\n1 / 0"
    assert imports(source) == ("a.b", "d", "d.e", "f")
    assert imports("import (") == ()


def test_names_of_models_are_found() -> None:
    source = 'import gensim.downloader as api\nmodel = api.load("glove-wiki-gigaword-50")'
    assert loaded_names(source) == ("glove-wiki-gigaword-50",)
