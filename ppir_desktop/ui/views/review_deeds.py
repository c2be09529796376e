"""What a panellist does with a dossier besides writing: declare, recuse, sign, replace."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from ppir_desktop.common.clock import SystemClock
from ppir_desktop.services import declaring, drafts
from ppir_desktop.services.declaring import Declaration
from ppir_desktop.services.drafts import draft_of
from ppir_desktop.services.own_records import Place
from ppir_desktop.services.review_place import Review
from ppir_desktop.services.reviewing import declare
from ppir_desktop.services.sessions import OpenProfile
from ppir_desktop.services.signing_sheets import complete
from ppir_desktop.services.watching import Watch
from ppir_desktop.ui.language import Language
from ppir_desktop.ui.session import Session
from ppir_desktop.ui.views.signing_dialog import SigningDialog
from ppir_desktop.ui.widgets.question import Asked, Question


class ReviewDeeds(QObject):
    """Has things be said and kept in the vault.

    Signals:
        done: It was, and what is shown is to be looked at anew.
        signed: Stages and dossiers whose sheets are signed now.
        failed: It was not; the `PpirError` that says why.
        answered: A signature was asked for, and given or not.
    """

    done = Signal()
    signed = Signal(object)
    failed = Signal(object)
    answered = Signal()

    def __init__(self, language: Language, session: Session, window: QWidget) -> None:
        """Do nothing yet.

        Args:
            language: The language of questions.
            session: The profile.
            window: What questions stand before.
        """
        super().__init__(window)
        self._language, self._session, self._window = language, session, window
        self.dialog: SigningDialog | None = None
        self.question: Question | None = None

    def declare(self, review: Review, declaration: Declaration) -> None:
        """Sign a declaration; before a recusal the person is asked once more."""
        if declaration.accepts:
            self._declare(review, declaration)
        elif self.question is None:
            self._confirm_recusal(lambda: self._declare(review, declaration))

    def _declare(self, review: Review, declaration: Declaration) -> None:
        said = declaring.as_declared(
            declaration, review.place, review.opened, self._language.words.language
        )
        self._do(lambda profile: declare(profile, review.row.round, said, SystemClock()))

    def replace(self, review: Review) -> None:
        """Go on from a signed sheet to another one in its place."""
        if review.sheet is None:
            return
        draft, round_id = draft_of(review.sheet.body), review.row.round
        self._do(lambda own: drafts.save(own, round_id, review.place, draft, SystemClock()))

    def discard(self, review: Review) -> None:
        """Keep to the signed sheet after all."""
        self._do(lambda profile: drafts.discard(profile, review.row.round, review.place))

    def ask_signature(self, review: Review) -> None:
        """Ask for a signature under a sheet, and under others of the round that are complete."""
        profile = self._session.profile
        if profile is None or self.dialog is not None:
            return

        def work(_watch: Watch) -> list[Review]:
            found = complete(profile, review.row.round)
            # The one that is open comes first.
            return sorted(found, key=lambda one: one.place != review.place)

        task = self._session.runner.on_vault(work)
        task.succeeded.connect(lambda found: self._ask(review.place, found))
        task.failed.connect(self.failed.emit)
        task.failed.connect(lambda _error: self.answered.emit())

    def give_up(self) -> None:
        """Ask no more, as when the desk is locked."""
        if self.dialog is not None:
            self.dialog.give_up()
        if self.question is not None:
            self.question.reject()

    def _ask(self, place: Place, found: list[Review]) -> None:
        if not found or found[0].place != place or self._session.profile is None:
            self.answered.emit()
            return
        self.dialog = SigningDialog(self._language, self._session, found, self._window)
        self.dialog.signed.connect(self.signed.emit)
        self.dialog.finished.connect(self._forget_dialog)
        self.dialog.open()

    def _forget_dialog(self) -> None:
        self.dialog = None
        # Not every system gives the keys back to the window by itself.
        self._window.activateWindow()
        self.answered.emit()

    def _do(self, task: Callable[[OpenProfile], object]) -> None:
        profile = self._session.profile
        if profile is None:
            return
        running = self._session.runner.on_vault(lambda _watch: task(profile))
        running.succeeded.connect(lambda _said: self.done.emit())
        running.failed.connect(self.failed.emit)

    def _confirm_recusal(self, confirmed: Callable[[], None]) -> None:
        words, key = self._language.words, "window.declaration"
        asked = Asked(
            words(f"{key}.recuse_title"), words(f"{key}.recuse_sure"), words(f"{key}.recuse_yes"),
            words("window.sign.cancel"),
        )  # fmt: skip
        self.question = Question(asked, confirmed, self._window)
        self.question.finished.connect(self._forget_question)

    def _forget_question(self) -> None:
        self.question = None
