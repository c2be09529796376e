"""A verdict says what is wrong, by whom, and whether it may be acted upon."""

from __future__ import annotations

import base64
import json
import random
from typing import Any

import msgspec
import pytest

from ppir_desktop.common.errors import InputError
from ppir_desktop.common.identifiers import digest_of, new_identifier
from ppir_desktop.domain.panels import Duty
from ppir_desktop.domain.stage import Sector
from ppir_desktop.protocol.carriage_bodies import Receipt
from ppir_desktop.protocol.kinds import Kind
from ppir_desktop.protocol.people_bodies import Panel, PanelMember
from ppir_desktop.protocol.round_bodies import Access, Role
from ppir_desktop.signing.authors import Author, Signed, sign_record
from ppir_desktop.signing.chains import Chains, Place
from ppir_desktop.signing.keys import SigningKey
from ppir_desktop.signing.trust import RoundTrust
from ppir_desktop.signing.verification import (
    Integrity,
    Standing,
    Validity,
    Verdict,
    link_of,
    links_of,
    verify,
    verify_many,
    verify_round,
)
from tests.support.records import AT, END, SmallRound, sheet


@pytest.fixture(scope="module")
def small() -> SmallRound:
    return SmallRound()


def judge(small: SmallRound, content: bytes, at: str = AT) -> Verdict:
    return verify(content, small.trust, at)


def test_a_members_sheet_is_trusted(small: SmallRound) -> None:
    member = small.member()
    signed = member.author.sign(Kind.SHEET, sheet())
    verdict = judge(small, signed.envelope)
    assert verdict.trusted
    assert verdict.named is not None
    assert verdict.named.digest == signed.digest
    assert verdict.named.record == signed.record
    assert verdict.grant is not None
    assert (verdict.grant.role, verdict.grant.key.id) == (Role.PANELLIST, member.identity.id)


def test_every_changed_bit_is_noticed_or_harmless(small: SmallRound) -> None:
    signed = small.member().author.sign(Kind.SHEET, sheet())
    chance = random.Random(1)
    bits = len(signed.envelope) * 8
    for bit in chance.sample(range(bits), 10_000 if bits > 10_000 else bits):
        changed = bytearray(signed.envelope)
        changed[bit // 8] ^= 1 << bit % 8
        verdict = judge(small, bytes(changed))
        if verdict.trusted:
            # The same statement in another envelope: base64 and JSON leave a few bits free.
            assert verdict.named is not None
            assert verdict.named.digest == signed.digest
            assert verdict.named.record == signed.record


def test_every_cut_is_noticed(small: SmallRound) -> None:
    envelope = small.member().author.sign(Kind.SHEET, sheet()).envelope
    for length in range(len(envelope)):
        assert judge(small, envelope[:length]).integrity is Integrity.DAMAGED


def parts(envelope: bytes) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(envelope)
    return found


def test_a_payload_cannot_pass_for_another_kind(small: SmallRound) -> None:
    taken = parts(small.member().author.sign(Kind.SHEET, sheet()).envelope)
    taken["payloadType"] = "application/vnd.ppir.assent.v1+json"
    verdict = judge(small, json.dumps(taken).encode())
    assert (verdict.integrity, verdict.problem) == (Integrity.DAMAGED, "signature_wrong")


def test_somebody_elses_statement_cannot_be_signed_over(small: SmallRound) -> None:
    author, thief = small.member("E-1"), small.member("E-2")
    signed = author.author.sign(Kind.SHEET, sheet())
    with pytest.raises(ValueError, match="author"):
        sign_record(signed.record, thief.key)
    taken = parts(signed.envelope)
    payload = base64.b64decode(taken["payload"])
    kind = taken["payloadType"]
    message = b"DSSEv1 %d %b %d %b" % (len(kind), kind.encode(), len(payload), payload)
    sig = base64.b64encode(thief.key.sign(message)).decode()
    taken["signatures"] = [{"keyid": thief.identity.id, "sig": sig}]
    verdict = judge(small, json.dumps(taken).encode())
    assert (verdict.integrity, verdict.problem) == (Integrity.DAMAGED, "record_inconsistent")


def test_a_stranger_is_unknown(small: SmallRound) -> None:
    verdict = judge(small, small.newcomer("X").author.sign(Kind.SHEET, sheet()).envelope)
    assert verdict.integrity is Integrity.UNCHECKED
    assert verdict.standing is Standing.UNKNOWN_AUTHOR
    assert verdict.named is None


def test_a_record_of_another_round_is_refused(small: SmallRound) -> None:
    member = small.member()
    other = Author(member.key, SmallRound().id, small.clock)
    verdict = judge(small, other.sign(Kind.SHEET, sheet()).envelope)
    assert verdict.integrity is Integrity.INTACT
    assert verdict.standing is Standing.OTHER_ROUND
    assert not verdict.trusted


@pytest.mark.parametrize("role", [Role.OFFICER, Role.ADVISER])
def test_who_may_not_mark_does_not(small: SmallRound, role: Role) -> None:
    person = small.newcomer("someone")
    small.admit(small.authority if role is Role.OFFICER else small.officer, person, role)
    verdict = judge(small, person.author.sign(Kind.SHEET, sheet()).envelope)
    assert verdict.standing is Standing.NOT_ALLOWED
    assert not verdict.trusted


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-01-01T00:00:00Z", Validity.NOT_YET),
        ("2026-11-24T09:59:59Z", Validity.VALID),
        ("2026-11-24T10:00:00Z", Validity.REVOKED),
        ("2028-01-01T00:00:00Z", Validity.REVOKED),
    ],
)
def test_validity_is_judged_at_the_receipts_time(at: str, expected: Validity) -> None:
    small = SmallRound()
    member = small.member()
    signed = member.author.sign(Kind.SHEET, sheet())
    small.admit(small.officer, member, Role.PANELLIST, revoked_at="2026-11-24T10:00:00Z")
    verdict = judge(small, signed.envelope, at)
    assert verdict.validity is expected
    assert verdict.trusted is (expected is Validity.VALID)


