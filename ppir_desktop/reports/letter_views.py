"""What stands on letters, pledges, certificates, minutes and reports, as plain data."""

from __future__ import annotations

from msgspec import Struct

from ppir_desktop.reports.views import Heading, Strip, Subject


class Issued(Struct, frozen=True, kw_only=True):
    """Where a paper comes from.

    Attributes:
        signer: Who signed the record that it shows; empty where nobody did.
        made_at: When the record was made, UTC, RFC 3339; empty likewise.
        digest: Digest of the record; empty likewise.
    """

    signer: str = ""
    made_at: str = ""
    digest: str = ""


class Comments(Struct, frozen=True):
    """What panellists wrote on one criterion, without their names."""

    criterion: str
    texts: tuple[str, ...]


class OpinionView(Struct, frozen=True, kw_only=True):
    """The opinion letter (종합의견서) for an applicant; it names nobody of the panel.

    Attributes:
        language: ``ko`` or ``en``.
        title: What it is called.
        heading: What it belongs to.
        subject: The application.
        outcome: What was decided, in words.
        score: The score, as text; empty where none is told.
        opinion: The panel's opinion.
        comments: What was written on each criterion.
        authority: Who sends it.
        day: Of the letter, ISO 8601; empty for a line to write it on.
        issued: Where it comes from.
    """

    language: str
    title: str
    heading: Heading
    subject: Subject
    outcome: str
    score: str = ""
    opinion: str = ""
    comments: tuple[Comments, ...] = ()
    authority: str = ""
    day: str = ""
    issued: Issued = Issued()


class ConsentLine(Struct, frozen=True, kw_only=True):
    """A consent on a pledge: its title, its text, and whether it was given; None for blank."""

    title: str
    text: str
    required: bool = True
    given: bool | None = None


class PledgeView(Struct, frozen=True, kw_only=True):
    """The pledge and the consents (서약서·동의서) of a panellist.

    Attributes:
        language: ``ko`` or ``en``.
        heading: What it belongs to.
        pledge: The pledge's text.
        consents: The consents.
        person: Name; empty on a blank form.
        affiliation: Where the panellist works; empty likewise.
        authority: To whom the pledge is made; empty for none named.
        issued: Where it comes from, for the print of a declaration.
    """

    language: str
    heading: Heading
    pledge: str
    consents: tuple[ConsentLine, ...] = ()
    person: str = ""
    affiliation: str = ""
    authority: str = ""
    issued: Issued = Issued()


class InvitationView(Struct, frozen=True, kw_only=True):
    """An invitation as a page.

    Attributes:
        language: ``ko`` or ``en``.
        heading: What it belongs to.
        number: Expert number.
        person: Whom it invites.
        affiliation: Where the person works.
        authority: Fingerprint of the authority's key, in hexadecimal.
        hub: Address of the hub; empty for a round on sticks alone.
        text: The invitation itself, as it is pasted or scanned.
    """

    language: str
    heading: Heading
    number: str
    person: str
    affiliation: str
    authority: str
    hub: str
    text: str


class RecoveryView(Struct, frozen=True, kw_only=True):
    """A recovery sheet: the profile, its key, and the day, ISO 8601."""

    language: str
    profile: str
    key: str
    day: str = ""


class CertificateView(Struct, frozen=True, kw_only=True):
    """A certificate of designation (인증서).

    Attributes:
        language: ``ko`` or ``en``.
        title: What it is called.
        number: Of the certificate.
        product: Name of the product.
        firm: Name of the firm.
        scheme: What the product is designated as.
        basis: The rule it rests on.
        valid_from: First day, ISO 8601.
        valid_until: Last day, ISO 8601.
        authority: Who designates.
        remark: What is to be said besides, such as an extension; empty for nothing.
        issued: Where it comes from.
    """

    language: str
    title: str
    number: str
    product: str
    firm: str
    scheme: str
    basis: str
    valid_from: str
    valid_until: str
    authority: str
    remark: str = ""
    issued: Issued = Issued()


class Attendance(Struct, frozen=True, kw_only=True):
    """A member in the minutes: name or letter, where from, and whether they were there."""

    name: str
    affiliation: str = ""
    state: str = ""


class Decision(Struct, frozen=True, kw_only=True):
    """What was decided on one application, as text."""

    dossier: str
    product: str = ""
    score: str = ""
    outcome: str = ""


class MinutesView(Struct, frozen=True, kw_only=True):
    """The minutes (회의록) of a panel's meeting.

    Attributes:
        language: ``ko`` or ``en``.
        heading: What it belongs to.
        panel: What the panel is called.
        held: When, in words; empty for a box to write it in.
        place: Where; empty likewise.
        members: Who was there and who was not.
        decisions: What was decided.
        text: What was said and done.
        chair: Who signs.
        issued: Where it comes from.
    """

    language: str
    heading: Heading
    panel: str
    members: tuple[Attendance, ...]
    decisions: tuple[Decision, ...]
    text: str = ""
    held: str = ""
    place: str = ""
    chair: str = ""
    issued: Issued = Issued()


class ReportRow(Struct, frozen=True, kw_only=True):
    """An application in a round's report."""

    dossier: str
    product: str = ""
    applicant: str = ""
    rank: str = ""
    score: str = ""
    outcome: str = ""
    strip: Strip | None = None


class StageReport(Struct, frozen=True, kw_only=True):
    """A stage in a round's report: its rule and figures in words, and its applications."""

    title: str
    rule: str
    figures: tuple[tuple[str, str], ...]
    rows: tuple[ReportRow, ...]


class RoundView(Struct, frozen=True, kw_only=True):
    """A round's report: its title, what it belongs to, figures in words, stages."""

    language: str
    heading: Heading
    figures: tuple[tuple[str, str], ...]
    stages: tuple[StageReport, ...]
    made_at: str = ""
