"""Drafts and notes kept safe outside the laptop, sealed to the recovery sheet alone."""

from __future__ import annotations

from typing import Final

from ppir_desktop.common.clock import Clock
from ppir_desktop.common.errors import InputError
from ppir_desktop.common.identifiers import Digest, Identifier, digest_of
from ppir_desktop.protocol.canonical import canonical_json
from ppir_desktop.protocol.carriage_bodies import Backup, BackupItem
from ppir_desktop.protocol.kinds import Kind
from ppir_desktop.services.profiles import read_recovery_key
from ppir_desktop.services.statements import say
from ppir_desktop.signing.identities import SealingIdentity
from ppir_desktop.signing.sealing import open_parcel
from ppir_desktop.signing.trust import RoundTrust
from ppir_desktop.signing.verification import Integrity, verify
from ppir_desktop.store.opened import OpenProfile
from ppir_desktop.store.vault import Work
from ppir_desktop.sync.inbox import UNOPENED, Inbox

_BACKED_UP: Final = "backed_up:"
"""Fact about a round: the digest of what was backed up last."""

_MOST_LAPTOPS: Final = 20


def back_up(profile: OpenProfile, round_id: Identifier, clock: Clock) -> bool:
    """Queue a backup of a round's drafts and notes if they changed since the last one.

    Args:
        profile: The open profile.
        round_id: The round.
        clock: Says when.

    Returns:
        Whether one was queued.

    Raises:
        InputError: ``round_unknown``; ``too_large`` for more than a backup may hold.
    """
    recipient = profile.recovery_recipient()
    with profile.vault.writing() as work:
        items = work.put_away.items(round_id)
        digest = digest_of(canonical_json(items))
        fact = _BACKED_UP + round_id
        before = work.meta.get(fact)
        if before == digest or (not items and not before):
            return False
        _queue(work, round_id, items, recipient, clock)
        work.meta.set(fact, digest)
    return True


def restore(profile: OpenProfile, round_id: Identifier, key: str, clock: Clock) -> int:
    """Put the drafts and notes of a lost laptop into this profile, in its owner's place.

    The backup arrives with a sync once the office has said that this device follows the lost one.

    Args:
        profile: The open profile.
        round_id: The round.
        key: The key on the lost laptop's recovery sheet.
        clock: Says when.

    Returns:
        How many were put back; newer ones of this profile stay as they are.

    Raises:
        InputError: ``identity_unreadable``; ``backup_not_here`` when none has arrived that the
            sheet opens.
    """
    recovery = read_recovery_key(key)
    inbox = Inbox(profile.vault, round_id, clock)
    former = _former_keys(inbox.trust, inbox.row.identity.id)
    with profile.vault.writing() as work:
        for arrival in work.exchange.held(round_id, [UNOPENED]):
            if arrival.header.kind is not Kind.BACKUP:
                continue
            body = _opened(arrival.content, recovery, inbox.trust, former)
            if body is None:
                continue
            restored = work.put_away.restore(round_id, body.items)
            work.exchange.let_go(arrival.header.parcel)
            return restored
    raise InputError("backup_not_here")


def _queue(
    work: Work,
    round_id: Identifier,
    items: tuple[BackupItem, ...],
    recipient: str,
    clock: Clock,
) -> None:
    author = work.rounds.get(round_id).identity.id
    generation = len(work.records.of_kind(round_id, Kind.BACKUP)) + 1
    # An older one that never left is of no use any more.
    work.outbox.drop_waiting(round_id, Kind.BACKUP)
    signed = say(
        work,
        round_id,
        Kind.BACKUP,
        Backup(generation=generation, items=items),
        recipients=[recipient],
        addresses=[author],
        clock=clock,
    )
    # What is in it lies in its own place while it may be read, and is in the sealed parcel.
    work.records.empty([signed.digest])


def _opened(
    content: bytes, recovery: SealingIdentity, trust: RoundTrust, former: set[Digest]
) -> Backup | None:
    """What is in a backup, if the sheet opens it and a former laptop of this person made it."""
    try:
        envelope = open_parcel(content, [recovery])
    except InputError:
        return None
    verdict = verify(envelope, trust, "")
    if verdict.integrity is not Integrity.INTACT or verdict.named is None:
        return None
    record = verdict.named.record
    return record.body if isinstance(record.body, Backup) and record.author in former else None


def _former_keys(trust: RoundTrust, own: Digest) -> set[Digest]:
    found: set[Digest] = set()
    grant = trust.grant(own)
    for _ in range(_MOST_LAPTOPS):
        if grant is None or grant.replaces is None:
            break
        found.add(grant.replaces)
        grant = trust.grant(grant.replaces)
    return found
