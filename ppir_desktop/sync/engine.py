"""The exchange: sends what is waiting, takes in what is there.

Everything is done in steps that can be broken off at any place and done again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from ppir_desktop.common.clock import Clock
from ppir_desktop.common.identifiers import Digest, Identifier
from ppir_desktop.protocol.hub_api import SET_BACK, Mark
from ppir_desktop.protocol.kinds import Kind
from ppir_desktop.protocol.parcels import RoutingHeader
from ppir_desktop.store.repositories.outbox import OutboxRow, OutboxState
from ppir_desktop.store.vault import Vault
from ppir_desktop.sync.carrier import Batch, Sink, Source
from ppir_desktop.sync.changes import Change, Happened
from ppir_desktop.sync.document_exchange import DocumentExchange
from ppir_desktop.sync.failures import DamagedError, HubRefusalError
from ppir_desktop.sync.inbox import Inbox
from ppir_desktop.sync.progress import Watch

INVITATIONS_AT_ONCE: Final = 1_000

Deliver = Callable[[RoutingHeader, bytes, bytes | None], bytes | None]
"""Hands a parcel over, as `Sink.deliver`."""


class Engine:
    """One exchange of one round with one carrier."""

    def __init__(self, vault: Vault, round_id: Identifier, watch: Watch, clock: Clock) -> None:
        """Exchange for a round.

        Args:
            vault: The vault.
            round_id: A round in it whose opening record is there.
            watch: Counts, and says whether to stop.
            clock: Says when.

        Raises:
            InputError: ``round_unknown`` or ``round_record_missing``.
        """
        self._vault = vault
        self._round = round_id
        self._watch = watch
        self.inbox = Inbox(vault, round_id, clock)
        self.documents = DocumentExchange(vault, round_id, watch)

    def send(self, sink: Sink) -> list[Change]:
        """Send documents and then the parcels that may speak of them.

        A parcel that is refused is kept with the reason, and the rest goes on.

        Raises:
            OfflineFault: When the line is gone; what was sent has its receipt.
            RefusedError: ``cancelled``.
        """
        changes = self.documents.upload(sink)
        rows = self.waiting()
        self._watch.begin("send", sum(row.header.size for row in rows))
        for row in rows:
            if row.header.kind is Kind.ENROLMENT and not self.was_let_in_by(row):
                continue
            changes += self.hand_over(row, sink.deliver)
        return changes

    def announce(self, sink: Sink) -> None:
        """Tell a carrier of the invitations that were sent out, where an officer's desk has any.

        Raises:
            OfflineFault: When the line is gone.
            HubRefusalError: When the caller may not invite.
        """
        with self._vault.reading() as work:
            invitations = work.ledger.untold(self._round)
        for start in range(0, len(invitations), INVITATIONS_AT_ONCE):
            some = invitations[start : start + INVITATIONS_AT_ONCE]
            sink.announce(some)
            with self._vault.writing() as work:
                work.ledger.tell(self._round, some)

    def waiting(self, state: OutboxState = OutboxState.WAITING) -> list[OutboxRow]:
        """The parcels of the round that are still to be sent, or are in a state, oldest first."""
        with self._vault.reading() as work:
            return [row for row in work.outbox.all(state) if row.round == self._round]

    def hand_over(self, row: OutboxRow, deliver: Deliver) -> list[Change]:
        """Hand one parcel over and keep its receipt, or why it was refused."""
        self._watch.check()
        with self._vault.reading() as work:
            content = work.outbox.sealed(row.parcel)
            known = work.exchange.receipt(row.parcel)
            by_hub = known is not None and known.taken_by == "hub"
            former = work.exchange.receipt_envelope(row.parcel) if by_hub else None
        try:
            receipt = deliver(row.header, content, former)
        except HubRefusalError as refusal:
            if refusal.is_of_the_caller:
                raise
            if by_hub:  # a hub that was set back does not know yet what this one may do
                return self._unreceipted(row.parcel, refusal.code)
            with self._vault.writing() as work:
                work.outbox.mark(row.parcel, OutboxState.REFUSED, refusal.code)
            return [Change(Happened.REFUSED_BY_HUB, self._round, row.parcel, refusal.code)]
        except DamagedError as error:
            return self._unreceipted(row.parcel, error.code)
        with self._vault.writing() as work:
            is_kept = receipt is None or self.inbox.keep_receipt(
                work, receipt, row.parcel, by_hub=True
            )
        if not is_kept:
            return self._unreceipted(row.parcel, "receipt_wrong")
        self._watch.add(row.header.size)
        return [Change(Happened.SENT, self._round, row.parcel, row.header.kind)] if receipt else []

    def receive(self, source: Source, log: str) -> list[Change]:
        """Take in what a carrier has for us.

        Records and the position in the carrier's log go into the vault together. Where something is
        missing by what officers say, the log is read from its beginning the next time, once a day.

        Args:
            source: The carrier.
            log: Name of its log.

        Raises:
            OfflineFault: When the line is gone; what was taken in stays.
            HubRefusalError: ``log_set_back`` when the carrier's log is not the one that it was.
            DamagedError: When the carrier's answers are not what they should be.
            RefusedError: ``cancelled``.
        """
        self._watch.begin("records")
        with self._vault.reading() as work:
            after = work.feed.position(self._round, log)
            mark = work.feed.mark(self._round, log)
        changes: list[Change] = []
        for batch in source.batches(after, mark, self._knows):
            self._watch.check()
            changes += self._take(batch, log)
        if self.inbox.is_contradicted:
            raise HubRefusalError(SET_BACK)
        return changes + self._look_back(log, mark)

    def begin_again(self, log: str) -> list[Change]:
        """Have all be read and sent once more, since the carrier lost part of its log.

        What it still has it says so of at once; the receipts that it gave hold.
        """
        with self._vault.writing() as work:
            work.outbox.send_again(set(work.feed.displace(self._round)))
            work.exchange.upload_again(self._round)
            work.ledger.tell_again(self._round)
            work.feed.rewind(self._round, log)
            work.feed.set_mark(self._round, log, None)
        self.inbox.is_contradicted = False
        return [Change(Happened.SET_BACK, self._round, self._round)]

    @property
    def was_let_in(self) -> bool:
        """Whether the office let this device in, by what the vault knows."""
        return self.inbox.trust.grant(self.inbox.row.identity.id) is not None

    def was_let_in_by(self, row: OutboxRow) -> bool:
        """Whether an enrolment came to its end, and a hub that lost it is only sent it again."""
        with self._vault.reading() as work:
            known = work.exchange.receipt(row.parcel)
        return self.was_let_in and known is not None and known.taken_by == "hub"

    def _knows(self, parcel: Digest) -> bool:
        with self._vault.reading() as work:
            return work.records.knows_parcel(parcel)

    def _unreceipted(self, parcel: Digest, code: str) -> list[Change]:
        """Send a parcel again later: if it did arrive, that changes nothing."""
        with self._vault.writing() as work:
            work.outbox.mark(parcel, OutboxState.WAITING, code)
        return [Change(Happened.UNRECEIPTED, self._round, parcel, code)]

    def _look_back(self, log: str, mark: Mark | None) -> list[Change]:
        """Remember where the log is now, and see whether all came that officers said."""
        with self._vault.reading() as work:
            missing = self.inbox.withheld(work)
            last = work.feed.last_place(self._round)
        if missing or last != mark:
            with self._vault.writing() as work:
                work.feed.set_mark(self._round, log, last)
                self.inbox.look_back(work, log)
        return missing

    def _take(self, batch: Batch, log: str) -> list[Change]:
        with self._vault.writing() as work:
            changes = self.inbox.take(work, batch.arrivals, by_hub=batch.position is not None)
            if batch.position is not None:
                work.feed.move(self._round, log, batch.position)
        self._watch.add(sum(arrival.header.size for arrival in batch.arrivals))
        return changes
