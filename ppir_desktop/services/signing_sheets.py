"""Signing sheets that were drafted: one or several, after the passphrase was asked for again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ppir_desktop.common.clock import Clock
from ppir_desktop.common.errors import PpirError
from ppir_desktop.common.identifiers import Identifier
from ppir_desktop.domain.sheets import Form, Sheet
from ppir_desktop.services.drafts import Draft
from ppir_desktop.services.own_records import Place
from ppir_desktop.services.profiles import ways_into
from ppir_desktop.services.review_place import Review, look
from ppir_desktop.services.reviewing import Filled, sign_sheet
from ppir_desktop.store.opened import OpenProfile
from ppir_desktop.store.ways_in import Passphrase

__all__ = ["AllSigned", "ToSign", "check_passphrase", "complete", "sign_all"]


class ToSign(NamedTuple):
    """A sheet to be signed: where, and what stands on it."""

    place: Place
    draft: Draft


class AllSigned(NamedTuple):
    """How far signing several sheets came.

    Attributes:
        places: Those that are signed.
        refusal: Why the one after them is not; None when all are.
    """

    places: tuple[Place, ...]
    refusal: PpirError | None


def complete(profile: OpenProfile, round_id: Identifier) -> list[Review]:
    """The dossiers of a round whose drafts have all that their stages ask for.

    Raises:
        InputError: What `review_place.look` raises.
    """
    with profile.vault.reading() as work:
        places = [(row.stage, row.dossier) for row in work.drafts.all(round_id)]
    reviews = (look(profile, round_id, place) for place in places)
    return [one for one in reviews if one.is_open and one.draft and _is_complete(one, one.draft)]


def check_passphrase(profile: OpenProfile, passphrase: str) -> None:
    """Make sure that whoever signs is the profile's owner.

    Raises:
        InputError: ``passphrase_wrong``.
        EnvironmentFault: What `store.ways_in.WaysIn.by_passphrase` raises.
    """
    ways_into(profile).by_passphrase(Passphrase(passphrase))


def sign_all(
    profile: OpenProfile,
    round_id: Identifier,
    sheets: Sequence[ToSign],
    statement: str,
    clock: Clock,
) -> AllSigned:
    """Sign sheets, each wholly or not at all; those before one that is refused stay signed.

    Args:
        profile: The profile, whose passphrase was asked for just before.
        round_id: The round.
        sheets: What to sign.
        statement: The sentence that is signed.
        clock: Says when.
    """
    places: list[Place] = []
    for sheet in sheets:
        draft = sheet.draft
        filled = Filled(
            marks=draft.marks, opinion=draft.opinion, evidence=draft.evidence,
            discussion=draft.discussion, reason=draft.reason, statement=statement,
        )  # fmt: skip
        try:
            sign_sheet(profile, round_id, sheet.place, filled, clock)
        except PpirError as refusal:
            return AllSigned(tuple(places), refusal)
        places.append(sheet.place)
    return AllSigned(tuple(places), None)


def _is_complete(review: Review, draft: Draft) -> bool:
    sheet = Sheet(review.row.dossier, "", draft.marks, draft.opinion)
    return not Form(review.stage).missing(sheet)
