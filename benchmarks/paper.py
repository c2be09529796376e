"""Evaluation sheets as PDF, against a bare canvas, WeasyPrint and fpdf2; a round's in one file."""

from __future__ import annotations

import html
import io
import resource
import subprocess
import sys
import warnings
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import reportlab
from reportlab.pdfgen.canvas import Canvas

from benchmarks.consolidation import sheets, stage
from benchmarks.measuring import Measurement, Sample, in_turn, sample, seconds
from ppir_desktop.common import resources
from ppir_desktop.common.wording import Wording
from ppir_desktop.domain.sheets import Sheet
from ppir_desktop.reports.batch import Entry, render_together
from ppir_desktop.reports.document import render
from ppir_desktop.reports.evaluation_sheet import evaluation_sheet
from ppir_desktop.reports.filling import Filled, sheet_view
from ppir_desktop.reports.fonts import REGULAR, face
from ppir_desktop.reports.page import Form, draw_page, paginate
from ppir_desktop.reports.pen import Pen
from ppir_desktop.reports.views import SheetKind, SheetView, Subject
from ppir_desktop.services.schemes import find_stage, load_scheme

WORDS = Wording("ko")
SHEETS, ROUNDS = 40, 7
PEER_SHEETS, PEER_ROUNDS = 4, 3
BATCH, SMALL_BATCH = 3_000, 300
MEGA = 2**20
_SCHEME = load_scheme("ppir-2025")
_STAGE = find_stage(_SCHEME, "innovation")


def views(count: int) -> Iterator[SheetView]:
    """Sheets that differ, each with comments of some 400 characters in all."""
    decoder = msgspec.json.Decoder(Sheet)
    for number, content in enumerate(sheets(stage(), count)):
        made = decoder.decode(content)
        marks = tuple(
            msgspec.structs.replace(mark, criterion=one.id, value=min(_points(mark.value), 3000))
            for mark, one in zip(made.marks, _STAGE.criteria, strict=False)
        )
        filled = Filled(
            marks=marks, opinion=made.opinion, person=f"김서{chr(0xAC00 + number)}",
            affiliation="대전대학교 교수", made_at="2025-11-26T05:20:00Z", digest=f"{number:064x}",
        )  # fmt: skip
        subject = Subject(made.dossier, "재난 경보 단말기", "(주)한빛테크", "B4 재난안전", ("1",))
        yield sheet_view(
            _SCHEME, _STAGE, WORDS, kind=SheetKind.PRINT, subject=subject, filled=filled,
            round_title="2025년 하반기",
        )  # fmt: skip


def _points(value: object) -> int:
    assert isinstance(value, int)
    return value


def strings(form: Form) -> list[list[tuple[str, float, str]]]:
    """Each page's strings with face and size, as our own layout draws them."""
    pages: list[list[tuple[str, float, str]]] = [[]]
    canvas = _Listening(pages)

    laid = paginate(form)
    for number, page in enumerate(laid, 1):
        draw_page(Pen(canvas), form, page, number, len(laid))
        canvas.showPage()
        pages.append([])
    return pages[:-1]


class _Listening(Canvas):
    """A canvas that writes down what is drawn on it."""

    def __init__(self, pages: list[list[tuple[str, float, str]]]) -> None:
        super().__init__(io.BytesIO(), initialFontName=REGULAR)  # type: ignore[arg-type]
        self.listed = pages

    def drawText(self, aTextObject: object) -> None:  # noqa: N802, N803 -- ReportLab's names
        """Nothing is drawn; see `beginText`."""

    def beginText(self, x: float = 0, y: float = 0, direction: str | None = None) -> object:  # type: ignore[override] # noqa: N802
        """A text that lists its runs."""
        return _Text(self.listed[-1])


class _Text:
    def __init__(self, into: list[tuple[str, float, str]]) -> None:
        self.into = into
        self.font = (REGULAR, 9.0)

    def setFillGray(self, _gray: float) -> None:  # noqa: N802 -- ReportLab's name
        pass

    def setFont(self, name: str, size: float) -> None:  # noqa: N802 -- ReportLab's name
        self.font = (name, size)

    def textOut(self, text: str) -> None:  # noqa: N802 -- ReportLab's name
        self.into.append((*self.font, text))


def measure() -> list[Measurement]:
    """One sheet after the other; three peers; a batch and what a sheet in it costs."""
    made = list(views(SHEETS))
    listed = [strings(evaluation_sheet(view, WORDS)) for view in made]
    version = f"ReportLab {reportlab.__version__}"
    ours, bare = in_turn(
        lambda: seconds(lambda: [render(evaluation_sheet(view, WORDS)) for view in made]),
        lambda: seconds(lambda: [_bare(pages) for pages in listed]),
        ROUNDS,
    )
    found = [
        Measurement(
            name=f"{SHEETS} evaluation sheets as PDF files, unsigned",
            peer=f"a bare canvas of {version} drawing the same strings in the same faces",
            unit="s",
            ours=ours,
            theirs=bare,
            promised=3.0,
            note="ours breaks lines, lays tables out and draws a QR code on each page",
        ),
        *_against_layouts(made),
        *_batches(),
    ]
    three = render(evaluation_sheet(_long(made), WORDS))
    assert three.pages == 3
    found.append(_limit("a sheet of three pages", len(three.content) / 1000, 150, "kB"))
    return found


