"""The documents of the sample dossiers, laid out by the program's own paper engine."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from ppir_desktop.common.wording import Wording
from ppir_desktop.domain.applications import Application
from ppir_desktop.domain.projects import ResearchProject
from ppir_desktop.reports.blocks import Piece, Prose, heading
from ppir_desktop.reports.document import Rendered, render
from ppir_desktop.reports.page import Form, Surround, inner_width
from ppir_desktop.reports.parts import facts, shown_day, titles
from ppir_desktop.reports.styles import READING
from ppir_desktop.reports.tables import Row, Table, cell, label

if TYPE_CHECKING:
    from ppir_desktop.demo.sample import Told

_WIDTH: Final = inner_width()
_KEY: Final = "demo.paper"


def papers_of(
    told: Told, application: Application, project: ResearchProject, words: Wording
) -> dict[str, Rendered]:
    """The documents of a dossier, by what their files are called.

    Args:
        told: What they say.
        application: The row of the table that they go with.
        project: The R&D project that the product came out of.
        words: Korean words.
    """
    desk = _Desk(told, application, words)
    papers = {
        "01-신청서": desk.application(project),
        "02-제품설명서": desk.description(),
        "03-규격서": desk.specification(),
        "04-연구개발완료확인서": desk.completion(project),
        "05-시험성적서": desk.tests(Wording("en") if told.tests_english else words),
    }
    if told.patent:
        papers["06-특허증"] = desk.patent()
    return papers


class _Desk:
    """Lays out the papers of one dossier."""

    def __init__(self, told: Told, application: Application, words: Wording) -> None:
        self._told, self._filed, self._words = told, application, words

    def application(self, project: ResearchProject) -> Rendered:
        filed, words = self._filed, self._words
        pairs = [
            ("number", filed.number), ("product", filed.product), ("english", self._told.english),
            ("firm", filed.applicant), ("business", filed.business_number),
            ("head", filed.representative), ("project", f"{project.number} {project.title}"),
            ("ministry", project.ministry), ("summary", filed.summary),
        ]  # fmt: skip
        return self._form(
            "application",
            [
                _facts(pairs, words),
                Prose(words(f"{_KEY}.application.sentence"), _WIDTH, READING, gap=26),
                Prose(shown_day(filed.filed.isoformat(), words), _WIDTH, _CENTRED, gap=26),
                Prose(
                    words(f"{_KEY}.application.by", firm=filed.applicant,
                          head=filed.representative),
                    _WIDTH, _CENTRED, gap=14,
                ),
            ],
        )  # fmt: skip

    def description(self) -> Rendered:
        told, words = self._told, self._words
        pieces: list[Piece] = []
        for name in ("overview", "technology", "use", "effect"):
            pieces += self._part(words(f"{_KEY}.description.{name}"), getattr(told, name))
        pieces.append(heading(words(f"{_KEY}.description.figures"), _WIDTH))
        pieces.append(_table(self._heads("test", words), told.tests, _TESTS, gap=6))
        pieces += self._part("Abstract", told.abstract)
        return self._form("description", pieces)

    def specification(self) -> Rendered:
        words = self._words
        rows = [(str(at), *row) for at, row in enumerate(self._told.spec, start=1)]
        table = _table(self._heads("spec", words), rows, (46.0, 170.0, _WIDTH - 216.0), gap=14)
        return self._form(
            "specification",
            [table, Prose(words(f"{_KEY}.specification.note"), _WIDTH, READING, gap=14)],
        )

    def completion(self, project: ResearchProject) -> Rendered:
        words = self._words
        pairs = [
            ("project_title", project.title), ("project_number", project.number),
            ("ministry", project.ministry), ("lead", project.lead), ("leader", project.leader),
            ("period", (f"{shown_day(project.begin.isoformat(), words)} ~ "
                       f"{shown_day(project.end.isoformat(), words)}")),
            ("grant", words(f"{_KEY}.won", won=f"{project.grant:,}")), ("result", project.result),
        ]  # fmt: skip
        return self._form(
            "completion",
            [
                _facts(pairs, words),
                Prose(words(f"{_KEY}.completion.sentence"), _WIDTH, READING, gap=26),
            ],
        )

    def tests(self, words: Wording) -> Rendered:
        english = words.language == "en"
        product = self._told.english if english else self._filed.product
        pairs = [
            ("tested", product), ("firm", self._filed.applicant),
            ("report", f"TR-{self._filed.number[-4:]}-1"),
        ]  # fmt: skip
        return self._form(
            "tests",
            [
                _facts(pairs, words),
                _table(self._heads("test", words), self._told.tests, _TESTS, gap=14),
                Prose(words(f"{_KEY}.tests.note"), _WIDTH, READING, gap=14),
            ],
            words,
        )

    def patent(self) -> Rendered:
        words = self._words
        pairs = [
            ("invention", self._told.patent), ("holder", self._filed.applicant),
            ("number", self._filed.number),
        ]  # fmt: skip
        return self._form(
            "patent",
            [
                _facts(pairs, words),
                Prose(words(f"{_KEY}.patent.sentence"), _WIDTH, READING, gap=26),
            ],
        )

    def _part(self, title: str, text: str) -> list[Piece]:
        return [heading(title, _WIDTH), Prose(text, _WIDTH, READING, gap=4)]

    @staticmethod
    def _heads(name: str, words: Wording) -> list[str]:
        return words(f"{_KEY}.{name}_heads").split("|")

    def _form(self, name: str, pieces: Sequence[Piece], words: Wording | None = None) -> Rendered:
        said = words or self._words
        title = said(f"{_KEY}.{name}.title")
        surround = Surround(
            left=said(f"{_KEY}.round"), right=self._filed.number, note=said(f"{_KEY}.note")
        )
        product = self._told.english if said.language == "en" else self._filed.product
        body = (*titles(title, product, _WIDTH), *pieces)
        return render(Form(title, said.language, "", surround, body))


_CENTRED: Final = READING.centred()
_TESTS: Final = (150.0, 150.0, 90.0, _WIDTH - 390.0)


def _facts(pairs: Iterable[tuple[str, str]], words: Wording) -> Table:
    named = [((words(f"{_KEY}.fact.{name}"), value),) for name, value in pairs]
    return facts(named, _WIDTH)


def _table(
    heads: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[float], *, gap: float
) -> Table:
    head = Row(tuple(label(one) for one in heads))
    body = [Row(tuple(cell(one) for one in row), 24) for row in rows]
    return Table([head, *body], tuple(widths), gap=gap, head=1)
