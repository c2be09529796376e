"""Invitations: what lets a stranger's device into a round, as a file or as text to paste."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from ppir_desktop.protocol import limits
from ppir_desktop.protocol.canonical import canonical_json, decoder_of, read_canonical
from ppir_desktop.protocol.fields import KeyId, Label, Serial, Sha256, Uuid


class Invitation(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An invitation to one person.

    Attributes:
        version: Of this form.
        round: Id of the round.
        authority: Fingerprint of the authority's key, which all trust in the round hangs on.
        hub: Address of the hub, empty for a round that travels on sticks alone.
        hub_certificate: SHA-256 of the hub's TLS certificate; None where any valid one will do.
        invitation: Id of this invitation.
        secret: 256 random bits that the hub never sees; base64 in JSON.
    """

    version: Serial
    round: Uuid
    authority: KeyId
    hub: Label
    hub_certificate: Sha256 | None
    invitation: Uuid
    secret: Annotated[bytes, Meta(min_length=32, max_length=32)]


_DECODER = decoder_of(Invitation)


def write_invitation(invitation: Invitation) -> bytes:
    """An invitation as canonical JSON."""
    return canonical_json(invitation)


def read_invitation(content: bytes) -> Invitation:
    """Read what `write_invitation` wrote; a line's end after it is no harm.

    Raises:
        InputError: ``too_large``, ``not_readable``, ``not_canonical``.
    """
    limits.refuse_over(len(content), limits.INVITATION, "invitation")
    invitation: Invitation = read_canonical(content.strip(), _DECODER)
    return invitation
