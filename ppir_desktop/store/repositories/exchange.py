"""What an exchange keeps: where hubs are, receipts, what waits, what was refused."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Final

import msgspec
import sqlalchemy as sa

from ppir_desktop.common.identifiers import Digest, Identifier
from ppir_desktop.protocol.bundles import Contents
from ppir_desktop.protocol.carriage_bodies import Receipt
from ppir_desktop.protocol.kinds import Kind
from ppir_desktop.protocol.parcels import Arrival, read_arrival, write_arrival
from ppir_desktop.signing.identities import SealingIdentity
from ppir_desktop.store.tables import (
    HELD,
    HUBS,
    IDENTITIES,
    RECEIPTS,
    REFUSALS,
    STAGED,
    STAGED_BLOBS,
    STAGED_PARTS,
    UPLOADS,
)

OFFICE: Final = "office"
"""Name of the office's identity, which every officer holds."""


_RECEIPT: Final = sa.select(
    RECEIPTS.c.parcel, RECEIPTS.c.index, RECEIPTS.c.taken_by, RECEIPTS.c.received_at
)
_AWAITED: Final = sa.union_all(
    sa.select(STAGED_PARTS.c.bundle),
    sa.select(STAGED.c.bundle).join(HELD, HELD.c.parcel == STAGED.c.parcel),
)
"""Bundles that are here in part, or of which a parcel is held."""


class HubRow(msgspec.Struct, frozen=True):
    """Where a round's hub is.

    Attributes:
        address: Its address, empty for a round that travels on sticks alone.
        certificate: SHA-256 of its certificate, empty where any valid one will do.
        invitation: Id of the invitation that was answered, empty for none.
    """

    address: str
    certificate: str
    invitation: str


class ReceiptRow(msgspec.Struct, frozen=True):
    """A receipt: who took the parcel, when, and as which of its log."""

    parcel: Digest
    index: int
    taken_by: str
    received_at: str


class RefusalRow(msgspec.Struct, frozen=True):
    """A parcel that was refused."""

    parcel: Digest
    round: Identifier
    kind: Kind
    code: str
    seen_at: str


class UploadState(StrEnum):
    """What became of a document that is to be sent."""

    WAITING = "waiting"
    SENT = "sent"


