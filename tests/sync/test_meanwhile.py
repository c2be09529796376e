"""What happened while a laptop was away: it comes by the network or on a stick, and is plain."""

from __future__ import annotations

import io
import os
from pathlib import Path

import msgspec
import pytest

from ppir_desktop.common.identifiers import Digest, digest_of, new_identifier
from ppir_desktop.common.wording import Wording
from ppir_desktop.protocol.kinds import Kind
from ppir_desktop.protocol.manifest import DossierManifest
from ppir_desktop.protocol.parcels import Arrival
from ppir_desktop.protocol.review_bodies import Erratum, KeyReleased, Withdrawn
from ppir_desktop.protocol.round_bodies import Notice
from ppir_desktop.services import bundles, exchange
from ppir_desktop.signing.identities import SealingIdentity
from ppir_desktop.signing.sealing import seal
from ppir_desktop.store.repositories.annotations import Annotation
from ppir_desktop.store.repositories.assignments import AssignmentState
from ppir_desktop.sync.bundle_writer import Load, write_bundle
from ppir_desktop.sync.changes import Change, Happened
from ppir_desktop.sync.progress import Watch
from tests.support.play import CLOCK, manifest_digest, read_document, records_in, sign_sheet
from tests.support.records import DIGEST
from tests.support.scene import Kim, Scene, dossiers, failed, synced
from tests.support.state import files_in, holds
from tests.support.ways import ByHub, ByStick, Way

pytest.importorskip("litestar")
pytestmark = pytest.mark.e2e

DOCUMENT, OTHER = os.urandom(120_001), os.urandom(80_003)
DRAFT = "초안이며 아직 아무도 볼 수 없다"
NOTE = "여백에 적은 것"
NOON = "2026-11-25T03:00:00Z"
DOSSIER = "2026-0001"


@pytest.fixture(params=["hub", "stick"])
def way(request: pytest.FixtureRequest, tmp_path: Path) -> Way:
    return ByHub() if request.param == "hub" else ByStick(tmp_path)


def at_work(scene: Scene, kim: Kim, way: Way) -> Digest:
    """A laptop with a dossier, a draft and a note on it; the name of its blob."""
    blob = scene.desk.give(kim.identity, DOCUMENT)
    way.to_laptop(scene, kim)
    assert read_document(kim.profile, scene.round) == DOCUMENT
    note = Annotation(new_identifier(), scene.round, DOSSIER, DIGEST, 0, NOON, NOTE)
    with kim.profile.vault.writing() as work:
        work.drafts.save(scene.round, "paper", DOSSIER, content=DRAFT, saved_at=NOON)
        work.annotations.save(note)
    return blob


def draft_of(kim: Kim, scene: Scene) -> tuple[list[str], list[str]]:
    with kim.profile.vault.reading() as work:
        drafts = [row.content for row in work.drafts.all(scene.round)]
        return drafts, [row.content for row in work.annotations.all(scene.round)]


def told(changes: object, what: Happened) -> list[tuple[str, str]]:
    assert isinstance(changes, tuple)
    return [
        (one.subject, one.detail) for one in changes if isinstance(one, Change) and one.what is what
    ]


def withdraw(scene: Scene, kim: Kim) -> None:
    body = Withdrawn(stage="paper", dossier=DOSSIER, reason="이해충돌")
    scene.desk.tell(Kind.ASSIGNMENT, body, kim.identity)


