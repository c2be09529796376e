"""Who takes part: enrolment, certificates, panels."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from ppir_desktop.domain.panels import Duty
from ppir_desktop.domain.stage import Sector
from ppir_desktop.protocol.fields import (
    Count,
    Der,
    Label,
    Name,
    Recipient,
    SecretIdentity,
    Sha256,
    Uuid,
)
from ppir_desktop.protocol.round_bodies import Role

Chain = Annotated[tuple[Der, ...], Meta(min_length=3, max_length=3)]
"""The certificates of a person, of the officer who issued it, and of the authority."""


class Enrolment(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A person asks to take part, with the keys that their device made for this round.

    Attributes:
        invitation: Id of the invitation that it answers.
        name: The person's name.
        affiliation: Where the person works.
        sector: Which sector that is.
        key: Public key for signing (SubjectPublicKeyInfo); the enrolment is signed with it.
        recipient: Whom to seal to.
        proof: HMAC-SHA256 under the invitation's secret (`signing.invitations`).
    """

    invitation: Uuid
    name: Name
    affiliation: Label
    sector: Sector
    key: Der
    recipient: Recipient
    proof: Sha256


class Certified(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An officer says who a key belongs to.

    Attributes:
        number: Expert or officer number; the subject of the certificate.
        role: What the person may do.
        chain: X.509 certificates (RFC 5280): the person's, the officer's, the authority's.
        recipient: Whom to seal to.
        name: The person's name.
        affiliation: Where the person works.
    """

    number: Name
    role: Role
    chain: Chain
    recipient: Recipient
    name: Name
    affiliation: Label


class PanelMember(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A member of a panel, with the certificate that sheets are checked against."""

    number: Name
    name: Name
    affiliation: Label
    sector: Sector
    duty: Duty
    chain: Chain
    recipient: Recipient


class WithoutDevice(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A member of a panel who was not let in with a device of their own: they write on paper."""

    number: Name
    name: Name
    affiliation: Label
    sector: Sector
    duty: Duty


class Panel(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A panel for its chair.

    Attributes:
        panel: Its id.
        title: What it is called.
        stage: Id of the stage it sits for.
        dossiers: Application numbers in its charge.
        members: Its members who sign with a device of their own.
        on_paper: Those who have none.
        quorum: Members who must be there; None where the scheme alone says it.
        recipient: Whom the members seal their sheets to.
        identity: The private half; None until the sheets may be opened.
    """

    panel: Uuid
    title: Name
    stage: Name
    dossiers: Annotated[tuple[Name, ...], Meta(max_length=2000)]
    members: Annotated[tuple[PanelMember, ...], Meta(max_length=200)]
    on_paper: Annotated[tuple[WithoutDevice, ...], Meta(max_length=200)]
    quorum: Count | None
    recipient: Recipient
    identity: SecretIdentity | None
