"""A hub is backed up as its manual says, lost, and restored; nothing acknowledged is lost."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest
import sqlalchemy as sa

from ppir_desktop.common.identifiers import Digest
from ppir_desktop.hub.core import receipt_in
from ppir_desktop.hub.settings import DATABASE, DATABASE_VARIABLE
from ppir_desktop.protocol.invitations import Invitation
from ppir_desktop.protocol.kinds import Kind
from ppir_desktop.services import exchange
from ppir_desktop.services.enrolment import enrol
from ppir_desktop.signing.keys import PublicKey
from ppir_desktop.store.opened import OpenProfile
from ppir_desktop.store.repositories.outbox import OutboxState
from ppir_desktop.sync.changes import Happened
from tests.support.hub import RunningHub, ppir_hub, running_hub
from tests.support.manual import blocks_of, put_in, type_in
from tests.support.play import (
    CLOCK,
    KIM,
    Office,
    identity_of,
    office,
    panellist,
    records_in,
    sign_sheet,
    today_round,
    token_of,
)
from tests.support.programs import needs
from tests.support.scene import failed, happened, synced, waiting
from tests.support.servers import free_port, postgres

pytest.importorskip("litestar")
pytestmark = pytest.mark.e2e

DOCUMENT = os.urandom(90_001)
NOON = "2026-11-25T03:00:00Z"
_BACKUP, _DUMP, _LOAD, _RESTORE = range(4)
"""The blocks of the manual."""


class Place(NamedTuple):
    """Where a hub lies, and where its copy."""

    folder: Path
    copy: Path
    port: int
    database: str

    @contextmanager
    def serving(self) -> Iterator[RunningHub]:
        """Serve it until the block ends; always at the same address."""
        with running_hub(self.folder, "--port", str(self.port)) as hub:
            yield hub
            assert "Traceback" not in hub.log.read_text(encoding="utf-8")

    @property
    def libpq(self) -> str:
        """The database as PostgreSQL's own programs name it."""
        return self.database.replace("+psycopg", "")

    def back_up(self) -> None:
        """As the manual says."""
        self.copy.mkdir()
        blocks = blocks_of("hub.md", "Backup and restore")
        files = {"/srv/ppir-hub": str(self.folder), "/backup": str(self.copy)}
        copy = put_in(blocks[_BACKUP], files)
        if self.database:
            copy = "\n".join(line for line in copy.splitlines() if not line.startswith("sqlite3"))
            where = {"/backup": str(self.copy), "postgresql://user@db/ppir": f"'{self.libpq}'"}
            type_in(put_in(blocks[_DUMP], where), self.copy)
        type_in(copy, self.copy)

    def lose(self) -> None:
        """Lose all of it."""
        shutil.rmtree(self.folder)
        if self.database:
            engine = sa.create_engine(self.database)
            with engine.begin() as connection:
                connection.execute(sa.text("DROP SCHEMA public CASCADE"))
                connection.execute(sa.text("CREATE SCHEMA public"))
            engine.dispose()

    def restore(self) -> None:
        """As the manual says."""
        self.folder.mkdir()
        blocks = blocks_of("hub.md", "Backup and restore")
        if self.database:
            where = {"/backup": str(self.copy), "postgresql://user@db/ppir": f"'{self.libpq}'"}
            type_in(put_in(blocks[_LOAD], where), self.copy)
            (self.copy / "ppir.dump").unlink()
        where = {"/srv/ppir-hub": str(self.folder), "/backup": str(self.copy)}
        said = type_in(put_in(blocks[_RESTORE], where), self.copy)
        assert "orphan" not in said


@pytest.fixture(
    params=[
        pytest.param("folder", marks=needs("sqlite3")),
        pytest.param("postgres", marks=needs("pg_dump")),
    ]
)
def place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Iterator[Place]:
    with ExitStack() as stack:
        database = ""
        if request.param == "postgres":
            database = stack.enter_context(postgres())
            monkeypatch.setenv(DATABASE_VARIABLE, database)
        yield Place(tmp_path / "hub", tmp_path / "copy", free_port(), database)


def let_in(desk: Office, profile: OpenProfile, number: str) -> None:
    enrol(profile, desk.invitation(), KIM, CLOCK)
    assert synced(profile).awaits_approval
    desk.let_in(identity_of(profile, desk.small.id), number)
    synced(desk.profile)
    synced(profile)


def received(hub: RunningHub, desk: Office) -> dict[Digest, tuple[int, str]]:
    """Every parcel that the office may read on a hub: its place, and when it was received."""
    token, after = token_of(hub, desk.small, desk.small.officer.identity), 0
    found: dict[Digest, tuple[int, str]] = {}
    with hub.client() as client:
        while True:
            page = client.feed(desk.small.id, token, after)
            for entry in page.entries:
                receipt = receipt_in(entry.receipt, PublicKey.read(hub.key), desk.small.id)
                assert receipt is not None
                found[entry.header.parcel] = entry.index, receipt.received_at
                after = entry.index
            if not page.more:
                return found


class People(NamedTuple):
    """Four laptops: of whoever is at work, is let in later, asks later, and is revoked later."""

    kim: OpenProfile
    lee: OpenProfile
    mia: OpenProfile
    ben: OpenProfile


