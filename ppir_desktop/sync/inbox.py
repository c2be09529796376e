"""The inbox: parcels are opened, judged, and taken in or refused, whichever carrier brought them.

One that is wrong is refused by itself, and the rest goes on. One that cannot be judged yet, since
its author or its key is not known, is kept until it can.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from ppir_desktop.common.clock import Clock, format_utc
from ppir_desktop.common.errors import InputError
from ppir_desktop.common.identifiers import Digest, Identifier, digest_of
from ppir_desktop.protocol.carriage_bodies import Receipt
from ppir_desktop.protocol.kinds import Body, Kind
from ppir_desktop.protocol.ledger_bodies import Appointed, Invited, Ledger
from ppir_desktop.protocol.parcels import Arrival
from ppir_desktop.protocol.people_bodies import Panel
from ppir_desktop.protocol.records import Named
from ppir_desktop.protocol.round_bodies import Access
from ppir_desktop.signing.chains import Chains, Place
from ppir_desktop.signing.identities import SealingIdentity
from ppir_desktop.signing.learning import TRUST_KINDS, kind_of, learn_from
from ppir_desktop.signing.sealing import is_sealed, open_parcel
from ppir_desktop.signing.trust import RoundTrust
from ppir_desktop.signing.verification import (
    Integrity,
    Standing,
    Validity,
    Verdict,
    link_of,
    verify,
    verify_round,
)
from ppir_desktop.store.repositories.exchange import OFFICE
from ppir_desktop.store.repositories.rounds import RoundRow
from ppir_desktop.store.vault import Vault, Work
from ppir_desktop.sync.changes import Change, Happened
from ppir_desktop.sync.effects import refresh_dossiers, withheld

UNKNOWN_AUTHOR: Final = "author_unknown"
UNOPENED: Final = "seal_wrong_key"
_MAY_CHANGE: Final = (UNKNOWN_AUTHOR, UNOPENED)
"""Why a parcel waits: its author may become known; it may be for somebody in whose place this
person is (a lost laptop, a chair named late)."""

Receiver = Callable[[Work, Arrival], None]
_TOUCHING: Final = frozenset({Kind.ASSIGNMENT, Kind.NOTICE})


class Inbox:
    """Takes in the parcels of one round."""

    def __init__(self, vault: Vault, round_id: Identifier, clock: Clock) -> None:
        """Learn from the vault whom the round trusts and what is known so far.

        Args:
            vault: The vault.
            round_id: A round in it, whose opening record is there.
            clock: Says when, where no receipt does.

        Raises:
            InputError: ``round_unknown``; ``round_record_missing`` while its opening record has
                not arrived.
        """
        self._clock = clock
        self._round = round_id
        with vault.reading() as work:
            self.row: RoundRow = work.rounds.get(round_id)
            opening = list(work.records.envelopes(round_id, [Kind.ROUND]))
            if not opening:
                raise InputError("round_record_missing")
            # An officer's desk judges enrolments by the invitations that the office sent out.
            self._secrets = {
                Identifier(name): invited.secret
                for name, invited in work.ledger.all(round_id, Invited).items()
            }
            named = verify_round(opening[-1], self.row.authority)
            self.trust = RoundTrust(named, self._secrets)
            learn_from(self.trust, work.records.received(round_id, TRUST_KINDS))
            self._chains = Chains(work.records.links(round_id))
            self._others = work.exchange.identities(round_id)
        # What waits from an earlier time is looked at once more.
        self._has_grown = True
        self.is_contradicted = False
        """Whether a hub gave a number of its log to two parcels: it was set back, or lies."""

    def take(
        self,
        work: Work,
        arrivals: Sequence[Arrival],
        receiver: Receiver | None = None,
        *,
        by_hub: bool = False,
    ) -> list[Change]:
        """Take parcels in, within a transaction that belongs to whoever calls.

        Args:
            work: The transaction.
            arrivals: The parcels, in the order in which they came.
            receiver: Called for each that is taken in for the first time and has no receipt.
            by_hub: Whether a hub itself gives them, with their places in its log.

        Returns:
            What happened.
        """
        changes: list[Change] = []
        taken: set[Kind] = set()
        for arrival in arrivals:
            changes += self._take_one(work, arrival, taken, receiver, by_hub=by_hub)
        # What made somebody known, or a seal one of ours, may have come after what it concerns.
        while self._has_grown:
            self._has_grown = False
            for arrival in work.exchange.held(self._round, _MAY_CHANGE):
                changes += self._look_at(work, arrival, taken, receiver)
        if taken & _TOUCHING:
            changes += refresh_dossiers(work, self._round, self.row.identity)
        return changes

    def withheld(self, work: Work) -> list[Change]:
        """What carriers kept back so far, by what the newest heads say."""
        found = withheld(work, self._round, self.trust)
        return [Change(Happened.WITHHELD, self._round, str(found.missing))] if found else []

    def look_back(self, work: Work, log: str) -> None:
        """Have a log be read from its beginning on account of what was kept back of it.

        Once a day for each finding: what was refused for good is missing for good.
        """
        found = withheld(work, self._round, self.trust)
        if found is not None:
            work.feed.rewind(self._round, log, f"{self._now()[:10]}:{found.head}:{found.missing}")

    def keep_receipt(self, work: Work, envelope: bytes, parcel: Digest, *, by_hub: bool) -> bool:
        """Keep the hub's or a desk's receipt of a parcel, if it is one; say whether it is.

        A parcel of our own counts as sent once its receipt is here, and no sooner. A desk that took
        it from a stick speaks for itself alone: where there is a hub, by which all others are to
        have it, it is still to go there. Where the parcel lies in the hub's log the hub alone
        says: what a stick brings may speak of a log that was lost.
        """
        verdict = verify(envelope, self.trust, self._now())
        body = verdict.named.record.body if verdict.named is not None else None
        trusted = verdict.integrity is Integrity.INTACT and verdict.standing is Standing.TRUSTED
        if not trusted or not isinstance(body, Receipt) or body.parcel != parcel:
            return False
        if by_hub and work.feed.is_place_taken(self._round, body):
            self.is_contradicted = True
        is_placed = by_hub or body.taken_by == "desk"
        work.exchange.add_receipt(self._round, body, envelope, is_placed=is_placed)
        hub = work.exchange.hub(self._round)
        if body.taken_by == "hub" or hub is None or not hub.address:
            work.outbox.settle(parcel)
        return True

    def _take_one(
        self,
        work: Work,
        arrival: Arrival,
        taken: set[Kind],
        receiver: Receiver | None,
        *,
        by_hub: bool,
    ) -> list[Change]:
        name = arrival.header.parcel
        # Of a parcel that is here nobody needs the bytes; where it lies now may be news.
        if not work.records.knows_parcel(name) and digest_of(arrival.content) != name:
            return self._refuse(work, arrival, "parcel_damaged")
        receipt = arrival.receipt
        if receipt is not None and not self.keep_receipt(work, receipt, name, by_hub=by_hub):
            return self._refuse(work, arrival, "receipt_wrong")
        return self._look_at(work, arrival, taken, receiver)

    def _look_at(
        self, work: Work, arrival: Arrival, taken: set[Kind], receiver: Receiver | None
    ) -> list[Change]:
        """Take in a parcel that is what its name says, and whose receipt was kept."""
        name = arrival.header.parcel
        if work.records.knows_parcel(name):
            work.exchange.let_go(name)
            return []
        try:
            named = self._judge(work, arrival)
        except InputError as error:
            if error.code in _MAY_CHANGE:
                work.exchange.hold(arrival, error.code)
                return []
            return self._refuse(work, arrival, error.code)
        taken.add(named.record.kind)
        if receiver is not None and arrival.receipt is None:
            receiver(work, arrival)
        return self._after(work, named)

    def _judge(self, work: Work, arrival: Arrival) -> Named[Body]:
        """Open a parcel, judge its record, and keep it.

        Raises:
            InputError: With the code of why it is not kept.
        """
        envelope, own = self._open(arrival.content)
        at = self._received_at(work, arrival.header.parcel)
        verdict = verify(envelope, self.trust, at, self._chains)
        if verdict.integrity is Integrity.UNCHECKED or verdict.standing is Standing.UNPROVEN:
            if kind_of(envelope) is Kind.ROUND:
                raise InputError("authority_other")
            raise InputError(UNKNOWN_AUTHOR)
        if not verdict.trusted or verdict.named is None:
            raise InputError(reason_of(verdict))
        named = verdict.named
        self.trust.learn(named)
        work.records.add(named, envelope, at, addressed=own)
        work.records.add_parcel(arrival.header.parcel, self._round, named.digest)
        work.exchange.let_go(arrival.header.parcel)
        work.exchange.pardon(arrival.header.parcel)
        self._chains.add(link_of(named))
        return named

    def _after(self, work: Work, named: Named[Body]) -> list[Change]:
        """What one record by itself leads to."""
        record, body = named.record, named.record.body
        changes = [Change(Happened.RECORD, self._round, named.digest, record.kind)]
        self._has_grown = self._has_grown or record.kind in TRUST_KINDS
        if isinstance(body, Receipt):
            envelope = work.records.envelope(named.digest)
            if self.keep_receipt(work, envelope, body.parcel, by_hub=False):
                changes.append(Change(Happened.SENT, self._round, body.parcel))
        elif isinstance(body, Access):
            grant = self.trust.grant(self.row.identity.id)
            if grant is not None and grant.revoked_at is not None:
                changes.append(Change(Happened.REVOKED, self._round, grant.revoked_at))
        elif isinstance(body, Panel) and body.identity is not None:
            identity = SealingIdentity.read(body.identity)
            if work.exchange.add_identity(self._round, f"panel:{body.panel}", identity):
                self._others = work.exchange.identities(self._round)
                changes.append(Change(Happened.PANEL_OPENED, self._round, body.panel))
        elif isinstance(body, Appointed):
            identity = SealingIdentity.read(body.office)
            if work.exchange.add_identity(self._round, OFFICE, identity):
                self._others = work.exchange.identities(self._round)
                self._has_grown = True
                changes.append(Change(Happened.APPOINTED, self._round, body.number))
        elif isinstance(body, Ledger):
            self._write_down(work, named, body)
        elif record.kind is Kind.NOTICE:
            changes.append(Change(Happened.NOTICE, self._round, named.digest))
        return changes

    def _write_down(self, work: Work, named: Named[Body], body: Ledger) -> None:
        """Take over what another officer wrote into the ledger."""
        for entry in body.entries:
            work.ledger.put(self._round, entry, named.record.made_at, named.digest)
            if isinstance(entry.content, Invited):
                self._secrets[Identifier(entry.name)] = entry.content.secret
                self._has_grown = True

    def _open(self, content: bytes) -> tuple[bytes, bool]:
        """The envelope in a parcel, and whether it was sealed to this device's own key."""
        if not is_sealed(content):
            return open_parcel(content, []), False
        try:
            return open_parcel(content, [self.row.identity.sealing]), True
        except InputError as error:
            if error.code != UNOPENED or not self._others:
                raise
        return open_parcel(content, self._others), False

    def _refuse(self, work: Work, arrival: Arrival, code: str) -> list[Change]:
        header = arrival.header
        work.exchange.let_go(header.parcel)
        is_new = work.exchange.refuse(
            header.parcel, self._round, header.kind, code=code, seen_at=self._now()
        )
        return [Change(Happened.REFUSED, self._round, header.parcel, code)] if is_new else []

    def _received_at(self, work: Work, parcel: Digest) -> str:
        receipt = work.exchange.receipt(parcel)
        return receipt.received_at if receipt else self._now()

    def _now(self) -> str:
        return format_utc(self._clock.now())


def reason_of(verdict: Verdict) -> str:
    """Code of why a record may not be acted upon."""
    if verdict.problem:
        return verdict.problem
    if verdict.standing is not Standing.TRUSTED:
        return f"standing_{verdict.standing}"
    if verdict.validity is not Validity.VALID:
        return f"validity_{verdict.validity}"
    return "place_fork" if verdict.place is Place.FORK else "record_not_trusted"
