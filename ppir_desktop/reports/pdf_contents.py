"""What a PDF file says of itself, and whether it is one of ours with a signature and no more."""

from __future__ import annotations

import io
import re
from typing import Any, Final, NamedTuple

from ppir_desktop.common.errors import InputError
from ppir_desktop.reports.pdf_signatures import LARGEST, SealBox
from ppir_desktop.reports.pyhanko_parts import load_pyhanko

# A program that writes a file anew may write a label's text as an attribute.
_DIGEST: Final = re.compile(rb"""dc:identifier(?:>|=["'])([0-9a-f]{64})[<"']""")
_LANGUAGE: Final = re.compile(rb"<dc:language>\s*<rdf:Bag>\s*<rdf:li[^>]*>([a-z]{2})<")
_PRINTED: Final = re.compile(r"(?<![0-9a-f])(?:[0-9a-f]{4}\s+){15}[0-9a-f]{4}(?![0-9a-f])")
_FAR: Final = 0.01
# The end of a file as the signing library writes it: a table of objects, and nothing behind it.
_END: Final = re.compile(
    rb"xref\n((?:\d+ \d+\n(?:\d{10} \d{5} [nf] ?\r?\n)+)+)"
    rb"trailer\n<<[^%]*>>\nstartxref\n(\d+)\n%%EOF\n"
)
_FIELD: Final = frozenset({
    "/FT", "/T", "/Type", "/Subtype", "/F", "/Rect", "/P", "/AP", "/V",
})  # fmt: skip


class Labels(NamedTuple):
    """What a file says that it shows: a record's digest and a language; each may be empty."""

    digest: str
    language: str


def is_pdf(content: bytes) -> bool:
    """Whether a file is a PDF file, as far as its beginning tells."""
    return b"%PDF-" in content[:1024]


def read_labels(content: bytes) -> Labels:
    """Read what a file says that it shows (XMP).

    Raises:
        EnvironmentFault: ``pyhanko_missing``.
        InputError: ``pdf_unreadable``; ``too_large``.
    """
    if len(content) > LARGEST:
        raise InputError("too_large", what="pdf", size=len(content), limit=LARGEST)
    try:
        # Signing writes the labels anew, with its own date; the first are those of the form.
        reader = _reader(content)
        root = reader.get_historical_root(0)
        packet = b""
        if "/Metadata" in root:
            packet = reader.get_object(root.raw_get("/Metadata").reference, 0).data
    except InputError:
        raise
    except Exception as error:
        raise InputError("pdf_unreadable") from error
    digest, language = _DIGEST.search(packet), _LANGUAGE.search(packet)
    return Labels(
        digest.group(1).decode() if digest else "", language.group(1).decode() if language else ""
    )


def printed_digests(text: str) -> set[str]:
    """The digests that stand on a page, in groups of four."""
    return {"".join(one.split()) for one in _PRINTED.findall(text)}


def is_signed_copy(content: bytes, unsigned: bytes, box: SealBox) -> bool:
    """Whether a file is another one, and one signature's field in a box, and nothing else.

    The bytes in front alone would not tell: what is added behind them can put another page in the
    place of one. So of what stood in the file nothing may have been changed but the catalogue and
    the page of the field, these only by the field, and the file's labels, which no page shows.
    And every program has to find the same objects as we do: none under two places or generations,
    none given up, none behind the end.

    Args:
        content: The file.
        unsigned: The other one.
        box: Where the field is to be.
    """
    if not content.startswith(unsigned):
        return False
    try:
        return _ends_plainly(content, len(unsigned)) and _is_only_signed(
            _reader(content, strict=True), _reader(unsigned, strict=True), box
        )
    except Exception:  # noqa: BLE001 -- what cannot be read is not what it should be
        return False


def _ends_plainly(content: bytes, start: int) -> bool:
    """Whether one table at the very end names each object that was added once, and no other."""
    at = content.rfind(b"\nxref\n") + 1
    end = _END.fullmatch(content, at)
    if end is None or int(end.group(2)) != at or at < start:
        return False
    seen: set[int] = set()
    number = 0
    for line in end.group(1).splitlines():
        first, second, *kind = line.split()
        if not kind:
            number = int(first)
            continue
        # Object 0 stands for those that were given up, and nothing is.
        plain = (second, *kind) == (b"00000", b"n") and start <= int(first) < at
        if number in seen or not (plain or (number == 0 and kind == [b"f"])):
            return False
        seen.add(number)
        number += 1
    return True


def _is_only_signed(reader: Any, unsigned: Any, box: SealBox) -> bool:  # noqa: ANN401
    first = unsigned.xrefs.get_startxref_for_revision(0)
    if reader.xrefs.total_revisions != 2 or reader.xrefs.get_startxref_for_revision(0) != first:
        return False
    catalogue, page = unsigned.root_ref, unsigned.find_page_for_modification(box.page)[0]
    labels = {unsigned.root.raw_get("/Metadata"), unsigned.trailer.raw_get("/Info")}
    added = {_name(catalogue): {"/AcroForm", "/Extensions", "/Version"}, _name(page): {"/Annots"}}
    known = {_name(one) for one in unsigned.xrefs.explicit_refs_in_revision(0)}
    changed = {_name(one) for one in reader.xrefs.explicit_refs_in_revision(1)} & known
    if _name(reader.root_ref) != _name(catalogue):
        return False
    for name in changed - set(map(_name, labels)):
        before, after = (one.get_object(_in(one, name)) for one in (unsigned, reader))
        if name not in added or not _is_same_but(before, after, added[name]):
            return False
    return _is_the_field(reader, box)


def _is_the_field(reader: Any, box: SealBox) -> bool:  # noqa: ANN401
    # Other keys than these would have programs run or show something else.
    form = reader.root["/AcroForm"]
    fields, shown = form["/Fields"], _page(reader, box)["/Annots"]
    if set(form) != {"/Fields", "/SigFlags"} or len(fields) != 1 or len(shown) != 1:
        return False
    field = fields[0]
    place = (box.left, box.bottom, box.left + box.width, box.bottom + box.height)
    return (
        _name(fields.raw_get(0)) == _name(shown.raw_get(0))
        and field["/FT"] == "/Sig"
        and field["/Subtype"] == "/Widget"
        and set(field) <= _FIELD
        and set(field["/AP"]) == {"/N"}
        and all(
            abs(float(one) - other) < _FAR for one, other in zip(field["/Rect"], place, strict=True)
        )
    )


def _page(reader: Any, box: SealBox) -> Any:  # noqa: ANN401
    return reader.find_page_for_modification(box.page)[0].get_object()


def _is_same_but(before: Any, after: Any, added: set[str]) -> bool:  # noqa: ANN401
    """Whether one dictionary is another with nothing but some keys added."""
    if added & set(before):
        return False
    return {key: _written(before, key) for key in before} == {
        key: _written(after, key) for key in after if key not in added
    }


def _written(container: Any, key: str) -> bytes:  # noqa: ANN401
    stream = io.BytesIO()
    container.raw_get(key).write_to_stream(stream, None)
    return stream.getvalue()


def _name(reference: Any) -> tuple[int, int]:  # noqa: ANN401
    return reference.idnum, reference.generation


def _in(reader: Any, name: tuple[int, int]) -> Any:  # noqa: ANN401
    from pyhanko.pdf_utils.generic import Reference  # noqa: PLC0415 -- slow to load

    return Reference(*name, pdf=reader)


def _reader(content: bytes, *, strict: bool = False) -> Any:  # noqa: ANN401
    return load_pyhanko().PdfFileReader(io.BytesIO(content), strict=strict)