class TestWithdrawn:
    def test_the_dossier_closes_and_its_key_and_documents_go(
        self, scene: Scene, kim: Kim, way: Way
    ) -> None:
        blob = at_work(scene, kim, way)
        key = dossiers(kim.profile, scene.round)[0].dossier_key
        assert key is not None
        assert holds(kim.profile, key)
        withdraw(scene, kim)
        changes = way.to_laptop(scene, kim)
        assert told(changes, Happened.WITHDRAWN) == [(DOSSIER, "paper")]
        assert told(changes, Happened.FORGOTTEN) == [(blob, "")]
        (row,) = dossiers(kim.profile, scene.round)
        assert (row.state, row.dossier_key) == (AssignmentState.WITHDRAWN, None)
        assert blob not in files_in(kim.profile.vault.folder)
        assert kim.profile.vault.blobs.all() == []
        # Nowhere: neither in the row nor in the record that brought it.
        assert holds(kim.profile, key) == []
        assert told(way.to_laptop(scene, kim), Happened.WITHDRAWN) == []

    def test_what_was_written_is_sealed_to_its_author_and_comes_back_with_the_dossier(
        self, scene: Scene, kim: Kim, way: Way
    ) -> None:
        at_work(scene, kim, way)
        withdraw(scene, kim)
        way.to_laptop(scene, kim)
        assert draft_of(kim, scene) == ([], [])
        assert holds(kim.profile, DRAFT) == holds(kim.profile, NOTE) == []
        with kim.profile.vault.reading() as work:
            assert work.put_away.dossiers(scene.round) == [DOSSIER]
        scene.desk.give(kim.identity, OTHER)
        changes = way.to_laptop(scene, kim)
        assert told(changes, Happened.GIVEN) == [(DOSSIER, "paper")]
        assert draft_of(kim, scene) == ([DRAFT], [NOTE])
        assert read_document(kim.profile, scene.round) == OTHER

    def test_a_key_that_is_released_too_late_is_not_kept(
        self, scene: Scene, kim: Kim, way: Way
    ) -> None:
        at_work(scene, kim, way)
        withdraw(scene, kim)
        way.to_laptop(scene, kim)
        late = SealingIdentity.generate().secret_text()
        body = KeyReleased(stage="paper", dossier=DOSSIER, key=late)
        scene.desk.tell(Kind.ASSIGNMENT, body, kim.identity)
        way.to_laptop(scene, kim)
        assert holds(kim.profile, late) == []
        assert dossiers(kim.profile, scene.round)[0].dossier_key is None

    def test_nothing_seems_to_be_withheld_for_what_went(
        self, scene: Scene, kim: Kim, way: Way
    ) -> None:
        at_work(scene, kim, way)
        withdraw(scene, kim)
        scene.tell_head(kim)
        assert told(way.to_laptop(scene, kim), Happened.WITHHELD) == []


def corrected(scene: Scene, kim: Kim, *, material: bool) -> tuple[DossierManifest, Digest]:
    """Put another document in the place of a dossier's own; the new manifest and blob."""
    (row,) = dossiers(kim.profile, scene.round)
    assert row.dossier_key is not None
    blob = seal(OTHER, [SealingIdentity.read(row.dossier_key).recipient])
    name = digest_of(blob)
    (document,) = row.manifest.documents
    document = msgspec.structs.replace(
        document, size=len(OTHER), digest=digest_of(OTHER), blob=name, blob_size=len(blob)
    )
    manifest = msgspec.structs.replace(row.manifest, documents=(document,))
    body = Erratum(
        stage="paper", manifest=manifest, material=material,
        still_valid=() if material else (row.manifest_digest,), reason="표 3이 잘못되었다",
    )  # fmt: skip
    desk = scene.desk.profile
    desk.vault.blobs.add(io.BytesIO(blob), name, len(blob))
    scene.desk.tell(Kind.ASSIGNMENT, body, kim.identity)
    with desk.vault.writing() as work:
        work.exchange.add_upload(scene.round, name)
    return manifest, name


@pytest.mark.parametrize("material", [False, True])
def test_a_correction_brings_the_new_document_and_leaves_the_draft(
    scene: Scene, kim: Kim, way: Way, material: bool
) -> None:
    before = at_work(scene, kim, way)
    manifest, blob = corrected(scene, kim, material=material)
    changes = way.to_laptop(scene, kim)
    kinds = {one.what for one in changes}
    expected = Happened.MATERIAL if material else Happened.CORRECTED
    assert kinds & {Happened.MATERIAL, Happened.CORRECTED} == {expected}
    assert told(changes, Happened.FORGOTTEN) == [(before, "")]
    assert kim.profile.vault.blobs.all() == [blob]
    assert read_document(kim.profile, scene.round) == OTHER
    assert dossiers(kim.profile, scene.round)[0].manifest_digest == manifest_digest(manifest)
    assert draft_of(kim, scene) == ([DRAFT], [NOTE])


