"""Signing records: an author, their key, and their own count in the round."""

from __future__ import annotations

import msgspec

from ppir_desktop.common.clock import Clock, format_utc
from ppir_desktop.common.identifiers import Digest, Identifier, digest_of
from ppir_desktop.protocol.envelopes import Envelope, Signature, signed_bytes, write_envelope
from ppir_desktop.protocol.kinds import RULES, Body, Kind
from ppir_desktop.protocol.records import Record, encode_record, new_record, payload_type
from ppir_desktop.signing.keys import SigningKey


class Signed(msgspec.Struct, frozen=True):
    """A record that was signed.

    Attributes:
        digest: Its name: the SHA-256 of its payload.
        record: What it says.
        envelope: The signed envelope, as it is sealed or carried.
    """

    digest: Digest
    record: Record[Body]
    envelope: bytes


class Position(msgspec.Struct, frozen=True):
    """Where an author stands in their own count: the last number and the last record's digest."""

    seq: int = 0
    last: Digest | None = None


def sign_record(record: Record[Body], key: SigningKey) -> Signed:
    """Sign a record.

    Raises:
        ValueError: If the record names another author.
        InputError: What `protocol.records.encode_record` refuses.
    """
    if record.author != key.public.id:
        raise ValueError("a record is signed by its author")
    payload = encode_record(record)
    media_type = payload_type(record.kind, record.schema)
    signature = Signature(key.public.id, key.sign(signed_bytes(media_type, payload)))
    envelope = Envelope(payload, media_type, (signature,))
    return Signed(digest_of(payload), record, write_envelope(envelope))


class Author:
    """Signs the records of one key in one round, each linked to the one before it."""

    def __init__(
        self,
        key: SigningKey,
        round_id: Identifier,
        clock: Clock,
        position: Position | None = None,
    ) -> None:
        """Go on from a position.

        Args:
            key: The author's key.
            round_id: The round.
            clock: What ``made_at`` is taken from.
            position: Where the author stands; at the beginning by default.
        """
        self._key = key
        self._round = round_id
        self._clock = clock
        self.position = position or Position()

    def sign(self, kind: Kind, body: Body, *, supersedes: Digest | None = None) -> Signed:
        """Sign a statement and move on by one, if its kind is counted.

        Whoever keeps the position must keep it together with the record, or neither.
        """
        counted = RULES[kind].counted
        record = new_record(
            kind,
            body,
            round_id=self._round,
            author=self._key.public.id,
            made_at=format_utc(self._clock.now()),
            seq=self.position.seq + 1 if counted else 0,
            prev=self.position.last if counted else None,
            supersedes=supersedes,
        )
        signed = sign_record(record, self._key)
        if counted:
            self.position = Position(record.seq, signed.digest)
        return signed
