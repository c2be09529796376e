"""Inviting: a file and a page for each person, with a secret that the hub never sees."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from ppir_desktop.common.clock import Clock, format_utc
from ppir_desktop.common.errors import InputError
from ppir_desktop.common.identifiers import Digest, Identifier, new_identifier
from ppir_desktop.protocol.invitations import Invitation
from ppir_desktop.protocol.ledger_bodies import Invited, Pooled
from ppir_desktop.services.office.desks import Sitting, authority_of, officer_of
from ppir_desktop.services.office.ledger import keep, write
from ppir_desktop.services.office.people import officers, participants, trust_in
from ppir_desktop.signing.invitations import new_invitation
from ppir_desktop.store.vault import Work


class Letter(msgspec.Struct, frozen=True):
    """An invitation to one person.

    Attributes:
        number: Expert or officer number.
        name: Name.
        email: Where it goes; empty where that is not known.
        affiliation: Where they work.
        invitation: The invitation.
        is_new: Whether it was made just now.
    """

    number: str
    name: str
    email: str
    affiliation: str
    invitation: Invitation
    is_new: bool


def invite(
    at: Sitting,
    numbers: Iterable[str],
    *,
    replacing: bool = False,
) -> list[Letter]:
    """Invite experts of the pool; whoever has an open invitation gets that one again.

    Args:
        at: Who does it.
        numbers: Expert numbers.
        replacing: Whether those who were let in already are to enrol another device, such as
            after a laptop was lost; they are left out otherwise.

    Raises:
        RefusedError: ``officer_only`` or ``office_only``.
        InputError: ``expert_unknown``; ``expert_without_consent``.
    """
    with at.profile.vault.writing() as work:
        officer_of(work, at.round)
        pool = work.ledger.all(at.round, Pooled)
        enrolled = participants(work, at.round)
        known = participants(work, at.round, revoked_too=True)
        chosen = []
        for number in dict.fromkeys(numbers):
            if number not in pool:
                raise InputError("expert_unknown", value=number[:60])
            if not pool[number].expert.consents:
                raise InputError("expert_without_consent", value=number)
            if number not in enrolled or replacing:
                # A letter that was answered lets nobody in twice, also after a revocation.
                former = known[number].key if number in known else None
                chosen.append((number, pool[number].expert.name, former))
        letters = _letters(work, at.round, chosen, at.clock, is_shared=True)
        experts = {number: pool[number].expert for number, _, _ in chosen}
        return [
            msgspec.structs.replace(
                letter,
                email=experts[letter.number].email,
                affiliation=experts[letter.number].organisation,
            )
            for letter in letters
        ]


def invite_officer(at: Sitting, number: str, name: str) -> Letter:
    """Invite somebody to administer the round; the authority keeps the secret to itself.

    Raises:
        RefusedError: ``authority_only`` or ``office_only``.
        InputError: ``round_unknown``.
    """
    with at.profile.vault.writing() as work:
        authority_of(work, at.round)
        # Who was revoked needs another letter: one that was answered lets nobody in twice.
        before = officers(work, at.round, trust_in(work, at.round)).get(number)
        former = before.key.id if before is not None and before.revoked_at is not None else None
        (letter,) = _letters(work, at.round, [(number, name, former)], at.clock, is_shared=False)
        return letter


def _letters(
    work: Work,
    round_id: Identifier,
    people: Sequence[tuple[str, str, Digest | None]],
    clock: Clock,
    *,
    is_shared: bool,
) -> list[Letter]:
    """Letters to people, each with their number, name and the key of their former device."""
    known = {
        (invited.number, invited.replaces): (Identifier(name), invited)
        for name, invited in work.ledger.all(round_id, Invited).items()
    }
    letters, fresh = [], []
    for number, name, former in people:
        before = known.get((number, former))
        made = _invitation(work, round_id, before)
        if before is None:
            at = format_utc(clock.now())
            invited = Invited(
                number=number, name=name, secret=made.secret, made_at=at, replaces=former
            )
            fresh.append((made.invitation, invited))
        letters.append(Letter(number, name, "", "", made, before is None))
    if is_shared:
        write(work, round_id, fresh, clock)
    else:
        keep(work, round_id, fresh)
    return letters


def _invitation(
    work: Work, round_id: Identifier, before: tuple[Identifier, Invited] | None
) -> Invitation:
    hub = work.exchange.hub(round_id)
    made = new_invitation(
        round_id=round_id,
        invitation=before[0] if before else new_identifier(),
        authority=work.rounds.get(round_id).authority,
        hub=hub.address if hub else "",
        hub_certificate=Digest(hub.certificate) if hub and hub.certificate else None,
    )
    return msgspec.structs.replace(made, secret=before[1].secret) if before else made
