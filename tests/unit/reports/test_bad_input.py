"""Whatever people write: nothing overflows, nothing is cut, nothing is interpreted."""

from __future__ import annotations

import re

import msgspec
import pytest

from ppir_desktop.common.wording import Wording
from ppir_desktop.domain.sheets import Mark
from ppir_desktop.domain.stage import Criterion, Scale, Stage
from ppir_desktop.domain.words import Words
from ppir_desktop.reports.batch import Entry, render_together
from ppir_desktop.reports.certificate import certificate
from ppir_desktop.reports.consolidated_sheet import consolidated_sheet
from ppir_desktop.reports.document import render
from ppir_desktop.reports.evaluation_sheet import evaluation_sheet
from ppir_desktop.reports.filling import Filled, sheet_view
from ppir_desktop.reports.letter_views import CertificateView, MinutesView, OpinionView, RoundView
from ppir_desktop.reports.minutes import minutes
from ppir_desktop.reports.opinion_letter import opinion_letter
from ppir_desktop.reports.page import Form
from ppir_desktop.reports.round_report import round_report
from ppir_desktop.reports.views import Heading, SheetKind, Subject
from ppir_desktop.services.schemes import load_scheme
from tests.support import paper, pdf_reading
from tests.support.programs import needs

TEXTS = {
    "a word without spaces": "가나다라마바사아자차카타파하" * 60,
    "a Latin word without spaces": "Donaudampfschifffahrtsgesellschaft" * 40,
    "an address": "https://example.kr/" + "a1b2c3d4/" * 120,
    "mixed scripts": "한글 漢字 Latin Кириллица Ελληνικά かな ñ ŵ 中 ½ № ㎏ ①",
    "emoji": "좋음 😀 👍 🚀 ✅ ⚠ ♥",
    "combining marks": "x\u0304 e\u0301 q\u0323\u0307 한글",
    "decomposed Hangul": "\u1112\u1161\u11ab\u1100\u1173\u11af",
    "markup": '<b>굵게</b> &amp; <img src="x"/> {0} %s \\n <para> <a href="http://x">y</a> ]]> --',
    "PDF syntax": ") Tj ET (x) << /Type /Page >> endobj %%EOF \\( \\)",
    "many lines": "줄\n" * 150 + "끝",
    "symbols": "≤ ≥ ± → ⇒ ∑ √ ∞ ° ℃ µ Ω ※ ☆ ■ □ ◎",
}


def sheet_with(text: str, *, kind: SheetKind = SheetKind.PRINT) -> Form:
    """A sheet with a text in every place that somebody writes in."""
    scheme, stage = paper.stage_of("ppir-2025", "innovation")
    words = Wording("ko")
    name = text[:290].replace("\n", " ")
    given = paper.filled(stage)
    given = msgspec.structs.replace(
        given,
        marks=tuple(Mark(mark.criterion, mark.value, text) for mark in given.marks),
        opinion=text,
        person=name,
        affiliation=name,
        statement=text[:3_900],
    )
    view = sheet_view(
        scheme, stage, words, kind=kind, filled=given, round_title=name,
        subject=Subject(name, name, name, name, (name, name)),
    )  # fmt: skip
    return evaluation_sheet(view, words)


@pytest.mark.parametrize("name", TEXTS)
def test_nothing_overflows_and_nothing_is_cut(name: str) -> None:
    text = TEXTS[name]
    content = render(sheet_with(text)).content
    assert pdf_reading.outside(content, slack=2) == []
    pages = pdf_reading.read_by_pdfium(content)
    found, wanted = pdf_reading.bare("".join(pages)), pdf_reading.bare(text)
    for letter in set(wanted) - set("-\u200d\ufe0f"):
        # Three comments, the opinion and the statement; a page's own words may add to it.
        assert found.count(letter) >= 4 * wanted.count(letter), letter
    if name not in {"combining marks", "emoji"}:  # PDFium counts those letters otherwise
        assert pdf_reading.overlapping(content) == []


def test_markup_is_shown_as_it_was_written() -> None:
    content = render(sheet_with(TEXTS["markup"])).content
    assert pdf_reading.bare('<b>굵게</b>&amp;<imgsrc="x"/>{0}%s\\n<para>') in pdf_reading.bare(
        "".join(pdf_reading.read_by_pdfium(content))
    )
    assert b"/URI" not in content


