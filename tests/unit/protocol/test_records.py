"""A record is read back exactly as it was written, and nothing that is said otherwise is read."""

from __future__ import annotations

import json
import time
import tracemalloc
from typing import Any

import msgspec
import pytest
import rfc8785
from hypothesis import given as given_examples
from hypothesis import strategies as st

from ppir_desktop.common.errors import InputError
from ppir_desktop.common.identifiers import digest_of, new_identifier
from ppir_desktop.protocol import limits
from ppir_desktop.protocol.kinds import RULES, Kind
from ppir_desktop.protocol.records import (
    Record,
    decode_record,
    encode_record,
    new_record,
    payload_type,
)
from ppir_desktop.protocol.round_bodies import Notice
from tests.support.records import AT, DIGEST, given, sheet
from tests.support.wire import examples_of

ROUND = new_identifier()
TYPE = payload_type(Kind.SHEET, 1)


def record(**changes: Any) -> Record[Any]:  # noqa: ANN401 -- any field of a record
    made: Record[Any] = new_record(
        Kind.SHEET, sheet(), round_id=ROUND, author=DIGEST, made_at=AT, seq=2, prev=DIGEST
    )
    return msgspec.structs.replace(made, **changes)


def payload(**changes: Any) -> bytes:  # noqa: ANN401 -- any JSON
    """A payload as another program might write it: canonical, but with any content."""
    return rfc8785.dumps({**msgspec.to_builtins(record()), **changes})


def refusal(content: bytes, media_type: str = TYPE) -> str:
    with pytest.raises(InputError) as refused:
        decode_record(media_type, content)
    return refused.value.code


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_is_read_back_as_it_was_written(kind: Kind) -> None:
    for made in examples_of(kind, 25):
        encoded = encode_record(made)
        named = decode_record(payload_type(kind, 1), encoded)
        assert named.record == made
        assert named.digest == digest_of(encoded)


@pytest.mark.parametrize("kind", Kind)
def test_another_implementation_of_canonical_json_writes_the_same(kind: Kind) -> None:
    for made in examples_of(kind, 25):
        assert rfc8785.dumps(msgspec.to_builtins(made)) == encode_record(made)


@given_examples(st.text())
def test_any_text_is_written_canonically(text: str) -> None:
    made = record(body=msgspec.structs.replace(sheet(), opinion=text))
    assert encode_record(made) == rfc8785.dumps(msgspec.to_builtins(made))


def test_half_a_letter_is_refused() -> None:
    made = record(body=msgspec.structs.replace(sheet(), opinion="\ud83d"))
    with pytest.raises(InputError, match="not_canonical"):
        encode_record(made)


def test_the_same_said_in_another_way_is_refused() -> None:
    good = payload()
    assert decode_record(TYPE, good).record == record()
    spaced = json.dumps(json.loads(good), sort_keys=True, ensure_ascii=False).encode()
    escaped = json.dumps(json.loads(good), sort_keys=True, separators=(",", ":")).encode()
    unsorted = json.dumps(
        dict(reversed(json.loads(good).items())), separators=(",", ":"), ensure_ascii=False
    ).encode()
    for other in (spaced, escaped, unsorted, good + b"\n", good.replace(b'"seq":2', b'"seq":2.0')):
        assert other != good
        assert refusal(other) in {"not_canonical", "not_readable"}


def test_a_key_said_twice_is_refused() -> None:
    assert refusal(payload().replace(b'"seq":2', b'"seq":3,"seq":2')) == "not_canonical"


def test_what_is_not_known_is_refused() -> None:
    assert refusal(payload(extra=1)) == "not_readable"
    assert refusal(payload(seq=2**53 - 1), "application/vnd.ppir.letter.v1+json") == "kind_unknown"
    assert refusal(payload(), "text/plain") == "kind_unknown"
    assert refusal(payload(), payload_type(Kind.SHEET, 2)) == "schema_newer"
    assert refusal(payload(), payload_type(Kind.NOTICE, 1)) == "not_readable"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"seq": 0, "prev": None}, "seq"),
        ({"seq": 1}, "prev"),
        ({"prev": None}, "prev"),
        ({"kind": "assent"}, "kind"),
    ],
)
def test_parts_that_contradict_each_other_are_refused(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(InputError) as refused:
        decode_record(TYPE, payload(**changes))
    assert (refused.value.code, refused.value.params) == ("record_inconsistent", {"field": field})


@pytest.mark.parametrize(
    "changes",
    [
        {"author": "A" * 64},
        {"author": DIGEST + "\n"},
        {"round": "00000000-0000-0000-0000-000000000000"},
        {"made_at": "2026-13-01T00:00:00Z"},
        {"made_at": "2026-11-24T09:00:00+09:00"},
        {"seq": -1},
        {"seq": True},
        {"body": None},
    ],
)
def test_fields_hold_what_they_may_hold(changes: dict[str, Any]) -> None:
    assert refusal(payload(**changes)) == "not_readable"


def test_the_refusal_names_the_place_and_quotes_nothing() -> None:
    body = msgspec.to_builtins(sheet())
    body["marks"][1]["points"] = "the secret mark"
    with pytest.raises(InputError) as refused:
        decode_record(TYPE, payload(body=body))
    assert refused.value.params == {"place": "$.body.marks[1].points"}
    assert refused.value.__cause__ is None


def test_nothing_is_written_that_nobody_could_read() -> None:
    nobody = Notice(to=(), text="…", stage=None, deadline=None)
    made = new_record(Kind.NOTICE, nobody, round_id=ROUND, author=DIGEST, made_at=AT, seq=1)
    with pytest.raises(InputError, match="not_readable"):
        encode_record(made)


@pytest.mark.parametrize(
    "bomb",
    [
        b"[" * 1_900_000,
        b'{"body":' * 200_000,
        b'{"body":' + b"[" * 1_800_000,
        b'{"author":"' + b"0" * 1_800_000,
        b'{"' + b"x" * 1_800_000 + b'":1}',
        b"{" + b'"a":1,' * 300_000 + b'"b":1}',
        b'{"seq":' + b"9" * 1_800_000 + b"}",
        bytes(3 * limits.MIB),
    ],
    ids=["lists", "objects", "deep body", "string", "key", "keys", "number", "too long"],
)
def test_bombs_are_refused_before_they_cost_much(bomb: bytes) -> None:
    tracemalloc.start()
    began = time.process_time()
    try:
        assert refusal(bomb) in {"not_readable", "too_large"}
        seconds, peak = time.process_time() - began, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 64 * limits.MIB
    assert seconds < 1


@given_examples(st.binary(max_size=200))
def test_any_bytes_are_refused_without_a_crash(content: bytes) -> None:
    for rule in (TYPE, payload_type(Kind.RECEIPT, 1)):
        with pytest.raises(InputError):
            decode_record(rule, content)


def test_every_kind_has_its_rule() -> None:
    assert set(RULES) == set(Kind)
    assert given().manifest.dossier == "2026-0001"
