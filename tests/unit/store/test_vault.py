"""A vault keeps what it acknowledged, shows each reader one state, and opens to its key alone."""

from __future__ import annotations

import random
import sqlite3
import subprocess
import threading
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from ppir_desktop.common.errors import EnvironmentFault, InputError, PpirError
from ppir_desktop.common.identifiers import new_identifier
from ppir_desktop.store.engine import check_integrity, connect, key_literal
from ppir_desktop.store.migrate import SCHEMA
from ppir_desktop.store.tables import METADATA
from ppir_desktop.store.vault import DATABASE, JOURNAL, Vault, Work, copy_database, create, upgrade
from tests.support.programs import needs
from tests.support.vaults import KEY, joined, make_vault


def refusal(folder: Path, key: bytes = KEY) -> str:
    with pytest.raises(PpirError) as refused:
        Vault(folder, key)
    return refused.value.code


def save(vault: Vault, name: str, value: str) -> None:
    with vault.writing() as work:
        work.meta.set(name, value)


def load(vault: Vault, name: str) -> str:
    with vault.reading() as work:
        return work.meta.get(name)


def test_a_vault_is_never_made_by_opening_one(tmp_path: Path) -> None:
    assert refusal(tmp_path) == "vault_missing"
    assert list(tmp_path.iterdir()) == []


def test_a_plain_database_is_never_opened(tmp_path: Path) -> None:
    plain = sqlite3.connect(tmp_path / DATABASE)
    plain.execute("CREATE TABLE meta (name TEXT, value TEXT)")
    plain.close()
    assert refusal(tmp_path) == "vault_not_encrypted"


@pytest.mark.parametrize("content", [b"", b"short", bytes(16_384), b"x" * 40_000])
def test_what_is_no_database_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / DATABASE).write_bytes(content)
    assert refusal(tmp_path) == "vault_key_wrong"
    assert (tmp_path / DATABASE).read_bytes() == content


def test_another_key_opens_nothing(tmp_path: Path) -> None:
    make_vault(tmp_path).close()
    assert refusal(tmp_path, bytes(32)) == "vault_key_wrong"
    with pytest.raises(ValueError, match="32 bytes"):
        key_literal(b"short")


def test_a_vault_is_never_made_over_another(tmp_path: Path) -> None:
    make_vault(tmp_path).close()
    with pytest.raises(InputError, match="vault_exists"):
        create(tmp_path, KEY, {})


def test_a_newer_vault_is_refused_and_an_older_one_asks_to_be_brought_up(tmp_path: Path) -> None:
    with make_vault(tmp_path) as vault, vault.writing() as work:
        work.connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    assert refusal(tmp_path) == "vault_newer"
    with pytest.raises(InputError, match="vault_newer"):
        upgrade(tmp_path, KEY)
    empty = tmp_path / "empty"
    empty.mkdir()
    connection = connect(empty / DATABASE, KEY, create=True)
    connection.execute("CREATE TABLE old (x)")
    connection.close()
    assert refusal(empty) == "vault_older"
    upgrade(empty, KEY)
    Vault(empty, KEY).close()


def test_the_migrations_end_at_the_tables_that_the_program_knows(tmp_path: Path) -> None:
    def ours(_item: object, name: str | None, *_: object) -> bool:
        return not (name or "").startswith("page_index")

    with make_vault(tmp_path) as vault, vault.reading() as work:
        context = MigrationContext.configure(work.connection, opts={"include_object": ours})
        assert compare_metadata(context, METADATA) == []
        assert context.get_current_revision() == SCHEMA


def test_a_connection_keeps_what_it_promises(tmp_path: Path) -> None:
    make_vault(tmp_path).close()
    connection = connect(tmp_path / DATABASE, KEY)
    expected = {
        "journal_mode": "wal",
        "synchronous": 2,
        "secure_delete": 1,
        "foreign_keys": 1,
        "trusted_schema": 0,
        "page_size": "16384",
        "cipher_page_size": "16384",
        "cipher_status": "1",
        "temp_store": 0,
    }
    found = {name: connection.execute(f"PRAGMA {name}").fetchone()[0] for name in expected}
    options = {row[0] for row in connection.execute("PRAGMA compile_options")}
    connection.close()
    assert found == expected
    # What is sorted or joined never goes to a file in the clear.
    assert "TEMP_STORE=2" in options


