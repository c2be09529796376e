"""The evaluation sheet (평가표): blank for the pen, draft, or the print of a signed record."""

from __future__ import annotations

from ppir_desktop.common.wording import Wording
from ppir_desktop.domain.stage import Mode
from ppir_desktop.reports.blocks import Piece, Prose, Together
from ppir_desktop.reports.page import Form, Surround, inner_width
from ppir_desktop.reports.parts import (
    facts,
    listed,
    record_code,
    short_time,
    shown_time,
    signing,
    titles,
)
from ppir_desktop.reports.styles import BODY, LABEL, MARK, NUMBER, PEN, SHADE_2, SMALL, STRONG
from ppir_desktop.reports.tables import Cell, Row, Table, cell, label
from ppir_desktop.reports.views import SheetKind, SheetLine, SheetView

SEAL, STAMP = "seal", "seal.stamp"
"""Places for the signature: the seal's box, and in it the part beside its words.

See `document.Rendered.place`.
"""

_BLANK_COMMENT, _BLANK_OPINION, _OPINION = 2.5 * PEN, 4.2 * PEN, 2.4 * PEN
_SHORT = 150.0
"""An opinion no higher than this stands on the page on which it is signed."""
_GROUP, _TITLE, _MAXIMUM, _MARK, _CHOICE = 50.0, 134.0, 38.0, 46.0, 66.0


def evaluation_sheet(view: SheetView, words: Wording) -> Form:
    """Lay a sheet out.

    Args:
        view: What stands on it.
        words: Words of the form, in the same language as the view.
    """
    width = inner_width()
    pieces: list[Piece] = [
        *titles(view.title, view.heading.stage, width),
        _facts(view, words, width),
        *_criteria_and_end(view, words, width),
    ]
    return Form(
        title=" ".join(filter(None, (view.title, view.subject.dossier, view.person))),
        language=view.language,
        made_at=view.made_at,
        surround=_surround(view, words),
        pieces=tuple(pieces),
    )


def _surround(view: SheetView, words: Wording) -> Surround:
    subject = view.subject
    number = words("paper.number", number=subject.dossier) if subject.dossier else ""
    draft = view.kind is SheetKind.DRAFT
    return Surround(
        left=view.heading.left(),
        right=" · ".join(filter(None, (number, view.heading.stage))),
        note=words(f"paper.sheet.note.{view.kind}", person=view.person),
        digest=view.digest,
        code=record_code(view.digest),
        draft=words("paper.draft") if draft else "",
    )


def _facts(view: SheetView, words: Wording, width: float) -> Piece:
    subject, key = view.subject, "paper.fact"
    return facts(
        [
            ((words(f"{key}.number"), subject.dossier), (words(f"{key}.field"), subject.sub_field)),
            (
                (words(f"{key}.product"), subject.product),
                (words(f"{key}.project"), ", ".join(subject.projects)),
            ),
            (
                (words(f"{key}.applicant"), subject.applicant),
                (words(f"{key}.panellist"), view.person),
            ),
        ],
        width,
        blank=view.kind is SheetKind.BLANK,
    )


def _criteria_and_end(view: SheetView, words: Wording, width: float) -> list[Piece]:
    """The table, and what is signed; a short opinion stays with the signature."""
    criteria = _Criteria(view, words, width)
    end: list[Piece] = [Prose(view.statement, width, gap=14), _signing(view, words, width)]
    opinion = criteria.opinion()
    if opinion.height <= _SHORT:
        return [criteria.table(), Together([opinion, *end])]
    return [criteria.table(with_opinion=True), Together(end, gap=14)]


class _Criteria:
    """The table of criteria, the sums, and the opinion on the whole."""

    def __init__(self, view: SheetView, words: Wording, width: float) -> None:
        self.view = view
        self.words = words
        self.blank = view.kind is SheetKind.BLANK
        self.scored = view.mode is Mode.SCORE
        self.grouped = any(line.group for line in view.lines)
        narrow = [_GROUP] if self.grouped else []
        narrow += [_TITLE, *([_MAXIMUM, _MARK] if self.scored else [_CHOICE])]
        self.widths = (*narrow, width - sum(narrow))

    def table(self, *, with_opinion: bool = False) -> Table:
        rows = [self._head(), *self._lines()]
        if self.scored:
            rows.append(self._sum())
        if with_opinion:
            rows.append(self._opinion())
        return Table(rows, self.widths, head=1, gap=12)

    def opinion(self) -> Table:
        return Table([self._opinion()], self.widths)

    def _head(self) -> Row:
        names = ["group"] if self.grouped else []
        names += ["criterion", *(["maximum", "mark"] if self.scored else [self.view.mode.value])]
        names.append("comment")
        return Row(tuple(label(self.words(f"paper.column.{name}")) for name in names))

    def _lines(self) -> list[Row]:
        rows, above = [], ""
        for line in self.view.lines:
            cells = [self._group(line, above)] if self.grouped else []
            cells.append(Cell(((line.title, STRONG), *listed([line.guidance])), middle=True))
            cells += self._mark(line)
            evidence = [self.words("paper.sheet.evidence", what=one) for one in line.evidence]
            cells.append(Cell((*listed([line.comment], BODY), *listed(evidence, SMALL))))
            rows.append(Row(tuple(cells), _BLANK_COMMENT if self.blank else PEN))
            above = line.group
        return rows

    @staticmethod
    def _group(line: SheetLine, above: str) -> Cell:
        return Cell(
            ((line.group, LABEL),), middle=True, joined=bool(line.group) and line.group == above
        )

    def _mark(self, line: SheetLine) -> list[Cell]:
        if self.scored:
            return [cell(line.maximum, NUMBER), cell(line.mark, MARK)]
        if self.blank:
            boxes = [f"□ {choice}" for choice in self.view.choices]
            return [Cell(tuple((box, BODY) for box in boxes), middle=True, pad=10)]
        return [cell(line.mark, STRONG.centred())]

    def _sum(self) -> Row:
        total = MARK._replace(size=11)
        return Row((
            Cell(((self.words("paper.column.sum"), LABEL),), 2 if self.grouped else 1, SHADE_2,
                 middle=True),
            Cell(((self.view.full_marks, LABEL),), shade=SHADE_2, middle=True),
            Cell(((self.view.total, total),), shade=SHADE_2, middle=True),
            Cell(shade=SHADE_2),
        ), PEN)  # fmt: skip

    def _opinion(self) -> Row:
        before = 2 if self.grouped else 1
        return Row(
            (
                label(self.words("paper.column.opinion"), span=before),
                Cell(listed([self.view.opinion], BODY), span=len(self.widths) - before),
            ),
            _BLANK_OPINION if self.blank else _OPINION,
        )


def _signing(view: SheetView, words: Wording, width: float) -> Piece:
    key = "paper.person"
    time = shown_time(view.made_at, words) if view.made_at else ""
    stamped = view.kind is SheetKind.PRINT and bool(time)
    return signing(
        width,
        (
            (words(f"{key}.time"), time),
            (words(f"{key}.affiliation"), view.affiliation),
            (words(f"{key}.name"), view.person),
        ),
        words("paper.seal"),
        stamped=(words("paper.stamp"), view.person, short_time(view.made_at)) if stamped else (),
        name=SEAL,
    )