def test_a_deadline_that_was_moved_counts(scene: Scene, kim: Kim, way: Way) -> None:
    at_work(scene, kim, way)
    later = "2026-12-24T09:00:00Z"
    notice = Notice(to=(kim.identity.id,), text="마감을 미룬다", stage="paper", deadline=later)
    scene.desk.tell(Kind.NOTICE, notice, kim.identity)
    changes = way.to_laptop(scene, kim)
    assert told(changes, Happened.POSTPONED) == [(DOSSIER, "paper")]
    assert [row.due for row in dossiers(kim.profile, scene.round)] == [later]
    assert draft_of(kim, scene) == ([DRAFT], [NOTE])


class TestRevoked:
    def test_what_was_signed_before_stays_and_what_is_signed_after_is_not_taken(
        self, scene: Scene, kim: Kim, way: Way
    ) -> None:
        at_work(scene, kim, way)
        signed = sign_sheet(kim.profile, scene.round)
        way.to_desk(scene, kim)
        assert signed.digest in records_in(scene.desk.profile, scene.round, Kind.SHEET)
        scene.desk.admit(kim.identity, revoked=True)
        if isinstance(way, ByHub):
            synced(scene.desk.profile)
            assert failed(kim.profile) == "key_revoked"
        else:
            assert told(way.to_laptop(scene, kim), Happened.REVOKED)
        # What is on the laptop stays readable, and what was received counts.
        assert read_document(kim.profile, scene.round) == DOCUMENT
        assert draft_of(kim, scene) == ([DRAFT], [NOTE])
        late = sign_sheet(kim.profile, scene.round)
        if isinstance(way, ByHub):
            assert failed(kim.profile) == "key_revoked"
        else:
            refused = told(way.to_desk(scene, kim), Happened.REFUSED)
            assert [code for _, code in refused] == ["validity_revoked"]
        sheets = records_in(scene.desk.profile, scene.round, Kind.SHEET)
        assert (signed.digest in sheets, late.digest in sheets) == (True, False)

    def test_whoever_is_revoked_is_told_so_in_plain_words(self, scene: Scene, kim: Kim) -> None:
        scene.desk.admit(kim.identity, revoked=True)
        synced(scene.desk.profile)
        (outcome,) = exchange.sync(kim.profile, CLOCK)
        assert outcome.failure is not None
        said = {language: Wording(language).error(outcome.failure) for language in ("en", "ko")}
        assert "revoked this computer's key" in said["en"].what
        assert "취소" in said["ko"].what
        assert all("{" not in text for one in said.values() for text in one)


def test_a_stick_with_a_head_and_not_what_it_counts_is_told_of(
    scene: Scene, kim: Kim, tmp_path: Path
) -> None:
    scene.desk.give(kim.identity, DOCUMENT)
    scene.tell_head(kim)
    desk, path = scene.desk.profile, tmp_path / "head.ppirb"
    with desk.vault.reading() as work:
        (head,) = [
            row
            for row in work.outbox.all()
            if row.header.kind is Kind.HEAD and row.header.recipients == (kim.identity.id,)
        ]
        arrival = Arrival(header=head.header, content=work.outbox.sealed(head.parcel))
    load = Load(scene.round, (kim.identity.id,), (arrival,), ())
    key = scene.small.officer.key
    write_bundle(path, load, key, NOON, blob_path=desk.vault.blobs.path, watch=Watch())
    changes = bundles.import_bundle(kim.profile, path, CLOCK).changes
    assert told(changes, Happened.WITHHELD) == [("1", "")]
    # The network has it.
    assert told(synced(kim.profile).changes, Happened.GIVEN) == [(DOSSIER, "paper")]
