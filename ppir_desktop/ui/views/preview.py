"""The sheet as it is printed: to look at, to print, and to save as PDF."""

from __future__ import annotations

from pathlib import Path
from typing import Final, NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QVBoxLayout,
    QWidget,
)

from ppir_desktop.common.clock import SystemClock
from ppir_desktop.common.durable import write_durably
from ppir_desktop.common.errors import PpirError
from ppir_desktop.services.dossier_reading import DocumentWorker
from ppir_desktop.services.printing import (
    InMemory,
    Paper,
    Sitting,
    papers_of,
    sheet_file,
    signed_file,
)
from ppir_desktop.services.review_place import Review
from ppir_desktop.services.watching import Watch
from ppir_desktop.ui import printing
from ppir_desktop.ui.language import Language
from ppir_desktop.ui.session import Session
from ppir_desktop.ui.task_runner import Task
from ppir_desktop.ui.widgets.paper_pages import PaperPages, Sheet
from ppir_desktop.ui.widgets.preview_bar import PreviewBar

_SIZE: Final = (920, 680)


class _Made(NamedTuple):
    """What was made: the papers that there are, the one that was made, and its file."""

    papers: tuple[Paper, ...]
    paper: Paper
    content: bytes


class Preview(QDialog):
    """A window beside the desk's own that stops nobody; it is blank once the desk is locked."""

    def __init__(self, language: Language, session: Session, parent: QWidget) -> None:
        """Show nothing yet; `show_sheet` does."""
        super().__init__(parent)
        self._language, self._session = language, session
        self._review: Review | None = None
        self._made: _Made | None = None
        self._number = 0
        self._job: Task | None = None
        self._said: PpirError | tuple[str, str] | None = None
        self._worker = DocumentWorker()
        self.setModal(False)
        self.setWindowFlag(Qt.WindowType.WindowMinMaxButtonsHint)
        self.bar, self.pages = PreviewBar(language, self), PaperPages(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(self.pages, 1)
        self._connect()
        self._speak()

    @property
    def is_ready(self) -> bool:
        """Whether pages are shown."""
        return self._made is not None and bool(self.pages.pages)

    def show_sheet(self, review: Review) -> None:
        """Show the sheet of a dossier, as it stands in the vault."""
        self._review = review
        self.bar.paper.clear()
        self.bar.seal.hide()
        self.resize(min(_SIZE[0], self._room(0)), min(_SIZE[1], self._room(1)))
        self.show()
        self.activateWindow()
        self._make(None)

    def save_to(self, path: Path) -> None:
        """Write the file that is shown, for its owner alone."""
        if self._made is None:
            return
        content = self._made.content
        self._run(self._session.runner.aside(lambda _watch: write_durably(path, content)),
                  ("saved", str(path)))  # fmt: skip

    def sign_to(self, path: Path) -> None:
        """Sign the PDF itself and write it; the passphrase stands in its field."""
        profile, review, words = self._session.profile, self._review, self._language.words
        if profile is None or review is None:
            return
        typed = self.bar.passphrase.text()
        self.bar.passphrase.clear()

        def work(_watch: Watch) -> None:
            at = Sitting(profile, review.row.round, SystemClock())
            write_durably(path, signed_file(at, review.place, typed, words))

        task = self._run(self._session.runner.on_vault(work), ("saved", str(path)))
        task.succeeded.connect(lambda _none: self.bar.seal.hide())

    def print_to(self, printer: QPrinter) -> None:
        """Print what is shown on a printer that was chosen."""
        if self._made is not None:
            source = InMemory(self._made.content)
            task = printing.print_source(self._session.runner, source, printer, lambda: None)
            self._run(task, ("printed", ""))
            self._said = ("printing", "")
            self._speak()

    def reject(self) -> None:
        """Close, however that is wished, and hold nothing of the sheet any more."""
        self._forget()
        super().reject()

    def _room(self, side: int) -> int:
        size = self.screen().availableSize()
        return (size.width(), size.height())[side] - 40

    def _forget(self) -> None:
        self._number += 1
        self._review = self._made = self._said = None
        self.pages.show_pages([], [])
        self.bar.passphrase.clear()
        self.bar.paper.clear()
        # One that is closed is so for good, whatever was still about to be asked of it.
        worker, self._worker = self._worker, DocumentWorker()
        self._session.runner.surely(worker.close)

    def _lock(self) -> None:
        if self._job is not None:
            self._job.cancel()
        self.close()

    def _make(self, paper: Paper | None) -> None:
        """Make the file of a paper; None for the one most likely wanted."""
        profile, review, words = self._session.profile, self._review, self._language.words
        if profile is None or review is None:
            return
        self._number += 1
        number = self._number

        def work(_watch: Watch) -> _Made:
            at = Sitting(profile, review.row.round, SystemClock())
            papers = papers_of(profile, at.round, review.place)
            chosen = paper if paper in papers else papers[0]
            return _Made(papers, chosen, sheet_file(at, review.place, chosen, words))

        self._made, self._said = None, ("making", "")
        self.pages.show_pages([], [])
        task = self._session.runner.on_vault(work)
        task.succeeded.connect(lambda made: self._take(number, made))
        task.failed.connect(lambda error: self._fail(number, error))
        self._speak()

    def _take(self, number: int, made: _Made) -> None:
        if number != self._number:
            return
        self._made = made
        self.bar.paper.clear()
        for one in made.papers:
            self.bar.paper.addItem("", one)
        self.bar.paper.setCurrentIndex(self.bar.paper.findData(made.paper))
        self._draw()
        self._speak()

    def _draw(self) -> None:
        """Have the pages be drawn in the width of now."""
        if self._made is None:
            return
        number, content, worker = self._number, self._made.content, self._worker
        ratio, width = self.devicePixelRatioF(), self.pages.page_width()

        def work(watch: Watch) -> list[Sheet]:
            sheets = []
            with worker.open(InMemory(content)) as document:
                for page, size in enumerate(document.sizes()):
                    watch.check()
                    scale = width * ratio / size[0]
                    image = printing.page_image(document, page, size, scale)
                    image.setDevicePixelRatio(ratio)
                    sheets.append(Sheet(image, document.text(page)))
            return sheets

        task = self._session.runner.aside(work)
        task.succeeded.connect(lambda sheets: self._show(number, sheets))
        task.failed.connect(lambda error: self._fail(number, error))

    def _show(self, number: int, sheets: list[Sheet]) -> None:
        if number != self._number:
            return
        if self._said == ("making", ""):
            self._said = None
        words, total = self._language.words, len(sheets)
        names = [
            words("window.preview.page", page=page, total=total) for page in range(1, total + 1)
        ]
        self.pages.show_pages(sheets, names)
        self._speak()

    def _fail(self, number: int, error: PpirError) -> None:
        if number == self._number:
            self._said = error
            self._speak()

    def _run(self, task: Task, done: tuple[str, str]) -> Task:
        number, self._job, self._said = self._number, task, None
        task.succeeded.connect(lambda _none: self._tell(number, done))
        task.cancelled.connect(lambda: self._tell(number, ("stopped", "")))
        task.failed.connect(lambda error: self._fail(number, error))
        task.ended.connect(self._rest)
        self._speak()
        return task

    def _tell(self, number: int, said: tuple[str, str]) -> None:
        if number == self._number:
            self._said = said

    def _rest(self) -> None:
        self._job = None
        self._speak()

    def _ask_printer(self) -> None:
        printer = printing.ask_printer(self, len(self.pages.pages))
        if printer is not None:
            self.print_to(printer)

    def _ask_where(self, title: str) -> Path | None:
        name = f"{self._language.words('window.preview.file')}.pdf"
        chosen, _ = QFileDialog.getSaveFileName(self, title, name, "PDF (*.pdf)")
        return Path(chosen) if chosen else None

    def _save(self) -> None:
        path = self._ask_where(self._language.words("window.preview.save"))
        if path is not None:
            self.save_to(path)

    def _sign(self) -> None:
        """Ask for the passphrase first, then where to."""
        if not self.bar.passphrase.text():
            self.bar.seal.show()
            self.bar.passphrase.setFocus()
            return
        path = self._ask_where(self._language.words("window.preview.sign"))
        if path is not None:
            self.sign_to(path)

    def _cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _connect(self) -> None:
        self.bar.paper.activated.connect(lambda _row: self._make(self.bar.paper.currentData()))
        self.bar.print.clicked.connect(self._ask_printer)
        self.bar.save.clicked.connect(self._save)
        self.bar.sign.clicked.connect(self._sign)
        self.bar.stop.clicked.connect(self._cancel)
        self.bar.passphrase.returnPressed.connect(self._sign)
        self.bar.close_button.clicked.connect(self.close)
        self.pages.width_changed.connect(self._draw)
        self._session.locking.connect(self._lock)
        self._language.changed.connect(self._speak_anew)

    def _speak_anew(self) -> None:
        """The form itself is in the language of the window."""
        self._make(self.bar.paper.currentData())

    def _speak(self) -> None:
        words, key, made = self._language.words, "window.preview", self._made
        self.setWindowTitle(words(f"{key}.title"))
        self.pages.setAccessibleName(words(f"{key}.pages"))
        self.bar.speak(
            can_act=self.is_ready and self._job is None,
            can_stop=self._job is not None,
            is_signed=made is not None and made.paper is Paper.SIGNED,
        )
        self.bar.tell(self._said)
