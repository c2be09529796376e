"""What a panellist does before a dossier opens: identity, pledge, consents, conflicts, contact."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import msgspec

from ppir_desktop.domain.conflicts import Challenge, Conflict, Standing, standing
from ppir_desktop.domain.scheme import Scheme


class Declaration(msgspec.Struct, frozen=True):
    """A panellist's declaration for one dossier.

    Attributes:
        identity_confirmed: Whether the panellist confirmed to be the person named.
        pledge_accepted: Whether the pledge was accepted.
        consents: Ids of the consents given, each by itself.
        conflicts: Ties to the applicant or the product; None until the question was answered.
        prior_contact: What contact there was with the applicant, empty for none; None until the
            question was answered.
        accepts: Whether the panellist takes the dossier on; False is a recusal, None undecided.
    """

    identity_confirmed: bool = False
    pledge_accepted: bool = False
    consents: tuple[str, ...] = ()
    conflicts: tuple[Conflict, ...] | None = None
    prior_contact: str | None = None
    accepts: bool | None = None


def still_needed(scheme: Scheme, declaration: Declaration) -> Iterator[str]:
    """The steps still to be taken before the declaration can be signed, in their order.

    Yields:
        ``identity``, ``pledge``, ``consent:<id>``, ``conflicts``, ``prior_contact``, ``decision``.
    """
    if not declaration.identity_confirmed:
        yield "identity"
    # Whoever recuses owes nothing more than their name.
    if declaration.accepts is False:
        return
    if not declaration.pledge_accepted:
        yield "pledge"
    for consent in scheme.consents:
        if consent.required and consent.id not in declaration.consents:
            yield f"consent:{consent.id}"
    if declaration.conflicts is None:
        yield "conflicts"
    if declaration.prior_contact is None:
        yield "prior_contact"
    if declaration.accepts is None:
        yield "decision"


def may_open(
    scheme: Scheme,
    declaration: Declaration,
    today: dt.date,
    challenge: Challenge | None = None,
) -> bool:
    """Whether the dossier may be opened: all declared, accepted, and nothing against the member.

    Args:
        scheme: Says what must be declared and what follows from each kind of conflict.
        declaration: What the panellist declared.
        today: The day it is judged on.
        challenge: A challenge raised against the panellist, and what the chair decided on it.

    Raises:
        RefusedError: ``conflict_unknown`` for a kind of conflict that the scheme does not know.
    """
    if declaration.accepts is not True or any(still_needed(scheme, declaration)):
        return False
    conflicts = declaration.conflicts or ()
    return standing(scheme, conflicts, today=today, challenge=challenge) is Standing.CLEAR
