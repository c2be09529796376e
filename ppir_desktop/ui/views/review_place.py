"""The place where dossiers are reviewed: my dossiers, documents or declaration, the sheet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QSplitter, QStackedWidget

from ppir_desktop.common.errors import PpirError
from ppir_desktop.services import declaring
from ppir_desktop.services.declaring import Declaration
from ppir_desktop.services.dossiers import READABLE, Card, State
from ppir_desktop.services.own_records import Place
from ppir_desktop.services.review_place import Review, look
from ppir_desktop.services.viewing import last_read
from ppir_desktop.services.watching import Watch
from ppir_desktop.ui.autosave import Autosave
from ppir_desktop.ui.errors import error_text
from ppir_desktop.ui.language import Language
from ppir_desktop.ui.session import Session
from ppir_desktop.ui.settings import Settings
from ppir_desktop.ui.viewer.indexer import Indexer
from ppir_desktop.ui.viewer.search_pane import SearchPane
from ppir_desktop.ui.viewer.viewer_pane import ViewerPane
from ppir_desktop.ui.views.declaration_page import DeclarationPage
from ppir_desktop.ui.views.dossier_page import DossierPage
from ppir_desktop.ui.views.dossiers_pane import DossiersPane
from ppir_desktop.ui.views.evidence import Evidence
from ppir_desktop.ui.views.hit_guide import HitGuide
from ppir_desktop.ui.views.preview import Preview
from ppir_desktop.ui.views.review_deeds import ReviewDeeds
from ppir_desktop.ui.views.review_warning import warning
from ppir_desktop.ui.views.sheet_pane import SheetPane

_PANES: Final = (300, 560, 400)


class ReviewPlace(QSplitter):
    """Three panes, and what happens between them.

    Signals:
        changed: Something was said or drafted: lists are to be looked at anew.
        saved: When the sheet was saved, UTC; empty while something is not on the disk, and None
            where no sheet is filled in.
    """

    changed = Signal()
    saved = Signal(object)

    def __init__(self, language: Language, session: Session, settings: Settings) -> None:
        """Show no dossier yet."""
        super().__init__(Qt.Orientation.Horizontal)
        self._language, self._session, self._settings = language, session, settings
        self._card: Card | None = None
        self._is_stale = self._has_landed = False
        self.dossiers, self.facts = DossiersPane(language), DossierPage(language)
        self.indexer = Indexer(session, self)
        self.search = SearchPane(language, session, self.indexer)
        self.declaration, self.viewer = DeclarationPage(language), ViewerPane(language, session)
        self.sheet = SheetPane(language)
        self.left, self.middle = QStackedWidget(self), QStackedWidget(self)
        for stack, pages in (
            (self.left, (self.dossiers, self.search)),
            (self.middle, (self.facts, self.declaration, self.viewer)),
        ):
            for page in pages:
                stack.addWidget(page)
        self.autosave = Autosave(session.runner, self)
        self.deeds = ReviewDeeds(language, session, self)
        self.preview = Preview(language, session, self)
        self.evidence = Evidence(self.sheet, self.viewer, self)
        self.hits = HitGuide(self.search, self.dossiers, self.viewer, self._where, self)
        for pane in (self.left, self.middle, self.sheet):
            self.addWidget(pane)
        self.setStretchFactor(1, 1)
        self.setSizes(list(_PANES))
        self.setChildrenCollapsible(False)
        self.setHandleWidth(1)
        self.restoreState(settings.panes())
        self.setFocusProxy(self.left)
        self.left.setFocusProxy(self.dossiers)
        self._connect()

    def show_cards(self, cards: Sequence[Card]) -> None:
        """Show dossiers; the one that is open stays so, in its state of now."""
        self.dossiers.show_cards(cards)
        # What came or was opened just now can be sought in soon.
        self.indexer.start()
        card = self._card
        if card is None:
            self._land(cards)
            return
        fresh = next((one for one in cards if _place(one) == _place(card)), None)
        if fresh is not None and self._is_being_written(fresh):
            # The sheet stays as it is under the hands of whoever writes on it.
            self._card = fresh
            self.viewer.show_card(fresh)
            if self.sheet.review is not None:
                self.sheet.warn(warning(self.sheet.review, self._language.words))
        elif self._is_stale or fresh is None or fresh.state != card.state or fresh.due != card.due:
            self._open(fresh)

    def _land(self, cards: Sequence[Card]) -> None:
        """Open the dossier that was read last, once after the desk was unlocked."""
        profile = self._session.profile
        if self._has_landed or not cards or profile is None:
            return
        self._has_landed = True
        rounds = list(dict.fromkeys(card.round for card in cards))

        def work(_watch: Watch) -> tuple[str, str, str] | None:
            return last_read(profile, rounds)

        def show(place: tuple[str, str, str] | None) -> None:
            if place is not None and self._card is None:
                self.dossiers.choose(*place)

        self._session.runner.on_vault(work).succeeded.connect(show)

    def leave(self) -> None:
        """Hand over what is not saved yet, and show nothing of any dossier."""
        self._settings.keep_panes(self.saveState())
        self.autosave.suspend()
        self.deeds.give_up()
        self.hits.forget()
        self._card, self._has_landed = None, False
        self.dossiers.show_cards([])
        self._seek(is_seeking=False)
        self._show_none()

    def _connect(self) -> None:
        self.dossiers.chosen.connect(self._open)
        self.search.closed.connect(lambda: self._seek(is_seeking=False))
        self.declaration.decided.connect(self._declare)
        self.sheet.sign_wanted.connect(self._sign)
        self.sheet.preview_wanted.connect(self._preview)
        self.sheet.replace_wanted.connect(lambda: self._with_review(self.deeds.replace))
        self.sheet.discard_wanted.connect(self._discard)
        self.autosave.saved.connect(self._saved)
        self.autosave.failed.connect(self._not_saved)
        self.deeds.done.connect(self._look_again)
        self.deeds.signed.connect(self._signed)
        self.deeds.failed.connect(self._say)
        self.deeds.answered.connect(self._go_on)
        self._session.opened.connect(self._resume)
        shortcut = QShortcut(QKeySequence("Ctrl+Shift+F"), self)
        shortcut.activated.connect(lambda: self._seek(is_seeking=True))

    def _seek(self, *, is_seeking: bool) -> None:
        self.left.setCurrentWidget(self.search if is_seeking else self.dossiers)
        self.left.setFocusProxy(self.search if is_seeking else self.dossiers)
        if is_seeking:
            self.search.begin()

    def _where(self) -> tuple[str, str, str] | None:
        return None if self._card is None else _place(self._card)

    def _open(self, card: Card | None) -> None:
        """Open a dossier, or none."""
        self.autosave.leave()
        is_another = card is None or self._card is None or _place(card) != _place(self._card)
        self._card, self._is_stale = card, False
        if is_another:
            self._blank()
        # Nothing can be written that nobody would keep.
        self.sheet.set_read_only(is_read_only=True)
        profile = self._session.profile
        if card is None or profile is None:
            self._show_none()
            return
        # What can wait does, and what is sure to be read is opened meanwhile.
        self.indexer.rest()
        self.facts.show_card(card)
        if is_another and card.state in READABLE:
            self.viewer.show_card(card)
            self.middle.setCurrentWidget(self.viewer)

        def work(_watch: Watch) -> Review:
            return look(profile, card.round, (card.stage, card.dossier))

        task = self._session.runner.on_vault(work)
        task.succeeded.connect(lambda review: self._show(card, review))
        task.failed.connect(self._say)

    def _show(self, card: Card, review: Review) -> None:
        profile = self._session.profile
        if self._card is not card or profile is None:  # another one was opened meanwhile
            return
        left = self.autosave.left_of(profile, card.round, review.place)
        if left is not None:
            review = msgspec.structs.replace(review, draft=left)
        if review.must_declare:
            self.sheet.clear()
            self.viewer.show_card(None)
            begun = declaring.begun(review, self._language.words.language)
            self.declaration.show_review(review, begun)
            self.middle.setCurrentWidget(self.declaration)
            return
        self.declaration.show_review(None, Declaration())
        self._show_documents(card, review)
        if not review.is_open and review.draft is None and review.sheet is None:
            self.sheet.clear()
            self.facts.warn(warning(review, self._language.words))
            return
        model = self.sheet.show_review(review)
        self.sheet.show_marks(review.marks)
        self.sheet.warn(warning(review, self._language.words))
        self.saved.emit(review.saved_at or None)
        model.evidence_changed.connect(lambda _criterion: self.evidence.show())
        self.evidence.show()
        if not self.sheet.is_settled:
            self.autosave.watch(profile, card.round, review.place, model)

    def _show_documents(self, card: Card, review: Review) -> None:
        is_open = review.is_open
        self.viewer.show_card(card if is_open else None)
        self.middle.setCurrentWidget(self.viewer if is_open else self.facts)
        shown = self.middle.currentWidget()
        if QApplication.focusWidget() is None and shown is not None:
            # What had the focus is gone, such as the declaration that was just signed.
            shown.setFocus(Qt.FocusReason.OtherFocusReason)
        self.hits.arrive()

    def _show_none(self) -> None:
        self._blank()
        self.viewer.show_card(None)

    def _blank(self) -> None:
        """Show nothing of the dossier that was open; its documents are behind until others come."""
        self.facts.show_card(None)
        self.declaration.show_review(None, Declaration())
        self.middle.setCurrentWidget(self.facts)
        self.sheet.clear()
        self.saved.emit(None)

    def _declare(self, declaration: Declaration) -> None:
        if self.declaration.review is not None:
            self.deeds.declare(self.declaration.review, declaration)

    def _with_review(self, deed: Callable[[Review], None]) -> None:
        if self.sheet.review is not None:
            deed(self.sheet.review)

    def _sign(self) -> None:
        # What is typed from now on would not be among what is signed.
        self.sheet.set_read_only(is_read_only=True)
        self.autosave.flush()
        self._with_review(self.deeds.ask_signature)

    def _go_on(self) -> None:
        self.sheet.set_read_only(is_read_only=self.sheet.is_settled)

    def _resume(self) -> None:
        if self._session.profile is not None:
            self.autosave.resume(self._session.profile)

    def _preview(self) -> None:
        self.autosave.flush()
        self._with_review(self.preview.show_sheet)

    def _discard(self) -> None:
        self.autosave.forget()
        self._with_review(self.deeds.discard)

    def _signed(self, places: list[Place]) -> None:
        # What was a draft is a record now; nothing may write a draft of it again.
        if self.sheet.review is not None and self.sheet.review.place in places:
            self.autosave.forget()
        self._look_again()

    def _look_again(self) -> None:
        self._is_stale = True
        self.changed.emit()

    def _is_being_written(self, fresh: Card) -> bool:
        is_kept = self.autosave.is_watching and not self._is_stale
        is_same = self._card is not None and fresh.due == self._card.due
        return is_kept and is_same and fresh.state is not State.WITHDRAWN

    def _saved(self, time: str) -> None:
        if not self.autosave.is_pending:
            self.saved.emit(time)
        if self._card is not None and self._card.state is State.TO_DO:
            self.changed.emit()
        if self.sheet.review is not None:
            self.sheet.warn(warning(self.sheet.review, self._language.words))

    def _not_saved(self, error: PpirError) -> None:
        self.saved.emit("")
        self._say(error)

    def _say(self, error: PpirError) -> None:
        text = error_text(error, self._language.words)
        if self.sheet.isVisible():
            self.sheet.warn(text)
        else:
            self.facts.warn(text)


def _place(card: Card) -> tuple[str, str, str]:
    return card.round, card.stage, card.dossier
