"""What comes out: decisions of panels, outcomes of other bodies, designations."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from ppir_desktop.domain.consolidation.result import Outcome
from ppir_desktop.domain.sheets import Absence
from ppir_desktop.protocol.fields import (
    Day,
    Label,
    LongText,
    Name,
    Points,
    Sha256,
    SignedText,
    Text,
    Titles,
    Uuid,
)


class UsedSheet(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A sheet that a result rests on.

    Attributes:
        number: Expert number.
        sheet: Digest of the sheet or transcription.
        receipt: Digest of the receipt that says when it came; None for one handed over by hand.
        admitted: Why the chair admitted it although it was late, or one of two; empty otherwise.
    """

    number: Name
    sheet: Sha256
    receipt: Sha256 | None
    admitted: Text


class AbsentMember(Struct, frozen=True, forbid_unknown_fields=True):
    """A member whose sheet has no part in the result, why, and what the chair says of it."""

    number: Name
    why: Absence
    reason: Text = ""


class Adjustment(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A score that the panel changed, in hundredths, and why."""

    score: Points
    reason: SignedText
    assents: Annotated[tuple[Sha256, ...], Meta(max_length=200)]


class DossierResult(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The result of one dossier.

    Attributes:
        dossier: Application number.
        sheets: What it rests on.
        absent: Who gave no sheet.
        bonus: Bonus given by the office, in hundredths; None where the stage has none.
        result: The computed result with its working, as `domain.consolidation.result_bytes`
            writes it.
        adjustment: What the panel changed; None where nothing.
        outcome: What becomes of the dossier; None where the stage only ranks.
        opinion: The panel's opinion.
    """

    dossier: Name
    sheets: Annotated[tuple[UsedSheet, ...], Meta(max_length=200)]
    absent: Annotated[tuple[AbsentMember, ...], Meta(max_length=200)]
    bonus: Points | None
    result: LongText
    adjustment: Adjustment | None
    outcome: Outcome | None
    opinion: Text


class Decision(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a panel decided, as its chair signs it.

    Attributes:
        panel: Id of the panel.
        stage: Id of the stage.
        scheme: SHA-256 of the scheme file.
        results: One for each dossier.
        assents: Digests of the members' assents.
        minutes: What was said and done.
        reason: Why it replaces an earlier decision; empty for a first one.
        statement: The sentence that was signed.
    """

    panel: Uuid
    stage: Name
    scheme: Sha256
    results: Annotated[tuple[DossierResult, ...], Meta(max_length=2000)]
    assents: Annotated[tuple[Sha256, ...], Meta(max_length=1000)]
    minutes: LongText
    reason: Text
    statement: SignedText


class DecidedElsewhere(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What another body decided: a site visit, the council, an objection."""

    dossier: Name
    stage: Name
    outcome: Outcome
    body: Name
    decided_on: Day
    basis: Text


class Designated(
    Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag_field="act", tag="granted"
):
    """A product is designated.

    Attributes:
        number: Number of the certificate.
        dossier: Application number.
        product: Name of the product.
        firm: Name of the firm.
        basis: The rule it rests on.
        valid_from: First day.
        valid_until: Last day.
        authority: Who designates.
    """

    number: Name
    dossier: Name
    product: Titles
    firm: Name
    basis: Text
    valid_from: Day
    valid_until: Day
    authority: Titles


class DesignationChanged(
    Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag_field="act", tag="changed"
):
    """A designation is extended, suspended, resumed or cancelled.

    Attributes:
        number: Number of the certificate.
        change: What happens to it.
        since: From which day.
        until: The new last day, or the suspension's; None where there is none.
        reason: Why.
        remark: What is to be printed beside it.
    """

    number: Name
    change: Literal["extended", "suspended", "resumed", "cancelled"]
    since: Day
    until: Day | None
    reason: Text
    remark: Label


Designation = Designated | DesignationChanged
"""A product's designation, or a change to it."""