def test_a_comment_of_20_000_characters_flows_over_pages() -> None:
    scheme, stage = paper.stage_of("ppir-2025", "innovation")
    numbered = " ".join(f"문장{n:05d}이다." for n in range(2_000))[:20_000]
    marks = tuple(Mark(one.id, 1000, numbered) for one in stage.criteria)
    _, form = paper.sheet(scheme, stage, SheetKind.PRINT, marks=marks, opinion=numbered)
    rendered = render(form)
    assert rendered.pages > 20
    assert pdf_reading.outside(rendered.content) == []
    assert pdf_reading.overlapping(rendered.content) == []
    found = pdf_reading.bare("".join(pdf_reading.read_by_pdfium(rendered.content)))
    for sentence in numbered.split(" ")[:-1]:
        assert found.count(sentence) == 4
    heads = [page.count("평가항목") for page in pdf_reading.read_by_pdfium(rendered.content)]
    assert all(heads[:-1])


@needs("pdftotext")
def test_names_from_right_to_left_can_be_read_and_copied() -> None:
    name = "محمد عبد السلام"
    content = render(sheet_with(name)).content
    # Beside Hangul, readers keep each word whole, and the words in the order in which they stand.
    for pages in (pdf_reading.read_by_pdfium(content), pdf_reading.read_by_poppler(content)):
        text = pdf_reading.bare("".join(pages))
        assert all(text.count(word) >= 5 for word in name.split(" "))
    assert b"NotoSansArabic" in content


def test_a_character_that_no_face_has_shows_its_code_point() -> None:
    content = render(sheet_with("\U0001d518 \u1780 \u202e뒤집기\x07")).content
    text = "".join(pdf_reading.read_by_pdfium(content))
    for shown in ("⟨U+1D518⟩", "⟨U+1780⟩", "⟨U+202E⟩뒤집기", "⟨U+0007⟩"):
        assert text.count(shown) >= 5


