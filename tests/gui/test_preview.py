"""The sheet is looked at, printed and saved, in both languages; nothing of it stays once locked.

No printer is asked: pages go to a PDF file through the same painting.
"""

from __future__ import annotations

import stat
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QPageLayout, QPageSize
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QFileDialog, QPushButton
from pytestqt.qtbot import QtBot

from ppir_desktop.common.errors import InputError, PpirError
from ppir_desktop.reports.pdf_signatures import read_signatures
from ppir_desktop.services.dossier_reading import DocumentWorker
from ppir_desktop.services.printing import InMemory, Paper
from ppir_desktop.services.review_place import Review
from ppir_desktop.services.watching import Watch
from ppir_desktop.ui import printing
from ppir_desktop.ui.app import Desk
from ppir_desktop.ui.views.preview import Preview
from tests.gui.reviews import FIRST, fill_in, sign, take_on
from tests.gui.windows import PATIENCE, compose
from tests.support import pdf_reading
from tests.support.vaults import SECRET


@pytest.fixture
def shown(opened: Desk, qtbot: QtBot) -> Preview:
    """The preview of a draft."""
    sheet = take_on(opened, qtbot)
    fill_in(sheet, qtbot)
    # What is asked of the vault next comes after it.
    opened.window.made.review.autosave.flush()
    assert sheet.review is not None
    return show(opened, sheet.review, qtbot)


def show(desk: Desk, review: Review, qtbot: QtBot) -> Preview:
    window = Preview(desk.language, desk.session, desk.window)
    window.show_sheet(review)
    qtbot.waitUntil(lambda: window.is_ready, timeout=PATIENCE)
    return window


def to_file(path: Path) -> QPrinter:
    printer = printing.new_printer()
    printer.setOutputFileName(str(path))
    return printer


def test_a_draft_is_shown_as_it_is_printed(opened: Desk, shown: Preview, qtbot: QtBot) -> None:
    words, bar = opened.language.words, shown.bar
    assert not shown.isModal()
    assert [bar.paper.itemData(row) for row in range(bar.paper.count())] == ["draft", "blank"]
    assert bar.paper.currentText() == words("window.preview.draft")
    text = "".join(label.accessibleDescription() for label in shown.pages.pages)
    assert FIRST in text
    assert "근거 1" in text
    assert not bar.sign.isVisible()
    for button in bar.findChildren(QPushButton):
        assert button.text()
    bar.paper.setCurrentIndex(bar.paper.findData(Paper.BLANK))
    bar.paper.activated.emit(bar.paper.currentIndex())
    qtbot.waitUntil(lambda: shown.is_ready, timeout=PATIENCE)
    text = "".join(label.accessibleDescription() for label in shown.pages.pages)
    assert FIRST in text
    assert "근거 1" not in text
    qtbot.keyClick(shown, Qt.Key.Key_Escape)
    assert not shown.isVisible()
    assert not shown.is_ready


