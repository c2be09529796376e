"""The document pane of the review: the dossier's documents, their pages, and what is done there."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ppir_desktop.common.errors import PpirError
from ppir_desktop.common.identifiers import Digest, Identifier
from ppir_desktop.services.annotations import PageMark
from ppir_desktop.services.dossiers import READABLE, Card, State
from ppir_desktop.services.viewing import Viewing
from ppir_desktop.ui.language import Language
from ppir_desktop.ui.session import Session
from ppir_desktop.ui.viewer.aiming import Aim, Aiming
from ppir_desktop.ui.viewer.capture import protect
from ppir_desktop.ui.viewer.document_model import DocumentModel
from ppir_desktop.ui.viewer.document_strip import DocumentStrip
from ppir_desktop.ui.viewer.find_bar import FindBar
from ppir_desktop.ui.viewer.finder import Finder
from ppir_desktop.ui.viewer.finding import Finding
from ppir_desktop.ui.viewer.marking import Marking
from ppir_desktop.ui.viewer.messages import MessagePage, Notice, PageFault, said
from ppir_desktop.ui.viewer.opening import Loaded, Opening
from ppir_desktop.ui.viewer.page_marks import PageMarks, Pin
from ppir_desktop.ui.viewer.page_view import PageView
from ppir_desktop.ui.viewer.place_keeper import PlaceKeeper
from ppir_desktop.ui.viewer.side_panel import SidePanel
from ppir_desktop.ui.viewer.text_hand import TextHand
from ppir_desktop.ui.viewer.toolbar import KEYS, Toolbar

_READ_OUT = 8_000


class ViewerPane(QFrame):
    """Shows the documents of a dossier.

    Pages are counted from 0 here, as in the services; `PinnedEvidence` counts from 1.

    Signals:
        evidence_wanted: A passage is to be evidence: SHA-256 of the document, page, the words.
        document_changed: Another document is shown: its SHA-256, empty for none.
        saved: A highlight or note was kept: when, UTC.
    """

    evidence_wanted = Signal(str, int, str)
    document_changed = Signal(str)
    saved = Signal(str)

    def __init__(
        self,
        language: Language,
        session: Session,
        parent: QWidget | None = None,
        *,
        view: type[PageView] = PageView,
    ) -> None:
        """Show that no dossier is open.

        Args:
            language: The language of its words.
            session: The profile whose dossiers are shown.
            parent: Whom it belongs to.
            view: What draws the pages, for whoever measures that.
        """
        super().__init__(parent)
        self._language, self._session = language, session
        self._card: Card | None = None
        self._viewing: Viewing | None = None
        self.document = ""
        self.setProperty("role", "pane")
        self.model = DocumentModel(session.runner, self)
        self._opening = Opening(session, self)
        self.view = view(self.model, self)
        self.hand, self.finder = TextHand(self.view), Finder(self.view)
        self.marks = PageMarks(self.view, self._keep_marks)
        self.strip, self.toolbar = DocumentStrip(self), Toolbar(language, self)
        self.notice = Notice(language, self)
        self.find_bar = FindBar(language, self.finder, self)
        self.panel = SidePanel(self.model, language, self)
        self.message = MessagePage(language, self._reload, self)
        self.fault = PageFault(language, self.view)
        self.marking = Marking(language, self.view, self.hand, self.marks)
        self.view.overlays = [self.finder, self.marks, self.hand]
        self.place = PlaceKeeper(self.view, self._opening, self)
        self.finding = Finding(self.find_bar, self.finder, self.toolbar, self.view, self.hand)
        self._aiming = Aiming(self.model, self.view, self.hand, self.finding)
        self._lay_out()
        self._connect()
        self._listen()
        language.changed.connect(self._speak)
        self._show_nothing()
        self._speak()

    def show_card(self, card: Card | None) -> None:
        """Show a dossier's documents, from where they were read last; None for none."""
        if card is None:
            self.close_all()
            return
        before, viewing = self._card, self._viewing
        is_same = before is not None and _place_of(before) == _place_of(card)
        if before is not None and is_same and before.manifest == card.manifest:
            was_open = before.state in READABLE and viewing is not None and viewing.is_open
            if was_open and card.state in READABLE:
                self._card = card
                return
        self._leave()
        self._card = card
        self._fill_strip()
        self.model.blank()
        self._load(None)

    def open_at(self, digest: Digest, page: int, quote: str = "", sought: str = "") -> None:
        """Show a page of a document of the dossier that is open.

        Args:
            digest: SHA-256 of the plain document.
            page: The page, from 0.
            quote: A passage that is selected there.
            sought: Words that are marked, as they were sought in all dossiers.
        """
        self._aiming.want(Aim(page, quote, sought))
        if digest == self.document and self.model.sizes:
            self._aiming.go()
        elif self._card is not None:
            self._load(digest)

    def show_passage(self, digest: Digest, page: int, quote: str) -> None:
        """Go back to a passage that was pinned."""
        self.open_at(digest, page, quote)

    def show_pins(self, pins: Sequence[Pin]) -> None:
        """Show at the edge of the pages which passages the sheet's marks rest on."""
        self.marks.show_pins(pins)

    def close_all(self) -> None:
        """Show nothing, keep nothing in memory, and end the worker."""
        self._leave()
        self._card, self._viewing = None, None
        self._aiming.want(None)
        self._fill_strip()
        self.finding.hide()
        self.model.close()
        self._show_nothing()
        self._name_view()
        protect(self.window(), is_protected=False)

    def copy(self) -> None:
        """Copy what is selected, if the round lets it be copied."""
        if not self.hand.has_some():
            return
        if self._viewing is None or not self._viewing.may_copy:
            self.notice.say(lambda words: words("window.viewer.no_copy"))
            return
        QApplication.clipboard().setText(self.hand.text())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the card of a mark within the pane."""
        super().resizeEvent(event)
        self.marking.place_card()

    def changeEvent(self, event: QEvent) -> None:
        """Draw anew in the colours of another theme."""
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "place"):
            self.message.refresh()
            self.notice.refresh()
        super().changeEvent(event)

    def _lay_out(self) -> None:
        self.pages = QStackedWidget(self)
        self.pages.addWidget(self.view)
        self.pages.addWidget(self.message)
        middle = QSplitter(Qt.Orientation.Horizontal, self)
        middle.addWidget(self.panel)
        middle.addWidget(self.pages)
        middle.setStretchFactor(1, 1)
        middle.setChildrenCollapsible(False)
        middle.setHandleWidth(1)
        self.setFocusProxy(self.view)
        self._strip_frame = QFrame(self)
        self._strip_frame.setProperty("role", "tools")
        top = QVBoxLayout(self._strip_frame)
        top.setContentsMargins(8, 0, 8, 0)
        top.addWidget(self.strip)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in (self._strip_frame, self.toolbar, self.find_bar, self.notice):
            column.addWidget(widget)
        column.addWidget(middle, 1)

    def _connect(self) -> None:
        self._opening.loaded.connect(self._show_loaded)
        self._opening.failed.connect(self._show_failure)
        self._opening.not_kept.connect(lambda error: self.notice.say(said(error)))
        self._opening.kept.connect(self.saved)
        self.model.opened.connect(self._show_opened)
        self.model.failed.connect(self._show_failure)
        self.strip.chosen.connect(self._choose_document)
        self.toolbar.wanted.connect(self._do)
        self.toolbar.page_wanted.connect(self._go_to_page)
        self.toolbar.zoom_wanted.connect(lambda zoom: self._set_view(zoom, 0))
        self.panel.page_wanted.connect(self.view.go_to)
        self.view.moved.connect(self._show_place)
        self.view.zoomed.connect(self._show_place)
        self.model.page_changed.connect(self._aiming.go_to_quote)
        self.model.page_changed.connect(self._read_out)
        self.hand.changed.connect(self._show_selection)
        self.marks.chosen.connect(self._show_selection)
        self.marking.pin_wanted.connect(
            lambda page, quote: self.evidence_wanted.emit(self.document, page, quote)
        )
        self._session.locked.connect(self.close_all)

    def _listen(self) -> None:
        """Listen to keys, wherever in the pane they are pressed."""
        for keys, act in {
            KEYS["thumbnails"]: lambda: self._do("thumbnails"),
            KEYS["outline"]: lambda: self._do("outline"),
            KEYS["go_to"]: self.toolbar.ask_for_page,
            KEYS["smaller"]: lambda: self._do("smaller"),
            KEYS["larger"]: lambda: self._do("larger"),
            "Ctrl+=": lambda: self._do("larger"),
            KEYS["width"]: lambda: self._set_view("width", 0),
            KEYS["page"]: lambda: self._set_view("page", 0),
            KEYS["turn"]: lambda: self._do("turn"),
            "Ctrl+Shift+R": lambda: self._set_view(self.view.zoom, -90),
            KEYS["find"]: self.finding.begin,
            "F3": lambda: self.find_bar.step(1),
            "Shift+F3": lambda: self.find_bar.step(-1),
            "Ctrl+PgDown": lambda: self.strip.step(1),
            "Ctrl+PgUp": lambda: self.strip.step(-1),
        }.items():
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)
        for keys, act in {
            "Ctrl+C": self.copy,
            "Ctrl+A": self.hand.select_page,
            "Ctrl+Z": self.marks.undo.undo,
            "Ctrl+Shift+Z": self.marks.undo.redo,
            "Ctrl+Y": self.marks.undo.redo,
            "Esc": self._escape,
        }.items():
            shortcut = QShortcut(QKeySequence(keys), self.view)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(act)

    def _do(self, what: str) -> None:
        """Do what a button or a key says."""
        if what in {"thumbnails", "outline"}:
            self._show_panel("" if self.panel.what == what else what)
        elif what in {"previous", "next"}:
            self.view.turn(1 if what == "next" else -1)
        elif what in {"smaller", "larger"}:
            self.view.zoom_by(1 if what == "larger" else -1)
        elif what == "turn":
            self._set_view(self.view.zoom, 90)
        elif what == "find":
            if self.finding.is_open:
                self.finding.stop()
            else:
                self.finding.begin()
        else:
            self.marking.do(what)

    def _show_panel(self, what: str) -> None:
        self.panel.show_what(what)
        for name in ("thumbnails", "outline"):
            self.toolbar.check(name, is_on=what == name)
        shown = self.panel.stack.currentWidget() if what else self.view
        if shown is not None:
            shown.setFocus()

    def _set_view(self, zoom: str, turn: int) -> None:
        self.view.set_view(zoom, self.view.rotation + turn)

    def _escape(self) -> None:
        """Put away what is in the way, one thing at a time."""
        if self.notice.isVisible():
            self.notice.hide()
        elif self.hand.has_some():
            self.hand.clear()
        elif self.marks.current is not None:
            self.marks.choose(None)
        elif self.finding.is_open:
            self.finding.stop()

    def _go_to_page(self, page: int) -> None:
        self.view.go_to(page)
        self.view.setFocus()

    def _fill_strip(self) -> None:
        self.strip.fill(self._card.manifest.documents if self._card is not None else ())
        self._strip_frame.setVisible(self.strip.count() > 0)

    def _choose_document(self, digest: str) -> None:
        if digest != self.document:
            self._aiming.want(None)
            self._load(Digest(digest))

    def _load(self, digest: Digest | None) -> None:
        card = self._card
        if card is None:
            return
        self.place.keep()
        if card.state in READABLE:
            self._opening.load(card, digest)
        else:
            # Not even a title page before the declaration, whether its key is here or not.
            self.model.blank()
            self._show_message("lock", "withdrawn" if card.state is State.WITHDRAWN else "closed")

    def _reload(self) -> None:
        self._load(Digest(self.document) if self.document else None)

    def _leave(self) -> None:
        """Have nothing of a document be shown any more."""
        self.place.leave()
        self._opening.forget()
        self.marks.show("", ())
        self.marking.begin("", Digest(""))
        self.notice.hide()
        self.document, self._viewing = "", None

    def _keep_marks(self, kept: Sequence[PageMark], deleted: Sequence[Identifier]) -> None:
        if self._card is not None:
            self._opening.keep_marks(self._card.round, kept, deleted)

    def _show_loaded(self, loaded: Loaded) -> None:
        viewing = self._viewing = loaded.viewing
        self.document = loaded.document
        self.strip.show_document(loaded.document)
        self.marks.show(loaded.document, loaded.marks)
        if self._card is not None:
            self.place.begin(self._card, loaded)
            self.marking.begin(self._card.dossier, Digest(loaded.document))
        protect(self.window(), is_protected=not (viewing.may_copy and viewing.may_print))
        self.document_changed.emit(loaded.document)
        if loaded.source is not None:
            self.model.open(loaded.source)
            return
        self.model.blank()
        self._say_why_not(viewing)

    def _say_why_not(self, viewing: Viewing) -> None:
        key = "not_here" if viewing.is_open and self.document else "closed"
        drawing = "refresh-cw" if key == "not_here" else "lock"
        self._show_message(drawing, key)

    def _show_message(self, drawing: str, key: str) -> None:
        self.message.show_message(drawing, lambda words: words(f"window.viewer.{key}"))
        self._show_pages(are_shown=False)

    def _show_failure(self, error: PpirError) -> None:
        self.model.blank()
        self.message.show_message("triangle-alert", said(error), can_retry=True)
        self._show_pages(are_shown=False)

    def _show_nothing(self) -> None:
        self._show_message("file-text", "none")

    def _show_pages(self, *, are_shown: bool) -> None:
        self.pages.setCurrentWidget(self.view if are_shown else self.message)
        self.toolbar.setEnabled(are_shown)
        self.toolbar.refresh()
        self._show_selection()

    def _show_opened(self) -> None:
        place = self._viewing.place if self._viewing is not None else None
        if place is not None:
            is_same = place.document == self.document
            self.view.set_view(place.zoom, place.rotation if is_same else 0)
            if is_same and not self._aiming.is_somewhere:
                self.view.go_to(place.page, place.down)
        self._show_pages(are_shown=True)
        self.place.arrive()
        self._show_place()
        self._aiming.go()

    def _show_place(self) -> None:
        pages = len(self.model.sizes)
        self.toolbar.show_page(self.view.page, pages)
        self.toolbar.show_zoom(self.view.percent())
        self.marking.place_card()
        if not pages:
            return
        self.panel.show_page(self.view.page)
        self._name_view()
        self.place.follow()

    def _read_out(self, page: int) -> None:
        if page == self.view.page:
            self._name_view()

    def _show_selection(self) -> None:
        self.toolbar.show_selection(has_some=self.marking.has_passage())

    def _name_view(self) -> None:
        words, pages = self._language.words, len(self.model.sizes)
        page = words("window.viewer.page_of", page=self.view.page + 1, pages=pages)
        title = self.strip.title()
        self.view.setAccessibleName(f"{title}, {page}" if pages else "")
        # What stands on the page, for whoever has it read out.
        text = self.model.letters(self.view.page) if pages else None
        self.view.setAccessibleDescription(text.text[:_READ_OUT] if text is not None else "")

    def _speak(self) -> None:
        self.strip.setAccessibleName(self._language.words("window.viewer.documents"))
        self._name_view()


def _place_of(card: Card) -> tuple[str, str, str]:
    return card.round, card.stage, card.dossier