def test_access_runs_out(small: SmallRound) -> None:
    signed = small.member().author.sign(Kind.SHEET, sheet())
    assert judge(small, signed.envelope, "2028-01-01T00:00:00Z").validity is Validity.EXPIRED


def test_a_revocation_stays_whatever_comes_later() -> None:
    small = SmallRound()
    member = small.member()
    small.admit(small.officer, member, Role.PANELLIST, revoked_at="2026-11-24T10:00:00Z")
    small.admit(small.officer, member, Role.PANELLIST)
    grant = small.trust.grant(member.identity.id)
    assert grant is not None
    assert grant.revoked_at == "2026-11-24T10:00:00Z"


def access(small: SmallRound, key: SigningKey, role: Role) -> Access:
    return Access(
        key=key.public.der,
        role=role,
        valid_from=AT,
        valid_until="2027-01-01T00:00:00Z",
        revoked_at=None,
        replaces=None,
        panels=(),
    )


@pytest.mark.parametrize("role", [Role.OFFICER, Role.AUTHORITY])
def test_an_officer_makes_no_officers(role: Role) -> None:
    small = SmallRound()
    body = access(small, SigningKey.generate(), role)
    signed = small.officer.author.sign(Kind.ACCESS, body)
    verdict = judge(small, signed.envelope)
    assert (verdict.standing, verdict.trusted) == (Standing.NOT_ALLOWED, False)
    assert verdict.named is not None
    with pytest.raises(InputError, match="access_not_allowed"):
        small.trust.learn(verdict.named)


def test_an_officer_takes_nothing_from_the_authority_or_the_hub() -> None:
    small = SmallRound()
    for key in (small.authority.key, small.hub):
        signed = small.officer.author.sign(Kind.ACCESS, access(small, key, Role.PANELLIST))
        with pytest.raises(InputError, match="access_not_allowed"):
            small.learn(signed)


def test_an_officer_changes_no_other_officer() -> None:
    small = SmallRound()
    other = small.newcomer("officer-2")
    small.admit(small.authority, other, Role.OFFICER)
    small.clock.moment = END
    small.learn(small.officer.author.sign(Kind.ACCESS, access(small, other.key, Role.PANELLIST)))
    grant = small.trust.grant(other.identity.id)
    assert grant is not None
    assert grant.role is Role.OFFICER


def test_a_round_hangs_on_one_fingerprint(small: SmallRound) -> None:
    other = SmallRound()
    assert verify_round(small.opened.envelope, small.authority.identity.id).record.round == small.id
    with pytest.raises(InputError, match="not_the_authority"):
        verify_round(small.opened.envelope, other.authority.identity.id)
    with pytest.raises(InputError, match="not_a_round"):
        verify_round(
            small.member().author.sign(Kind.SHEET, sheet()).envelope, small.authority.identity.id
        )


