"""Signatures in PDF files (PAdES B-B, ETSI EN 319 142-1): made with a panellist's own key.

A file is signed by what is added behind it, so what was signed stays as it was, byte for byte.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import msgspec

from ppir_desktop.common.errors import InputError
from ppir_desktop.common.identifiers import Digest
from ppir_desktop.reports.pyhanko_parts import load_pyhanko
from ppir_desktop.signing.certificates import Certificate, check_chain
from ppir_desktop.signing.keys import SigningKey

if TYPE_CHECKING:
    from pyhanko.sign.validation.status import PdfSignatureStatus

FIELD: Final = "PPIR-Seal"
"""Name of the signature field."""

LARGEST: Final = 64 * 1024 * 1024
"""Bytes of a file that is looked into."""

_MOST_SIGNATURES: Final = 50


class SealBox(NamedTuple):
    """Where a seal goes: the page from 0, and left, bottom, width, height in points."""

    page: int
    left: float
    bottom: float
    width: float
    height: float


class Coverage(StrEnum):
    """How much of a file a signature vouches for."""

    WHOLE = "whole"
    """All of it."""
    EXTENDED = "extended"
    """All of it at that time; something was added since, such as another signature."""
    CHANGED = "changed"
    """What was added since changes what is shown."""
    PART = "part"
    """Less than all there was."""


class PdfSignature(msgspec.Struct, frozen=True):
    """What is to be said of one signature.

    Attributes:
        intact: Whether what it vouches for is as it was signed.
        coverage: How much that is.
        signer: Who signed, by the certificate: an expert number; empty when that is unreadable.
        key: Name of the signer's key; empty likewise.
        chain: Why the certificate does not lead to the authority; empty when it does, and when no
            authority was named.
        signed_at: When, by the signer's own clock; empty when the signature does not say.
    """

    intact: bool
    coverage: Coverage
    signer: str
    key: str
    chain: str
    signed_at: str

    @property
    def holds(self) -> bool:
        """Whether the file shows what was signed, by whom the authority says."""
        return (
            self.intact
            and self.coverage in {Coverage.WHOLE, Coverage.EXTENDED}
            and bool(self.key)
            and not self.chain
        )


def sign_pdf(
    content: bytes,
    key: SigningKey,
    chain: Sequence[bytes],
    box: SealBox,
    *,
    reason: str,
    name: str = "",
    picture: bytes = b"",
) -> bytes:
    """Sign a PDF file; what is given back begins with what was handed in.

    Args:
        content: The file.
        key: The signer's own key.
        chain: Their certificates in DER: theirs, the officer's, the authority's.
        box: Where the seal goes.
        reason: What the signature is for, as viewers show it.
        name: Who signs, as viewers show it; by default the certificate's subject.
        picture: What the signature looks like: a PDF file of one page as large as the box; by
            default as the library has it.

    Raises:
        EnvironmentFault: ``pyhanko_missing`` where what signs files is not installed.
        InputError: ``pdf_unreadable``; ``certificate_unreadable``.
    """
    pdf = load_pyhanko()
    person = Certificate.read(chain[0])
    try:
        writer = pdf.IncrementalPdfFileWriter(io.BytesIO(content))
        left, bottom = box.left, box.bottom
        place = (left, bottom, left + box.width, bottom + box.height)
        pdf.append_signature_field(writer, pdf.SigFieldSpec(FIELD, on_page=box.page, box=place))
        meta = pdf.PdfSignatureMetadata(
            field_name=FIELD,
            subfilter=pdf.SigSeedSubFilter.PADES,
            md_algorithm="sha256",
            reason=reason,
            name=name or person.subject,
        )
        looks = pdf.picture(picture) if picture else None
        signer = pdf.PdfSigner(meta, pdf.signer(key, chain), stamp_style=looks)
        return bytes(signer.sign_pdf(writer).getvalue())
    except pdf.errors as error:
        raise InputError("pdf_unreadable") from error


def read_signatures(content: bytes, authority: Digest | None = None) -> list[PdfSignature]:
    """Judge every signature of a PDF file, in the order in which they were made.

    Args:
        content: The file, from anywhere.
        authority: Fingerprint of the authority that certificates have to lead to; None to look at
            the signatures alone.

    Raises:
        EnvironmentFault: ``pyhanko_missing``.
        InputError: ``pdf_unreadable``; ``too_large``.
    """
    if len(content) > LARGEST:
        raise InputError("too_large", what="pdf", size=len(content), limit=LARGEST)
    pdf = load_pyhanko()
    try:
        reader = pdf.PdfFileReader(io.BytesIO(content), strict=False)
        found = list(reader.embedded_signatures)[:_MOST_SIGNATURES]
    except Exception as error:
        raise InputError("pdf_unreadable") from error
    return [_judge(pdf, one, authority) for one in found]


def _judge(pdf: Any, embedded: Any, authority: Digest | None) -> PdfSignature:  # noqa: ANN401
    try:
        certificates = _certificates(embedded)
        context = pdf.ValidationContext(
            trust_roots=[pdf.Certificate.load(one.der) for one in certificates if one.may_issue()],
            allow_fetching=False,
            moment=None,
        )
        status = pdf.validate_pdf_signature(embedded, context)
        coverage = _coverage(pdf, status)
    except Exception:  # noqa: BLE001 -- as above; what cannot be judged does not hold
        return PdfSignature(False, Coverage.PART, "", "", "", "")
    person = certificates[0]
    at = status.signer_reported_dt
    return PdfSignature(
        intact=bool(status.intact and status.valid),
        coverage=coverage,
        signer=person.subject,
        key=person.public_key.id,
        chain=_chain_problem(certificates, authority, at),
        signed_at="" if at is None else at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    )


def _certificates(embedded: Any) -> list[Certificate]:  # noqa: ANN401
    """The certificates in a signature: the signer's, then whoever issued the one before."""
    signer = Certificate.read(embedded.signer_cert.dump())
    others = [Certificate.read(one.dump()) for one in embedded.other_embedded_certs]
    chain = [signer]
    while True:
        issuer = next(
            (
                one
                for one in others
                if one.der not in {c.der for c in chain} and one.issued(chain[-1])
            ),
            None,
        )
        if issuer is None:
            return chain
        chain.append(issuer)


def _coverage(pdf: Any, status: PdfSignatureStatus) -> Coverage:  # noqa: ANN401
    if status.coverage is pdf.SignatureCoverageLevel.ENTIRE_FILE:
        return Coverage.WHOLE
    if status.coverage is not pdf.SignatureCoverageLevel.ENTIRE_REVISION:
        return Coverage.PART
    return (
        Coverage.EXTENDED if status.bottom_line or not _changed(pdf, status) else Coverage.CHANGED
    )


def _changed(pdf: Any, status: PdfSignatureStatus) -> bool:  # noqa: ANN401
    level = status.modification_level
    return level is None or level > pdf.ModificationLevel.FORM_FILLING


def _chain_problem(
    chain: Sequence[Certificate], authority: Digest | None, at: dt.datetime | None
) -> str:
    if authority is None:
        return ""
    try:
        person, _ = check_chain([one.der for one in chain], authority)
    except InputError as error:
        return error.params.get("link", error.code)
    if at is not None and not person.valid_at(at):
        return "time"
    return ""
