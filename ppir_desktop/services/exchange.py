"""Exchanging with a hub: one exchange at a time, of every round or of one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import msgspec

from ppir_desktop.common.clock import Clock
from ppir_desktop.common.errors import InputError, PpirError
from ppir_desktop.common.identifiers import Digest, Identifier, digest_of
from ppir_desktop.protocol.envelopes import read_envelope
from ppir_desktop.protocol.hub_api import SET_BACK
from ppir_desktop.protocol.kinds import Kind
from ppir_desktop.protocol.parcels import RoutingHeader
from ppir_desktop.services.drafts_backup import back_up
from ppir_desktop.services.statements import opening_of
from ppir_desktop.store.opened import OpenProfile
from ppir_desktop.store.repositories.exchange import HubRow, ReceiptRow, RefusalRow
from ppir_desktop.store.repositories.outbox import OutboxRow, OutboxState
from ppir_desktop.store.vault import Work
from ppir_desktop.sync.changes import Change, Happened
from ppir_desktop.sync.engine import Engine
from ppir_desktop.sync.failures import DamagedError, HubRefusalError, OfflineFault
from ppir_desktop.sync.hub_carrier import HubCarrier
from ppir_desktop.sync.hub_client import HubClient
from ppir_desktop.sync.progress import Watch

NOT_ADMITTED: Final = "key_not_admitted"
_WAITING: Final = frozenset({NOT_ADMITTED, "key_not_yet"})


class Outcome(msgspec.Struct, frozen=True):
    """How the exchange of one round went.

    Attributes:
        round: The round.
        changes: What happened.
        failure: Why it did not come to its end; None when it did.
        awaits_approval: Whether the office has yet to let this device in.
    """

    round: Identifier
    changes: tuple[Change, ...]
    failure: PpirError | None = None
    awaits_approval: bool = False

    @property
    def is_offline(self) -> bool:
        """Whether trying again later is all that is needed."""
        return isinstance(self.failure, OfflineFault)


class Sent(msgspec.Struct, frozen=True):
    """A parcel of this device's own.

    Attributes:
        row: The parcel.
        receipt: Its receipt; None where the hub has given none yet.
        dossier: Application number that it is about; empty where it is about none or several.
    """

    row: OutboxRow
    receipt: ReceiptRow | None
    dossier: str = ""

    @property
    def state(self) -> str:
        """``waiting``, ``at_desk`` while a desk alone has it, ``sent``, ``refused``."""
        is_waiting = self.row.state is OutboxState.WAITING
        by_desk = self.receipt is not None and self.receipt.taken_by == "desk"
        return "at_desk" if is_waiting and by_desk else self.row.state.value


class _Named(msgspec.Struct, frozen=True):
    dossier: str = ""


class _About(msgspec.Struct, frozen=True):
    """As much of what a record says as names its dossier."""

    dossier: str = ""
    manifest: str | _Named = ""
    results: tuple[_Named, ...] = ()
    dossiers: tuple[str, ...] = ()

    def dossier_numbers(self) -> set[str]:
        given = self.manifest.dossier if isinstance(self.manifest, _Named) else ""
        return {self.dossier, given, *self.dossiers, *(one.dossier for one in self.results)} - {""}


class _Said(msgspec.Struct, frozen=True):
    body: _About


_SAID: Final = msgspec.json.Decoder(_Said)


def sync(
    profile: OpenProfile,
    clock: Clock,
    watch: Watch | None = None,
    *,
    rounds: Iterable[Identifier] = (),
    proxy: str = "",
    keep_drafts_safe: bool = True,
) -> list[Outcome]:
    """Exchange with the hubs of some rounds, one after the other.

    What goes wrong in one round is told in its outcome, and the others go on.

    Args:
        profile: The open profile.
        clock: Says when.
        watch: Counts, and carries the wish to stop.
        rounds: Which rounds; all that have a hub by default.
        proxy: Address of a proxy, empty for none.
        keep_drafts_safe: Whether drafts and notes go along, sealed to the recovery sheet alone.

    Raises:
        RefusedError: ``exchange_running`` while another one is; ``cancelled``.
    """
    watch = watch or Watch()
    with profile.exchanging():
        outcomes = []
        for round_id, hub in _hubs(profile, list(rounds)):
            changes: list[Change] = []
            try:
                waits = _sync_round(
                    profile, round_id, hub, clock, watch,
                    proxy=proxy, changes=changes, keep_drafts_safe=keep_drafts_safe,
                )  # fmt: skip
                outcomes.append(Outcome(round_id, tuple(changes), None, waits))
            except PpirError as error:
                if error.code in {"cancelled", "vault_locked"}:
                    raise
                outcomes.append(Outcome(round_id, tuple(changes), error))
        return outcomes


def outbox_of(profile: OpenProfile, state: OutboxState | None = None) -> list[Sent]:
    """The parcels of this device's own, with their receipts, the oldest first."""
    with profile.vault.reading() as work:
        receipts = work.exchange.receipts()
        return [
            Sent(row, receipts.get(row.parcel), _dossier_of(work, row))
            for row in work.outbox.all(state)
        ]


