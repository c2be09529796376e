"""A laptop that was lost, and a round that was ended: what goes, what stays, what comes back."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from ppir_desktop.cli import secret_input
from ppir_desktop.common.wording import Wording
from ppir_desktop.protocol.kinds import Kind
from ppir_desktop.services import exchange, profiles, vaults
from ppir_desktop.services.enrolment import enrol
from ppir_desktop.store.opened import OpenProfile
from ppir_desktop.store.ways_in import Passphrase
from ppir_desktop.sync.changes import Happened
from tests.support.command import Command
from tests.support.play import (
    CLOCK,
    KIM,
    identity_of,
    panellist,
    read_document,
    records_in,
    sign_sheet,
    token_of,
)
from tests.support.scene import Kim, Scene, dossiers, failed, happened, scene_in, synced
from tests.support.state import holds
from tests.support.vaults import SECRET, make_profile, open_profile

pytest.importorskip("litestar")
pytestmark = pytest.mark.e2e

DOCUMENT = os.urandom(70_003)
DRAFT = "초안이며 아직 아무도 볼 수 없다"
NOON = "2026-11-25T03:00:00Z"
PASSPHRASE = "정확한 말 배터리 스테이플 9"


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    with scene_in(tmp_path / "scene") as made:
        yield made
        assert made.is_clean()


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secret_input, "Passphrase", lambda text: Passphrase(text, 4))
    monkeypatch.setattr(profiles, "system_keyring", lambda: None)
    monkeypatch.setattr(vaults, "system_keyring", lambda: None)


def write_draft(profile: OpenProfile, scene: Scene, text: str = DRAFT) -> None:
    with profile.vault.writing() as work:
        work.drafts.save(scene.round, "paper", "2026-0001", content=text, saved_at=NOON)


def drafts(profile: OpenProfile, scene: Scene) -> list[str]:
    with profile.vault.reading() as work:
        return [row.content for row in work.drafts.all(scene.round)]


def test_a_lost_laptop_is_shut_out_and_its_drafts_come_to_the_new_one(
    scene: Scene, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    made = make_profile(name="lost")
    with open_profile(name="lost") as lost:
        enrol(lost, scene.invitation(), KIM, CLOCK)
        synced(lost)
        former = identity_of(lost, scene.round)
        scene.desk.let_in(former)
        scene.desk.give(former, DOCUMENT)
        synced(scene.desk.profile)
        synced(lost)
        write_draft(lost, scene)
        sign_sheet(lost, scene.round)
        synced(lost)

        make_profile(name="new")
        with open_profile(name="new") as new:
            enrol(new, scene.invitation(), KIM, CLOCK)
            synced(new)
            # Received, and not yet fetched by the office, when the laptop is reported lost.
            scene.next_second()
            identity = identity_of(new, scene.round)
            scene.desk.admit(former, revoked=True)
            scene.desk.admit(identity, replaces=former.id)
            scene.desk.give(identity, DOCUMENT)
            synced(scene.desk.profile)
            came = happened(synced(new))
            assert (came[Happened.GIVEN], came[Happened.FETCHED]) == (1, 1)
            assert read_document(new, scene.round) == DOCUMENT
            assert drafts(new, scene) == []
        # Whoever has the lost laptop gets nothing more with it.
        assert failed(lost) == "key_revoked"

    ppir = Command(capsys, tmp_path)
    opens = ("--profile", "new", "--passphrase-file", ppir.file("pass", PASSPHRASE))
    other = ppir.file("other", made.recovery.generate().secret_text())
    restored = ppir("drafts", "restore", *opens, "--recovery-file", other)
    assert restored.status == 2
    sheet = ppir.file("sheet", made.recovery.secret_text())
    restored = ppir("drafts", "restore", *opens, "--recovery-file", sheet)
    assert restored.status == 0, restored.err
    with open_profile(name="new") as new:
        assert drafts(new, scene) == [DRAFT]
        # What the former laptop signed counts as before.
        assert len(records_in(scene.desk.profile, scene.round, Kind.SHEET)) == 1
        # A later exchange sends the drafts on as this laptop's own.
        assert happened(synced(new))[Happened.SENT] == 1


def test_nobody_but_a_named_successor_gets_anothers_backup(scene: Scene) -> None:
    with scene.kim("kim") as kim, scene.kim("lee") as lee:
        scene.give(kim, DOCUMENT)
        synced(kim.profile)
        write_draft(kim.profile, scene)
        synced(kim.profile)
        synced(lee.profile)
        with lee.profile.vault.reading() as work:
            held = work.exchange.held(scene.round, ["seal_wrong_key"])
        assert [one for one in held if one.header.kind is Kind.BACKUP] == []


def test_a_round_that_was_ended_stays_on_the_laptop_until_its_owner_destroys_it(
    scene: Scene,
) -> None:
    with scene.kim() as kim:
        scene.give(kim, DOCUMENT)
        synced(kim.profile)
        write_draft(kim.profile, scene)
        signed = sign_sheet(kim.profile, scene.round)
        end_on_hub(scene)

        (outcome,) = exchange.sync(kim.profile, CLOCK)
        assert outcome.failure is not None
        assert outcome.failure.code == "round_deleted"
        for language in ("en", "ko"):
            said = Wording(language).error(outcome.failure)
            assert scene.round in said.what
            assert "{" not in said.what + said.remedy
        # Nothing was taken from its owner, and what was not sent is still there to be carried.
        assert read_document(kim.profile, scene.round) == DOCUMENT
        assert drafts(kim.profile, scene) == [DRAFT]
        assert signed.digest in {one.row.digest for one in exchange.outbox_of(kim.profile)}

        keys = secrets_of(kim, scene)
        assert all(holds(kim.profile, secret) for secret in keys)
        inventory = vaults.before_purge(kim.profile, scene.round)
        assert (inventory.blobs, inventory.drafts) == (1, 1)
        assert inventory.unsent > 0
        digest = vaults.purge(
            kim.profile, SECRET, scene.round, statement="모두 없애도 좋다", clock=CLOCK
        )
        for secret in (*keys, scene.round, DRAFT):
            assert set(holds(kim.profile, secret)) <= {"destructions", "meta"}, secret
        assert kim.profile.vault.blobs.all() == []
        with kim.profile.vault.reading() as work:
            assert [one[0] for one in work.destructions.all()] == [digest]
        assert exchange.sync(kim.profile, CLOCK) == []


def secrets_of(kim: Kim, scene: Scene) -> list[str]:
    (row,) = dossiers(kim.profile, scene.round)
    assert row.dossier_key is not None
    return [row.dossier_key, kim.identity.sealing.secret_text()]


def end_on_hub(scene: Scene) -> None:
    authority = token_of(scene.hub, scene.small, scene.small.authority.identity)
    with scene.hub.client() as client:
        client.delete_round(scene.round, authority)


def test_a_round_that_was_ended_lets_nobody_in_and_its_hub_keeps_nothing(scene: Scene) -> None:
    with scene.kim() as kim:
        (blob,) = scene.give(kim, DOCUMENT)
        invitation = scene.invitation()
        end_on_hub(scene)
        assert failed(kim.profile) == failed(scene.desk.profile) == "round_deleted"
        with panellist("late") as late, pytest.raises(Exception, match="round_deleted"):
            enrol(late, invitation, KIM, CLOCK)
        assert scene.hub.parcels() == 0
        assert not [path for path in scene.hub.folder.rglob("*") if blob in path.name]