def test_a_round_with_a_foreign_certificate_is_refused(small: SmallRound) -> None:
    # Signed by somebody who quotes the true authority's certificate.
    thief = small.newcomer("thief")
    forged = thief.author.sign(Kind.ROUND, small.body())
    with pytest.raises(InputError, match="signature_wrong"):
        verify_round(forged.envelope, small.authority.identity.id)


def test_an_enrolment_is_proven_by_its_invitation(small: SmallRound) -> None:
    person = small.newcomer("E-9")
    secret = bytes(range(32))
    body = small.enrolment(person, secret)
    assert judge(small, person.author.sign(Kind.ENROLMENT, body).envelope).trusted
    forged = msgspec.structs.replace(body, proof=digest_of(b"guess"))
    verdict = judge(small, person.author.sign(Kind.ENROLMENT, forged).envelope)
    assert (verdict.integrity, verdict.standing) == (Integrity.INTACT, Standing.UNPROVEN)


def test_a_hub_cannot_swap_the_keys_of_an_enrolment(small: SmallRound) -> None:
    person, hub = small.newcomer("E-9"), small.newcomer("hub")
    body = small.enrolment(person, bytes(32))
    swapped = msgspec.structs.replace(body, key=hub.key.public.der)
    verdict = judge(small, hub.author.sign(Kind.ENROLMENT, swapped).envelope)
    assert verdict.standing is Standing.UNPROVEN


def test_only_a_receiver_gives_receipts(small: SmallRound) -> None:
    body = Receipt(parcel=digest_of(b"x"), received_at=AT, index=1, taken_by="hub")
    hub = Author(small.hub, small.id, small.clock)
    assert judge(small, hub.sign(Kind.RECEIPT, body).envelope).trusted
    assert not judge(small, hub.sign(Kind.SHEET, sheet()).envelope).trusted
    desk = msgspec.structs.replace(body, taken_by="desk")
    assert not judge(small, hub.sign(Kind.RECEIPT, desk).envelope).trusted
    assert not judge(small, small.member().author.sign(Kind.RECEIPT, desk).envelope).trusted
    chair = small.member("E-2", Role.CHAIR)
    assert judge(small, chair.author.sign(Kind.RECEIPT, desk).envelope).trusted
    # Only the hub says what the hub took, and when.
    assert not judge(small, chair.author.sign(Kind.RECEIPT, body).envelope).trusted


def test_a_certificate_says_whose_key_it_is() -> None:
    small = SmallRound()
    member = small.member("E-7")
    small.learn(small.officer.author.sign(Kind.CERTIFICATE, small.certified(member)))
    verdict = judge(small, member.author.sign(Kind.SHEET, sheet()).envelope)
    assert verdict.trusted
    assert verdict.holder is not None
    assert (verdict.holder.number, verdict.holder.name) == ("E-7", "김평가")


def test_a_certificate_for_another_number_is_refused() -> None:
    small = SmallRound()
    body = small.certified(small.member("E-7"), number="E-8")
    with pytest.raises(InputError, match="chain_broken"):
        small.learn(small.officer.author.sign(Kind.CERTIFICATE, body))


def chain_of(count: int) -> tuple[SmallRound, list[Signed]]:
    small = SmallRound()
    author = small.member().author
    return small, [author.sign(Kind.SHEET, sheet(str(number))) for number in range(count)]


def test_records_in_order_follow_each_other() -> None:
    small, signed = chain_of(4)
    chains = Chains()
    for one in signed:
        verdict = verify(one.envelope, small.trust, AT, chains)
        assert verdict.place is Place.NEXT
        assert verdict.named is not None
        chains.add(link_of(verdict.named))
    again = verify(signed[1].envelope, small.trust, AT, chains)
    assert again.place is Place.REPEATED
    assert again.trusted


def test_a_gap_shows_until_it_is_filled() -> None:
    small, signed = chain_of(3)
    chains = Chains(links_of(verify_many([signed[2].envelope], small.trust, AT)))
    assert chains.missing(signed[0].record.author) == (1, 2)
    last = verify(signed[0].envelope, small.trust, AT, chains)
    assert last.place is Place.NEXT
    fresh = Chains()
    assert verify(signed[2].envelope, small.trust, AT, fresh).place is Place.GAP


