"""A hub, or a false one in its place, that wants to enrol somebody its own way."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from ppir_desktop.common.clock import SystemClock
from ppir_desktop.common.errors import EnvironmentFault, InputError
from ppir_desktop.common.identifiers import Identifier, digest_of
from ppir_desktop.hub.settings import make_folder
from ppir_desktop.protocol.hub_api import Taken
from ppir_desktop.protocol.invitations import Invitation
from ppir_desktop.protocol.kinds import Kind
from ppir_desktop.protocol.parcels import Arrival
from ppir_desktop.protocol.people_bodies import Enrolment
from ppir_desktop.services import exchange
from ppir_desktop.services.enrolment import enrol
from ppir_desktop.signing.authors import Author
from ppir_desktop.signing.identities import RoundIdentity
from ppir_desktop.signing.keys import SigningKey
from ppir_desktop.signing.sealing import make_parcel, open_parcel
from ppir_desktop.signing.trust import RoundTrust
from ppir_desktop.signing.verification import Standing, verify, verify_round
from ppir_desktop.store.opened import OpenProfile
from ppir_desktop.store.repositories.outbox import OutboxState
from ppir_desktop.sync.changes import Happened
from ppir_desktop.sync.inbox import UNKNOWN_AUTHOR
from tests.support.front import Asked, Said, front_of, on, the_truth
from tests.support.play import CLOCK, KIM, panellist
from tests.support.records import SmallRound
from tests.support.scene import Scene, failed, happened, synced
from tests.support.state import state_of

pytest.importorskip("litestar")
pytestmark = pytest.mark.e2e


@pytest.fixture
def laptop(scene: Scene) -> Iterator[OpenProfile]:
    with panellist() as profile:
        yield profile
    scene.front.lie = the_truth


def refused(laptop: OpenProfile, invitation: Invitation, home: Path) -> str:
    """Why an enrolment was refused, after which the laptop is as it was."""
    before = state_of(laptop, home)
    with pytest.raises((InputError, EnvironmentFault)) as error:
        enrol(laptop, invitation, KIM, CLOCK)
    assert state_of(laptop, home) == before
    return error.value.code


def test_an_opening_by_another_authority_is_refused(
    scene: Scene, laptop: OpenProfile, home: Path
) -> None:
    false = SmallRound(scene.small.clock, scene.hub.key)
    opened = Author(false.authority.key, scene.round, CLOCK).sign(Kind.ROUND, false.body())
    scene.front.lie = on("GET", f"/rounds/{scene.round}", Said(200, opened.envelope))
    assert refused(laptop, scene.invitation(), home) == "not_the_authority"


def test_an_opening_whose_signature_is_another_authoritys_is_refused(
    scene: Scene, laptop: OpenProfile, home: Path
) -> None:
    """The true certificate inside, and another key's signature around it."""
    forger = SigningKey.generate()
    signed = Author(forger, scene.round, CLOCK).sign(Kind.ROUND, scene.small.body())
    scene.front.lie = on("GET", f"/rounds/{scene.round}", Said(200, signed.envelope))
    assert refused(laptop, scene.invitation(), home) == "signature_wrong"


def test_an_opening_of_another_round_by_the_same_authority_is_refused(
    scene: Scene, laptop: OpenProfile, home: Path
) -> None:
    other = Author(scene.small.authority.key, SmallRound().id, CLOCK)
    opened = other.sign(Kind.ROUND, scene.small.body())
    scene.front.lie = on("GET", f"/rounds/{scene.round}", Said(200, opened.envelope))
    assert refused(laptop, scene.invitation(), home) == "round_record_missing"


def test_a_hub_with_another_certificate_is_not_spoken_to(
    scene: Scene, laptop: OpenProfile, home: Path, tmp_path: Path
) -> None:
    make_folder(tmp_path / "false", ["127.0.0.1"], SystemClock())
    with front_of(scene.hub, tmp_path / "false") as false:
        invitation = msgspec.structs.replace(scene.invitation(), hub=false.address)
        assert refused(laptop, invitation, home) == "hub_certificate_wrong"
        assert false.asked == []


