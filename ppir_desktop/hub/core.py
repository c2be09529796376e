"""What every task of a hub needs: its database, its keys, its clock, and who is calling."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import sqlalchemy as sa

from ppir_desktop.common.clock import Clock, format_utc
from ppir_desktop.common.closing import Closes
from ppir_desktop.common.errors import InputError, PpirError, RefusedError
from ppir_desktop.common.identifiers import Digest, Identifier
from ppir_desktop.hub import admission, log
from ppir_desktop.hub.admission import Caller
from ppir_desktop.hub.blobs import BlobStore
from ppir_desktop.hub.database import Database
from ppir_desktop.hub.log import Parcel, Taken
from ppir_desktop.protocol.carriage_bodies import Receipt
from ppir_desktop.protocol.envelopes import read_envelope, signed_bytes
from ppir_desktop.protocol.kinds import Body, Kind
from ppir_desktop.protocol.parcels import RoutingHeader
from ppir_desktop.protocol.records import Record, decode_record, new_record
from ppir_desktop.protocol.round_bodies import Role
from ppir_desktop.signing.authors import sign_record
from ppir_desktop.signing.keys import PublicKey, SigningKey
from ppir_desktop.signing.tokens import TokenMint


class Hub(Closes):
    """A hub at work. It keeps nothing between calls that its database does not have."""

    def __init__(
        self,
        database: Database,
        blobs: BlobStore,
        *,
        key: SigningKey,
        secret: bytes,
        clock: Clock,
    ) -> None:
        """Work on a database that is migrated.

        Args:
            database: The database.
            blobs: Where documents lie.
            key: What receipts are signed with.
            secret: What bearer tokens are made with.
            clock: Says when.
        """
        self.database = database
        self.blobs = blobs
        self.mint = TokenMint(secret)
        self.clock = clock
        self._key = key

    def close(self) -> None:
        """Close every connection to the database."""
        self.database.close()

    @property
    def key(self) -> PublicKey:
        """The key that receipts are signed with."""
        return self._key.public

    def now(self) -> str:
        """The hub's time."""
        return format_utc(self.clock.now())

    def holder(self, round_id: Identifier, token: str) -> Digest:
        """Whose a token is, without asking whether they may still come in.

        Raises:
            RefusedError: ``token_wrong`` or ``token_expired``.
        """
        return self.mint.read(token, round_id, self.clock.now())

    def caller(self, connection: sa.Connection, round_id: Identifier, token: str) -> Caller:
        """Who holds a token: what the round says of them now counts, not what it said then.

        Raises:
            InputError: ``round_unknown`` or ``round_deleted``.
            RefusedError: ``token_wrong``, ``token_expired``, and what `admission.known_key`
                refuses.
        """
        key, now = self.holder(round_id, token), self.now()
        return Caller(key, admission.known_key(connection, round_id, key, now))

    def officer(
        self, connection: sa.Connection, round_id: Identifier, token: str, *more: Role
    ) -> Caller:
        """The same, of whoever is of the office or of some more roles.

        Raises:
            InputError: As `caller`.
            RefusedError: ``office_only``, and as `caller`.
        """
        caller = self.caller(connection, round_id, token)
        if not caller.is_office and caller.known.role not in more:
            raise RefusedError("office_only")
        return caller

    def take(
        self,
        connection: sa.Connection,
        round_id: Identifier,
        parcels: Iterable[Parcel],
        received: Mapping[Digest, str] | None = None,
    ) -> dict[Digest, Taken]:
        """Put parcels of a round into its log and sign their receipts, unless they are there.

        Args:
            connection: A transaction.
            round_id: The round.
            parcels: The parcels.
            received: When some of them were received, where that was not now.

        Returns:
            For the name of each, its number, 0 when it was there, and its receipt.

        Raises:
            InputError: ``round_unknown`` or ``round_deleted``.
        """
        row = log.find_round(connection, round_id, lock=True)
        wanted = {header.parcel: (header, content) for header, content in parcels}
        # Whoever came second waited for the lock, and finds what the first one left.
        known = log.receipts_of(connection, round_id, list(wanted))
        fresh = [parcel for name, parcel in wanted.items() if name not in known]
        there = {name: Taken(0, receipt) for name, receipt in known.items()}
        times = received or {}

        def sign(header: RoutingHeader, index: int) -> bytes:
            return self._receipt(header, index, times.get(header.parcel, ""))

        return there | log.append(connection, row, fresh, sign)

    def _receipt(self, header: RoutingHeader, index: int, received_at: str) -> bytes:
        now = self.now()
        body = Receipt(
            parcel=header.parcel, received_at=received_at or now, index=index, taken_by="hub"
        )
        record = new_record(
            Kind.RECEIPT,
            body,
            round_id=header.round,
            author=self.key.id,
            made_at=now,
        )
        return sign_record(record, self._key).envelope


def receipt_in(content: bytes, key: PublicKey, round_id: Identifier) -> Receipt | None:
    """A receipt if it is one of a round and a key signed it, else None."""
    try:
        envelope = read_envelope(content)
        message = signed_bytes(envelope.payload_type, envelope.payload)
        if not key.verifies(envelope.signatures[0].sig, message):
            return None
        record = decode_record(envelope.payload_type, envelope.payload).record
    except PpirError:
        return None
    if record.round != round_id or not isinstance(record.body, Receipt):
        return None
    return record.body


def refuse_other_header(header: RoutingHeader, record: Record[Body]) -> None:
    """Refuse a header that says something else than the open record behind it.

    Raises:
        InputError: ``not_a_parcel``.
    """
    said = (header.kind, header.author, header.round)
    if said != (record.kind, record.author, record.round):
        raise InputError("not_a_parcel")