def test_two_records_for_one_place_are_a_fork() -> None:
    small = SmallRound()
    member = small.member()
    first = member.author.sign(Kind.SHEET, sheet("1"))
    again = Author(member.key, small.id, small.clock).sign(Kind.SHEET, sheet("2"))
    chains = Chains(links_of(verify_many([first.envelope], small.trust, AT)))
    verdict = verify(again.envelope, small.trust, AT, chains)
    assert verdict.place is Place.FORK
    assert not verdict.trusted


@pytest.mark.parametrize("threads", [1, 3])
def test_many_are_judged_as_each_by_itself(threads: int) -> None:
    small, signed = chain_of(40)
    contents = [one.envelope for one in signed]
    contents[7] = contents[7][:-9]
    singly = [verify(content, small.trust, AT) for content in contents]
    # So many that whoever reads them has to let the threads wait.
    verdicts = list(verify_many(contents * 100, small.trust, AT, threads=threads))
    assert verdicts == singly * 100
    assert [verdict.trusted for verdict in singly] == [i != 7 for i in range(40)]
    assert not list(verify_many([], small.trust, AT, threads=threads))


def test_the_order_of_learning_does_not_matter() -> None:
    small = SmallRound()
    member = small.member()
    early = small.officer.author.sign(Kind.ACCESS, access(small, member.key, Role.PANELLIST))
    small.clock.moment = END
    late = small.officer.author.sign(Kind.ACCESS, access(small, member.key, Role.CHAIR))
    opened = verify_round(small.opened.envelope, small.authority.identity.id)
    for order in ((early, late), (late, early)):
        small.trust = RoundTrust(opened, {})
        small.admit(small.authority, small.officer, Role.OFFICER)
        for one in order:
            small.learn(one)
        grant = small.trust.grant(member.identity.id)
        assert grant is not None
        assert grant.role is Role.CHAIR


def test_a_panel_says_who_its_members_are() -> None:
    small = SmallRound()
    member = small.member("E-7")
    certified = small.certified(member)
    body = Panel(
        panel=new_identifier(),
        title="소재",
        stage="paper",
        dossiers=("2026-0001",),
        members=(
            PanelMember(
                number="E-7",
                name="김평가",
                affiliation="시험대학교",
                sector=Sector.ACADEMIA,
                duty=Duty.MEMBER,
                chain=certified.chain,
                recipient=certified.recipient,
            ),
        ),
        on_paper=(),
        quorum=None,
        recipient=certified.recipient,
        identity=None,
    )
    small.learn(small.officer.author.sign(Kind.PANEL, body))
    holder = small.trust.holder(member.identity.id)
    assert holder is not None
    assert holder.number == "E-7"


def test_a_certificate_holds_no_longer_than_it_says() -> None:
    small = SmallRound()
    member = small.member("E-7")
    small.learn(small.officer.author.sign(Kind.CERTIFICATE, small.certified(member, days=1)))
    envelope = member.author.sign(Kind.SHEET, sheet()).envelope
    assert judge(small, envelope, AT).trusted
    assert judge(small, envelope, "2026-12-01T00:00:00Z").validity is Validity.EXPIRED


def test_an_enrolment_without_a_key_is_refused(small: SmallRound) -> None:
    person = small.newcomer("E-9")
    taken = parts(person.author.sign(Kind.ENROLMENT, small.enrolment(person, bytes(32))).envelope)
    for payload in (b"", b"{", b'{"body":{}}', b'{"body":{"key":"AAAA"}}', b"\xff"):
        taken["payload"] = base64.b64encode(payload).decode()
        verdict = judge(small, json.dumps(taken).encode())
        assert verdict.integrity is Integrity.DAMAGED


def test_a_day_that_there_is_not_is_refused(small: SmallRound) -> None:
    member = small.member()
    signed = member.author.sign(Kind.SHEET, sheet())
    for day, integrity in (("2028-02-29", Integrity.INTACT), ("2026-02-30", Integrity.DAMAGED)):
        made = msgspec.structs.replace(signed.record, made_at=f"{day}T09:00:00Z")
        verdict = judge(small, sign_record(made, member.key).envelope)
        assert verdict.integrity is integrity
