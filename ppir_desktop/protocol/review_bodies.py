"""The review itself: assignments, declarations, sheets, transcriptions, proposals, assents."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from msgspec import Meta, Struct

from ppir_desktop.domain.consolidation.result import Outcome
from ppir_desktop.domain.panels import Duty
from ppir_desktop.domain.sheets import Choice
from ppir_desktop.protocol.fields import (
    Count,
    Day,
    Label,
    LongText,
    Name,
    Points,
    Recipient,
    SecretIdentity,
    Serial,
    Sha256,
    SignedText,
    Text,
    Time,
    Uuid,
)
from ppir_desktop.protocol.manifest import DossierManifest


class Given(
    Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag_field="act", tag="given"
):
    """A dossier is given to a panellist.

    Attributes:
        panel: Id of the panel.
        stage: Id of the stage.
        duty: What the panellist does besides marking.
        due: Until when the sheet must have been received.
        panel_recipient: Whom the sheet is sealed to, besides the office.
        manifest: The dossier.
        key: The dossier's identity; None while the policy holds it back.
    """

    panel: Uuid
    stage: Name
    duty: Duty
    due: Time
    panel_recipient: Recipient
    manifest: DossierManifest
    key: SecretIdentity | None


class KeyReleased(
    Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag_field="act", tag="key"
):
    """The dossier's key, which was held back until the declaration came."""

    stage: Name
    dossier: Name
    key: SecretIdentity


class Erratum(
    Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag_field="act", tag="erratum"
):
    """A dossier under review was corrected.

    Attributes:
        stage: Id of the stage.
        manifest: The dossier as it is now.
        material: Whether marks must be looked at again.
        still_valid: Digests of earlier manifests that a sheet may still name.
        reason: What was corrected.
    """

    stage: Name
    manifest: DossierManifest
    material: bool
    still_valid: Annotated[tuple[Sha256, ...], Meta(max_length=100)]
    reason: Text


class Withdrawn(
    Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag_field="act", tag="withdrawn"
):
    """A dossier is taken from a panellist again."""

    stage: Name
    dossier: Name
    reason: Text


Assignment = Given | KeyReleased | Erratum | Withdrawn
"""What an officer tells one panellist about one dossier."""


class DeclaredConflict(Struct, frozen=True, forbid_unknown_fields=True):
    """A tie to the applicant or the product: kind of the scheme, when it ended, what it is."""

    kind: Name
    ended: Day | None
    detail: Text


class Declared(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a panellist declares before a dossier opens.

    Attributes:
        stage: Id of the stage.
        dossier: Application number.
        identity_confirmed: Whether the panellist confirmed to be the person named.
        pledge: SHA-256 of the pledge's text as accepted; None where it was not.
        consents: Ids of the consents given.
        conflicts: Ties to the applicant or the product; None where the question was not answered.
        prior_contact: Contact with the applicant, empty for none; None likewise.
        accepts: Whether the panellist takes the dossier on; False is a recusal.
    """

    stage: Name
    dossier: Name
    identity_confirmed: bool
    pledge: Sha256 | None
    consents: Annotated[tuple[Name, ...], Meta(max_length=50)]
    conflicts: Annotated[tuple[DeclaredConflict, ...], Meta(max_length=50)] | None
    prior_contact: Text | None
    accepts: bool


class GivenMark(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, gc=False):
    """A mark: points in hundredths where points are given, or what was said where not."""

    criterion: Name
    points: Points | None
    choice: Choice | None
    comment: Text


class PinnedEvidence(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, gc=False):
    """A passage that a mark rests on: the document's plain digest, its page from 1, the words."""

    criterion: Name
    document: Sha256
    page: Serial
    quote: Text


class Discussion(StrEnum):
    """Whether a sheet was made before the panel discussed the dossier, or after."""

    BEFORE = "before"
    AFTER = "after"


class GivenSheet(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, gc=False):
    """A panellist's sheet for one dossier in one stage.

    Attributes:
        stage: Id of the stage.
        scheme: SHA-256 of the scheme file.
        dossier: Application number.
        manifest: SHA-256 of the canonical manifest that was read.
        marks: A mark for each criterion.
        opinion: The panellist's opinion on the whole.
        evidence: Passages that marks rest on.
        discussion: Whether the panel had discussed the dossier.
        statement: The sentence that was signed.
        signed_with: How the signature was given.
        reason: Why it replaces an earlier sheet; empty for a first one.
    """

    stage: Name
    scheme: Sha256
    dossier: Name
    manifest: Sha256
    marks: Annotated[tuple[GivenMark, ...], Meta(max_length=200)]
    opinion: Text
    evidence: Annotated[tuple[PinnedEvidence, ...], Meta(max_length=500)]
    discussion: Discussion
    statement: SignedText
    signed_with: Literal["passphrase", "token", "hand"]
    reason: Text


Matter = Literal["adjustment", "decision", "transcription"]
"""What a panel may be asked to agree to."""


class Proposal(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a chair asks the members of a panel to agree to: an adjustment, or a decision.

    Attributes:
        panel: Id of the panel.
        stage: Id of the stage.
        dossier: Application number.
        to: What kind of thing it is.
        substance: SHA-256 of what the decision will say of it (`protocol.substance`).
        computed: The computed score or count, as text; empty for none.
        computed_outcome: What the sheets come to; None where the stage only ranks.
        score: The score that the panel puts in its place, in hundredths; None for none.
        outcome: What is to become of the dossier; None where the stage only ranks.
        text: The reason of an adjustment; the minutes that go with a decision.
        opinion: The panel's opinion.
    """

    panel: Uuid
    stage: Name
    dossier: Name
    to: Literal["adjustment", "decision"]
    substance: Sha256
    computed: Label
    computed_outcome: Outcome | None
    score: Points | None
    outcome: Outcome | None
    text: LongText
    opinion: Text


class Transcription(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A sheet written by hand, as the chair typed it in.

    Attributes:
        number: Expert number of whoever wrote it.
        written_on: The day on the paper.
        sheet: What is on it.
        scan: SHA-256 of the scan's blob.
        scan_size: Its size in bytes.
    """

    number: Name
    written_on: Day
    sheet: GivenSheet
    scan: Sha256
    scan_size: Count


class Assent(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A member's answer to something that the panel must agree to.

    Attributes:
        to: What kind of thing it is.
        subject: Digest of the record that asks: of a proposal, or of a transcription.
        number: Expert number of the member who answers.
        agrees: Whether the member agrees.
        remark: What the member adds.
        on_paper: Whether it was given by hand on the printed sheet; the chair signs then.
    """

    to: Matter
    subject: Sha256
    number: Name
    agrees: bool
    remark: Text
    on_paper: bool
