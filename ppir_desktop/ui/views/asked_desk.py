"""Whether chairs ask something of this member, and the dialog that answers."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from ppir_desktop.services.asked import Question, all_questions
from ppir_desktop.services.watching import Watch
from ppir_desktop.ui.language import Language
from ppir_desktop.ui.session import Session
from ppir_desktop.ui.views.asked_dialog import AskedDialog


class AskedDesk(QObject):
    """Looks for questions, and shows them.

    Signals:
        waiting: How many wait for an answer.
        answered: One was answered: lists are to be looked at anew.
    """

    waiting = Signal(int)
    answered = Signal()

    def __init__(self, language: Language, session: Session, parent: QWidget) -> None:
        """Know of none yet."""
        super().__init__(parent)
        self._language, self._session, self._parent = language, session, parent
        self._questions: list[Question] = []
        self.dialog: AskedDialog | None = None
        session.locking.connect(self.give_up)

    def look(self) -> None:
        """See what is asked."""
        profile = self._session.profile
        if profile is None:
            return

        def work(_watch: Watch) -> list[Question]:
            return all_questions(profile)

        def take(found: list[Question]) -> None:
            if self._session.profile is profile:
                self._questions = found
                self.waiting.emit(sum(one.answer is None for one in found))

        self._session.runner.on_vault(work).succeeded.connect(take)

    def show(self) -> None:
        """Show what is asked, for a signed answer."""
        if self.dialog is None and self._questions:
            window = self._parent.window()
            self.dialog = AskedDialog(self._language, self._session, window, self._questions)
            self.dialog.answered.connect(self.answered)
            self.dialog.finished.connect(self._forget)
            self.dialog.open()

    def give_up(self) -> None:
        """Show nothing of it any more."""
        self._questions = []
        if self.dialog is not None:
            self.dialog.give_up()

    def _forget(self) -> None:
        self.dialog = None
