"""A panellist with dossiers of real documents, and the pane that shows them."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import msgspec
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from ppir_desktop.documents.sniffing import DocumentKind
from ppir_desktop.intake.dossier_folders import DocumentFile
from ppir_desktop.intake.kit import Intake, Kit
from ppir_desktop.protocol.review_bodies import Declared
from ppir_desktop.reports.fonts import face
from ppir_desktop.services.dossiers import Card, cards
from ppir_desktop.services.office import convening, importing
from ppir_desktop.services.office.choosing import matched
from ppir_desktop.services.office.convening import POOL, Wish
from ppir_desktop.services.reviewing import declare
from ppir_desktop.store.opened import OpenProfile
from tests.support.desks import Desks, desks, member
from tests.support.matching import SECTORS, application, expert, project

FONT = "Pretendard-Regular"
A4 = (595.0, 842.0)
LINES = ("혁신제품은 센서로 국민의 안전을 지킨다.", "An Innovative sensor for public buyers.",
         "시험성적서에 따르면 수신 성공률은 99.2 %이다.")  # fmt: skip
LEFT, TOP, STEP, SIZE = 72.0, 100.0, 24.0, 14


class Paper(NamedTuple):
    """A document of a dossier: title, bytes, kind, number of pages."""

    title: str
    content: bytes
    kind: DocumentKind = DocumentKind.PDF
    pages: int = 1


class Reader(NamedTuple):
    """A panellist at a laptop with dossiers."""

    made: Desks
    profile: OpenProfile
    number: str

    def cards(self) -> list[Card]:
        return sorted(cards(self.profile), key=lambda card: card.dossier)


def korean_pdf(pages: int = 3, lines: Sequence[str] = LINES, *, filler: int = 0) -> bytes:
    """A PDF of some lines on each page after its number, with an outline entry for each page."""
    # As reports know it: fonts are shared by the whole process.
    face(FONT)
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=A4, invariant=1)
    for page in range(pages):
        canvas.setFont(FONT, SIZE)
        canvas.bookmarkPage(f"p{page}")
        canvas.addOutlineEntry(f"제{page + 1}장", f"p{page}", 0)
        shown = [f"{page + 1}쪽 Page {page + 1}", *lines]
        shown += [f"{number + 1}. {lines[number % len(lines)]}" for number in range(filler)]
        for number, line in enumerate(shown):
            canvas.drawString(LEFT, A4[1] - TOP - STEP * number, line)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def picture(width: int = 400, height: int = 300) -> bytes:
    """A PNG in two colours."""
    image = Image.new("RGB", (width, height), (200, 30, 30))
    image.paste((30, 30, 200), (0, 0, width // 2, height))
    target = io.BytesIO()
    image.save(target, "PNG")
    return target.getvalue()


def kit_of(folder: Path, dossiers: Sequence[Sequence[Paper]]) -> Kit:
    """A kit of dossiers with documents."""
    folder.mkdir(parents=True, exist_ok=True)
    intakes = []
    for number, papers in enumerate(dossiers, 1):
        documents = []
        for place, paper in enumerate(papers):
            path = folder / f"{number}-{place}"
            path.write_bytes(paper.content)
            documents.append(
                DocumentFile(path, paper.title, paper.kind, len(paper.content), paper.pages)
            )
        filed = msgspec.structs.replace(
            application(number), number=f"2026-{number:04}", product=f"재난 경보 단말기 {number}"
        )
        intakes.append(Intake(filed, project(), tuple(documents)))
    pool = tuple(
        expert(number, sector=SECTORS[number % 3], email=f"p{number}@example.org")
        for number in range(1, 10)
    )
    return Kit((), (), tuple(intakes), pool, (project(),), (), {})


def take_on(made: Desks, profile: OpenProfile) -> None:
    """Declare that there is no conflict, for every dossier."""
    for card in cards(profile):
        declared = Declared(
            stage=card.stage, dossier=card.dossier, identity_confirmed=True, pledge=None,
            consents=(), conflicts=(), prior_contact="", accepts=True,
        )  # fmt: skip
        declare(profile, card.round, declared, made.desk.clock)


@contextmanager
def reader_of(
    folder: Path,
    dossiers: Sequence[Sequence[Paper]],
    stage: str = "site",
    *,
    declared: bool = True,
    **policy: object,
) -> Iterator[Reader]:
    """A panellist to whom all dossiers were given."""
    with desks(folder / "desks", None, **policy) as made:
        importing.import_kit(made.desk, kit_of(folder / "kit", dossiers))
        wish = Wish(stage=stage, size=6, load=max(9, len(dossiers)), among=POOL, seed=1)
        proposal = convening.propose(made.desk, wish)
        assert proposal.matching is not None
        convening.convene(made.desk, stage, proposal)
        convening.publish(made.desk, stage)
        number = matched(made.desk)[0]
        with member(made, number) as profile:
            made.carry(made.desk, profile, "dossiers")
            if declared:
                take_on(made, profile)
            yield Reader(made, profile, number)
