"""What a hub and its clients say to each other is read exactly as it was written, or refused."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given as given_examples
from hypothesis import strategies as st

from ppir_desktop.common.errors import InputError
from ppir_desktop.common.identifiers import Digest, digest_of, new_identifier
from ppir_desktop.protocol import limits
from ppir_desktop.protocol.canonical import canonical_json
from ppir_desktop.protocol.hub_api import (
    ASSERTION_TYPE,
    INFO_DECODER,
    INVITED_DECODER,
    REFUSED_DECODER,
    REQUEST_DECODER,
    TAKEN_DECODER,
    Invited,
    Mark,
    Refused,
    Taken,
    TokenRequest,
    audience,
    decoded,
    read_mark,
    unwrap_parcel,
    wrap_parcel,
    write_mark,
)
from ppir_desktop.protocol.kinds import Kind
from ppir_desktop.protocol.parcels import (
    Arrival,
    RoutingHeader,
    read_arrival,
    write_arrival,
    write_header,
)
from tests.support.records import DIGEST

ROUND = new_identifier()


def header(content: bytes) -> RoutingHeader:
    return RoutingHeader(
        parcel=digest_of(content),
        kind=Kind.SHEET,
        round=ROUND,
        author=DIGEST,
        recipients=("office",),
        size=len(content),
    )


@given_examples(st.binary(max_size=300))
def test_a_parcel_comes_out_of_a_request_as_it_went_in(content: bytes) -> None:
    assert unwrap_parcel(wrap_parcel(header(content), content)) == (header(content), content)


@given_examples(st.binary(max_size=300))
def test_any_body_is_a_parcel_or_refused(body: bytes) -> None:
    with pytest.raises(InputError):
        unwrap_parcel(body)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"no line",
        b" " * (limits.ROUTING_HEADER + 2) + b"\n",
        write_header(header(b"one")) + b"\ntwo",
        write_header(header(b"one")) + b"\none and more",
        write_header(msgspec.structs.replace(header(b"one"), size=4)) + b"\none",
    ],
)
def test_a_header_that_does_not_fit_its_bytes_makes_no_parcel(body: bytes) -> None:
    with pytest.raises(InputError, match="not_a_parcel"):
        unwrap_parcel(body)


def test_a_header_in_another_form_is_refused() -> None:
    with pytest.raises(InputError, match="not_canonical"):
        unwrap_parcel(b" " + wrap_parcel(header(b"one"), b"one"))
    with pytest.raises(InputError, match="not_readable"):
        unwrap_parcel(b"{}\none")


def test_a_parcel_over_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "PARCEL", 2)
    with pytest.raises(InputError, match="too_large"):
        unwrap_parcel(wrap_parcel(header(b"one"), b"one"))


def test_an_assertion_is_for_one_hub_alone() -> None:
    assert audience(DIGEST) == f"ppir-hub:{DIGEST}"
    assert audience(DIGEST) != audience(Digest("0" * 64))


def test_a_token_is_asked_for_as_the_standard_says() -> None:
    asked = TokenRequest(assertion_type=ASSERTION_TYPE, assertion="a.b.c")
    written = canonical_json(asked)
    assert msgspec.json.decode(written) == {
        "client_assertion": "a.b.c",
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    }
    assert decoded(written, REQUEST_DECODER) == asked


def test_what_was_said_is_read_back() -> None:
    taken, invited = Taken(receipt=b"signed"), Invited(invitations=(ROUND,))
    assert decoded(canonical_json(taken), TAKEN_DECODER) == taken
    assert decoded(canonical_json(invited), INVITED_DECODER) == invited
    refused = decoded(b'{"error":"token_wrong","and":"more"}', REFUSED_DECODER)
    assert refused == Refused(error="token_wrong", params={})


@pytest.mark.parametrize(
    "content", [b"", b"null", b"{}", b"\xff", b"[" * 100_000, b'{"key":1}', b'{"unknown":""}']
)
def test_what_cannot_be_read_is_refused(content: bytes) -> None:
    with pytest.raises(InputError, match="not_readable") as refused:
        decoded(content, INFO_DECODER)
    assert refused.value.params == {"place": "$"}


@pytest.mark.parametrize("receipt", [None, b"signed"])
def test_an_arrival_is_kept_with_its_receipt(receipt: bytes | None) -> None:
    arrival = Arrival(header=header(b"one"), content=b"one", receipt=receipt)
    assert read_arrival(write_arrival(arrival)) == arrival
    with pytest.raises(InputError, match="not_canonical"):
        read_arrival(write_arrival(arrival) + b" ")


def test_a_place_of_a_log_is_read_as_it_was_written() -> None:
    mark = Mark(17, digest_of(b"parcel"))
    assert read_mark(write_mark(mark)) == mark


@pytest.mark.parametrize("text", ["", "1", ":", "0:" + "0" * 64, "1:" + "0" * 63, "x:" + "0" * 64])
def test_a_place_in_another_form_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="not_readable"):
        read_mark(text)
