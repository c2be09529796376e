"""Many forms as one file with an outline and an index, or as one file each."""

from __future__ import annotations

import io
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple, cast

from reportlab.pdfgen.canvas import Canvas

from ppir_desktop.common.errors import InputError
from ppir_desktop.common.wording import Wording
from ppir_desktop.reports.blocks import Drawn, Piece
from ppir_desktop.reports.document import Rendered, new_canvas, render
from ppir_desktop.reports.metadata import describe
from ppir_desktop.reports.page import Form, Page, Surround, draw_page, inner_width, paginate
from ppir_desktop.reports.parts import titles
from ppir_desktop.reports.pen import Pen
from ppir_desktop.reports.styles import A4_LANDSCAPE, BODY, HAIR, Style
from ppir_desktop.reports.text import broken, fitting, one_line

_LINE, _HIGHEST = BODY, 120.0
_COUNT = Style(align="right")


class Entry(NamedTuple):
    """A form in a batch, and what it may be chosen by.

    Attributes:
        form: The form.
        dossier: Application number.
        panellist: Name, letter or number of the panellist; empty for a panel's form.
        state: State of the sheet, such as ``counted``; empty for none.
    """

    form: Form
    dossier: str
    panellist: str = ""
    state: str = ""

    @property
    def name(self) -> str:
        """What it is called below its application."""
        return self.panellist or self.form.title


def chosen(
    entries: Iterable[Entry],
    *,
    dossiers: Collection[str] = (),
    panellists: Collection[str] = (),
    states: Collection[str] = (),
) -> Iterator[Entry]:
    """Those that are asked for; an empty choice takes all."""
    for entry in entries:
        if (
            (not dossiers or entry.dossier in dossiers)
            and (not panellists or entry.panellist in panellists)
            and (not states or entry.state in states)
        ):
            yield entry


def render_together(
    entries: Iterable[Entry], words: Wording, *, title: str, made_at: str = "", two_up: bool = False
) -> Rendered:
    """Make forms into one file, each application and each form in its outline, the index first.

    Entries are taken one by one, so that a whole round needs not be in memory.

    Args:
        entries: The forms, those of one application one after the other.
        words: Words of the index.
        title: What the file is called.
        made_at: For the file's dates, UTC, RFC 3339.
        two_up: Whether two pages of upright paper go side by side on one.
    """
    buffer = io.BytesIO()
    canvas = new_canvas(buffer, words.language)
    describe(canvas, title=title, language=words.language, made_at=made_at)
    book = _Book(canvas, two_up=two_up)
    for entry in entries:
        book.add(entry)
    book.close()
    pages = book.index(words, title)
    canvas.showOutline()
    canvas.save()
    return Rendered(buffer.getvalue(), pages, ())


def write_apart(entries: Iterable[Entry], folder: Path) -> list[Path]:
    """Write each form as a file of its own; gives the files.

    Raises:
        PpirError: As `write_files`.
    """
    return write_files(
        ((f"{entry.dossier}_{entry.name}", render(entry.form)) for entry in entries), folder
    )


def write_files(files: Iterable[tuple[str, Rendered]], folder: Path) -> list[Path]:
    """Write files into a folder, named after what they are.

    Args:
        files: What each is and the file itself; taken one by one.
        folder: The folder, which is there.

    Raises:
        InputError: ``file_exists``.
        EnvironmentFault: ``file_not_written``; as before, what was written by then is taken away.
    """
    written: list[Path] = []
    taken: set[str] = set()
    try:
        for said, rendered in files:
            path = _free(folder / f"{_file_name(said, taken)}.pdf")
            rendered.write(path)
            written.append(path)
    except BaseException:
        for path in written:
            path.unlink(missing_ok=True)
        raise
    return written


def _free(path: Path) -> Path:
    if path.exists():
        raise InputError("file_exists", file=str(path))
    return path


def _file_name(said: str, taken: set[str]) -> str:
    """A file's name of letters and digits alone, with a number where it would come again."""
    plain = "".join(letter if letter.isalnum() or letter in "-_" else "_" for letter in said)
    base = plain[:60] or "_"
    name, again = base, 2
    # Some systems do not tell capitals from small letters.
    while name.casefold() in taken:
        name, again = f"{base}-{again}", again + 1
    taken.add(name.casefold())
    return name


class _Line(NamedTuple):
    """A line of the index."""

    text: str
    key: str
    page: int
    deep: bool


