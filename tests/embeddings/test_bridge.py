"""The workshop's own line, ``gensim.downloader.load("glove-wiki-gigaword-50")``, offline."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.embeddings import Store, prepare, user_gensim_data
from autograder.embeddings.published import NAME
from autograder.embeddings.store import sha256

Run = Callable[..., subprocess.CompletedProcess[str]]

WORKSHOP = f"""if True:
    import os, sys, time
    from pathlib import Path
    import numpy as np
    import gensim.downloader
    start = time.perf_counter()
    model = gensim.downloader.load("{NAME}")
    print(f"loaded in {{time.perf_counter() - start:.2f}} s")
    """

PROPERTIES = """if True:
    assert len(model) == 400_000
    assert model.most_similar("king", topn=1)[0][0] == "prince"
    assert type(model["king"]) is np.ndarray
    assert isinstance(model.vectors.base, np.memmap)
    assert "glove.kv.vectors.npy" in Path("/proc/self/maps").read_text()
    model.vectors[0] = 0
    assert "autograder" not in sys.modules and "polars" not in sys.modules
    """

AGAIN = f"""if True:
    assert gensim.downloader.load("{NAME}") is model
    child = os.fork()
    if not child:
        os._exit(gensim.downloader.load("{NAME}") is not model)
    assert os.waitpid(child, 0)[1] == 0
    """


def test_the_workshops_line_maps_the_store_with_gensim_alone_and_prints_nothing(
    run: Run,
    tmp_path: Path,
    pristine: Store,
    record_property: Callable[[str, object], None],
) -> None:
    """In a student's Python, offline, from the data folder that is gensim's default."""
    prepare(cache=pristine.cache, data_dir=tmp_path / "home" / "gensim-data")
    before = sha256(Path(f"{pristine.vectors}.vectors.npy"))
    done = run("\n".join([WORKSHOP, PROPERTIES]), ours=False)
    assert (done.returncode, done.stderr) == (0, "")
    record_property("timing", done.stdout.strip())
    assert sha256(Path(f"{pristine.vectors}.vectors.npy")) == before


def test_a_second_load_and_one_in_a_forked_child_give_the_model_that_is_there(
    run: Run, pristine: Store
) -> None:
    done = run("\n".join([WORKSHOP, AGAIN]), ours=False, GENSIM_DATA_DIR=pristine.gensim_data)
    assert (done.returncode, done.stderr) == (0, "")


def test_return_path_names_a_file_that_keyed_vectors_can_load(run: Run, pristine: Store) -> None:
    code = f"""if True:
        import gensim
        import gensim.downloader
        path = gensim.downloader.load("{NAME}", return_path=True)
        assert len(gensim.models.KeyedVectors.load(path, mmap="r")) == 400_000
        """
    done = run(code, ours=False, GENSIM_DATA_DIR=pristine.gensim_data)
    assert (done.returncode, done.stderr) == (0, "")


def test_in_our_own_processes_not_even_a_log_line_is_seen(run: Run, pristine: Store) -> None:
    code = """if True:
        import logging, pathlib, sys
        from autograder.embeddings import serve_offline
        logging.basicConfig(level=logging.WARNING)
        serve_offline(pathlib.Path(sys.argv[1]))
        """
    done = run("\n".join([code, WORKSHOP]), pristine.gensim_data)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("name", ["glove.kv", "glove.kv.vectors.npy", "manifest.json"])
def test_a_store_that_is_damaged_is_not_served_and_the_error_says_what_to_do(
    name: str, run: Run, store: Store
) -> None:
    (store.root / name).unlink()
    done = run(WORKSHOP, ours=False, GENSIM_DATA_DIR=store.gensim_data)
    assert done.returncode == 1
    assert done.stderr.endswith("Run `autograder glove`.\n")
    assert name in done.stderr.splitlines()[-1]


def test_a_package_for_a_store_elsewhere_is_laid_anew(store: Store, pristine: Store) -> None:
    link = store.gensim_data / NAME / "store"
    assert link.readlink() == store.root
    prepare(cache=pristine.cache, data_dir=store.gensim_data)
    assert link.readlink() == pristine.root


def test_what_the_user_downloaded_with_gensim_stays(tmp_path: Path, pristine: Store) -> None:
    download = tmp_path / NAME
    download.mkdir()
    (download / "__init__.py").write_text("# gensim's own")
    said: list[str] = []
    prepare(cache=pristine.cache, data_dir=tmp_path, say=said.append)
    assert [path.name for path in download.iterdir()] == ["__init__.py"]
    assert (download / "__init__.py").read_text() == "# gensim's own"
    assert any("left as it is" in line for line in said)


def test_the_rest_of_gensims_catalogue_stays(tmp_path: Path, pristine: Store) -> None:
    theirs = {"corpora": {"text8": {"parts": 1}}, "models": {"glove-twitter-25": {"parts": 1}}}
    (tmp_path / "information.json").write_text(json.dumps(theirs))
    prepare(cache=pristine.cache, data_dir=tmp_path)
    merged = json.loads((tmp_path / "information.json").read_text())
    assert merged["models"].pop(NAME)["num_records"] == 400_000
    assert merged == theirs


def test_gensims_own_entry_of_the_model_stays(tmp_path: Path, pristine: Store) -> None:
    theirs = json.dumps({"corpora": {}, "models": {NAME: {"file_name": f"{NAME}.gz"}}})
    (tmp_path / "information.json").write_text(theirs)
    prepare(cache=pristine.cache, data_dir=tmp_path)
    assert json.loads((tmp_path / "information.json").read_text()) == json.loads(theirs)


@pytest.mark.parametrize("content", ["", "[]", '{"models": {}}', '{"corpora'])
def test_a_catalogue_that_gensim_could_not_use_is_replaced(
    content: str, tmp_path: Path, pristine: Store
) -> None:
    (tmp_path / "information.json").write_text(content)
    prepare(cache=pristine.cache, data_dir=tmp_path)
    assert NAME in json.loads((tmp_path / "information.json").read_text())["models"]


def test_the_users_folder_is_gensims(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("GENSIM_DATA_DIR", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert user_gensim_data() == tmp_path / "gensim-data"
    monkeypatch.setenv("GENSIM_DATA_DIR", str(tmp_path / "elsewhere"))
    assert user_gensim_data() == tmp_path / "elsewhere"


def test_a_lost_folder_of_the_package_is_laid_again(store: Store) -> None:
    shutil.rmtree(store.gensim_data)
    prepare(cache=store.cache)
    assert (store.gensim_data / NAME / "__init__.py").exists()
