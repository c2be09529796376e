"""Purging a round: its keys, rows and blobs, and then the vault's own key.

Overwriting is not to be relied on with flash storage (NIST SP 800-88, 2.4), so what counts is
that keys go: the round's identity with its rows, and the key that what is left of those rows on
the disk was encrypted under.
"""

from __future__ import annotations

import msgspec

from ppir_desktop.common.clock import Clock
from ppir_desktop.common.identifiers import Identifier
from ppir_desktop.protocol.kinds import Kind
from ppir_desktop.protocol.round_bodies import Destruction
from ppir_desktop.signing.authors import Author, Signed
from ppir_desktop.store.opened import REKEY_FACT, OpenProfile
from ppir_desktop.store.repositories.meta import READING_FACT, BackupRow
from ppir_desktop.store.repositories.outbox import OutboxState
from ppir_desktop.store.vault import Work
from ppir_desktop.store.ways_in import Passphrase, WaysIn


class Inventory(msgspec.Struct, frozen=True):
    """What there is of a round.

    Attributes:
        records: Number of records.
        blobs: Number of documents.
        drafts: Number of drafts and notes.
        unsent: Number of signed records that nobody has taken yet.
        backups: Backups that are known to hold the round still.
    """

    records: int
    blobs: int
    drafts: int
    unsent: int
    backups: tuple[BackupRow, ...]


def inventory(work: Work, round_id: Identifier) -> Inventory:
    """What a purge of a round would destroy, and which backups it would not reach.

    Raises:
        InputError: ``round_unknown``.
    """
    joined_at = work.rounds.get(round_id).joined_at
    receipts = work.exchange.receipts()
    waiting = [
        row
        for row in work.outbox.all(OutboxState.WAITING)
        if row.round == round_id and row.parcel not in receipts
    ]
    return Inventory(
        records=work.records.count(round_id),
        blobs=len(work.assignments.blobs(round_id)),
        drafts=len(work.drafts.all(round_id)) + len(work.annotations.all(round_id)),
        unsent=len(waiting),
        backups=tuple(row for row in work.meta.backups() if row.made_at >= joined_at),
    )


def purge_round(
    profile: OpenProfile,
    ways: WaysIn,
    passphrase: Passphrase,
    round_id: Identifier,
    *,
    statement: str,
    clock: Clock,
) -> Signed:
    """Destroy a round, and give the record that says so, signed with the key that goes with it.

    Args:
        profile: The open profile.
        ways: Its ways in, which get the new key.
        passphrase: The passphrase, which was checked.
        round_id: The round.
        statement: What the person confirmed.
        clock: Says when.

    Raises:
        InputError: ``round_unknown``.
        EnvironmentFault: What `OpenProfile.change_key` raises. The rows are gone then, and
            unlocking the profile again changes the key.
    """
    with profile.vault.writing() as work:
        found = inventory(work, round_id)
        row = work.rounds.get(round_id)
        author = Author(row.identity.signing, round_id, clock, row.position)
        body = Destruction(
            records=found.records,
            blobs=found.blobs,
            drafts=found.drafts,
            unsent=found.unsent,
            backups=tuple(backup.made_at for backup in found.backups),
            statement=statement,
        )
        signed = author.sign(Kind.DESTRUCTION, body)
        work.destructions.add(signed)
        work.search.forget_round(round_id)
        work.rounds.forget(round_id)
        work.meta.set(READING_FACT + round_id, "")
        work.meta.set(REKEY_FACT, "yes")
    # Documents and older copies go with the key; should that be cut short, unlocking goes on.
    profile.change_key(ways, passphrase)
    return signed
