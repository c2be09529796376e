"""The place where dossiers are reviewed: my dossiers, the document or declaration, the sheet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QMessageBox, QSplitter, QStackedWidget

from ppir_desktop.common.clock import SystemClock, format_utc
from ppir_desktop.common.errors import PpirError
from ppir_desktop.services import declaring, drafts
from ppir_desktop.services.declaring import Declaration
from ppir_desktop.services.dossiers import Card, State
from ppir_desktop.services.drafts import draft_of
from ppir_desktop.services.own_records import Place
from ppir_desktop.services.review_place import OwnMarks, Review, look, own_marks
from ppir_desktop.services.reviewing import declare
from ppir_desktop.services.sessions import OpenProfile, Watch
from ppir_desktop.services.signing_sheets import complete
from ppir_desktop.ui.autosave import Autosave
from ppir_desktop.ui.errors import error_text
from ppir_desktop.ui.language import Language
from ppir_desktop.ui.session import Session
from ppir_desktop.ui.settings import Settings
from ppir_desktop.ui.times import local_time
from ppir_desktop.ui.views.declaration_page import DeclarationPage
from ppir_desktop.ui.views.dossier_page import DossierPage
from ppir_desktop.ui.views.dossiers_pane import DossiersPane
from ppir_desktop.ui.views.sheet_pane import SheetPane
from ppir_desktop.ui.views.signing_dialog import SigningDialog

_PANES: Final = (300, 560, 420)


class _Looked(NamedTuple):
    """What was found when a dossier was opened."""

    review: Review
    begun: Declaration
    marks: list[OwnMarks]


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
        self.dossiers, self.facts = DossiersPane(language), DossierPage(language)
        self.declaration = DeclarationPage(language)
        self.middle = QStackedWidget(self)
        for page in (self.facts, self.declaration):
            self.middle.addWidget(page)
        self.sheet = SheetPane(language)
        self.autosave = Autosave(session.runner, self)
        self.signing: SigningDialog | None = None
        self._card: Card | None = None
        self._is_stale = False
        for pane in (self.dossiers, self.middle, self.sheet):
            self.addWidget(pane)
        self.setStretchFactor(1, 1)
        self.setSizes(list(_PANES))
        self.setChildrenCollapsible(False)
        self.setHandleWidth(1)
        self.restoreState(settings.panes())
        self._connect()

    def show_cards(self, cards: Sequence[Card]) -> None:
        """Show dossiers; the one that is open stays so, in its state of now."""
        self.dossiers.show_cards(cards)
        card = self._card
        if card is None:
            return
        fresh = next((one for one in cards if _place(one) == _place(card)), None)
        if fresh is not None and self._is_being_written(fresh):
            # The sheet stays as it is under the hands of whoever writes on it.
            self._card = fresh
            if self.sheet.review is not None:
                self.sheet.warn(self._warning(self.sheet.review))
        elif self._is_stale or fresh is None or fresh.state != card.state or fresh.due != card.due:
            self._open(fresh)

    def _is_being_written(self, fresh: Card) -> bool:
        is_kept = self.autosave.is_watching and not self._is_stale
        is_same = self._card is not None and fresh.due == self._card.due
        return is_kept and is_same and fresh.state is not State.WITHDRAWN

    def leave(self) -> None:
        """Hand over what is not saved yet, and show nothing of any dossier."""
        self._settings.keep_panes(self.saveState())
        self.autosave.leave()
        if self.signing is not None:
            self.signing.reject()
        self._card = None
        self.dossiers.show_cards([])
        self._show_none()

    def replace_sheet(self) -> None:
        """Go on from a signed sheet to another one in its place."""
        review = self.sheet.review
        if review is None or review.sheet is None:
            return
        draft = draft_of(review.sheet.body)
        self._do(
            lambda profile: drafts.save(
                profile, review.row.round, review.place, draft, SystemClock()
            )
        )

    def discard_draft(self) -> None:
        """Keep to the signed sheet after all."""
        review = self.sheet.review
        if review is None or review.sheet is None:
            return
        self.autosave.forget()
        self._do(lambda profile: drafts.discard(profile, review.row.round, review.place))

    def sign(self) -> None:
        """Ask for a signature under the sheet that is open, and others that are complete."""
        review, profile = self.sheet.review, self._session.profile
        if review is None or profile is None:
            return
        self.autosave.flush()

        def work(_watch: Watch) -> list[Review]:
            found = complete(profile, review.row.round)
            # The one that is open comes first.
            return sorted(found, key=lambda one: one.place != review.place)

        task = self._session.runner.on_vault(work)
        task.succeeded.connect(lambda found: self._ask_signature(review.place, found))
        task.failed.connect(self._say)

    def _connect(self) -> None:
        self.dossiers.chosen.connect(self._open)
        self.declaration.decided.connect(self._declare)
        self.sheet.sign_wanted.connect(self.sign)
        self.sheet.replace_wanted.connect(self.replace_sheet)
        self.sheet.discard_wanted.connect(self.discard_draft)
        self.autosave.saved.connect(self._saved)
        self.autosave.failed.connect(self._not_saved)

    def _open(self, card: Card | None) -> None:
        """Open a dossier, or none."""
        self.autosave.leave()
        is_another = card is None or self._card is None or _place(card) != _place(self._card)
        self._card, self._is_stale = card, False
        if is_another:
            self._show_none()
        # Nothing can be written that nobody would keep.
        self.sheet.set_read_only(is_read_only=True)
        profile = self._session.profile
        if card is None or profile is None:
            return
        language = self._language.words.language
        self.facts.show_card(card)

        def work(_watch: Watch) -> _Looked:
            review = look(profile, card.round, (card.stage, card.dossier))
            begun = declaring.begun(profile, card.round, language)
            return _Looked(review, begun, own_marks(profile, card.round, card.stage))

        task = self._session.runner.on_vault(work)
        task.succeeded.connect(lambda looked: self._show(card, looked))
        task.failed.connect(self._say)

    def _show(self, card: Card, looked: _Looked) -> None:
        profile = self._session.profile
        if self._card is not card or profile is None:  # another one was opened meanwhile
            return
        review = looked.review
        if review.must_declare:
            self.sheet.clear()
            self.declaration.show_review(review, looked.begun)
            self.middle.setCurrentWidget(self.declaration)
            return
        self.declaration.show_review(None, Declaration())
        self.middle.setCurrentWidget(self.facts)
        if not review.is_open and review.draft is None and review.sheet is None:
            self.sheet.clear()
            self.facts.warn(self._warning(review))
            return
        model = self.sheet.show_review(review)
        self.sheet.show_marks(looked.marks)
        self.sheet.warn(self._warning(review))
        self.saved.emit(review.saved_at or None)
        if not self.sheet.is_settled:
            self.autosave.watch(profile, card.round, review.place, model)

    def _warning(self, review: Review) -> str:
        words = self._language.words
        if review.is_withdrawn:
            return words("window.sheet.withdrawn")
        is_late = format_utc(SystemClock().now()) > review.row.due
        if is_late and (review.sheet is None or review.draft is not None):
            return words("window.sheet.late", time=local_time(review.row.due, words.language))
        return ""

    def _show_none(self) -> None:
        self.facts.show_card(None)
        self.declaration.show_review(None, Declaration())
        self.middle.setCurrentWidget(self.facts)
        self.sheet.clear()
        self.saved.emit(None)

    def _declare(self, declaration: Declaration) -> None:
        review, language = self.declaration.review, self._language.words.language
        if review is None or (not declaration.accepts and not self._confirm_recusal()):
            return
        said = declaring.as_declared(declaration, review.place, review.opened, language)
        self._do(lambda profile: declare(profile, review.row.round, said, SystemClock()))

    def _confirm_recusal(self) -> bool:
        words, key = self._language.words, "window.declaration"
        box = QMessageBox(self)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle(words(f"{key}.recuse_title"))
        box.setText(words(f"{key}.recuse_sure"))
        yes = box.addButton(words(f"{key}.recuse_yes"), QMessageBox.ButtonRole.AcceptRole)
        box.addButton(words("window.sign.cancel"), QMessageBox.ButtonRole.RejectRole)
        box.exec()
        return box.clickedButton() is yes

    def _ask_signature(self, place: Place, found: list[Review]) -> None:
        if not found or found[0].place != place or self.sheet.review is None:
            return
        self.signing = SigningDialog(self._language, self._session, found, self)
        self.signing.signed.connect(self._signed)
        self.signing.finished.connect(self._forget_dialog)
        self.signing.open()

    def _forget_dialog(self) -> None:
        self.signing = None

    def _signed(self, places: list[Place]) -> None:
        # What was a draft is a record now; nothing may write a draft of it again.
        if self.sheet.review is not None and self.sheet.review.place in places:
            self.autosave.forget()
        self._look_again()

    def _do(self, task: Callable[[OpenProfile], object]) -> None:
        """Have something be said or kept in the vault, and look at the dossier anew."""
        profile = self._session.profile
        if profile is None:
            return
        running = self._session.runner.on_vault(lambda _watch: task(profile))
        running.succeeded.connect(lambda _said: self._look_again())
        running.failed.connect(self._say)

    def _look_again(self) -> None:
        self._is_stale = True
        self.changed.emit()

    def _saved(self, time: str) -> None:
        if not self.autosave.is_pending:
            self.saved.emit(time)
        if self._card is not None and self._card.state is State.TO_DO:
            self.changed.emit()
        if self.sheet.review is not None:
            self.sheet.warn(self._warning(self.sheet.review))

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
