"""Every kind of form looks as it was approved.

A picture that is meant to change is approved anew by looking at it: run these tests with
``PPIR_APPROVE=1`` in the environment, look at what changed under ``tests/pictures/paper``, and
commit it. What a failing test drew lies in its temporary folder.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageFilter

from ppir_desktop.reports.document import render
from ppir_desktop.reports.evaluation_sheet import STAMP
from ppir_desktop.reports.page import Form
from ppir_desktop.reports.pdf_signatures import sign_pdf
from ppir_desktop.reports.seal_picture import field_of, seal_picture
from ppir_desktop.reports.views import SheetKind
from ppir_desktop.services.schemes import load_scheme
from tests.support import paper, pdf_reading
from tests.support.signers import make_people

APPROVED = Path(__file__).parents[2] / "pictures" / "paper"
# Of 255, after a blur that forgives another version of PDFium its edges.
_FAR, _BLUR = 24, 0.8
_SCHEMES = {
    "score": ("ppir-2025", "innovation"),
    "gate": ("ppir-2025", "publicness"),
    "vote": ("ppir-2025", "final"),
    "groups": ("eu-ppi", "quality_price"),
}


def _sheet(name: str, kind: SheetKind, language: str = "ko") -> Callable[[], Form]:
    return lambda: paper.sheet(*paper.stage_of(*_SCHEMES[name]), kind, language)[1]


def _consolidated(name: str, language: str = "ko", **changes: object) -> Callable[[], Form]:
    return lambda: paper.consolidated(*paper.stage_of(*_SCHEMES[name]), language, **changes)[1]  # type: ignore[arg-type]


def _letter(name: str, language: str) -> Callable[[], Form]:
    return lambda: paper.letters(load_scheme("ppir-2025"), language)[name][1]


def _personal(name: str) -> Callable[[], Form]:
    return lambda: paper.personal()[name][1]


FORMS: dict[str, Callable[[], Form]] = {
    **{f"sheet-{name}-{kind}": _sheet(name, kind) for name in _SCHEMES for kind in SheetKind},
    "sheet-score-print-en": _sheet("score", SheetKind.PRINT, "en"),
    **{f"consolidated-{name}": _consolidated(name) for name in _SCHEMES},
    "consolidated-fifteen": _consolidated("score", "en", members=15),
    **{
        f"{name}-{language}": _letter(name, language)
        for name in ("opinion", "pledge", "pledge-given", "certificate", "minutes", "report")
        for language in ("ko", "en")
    },
    "invitation": _personal("invitation"),
    "recovery": _personal("recovery"),
}


def _sealed() -> bytes:
    """A sheet with the signature of its author on it."""
    form = render(_sheet("score", SheetKind.SIGNED)())
    place = form.place(STAMP)
    assert place is not None
    box, people = field_of(place), make_people()
    picture = seal_picture(box, ("전자서명", "김서연", "2025-11-26 14:20"), "ko")
    return sign_pdf(form.content, people.key, people.chain, box, reason="평가표", picture=picture)


@pytest.mark.parametrize("name", [*FORMS, "sheet-score-sealed"])
def test_a_form_looks_as_approved(name: str, tmp_path: Path) -> None:
    content = render(FORMS[name]()).content if name in FORMS else _sealed()
    pages = pdf_reading.drawn(content)
    known = sorted(APPROVED.glob(f"{name}.*.png"), key=lambda path: int(path.suffixes[-2][1:]))
    if os.environ.get("PPIR_APPROVE"):
        for path in known:
            path.unlink()
        APPROVED.mkdir(parents=True, exist_ok=True)
        for number, page in enumerate(pages, 1):
            APPROVED.joinpath(f"{name}.{number}.png").write_bytes(pdf_reading.as_png(page))
        return
    for number, page in enumerate(pages, 1):
        tmp_path.joinpath(f"{name}.{number}.png").write_bytes(pdf_reading.as_png(page))
    assert len(known) == len(pages)
    for path, page in zip(known, pages, strict=True):
        with Image.open(path) as approved:
            assert approved.size == page.size
            assert _difference(approved.convert("L"), page) < _FAR, path.name


def _difference(one: Image.Image, other: Image.Image) -> int:
    """The greatest difference of any dot, both a little blurred."""
    blur = ImageFilter.GaussianBlur(_BLUR)
    extremes = ImageChops.difference(one.filter(blur), other.filter(blur)).getextrema()
    most = extremes[1]
    assert isinstance(most, (int, float))
    return int(most)


def test_another_text_makes_another_picture() -> None:
    scheme, stage = paper.stage_of("ppir-2025", "innovation")
    one = pdf_reading.drawn(render(paper.sheet(scheme, stage, SheetKind.PRINT)[1]).content)[0]
    changed = paper.sheet(scheme, stage, SheetKind.PRINT, person="김서현")[1]
    assert _difference(one, pdf_reading.drawn(render(changed).content)[0]) > _FAR