class Exchange:
    """The exchange's rows in a vault."""

    def __init__(self, connection: sa.Connection) -> None:
        """Work within a transaction."""
        self._connection = connection

    def set_hub(self, round_id: Identifier, hub: HubRow) -> None:
        """Keep where a round's hub is."""
        self._replace(HUBS, round=round_id, **msgspec.structs.asdict(hub))

    def hub(self, round_id: Identifier) -> HubRow | None:
        """Where a round's hub is; None where nobody said."""
        row = self._connection.execute(HUBS.select().where(HUBS.c.round == round_id)).first()
        return HubRow(row.address, row.certificate, row.invitation) if row else None

    def add_identity(self, round_id: Identifier, name: str, identity: SealingIdentity) -> bool:
        """Keep another identity to open parcels with; say whether it is new."""
        return self._insert(IDENTITIES, round=round_id, name=name, identity=identity.secret_text())

    def identities(self, round_id: Identifier) -> list[SealingIdentity]:
        """The identities of office and panels that this device holds."""
        query = sa.select(IDENTITIES.c.identity).where(IDENTITIES.c.round == round_id)
        return [SealingIdentity.read(text) for text in self._connection.execute(query).scalars()]

    def identity(self, round_id: Identifier, name: str) -> SealingIdentity | None:
        """The identity that answers to an address; None where this device has none."""
        query = sa.select(IDENTITIES.c.identity).where(
            IDENTITIES.c.round == round_id, IDENTITIES.c.name == name
        )
        text = self._connection.execute(query).scalar()
        return None if text is None else SealingIdentity.read(text)

    def identity_names(self, round_id: Identifier) -> list[str]:
        """The addresses that those identities answer to."""
        query = sa.select(IDENTITIES.c.name).where(IDENTITIES.c.round == round_id)
        return list(self._connection.execute(query).scalars())

    def add_receipt(
        self, round_id: Identifier, receipt: Receipt, envelope: bytes, *, is_placed: bool = True
    ) -> bool:
        """Keep a verified receipt, the first of its parcel; say whether it is new.

        The number of one that is not placed does not count: it may be that of a log that was lost.
        Of a later one nothing counts but its number, where none is known of the former one.
        """
        index = receipt.index if is_placed else 0
        self._connection.execute(
            RECEIPTS.update()
            .where(RECEIPTS.c.parcel == receipt.parcel, RECEIPTS.c.index == 0)
            .values(index=index)
        )
        return self._insert(
            RECEIPTS,
            parcel=receipt.parcel,
            round=round_id,
            index=index,
            taken_by=receipt.taken_by,
            received_at=receipt.received_at,
            envelope=envelope,
        )

    def receipt(self, parcel: Digest) -> ReceiptRow | None:
        """The receipt of a parcel, or None while there is none."""
        row = self._connection.execute(_RECEIPT.where(RECEIPTS.c.parcel == parcel)).first()
        return ReceiptRow(*row) if row else None

    def receipts(self) -> dict[Digest, ReceiptRow]:
        """All receipts, by parcel."""
        rows = self._connection.execute(_RECEIPT)
        return {row.parcel: ReceiptRow(*row) for row in rows}

    def receipt_envelope(self, parcel: Digest) -> bytes | None:
        """The signed receipt of a parcel."""
        query = sa.select(RECEIPTS.c.envelope).where(RECEIPTS.c.parcel == parcel)
        found = self._connection.execute(query).scalar()
        return None if found is None else bytes(found)

    def last_taken_here(self, round_id: Identifier) -> int:
        """The last number that this desk gave out for what came in bundles."""
        query = sa.select(sa.func.max(RECEIPTS.c.index)).where(
            RECEIPTS.c.round == round_id, RECEIPTS.c.taken_by == "desk"
        )
        return int(self._connection.execute(query).scalar() or 0)

    def hold(self, arrival: Arrival, reason: str) -> None:
        """Keep a parcel that cannot be opened or judged yet."""
        header = arrival.header
        self._replace(
            HELD,
            parcel=header.parcel,
            round=header.round,
            arrival=write_arrival(arrival),
            reason=reason,
        )

    def held(self, round_id: Identifier, reasons: Sequence[str]) -> list[Arrival]:
        """Parcels that wait for some reasons."""
        query = sa.select(HELD.c.arrival).where(
            HELD.c.round == round_id, HELD.c.reason.in_(list(reasons))
        )
        return [read_arrival(bytes(one)) for one in self._connection.execute(query).scalars()]

    def let_go(self, parcel: Digest) -> None:
        """Stop waiting for a parcel."""
        self._connection.execute(HELD.delete().where(HELD.c.parcel == parcel))

    def refuse(
        self, parcel: Digest, round_id: Identifier, kind: Kind, *, code: str, seen_at: str
    ) -> bool:
        """Keep that a parcel was refused, and why; say whether that is new."""
        return self._insert(
            REFUSALS, parcel=parcel, round=round_id, kind=kind.value, code=code, seen_at=seen_at
        )

    def pardon(self, parcel: Digest) -> None:
        """Forget that a parcel was refused, since it was taken in after all."""
        self._connection.execute(REFUSALS.delete().where(REFUSALS.c.parcel == parcel))

    def refusals(self, round_id: Identifier) -> list[RefusalRow]:
        """Parcels that were refused, the oldest first."""
        query = REFUSALS.select().where(REFUSALS.c.round == round_id)
        ordered = query.order_by(REFUSALS.c.seen_at, REFUSALS.c.parcel)
        rows = self._connection.execute(ordered).mappings()
        return [msgspec.convert(row, RefusalRow) for row in rows]

    def add_upload(self, round_id: Identifier, digest: Digest) -> None:
        """Have a document be sent."""
        self._insert(UPLOADS, round=round_id, digest=digest, state=UploadState.WAITING.value)

    def mark_uploaded(self, round_id: Identifier, digest: Digest) -> None:
        """Keep that the hub has a document."""
        self._replace(UPLOADS, round=round_id, digest=digest, state=UploadState.SENT.value)

    def upload_again(self, round_id: Identifier) -> None:
        """Have every document of a round be offered once more."""
        table = UPLOADS.update().where(UPLOADS.c.round == round_id)
        self._connection.execute(table.values(state=UploadState.WAITING.value))

    def uploads(self, round_id: Identifier, state: UploadState | None = None) -> list[Digest]:
        """Documents of this device's own, or those of them in one state."""
        query = sa.select(UPLOADS.c.digest).where(UPLOADS.c.round == round_id)
        if state is not None:
            query = query.where(UPLOADS.c.state == state.value)
        return list(self._connection.execute(query.order_by(UPLOADS.c.digest)).scalars())

    def kept_documents(self) -> set[Digest]:
        """Documents that stay, in any round, whatever dossiers are here.

        Those that this device gives others, sent or not, and those of bundles not whole yet.
        """
        own = self._connection.execute(sa.select(UPLOADS.c.digest)).scalars()
        return {*own, *self.staged_blobs()}

    def stage(self, contents: Contents, arrivals: Sequence[Arrival]) -> int:
        """Keep a part of a bundle until the others are here; give how many are."""
        of = {"bundle": contents.whole, "round": contents.round}
        blobs = [{**of, "digest": blob.digest} for blob in contents.blobs]
        parcels = [
            {**of, "parcel": one.header.parcel, "arrival": write_arrival(one)} for one in arrivals
        ]
        parts = [{**of, "part": contents.part}]
        for table, rows in ((STAGED_PARTS, parts), (STAGED_BLOBS, blobs), (STAGED, parcels)):
            if rows:
                statement = table.insert().prefix_with("OR IGNORE", dialect="sqlite")
                self._connection.execute(statement, rows)
        query = sa.select(sa.func.count()).where(STAGED_PARTS.c.bundle == contents.whole)
        return int(self._connection.execute(query).scalar_one())

    def staged(self, contents: Contents) -> list[Arrival]:
        """The parcels that were staged of a bundle, in its own order."""
        query = sa.select(STAGED.c.arrival).where(STAGED.c.bundle == contents.whole)
        ordered = query.order_by(sa.literal_column("rowid"))
        return [read_arrival(bytes(one)) for one in self._connection.execute(ordered).scalars()]

    def unstage(self, contents: Contents) -> None:
        """Forget what was staged of a bundle that was taken in, but for what is held of it."""
        in_part, held = sa.select(STAGED_PARTS.c.bundle), sa.select(HELD.c.parcel)
        for gone in (
            STAGED_PARTS.delete().where(STAGED_PARTS.c.bundle == contents.whole),
            STAGED.delete().where(STAGED.c.bundle.not_in(in_part), STAGED.c.parcel.not_in(held)),
            STAGED_BLOBS.delete().where(STAGED_BLOBS.c.bundle.not_in(_AWAITED)),
        ):
            self._connection.execute(gone)

    def staged_blobs(self) -> set[Digest]:
        """Documents of bundles that are here in part, or of which something cannot be judged yet.

        No dossier speaks of them as yet.
        """
        query = sa.select(STAGED_BLOBS.c.digest).where(STAGED_BLOBS.c.bundle.in_(_AWAITED))
        return set(self._connection.execute(query).scalars())

    def _insert(self, table: sa.Table, **values: object) -> bool:
        statement = table.insert().prefix_with("OR IGNORE", dialect="sqlite").values(**values)
        return self._connection.execute(statement).rowcount == 1

    def _replace(self, table: sa.Table, **values: object) -> None:
        statement = table.insert().prefix_with("OR REPLACE", dialect="sqlite").values(**values)
        self._connection.execute(statement)
