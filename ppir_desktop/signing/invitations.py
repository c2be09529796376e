"""The proof that an enrolment answers an invitation, which no hub can make or change."""

from __future__ import annotations

import hmac
import secrets

from ppir_desktop.common.identifiers import Digest, Identifier
from ppir_desktop.protocol.invitations import Invitation
from ppir_desktop.protocol.people_bodies import Enrolment

_LABEL = b"ppir.kr/enrolment/v1"
_SECRET_BYTES = 32
_VERSION = 1


def new_invitation(
    *,
    round_id: Identifier,
    invitation: Identifier,
    authority: Digest,
    hub: str = "",
    hub_certificate: Digest | None = None,
) -> Invitation:
    """An invitation with a fresh secret.

    Args:
        round_id: The round.
        invitation: Its id.
        authority: Fingerprint of the authority's key.
        hub: Address of the hub, empty for none.
        hub_certificate: SHA-256 of the hub's certificate, if it vouches for itself.
    """
    return Invitation(
        version=_VERSION,
        round=round_id,
        authority=authority,
        hub=hub,
        hub_certificate=hub_certificate,
        invitation=invitation,
        secret=secrets.token_bytes(_SECRET_BYTES),
    )


def enrolment_proof(secret: bytes, round_id: Identifier, key: bytes, recipient: str) -> Digest:
    """HMAC-SHA256 (RFC 2104) under an invitation's secret over what the device made.

    Each part is led by its length, so that no two lists of parts give the same bytes.

    Args:
        secret: The invitation's secret.
        round_id: The round.
        key: The public signing key (SubjectPublicKeyInfo).
        recipient: The age recipient.
    """
    parts = (_LABEL, round_id.encode(), key, recipient.encode())
    message = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
    return Digest(hmac.new(secret, message, "sha256").hexdigest())


def proof_holds(secret: bytes, round_id: Identifier, enrolment: Enrolment) -> bool:
    """Whether an enrolment was made by whoever holds the invitation's secret."""
    expected = enrolment_proof(secret, round_id, enrolment.key, enrolment.recipient)
    return hmac.compare_digest(expected, enrolment.proof)
