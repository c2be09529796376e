"""What those who run a round share among themselves: appointments, and the office's ledger.

Several officers administer one round, each at a desk of their own. What they work from (who was
invited, which dossier has which key, who sits on which panel) travels as records that only the
office can read, so that any of them can go on where another stopped.
"""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from ppir_desktop.domain.applications import Application
from ppir_desktop.domain.experts import Expert
from ppir_desktop.domain.panels import Duty
from ppir_desktop.domain.projects import ResearchProject
from ppir_desktop.protocol.fields import (
    Count,
    Day,
    Der,
    KeyId,
    Label,
    Name,
    SecretIdentity,
    Serial,
    Sha256,
    Text,
    Time,
    Uuid,
)
from ppir_desktop.protocol.manifest import DossierManifest


class Appointed(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What the authority hands to an officer.

    Attributes:
        number: Officer number; the subject of the certificate.
        certificate: The officer's X.509 certificate, issued by the authority.
        office: The office's identity, which opens what is sealed to the office.
    """

    number: Name
    certificate: Der
    office: SecretIdentity


class Invited(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="invitation"):
    """Somebody was invited; the entry is named by the invitation's id.

    Attributes:
        number: Expert or officer number.
        name: Name.
        secret: The invitation's secret, by which the enrolment is proved.
        made_at: When.
        replaces: The key of the same person's former device; None for none.
    """

    number: Name
    name: Name
    secret: Annotated[bytes, Meta(min_length=32, max_length=32)]
    made_at: Time
    replaces: KeyId | None


class Applied(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="application"):
    """An application as it was taken in, with the R&D project it names, and its documents.

    Attributes:
        application: The application.
        project: The project.
        findings: Codes of what the rule says no to; empty for one that may be reviewed.
        manifest: The dossier.
        key: The dossier's identity.
        withdrawn: Why it is reviewed no more; empty while it is.
    """

    application: Application
    project: ResearchProject
    findings: Annotated[tuple[Name, ...], Meta(max_length=50)]
    manifest: DossierManifest
    key: SecretIdentity
    withdrawn: Label


class Pooled(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="expert"):
    """An expert of the pool."""

    expert: Expert


class Registered(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="project"):
    """An R&D project of the register; desks keep these to themselves, since there are so many."""

    project: ResearchProject


class Seat(Struct, frozen=True, forbid_unknown_fields=True):
    """A place on a panel.

    Attributes:
        number: Expert number.
        duty: What the member does.
        vacated: Why the place became empty; empty while it is taken.
        given_to: Key of the device that the dossier was given to; None while it was to none.
        has_key: Whether that device was sent the dossier's key.
    """

    number: Name
    duty: Duty
    vacated: Label = ""
    given_to: KeyId | None = None
    has_key: bool = False


class Convened(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="panel"):
    """A panel for one dossier in one stage; the entry is named ``stage/dossier``.

    Attributes:
        panel: The panel's id.
        stage: Id of the stage.
        dossier: Application number.
        identity: What the members' sheets are sealed to.
        seats: Its members, those who left too.
        seed: What the matching was drawn with.
        fit: How well the members fit, in points of the matching.
        due: Until when a sheet must have been received.
        published: Whether its members may be told.
        chair: Key of the chair who was told of the panel; None for nobody.
        opened: Whether that chair was sent the panel's identity.
        told: SHA-256 of what that chair was told of it last; None for nothing.
    """

    panel: Uuid
    stage: Name
    dossier: Name
    identity: SecretIdentity
    seats: Annotated[tuple[Seat, ...], Meta(max_length=200)]
    seed: Count
    fit: Count
    due: Time
    published: bool
    chair: KeyId | None = None
    opened: bool = False
    told: Sha256 | None = None


class Noticed(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="notice"):
    """The public notice before a designation, and an objection raised meanwhile.

    Attributes:
        dossier: Application number.
        begins: First day of the notice.
        ends: Last day, by which an objection must be filed.
        objection: What was objected; empty for nothing.
        filed_on: When; None for nothing.
        decided: What became of it; empty while it is open.
    """

    dossier: Name
    begins: Day
    ends: Day
    objection: Text
    filed_on: Day | None
    decided: Text


class Closed(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="closed"):
    """A stage was closed: no panel is told of a dossier any more; the entry is named by the stage.

    Attributes:
        stage: Id of the stage.
        closed_at: When.
        early: Why it was closed before its deadline; empty where it was not.
    """

    stage: Name
    closed_at: Time
    early: Label


Content = Invited | Applied | Pooled | Registered | Convened | Noticed | Closed


class Displaced(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="displaced"):
    """What an entry said that another officer changed at the same time; desks keep this apart.

    Attributes:
        name: The entry's name.
        content: What it said; what the other officer said counts.
        own: Whether it was this desk that said it.
    """

    name: Name
    content: Content
    own: bool


Kept = Content | Displaced
"""What a desk keeps in its ledger."""


class Entry(Struct, frozen=True, forbid_unknown_fields=True):
    """One entry of the ledger.

    Attributes:
        name: What tells it apart from others of its kind.
        revision: Counts the changes of this entry from 1. Of two officers who changed the same
            one at once, the earlier record counts, and the other desk is told.
        content: What it says.
    """

    name: Name
    revision: Serial
    content: Content


class Ledger(Struct, frozen=True, forbid_unknown_fields=True):
    """Entries that one officer wrote."""

    entries: Annotated[tuple[Entry, ...], Meta(min_length=1, max_length=10_000)]
