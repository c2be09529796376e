"""On every form of every scheme stands what went in, and the file is sound."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import msgspec
import pytest

from ppir_desktop.common.wording import Wording
from ppir_desktop.domain.stage import Mode
from ppir_desktop.reports.document import render
from ppir_desktop.reports.evaluation_sheet import SEAL, STAMP
from ppir_desktop.reports.letter_views import PledgeView
from ppir_desktop.reports.page import Form, grouped
from ppir_desktop.reports.pdf_contents import is_signed_copy
from ppir_desktop.reports.pdf_signatures import read_signatures, sign_pdf
from ppir_desktop.reports.pledge import pledge
from ppir_desktop.reports.seal_picture import field_of, seal_picture
from ppir_desktop.reports.views import SheetKind
from ppir_desktop.services.schemes import load_scheme
from tests.support import paper, pdf_reading
from tests.support.programs import needs
from tests.support.signers import People, make_people

LANGUAGES = ("ko", "en")


@pytest.fixture(scope="module")
def people() -> People:
    return make_people()


def check(view: object, form: Form) -> bytes:
    """What all forms have in common; gives the file."""
    content = render(form).content
    assert content == render(form).content
    wanted = [pdf_reading.bare(text) for text in paper.said(view)]
    for pages in (pdf_reading.read_by_pdfium(content), pdf_reading.read_by_poppler(content)):
        found = pdf_reading.bare("".join(pages))
        digest = form.surround.digest
        if digest:
            assert all(
                pdf_reading.bare(grouped(digest)) in pdf_reading.bare(page) for page in pages
            )
        assert [text for text in wanted if text not in found] == []
        assert all(pdf_reading.bare(f"{n} / {len(pages)}") in pdf_reading.bare(page)
                   for n, page in enumerate(pages, 1))  # fmt: skip
    assert pdf_reading.complaints(content) == ""
    assert pdf_reading.outside(content) == []
    if not form.surround.draft:
        assert pdf_reading.overlapping(content) == []
    fonts = re.findall(rb"/BaseFont /(\S+)", content)
    assert fonts
    assert all(re.fullmatch(rb"[A-K]{6}\+\S+", name) for name in fonts)
    assert content.count(b"/FontFile2") == len(fonts)
    return content


@needs("pdftotext")
@needs("qpdf")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", SheetKind)
@pytest.mark.parametrize(("scheme", "stage"), paper.STAGES)
def test_an_evaluation_sheet_says_what_went_in(
    scheme: str, stage: str, kind: SheetKind, language: str
) -> None:
    view, form = paper.sheet(*paper.stage_of(scheme, stage), kind, language)
    check(view, form)
    rendered = render(form)
    place = rendered.place(SEAL)
    assert place is not None
    width, height = form.size
    assert 0 < place.x < place.x + place.width < width
    assert 0 < place.y < place.y + place.height < height
    assert place.page < rendered.pages
    stamp = rendered.place(STAMP)
    assert stamp is not None
    assert stamp.page == place.page
    assert place.x < stamp.x < stamp.x + stamp.width < place.x + place.width
    assert place.y < stamp.y < stamp.y + stamp.height < place.y + place.height


@needs("pdftotext")
@needs("qpdf")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("scheme", "stage"), paper.STAGES)
def test_a_consolidated_sheet_says_what_went_in(scheme: str, stage: str, language: str) -> None:
    view, form = paper.consolidated(*paper.stage_of(scheme, stage), language)
    check(view, form)
    places = render(form).places
    assert len(places) == sum(not member.away for member in view.members)


@needs("pdftotext")
@needs("qpdf")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("scheme", paper.SCHEMES)
def test_letters_say_what_went_in(scheme: str, language: str) -> None:
    for view, form in paper.letters(load_scheme(scheme), language).values():
        check(view, form)


@needs("pdftotext")
@needs("qpdf")
@pytest.mark.parametrize("language", LANGUAGES)
def test_personal_papers_say_what_went_in(language: str) -> None:
    for view, form in paper.personal(language).values():
        content = render(form).content
        assert pdf_reading.complaints(content) == ""
        assert pdf_reading.outside(content) == []
        for pages in (pdf_reading.read_by_pdfium(content), pdf_reading.read_by_poppler(content)):
            found = pdf_reading.bare("".join(pages))
            assert [
                text for text in map(pdf_reading.bare, paper.said(view)) if text not in found
            ] == []


@needs("pdftotext")
@needs("qpdf")
@needs("pdfsig")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("scheme", "stage"), paper.STAGES)
def test_a_sheet_that_its_author_signed_says_what_went_in(
    people: People, tmp_path: Path, scheme: str, stage: str, language: str
) -> None:
    view, form = paper.sheet(*paper.stage_of(scheme, stage), SheetKind.SIGNED, language)
    rendered = render(form)
    place = rendered.place(STAMP)
    assert place is not None
    box = field_of(place)
    picture = seal_picture(box, (view.person, "2025-11-26 14:20"), language)
    content = sign_pdf(rendered.content, people.key, people.chain, box, reason="x", picture=picture)
    for pages in (pdf_reading.read_by_pdfium(content), pdf_reading.read_by_poppler(content)):
        found = pdf_reading.bare("".join(pages))
        assert [text for text in map(pdf_reading.bare, paper.said(view)) if text not in found] == []
    assert pdf_reading.complaints(content) == ""
    assert is_signed_copy(content, rendered.content, box)
    assert all(one.holds for one in read_signatures(content, people.authority.public.id))
    heard = said_by_pdfsig(content, tmp_path)
    assert "Signature is Valid" in heard
    assert "Total document signed" in heard


def said_by_pdfsig(content: bytes, folder: Path) -> str:
    file = folder / "signed.pdf"
    file.write_bytes(content)
    command = ["pdfsig", "-nocert", str(file)]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def test_a_draft_is_marked_on_every_page() -> None:
    scheme, stage = paper.stage_of("ppir-2025", "innovation")
    _, form = paper.sheet(scheme, stage, SheetKind.DRAFT, opinion="길다. " * 2_000)
    pages = pdf_reading.read_by_pdfium(render(form).content)
    assert len(pages) > 3
    assert all("초안" in page for page in pages)


def test_a_print_says_that_it_is_one_and_whose_signature_it_bears() -> None:
    scheme, stage = paper.stage_of("ppir-2025", "innovation")
    _, form = paper.sheet(scheme, stage, SheetKind.PRINT)
    page = pdf_reading.bare(pdf_reading.read_by_pdfium(render(form).content)[0])
    assert pdf_reading.bare("서명된 전자기록을 인쇄한 것입니다. 김서연의 전자서명을 확인") in page


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("scheme", paper.SCHEMES)
def test_nobody_signs_a_page_that_says_nothing(scheme: str, language: str) -> None:
    loaded = load_scheme(scheme)
    made = paper.letters(loaded, language)
    for name in ("pledge", "pledge-given"):
        assert render(made[name][1]).pages == 1
    view = made["pledge"][0]
    assert isinstance(view, PledgeView)
    long = msgspec.structs.replace(view, pledge=f"{view.pledge}\n{view.pledge}")
    *_, last = pdf_reading.read_by_pdfium(render(pledge(long, Wording(language))).content)
    assert pdf_reading.bare(view.consents[-1].text) in pdf_reading.bare(last)
    for one in loaded.stages:
        if one.mode is not Mode.EXTERNAL:
            sheet, form = paper.consolidated(loaded, one, language)
            rendered = render(form)
            page = pdf_reading.read_by_pdfium(rendered.content)[rendered.places[0].page]
            assert pdf_reading.bare(sheet.opinion) in pdf_reading.bare(page)


def test_a_blank_sheet_has_boxes_to_write_in_by_hand() -> None:
    scheme, stage = paper.stage_of("ppir-2025", "publicness")
    view, form = paper.sheet(scheme, stage, SheetKind.BLANK)
    text = pdf_reading.bare(pdf_reading.read_by_pdfium(render(form).content)[0])
    assert text.count("□적합") == text.count("□부적합") == len(view.lines)


def test_a_sheet_of_three_pages_is_small() -> None:
    scheme, stage = paper.stage_of("ppir-2025", "innovation")
    lots = "".join(chr(0xAC00 + 17 * n) for n in range(650))
    text = " ".join(lots[n : n + 5] for n in range(0, 650, 5)) + " 길다" * 900
    _, form = paper.sheet(scheme, stage, SheetKind.PRINT, opinion=text[:3_300])
    rendered = render(form)
    assert rendered.pages == 3
    assert len(rendered.content) < 150_000