@pytest.mark.parametrize("kind", SheetKind)
def test_sixty_criteria_and_empty_texts(kind: SheetKind) -> None:
    scheme, stage = paper.stage_of("eu-ppi", "quality_price")
    many = tuple(
        Criterion(f"c{n}", Words("" if n % 5 == 0 else f"항목 {n}"), scale=Scale(0, 1000, 50),
                  group=stage.groups[n // 30].id)
        for n in range(60)
    )  # fmt: skip
    wide = msgspec.structs.replace(stage, criteria=many)
    words = Wording("ko")
    filled = Filled(marks=tuple(Mark(one.id, 550) for one in many), person="김서연")
    view = sheet_view(
        msgspec.structs.replace(scheme, title=Words(), forms=()), wide, words, kind=kind,
        filled=None if kind is SheetKind.BLANK else filled,
    )  # fmt: skip
    rendered = render(evaluation_sheet(view, words))
    assert pdf_reading.outside(rendered.content) == []
    text = "".join(pdf_reading.read_by_pdfium(rendered.content))
    assert all(re.search(rf"항목 {n}(?!\d)", text) for n in range(60) if n % 5)
    seal = rendered.place("seal")
    assert seal is not None
    pages = pdf_reading.read_by_pdfium(rendered.content)
    # A group goes on over pages; the head of its column stays in its row.
    if kind is not SheetKind.DRAFT:
        assert pdf_reading.overlapping(rendered.content) == []
    heads = [page.index("구분") < page.index("평가항목") for page in pages if "평가항목" in page]
    assert len(heads) > 1
    assert all(heads)
    assert "종합의견" in pages[seal.page]


@pytest.mark.parametrize("letter", ["\n", "\x01", "W", "가", "\u1780"])
def test_three_hundred_of_anything_as_a_name(letter: str) -> None:
    """A panellist who enrols under such a name keeps nobody's sheets from being printed."""
    name = letter * 300
    words = Wording("ko")
    scheme, stage = paper.stage_of("eu-ppi", "quality_price")
    group = msgspec.structs.replace(stage.groups[0], title=Words(name))
    stage = msgspec.structs.replace(stage, groups=(group, *stage.groups[1:]))
    given = paper.filled(stage, person=name, affiliation=name)
    sheet = sheet_view(
        scheme, stage, words, kind=SheetKind.PRINT, filled=given, round_title=name,
        subject=Subject(name, name, name, name, (name,)),
    )  # fmt: skip
    other = paper.stage_of("ppir-2025", "innovation")
    panel = paper.consolidated(*other, members=7, names=lambda _: name)[0]
    made = paper.letters(load_scheme("ppir-2025"))
    held, letter_ = made["minutes"][0], made["opinion"][0]
    assert isinstance(held, MinutesView)
    assert isinstance(letter_, OpinionView)
    view = made["report"][0]
    assert isinstance(view, RoundView)
    rows = tuple(
        msgspec.structs.replace(
            one, rows=tuple(msgspec.structs.replace(row, product=name) for row in one.rows)
        )
        for one in view.stages
    )
    forms = [
        evaluation_sheet(sheet, words),
        consolidated_sheet(msgspec.structs.replace(panel, subject=sheet.subject), words),
        minutes(msgspec.structs.replace(held, panel=name, chair=name), words),
        opinion_letter(msgspec.structs.replace(letter_, authority=name), words),
        round_report(msgspec.structs.replace(view, stages=rows), words),
    ]
    for form in forms:
        content = render(form).content
        assert pdf_reading.outside(content) == []
        assert pdf_reading.overlapping(content) == []
    batch = [Entry(form, name, name) for form in forms[:1]]
    content = render_together(batch, words, title=name).content
    assert pdf_reading.outside(content) == []


@pytest.mark.parametrize("length", [4, 40, 300])
def test_fifteen_members_with_long_names(length: int) -> None:
    scheme, stage = paper.stage_of("ppir-2025", "innovation")
    name = ("김서연이도윤 " * 60)[: length - 2]
    _, form = paper.consolidated(scheme, stage, members=15, names=lambda n: f"{n:02d}{name}")
    content = render(form).content
    assert pdf_reading.outside(content) == []
    assert pdf_reading.overlapping(content) == []


def test_more_members_than_fit_beside_each_other_follow_below() -> None:
    scheme, stage = paper.stage_of("ppir-2025", "innovation")
    view, form = paper.consolidated(scheme, stage, members=40)
    content = render(form).content
    text = pdf_reading.bare("".join(pdf_reading.read_by_pdfium(content)))
    assert pdf_reading.outside(content) == []
    assert all(pdf_reading.bare(member.name) in text for member in view.members)


@pytest.mark.parametrize("length", [10, 3_000, 50_000])
def test_a_long_basis_takes_a_certificate_over_pages(length: int) -> None:
    words = Wording("ko")
    view = CertificateView(
        language="ko", title="인증서", number="1", product="가" * 300, firm="나" * 300,
        scheme="다" * 300, basis="라" * length, valid_from="2025-01-01", valid_until="2027-12-31",
        authority="마" * 300,
    )  # fmt: skip
    content = render(certificate(view, words)).content
    text = "".join(pdf_reading.read_by_pdfium(content))
    assert text.count("라") == length
    assert text.count("마") == 300
    assert pdf_reading.outside(content) == []


def test_minutes_of_500_000_characters() -> None:
    words = Wording("ko")
    view = MinutesView(
        language="ko", heading=Heading(""), panel="", members=(), decisions=(),
        text="회의 내용이다. " * 60_000,
    )  # fmt: skip
    assert render(minutes(view, words)).pages > 100


def test_a_stage_without_words_still_makes_a_sheet() -> None:
    _, stage = paper.stage_of("ppir-2025", "final")
    bare: Stage = msgspec.structs.replace(
        stage, title=Words(), criteria=(Criterion("vote", Words()),)
    )
    scheme, _ = paper.stage_of("ppir-2025", "final")
    words = Wording("en")
    view = sheet_view(scheme, bare, words, kind=SheetKind.BLANK)
    assert "vote" in "".join(
        pdf_reading.read_by_pdfium(render(evaluation_sheet(view, words)).content)
    )
