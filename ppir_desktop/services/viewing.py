"""What a viewer needs to know of a dossier before it shows it, and where its reader was."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import msgspec

from ppir_desktop.common.identifiers import Digest, Identifier
from ppir_desktop.services.statements import opening_of
from ppir_desktop.store.opened import OpenProfile
from ppir_desktop.store.repositories.assignments import AssignmentState
from ppir_desktop.store.repositories.meta import READING_FACT
from ppir_desktop.store.vault import Work

_MOST_PLACES: Final = 5_000


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where a reader was in a dossier.

    Attributes:
        document: SHA-256 of the plain document.
        page: The page, from 0.
        down: How far down that page, from 0 to 1.
        zoom: ``width``, ``page``, or percent such as ``150``.
        rotation: Degrees clockwise.
    """

    document: Digest
    page: int = 0
    down: float = 0.0
    zoom: str = "width"
    rotation: int = 0


class Viewing(NamedTuple):
    """What there is to know of a dossier before it is shown.

    Attributes:
        may_copy: Whether the round lets passages be copied out of it.
        may_print: Whether the round lets it be printed.
        is_open: Whether its documents may be read now.
        here: Which of its documents have come.
        place: Where its reader was; None for a dossier that is new to them.
    """

    may_copy: bool
    may_print: bool
    is_open: bool
    here: frozenset[Digest]
    place: Place | None


class _Places(msgspec.Struct, frozen=True):
    format: int = 1
    places: dict[str, Place] = {}


def look_at(profile: OpenProfile, round_id: Identifier, place: tuple[str, str]) -> Viewing:
    """Look at a dossier of a stage and application number.

    Raises:
        InputError: ``assignment_unknown``, ``round_unknown``, ``round_record_missing``.
    """
    with profile.vault.reading() as work:
        row = work.assignments.get(round_id, *place)
        policy = opening_of(work, round_id).policy
        known = _places(work, round_id).get(_name(place))
    has = profile.vault.blobs.has
    return Viewing(
        may_copy=policy.copy_text,
        may_print=policy.print_dossiers,
        is_open=row.state is not AssignmentState.WITHDRAWN and row.dossier_key is not None,
        here=frozenset(one.digest for one in row.manifest.documents if has(one.blob)),
        place=known,
    )


def keep_place(
    profile: OpenProfile, round_id: Identifier, place: tuple[str, str], where: Place
) -> None:
    """Keep where a reader is in a dossier of a stage and application number."""
    with profile.vault.writing() as work:
        places = _places(work, round_id)
        places.pop(_name(place), None)
        # The one read last comes last, so that what is dropped is what was read longest ago.
        kept = dict(list(places.items())[-_MOST_PLACES + 1 :])
        kept[_name(place)] = where
        encoded = msgspec.json.encode(_Places(places=kept)).decode()
        work.meta.set(READING_FACT + round_id, encoded)


def last_read(
    profile: OpenProfile, rounds: Sequence[Identifier]
) -> tuple[Identifier, str, str] | None:
    """The dossier that was read last, in the first of some rounds in which one was.

    Returns:
        Round, stage and application number.
    """
    with profile.vault.reading() as work:
        for round_id in rounds:
            names = list(_places(work, round_id))
            if names:
                stage, _, dossier = names[-1].partition("\n")
                return round_id, stage, dossier
    return None


def _places(work: Work, round_id: Identifier) -> dict[str, Place]:
    """What is kept; nothing where that cannot be read, since it is only where somebody was."""
    content = work.meta.get(READING_FACT + round_id)
    try:
        return msgspec.json.decode(content, type=_Places).places
    except msgspec.MsgspecError:
        return {}


def _name(place: tuple[str, str]) -> str:
    return "\n".join(place)
