"""Rounds, and the device's own keys and count in each."""

from __future__ import annotations

import msgspec
import sqlalchemy as sa

from ppir_desktop.common.errors import InputError
from ppir_desktop.common.identifiers import Digest, Identifier
from ppir_desktop.signing.authors import Position
from ppir_desktop.signing.identities import RoundIdentity, SealingIdentity
from ppir_desktop.signing.keys import SigningKey
from ppir_desktop.store.tables import ROUNDS


class RoundRow(msgspec.Struct, frozen=True):
    """A round that this device takes part in.

    Attributes:
        round: Its id.
        authority: Fingerprint of the authority's key.
        joined_at: When the keys were made.
        identity: The device's keys in it.
        position: Where the device stands in its own count.
    """

    round: Identifier
    authority: Digest
    joined_at: str
    identity: RoundIdentity
    position: Position


class Rounds:
    """The rounds of a vault."""

    def __init__(self, connection: sa.Connection) -> None:
        """Work within a transaction."""
        self._connection = connection

    def join(
        self, round_id: Identifier, authority: Digest, identity: RoundIdentity, joined_at: str
    ) -> None:
        """Keep a new round and the keys that were made for it.

        Raises:
            InputError: ``round_known`` when its keys exist already; they are never replaced.
        """
        known = sa.select(ROUNDS.c.round).where(ROUNDS.c.round == round_id)
        if self._connection.execute(known).first() is not None:
            raise InputError("round_known", round=round_id)
        self._connection.execute(
            ROUNDS.insert().values(
                round=round_id,
                authority=authority,
                joined_at=joined_at,
                signing_key=identity.signing.secret_bytes(),
                sealing_identity=identity.sealing.secret_text(),
                seq=0,
                last=None,
            )
        )

    def get(self, round_id: Identifier) -> RoundRow:
        """A round.

        Raises:
            InputError: ``round_unknown``.
        """
        row = self._connection.execute(ROUNDS.select().where(ROUNDS.c.round == round_id)).first()
        if row is None:
            raise InputError("round_unknown", round=round_id)
        signing = SigningKey.read(row.signing_key)
        return RoundRow(
            round=row.round,
            authority=row.authority,
            joined_at=row.joined_at,
            identity=RoundIdentity(signing, SealingIdentity.read(row.sealing_identity)),
            position=Position(row.seq, row.last),
        )

    def ids(self) -> list[Identifier]:
        """All rounds, by the time they were joined."""
        query = sa.select(ROUNDS.c.round).order_by(ROUNDS.c.joined_at, ROUNDS.c.round)
        return list(self._connection.execute(query).scalars())

    def move(self, round_id: Identifier, position: Position) -> None:
        """Keep where the device stands in its own count, with the record that moved it."""
        self._connection.execute(
            ROUNDS.update()
            .where(ROUNDS.c.round == round_id)
            .values(seq=position.seq, last=position.last)
        )

    def forget(self, round_id: Identifier) -> None:
        """Delete a round: its keys and every row that belongs to it."""
        self._connection.execute(ROUNDS.delete().where(ROUNDS.c.round == round_id))
