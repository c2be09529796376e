"""Enrolling: an invitation becomes keys in the vault and a request to the office."""

from __future__ import annotations

from pathlib import Path

import msgspec

from ppir_desktop.common.clock import Clock, format_utc
from ppir_desktop.common.errors import EnvironmentFault, InputError
from ppir_desktop.common.identifiers import Digest, Identifier
from ppir_desktop.domain.stage import Sector
from ppir_desktop.protocol import limits
from ppir_desktop.protocol.invitations import Invitation, read_invitation
from ppir_desktop.protocol.kinds import Kind
from ppir_desktop.protocol.people_bodies import Enrolment
from ppir_desktop.services.statements import say_to_office
from ppir_desktop.signing.identities import RoundIdentity
from ppir_desktop.signing.invitations import enrolment_proof
from ppir_desktop.signing.verification import verify_round
from ppir_desktop.store.opened import OpenProfile
from ppir_desktop.store.repositories.exchange import HubRow
from ppir_desktop.sync.bundle_reader import BundleReader
from ppir_desktop.sync.failures import persistently
from ppir_desktop.sync.hub_client import HubClient
from ppir_desktop.sync.progress import Watch


class Person(msgspec.Struct, frozen=True):
    """Who enrols, as the office is to know them."""

    name: str
    affiliation: str
    sector: Sector


class Enrolled(msgspec.Struct, frozen=True):
    """An enrolment that was made and waits to be sent or approved.

    Attributes:
        round: The round.
        fingerprint: Name of the device's new key, to be read to the office.
        authority: The authority's fingerprint, to be compared with what the office says.
        hub: Address of the hub; empty for a round that travels on sticks.
    """

    round: Identifier
    fingerprint: Digest
    authority: Digest
    hub: str


def load_invitation(path: Path) -> Invitation:
    """Read an invitation from a file.

    Raises:
        EnvironmentFault: ``file_unreadable``.
        InputError: ``invitation_unreadable``.
    """
    try:
        with path.open("rb") as file:
            content = file.read(limits.INVITATION + 1)
    except OSError as error:
        raise EnvironmentFault(
            "file_unreadable", file=str(path), reason=error.strerror or ""
        ) from error
    return invitation_from(content)


def invitation_from(content: bytes) -> Invitation:
    """Read an invitation from what was pasted, say.

    Raises:
        InputError: ``invitation_unreadable``.
    """
    try:
        return read_invitation(content)
    except InputError:
        raise InputError("invitation_unreadable") from None


def enrol(
    profile: OpenProfile,
    invitation: Invitation,
    person: Person,
    clock: Clock,
    *,
    bundle: Path | None = None,
    proxy: str = "",
    watch: Watch | None = None,
) -> Enrolled:
    """Make keys for a round and the request to be let in, which the next exchange sends.

    Done again with the same invitation it changes nothing and says the same.

    Args:
        profile: The open profile.
        invitation: The invitation.
        person: Who enrols.
        clock: Says when.
        bundle: A bundle with the round's opening record, for a round without a network.
        proxy: Address of a proxy, empty for none.
        watch: Says whether to stop.

    Raises:
        InputError: ``round_known`` when the profile takes part by another invitation;
            ``round_record_missing`` when the bundle does not have it, or there is neither bundle
            nor hub; ``not_the_authority`` when it is not by the invitation's authority.
        OfflineFault: When the hub cannot be reached; nothing was changed.
    """
    with profile.vault.reading() as work:
        known = invitation.round in work.rounds.ids()
        if known:
            hub, row = work.exchange.hub(invitation.round), work.rounds.get(invitation.round)
            if hub is None or hub.invitation != invitation.invitation:
                raise InputError("round_known", round=invitation.round)
            return Enrolled(invitation.round, row.identity.id, row.authority, hub.address)
    opening = _opening(invitation, bundle, proxy, watch or Watch())
    named = verify_round(opening, invitation.authority)
    if named.record.round != invitation.round:
        raise InputError("round_record_missing")
    identity = RoundIdentity.generate()
    public = identity.signing.public
    body = Enrolment(
        invitation=invitation.invitation,
        name=person.name,
        affiliation=person.affiliation,
        sector=person.sector,
        key=public.der,
        recipient=identity.sealing.recipient,
        proof=enrolment_proof(
            invitation.secret, invitation.round, public.der, identity.sealing.recipient
        ),
    )
    now = format_utc(clock.now())
    with profile.vault.writing() as work:
        work.rounds.join(invitation.round, invitation.authority, identity, now)
        work.exchange.set_hub(
            invitation.round,
            HubRow(invitation.hub, invitation.hub_certificate or "", invitation.invitation),
        )
        work.records.add(named, opening, now)
        say_to_office(work, invitation.round, Kind.ENROLMENT, body, clock)
    return Enrolled(invitation.round, public.id, invitation.authority, invitation.hub)


def _opening(invitation: Invitation, bundle: Path | None, proxy: str, watch: Watch) -> bytes:
    """The record that opened the round, from a bundle or from the hub."""
    if bundle is not None:
        with BundleReader(bundle) as reader:
            found = reader.opening(invitation.round)
        if found is None:
            raise InputError("round_record_missing")
        return found
    if not invitation.hub:
        raise InputError("round_record_missing")
    with HubClient(invitation.hub, invitation.hub_certificate or "", proxy, watch) as client:
        return persistently(lambda: client.opening(invitation.round), watch)
