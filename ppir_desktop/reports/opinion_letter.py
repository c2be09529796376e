"""The opinion letter (종합의견서) for an applicant, which names nobody of the panel."""

from __future__ import annotations

from collections.abc import Iterator

from ppir_desktop.common.wording import Wording
from ppir_desktop.reports.blocks import Piece, Prose, Together, heading
from ppir_desktop.reports.letter_views import OpinionView
from ppir_desktop.reports.page import Form, inner_width
from ppir_desktop.reports.parts import authority_seal, facts, issued_around, titles
from ppir_desktop.reports.styles import READING, STRONG
from ppir_desktop.reports.tables import Cell, Row, Table, label


def opinion_letter(view: OpinionView, words: Wording) -> Form:
    """Lay the letter out."""
    width = inner_width()
    pieces: list[Piece] = [
        *titles(view.title, view.heading.stage, width),
        _facts(view, words, width),
        *_body(view, words, width),
        Together(
            [
                Prose(words("paper.opinion.closing"), width, READING),
                *authority_seal(view.authority, view.day, width, words),
            ],
            gap=18,
        ),
    ]
    return Form(
        title=f"{view.title} {view.subject.dossier}",
        language=view.language,
        made_at=view.issued.made_at,
        surround=issued_around(
            view.issued, words, view.heading, number=view.subject.dossier, unnamed=True
        ),
        pieces=tuple(pieces),
    )


def _facts(view: OpinionView, words: Wording, width: float) -> Piece:
    key, subject = "paper.fact", view.subject
    result = words("paper.consolidated.outcome"), view.outcome
    rows: list[tuple[tuple[str, str], ...]] = [
        ((words(f"{key}.number"), subject.dossier), (words(f"{key}.field"), subject.sub_field)),
        (
            (words(f"{key}.product"), subject.product),
            (words(f"{key}.project"), ", ".join(subject.projects)),
        ),
        ((words(f"{key}.applicant"), subject.applicant),),
    ]
    if view.score:
        rows.append((result, (words("paper.consolidated.score"), view.score)))
    else:
        rows.append((result,))
    return facts(rows, width)


def _body(view: OpinionView, words: Wording, width: float) -> Iterator[Piece]:
    if view.opinion:
        yield heading(words("paper.column.opinion"), width)
        yield Prose(view.opinion, width, READING, gap=4)
    given = [one for one in view.comments if any(text.strip() for text in one.texts)]
    if given:
        yield heading(words("paper.opinion.comments"), width)
        rows = [Row((label(words("paper.column.criterion")), label(words("paper.column.comment"))))]
        for one in given:
            texts = tuple((f"· {text}", READING) for text in one.texts if text.strip())
            title = Cell(((one.criterion, STRONG.centred()),), middle=True)
            rows.append(Row((title, Cell(texts))))
        yield Table(rows, (110, width - 110), head=1, gap=4)
