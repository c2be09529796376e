"""Signed sheets: whole, by their author, and found out when anything is changed."""

from __future__ import annotations

import datetime as dt
import io
import random
import re
from collections.abc import Callable
from typing import Any

import pytest

from ppir_desktop.common.errors import InputError
from ppir_desktop.reports import pdf_signatures
from ppir_desktop.reports.document import new_canvas
from ppir_desktop.reports.metadata import describe
from ppir_desktop.reports.pdf_contents import is_signed_copy
from ppir_desktop.reports.pdf_signatures import (
    Coverage,
    SealBox,
    read_signatures,
    sign_pdf,
)
from ppir_desktop.reports.pyhanko_parts import load_pyhanko
from ppir_desktop.reports.seal_picture import seal_picture
from tests.support import pdf_reading
from tests.support.signers import People, make_people

BOX = SealBox(0, 400, 100, 120, 60)
NOW = dt.datetime.now(dt.UTC)


@pytest.fixture(scope="module")
def people() -> People:
    return make_people()


@pytest.fixture(scope="module")
def page() -> bytes:
    buffer = io.BytesIO()
    canvas = new_canvas(buffer, "ko")
    describe(canvas, title="평가표", language="ko")
    canvas.drawString(72, 700, "평가표 34점")
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


@pytest.fixture(scope="module")
def signed(people: People, page: bytes) -> bytes:
    return sign_pdf(page, people.key, people.chain, BOX, reason="평가표")


def redrawn(content: bytes) -> bytes:
    """A file with a revision behind it that puts another content on its page."""
    from pyhanko.pdf_utils.generic import StreamObject, pdf_name  # noqa: PLC0415
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter  # noqa: PLC0415

    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    drawn = writer.add_object(StreamObject(stream_data=b"BT /F1 12 Tf 72 600 Td (40) Tj ET"))
    page = writer.root["/Pages"]["/Kids"][0]
    page[pdf_name("/Contents")] = drawn
    writer.update_container(page)
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def test_what_was_signed_stays_as_it_was_and_the_signature_holds(
    people: People, page: bytes, signed: bytes
) -> None:
    assert signed.startswith(page)
    (found,) = read_signatures(signed, people.authority.public.id)
    assert found.holds
    assert (found.signer, found.key) == ("P-1", people.key.public.id)
    assert found.coverage is Coverage.WHOLE
    assert found.signed_at.startswith(str(NOW.year))
    assert read_signatures(page) == []


def test_another_authority_does_not_vouch_for_it(people: People, signed: bytes) -> None:
    (found,) = read_signatures(signed, people.key.public.id)
    assert found.intact
    assert not found.holds
    assert found.chain == "authority"


def test_a_changed_byte_is_found_wherever_it_is(people: People, page: bytes, signed: bytes) -> None:
    chance = random.Random(1)
    for place in [chance.randrange(len(page)) for _ in range(60)]:
        changed = bytearray(signed)
        changed[place] ^= 1
        try:
            found = read_signatures(bytes(changed), people.authority.public.id)
        except InputError:
            continue
        assert not any(one.holds for one in found), place


def test_a_page_that_is_changed_behind_a_signature_is_found(people: People, signed: bytes) -> None:
    (found,) = read_signatures(redrawn(signed), people.authority.public.id)
    assert not found.holds
    assert found.coverage is Coverage.CHANGED


def test_a_signature_alone_makes_a_copy_and_anything_else_does_not(
    people: People, page: bytes, signed: bytes
) -> None:
    assert is_signed_copy(signed, page, BOX)
    assert not is_signed_copy(page, page, BOX)
    assert not is_signed_copy(signed, page, BOX._replace(left=BOX.left - 40))
    assert not is_signed_copy(redrawn(signed), page, BOX)
    # A page that its own author changed before signing begins with the same bytes, and the
    # signature holds.
    behind = sign_pdf(redrawn(page), people.key, people.chain, BOX, reason="평가표")
    assert behind.startswith(page)
    assert read_signatures(behind, people.authority.public.id)[0].holds
    assert not is_signed_copy(behind, page, BOX)
    # So does one whose seal covers the marks.
    wide = sign_pdf(page, people.key, people.chain, BOX._replace(height=500), reason="평가표")
    assert not is_signed_copy(wide, page, BOX)


def _with_actions(writer: Any) -> None:  # noqa: ANN401
    """Have the field run a script when the pointer comes near."""
    field = writer.root["/AcroForm"]["/Fields"][0]
    field["/AA"] = _made({"/E": _made({"/S": _name("/JavaScript"), "/JS": _text("app.beep()")})})
    writer.update_container(field)


def _with_another_form(writer: Any) -> None:  # noqa: ANN401
    """Have programs that know XFA show something else than the pages."""
    writer.root["/AcroForm"]["/XFA"] = _text("<xdp/>")
    writer.update_container(writer.root["/AcroForm"])


