"""What a panellist has to declare of a dossier, and what carries over from one to the next."""

from __future__ import annotations

import datetime as dt

import msgspec

from ppir_desktop.common.identifiers import Digest, digest_of
from ppir_desktop.domain.conflicts import Conflict, Standing, standing
from ppir_desktop.domain.declarations import Declaration, still_needed
from ppir_desktop.domain.scheme import Scheme
from ppir_desktop.protocol.review_bodies import Declared, DeclaredConflict
from ppir_desktop.protocol.round_bodies import Round
from ppir_desktop.services.own_records import Place
from ppir_desktop.services.review_place import Review

__all__ = ["Conflict", "Declaration", "as_declared", "begun", "may_accept", "still_needed"]


def begun(review: Review, language: str) -> Declaration:
    """A declaration to go on from.

    The pledge and the consents hold for a round and were given once; who one is, ties and contact
    are asked for each dossier.

    Args:
        review: The dossier.
        language: The language whose pledge is shown.
    """
    pledge = _pledge_digest(review.opened, language)
    given = [one for one in review.accepted if one.pledge == pledge]
    return (
        Declaration(pledge_accepted=True, consents=given[-1].consents) if given else Declaration()
    )


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