def _bare(pages: list[list[tuple[str, float, str]]]) -> bytes:
    """The same strings one below the other."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, invariant=1, pageCompression=1)
    for page in pages:
        for number, (name, size, text) in enumerate(page):
            canvas.setFont(name, size)
            canvas.drawString(60, 780 - number * 7, text)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _long(made: list[SheetView]) -> SheetView:
    """A sheet that takes three pages."""
    opinion = " ".join(view.opinion for view in made)
    return msgspec.structs.replace(made[0], opinion=opinion[:3_600])


def _against_layouts(made: list[SheetView]) -> list[Measurement]:
    few = made[:PEER_SHEETS]
    found: list[Measurement] = []
    for name, task, promised in (
        ("WeasyPrint", _weasyprint, 1 / 5),
        ("fpdf2", _fpdf2, 1 / 1.5),
    ):
        try:
            version = task(few[0])[0]
        except (ImportError, OSError):
            continue
        ours, theirs = in_turn(
            lambda: seconds(lambda: [render(evaluation_sheet(view, WORDS)) for view in few]),
            lambda task=task: seconds(lambda: [task(view) for view in few]),  # type: ignore[misc]
            PEER_ROUNDS,
        )
        found.append(
            Measurement(
                name=f"{PEER_SHEETS} sheets against {name}",
                peer=f"{name} {version} laying out the same tables",
                unit="s",
                ours=ours,
                theirs=theirs,
                promised=promised,
                note="the peer draws no QR code",
            )
        )
    return found


def _rows(view: SheetView) -> list[tuple[str, str, str, str]]:
    rows = [("평가항목", "배점", "평점", "평가의견")]
    rows += [
        (f"{line.title}\n{line.guidance}", line.maximum, line.mark, line.comment)
        for line in view.lines
    ]
    return [*rows, ("합계", view.full_marks, view.total, ""), ("종합의견", "", "", view.opinion)]


def _weasyprint(view: SheetView) -> tuple[str, bytes]:
    import weasyprint  # noqa: PLC0415 -- a peer that may be missing

    cells = "".join(
        "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>"
        for row in _rows(view)
    )
    file = resources.resource(f"fonts/{REGULAR}.ttf").as_uri()
    page = (
        f"<style>@font-face{{font-family:P;src:url({file})}} body{{font:9pt P}}"
        "table{width:100%;border-collapse:collapse} td{border:1px solid;padding:4pt}</style>"
        f"<h1>{view.title}</h1><table>{cells}</table><p>{html.escape(view.statement)}</p>"
    )
    content = weasyprint.HTML(string=page).write_pdf(font_config=_weasyprint_fonts())
    return weasyprint.__version__, content


@cache
def _weasyprint_fonts() -> Any:  # noqa: ANN401 -- WeasyPrint has no types
    """WeasyPrint's fonts, read once as ours are."""
    import weasyprint  # noqa: PLC0415 -- a peer that may be missing

    return weasyprint.text.fonts.FontConfiguration()


def _fpdf2(view: SheetView) -> tuple[str, bytes]:
    import fpdf  # noqa: PLC0415 -- a peer that may be missing

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pdf = fpdf.FPDF(format="A4")
        pdf.add_page()
        pdf.add_font("P", fname=str(resources.resource(f"fonts/{REGULAR}.ttf")))
        pdf.set_font("P", size=9)
        pdf.multi_cell(0, text=view.title, new_x="LMARGIN", new_y="NEXT")
        with pdf.table(col_widths=(28, 8, 8, 56), first_row_as_headings=False) as table:
            for row in _rows(view):
                line = table.row()
                for cell in row:
                    line.cell(cell)
        pdf.multi_cell(0, text=view.statement)
        return fpdf.__version__, bytes(pdf.output())


def _batches() -> list[Measurement]:
    """A round's sheets in one file, each size in a process of its own."""
    small = [_batch(SMALL_BATCH) for _ in range(3)]
    large = [_batch(BATCH) for _ in range(3)]
    return [
        _limit(f"memory of {BATCH:,} sheets as one file", large[0][1], 400, "MiB"),
        Measurement(
            name=f"what a sheet costs in a file of {BATCH:,}",
            peer=f"in one of {SMALL_BATCH}",
            unit="ms",
            ours=sample([one[0] for one in large]),
            theirs=sample([one[0] for one in small]),
            promised=1.25,
            note="with its place in the outline and in the index",
        ),
    ]


def _batch(count: int) -> tuple[float, float]:
    """Milliseconds a sheet, and the most memory, of one batch."""
    command = [sys.executable, "-m", "benchmarks.paper", str(count)]
    folder = Path(__file__).resolve().parent.parent
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    each, memory = done.stdout.split()
    return float(each), float(memory)


def _write_batch(count: int) -> None:
    made = list(views(count))
    face(REGULAR)

    def entries() -> Iterator[Entry]:
        for view in made:
            yield Entry(evaluation_sheet(view, WORDS), view.subject.dossier, view.person, "반영")

    taken = seconds(lambda: render_together(entries(), WORDS, title="2025년 하반기"))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / MEGA
    print(f"{taken / count * 1000:.4f} {peak:.2f}")


def _limit(name: str, value: float, limit: float, unit: str) -> Measurement:
    return Measurement(
        name=name,
        peer="limit",
        unit=unit,
        ours=sample([value]),
        theirs=Sample(limit, limit, limit),
        promised=1.0,
    )


if __name__ == "__main__":
    _write_batch(int(sys.argv[1]))
