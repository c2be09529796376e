"""What a panellist has to declare of a dossier, and what carries over from one to the next."""

from __future__ import annotations

import datetime as dt

import msgspec

from ppir_desktop.common.identifiers import Digest, Identifier, digest_of
from ppir_desktop.domain.conflicts import Conflict, Standing, standing
from ppir_desktop.domain.declarations import Declaration, still_needed
from ppir_desktop.domain.scheme import Scheme
from ppir_desktop.protocol.review_bodies import Declared, DeclaredConflict
from ppir_desktop.protocol.round_bodies import Round
from ppir_desktop.services.own_records import Place, own_records
from ppir_desktop.services.statements import opening_of
from ppir_desktop.store.opened import OpenProfile

__all__ = ["Conflict", "Declaration", "as_declared", "begun", "may_accept", "still_needed"]


def begun(profile: OpenProfile, round_id: Identifier, language: str) -> Declaration:
    """A declaration to go on from.

    The pledge and the consents hold for a round and were given once; who one is, ties and contact
    are asked for each dossier.

    Args:
        profile: The panellist's profile.
        round_id: The round.
        language: The language whose pledge is shown.

    Raises:
        InputError: ``round_unknown``, ``round_record_missing``.
    """
    with profile.vault.reading() as work:
        pledge = _pledge_digest(opening_of(work, round_id), language)
        given = [
            said.body
            for said in own_records(work, round_id).declarations.values()
            if said.body.accepts and said.body.pledge == pledge
        ]
    if not given:
        return Declaration()
    return Declaration(pledge_accepted=True, consents=given[-1].consents)


def may_accept(scheme: Scheme, declaration: Declaration, today: dt.date) -> bool:
    """Whether what was declared so far leaves the panellist free to take the dossier on."""
    return standing(scheme, declaration.conflicts or (), today=today) is Standing.CLEAR


def as_declared(declaration: Declaration, place: Place, opened: Round, language: str) -> Declared:
    """What is signed of a declaration.

    Args:
        declaration: What was filled in.
        place: Stage and application number.
        opened: The round.
        language: The language whose pledge was shown.
    """
    conflicts = declaration.conflicts
    return Declared(
        stage=place[0],
        dossier=place[1],
        identity_confirmed=declaration.identity_confirmed,
        pledge=_pledge_digest(opened, language) if declaration.pledge_accepted else None,
        consents=declaration.consents,
        conflicts=None if conflicts is None else tuple(map(_declared, conflicts)),
        prior_contact=declaration.prior_contact,
        accepts=bool(declaration.accepts),
    )


def with_decision(declaration: Declaration, *, accepts: bool) -> Declaration:
    """The same declaration, decided."""
    return msgspec.structs.replace(declaration, accepts=accepts)


def _pledge_digest(opened: Round, language: str) -> Digest:
    pledge = opened.pledge.ko if language == "ko" else opened.pledge.en
    return digest_of(pledge.encode())


def _declared(conflict: Conflict) -> DeclaredConflict:
    return DeclaredConflict(
        kind=conflict.kind,
        ended=conflict.ended.isoformat() if conflict.ended else None,
        detail=conflict.detail,
    )
