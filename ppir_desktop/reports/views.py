"""What stands on a form, as plain data in the language of the form: windows and commands share it.

Nothing here is computed by the form itself; `filling` makes these from records and results.
"""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from ppir_desktop.domain.stage import Mode


class SheetKind(StrEnum):
    """What an evaluation sheet is for.

    Attributes:
        BLANK: To be filled in by hand.
        DRAFT: As it stands before it is signed; marked so on each page.
        PRINT: A print of a signed record, by whoever may read it.
        SIGNED: To be signed as a PDF by its author; the seal's box stays free for that.
    """

    BLANK = "blank"
    DRAFT = "draft"
    PRINT = "print"
    SIGNED = "signed"


class Heading(Struct, frozen=True):
    """What a form belongs to: the scheme, the round, the stage (each may be empty)."""

    scheme: str
    round: str = ""
    stage: str = ""

    def left(self) -> str:
        """Scheme and round, for the head of a page."""
        return " · ".join(filter(None, (self.scheme, self.round)))


class Subject(Struct, frozen=True):
    """The application that a form is about; empty texts on a blank form."""

    dossier: str = ""
    product: str = ""
    applicant: str = ""
    sub_field: str = ""
    projects: tuple[str, ...] = ()


class SheetLine(Struct, frozen=True, kw_only=True):
    """A criterion on an evaluation sheet.

    Attributes:
        title: What it is called.
        guidance: What to look at.
        group: The heading it stands under, or empty.
        maximum: Most points, as text; empty where none are given.
        mark: Points or what was said, as text; empty where there is none.
        comment: The reason given.
        evidence: Passages that the mark rests on, each as one text.
    """

    title: str
    guidance: str = ""
    group: str = ""
    maximum: str = ""
    mark: str = ""
    comment: str = ""
    evidence: tuple[str, ...] = ()


class SheetView(Struct, frozen=True, kw_only=True):
    """An evaluation sheet.

    Attributes:
        kind: What it is for.
        language: ``ko`` or ``en``.
        title: What the form is called.
        heading: What it belongs to.
        subject: The application.
        mode: What the stage asks for.
        choices: What may be said, where no points are given.
        lines: The criteria in their order.
        full_marks: The greatest total, as text; empty where no points are given.
        total: The total given, as text.
        opinion: The opinion on the whole.
        statement: The sentence that is signed.
        person: Name of the panellist, or the letter that stands for it.
        affiliation: Where the panellist works.
        made_at: When the record was made, UTC, RFC 3339; empty for a blank sheet.
        digest: Digest of the record; empty where there is none.
    """

    kind: SheetKind
    language: str
    title: str
    heading: Heading
    subject: Subject
    mode: Mode
    lines: tuple[SheetLine, ...]
    choices: tuple[str, ...] = ()
    full_marks: str = ""
    total: str = ""
    opinion: str = ""
    statement: str = ""
    person: str = ""
    affiliation: str = ""
    made_at: str = ""
    digest: str = ""


class MemberColumn(Struct, frozen=True, kw_only=True):
    """A member of a panel on a consolidated sheet.

    Attributes:
        name: Name, or the letter that stands for it.
        affiliation: Where the member works; empty where names are hidden.
        away: Why the member gave no sheet, in words; empty for one who did.
        total: Total of the sheet, as text; empty where no points are given.
        dropped: Whether the total was dropped.
        chair: Whether the member is the chair.
    """

    name: str
    affiliation: str = ""
    away: str = ""
    total: str = ""
    dropped: bool = False
    chair: bool = False


class ConsolidatedLine(Struct, frozen=True, kw_only=True):
    """A criterion on a consolidated sheet.

    Attributes:
        title: What it is called.
        maximum: Most points, as text.
        marks: A mark for each member, as text; empty for one who gave none.
        dropped: Which of them were dropped by themselves.
        count: How it was counted, in words, where nothing is scored.
    """

    title: str
    maximum: str = ""
    marks: tuple[str, ...] = ()
    dropped: tuple[bool, ...] = ()
    count: str = ""


class Strip(Struct, frozen=True):
    """The totals of a panel for a strip plot, in hundredths of a point.

    Attributes:
        marks: Each member's total and whether it was dropped.
        score: The score, or None.
        pass_mark: The pass mark, or None.
        most: The greatest possible value.
    """

    marks: tuple[tuple[int, bool], ...]
    score: int | None
    pass_mark: int | None
    most: int


class ConsolidatedView(Struct, frozen=True, kw_only=True):
    """A panel's consolidated sheet for one application.

    Attributes:
        language: ``ko`` or ``en``.
        title: What the form is called.
        heading: What it belongs to.
        subject: The application.
        mode: What the stage asks for.
        members: The members, in the order of the columns.
        lines: The criteria.
        full_marks: The greatest total, as text.
        steps: Every step from the sheets to the result, in words.
        score: The score, as text; empty where none is computed.
        computed: The outcome as computed, in words.
        adjusted: The outcome that the panel put in its place, in words; empty for none.
        reason: Why it did.
        opinion: The panel's opinion.
        strip: What the strip plot shows; None for no plot.
        signer: Who signed the decision, where it was signed; empty otherwise.
        made_at: When the decision was made, UTC; empty otherwise.
        digest: Digest of the decision; empty otherwise.
    """

    language: str
    title: str
    heading: Heading
    subject: Subject
    mode: Mode
    members: tuple[MemberColumn, ...]
    lines: tuple[ConsolidatedLine, ...]
    full_marks: str = ""
    steps: tuple[str, ...] = ()
    score: str = ""
    computed: str = ""
    adjusted: str = ""
    reason: str = ""
    opinion: str = ""
    strip: Strip | None = None
    signer: str = ""
    made_at: str = ""
    digest: str = ""
