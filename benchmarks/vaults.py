"""Opening a vault and saving drafts in it, against plain SQLite with the same content."""

from __future__ import annotations

import random
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.pool import QueuePool

from benchmarks.measuring import Measurement, in_turn, seconds
from ppir_desktop.common.identifiers import Identifier, digest_of
from ppir_desktop.store.engine import _PRAGMAS, PAGE_SIZE, WRITING
from ppir_desktop.store.tables import METADATA, RECORDS
from ppir_desktop.store.vault import Vault, Work, create
from tests.support.records import AT, SmallRound, given

KEY = bytes(range(32))
ASSIGNMENTS, RECORD_COUNT = 200, 20_000
DRAFTS = 300
ROUNDS = 9
_VERSION = "SQLite " + sqlite3.sqlite_version


def measure() -> list[Measurement]:
    """Opening, and durable transactions."""
    # Not in memory: what a transaction costs is the disk's to say.
    with tempfile.TemporaryDirectory(dir=Path.home()) as folder:
        return [_opening(Path(folder)), _saving(Path(folder))]


def _opening(folder: Path) -> Measurement:
    vault_folder, plain = folder / "opening", folder / "opening.db"
    vault_folder.mkdir()
    create(vault_folder, KEY, {})
    with Vault(vault_folder, KEY) as vault, vault.writing() as work:
        round_id = _fill(work)
    engine = _plain_engine(plain)
    METADATA.create_all(engine)
    with engine.execution_options(**{WRITING: True}).begin() as connection:
        _fill(Work(connection))
    engine.dispose()

    def ours() -> None:
        with Vault(vault_folder, KEY) as vault, vault.reading() as work:
            assert len(work.assignments.all()) == ASSIGNMENTS

    def theirs() -> None:
        opened = _plain_engine(plain)
        with opened.begin() as connection:
            assert len(Work(connection).assignments.all()) == ASSIGNMENTS
        opened.dispose()

    mine, peer = in_turn(lambda: seconds(ours), lambda: seconds(theirs), ROUNDS)
    assert round_id
    return Measurement(
        name="opening a vault of 200 assignments and 20,000 records, and listing the assignments",
        peer=f"the same through plain {_VERSION}",
        unit="s",
        ours=mine,
        theirs=peer,
        promised=3.0,
        note="the key is at hand; what the passphrase costs is not in it",
    )


def _saving(folder: Path) -> Measurement:
    vault_folder, plain = folder / "saving", folder / "saving.db"
    vault_folder.mkdir()
    create(vault_folder, KEY, {})
    engine = _plain_engine(plain)
    METADATA.create_all(engine)
    writing = engine.execution_options(**{WRITING: True})
    small = SmallRound()
    text = "기존 제품과 뚜렷이 구별되는 신규성이 확인된다. " * 40

    @contextmanager
    def plain_work() -> Iterator[Work]:
        with writing.begin() as connection:
            yield Work(connection)

    with Vault(vault_folder, KEY) as vault:
        for begin in (vault.writing, plain_work):
            with begin() as work:
                work.rounds.join(small.id, digest_of(b""), small.newcomer("E").identity, AT)

        def save(begin: Callable[[], Any]) -> None:
            for number in range(DRAFTS):
                with begin() as work:
                    work.drafts.save(small.id, "paper", str(number % 20), content=text, saved_at=AT)

        mine, peer = in_turn(
            lambda: seconds(lambda: save(vault.writing)),
            lambda: seconds(lambda: save(plain_work)),
            ROUNDS,
        )
    engine.dispose()
    return Measurement(
        name=f"saving a draft durably, {DRAFTS} times",
        peer=f"the same through plain {_VERSION} with the same pragmas",
        unit="s",
        ours=mine,
        theirs=peer,
        promised=1 / 0.75,
        note=f"on {_file_system(folder)}",
        shortfall="it stands on its line: SQLAlchemy builds each statement that the peer has ready",
    )


def _fill(work: Work) -> Identifier:
    small = SmallRound()
    work.rounds.join(small.id, digest_of(b""), small.newcomer("E").identity, AT)
    for number in range(ASSIGNMENTS):
        work.assignments.give(small.id, given(f"2026-{number:04d}"), digest_of(b"record"))
    chance = random.Random(1)
    rows = [
        {
            "digest": digest_of(b"%d" % number),
            "round": small.id,
            "kind": "sheet",
            "author": digest_of(b"author %d" % (number % 50)),
            "seq": number // 50 + 1,
            "prev": None,
            "made_at": AT,
            "supersedes": None,
            "received_at": AT,
            "envelope": chance.randbytes(2000),
        }
        for number in range(RECORD_COUNT)
    ]
    work.connection.execute(RECORDS.insert(), rows)
    return small.id


def _plain_engine(path: Path) -> sa.Engine:
    """What the vault's engine is, without a key."""

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        connection.execute(f"PRAGMA page_size = {PAGE_SIZE}")
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        return connection

    engine = sa.create_engine("sqlite://", creator=connect, poolclass=QueuePool)

    @sa.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        writing = connection.get_execution_options().get(WRITING, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine


def _file_system(folder: Path) -> str:
    """What kind of file system it was measured on."""
    best, kind = "", "an unknown file system"
    mounts = Path("/proc/mounts")
    if not mounts.exists():
        return kind
    for line in mounts.read_text(encoding="utf-8").splitlines():
        _, place, name, *_ = line.split()
        if str(folder).startswith(place) and len(place) > len(best):
            best, kind = place, name
    free = shutil.disk_usage(folder).free // 2**30
    return f"{kind}, {free} GiB free"
