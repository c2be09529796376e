"""A document is what is in it, whatever it is called."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from ppir_desktop.documents.sniffing import SAMPLE, DocumentKind, encoding_of, sniff
from tests.support.documents import small_pdf
from tests.support.shared import DOCUMENTS, needs_documents


def picture(form: str) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (8, 8)).save(target, form)
    return target.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (small_pdf(), DocumentKind.PDF),
        (b"\xef\xbb\xbf\n junk \x00" + small_pdf(), DocumentKind.PDF),
        (picture("PNG"), DocumentKind.PNG),
        (picture("JPEG"), DocumentKind.JPEG),
        (picture("TIFF"), DocumentKind.TIFF),
        ("혁신제품 평가\n".encode(), DocumentKind.TEXT),
        ("혁신제품 평가\r\n".encode("cp949"), DocumentKind.TEXT),
        ("혁신제품".encode("utf-16"), DocumentKind.TEXT),
        ("혁신제품".encode("utf-8-sig"), DocumentKind.TEXT),
        (b"", None),
        (b"PK\x03\x04 a spreadsheet", None),
        (b"\xd0\xcf\x11\xe0 an old one", None),
        (b"\x7fELF", None),
        (b"GIF89a\x01\x00\x01\x00", None),
        (b"text with a \x00 in it", None),
        (b"\xff\xfe\x00\xd8\x41\x00", None),
        (b" " * 1025 + b"\x00%PDF-1.7", None),
    ],
)
def test_it_is_what_is_in_it(content: bytes, kind: DocumentKind | None) -> None:
    assert sniff(content) is kind


def test_a_letter_cut_off_by_the_sample_is_no_harm() -> None:
    for encoding in ("utf-8", "cp949"):
        content = ("가" * SAMPLE).encode(encoding)
        for end in range(SAMPLE - 3, SAMPLE + 1):
            assert encoding_of(content[:end]) == encoding


@given(st.binary(max_size=100))
def test_anything_is_sniffed(content: bytes) -> None:
    kind = sniff(content)
    assert kind is None or kind in DocumentKind


@needs_documents
def test_every_real_pdf_is_one() -> None:
    for path in DOCUMENTS.glob("*.pdf"):
        assert sniff(path.read_bytes()[:SAMPLE]) is DocumentKind.PDF, path.name
