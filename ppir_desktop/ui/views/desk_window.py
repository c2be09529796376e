"""The window: a rail of places, the place that is open, and the status line."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ppir_desktop.services.known_profiles import all_known
from ppir_desktop.ui.language import Language
from ppir_desktop.ui.session import Session
from ppir_desktop.ui.settings import Settings
from ppir_desktop.ui.times import local_clock
from ppir_desktop.ui.views.unlock_view import UnlockView
from ppir_desktop.ui.widgets.ask_bar import AskBar
from ppir_desktop.ui.widgets.question import Asked, Question
from ppir_desktop.ui.widgets.rail import Rail
from ppir_desktop.ui.widgets.status_line import StatusLine

if TYPE_CHECKING:
    from ppir_desktop.services.profiles import RecoverySheet
    from ppir_desktop.ui.views.desk_places import DeskPlaces

_WIDTH, _HEIGHT = 1280, 720


class DeskWindow(QMainWindow):
    """The desk of a panellist.

    The question for a passphrase is there at once; all else is made when it is first needed.

    Signals:
        settings_changed: Something was set.
    """

    settings_changed = Signal()

    def __init__(self, language: Language, session: Session, settings: Settings) -> None:
        """Show the first start, or ask for the passphrase of a profile that is there."""
        super().__init__()
        self._language, self._session, self._settings = language, session, settings
        self._passphrase = ""
        self._before_help: QWidget | None = None
        self._has_made = self._may_lose = False
        self.question: Question | None = None
        self.unlock = UnlockView(language, session)
        self.ask_again = AskBar(language, "window.exchange.again")
        self.asked = AskBar(language, "window_asked.bar")
        self.rail, self.status = Rail(language), StatusLine(language)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.unlock)
        self._lay_out()
        self._connect()
        self._speak()
        if not self.restoreGeometry(settings.geometry()):
            self.resize(_WIDTH, _HEIGHT)
        self._show_locked()

    @cached_property
    def made(self) -> DeskPlaces:
        """All places and pages besides the question for a passphrase."""
        # Not at the top: loading it takes longer than all that the first picture needs.
        from ppir_desktop.ui.views.desk_places import DeskPlaces  # noqa: PLC0415

        made = DeskPlaces(self._language, self._session, self._settings, self.stack)
        made.first.back_wanted.connect(self._show_locked)
        made.first.made.connect(self._show_recovery)
        made.recovery.done.connect(self._open_made)
        made.help.closed.connect(self._leave_help)
        made.asked.waiting.connect(lambda count: self.asked.setVisible(bool(count)))
        self.asked.answered.connect(lambda is_yes: made.asked.show() if is_yes else None)
        made.meeting.saved.connect(self._show_saved)
        made.network.came_back.connect(self._exchange_again)
        made.settings.changed.connect(self.settings_changed)
        made.review.saved.connect(self._show_saved)
        made.waiting.connect(self.status.show_waiting)
        made.place_wanted.connect(self.open_place)
        made.panel.saved.connect(self._show_saved)
        made.panel.chairs.connect(self._offer_panel)
        made.exchange.line.connect(
            lambda online, time: self.status.show_line(is_online=online, last=time)
        )
        for place in (made.exchange, made.review.dossiers):
            place.join_wanted.connect(self.show_enrolment)
        made.enrolment.back_wanted.connect(lambda: self.open_place("review"))
        self._has_made = True
        return made

    def open_place(self, name: str) -> None:
        """Show a place."""
        if self._session.profile is not None:
            place = self.made.named[name]
            self.stack.setCurrentWidget(place)
            self.rail.choose(name)
            # Keys go to what is seen; a place says what of it comes first.
            place.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def shows_enrolment(self) -> bool:
        """Whether the page that joins a round is the one that is seen."""
        return self._has_made and self.stack.currentWidget() is self.made.enrolment

    def show_enrolment(self) -> None:
        """Show how a round is joined, from the beginning unless somebody is at it already."""
        if not (self.shows_enrolment and self.made.enrolment.is_begun):
            self.made.enrolment.refresh()
        self.stack.setCurrentWidget(self.made.enrolment)

    def show_help(self) -> None:
        """Show the help, also to whoever cannot open a profile."""
        if self._session.profile is not None:
            self.open_place("help")
        elif self.stack.currentWidget() is not self.made.help:
            self._before_help = self.stack.currentWidget()
            self.stack.setCurrentWidget(self.made.help)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Lock, and remember where the window was; first ask whoever would lose what they wrote."""
        if self._has_made and self.made.may_lose and not self._may_lose:
            event.ignore()
            self._ask_to_lose()
            return
        self._settings.keep_geometry(self.saveGeometry())
        self._session.lock()
        super().closeEvent(event)

    def _ask_to_lose(self) -> None:
        if self.question is None:
            words, key = self._language.words, "window.close"
            asked = Asked(*(words(f"{key}.{name}") for name in Asked._fields))
            self.question = Question(asked, self._close_anyway, self)
            self.question.finished.connect(self._forget_question)

    def _forget_question(self) -> None:
        self.question = None

    def _close_anyway(self) -> None:
        self._may_lose = True
        self.close()

    def _lay_out(self) -> None:
        middle = QWidget(self)
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addWidget(self.stack, 1)
        column.addLayout(row, 1)
        column.addWidget(self.asked)
        column.addWidget(self.ask_again)
        column.addWidget(self.status)
        self.setCentralWidget(middle)

    def _connect(self) -> None:
        # While the key is derived there is time for it.
        self._session.opening.connect(lambda: self.made)
        self._session.opened.connect(self._show_open)
        self._session.locked.connect(self._show_locked)
        self.unlock.make_wanted.connect(self._show_first)
        self.rail.chosen.connect(self.open_place)
        self.rail.lock_wanted.connect(self._session.lock)
        QShortcut(QKeySequence("F1"), self).activated.connect(self.show_help)
        self.ask_again.answered.connect(self._take_answer)
        self._language.changed.connect(self._speak)

    def _offer_panel(self, is_chair: bool) -> None:
        self.rail.offer("panel", is_offered=is_chair)
        if not is_chair and self.stack.currentWidget() is self.made.panel:
            self.open_place("review")

    def _show_saved(self, time: str | None) -> None:
        self.status.show_saved(local_clock(time) if time else time)

    def _show_open(self) -> None:
        self.rail.show()
        self.status.show_open(is_open=True)
        self.open_place("review")
        self.made.refresh()

    def _show_locked(self) -> None:
        """Show nothing of a profile."""
        self.status.show_saved(None)
        if self._has_made:
            self.made.show_nothing()
        self.ask_again.hide()
        self.asked.hide()
        self.rail.offer("panel", is_offered=False)
        self.rail.hide()
        self.status.show_open(is_open=False)
        if all_known():
            self.unlock.refresh()
            self.stack.setCurrentWidget(self.unlock)
        else:
            self._show_first()

    def _leave_help(self) -> None:
        if self._session.profile is None and self._before_help is not None:
            self.stack.setCurrentWidget(self._before_help)

    def _exchange_again(self, is_metered: bool) -> None:
        """Exchange by itself where the person agreed to, and ask once where nobody asked yet."""
        if self._session.profile is None or is_metered:
            return
        if self._settings.auto_exchange == "yes":
            self.made.exchange.sync_now()
        self.ask_again.setVisible(self._settings.auto_exchange == "ask")

    def _take_answer(self, is_yes: bool) -> None:
        self._settings.auto_exchange = "yes" if is_yes else "no"
        if is_yes:
            self.made.exchange.sync_now()

    def _show_first(self) -> None:
        self.made.first.refresh()
        self.stack.setCurrentWidget(self.made.first)

    def _show_recovery(self, sheet: RecoverySheet, passphrase: str) -> None:
        self._passphrase = passphrase
        self.made.recovery.show_sheet(sheet)
        self.stack.setCurrentWidget(self.made.recovery)
        self.unlock.refresh()
        self.unlock.form.profile.setCurrentText(sheet.profile)

    def _open_made(self) -> None:
        passphrase, self._passphrase = self._passphrase, ""
        self.stack.setCurrentWidget(self.unlock)
        self._session.unlock(self.unlock.form.profile.currentText(), passphrase)

    def _speak(self) -> None:
        self.setWindowTitle(self._language.words("window.name"))
