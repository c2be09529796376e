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