class _Book:
    """A file in the making."""

    def __init__(self, canvas: Canvas, *, two_up: bool) -> None:
        self.canvas = canvas
        self.two_up = two_up
        self.lines: list[_Line] = []
        self.pages = 0
        self._half = False
        self._dossier: str | None = None

    def add(self, entry: Entry) -> None:
        """Draw all pages of a form."""
        form = entry.form
        pages = paginate(form)
        for number, page in enumerate(pages, 1):
            self._put(form, page, number, len(pages), entry if number == 1 else None)

    def close(self) -> None:
        """End a page that is half filled."""
        if self._half:
            self._show()

    def index(self, words: Wording, title: str) -> int:
        """Draw the index and move it to the front; gives the number of all pages."""
        form = self._index_form(words, title, len(paginate(self._index_form(words, title, 0))))
        pages = paginate(form)
        for number, page in enumerate(pages, 1):
            self.canvas.setPageSize(form.size)
            if number == 1:
                self.canvas.bookmarkPage("index")
            draw_page(Pen(self.canvas), form, page, number, len(pages))
            self._show()
        # ReportLab numbers pages as they are drawn, and the index knows them all only at the end.
        tree = cast("Any", self.canvas)._doc.Pages.pages  # noqa: SLF001
        tree[:] = tree[-len(pages) :] + tree[: -len(pages)]
        return self.pages

    def _put(self, form: Form, page: Page, number: int, count: int, entry: Entry | None) -> None:
        upright = self.two_up and form.size[0] < form.size[1]
        if self._half and not upright:
            self._show()
        if entry is not None:
            self._note(entry)
        canvas = self.canvas
        if not upright:
            canvas.setPageSize(form.size)
            draw_page(Pen(canvas), form, page, number, count)
            self._show()
            return
        wide, high = A4_LANDSCAPE
        scale = min(wide / 2 / form.size[0], high / form.size[1])
        canvas.setPageSize(A4_LANDSCAPE)
        canvas.saveState()
        canvas.translate(wide / 2 if self._half else 0, (high - scale * form.size[1]) / 2)
        canvas.scale(scale, scale)
        draw_page(Pen(canvas), form, page, number, count)
        canvas.restoreState()
        if self._half:
            self._show()
        else:
            self._half = True

    def _note(self, entry: Entry) -> None:
        """An entry in the outline and a line in the index, under its application."""
        page = self.pages + 1
        if entry.dossier != self._dossier:
            self._dossier = entry.dossier
            self._line(entry.dossier, page, deep=False)
        self._line(" · ".join(filter(None, (entry.name, entry.state))), page, deep=True)

    def _line(self, text: str, page: int, *, deep: bool) -> None:
        key = f"at{len(self.lines)}"
        self.canvas.bookmarkPage(key)
        self.canvas.addOutlineEntry(text, key, level=int(deep), closed=True)
        self.lines.append(_Line(text, key, page, deep))

    def _show(self) -> None:
        self.canvas.showPage()
        self.pages += 1
        self._half = False

    def _index_form(self, words: Wording, title: str, before: int) -> Form:
        width = inner_width()
        pieces: list[Piece] = [*titles(words("paper.index.title"), title, width)]
        pieces += [_drawn(line, before, width) for line in self.lines]
        note = words.choose("paper.index.count", sum(line.deep for line in self.lines))
        around = Surround(left=title, right=words("paper.index.title"), note=note)
        return Form(words("paper.index.title"), words.language, "", around, tuple(pieces))


def _drawn(line: _Line, before: int, width: float) -> Drawn:
    """A line of the index, which leads to its page."""
    left, text = 16.0 if line.deep else 0.0, one_line(line.text)
    style = fitting(text, _LINE if line.deep else _LINE.bold(), width - left - 60, _HIGHEST)
    block = broken(text, style, width - left - 60)
    high = len(block.lines) * style.leading + 2

    def draw(pen: Pen, x: float, y: float) -> None:
        pen.text(block, x + left, y, width - left - 60, style)
        pen.write(str(line.page + before), x + width - 50, y, 50, _COUNT)
        pen.rule(x, y - high, x + width, y - high, grey=HAIR, thick=0.3)
        pen.canvas.linkRect("", line.key, (x, y - high, x + width, y), relative=1, thickness=0)

    return Drawn(high, draw, gap=0 if line.deep else 6)