def go_on(desk: Office, people: People, invitation: Invitation) -> tuple[Digest, Digest]:
    """Do what is acknowledged and in no backup; a document's name, and a sheet's digest."""
    kim, round_id = people.kim, desk.small.id
    let_in(desk, people.lee, "E-2")
    enrol(people.mia, invitation, KIM, CLOCK)
    assert synced(people.mia).awaits_approval
    desk.admit(identity_of(people.ben, round_id), revoked=True)
    blob = desk.give(identity_of(kim, round_id), DOCUMENT)
    synced(desk.profile)
    synced(kim)
    sheet = sign_sheet(kim, round_id)
    with kim.vault.writing() as work:
        work.drafts.save(round_id, "paper", "2026-0001", content="초안", saved_at=NOON)
    synced(kim)
    return blob, sheet.digest


def come_back(desk: Office, people: People) -> None:
    """Exchange with the restored hub: each is told, whoever comes first."""
    assert happened(synced(people.kim))[Happened.SET_BACK] == 1
    assert waiting(people.kim) == []
    # Of these the hub knows nothing until the office comes.
    early = synced(people.lee)
    assert (early.awaits_approval, happened(early)[Happened.SET_BACK]) == (True, 1)
    assert synced(people.mia).awaits_approval
    came = happened(synced(desk.profile))
    assert (came[Happened.SET_BACK], came[Happened.UPLOADED]) == (1, 1)
    assert failed(people.ben) == "key_revoked"
    assert not synced(people.lee).awaits_approval
    for profile in (people.kim, people.lee, desk.profile):
        synced(profile)
        assert not synced(profile).changes
        assert waiting(profile) == []


def test_what_was_acknowledged_since_the_backup_is_sent_again(place: Place) -> None:
    with ExitStack() as stack:
        hub_at_work = stack.enter_context(ExitStack())
        hub = hub_at_work.enter_context(place.serving())
        desk = stack.enter_context(office(today_round(hub), hub))
        people = People(*(stack.enter_context(panellist(name)) for name in People._fields))
        round_id = desk.small.id
        desk.open_on_hub()
        let_in(desk, people.kim, "E-1")
        let_in(desk, people.ben, "E-4")
        invitation = desk.invitation()
        place.back_up()
        blob, sheet = go_on(desk, people, invitation)
        before = received(hub, desk)
        hub_at_work.close()
        place.lose()
        place.restore()
        hub = stack.enter_context(place.serving())
        assert set(received(hub, desk)) < set(before)
        come_back(desk, people)

        after = received(hub, desk)
        assert set(before) <= set(after)
        # The time of receipt is the former one, wherever it came to lie in the new log.
        sent = {one.row.parcel for one in exchange.outbox_of(people.kim, OutboxState.SENT)}
        assert len(sent & set(before)) == 2
        assert {name: before[name][1] for name in before} == {
            name: after[name][1] for name in before
        }
        assert records_in(desk.profile, round_id, Kind.SHEET) == [sheet]
        assert len(desk.enrolments()) == 4
        # A laptop that lost its documents has them from the restored hub.
        people.kim.vault.blobs.delete(blob)
        assert happened(synced(people.kim))[Happened.FETCHED] == 1
        checked = hub.check()
        assert (checked.status, checked.err) == (0, ""), checked.out


@needs("sqlite3")
def test_a_log_that_grew_past_what_was_known_is_told_apart_all_the_same(
    tmp_path: Path,
) -> None:
    """Others have filled the places again before a laptop that knew them comes back."""
    place = Place(tmp_path / "hub", tmp_path / "copy", free_port(), "")
    with ExitStack() as stack:
        hub_at_work = stack.enter_context(ExitStack())
        hub = hub_at_work.enter_context(place.serving())
        desk = stack.enter_context(office(today_round(hub), hub))
        kim, lee = (stack.enter_context(panellist(name)) for name in ("kim", "lee"))
        desk.open_on_hub()
        for profile, number in ((kim, "E-1"), (lee, "E-2")):
            let_in(desk, profile, number)
            desk.give(identity_of(profile, desk.small.id), DOCUMENT)
        synced(desk.profile)
        for profile in (kim, lee):
            synced(profile)
        place.back_up()
        sheet = sign_sheet(kim, desk.small.id)
        synced(kim)
        hub_at_work.close()
        place.lose()
        place.restore()
        hub = stack.enter_context(place.serving())
        # Nothing of Lee's was lost, and nothing is told; what Lee sends has Kim's old place.
        for _ in range(3):
            sign_sheet(lee, desk.small.id)
        assert not happened(synced(lee))[Happened.SET_BACK]
        sign_sheet(kim, desk.small.id)
        assert happened(synced(kim))[Happened.SET_BACK] == 1
        synced(desk.profile)
        sheets = records_in(desk.profile, desk.small.id, Kind.SHEET)
        assert sheet.digest in sheets
        assert len(sheets) == 5
        assert not synced(kim).changes
        assert hub.check().status == 0


def test_the_manual_names_every_file_of_a_hub(tmp_path: Path) -> None:
    """Whatever `init` and `serve` make is copied, or lies in what is."""
    with running_hub(tmp_path / "hub") as hub:
        made = {path.name for path in hub.folder.iterdir()}
    block = blocks_of("hub.md", "Backup and restore")[_BACKUP]
    passing = {"incoming", f"{DATABASE}-wal", f"{DATABASE}-shm"}
    assert {name for name in made - passing if f"/{name}" not in block} == set()
    assert ppir_hub("fsck", "--data", tmp_path / "hub").status == 0
