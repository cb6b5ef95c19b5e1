"""The store of results: a memory whose faults cost time and never marks."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from autograder.grading import store
from autograder.grading.address import Address
from autograder.grading.packing import Packed
from autograder.grading.store import Seen, Store, Written, opened

A, B = b"a" * 32, b"b" * 32
RESULT = Packed(b"facts", b"documents" * 1000)


def path(root: Path) -> Path:
    return root / ".autograder" / "results.db"


@contextmanager
def database(file: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(file)) as connection, connection:
        yield connection


def keep(root: Path, *addresses: bytes) -> None:
    with opened(root) as kept:
        for address in addresses:
            kept.keep(address, RESULT)


def found(root: Path, *addresses: bytes) -> set[bytes]:
    with opened(root) as kept:
        return set(kept.facts(addresses))


def test_what_was_kept_is_found_by_another_run(tmp_path: Path) -> None:
    keep(tmp_path, A)
    with opened(tmp_path) as kept:
        assert kept.facts([A, B]) == {A: b"facts"}
        assert kept.packed(A) == RESULT
        assert kept.packed(B) is None


def test_a_new_result_takes_the_place_of_the_old(tmp_path: Path) -> None:
    keep(tmp_path, A)
    with opened(tmp_path) as kept:
        kept.keep(A, Packed(b"new", b"documents"))
    with opened(tmp_path) as kept:
        assert kept.packed(A) == Packed(b"new", b"documents")


def test_what_was_written_is_noted_for_each_student(tmp_path: Path) -> None:
    with opened(tmp_path) as kept:
        kept.note("ps1", {"ann": Written(A, b"1"), "bob": Written(B, b"2")})
        kept.note("ps1", {"ann": Written(B, b"3")})
        assert kept.written("ps1", ["ann", "eve"]) == {"ann": Written(B, b"3")}
        assert kept.written("ps2", ["ann"]) == {}


def test_who_is_settled_is_so_until_something_else_is_written(tmp_path: Path) -> None:
    with opened(tmp_path) as kept:
        kept.note("ps1", {"ann": Written(A, b"1"), "bob": Written(B, b"2")})
        kept.settle("ps1", ["ann", "eve"], b"seal")
        assert kept.written("ps1", ["ann", "bob", "eve"]) == {
            "ann": Written(A, b"1", b"seal"),
            "bob": Written(B, b"2"),
        }
        kept.note("ps1", {"ann": Written(A, b"1")})
        assert kept.written("ps1", ["ann"]) == {"ann": Written(A, b"1")}


def test_what_was_read_is_noted_for_each_student(tmp_path: Path) -> None:
    seen = Seen(A, B, Address(B, A))
    with opened(tmp_path) as kept:
        kept.note_seen("ps1", {"ann": seen, "bob": seen})
        assert kept.seen("ps1", ["ann", "eve"]) == {"ann": seen}
        assert kept.seen("ps2", ["ann"]) == {}
    with database(path(tmp_path)) as connection:  # a byte changes on the disk, or a row its place
        connection.execute("UPDATE seen SET student = 'eve' WHERE student = 'ann'")
        connection.execute(
            "UPDATE seen SET data = substr(data, 1, 100) || x'00' || substr(data, 102)"
        )
    with opened(tmp_path) as kept:
        assert kept.seen("ps1", ["ann", "bob", "eve"]) == {}


def overwritten(file: Path) -> None:
    file.write_bytes(b"not a database " * 1000)


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:5000])


def without_a_table(file: Path) -> None:
    with database(file) as connection:
        connection.execute("DROP TABLE documents")
        connection.execute("CREATE TABLE documents (x)")


def a_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


@pytest.mark.parametrize("damage", [overwritten, cut, without_a_table, a_folder])
def test_a_damaged_store_is_said_and_lost_and_stops_nobody(
    tmp_path: Path, damage: Callable[[Path], None], caplog: pytest.LogCaptureFixture
) -> None:
    keep(tmp_path, A)
    damage(path(tmp_path))
    with opened(tmp_path) as kept:
        kept.packed(A)
        kept.keep(B, RESULT)
    assert "Marks do not depend on it" in caplog.text


@pytest.mark.parametrize("damage", [overwritten, cut])
def test_what_is_no_database_is_set_aside(tmp_path: Path, damage: Callable[[Path], None]) -> None:
    keep(tmp_path, A)
    damage(path(tmp_path))
    with opened(tmp_path) as kept:
        kept.packed(A)
    keep(tmp_path, B)
    assert found(tmp_path, A, B) == {B}
    assert path(tmp_path).with_name("results.db.damaged").exists()


@pytest.mark.parametrize("table", ["result", "documents"])
def test_a_byte_that_changed_on_the_disk_is_seen(tmp_path: Path, table: str) -> None:
    """SQLite does not look; points could come out of it that nobody gave."""
    keep(tmp_path, A, B)
    column = {"result": "facts", "documents": "data"}[table]
    with database(path(tmp_path)) as connection:
        query = f"SELECT {column} FROM {table} WHERE address = ?"
        (data,) = connection.execute(query, (A,)).fetchone()
        flipped = data[:-1] + bytes([data[-1] ^ 1])
        connection.execute(f"UPDATE {table} SET {column} = ? WHERE address = ?", (flipped, A))
    with opened(tmp_path) as kept:
        assert kept.packed(A) is None
        assert kept.packed(B) == RESULT
        assert (A in kept.facts([A])) == (table == "documents")


def test_a_result_under_anothers_address_is_not_taken(tmp_path: Path) -> None:
    keep(tmp_path, A)
    with database(path(tmp_path)) as connection:
        connection.execute("UPDATE result SET address = ?", (B,))
    assert found(tmp_path, A, B) == set()


def test_a_locked_store_is_gone_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(store, "BUSY_SECONDS", 0)
    keep(tmp_path, A)
    other = sqlite3.connect(path(tmp_path), isolation_level=None)
    with opened(tmp_path) as kept:
        other.execute("BEGIN EXCLUSIVE")
        kept.keep(B, RESULT)
        assert "locked" in caplog.text
        other.execute("ROLLBACK")
    other.close()
    assert found(tmp_path, A, B) == {A}


def test_a_folder_that_cannot_be_written_is_gone_without(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / ".autograder").write_text("a file")
    keep(tmp_path, A)
    assert found(tmp_path, A) == set()
    assert "Marks do not depend on it" in caplog.text


def test_another_format_is_dropped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(tmp_path, A)
    monkeypatch.setattr("autograder.grading.store._VERSION", 999)
    assert found(tmp_path, A) == set()


def test_what_nobody_asks_for_is_forgotten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(tmp_path, A, B)
    now = store._today()
    monkeypatch.setattr(store, "_today", lambda: now + store.DAYS)
    assert found(tmp_path, A) == {A}
    monkeypatch.setattr(store, "_today", lambda: now + store.DAYS + 1)
    assert found(tmp_path) == set()  # a run that asks for neither
    assert found(tmp_path, A, B) == {A}
    assert documents(tmp_path) == {A}


def test_it_does_not_grow_beyond_its_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was asked for longest ago goes first."""
    now = store._today()
    keep(tmp_path, A)
    monkeypatch.setattr(store, "_today", lambda: now + 1)
    monkeypatch.setattr(store, "MEGABYTES", 1.5 * len(RESULT.documents) / 2**20)
    keep(tmp_path, B)
    assert found(tmp_path, A, B) == {B}
    assert documents(tmp_path) == {B}


def documents(root: Path) -> set[bytes]:
    with database(path(root)) as connection:
        return {row[0] for row in connection.execute("SELECT address FROM documents")}


def test_one_that_keeps_nothing(tmp_path: Path) -> None:
    with opened(tmp_path, keep=False) as kept:
        assert isinstance(kept, Store)
        kept.keep(A, RESULT)
        assert kept.packed(A) is None
    assert not path(tmp_path).exists()