def test_an_error_undoes_the_whole_transaction(tmp_path: Path) -> None:
    with make_vault(tmp_path) as vault:
        save(vault, "a", "1")
        with pytest.raises(KeyError), vault.writing() as work:
            _set_and_fail(work)
        assert load(vault, "a") == "1"


def _set_and_fail(work: Work) -> None:
    work.meta.set("a", "2")
    raise KeyError


def test_a_transaction_within_a_transaction_is_a_mistake_that_shows(tmp_path: Path) -> None:
    with (
        make_vault(tmp_path) as vault,
        vault.writing(),
        pytest.raises(RuntimeError, match="within"),
    ):
        save(vault, "a", "1")


def test_an_error_shows_nothing_that_was_being_written(tmp_path: Path) -> None:
    nowhere = new_identifier()
    with (
        make_vault(tmp_path) as vault,
        pytest.raises(sa.exc.IntegrityError) as failed,
        vault.writing() as work,
    ):
        work.drafts.save(nowhere, "paper", "D", content="the secret opinion", saved_at="")
    assert "the secret opinion" not in str(failed.value)


def test_twenty_readers_and_a_writer_see_one_state_each(tmp_path: Path) -> None:
    read_while_writing(tmp_path, seconds=5)


@pytest.mark.soak
@pytest.mark.timeout(4_500)
def test_twenty_readers_and_a_writer_go_on_for_an_hour(tmp_path: Path) -> None:
    read_while_writing(tmp_path, seconds=3_600)


def read_while_writing(folder: Path, seconds: float) -> None:
    """Have twenty threads read and one write two facts that must always be the same."""
    wrong: list[object] = []
    done = threading.Event()
    with make_vault(folder) as vault:
        save(vault, "a", "0")
        save(vault, "b", "0")

        def read() -> None:
            while not done.is_set():
                try:
                    with vault.reading() as work:
                        pair = work.meta.get("a"), work.meta.get("b")
                    if pair[0] != pair[1]:
                        wrong.append(pair)
                except Exception as error:  # noqa: BLE001 -- whatever it is, it counts
                    wrong.append(error)

        readers = [threading.Thread(target=read) for _ in range(20)]
        timer = threading.Timer(seconds, done.set)
        for thread in (*readers, timer):
            thread.start()
        written = longest = 0
        journal = folder / JOURNAL
        try:
            while not done.is_set():
                written += 1
                with vault.writing() as work:
                    work.meta.set("a", str(written))
                    work.meta.set("b", str(written))
                longest = max(longest, journal.stat().st_size)
        finally:
            done.set()
            for thread in readers:
                thread.join()
        assert wrong == []
        assert longest < 40 * 1024 * 1024
        assert load(vault, "b") == str(written)


def test_a_journal_that_readers_hold_is_emptied_in_a_gap_between_them(tmp_path: Path) -> None:
    """Readers that follow each other without a pause would let it grow for ever."""
    with make_vault(tmp_path) as vault:
        save(vault, "a", "0")
        done = threading.Event()

        def read() -> None:
            while not done.is_set():
                load(vault, "a")

        readers = [threading.Thread(target=read) for _ in range(4)]
        for thread in readers:
            thread.start()
        longest = 0
        try:
            for number in range(12):
                save(vault, "a", f"{number}" * 6_000_000)
                longest = max(longest, (tmp_path / JOURNAL).stat().st_size)
        finally:
            done.set()
            for thread in readers:
                thread.join()
        assert 20 * 1024 * 1024 < longest < 60 * 1024 * 1024


def test_a_long_reading_holds_no_writer_up_and_its_journal_is_used_again(tmp_path: Path) -> None:
    with make_vault(tmp_path) as vault:
        save(vault, "a", "0")
        with vault.reading() as work:
            assert work.meta.get("a") == "0"
            for number in range(10):
                save(vault, "b", f"{number}" * 6_000_000)
            assert work.meta.get("b") == ""
        grown = (tmp_path / JOURNAL).stat().st_size
        for number in range(10):
            save(vault, "b", f"{number}" * 6_000_000)
        assert grown > 50 * 1024 * 1024
        assert (tmp_path / JOURNAL).stat().st_size < grown + 40 * 1024 * 1024