def test_a_hub_with_another_receipt_key_than_the_rounds_gets_no_token_from_us(
    scene: Scene, laptop: OpenProfile
) -> None:
    """Whoever stole the certificate alone cannot have assertions made out to the hub."""
    enrol(laptop, scene.invitation(), KIM, CLOCK)
    with scene.hub.client() as client:
        info = msgspec.structs.replace(client.info(), key=SigningKey.generate().public.der)
    scene.front.lie = on("GET", "/v1/hub", Said(200, msgspec.json.encode(info)))
    before = len(scene.front.asked)
    assert failed(laptop) == "hub_key_wrong"
    assert not [one for one in scene.front.asked[before:] if "/tokens" in one.path]


def test_a_receipt_for_another_enrolment_does_not_count(scene: Scene, laptop: OpenProfile) -> None:
    enrol(laptop, scene.invitation(), KIM, CLOCK)
    false = Taken(receipt=scene.receipt(digest_of(b"another"), 3))
    scene.front.lie = on("POST", "/enrolments/", Said(200, msgspec.json.encode(false)))
    (outcome,) = exchange.sync(laptop, CLOCK)
    assert happened(outcome)[Happened.UNRECEIPTED] == 1
    assert [one.row.state for one in exchange.outbox_of(laptop)] == [OutboxState.WAITING]
    scene.front.lie = the_truth
    assert synced(laptop).awaits_approval
    assert [one.row.state for one in exchange.outbox_of(laptop)] == [OutboxState.SENT]


@pytest.mark.parametrize("swapped", ["keys", "recipient", "nothing"])
def test_an_enrolment_whose_keys_the_hub_swapped_is_not_proven(
    scene: Scene, laptop: OpenProfile, swapped: str
) -> None:
    """The hub knows all of an enrolment's form and none of the invitation's secret."""
    invitation = scene.invitation()
    enrolled = enrol(laptop, invitation, KIM, CLOCK)
    forger = RoundIdentity.generate()
    with laptop.vault.reading() as work:
        (row,) = work.outbox.all()
        true = work.records.envelope(row.digest)
        identity = work.rounds.get(scene.round).identity
    trust = _desk_of(scene, invitation)
    body = _body(trust, true)
    if swapped == "keys":
        key, recipient = forger.signing.public.der, forger.sealing.recipient
        false = msgspec.structs.replace(body, key=key, recipient=recipient)
        signer = forger.signing
    else:
        # The person's own key signed it, as far as the hub could have that; the seal is another.
        new = forger.sealing.recipient if swapped == "recipient" else body.recipient
        false = msgspec.structs.replace(body, recipient=new)
        signer = identity.signing
    signed = Author(signer, scene.round, CLOCK).sign(Kind.ENROLMENT, false)
    header, content = make_parcel(signed, [scene.small.office.recipient], ["office"])

    def swap(asked: Asked, said: Said) -> Said:
        if asked.method != "POST" or "/enrolments/" not in asked.path:
            return said
        return Said(200, msgspec.json.encode(Taken(receipt=scene.receipt(header.parcel, 4))))

    scene.front.lie = swap
    (outcome,) = exchange.sync(laptop, CLOCK)
    assert happened(outcome)[Happened.UNRECEIPTED] == 1
    # What reaches the desk is the hub's own; nobody is known by it, and the desk sees why.
    with scene.desk.profile.vault.writing() as work:
        work.exchange.hold(Arrival(header=header, content=content), UNKNOWN_AUTHOR)
    arrived = [author for author, asked in scene.desk.enrolments() if asked == false]
    assert arrived == [signer.public.id]
    verdict = verify(open_parcel(content, [scene.small.office]), trust, "2026-11-25T00:00:00Z")
    expected = Standing.TRUSTED if swapped == "nothing" else Standing.UNPROVEN
    assert verdict.standing is expected
    assert (signer.public.id == enrolled.fingerprint) is (swapped != "keys")


def _desk_of(scene: Scene, invitation: Invitation) -> RoundTrust:
    """What an officer's desk knows: the secrets of the invitations that it sent out."""
    opened = verify_round(scene.small.opened.envelope, scene.desk.authority)
    return RoundTrust(opened, {Identifier(invitation.invitation): invitation.secret})


def _body(trust: RoundTrust, envelope: bytes) -> Enrolment:
    verdict = verify(envelope, trust, "2026-11-25T00:00:00Z")
    assert verdict.standing is Standing.TRUSTED
    assert verdict.named is not None
    body = verdict.named.record.body
    assert isinstance(body, Enrolment)
    return body
