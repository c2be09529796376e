"""What every task of a hub needs: its database, its keys, its clock, and who is calling."""

from __future__ import annotations

import sqlalchemy as sa

from ppir_desktop.common.clock import Clock, format_utc
from ppir_desktop.common.closing import Closes
from ppir_desktop.common.errors import InputError, RefusedError
from ppir_desktop.common.identifiers import Identifier
from ppir_desktop.hub import admission, log
from ppir_desktop.hub.admission import Caller
from ppir_desktop.hub.blobs import BlobStore
from ppir_desktop.hub.database import Database
from ppir_desktop.protocol.carriage_bodies import Receipt
from ppir_desktop.protocol.kinds import Body, Kind
from ppir_desktop.protocol.parcels import RoutingHeader
from ppir_desktop.protocol.records import Record, new_record
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

    def caller(self, connection: sa.Connection, round_id: Identifier, token: str) -> Caller:
        """Who holds a token: what the round says of them now counts, not what it said then.

        Raises:
            InputError: ``round_unknown`` or ``round_deleted``.
            RefusedError: ``token_wrong``, ``token_expired``, and what `admission.known_key`
                refuses.
        """
        now = self.clock.now()
        key = self.mint.read(token, round_id, now)
        log.find_round(connection, round_id)
        return Caller(key, admission.known_key(connection, round_id, key, format_utc(now)))

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
        self, connection: sa.Connection, header: RoutingHeader, content: bytes
    ) -> tuple[int, bytes]:
        """Put a parcel into the log and sign its receipt, unless it is there already.

        Returns:
            Its number, 0 when it was there, and the receipt.
        """
        # Who came second waits for the lock, finds what the first one left, and takes no number.
        log.find_round(connection, header.round, lock=True)
        if (known := log.receipt_of(connection, header.round, header.parcel)) is not None:
            return 0, known
        index = log.next_index(connection, header.round)
        body = Receipt(parcel=header.parcel, received_at=self.now(), index=index, taken_by="hub")
        record = new_record(
            Kind.RECEIPT,
            body,
            round_id=header.round,
            author=self.key.id,
            made_at=body.received_at,
        )
        receipt = sign_record(record, self._key).envelope
        log.add(connection, index, header, content, receipt)
        return index, receipt


def refuse_other_header(header: RoutingHeader, record: Record[Body]) -> None:
    """Refuse a header that says something else than the open record behind it.

    Raises:
        InputError: ``not_a_parcel``.
    """
    said = (header.kind, header.author, header.round)
    if said != (record.kind, record.author, record.round):
        raise InputError("not_a_parcel")
