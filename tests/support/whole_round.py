"""A round from the invitation to the receipt, over a line that fails as often as it likes."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from typing import Final, NamedTuple, TypeVar

import msgspec

from ppir_desktop.common.clock import Clock
from ppir_desktop.common.errors import PpirError
from ppir_desktop.protocol.kinds import Kind
from ppir_desktop.services import exchange
from ppir_desktop.services.enrolment import enrol
from ppir_desktop.services.exchange import Outcome
from ppir_desktop.services.statements import opening_of, say
from ppir_desktop.store.opened import OpenProfile
from ppir_desktop.store.repositories.exchange import OFFICE, HubRow
from ppir_desktop.store.repositories.outbox import OutboxState
from ppir_desktop.sync.failures import DamagedError, OfflineFault
from tests.support.hub import RunningHub
from tests.support.play import (
    CLOCK,
    KIM,
    Office,
    identity_of,
    office,
    panellist,
    read_document,
    records_in,
    sign_sheet,
    today_round,
    token_of,
)
from tests.support.records import SmallRound, sheet

T = TypeVar("T")

TRIES: Final = 6
"""After so many exchanges both sides agree."""

DOCUMENT: Final = os.urandom(300_007)
_LONG: Final = 60_000


class Ending(NamedTuple):
    """What there is on either side and on the hub, at the end of a round."""

    on_hub: dict[Kind, int]
    of_office: dict[Kind, int]
    of_kim: dict[Kind, int]
    document: bytes


EXPECTED: Final = Ending(
    on_hub={
        Kind.ROUND: 1, Kind.ACCESS: 2, Kind.ENROLMENT: 1, Kind.CERTIFICATE: 1,
        Kind.ASSIGNMENT: 1, Kind.SHEET: 2,
    },
    of_office={
        Kind.ROUND: 1, Kind.ACCESS: 2, Kind.CERTIFICATE: 1, Kind.ASSIGNMENT: 1, Kind.SHEET: 2,
    },
    of_kim={
        Kind.ROUND: 1, Kind.ACCESS: 2, Kind.ENROLMENT: 1, Kind.CERTIFICATE: 1,
        Kind.ASSIGNMENT: 1, Kind.SHEET: 2,
    },
    document=DOCUMENT,
)  # fmt: skip
"""The same, however the line was."""


def insisting(task: Callable[[], T], said: str = "") -> T:
    """Do something over the line until it succeeds, so many times and no more."""
    for _ in range(TRIES - 1):
        try:
            return task()
        except (OfflineFault, DamagedError):
            continue
    try:
        return task()
    except PpirError as error:
        raise AssertionError(f"{said}: {error.code} {error.params}") from error


def agreed(profile: OpenProfile, clock: Clock = CLOCK, said: str = "") -> Outcome:
    """Exchange until it comes to its end; the line may fail, and nothing else."""

    def once() -> Outcome:
        (outcome,) = exchange.sync(profile, clock)
        if outcome.failure is not None:
            raise outcome.failure
        return outcome

    return insisting(once, said)


def joined_over(address: str, desk: Office, kim: OpenProfile) -> None:
    """Open a round on the hub and let a panellist in who calls it at another address."""
    desk.open_on_hub()
    enrol(kim, msgspec.structs.replace(desk.invitation(), hub=address), KIM, CLOCK)
    assert agreed(kim).awaits_approval
    agreed(desk.profile)
    desk.let_in(identity_of(kim, desk.small.id))


def play(hub: RunningHub, address: str, said: str = "", clock: Clock = CLOCK) -> Ending:
    """Play a round whose office and panellist both call the hub at another address.

    Args:
        hub: The hub itself.
        address: Where it is called by way of whatever stands between.
        said: What a failure says, so that it can be played again.
        clock: What the panellist's clock says.
    """
    small = today_round(hub)
    with office(small, hub) as desk, panellist() as kim:
        desk.open_on_hub()
        with desk.profile.vault.writing() as work:
            work.exchange.set_hub(small.id, HubRow(address, hub.certificate, ""))
        invitation = msgspec.structs.replace(desk.invitation(), hub=address)
        insisting(lambda: enrol(kim, invitation, KIM, clock), said)
        assert agreed(kim, clock, said).awaits_approval, said
        agreed(desk.profile, said=said)
        assert len(desk.enrolments()) == 1, said
        identity = identity_of(kim, small.id)
        desk.let_in(identity)
        desk.give(identity, DOCUMENT)
        agreed(desk.profile, said=said)
        agreed(kim, clock, said)
        sign_sheet(kim, small.id)
        _sign_long_sheet(kim, small, clock)
        agreed(kim, clock, said)
        agreed(desk.profile, said=said)
        for profile in (kim, desk.profile):
            # Nothing is left to do, and nothing was refused.
            assert not agreed(profile, clock, said).changes, said
            assert exchange.refused_of(profile) == [], said
            _all_acknowledged(profile, said)
        return Ending(
            _on_hub(hub, small, desk, kim),
            _records(desk.profile, small),
            _records(kim, small),
            read_document(kim, small.id),
        )


def _sign_long_sheet(kim: OpenProfile, small: SmallRound, clock: Clock) -> None:
    """Sign a sheet too long for a page of the feed."""
    with kim.vault.writing() as work:
        (row,) = work.assignments.all(small.id)
        body = sheet(row.dossier)
        marks = tuple(
            msgspec.structs.replace(mark, comment="가" * (_LONG // 4)) for mark in body.marks * 5
        )
        body = msgspec.structs.replace(body, marks=marks, manifest=row.manifest_digest)
        recipients = [opening_of(work, small.id).office, row.panel_recipient]
        say(
            work, small.id, Kind.SHEET, body,
            recipients=recipients, addresses=[OFFICE], clock=clock,
        )  # fmt: skip


def _all_acknowledged(profile: OpenProfile, said: str) -> None:
    sent = exchange.outbox_of(profile)
    assert {one.row.state for one in sent} == {OutboxState.SENT}, said
    assert all(one.receipt is not None for one in sent), said


def _records(profile: OpenProfile, small: SmallRound) -> dict[Kind, int]:
    found = Counter({kind: len(records_in(profile, small.id, kind)) for kind in Kind})
    return dict(+found)


def _on_hub(hub: RunningHub, small: SmallRound, desk: Office, kim: OpenProfile) -> dict[Kind, int]:
    """The kinds of all parcels that the office or the panellist is handed."""
    found: dict[int, Kind] = {}
    for identity in (small.officer.identity, identity_of(kim, small.id)):
        with hub.client() as client:
            page = client.feed(small.id, token_of(hub, small, identity), 0)
        assert not page.more
        found |= {entry.index: entry.header.kind for entry in page.entries}
    assert sorted(found) == list(range(1, len(found) + 1))
    return dict(Counter(found.values()))
