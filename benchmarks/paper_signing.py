"""Signing an evaluation sheet as a PDF, against bare pyHanko doing the same on the same file."""

from __future__ import annotations

import io
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from asn1crypto import keys, x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import AxisAlignment, Margins, SimpleBoxLayoutRule
from pyhanko.sign import fields, signers
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator.registry import SimpleCertificateStore

from benchmarks.measuring import Measurement, in_turn, seconds
from benchmarks.paper import WORDS, views
from ppir_desktop.reports.document import Rendered, render
from ppir_desktop.reports.evaluation_sheet import evaluation_sheet
from ppir_desktop.reports.pdf_signatures import FIELD, SealBox, read_signatures, sign_pdf
from ppir_desktop.reports.seal_picture import seal_picture
from ppir_desktop.services.signed_paper import signature_box
from ppir_desktop.signing.keys import SigningKey
from tests.support.signers import make_people

SHEETS, ROUNDS = 20, 9
_LINES = ("전자서명", "김서연", "2025-11-26 14:20")
_REASON = "평가표 2025-H2-0018"


class _Signer(NamedTuple):
    """A panellist's key and chain, ours and as pyHanko wants both, made before the clock runs."""

    key: SigningKey
    chain: tuple[bytes, bytes, bytes]
    bare: signers.SimpleSigner


def measure() -> list[Measurement]:
    """The same sheets signed by us and by bare pyHanko, with the same stamp."""
    forms = [render(evaluation_sheet(view, WORDS)) for view in views(SHEETS)]
    signer = _signer()
    with tempfile.TemporaryDirectory() as folder:
        stamp = Path(folder) / "stamp.pdf"
        stamp.write_bytes(seal_picture(signature_box(forms[0]), _LINES, "ko"))
        for content in (_ours(forms[0], signer), _bare(forms[0], signer, stamp)):
            (found,) = read_signatures(content)
            assert found.holds
        ours, bare = in_turn(
            lambda: seconds(lambda: [_ours(form, signer) for form in forms]),
            lambda: seconds(lambda: [_bare(form, signer, stamp) for form in forms]),
            ROUNDS,
        )
    return [
        Measurement(
            name=f"{SHEETS} evaluation sheets signed as PDF files (PAdES B-B)",
            peer=f"bare pyHanko {version('pyhanko')}: the same field, chain and stamp",
            unit="s",
            ours=ours,
            theirs=bare,
            promised=1.3,
            note="ours draws each sheet's stamp with its name and time; the peer's lies ready",
        )
    ]


def _ours(form: Rendered, signer: _Signer) -> bytes:
    box = signature_box(form)
    picture = seal_picture(box, _LINES, "ko")
    return sign_pdf(
        form.content, signer.key, signer.chain, box, reason=_REASON, name=_LINES[1],
        picture=picture,
    )  # fmt: skip


def _bare(form: Rendered, signer: _Signer, stamp: Path) -> bytes:
    """As pyHanko's own documentation signs a file with a stamp from another one."""
    writer = IncrementalPdfFileWriter(io.BytesIO(form.content))
    corner = SimpleBoxLayoutRule(
        AxisAlignment.ALIGN_MIN, AxisAlignment.ALIGN_MIN, margins=Margins.uniform(0)
    )
    meta = signers.PdfSignatureMetadata(
        field_name=FIELD, subfilter=fields.SigSeedSubFilter.PADES, md_algorithm="sha256",
        reason=_REASON, name=_LINES[1],
    )  # fmt: skip
    box = signature_box(form)
    spec = fields.SigFieldSpec(FIELD, on_page=box.page, box=_corners(box))
    style = StaticStampStyle.from_pdf_file(str(stamp), border_width=0, background_layout=corner)
    made = signers.PdfSigner(meta, signer.bare, stamp_style=style, new_field_spec=spec)
    return bytes(made.sign_pdf(writer).getvalue())


def _corners(box: SealBox) -> tuple[int, int, int, int]:
    right, top = box.left + box.width, box.bottom + box.height
    return round(box.left), round(box.bottom), round(right), round(top)


def _signer() -> _Signer:
    key, chain, _ = make_people()
    store = SimpleCertificateStore()
    store.register_multiple([x509.Certificate.load(one) for one in chain[1:]])
    secret = key.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    bare = signers.SimpleSigner(
        signing_cert=x509.Certificate.load(chain[0]),
        signing_key=keys.PrivateKeyInfo.load(secret), cert_registry=store,
    )  # fmt: skip
    return _Signer(key, chain, bare)