def test_it_is_printed_page_for_page_as_it_is_shown(
    opened: Desk, shown: Preview, qtbot: QtBot, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = home / "printed.pdf"
    before = set(home.rglob("*"))
    monkeypatch.setattr(printing, "ask_printer", lambda *_given: to_file(file))
    qtbot.mouseClick(shown.bar.print, Qt.MouseButton.LeftButton)
    printed = opened.language.words("window.preview.printed")
    qtbot.waitUntil(lambda: shown.bar.message.text() == printed, timeout=PATIENCE)
    # No other file was written on the way but those of the vault itself.
    new = {path for path in home.rglob("*") if path.suffix not in {".db-wal", ".db-shm", ".ini"}}
    assert new - before <= {file}
    with DocumentWorker() as worker, worker.open(InMemory(file.read_bytes())) as document:
        assert document.page_count == len(shown.pages.pages)
        width, height = document.sizes()[0]
        assert (round(width), round(height)) == (595, 842)
        found = document.image(0, 1.0, clip=(0, 0, 595, 842))
    made = shown._made
    assert made is not None
    with DocumentWorker() as worker, worker.open(InMemory(made.content)) as document:
        wanted = document.image(0, 1.0, clip=(0, 0, 595, 842))
    # The paper holds what the sheet held: both pictures are alike all over.
    assert (found.width, found.height) == (wanted.width, wanted.height)
    pairs = zip(found.pixels[::4], wanted.pixels[::4], strict=True)
    apart = sum(abs(one - other) for one, other in pairs) / (found.width * found.height)
    dark = sum(255 - one for one in wanted.pixels[::4]) / (wanted.width * wanted.height)
    assert apart < dark / 2


def test_it_is_saved_for_its_owner_alone(
    opened: Desk, shown: Preview, qtbot: QtBot, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, words = home / "sheet.pdf", opened.language.words
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_given: (str(file), ""))
    qtbot.mouseClick(shown.bar.save, Qt.MouseButton.LeftButton)
    saved = words("window.preview.saved", file=str(file))
    qtbot.waitUntil(lambda: shown.bar.message.text() == saved, timeout=PATIENCE)
    assert "근거 1" in "".join(pdf_reading.read_by_pdfium(file.read_bytes()))
    if sys.platform != "win32":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    shown.save_to(home / "no" / "folder.pdf")
    qtbot.waitUntil(lambda: shown.bar.message.property("role") == "bad", timeout=PATIENCE)


def test_nothing_of_it_is_shown_once_the_desk_is_locked(
    opened: Desk, shown: Preview, qtbot: QtBot
) -> None:
    opened.session.lock()
    assert not shown.isVisible()
    assert not shown.pages.pages
    qtbot.waitUntil(lambda: shown._worker.pid is None, timeout=PATIENCE)


def test_a_signed_sheet_can_be_a_signed_file(
    opened: Desk, qtbot: QtBot, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet = take_on(opened, qtbot)
    fill_in(sheet, qtbot)
    sign(opened, qtbot)
    assert sheet.review is not None
    window, file = show(opened, sheet.review, qtbot), home / "signed.pdf"
    bar, words = window.bar, opened.language.words
    assert bar.paper.currentData() == Paper.SIGNED
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_given: (str(file), ""))
    qtbot.mouseClick(bar.sign, Qt.MouseButton.LeftButton)
    assert bar.passphrase.hasFocus() or bar.passphrase.isVisible()
    compose(bar.passphrase, "이것이 아닌 긴 암호문 12")
    qtbot.keyClick(bar.passphrase, Qt.Key.Key_Return)
    wrong = words.error(InputError("passphrase_wrong")).what
    qtbot.waitUntil(lambda: wrong in bar.message.text(), timeout=PATIENCE)
    assert bar.passphrase.text() == ""
    assert not file.exists()
    compose(bar.passphrase, SECRET.text)
    qtbot.keyClick(bar.passphrase, Qt.Key.Key_Return)
    saved = words("window.preview.saved", file=str(file))
    qtbot.waitUntil(lambda: bar.message.text() == saved, timeout=PATIENCE)
    assert len(read_signatures(file.read_bytes())) == 1


def test_pages_copies_and_their_order_are_those_that_were_chosen(qapp: object) -> None:
    printer = printing.new_printer()
    assert list(printing.chosen_pages(printer, 3)) == [0, 1, 2]
    printer.setFromTo(2, 9)
    assert list(printing.chosen_pages(printer, 3)) == [1, 2]
    printer.setPageOrder(QPrinter.PageOrder.LastPageFirst)
    assert list(printing.chosen_pages(printer, 3)) == [2, 1]


def test_a_text_is_printed_on_paper_of_another_shape(qapp: object, tmp_path: Path) -> None:
    file = tmp_path / "text.pdf"
    printer = to_file(file)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A5))
    printer.setPageOrientation(QPageLayout.Orientation.Landscape)
    with DocumentWorker() as worker:
        with worker.open(InMemory("한 줄의 글\n".encode())) as document:
            printing.draw_pages(document, printer, Watch())
        with worker.open(InMemory(file.read_bytes())) as document:
            assert document.page_count == 1
            pixels = document.image(0, 1.0).pixels
    # Something is on it, in a face that may be thin.
    assert min(pixels[::4]) < 200


@pytest.mark.qt_log_ignore("QPainter::begin")
def test_a_printer_that_takes_nothing_is_told_of(qapp: object, tmp_path: Path) -> None:
    printer = to_file(tmp_path / "no" / "folder" / "printed.pdf")
    with DocumentWorker() as worker, worker.open(InMemory(b"text\n")) as document:
        with pytest.raises(PpirError, match="print_failed"):
            printing.draw_pages(document, printer, Watch())
        stopped = Watch()
        stopped.cancel()
        with pytest.raises(PpirError, match="cancelled"):
            printing.draw_pages(document, to_file(tmp_path / "stopped.pdf"), stopped)
