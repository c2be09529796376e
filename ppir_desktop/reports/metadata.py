"""What a PDF says about itself: title, language, dates and XMP, the same each time it is made.

No clock is read: the dates are those of what the paper shows. PDF/A is not claimed: that would
take a colour profile and tagged text, which ReportLab does not write (docs/paper.md).
"""

from __future__ import annotations

from typing import Any, cast
from xml.sax.saxutils import escape

from reportlab.pdfbase.pdfdoc import XMP
from reportlab.pdfgen.canvas import Canvas

PRODUCER = "PPIR Desktop"
_NOT_MADE = "2020-01-01T00:00:00Z"


class _Moment:
    """A fixed time in the shape in which ReportLab wants it."""

    dhh = dmm = 0

    def __init__(self, utc: str) -> None:
        date, _, time = utc.rstrip("Z").partition("T")
        self.YMDhms = tuple(map(int, (*date.split("-"), *time.split(":"))))


def describe(
    canvas: Canvas, *, title: str, language: str, made_at: str = "", digest: str = ""
) -> None:
    """Have a canvas say what it holds.

    Args:
        canvas: ReportLab's canvas.
        title: Of the document.
        language: ``ko`` or ``en``.
        made_at: When what it shows was made, UTC, RFC 3339, or empty.
        digest: Digest of the record that it shows, or empty.
    """
    made = made_at or _NOT_MADE
    document = cast("Any", canvas)._doc  # noqa: SLF001 -- there is no other way to these
    document._timeStamp = _Moment(made)  # noqa: SLF001
    # A file's ID follows from what it shows, not from its pages' bytes alone.
    document.updateSignature(f"{title}\n{made}\n{digest}".encode())
    canvas.setTitle(title)
    canvas.setAuthor("")
    canvas.setSubject(digest)
    canvas.setKeywords("")
    canvas.setCreator(PRODUCER)
    canvas.setProducer(PRODUCER)
    canvas.setViewerPreference("DisplayDocTitle", "true")
    written = _xmp(title, language, made, digest)
    document.Catalog.Metadata = XMP(creator=lambda _document: written)


def _xmp(title: str, language: str, made: str, digest: str) -> bytes:
    """The same as XMP (ISO 16684-1), in UTF-8."""
    named = escape("".join(letter for letter in title if letter.isprintable()))
    packet = (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">\n'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"\n'
        '  xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/">\n'
        f'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{named}</rdf:li></rdf:Alt></dc:title>\n'
        f"<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>\n"
        f"<dc:identifier>{escape(digest)}</dc:identifier>\n"
        "<dc:format>application/pdf</dc:format>\n"
        f"<xmp:CreateDate>{made}</xmp:CreateDate>\n<xmp:ModifyDate>{made}</xmp:ModifyDate>\n"
        f"<xmp:CreatorTool>{PRODUCER}</xmp:CreatorTool>\n"
        f"<pdf:Producer>{PRODUCER}</pdf:Producer>\n"
        "</rdf:Description>\n</rdf:RDF>\n</x:xmpmeta>\n"
        '<?xpacket end="r"?>'
    )
    return packet.encode()