def _dossier_of(work: Work, row: OutboxRow) -> str:
    """The dossier of a record of our own; empty where it is about none or several."""
    try:
        payload = read_envelope(work.records.envelope(row.digest)).payload
        found = _SAID.decode(payload).body.dossier_numbers()
    except (InputError, msgspec.MsgspecError):  # purged, sealed alone, or of another form
        return ""
    return found.pop() if len(found) == 1 else ""


def refused_of(profile: OpenProfile) -> list[RefusalRow]:
    """Parcels that arrived and were refused, and why."""
    with profile.vault.reading() as work:
        return [row for one in work.rounds.ids() for row in work.exchange.refusals(one)]


def send_again(profile: OpenProfile, parcel: Digest) -> None:
    """Have a parcel that the hub refused be sent once more.

    Raises:
        InputError: ``parcel_unknown``.
    """
    with profile.vault.writing() as work:
        work.outbox.mark(parcel, OutboxState.WAITING)


def _sync_round(
    profile: OpenProfile,
    round_id: Identifier,
    hub: HubRow,
    clock: Clock,
    watch: Watch,
    *,
    proxy: str,
    changes: list[Change],
    keep_drafts_safe: bool,
) -> bool:
    """Exchange one round; say whether the office has yet to let this device in."""
    if keep_drafts_safe:
        back_up(profile, round_id, clock)
    engine = Engine(profile.vault, round_id, watch, clock)
    log = _hub_key(profile, round_id)
    watch.begin("connect")
    with HubClient(hub.address, hub.certificate, proxy, watch) as client:
        carrier = HubCarrier(client, round_id, engine.inbox.row.identity.signing, log, watch)
        changes += _ask(engine, carrier, hub, OutboxState.WAITING)
        try:
            carrier.connect()
        except HubRefusalError as refusal:
            if refusal.code not in _WAITING:
                raise
            if refusal.code == NOT_ADMITTED and engine.was_let_in:
                changes += engine.begin_again(log)
            elif refusal.code == NOT_ADMITTED:
                # Should the hub have lost it since; otherwise this changes nothing.
                again = _ask(engine, carrier, hub, OutboxState.SENT)
                changes += [one for one in again if one.what is not Happened.SENT]
            return True
        _carry(engine, carrier, log, changes)
    return False


def _ask(engine: Engine, carrier: HubCarrier, hub: HubRow, state: OutboxState) -> list[Change]:
    """Hand in by the doors that need no token: a round that is opened, and enrolments."""

    def enrol(header: RoutingHeader, content: bytes, former: bytes | None) -> bytes:
        return carrier.enrol(Identifier(hub.invitation), header, content, former)

    changes: list[Change] = []
    for row in engine.waiting(state):
        if row.header.kind is Kind.ROUND:
            changes += engine.hand_over(row, carrier.open_round)
        elif row.header.kind is Kind.ENROLMENT and not engine.was_let_in_by(row):
            changes += engine.hand_over(row, enrol)
    return changes


def _carry(engine: Engine, carrier: HubCarrier, log: str, changes: list[Change]) -> None:
    """Send, receive and fetch; once more from the beginning when the hub was set back."""
    engine.announce(carrier)
    changes += engine.send(carrier)
    damaged: DamagedError | None = None
    try:
        try:
            changes += engine.receive(carrier, log)
        except HubRefusalError as refusal:
            if refusal.code != SET_BACK:
                raise
            changes += engine.begin_again(log)
            engine.announce(carrier)
            changes += engine.send(carrier)
            changes += engine.receive(carrier, log)
    except DamagedError as error:
        # What is wrong with the log is no reason not to have the documents.
        damaged = error
    changes += engine.documents.fetch(carrier)
    if damaged is not None:
        raise damaged


def _hub_key(profile: OpenProfile, round_id: Identifier) -> Digest:
    with profile.vault.reading() as work:
        key = opening_of(work, round_id).hub_key
    if key is None:
        raise InputError("round_without_hub")
    return digest_of(key)


def _hubs(profile: OpenProfile, rounds: list[Identifier]) -> list[tuple[Identifier, HubRow]]:
    with profile.vault.reading() as work:
        found = [(one, work.exchange.hub(one)) for one in rounds or work.rounds.ids()]
    return [(one, hub) for one, hub in found if hub is not None and hub.address]
