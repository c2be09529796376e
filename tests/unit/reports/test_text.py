"""Lines, faces and tables: what the forms rest on."""

from __future__ import annotations

import io
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppir_desktop.reports.blocks import Drawn, Prose, Together, heading
from ppir_desktop.reports.consolidating import letter_of
from ppir_desktop.reports.document import new_canvas, render
from ppir_desktop.reports.fonts import REGULAR, SEMIBOLD, face, weight
from ppir_desktop.reports.metadata import describe
from ppir_desktop.reports.page import Form, Surround, inner_width, paginate
from ppir_desktop.reports.pen import Pen
from ppir_desktop.reports.styles import BODY, STRONG, Style
from ppir_desktop.reports.tables import Row, Table, cell, label
from ppir_desktop.reports.text import broken, width_of
from tests.support import pdf_reading


def text_of(text: str, width: float, style: Style = BODY) -> list[str]:
    return ["".join(run for _, run in line.runs) for line in broken(text, style, width).lines]


def test_lines_break_between_words() -> None:
    assert text_of("기술 수준이 높다", 40) == ["기술", "수준이", "높다"]


def test_a_word_that_is_too_wide_breaks_inside() -> None:
    lines = text_of("가" * 30, 50)
    assert "".join(lines) == "가" * 30
    assert len(lines) > 4


def test_a_mark_stays_on_its_letter() -> None:
    assert all(not unicodedata.combining(line[0]) for line in text_of("x\u0323" * 40, 30))


@given(st.text(max_size=200), st.floats(20, 400))
def test_no_text_is_wider_than_its_room_or_loses_a_letter(text: str, width: float) -> None:
    block = broken(text, BODY, width)
    widest = 9 * 2.5  # a letter wider than all room stays whole
    assert all(line.width <= max(width, widest) + 1e-6 for line in block.lines)
    if not block.reversed and max(text, default=" ") < "\u0590":
        shown = weight(REGULAR).printable(text)
        drawn = "".join("".join(run for _, run in line.runs) for line in block.lines)
        assert drawn.replace(" ", "") == shown.replace(" ", "").replace("\n", "")


def test_scripts_of_both_directions_beside_emoji_stay_in_their_room() -> None:
    text = "한글 漢字 😀 👍 🚀 محمد عبد السلام שלום x\u0304 ✅ ⚠ Latin"
    for width in range(40, 300, 7):
        block = broken(text, BODY, width)
        assert all(line.width <= width for line in block.lines)
        for line in block.lines:
            wide = sum(face(name).stringWidth(run, BODY.size) for name, run in line.runs)
            assert wide == pytest.approx(line.width)


@given(st.text(max_size=60))
def test_whatever_is_printable_has_a_face(text: str) -> None:
    for name in (REGULAR, SEMIBOLD):
        face_of = weight(name)
        shown = face_of.printable(text)
        for font, run in face_of.runs(shown.replace("\n", "")):
            assert set(run) <= face(font).advances.keys()


@pytest.mark.parametrize("letter", "漢字國號가힣😀→⟨مא①㎏")
def test_what_people_write_has_a_face(letter: str) -> None:
    assert weight(REGULAR).printable(letter) == letter


def test_bold_is_wider() -> None:
    assert width_of("혁신제품 Test", STRONG) > width_of("혁신제품 Test", BODY)


def form(*pieces: object) -> Form:
    return Form("x", "ko", "", Surround(left="a"), pieces)  # type: ignore[arg-type]


def test_a_heading_goes_with_what_follows() -> None:
    block = Drawn(300, lambda _pen, _x, _y: None)
    pages = paginate(form(block, block, heading("머리", 400), Drawn(200, lambda *_: None)))
    assert [len(page.pieces) for page in pages] == [2, 2]


def test_what_is_higher_than_a_page_is_refused() -> None:
    with pytest.raises(ValueError, match="higher than a page"):
        paginate(form(Drawn(2000, lambda _pen, _x, _y: None)))


def test_pieces_that_cannot_stay_together_are_parted() -> None:
    high = [Drawn(400, lambda _pen, _x, _y: None) for _ in range(3)]
    assert len(paginate(form(Together(high)))) == 3


def test_running_text_leaves_no_line_alone() -> None:
    prose = Prose("\n".join("줄" * 3 for _ in range(10)), 300)
    first, rest = prose.split(9 * prose.style.leading)
    assert isinstance(first, Prose)
    assert isinstance(rest, Prose)
    assert (len(first.block.lines), len(rest.block.lines)) == (8, 2)


def test_a_table_repeats_its_head_and_breaks_between_rows() -> None:
    rows = [Row((label("머리"), label("둘")))]
    rows += [Row((cell(f"줄 {n}"), cell("값"))) for n in range(120)]
    width = inner_width()
    pages = pdf_reading.read_by_pdfium(
        render(form(Table(rows, (width / 2, width / 2), head=1))).content
    )
    assert len(pages) > 2
    assert all("머리" in page for page in pages)
    text = "".join(pages)
    assert all(re.search(rf"줄 {n}(?!\d)", text) for n in range(120))


@pytest.mark.parametrize(("number", "letter"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ")])
def test_letters_of_members(number: int, letter: str) -> None:
    assert letter_of(number) == letter


def test_a_qr_code_is_kept_once() -> None:
    buffer = io.BytesIO()
    canvas = new_canvas(buffer, "ko")
    describe(canvas, title="x", language="ko")
    for _ in range(3):
        Pen(canvas).qr("PPIR:RECORD:" + "A" * 64, 50, 700, 50)
        canvas.showPage()
    canvas.save()
    assert buffer.getvalue().count(b"/Subtype /Form") == 1