def _with_a_link(writer: Any) -> None:  # noqa: ANN401
    """Put something of the same name and size in the field's place."""
    page = writer.root["/Pages"]["/Kids"][0]
    shown = page["/Annots"][0]
    link = {"/Type": _name("/Annot"), "/Subtype": _name("/Link"), "/T": shown["/T"]}
    page["/Annots"][0] = writer.add_object(_made({**link, "/Rect": shown["/Rect"]}))
    writer.update_container(page)


def _name(value: str) -> Any:  # noqa: ANN401
    from pyhanko.pdf_utils.generic import pdf_name  # noqa: PLC0415

    return pdf_name(value)


def _text(value: str) -> Any:  # noqa: ANN401
    from pyhanko.pdf_utils.generic import pdf_string  # noqa: PLC0415

    return pdf_string(value)


def _made(entries: dict[str, Any]) -> Any:  # noqa: ANN401
    from pyhanko.pdf_utils.generic import DictionaryObject  # noqa: PLC0415

    return DictionaryObject({_name(key): value for key, value in entries.items()})


@pytest.mark.parametrize("change", [_with_actions, _with_another_form, _with_a_link])
def test_an_author_who_adds_something_to_the_field_is_found_out(
    people: People, page: bytes, monkeypatch: pytest.MonkeyPatch, change: Callable[[Any], None]
) -> None:
    pdf = load_pyhanko()

    def append(writer: Any, spec: Any) -> None:  # noqa: ANN401
        pdf.append_signature_field(writer, spec)
        change(writer)

    monkeypatch.setattr(
        pdf_signatures, "load_pyhanko", lambda: pdf._replace(append_signature_field=append)
    )
    behind = sign_pdf(page, people.key, people.chain, BOX, reason="평가표")
    assert read_signatures(behind, people.authority.public.id)[0].holds
    assert not is_signed_copy(behind, page, BOX)


def with_entry(content: bytes, entry: bytes, added: bytes = b"") -> bytes:
    """A file with an object before its last table, and in this an entry more for it."""
    table, trailer = content.rfind(b"xref\n", 0, -40), content.rfind(b"trailer\n")
    return (
        content[:table] + added + content[table:trailer] + entry
        + content[trailer:].replace(b"%d\n%%%%EOF" % table, b"%d\n%%%%EOF" % (table + len(added)))
    )  # fmt: skip


def test_what_another_program_would_read_otherwise_is_no_copy(page: bytes, signed: bytes) -> None:
    drawn = re.search(rb"/Contents (\d+) 0 R", page)
    assert drawn is not None
    number = int(drawn.group(1))
    body = b"BT /F1 12 Tf 72 600 Td (40) Tj ET"
    other = b"%d %%d obj\n<</Length %d>>\nstream\n%s\nendstream\nendobj\n" % (
        number, len(body), body,
    )  # fmt: skip
    # PDFium looks at an object's number alone, and shows the other one.
    at = signed.rfind(b"xref\n", 0, -40)
    newer = with_entry(signed, b"%d 1\n%010d 00001 n \n" % (number, at), other % 1)
    assert "40" in pdf_reading.read_by_pdfium(newer)[0]
    twice = with_entry(signed, b"3 1\n%010d 00000 n \n" % at, other % 0)
    gone = [
        with_entry(signed, b"%d 1\n0000000000 %s f \n" % (number, generation))
        for generation in (b"00000", b"00001", b"65535")
    ]
    behind = [signed + added for added in (b"\n", b"% more", other % 0)]
    for content in (newer, twice, *gone, *behind):
        assert content.startswith(page)
        assert not is_signed_copy(content, page, BOX)


def test_nobody_but_us_says_what_is_wrong_with_a_file(
    people: People, signed: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    read_signatures(redrawn(signed), people.authority.public.id)
    assert not caplog.records


def test_a_signature_looks_as_it_is_told(people: People, page: bytes) -> None:
    picture = seal_picture(BOX, ("전자서명", "김서연", "2025-11-26 14:20"), "ko")
    assert picture == seal_picture(BOX, ("전자서명", "김서연", "2025-11-26 14:20"), "ko")
    sealed = sign_pdf(page, people.key, people.chain, BOX, reason="평가표", picture=picture)
    assert read_signatures(sealed, people.authority.public.id)[0].holds
    assert is_signed_copy(sealed, page, BOX)
    assert pdf_reading.complaints(sealed) == ""
    left, top = BOX.left, 842 - BOX.bottom - BOX.height
    place = (left, top, left + BOX.width, top + BOX.height)
    (shown,) = pdf_reading.drawn(sealed, dots=72)
    (alone,) = pdf_reading.drawn(picture, dots=72)
    assert sum(alone.histogram()[:128]) > 100
    found = sum(shown.crop(tuple(map(round, place))).histogram()[:128])  # type: ignore[arg-type]
    assert found == pytest.approx(sum(alone.histogram()[:128]), rel=0.3)


def test_files_that_are_none_are_refused(signed: bytes) -> None:
    for content in (b"", b"%PDF-1.7\nnothing", signed[: len(signed) // 3], b"\0" * 5000):
        with pytest.raises(InputError, match="pdf_unreadable"):
            read_signatures(content)
