"""Signed sheets: whole, by their author, and found out when anything is changed."""

from __future__ import annotations

import datetime as dt
import io
import random
import shutil
import subprocess
from pathlib import Path

import pytest

from ppir_desktop.common.errors import InputError
from ppir_desktop.reports.document import new_canvas
from ppir_desktop.reports.metadata import describe
from ppir_desktop.reports.pdf_contents import is_signed_copy
from ppir_desktop.reports.pdf_signatures import (
    Coverage,
    SealBox,
    read_signatures,
    sign_pdf,
)
from ppir_desktop.reports.seal_picture import seal_picture
from tests.support import paper
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


def test_a_signature_looks_as_it_is_told(people: People, page: bytes) -> None:
    picture = seal_picture(BOX, ("전자서명", "김서연", "2025-11-26 14:20"), "ko")
    assert picture == seal_picture(BOX, ("전자서명", "김서연", "2025-11-26 14:20"), "ko")
    sealed = sign_pdf(page, people.key, people.chain, BOX, reason="평가표", picture=picture)
    assert read_signatures(sealed, people.authority.public.id)[0].holds
    assert is_signed_copy(sealed, page, BOX)
    assert paper.complaints(sealed) == ""
    left, top = BOX.left, 842 - BOX.bottom - BOX.height
    place = (left, top, left + BOX.width, top + BOX.height)
    (shown,) = paper.drawn(sealed, dots=72)
    (alone,) = paper.drawn(picture, dots=72)
    assert sum(alone.histogram()[:128]) > 100
    found = sum(shown.crop(tuple(map(round, place))).histogram()[:128])  # type: ignore[arg-type]
    assert found == pytest.approx(sum(alone.histogram()[:128]), rel=0.3)


def test_files_that_are_none_are_refused(signed: bytes) -> None:
    for content in (b"", b"%PDF-1.7\nnothing", signed[: len(signed) // 3], b"\0" * 5000):
        with pytest.raises(InputError, match="pdf_unreadable"):
            read_signatures(content)


@pytest.mark.skipif(shutil.which("pdfsig") is None, reason="no pdfsig here")
def test_another_program_calls_it_valid(signed: bytes, tmp_path: Path) -> None:
    path = tmp_path / "signed.pdf"
    path.write_bytes(signed)
    said = subprocess.run(
        ["pdfsig", "-nocert", str(path)], capture_output=True, text=True, check=False
    ).stdout
    assert "Signature is Valid" in said
    assert "Total document signed" in said
