"""The real GloVe, and a notebook's cells run as stock nbgrader runs them: in one namespace."""

from __future__ import annotations

import io
import json
import os
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import pytest

from autograder.embeddings import prepare

ROOT = Path(__file__).parents[2]

Lost = Mapping[str, str]
"""Grade id to message, for the test cells that fail."""
Grade = Callable[..., Lost]


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
    return (ROOT / "source" / "similarity" / "similarity.ipynb").read_bytes()


@pytest.fixture(scope="session")
def release() -> bytes:
    return (ROOT / "release" / "similarity" / "similarity.ipynb").read_bytes()


@pytest.fixture(scope="session")
def grade(model: Any, source: bytes) -> Grade:
    """``grade(notebook)``: run a notebook with the source's locked cells, as stock does."""
    locked = {
        meta["grade_id"]: "".join(cell["source"])
        for cell in json.loads(source)["cells"]
        if (meta := cell["metadata"].get("nbgrader", {})).get("locked")
    }

    def run(notebook: bytes, *, restore: bool = True, **replaced: str) -> Lost:
        names: dict[str, Any] = {"__name__": "__main__"}
        lost: dict[str, str] = {}
        for cell in json.loads(notebook)["cells"]:
            meta = cell["metadata"].get("nbgrader", {})
            grade_id = meta.get("grade_id", "a cell of the student's own")
            code = replaced.get(grade_id, "".join(cell["source"]))
            if restore:
                code = locked.get(grade_id, code)
            if cell["cell_type"] != "code":
                continue
            try:
                with redirect_stdout(io.StringIO()), warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    exec(compile(code, grade_id, "exec"), names)
            except Exception as error:
                if meta.get("grade"):
                    lost[grade_id] = f"{type(error).__name__}: {error}"
        return lost

    return run
