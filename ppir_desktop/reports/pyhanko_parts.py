"""What is used of pyHanko, loaded when it is needed: that takes a second."""

from __future__ import annotations

import io
import logging
from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from ppir_desktop.common.errors import EnvironmentFault
from ppir_desktop.signing.keys import SigningKey


class Pyhanko(NamedTuple):
    """What is used of the library."""

    IncrementalPdfFileWriter: Any
    PdfFileReader: Any
    append_signature_field: Any
    SigFieldSpec: Any
    SigSeedSubFilter: Any
    PdfSignatureMetadata: Any
    PdfSigner: Any
    ValidationContext: Any
    validate_pdf_signature: Any
    SignatureCoverageLevel: Any
    ModificationLevel: Any
    Certificate: Any
    signer: Any
    picture: Any
    errors: Any


@cache
def load_pyhanko() -> Pyhanko:
    """Load what is used of the library.

    Raises:
        EnvironmentFault: ``pyhanko_missing`` where it is not installed.
    """
    try:
        from asn1crypto import x509  # noqa: PLC0415 -- slow to load, and not everybody's
        from pyhanko.pdf_utils.incremental_writer import (  # noqa: PLC0415
            IncrementalPdfFileWriter,
        )
        from pyhanko.pdf_utils.misc import PdfError  # noqa: PLC0415
        from pyhanko.pdf_utils.reader import PdfFileReader  # noqa: PLC0415
        from pyhanko.sign import fields, signers  # noqa: PLC0415
        from pyhanko.sign.diff_analysis import ModificationLevel  # noqa: PLC0415
        from pyhanko.sign.general import SigningError  # noqa: PLC0415
        from pyhanko.sign.validation import validate_pdf_signature  # noqa: PLC0415
        from pyhanko.sign.validation.status import SignatureCoverageLevel  # noqa: PLC0415
        from pyhanko_certvalidator import ValidationContext  # noqa: PLC0415
    except ImportError:
        raise EnvironmentFault("pyhanko_missing") from None
    # What is wrong with a file is told by us, in words, and by nobody else as a traceback.
    for name in ("pyhanko", "pyhanko_certvalidator"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    return Pyhanko(
        IncrementalPdfFileWriter=IncrementalPdfFileWriter,
        PdfFileReader=PdfFileReader,
        append_signature_field=fields.append_signature_field,
        SigFieldSpec=fields.SigFieldSpec,
        SigSeedSubFilter=fields.SigSeedSubFilter,
        PdfSignatureMetadata=signers.PdfSignatureMetadata,
        PdfSigner=signers.PdfSigner,
        ValidationContext=ValidationContext,
        validate_pdf_signature=validate_pdf_signature,
        SignatureCoverageLevel=SignatureCoverageLevel,
        ModificationLevel=ModificationLevel,
        Certificate=x509.Certificate,
        signer=_signer,
        picture=_picture,
        errors=(PdfError, SigningError, ValueError),
    )


def _signer(key: SigningKey, chain: Sequence[bytes]) -> Any:  # noqa: ANN401
    """Who signs: a key with its chain, as the library wants both."""
    from asn1crypto import keys, x509  # noqa: PLC0415 -- as above
    from pyhanko.sign.signers import SimpleSigner  # noqa: PLC0415
    from pyhanko_certvalidator.registry import SimpleCertificateStore  # noqa: PLC0415

    store = SimpleCertificateStore()
    store.register_multiple([x509.Certificate.load(der) for der in chain[1:]])
    secret = key.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return SimpleSigner(
        signing_cert=x509.Certificate.load(chain[0]),
        signing_key=keys.PrivateKeyInfo.load(secret),
        cert_registry=store,
    )


def _picture(page: bytes) -> Any:  # noqa: ANN401
    """What a signature looks like: the page of a PDF file that is as large as its field."""
    from pyhanko.pdf_utils.content import PdfContent, ResourceType  # noqa: PLC0415 -- as above
    from pyhanko.pdf_utils.generic import pdf_name  # noqa: PLC0415
    from pyhanko.pdf_utils.layout import AxisAlignment as Align  # noqa: PLC0415
    from pyhanko.pdf_utils.layout import Margins, SimpleBoxLayoutRule  # noqa: PLC0415
    from pyhanko.pdf_utils.reader import PdfFileReader  # noqa: PLC0415
    from pyhanko.stamp import StaticStampStyle  # noqa: PLC0415

    class Picture(PdfContent):  # type: ignore[misc, unused-ignore]
        def render(self) -> bytes:
            writer = self._ensure_writer
            drawn = writer.import_page_as_xobject(PdfFileReader(io.BytesIO(page)))
            self.set_resource(ResourceType.XOBJECT, pdf_name("/Seal"), drawn)
            return b"/Seal Do"

    corner = SimpleBoxLayoutRule(Align.ALIGN_MIN, Align.ALIGN_MIN, margins=Margins.uniform(0))
    return StaticStampStyle(border_width=0, background=Picture(), background_layout=corner)
