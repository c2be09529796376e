"""What a document is, by what is in it; its name is only what somebody called it."""

from __future__ import annotations

import codecs
from enum import StrEnum
from typing import Final

SAMPLE: Final = 4096
"""Bytes from the beginning that are looked at."""

# PDFium finds the header anywhere in the first kibibyte, as other readers do.
_PDF_WITHIN: Final = 1024
_ENCODINGS: Final = ("utf-8", "cp949")
# What no text has: control characters, other than those that break lines and pages.
_CONTROLS: Final = frozenset(range(32)) - frozenset(b"\t\n\f\r") | {127}


class DocumentKind(StrEnum):
    """Kinds of documents that can be shown."""

    PDF = "application/pdf"
    PNG = "image/png"
    JPEG = "image/jpeg"
    TIFF = "image/tiff"
    TEXT = "text/plain"


_SIGNATURES: Final = (
    (b"\x89PNG\r\n\x1a\n", DocumentKind.PNG),
    (b"\xff\xd8\xff", DocumentKind.JPEG),
    (b"II*\0", DocumentKind.TIFF),
    (b"MM\0*", DocumentKind.TIFF),
)


def sniff(start: bytes) -> DocumentKind | None:
    """What a document is; None for what cannot be shown.

    Args:
        start: Its first `SAMPLE` bytes, or all of it where there are fewer.
    """
    for signature, kind in _SIGNATURES:
        if start.startswith(signature):
            return kind
    if b"%PDF-" in start[:_PDF_WITHIN]:
        return DocumentKind.PDF
    return DocumentKind.TEXT if encoding_of(start[:SAMPLE]) else None


def encoding_of(sample: bytes) -> str | None:
    """The encoding of a text, by its beginning; None for what is no text.

    Args:
        sample: Its first bytes; a letter may be cut off at the end.
    """
    if sample.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16" if _decodes(sample, "utf-16") else None
    if not sample or _CONTROLS & set(sample):
        return None
    return next((name for name in _ENCODINGS if _decodes(sample, name)), None)


def _decodes(sample: bytes, encoding: str) -> bool:
    try:
        codecs.getincrementaldecoder(encoding)().decode(sample)
    except UnicodeDecodeError:
        return False
    return True
