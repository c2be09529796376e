"""A round on a hub that really runs, with an office, and panellists who are let in one by one."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

import msgspec
import pytest

from ppir_desktop.common.identifiers import Digest, Identifier
from ppir_desktop.common.paths import HOME_VARIABLE
from ppir_desktop.hub.settings import receipt_key
from ppir_desktop.protocol.carriage_bodies import Receipt
from ppir_desktop.protocol.invitations import Invitation
from ppir_desktop.protocol.kinds import Kind
from ppir_desktop.protocol.records import new_record
from ppir_desktop.protocol.round_bodies import Head
from ppir_desktop.services import exchange
from ppir_desktop.services.enrolment import enrol
from ppir_desktop.services.exchange import Outcome
from ppir_desktop.signing.authors import sign_record
from ppir_desktop.signing.identities import RoundIdentity
from ppir_desktop.signing.keys import SigningKey
from ppir_desktop.store.opened import OpenProfile
from ppir_desktop.store.repositories.assignments import AssignmentRow
from ppir_desktop.store.repositories.outbox import OutboxState
from ppir_desktop.sync.changes import Happened
from ppir_desktop.sync.effects import COUNTED_BY_HEAD, read_back
from tests.support.front import Front, front_of, the_truth
from tests.support.hub import RunningHub, running_hub
from tests.support.play import CLOCK, KIM, Office, identity_of, office, panellist, today_round


def synced(profile: OpenProfile) -> Outcome:
    """An exchange that came to its end."""
    (outcome,) = exchange.sync(profile, CLOCK)
    assert outcome.failure is None, (outcome.failure.code, outcome.failure.params)
    return outcome


def failed(profile: OpenProfile) -> str:
    """Why an exchange did not come to its end."""
    (outcome,) = exchange.sync(profile, CLOCK)
    assert outcome.failure is not None
    return outcome.failure.code


def happened(outcome: Outcome) -> Counter[Happened]:
    """How often what happened in an exchange."""
    return Counter(change.what for change in outcome.changes)


def dossiers(profile: OpenProfile, round_id: Identifier) -> list[AssignmentRow]:
    """The dossiers of a laptop."""
    with profile.vault.reading() as work:
        return work.assignments.all(round_id)


def waiting(profile: OpenProfile) -> list[Kind]:
    """The kinds of what is still to be sent."""
    return [sent.row.header.kind for sent in exchange.outbox_of(profile, OutboxState.WAITING)]


class Kim(NamedTuple):
    """A panellist who was let in, and their laptop."""

    profile: OpenProfile
    identity: RoundIdentity


class Scene:
    """A round on a hub with an office, and a front between the hub and panellists."""

    def __init__(self, hub: RunningHub, desk: Office, front: Front) -> None:
        self.hub, self.desk, self.front = hub, desk, front
        self.small, self.round = desk.small, desk.small.id
        self._numbers = itertools.count(1)

    def invitation(self) -> Invitation:
        """An invitation that leads to the front."""
        return msgspec.structs.replace(self.desk.invitation(), hub=self.front.address)

    @contextmanager
    def kim(self, name: str = "kim") -> Iterator[Kim]:
        """Somebody who enrols and is let in."""
        with panellist(name) as profile:
            enrol(profile, self.invitation(), KIM, CLOCK)
            assert synced(profile).awaits_approval
            identity = identity_of(profile, self.round)
            self.desk.let_in(identity, f"E-{next(self._numbers)}")
            synced(self.desk.profile)
            synced(profile)
            yield Kim(profile, identity)

    def give(self, kim: Kim, *contents: bytes) -> list[Digest]:
        """Give dossiers of one document each, by way of the hub; the names of their blobs."""
        blobs = [
            self.desk.give(kim.identity, content, f"2026-{number:04}")
            for number, content in enumerate(contents, 1)
        ]
        synced(self.desk.profile)
        return blobs

    def tell_head(self, kim: Kim) -> None:
        """Tell somebody how many records were addressed to them."""
        to = (kim.identity.id,)
        with self.desk.profile.vault.reading() as work:
            sent = [
                row
                for row in work.outbox.all()
                if row.header.kind in COUNTED_BY_HEAD and row.header.recipients == to
            ]
            places = {
                read_back(work.records.envelope(row.digest)).record.seq: row.digest for row in sent
            }
        head = Head(to=kim.identity.id, count=len(sent), last=places[max(places)])
        self.desk.tell(Kind.HEAD, head, kim.identity)
        synced(self.desk.profile)

    def receipt(
        self,
        parcel: Digest,
        index: int,
        key: SigningKey | None = None,
        round_id: Identifier | None = None,
    ) -> bytes:
        """A receipt by the hub's own key, as the hub alone can make it, or by another."""
        signer = key or receipt_key(self.hub.folder)
        now = self.small.opened.record.made_at
        body = Receipt(parcel=parcel, received_at=now, index=index, taken_by="hub")
        record = new_record(
            Kind.RECEIPT, body, round_id=round_id or self.round, author=signer.public.id,
            made_at=now,
        )  # fmt: skip
        return sign_record(record, signer).envelope

    def refusals(self, kim: Kim) -> set[tuple[Digest, str]]:
        """What was refused, and why."""
        return {(row.parcel, row.code) for row in exchange.refused_of(kim.profile)}

    def next_second(self) -> None:
        """Wait until what follows is later by the hub's clock."""
        self.hub.next_second()

    def is_clean(self) -> bool:
        """Whether the hub finds nothing wrong with itself."""
        return self.hub.check().status == 0


@contextmanager
def scene_in(folder: Path, options: Iterable[str] = ()) -> Iterator[Scene]:
    """A round on a hub; the office's home is a folder of its own."""
    with ExitStack() as stack:
        hub = stack.enter_context(running_hub(folder / "hub", *options))
        front = stack.enter_context(front_of(hub))
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        patch.setenv(HOME_VARIABLE, str(folder / "office"))
        desk = stack.enter_context(office(today_round(hub), hub))
        desk.open_on_hub()
        yield Scene(hub, desk, front)
        front.lie = the_truth
