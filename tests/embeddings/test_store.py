"""The store: made once, mapped, mended, never served damaged."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from autograder.embeddings import Store, default_cache, prepare, verify
from autograder.embeddings.check import _find_flaw
from autograder.embeddings.mapped import FILES, MANIFEST, damage
from autograder.embeddings.store import sha256
from autograder.errors import VectorsUnavailable

Run = Callable[..., subprocess.CompletedProcess[str]]

PREPARE = "import sys, pathlib; from autograder.embeddings import prepare;"
PREPARE += "prepare(cache=pathlib.Path(sys.argv[1]), say=lambda line: print(line, flush=True))"


def replace_bytes(path: Path, change: Callable[[bytes], bytes]) -> None:
    """Change a file's content without touching the other hard links to the old content."""
    content = change(path.read_bytes())
    path.unlink()
    path.write_bytes(content)


def flip_middle_byte(content: bytes) -> bytes:
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]


def test_preparing_again_changes_nothing(store: Store) -> None:
    def written() -> dict[Path, tuple[int, int]]:
        stats = ((path, path.lstat()) for path in store.cache.rglob("*"))
        return {path: (stat.st_ino, stat.st_mtime_ns) for path, stat in stats}

    before = written()
    assert prepare(cache=store.cache) == store
    assert written() == before


def test_the_vectors_are_mapped_from_the_file_and_are_plain_arrays(pristine: Store) -> None:
    model = pristine.load()
    assert f"{pristine.vectors}.vectors.npy" in Path("/proc/self/maps").read_text()
    assert isinstance(model.vectors.base, np.memmap)
    assert type(model.vectors) is type(model["king"]) is np.ndarray
    assert model.vectors.shape == (400_000, 50)
    assert model.vectors.dtype == np.float32
    assert len(model) == len(model.index_to_key) == 400_000
    assert model.index_to_key[model.key_to_index["king"]] == "king"


def test_norms_are_computed_beforehand(pristine: Store) -> None:
    model = pristine.load()
    assert type(model.norms) is np.ndarray
    assert isinstance(model.norms.base, np.memmap)
    np.testing.assert_array_equal(model.norms, np.linalg.norm(model.vectors, axis=1))


def test_writing_into_a_loaded_array_stays_private(pristine: Store) -> None:
    file = Path(f"{pristine.vectors}.vectors.npy")
    before = sha256(file)
    model = pristine.load()
    model.vectors[:] = 0
    assert not model["king"].any()
    assert sha256(file) == before
    assert pristine.load()["king"].any()


def test_importing_is_light_and_preparing_and_loading_start_no_thread_of_polars(
    run: Run, tmp_path: Path
) -> None:
    code = """if True:
        import sys, pathlib, autograder.embeddings as embeddings
        assert not {"gensim", "numpy", "polars"} & sys.modules.keys()
        embeddings.prepare(cache=pathlib.Path(sys.argv[1])).load()
        assert "polars" not in sys.modules
        assert not any(name.startswith(("autograder.exercises", "autograder.examiner"))
                       for name in sys.modules)
        """
    done = run(code, tmp_path / "cache")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_ten_processes_at_once_make_one_store(
    tmp_path: Path, pristine: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(p for p in sys.path if p))
    command = [sys.executable, "-c", PREPARE, str(tmp_path)]
    crowd = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(10)]
    said = [process.communicate()[0] for process in crowd]
    assert [process.returncode for process in crowd] == [0] * 10
    assert sum("writing" in lines for lines in said) == 1
    assert listing(tmp_path) == listing(pristine.cache)
    assert _find_flaw(Store(tmp_path).root) == ""


def listing(folder: Path) -> list[str]:
    paths = sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))
    return [path for path in paths if "__pycache__" not in path]


def test_a_preparation_that_was_killed_is_done_again(
    tmp_path: Path, pristine: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(p for p in sys.path if p))
    command = [sys.executable, "-c", PREPARE, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        while process.poll() is None and not any(tmp_path.rglob("*.npy")):
            time.sleep(0.001)
        process.kill()  # in the midst of writing
    assert process.returncode == -signal.SIGKILL
    assert not Store(tmp_path).root.exists()
    assert len(prepare(cache=tmp_path).load()) == 400_000
    assert listing(tmp_path) == listing(pristine.cache)


@pytest.mark.parametrize("name", [*FILES, MANIFEST])
def test_loading_mends_a_truncated_store_and_logs_it(
    name: str, store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    replace_bytes(store.root / name, lambda content: content[: len(content) // 2])
    with caplog.at_level(logging.WARNING):
        assert len(store.load()) == 400_000
    assert ["is damaged" in record.getMessage() for record in caplog.records] == [True]
    assert damage(store.root) == ""


@pytest.mark.parametrize("content", [b"", b"[]", b'{"format": 0}', b'{"format": 1, "files": {}}'])
def test_a_manifest_that_says_nothing_is_damage(content: bytes, store: Store) -> None:
    replace_bytes(store.root / MANIFEST, lambda _: content)
    assert damage(store.root)


def test_preparing_mends_a_store_that_lacks_a_file(store: Store) -> None:
    (store.root / FILES[1]).unlink()
    prepare(cache=store.cache)
    assert damage(store.root) == ""


@pytest.mark.parametrize("name", FILES)
def test_verifying_finds_a_flipped_byte_and_mends_it(
    name: str, store: Store, pristine: Store, caplog: pytest.LogCaptureFixture
) -> None:
    replace_bytes(store.root / name, flip_middle_byte)
    with caplog.at_level(logging.WARNING):
        verify(store)
    assert [f"{name} differs" in record.getMessage() for record in caplog.records] == [True]
    assert sha256(store.root / name) == sha256(pristine.root / name)


def test_a_store_in_use_can_be_mended(store: Store) -> None:
    model = store.load()
    replace_bytes(store.root / MANIFEST, lambda _: b"")
    prepare(cache=store.cache)
    np.testing.assert_array_equal(model.vectors, store.load().vectors)


def test_a_cache_that_cannot_be_written_to_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(VectorsUnavailable, match=r"file/cache cannot be written to.*CACHE_DIR"):
        prepare(cache=tmp_path / "file" / "cache")


def test_the_cache_can_be_put_elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.delenv("AUTOGRADER_CACHE_DIR", raising=False)
    assert default_cache() == tmp_path / "autograder"
    monkeypatch.setenv("AUTOGRADER_CACHE_DIR", str(tmp_path / "elsewhere"))
    assert default_cache() == tmp_path / "elsewhere"
