"""Records: one signed statement each, named by the digest of its canonical payload."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Generic, NamedTuple, TypeVar

import msgspec

from ppir_desktop.common.errors import InputError
from ppir_desktop.common.identifiers import Digest, Identifier, digest_of
from ppir_desktop.protocol import limits
from ppir_desktop.protocol.canonical import canonical_json, decoder_of, read_canonical
from ppir_desktop.protocol.fields import Count, KeyId, Serial, Sha256, Time, Uuid
from ppir_desktop.protocol.kinds import RULES, Body, Kind, KindRule

B = TypeVar("B", bound=Body)
B_co = TypeVar("B_co", bound=Body, covariant=True)

_PAYLOAD_TYPE = re.compile(
    r"application/vnd\.ppir\.([a-z]{1,20})\.v([1-9][0-9]{0,3})\+json", re.ASCII
)


class Record(
    msgspec.Struct,
    Generic[B_co],
    frozen=True,
    forbid_unknown_fields=True,
    kw_only=True,
    gc=False,
):
    """A statement of one author.

    Attributes:
        kind: What it states.
        schema: Version of the kind's form.
        round: Id of the round it belongs to.
        author: Key that signs it.
        seq: The author's own count in the round, from 1; 0 for kinds that stand outside it.
        prev: Digest of the author's record before it; None at 1 and outside the count.
        made_at: What the author's clock said.
        supersedes: Digest of the record that it replaces, or None.
        body: What it says.
    """

    kind: Kind
    schema: Serial
    round: Uuid
    author: KeyId
    seq: Count
    prev: Sha256 | None
    made_at: Time
    supersedes: Sha256 | None
    body: B_co


class Named(msgspec.Struct, Generic[B_co], frozen=True, gc=False):
    """A record together with its name."""

    digest: Digest
    record: Record[B_co]


_KINDS: dict[str, Kind] = {kind.value: kind for kind in Kind}
# Records are trees of plain values: with none of them able to close a circle, the collector is
# spared thirty thousand of them at a time.
# The bodies' types are data here, which a checker of types cannot follow.
_RECORD: Any = Record
# One decoder a kind, made once: making one takes longer than reading a record.
_DECODERS: dict[Kind, msgspec.json.Decoder[Any]] = {
    kind: decoder_of(_RECORD[rule.body]) for kind, rule in RULES.items()
}


def new_record(
    kind: Kind,
    body: B,
    *,
    round_id: Identifier,
    author: Digest,
    made_at: str,
    seq: int = 0,
    prev: Digest | None = None,
    supersedes: Digest | None = None,
) -> Record[B]:
    """A record of the newest form of its kind."""
    return Record(
        kind=kind,
        schema=RULES[kind].schema,
        round=round_id,
        author=author,
        seq=seq,
        prev=prev,
        made_at=made_at,
        supersedes=supersedes,
        body=body,
    )


def payload_type(kind: Kind, schema: int) -> str:
    """The media type that a signature covers beside the payload."""
    return f"application/vnd.ppir.{kind}.v{schema}+json"


def encode_record(record: Record[Body]) -> bytes:
    """The payload of a record.

    Raises:
        InputError: ``too_large``, ``not_canonical``, or what `decode_record` would refuse, so that
            nothing is ever signed that nobody could read.
    """
    payload = canonical_json(record)
    decode_record(payload_type(record.kind, record.schema), payload)
    return payload


def decode_record(media_type: str, payload: bytes) -> Named[Body]:
    """Read a payload whose signature was verified.

    Args:
        media_type: The ``payloadType`` of the envelope.
        payload: The bytes that were signed.

    Raises:
        InputError: ``kind_unknown``, ``schema_newer``, ``too_large``, ``not_readable``,
            ``not_canonical``, or ``record_inconsistent`` when its parts contradict each other.
    """
    form = form_of(media_type)
    limits.refuse_over(len(payload), form.rule.limit, "record")
    record: Record[Body] = read_canonical(payload, form.decoder)
    if record.kind is not form.kind or record.schema != form.schema:
        raise InputError("record_inconsistent", field="kind")
    if form.rule.counted != (record.seq > 0):
        raise InputError("record_inconsistent", field="seq")
    if (record.prev is not None) != (record.seq > 1):
        raise InputError("record_inconsistent", field="prev")
    return Named(digest_of(payload), record)


class Form(NamedTuple):
    """A form of record: its kind and schema, the rule of the kind, and what reads it."""

    kind: Kind
    schema: int
    rule: KindRule
    decoder: msgspec.json.Decoder[Any]


# Looked up once a record, by a string whose hash is kept: an enumeration's is computed anew.
@lru_cache(maxsize=256)
def form_of(media_type: str) -> Form:
    """The form that a media type names.

    Raises:
        InputError: ``kind_unknown``; ``schema_newer`` when a newer program wrote it.
    """
    match = _PAYLOAD_TYPE.fullmatch(media_type)
    if match is None or match[1] not in _KINDS:
        raise InputError("kind_unknown", value=media_type[:80])
    kind, schema = _KINDS[match[1]], int(match[2])
    rule = RULES[kind]
    if schema > rule.schema:
        raise InputError("schema_newer", kind=kind, schema=schema, known=rule.schema)
    return Form(kind, schema, rule, _DECODERS[kind])
