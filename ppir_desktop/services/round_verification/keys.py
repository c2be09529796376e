"""What a profile can verify its round with."""

from __future__ import annotations

from typing import NamedTuple

from ppir_desktop.common.errors import InputError
from ppir_desktop.common.identifiers import Digest
from ppir_desktop.signing.identities import SealingIdentity
from ppir_desktop.store.opened import OpenProfile


class Keys(NamedTuple):
    """The authority that all hangs on, and what opens sealed records."""

    authority: Digest
    identities: tuple[SealingIdentity, ...]


def keys_of_profile(profile: OpenProfile, authority: Digest | None = None) -> Keys:
    """The keys of the round in a profile: its own, and those of the office and of panels.

    Args:
        profile: An open profile.
        authority: Which round is meant, where there are several.

    Raises:
        InputError: ``round_record_missing`` where the profile is in no such round;
            ``authority_not_named`` where it is in several.
    """
    with profile.vault.reading() as work:
        found = [
            (work.rounds.get(round_id), work.exchange.identities(round_id))
            for round_id in work.rounds.ids()
        ]
    found = [one for one in found if authority in {None, one[0].authority}]
    if not found:
        raise InputError("round_record_missing")
    if len(found) > 1:
        names = ", ".join(row.authority for row, _ in found)
        raise InputError("authority_not_named", names=names)
    ((row, held),) = found
    # What opens everything comes first: the office's identity, where there is one.
    return Keys(row.authority, (*held, row.identity.sealing))
