"""Envelopes, routing headers and invitations are read strictly, and named by what they hold."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppir_desktop.common.errors import InputError
from ppir_desktop.common.identifiers import digest_of, new_identifier
from ppir_desktop.protocol import limits
from ppir_desktop.protocol.envelopes import (
    Envelope,
    Signature,
    read_envelope,
    signed_bytes,
    write_envelope,
)
from ppir_desktop.protocol.invitations import read_invitation, write_invitation
from ppir_desktop.protocol.kinds import Kind
from ppir_desktop.protocol.parcels import RoutingHeader, read_header, write_header
from ppir_desktop.signing.identities import SealingIdentity
from ppir_desktop.signing.invitations import new_invitation
from ppir_desktop.signing.sealing import is_sealed, make_parcel, open_parcel
from tests.support.records import DIGEST, SmallRound, sheet

ENVELOPE = Envelope(b"payload", "application/x", (Signature(DIGEST, b"signature"),))


def test_what_is_signed_is_the_encoding_of_dsse() -> None:
    # The example of the DSSE v1 protocol.
    expected = b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"
    assert signed_bytes("http://example.com/HelloWorld", b"hello world") == expected
    assert signed_bytes("형", b"") == b"DSSEv1 3 \xed\x98\x95 0 "


def test_an_envelope_is_read_back() -> None:
    assert read_envelope(write_envelope(ENVELOPE)) == ENVELOPE
    fields = json.loads(write_envelope(ENVELOPE))
    assert sorted(fields) == ["payload", "payloadType", "signatures"]


@pytest.mark.parametrize(
    "changes",
    [
        {"signatures": []},
        {"signatures": [{"keyid": DIGEST, "sig": "c2lnbmF0dXJl"}] * 2},
        {"signatures": [{"keyid": "me", "sig": "c2lnbmF0dXJl"}]},
        {"payload": "no base64"},
        {"payload": None},
        {"payloadType": "x" * 101},
        {"more": 1},
    ],
)
def test_what_is_no_envelope_is_refused(changes: dict[str, object]) -> None:
    fields = {**json.loads(write_envelope(ENVELOPE)), **changes}
    with pytest.raises(InputError, match="not_an_envelope"):
        read_envelope(json.dumps(fields).encode())


@given(st.binary(max_size=100))
def test_any_bytes_are_refused_without_a_crash(content: bytes) -> None:
    for read in (read_envelope, read_header, read_invitation):
        with pytest.raises(InputError):
            read(content)


def test_too_large_ones_are_refused_before_they_are_read() -> None:
    for read, limit in (
        (read_envelope, limits.ENVELOPE),
        (read_header, limits.ROUTING_HEADER),
        (read_invitation, limits.INVITATION),
    ):
        with pytest.raises(InputError, match="too_large"):
            read(bytes(limit + 1))


def test_a_routing_header_is_read_back() -> None:
    header = RoutingHeader(
        parcel=DIGEST,
        kind=Kind.SHEET,
        round=new_identifier(),
        author=DIGEST,
        recipients=("office", f"panel:{new_identifier()}", DIGEST),
        size=7,
    )
    assert read_header(write_header(header)) == header
    for wrong in ("everybody", "panel:1", DIGEST.upper(), "office\n"):
        content = write_header(header).replace(b'"office"', json.dumps(wrong).encode())
        with pytest.raises(InputError, match="not_readable"):
            read_header(content)


def test_an_invitation_is_read_back_from_a_file_or_pasted() -> None:
    invitation = new_invitation(
        round_id=new_identifier(),
        invitation=new_identifier(),
        authority=DIGEST,
        hub="https://hub.example",
        hub_certificate=DIGEST,
    )
    written = write_invitation(invitation)
    assert read_invitation(written) == invitation
    assert read_invitation(b"\r\n " + written + b"\n\n") == invitation
    assert len(invitation.secret) == 32


def test_a_parcel_is_named_by_its_bytes_and_opens_for_its_recipients() -> None:
    small = SmallRound()
    reader = SealingIdentity.generate()
    signed = small.member().author.sign(Kind.SHEET, sheet())
    header, content = make_parcel(signed, [reader.recipient, small.office.recipient], ["office"])
    assert header.parcel == digest_of(content)
    assert header.size == len(content)
    assert is_sealed(content)
    assert signed.envelope not in content
    for identity in (reader, small.office):
        assert open_parcel(content, [identity]) == signed.envelope
    with pytest.raises(InputError, match="seal_wrong_key"):
        open_parcel(content, [SealingIdentity.generate()])


def test_the_same_record_sealed_again_is_another_parcel_with_the_same_inside() -> None:
    small = SmallRound()
    signed = small.member().author.sign(Kind.SHEET, sheet())
    one, _ = make_parcel(signed, [small.office.recipient], ["office"])
    two, content = make_parcel(signed, [small.office.recipient], ["office"])
    assert one.parcel != two.parcel
    assert open_parcel(content, [small.office]) == signed.envelope


def test_open_kinds_travel_unsealed() -> None:
    small = SmallRound()
    _, content = make_parcel(small.opened, [], [])
    assert content == small.opened.envelope
    assert open_parcel(content, []) == small.opened.envelope
