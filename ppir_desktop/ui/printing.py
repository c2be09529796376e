"""Printing through the system: pages drawn by the document worker, from memory to the printer.

No file is written on the way by this program; what the system's own spooler keeps is the system's.
Whatever draws and waits does so in a thread beside the window: Qt lets a printer be painted there.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QMarginsF, QRectF
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QWidget

from ppir_desktop.common.errors import EnvironmentFault
from ppir_desktop.services.dossier_reading import Document, DocumentKind, DocumentWorker
from ppir_desktop.services.printing import ByteSource
from ppir_desktop.services.watching import Watch
from ppir_desktop.ui.task_runner import Task, TaskRunner
from ppir_desktop.ui.viewer.geometry import Tile
from ppir_desktop.ui.viewer.open_pages import image_of
from ppir_desktop.ui.viewer.text_sheet import TextSheet

FINEST: Final = 300
"""Dots an inch at most: finer than the eye sees on paper, and a page stays in memory."""

_POINTS: Final = 72.0
_MOST_PIXELS: Final = 30_000_000


def new_printer() -> QPrinter:
    """A printer with A4 paper; its jobs are named after the program, and no dossier."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setPageLayout(
        QPageLayout(
            QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Portrait, QMarginsF()
        )
    )
    printer.setFullPage(True)
    printer.setDocName("PPIR Desktop")
    return printer


def ask_printer(window: QWidget, pages: int) -> QPrinter | None:
    """Have the person choose a printer in the system's dialog.

    Args:
        window: What the dialog stands before.
        pages: How many pages there are to choose from.

    Returns:
        The printer; None where nothing is to be printed.
    """
    printer = new_printer()
    dialog = QPrintDialog(printer, window)
    dialog.setMinMax(1, max(1, pages))
    accepted = dialog.exec() == QPrintDialog.DialogCode.Accepted
    # Not every system gives the keys back to the window by itself.
    window.activateWindow()
    return printer if accepted else None


def print_source(
    runner: TaskRunner, source: ByteSource, printer: QPrinter, close: Callable[[], object]
) -> Task:
    """Print a document; the task says how many of how many pages are done.

    Args:
        runner: Does it beside the window.
        source: The document's bytes.
        printer: Where to.
        close: Called once the bytes are needed no more, whatever became of it.
    """

    def work(watch: Watch) -> None:
        try:
            with DocumentWorker() as worker, worker.open(source) as document:
                draw_pages(document, printer, watch)
        finally:
            close()

    return runner.aside(work)


def draw_pages(document: Document, printer: QPrinter, watch: Watch) -> None:
    """Draw the pages that were chosen, each as large as it is, or as the paper is.

    Raises:
        EnvironmentFault: ``print_failed``; or what the worker says of a page.
        RefusedError: ``cancelled``; what the printer has by then, it may print.
    """
    sizes = document.sizes()
    pages = chosen_pages(printer, len(sizes))
    watch.begin("print", len(pages))
    painter = QPainter()
    _refuse_failed(is_done=painter.begin(printer))
    try:
        for number, page in enumerate(pages):
            watch.check()
            _refuse_failed(is_done=number == 0 or printer.newPage())
            _draw(document, page, sizes[page], printer, painter)
            watch.add(1)
    except BaseException:
        printer.abort()
        raise
    finally:
        painter.end()
    _refuse_failed(is_done=printer.printerState() is not QPrinter.PrinterState.Error)


def chosen_pages(printer: QPrinter, count: int) -> Sequence[int]:
    """The pages to print, from 0, in their order, as often as the printer cannot repeat them."""
    first, last = printer.fromPage() or 1, printer.toPage() or count
    pages = list(range(max(1, first) - 1, min(count, last)))
    if printer.pageOrder() is QPrinter.PageOrder.LastPageFirst:
        pages.reverse()
    copies = 1 if printer.supportsMultipleCopies() else printer.copyCount()
    return pages * copies


def page_image(
    document: Document, page: int, size: tuple[float, float], scale: float, rotation: int = 0
) -> QImage:
    """A picture of a whole page; texts are drawn here, as where they are read."""
    if document.kind is not DocumentKind.TEXT:
        return image_of(document.image(page, scale, rotation=rotation))
    width, height = size if rotation % 180 == 0 else size[::-1]
    whole = Tile(page, scale, rotation, 0, 0, math.ceil(width * scale), math.ceil(height * scale))
    return TextSheet(document.text(page), size).picture(whole)


def _refuse_failed(*, is_done: bool) -> None:
    if not is_done:
        raise EnvironmentFault("print_failed")


def _draw(
    document: Document,
    page: int,
    size: tuple[float, float],
    printer: QPrinter,
    painter: QPainter,
) -> None:
    paper = printer.paperRect(QPrinter.Unit.Point)
    is_turned = (size[0] > size[1]) != (paper.width() > paper.height())
    width, height = size[::-1] if is_turned else size
    # A page that is larger than the paper is made smaller; none is made larger.
    fit = min(1.0, paper.width() / width, paper.height() / height)
    dots = min(printer.resolution(), FINEST)
    scale = min(dots / _POINTS * fit, math.sqrt(_MOST_PIXELS / (width * height)))
    image = page_image(document, page, size, scale, 90 if is_turned else 0)
    unit = printer.resolution() / _POINTS
    across, down = width * fit * unit, height * fit * unit
    left, top = (paper.width() * unit - across) / 2, (paper.height() * unit - down) / 2
    painter.drawImage(QRectF(left, top, across, down), image)
