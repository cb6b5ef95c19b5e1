"""The real GloVe, and notebooks graded on it."""

from __future__ import annotations

import functools
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest

from autograder import embeddings
from autograder.authoring.release import register
from autograder.embeddings import prepare
from autograder.gradebook.course import Course
from autograder.model import Verdict
from tests.exercises.trying import ROOT, Lost, grade_all, released, run_cells, solved

Grade = Callable[..., Lost]
Marks = Callable[[str], Mapping[str, Mapping[str, Verdict]]]


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """``gensim.downloader.load("glove-wiki-gigaword-50")``, which then costs nothing again."""
    store = prepare(cache=tmp_path_factory.mktemp("cache"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GENSIM_DATA_DIR", str(store.gensim_data))
        import gensim.downloader

        patch.setattr(gensim.downloader, "BASE_DIR", os.environ["GENSIM_DATA_DIR"])
        vectors = gensim.downloader.load("glove-wiki-gigaword-50")
        patch.setattr(gensim.downloader, "load", lambda name: vectors)
        yield vectors


@pytest.fixture(scope="session")
def source() -> bytes:
    return solved("similarity")


@pytest.fixture(scope="session")
def release() -> bytes:
    return released("similarity")


@pytest.fixture(scope="session")
def grade(model: Any, source: bytes) -> Grade:
    """``grade(notebook)``: run a notebook of ``similarity`` as stock does."""
    return functools.partial(run_cells, source)


@pytest.fixture(scope="session")
def marks(model: Any, tmp_path_factory: pytest.TempPathFactory) -> Marks:
    """``marks(name)``: all that an assignment is tried on, graded by the engine, once."""
    prepared = embeddings.prepare()

    @functools.cache
    def graded(name: str) -> Mapping[str, Mapping[str, Verdict]]:
        root = tmp_path_factory.mktemp(name)
        shutil.copytree(ROOT / "source" / name, root / "source" / name)
        (root / "submitted").mkdir()
        register(name, Course.open(root))
        return grade_all(name, root, prepared.gensim_data)

    return graded