@pytest.mark.parametrize("bits", [2_000, pytest.param(10_000, marks=pytest.mark.soak)])
def test_thousands_of_changed_bits_are_all_noticed(tmp_path: Path, bits: int) -> None:
    with make_vault(tmp_path) as vault:
        save(vault, "a", "text " * 10_000)
    path = tmp_path / DATABASE
    size = path.stat().st_size
    chance = random.Random(1)
    unseen = []
    with path.open("r+b", buffering=0) as file:
        for _ in range(bits):
            place, bit = chance.randrange(size), chance.randrange(8)
            file.seek(place)
            good = file.read(1)
            file.seek(place)
            file.write(bytes([good[0] ^ 1 << bit]))
            if not is_noticed(path):
                unseen.append((place, bit))
            file.seek(place)
            file.write(good)
    assert unseen == []
    Vault(tmp_path, KEY).close()


def is_noticed(path: Path) -> bool:
    try:
        connection = connect(path, KEY)
    except PpirError:
        return True
    try:
        return bool(check_integrity(connection))
    finally:
        connection.close()


def test_a_vault_cut_off_anywhere_is_noticed(tmp_path: Path) -> None:
    with make_vault(tmp_path) as vault:
        save(vault, "a", "text " * 10_000)
    path = tmp_path / DATABASE
    whole = path.read_bytes()
    for kibibytes in range(len(whole) // 1024, 0, -1):
        for around in (1, 0, -1):
            length = kibibytes * 1024 + around
            if length < len(whole):
                path.write_bytes(whole[:length])
                assert is_noticed(path)


def test_damage_is_told_as_damage(tmp_path: Path) -> None:
    with make_vault(tmp_path) as vault:
        save(vault, "a", "text " * 10_000)
    path = tmp_path / DATABASE
    content = bytearray(path.read_bytes())
    for page in range(2, len(content) // 16_384):
        content[page * 16_384 + 100] ^= 1
    path.write_bytes(content)
    with pytest.raises(EnvironmentFault, match="vault_damaged"), Vault(tmp_path, KEY) as vault:
        load(vault, "a")
    with pytest.raises(EnvironmentFault, match="vault_damaged"):
        copy_database(path, KEY, tmp_path / "copy.db", KEY)


def test_nothing_in_the_clear_lies_on_the_disk(tmp_path: Path) -> None:
    canary = "카나리아-canary-7731"
    with make_vault(tmp_path) as vault:
        round_id = joined(vault)
        with vault.writing() as work:
            work.drafts.save(round_id, "paper", "D", content=canary, saved_at="")
        # The journal is still there now.
        for path in tmp_path.rglob("*"):
            if path.is_file():
                content = path.read_bytes()
                assert canary.encode() not in content
                assert b"AGE-SECRET-KEY" not in content
                assert KEY not in content


@needs("sqlite3")
def test_the_sqlite_command_cannot_open_it(tmp_path: Path) -> None:
    make_vault(tmp_path).close()
    command = ["sqlite3", "-readonly", str(tmp_path / DATABASE), "SELECT * FROM meta"]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode != 0
    assert "file is not a database" in ended.stderr


def test_another_build_of_the_cipher_opens_it_with_the_key(tmp_path: Path) -> None:
    apsw = pytest.importorskip("apsw")
    with make_vault(tmp_path) as vault:
        save(vault, "a", "한글")
    other = apsw.Connection(str(tmp_path / DATABASE), flags=apsw.SQLITE_OPEN_READONLY)
    other.pragma("cipher", "sqlcipher")
    other.pragma("legacy", 4)
    other.pragma("legacy_page_size", 16_384)
    other.execute(f"PRAGMA key = \"x'{KEY.hex()}'\"")
    assert list(other.execute("SELECT value FROM meta WHERE name = 'a'")) == [("한글",)]
    other.close()
