"""The window: a rail of places, the place that is open, and the status line."""

from __future__ import annotations

from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ppir_desktop.services import exchange
from ppir_desktop.services.dossiers import Card, cards
from ppir_desktop.services.exchange import Sent
from ppir_desktop.services.profiles import RecoverySheet, all_known
from ppir_desktop.services.sessions import Watch
from ppir_desktop.ui.language import Language
from ppir_desktop.ui.network import NetworkWatch
from ppir_desktop.ui.session import Session
from ppir_desktop.ui.settings import Settings
from ppir_desktop.ui.times import local_clock
from ppir_desktop.ui.views.enrolment_view import EnrolmentView
from ppir_desktop.ui.views.exchange_place import ExchangePlace
from ppir_desktop.ui.views.first_start_view import FirstStartView
from ppir_desktop.ui.views.help_place import HelpPlace
from ppir_desktop.ui.views.recovery_view import RecoveryView
from ppir_desktop.ui.views.review_place import ReviewPlace
from ppir_desktop.ui.views.settings_place import SettingsPlace
from ppir_desktop.ui.views.unlock_view import UnlockView
from ppir_desktop.ui.widgets.ask_bar import AskBar
from ppir_desktop.ui.widgets.rail import Rail
from ppir_desktop.ui.widgets.status_line import StatusLine

_WIDTH, _HEIGHT = 1280, 720


class DeskWindow(QMainWindow):
    """The desk of a panellist."""

    def __init__(self, language: Language, session: Session, settings: Settings) -> None:
        """Show the first start, or ask for the passphrase of a profile that is there."""
        super().__init__()
        self._language, self._session, self._settings = language, session, settings
        self._passphrase = ""
        self.unlock = UnlockView(language, session)
        self.first = FirstStartView(language, session.runner)
        self.recovery = RecoveryView(language)
        self.review = ReviewPlace(language, session, settings)
        self.exchange = ExchangePlace(language, session, settings)
        self.enrolment = EnrolmentView(language, session, settings)
        self.ask_again = AskBar(language, "window.exchange.again")
        self.network = NetworkWatch(self)
        self.settings = SettingsPlace(language, session, settings)
        self.help = HelpPlace(language, session)
        self._before_help: QWidget | None = None
        self.rail, self.status = Rail(language), StatusLine(language)
        self.places: dict[str, QWidget] = {
            "review": self.review, "exchange": self.exchange, "settings": self.settings,
            "help": self.help,
        }  # fmt: skip
        self.stack = QStackedWidget()
        for view in (
            self.unlock, self.first, self.recovery, self.enrolment, *self.places.values(),
        ):  # fmt: skip
            self.stack.addWidget(view)
        self._lay_out()
        self._connect()
        self._speak()
        if not self.restoreGeometry(settings.geometry()):
            self.resize(_WIDTH, _HEIGHT)
        self._show_locked()

    def open_place(self, name: str) -> None:
        """Show a place."""
        if self._session.profile is not None:
            self.stack.setCurrentWidget(self.places[name])
            self.rail.choose(name)

    def show_help(self) -> None:
        """Show the help, also to whoever cannot open a profile."""
        if self._session.profile is not None:
            self.open_place("help")
        elif self.stack.currentWidget() is not self.help:
            self._before_help = self.stack.currentWidget()
            self.stack.setCurrentWidget(self.help)

    def refresh(self) -> None:
        """Look anew what there is."""
        profile = self._session.profile
        if profile is None:
            return

        def work(_watch: Watch) -> tuple[list[Card], list[Sent]]:
            return cards(profile), exchange.outbox_of(profile)

        self._session.runner.on_vault(work).succeeded.connect(self._show)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Lock, and remember where the window was."""
        self._settings.keep_geometry(self.saveGeometry())
        self._session.lock()
        super().closeEvent(event)

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
        column.addWidget(self.ask_again)
        column.addWidget(self.status)
        self.setCentralWidget(middle)

    def _connect(self) -> None:
        self._session.opened.connect(self._show_open)
        self._session.locking.connect(self.review.leave)
        self._session.locked.connect(self._show_locked)
        self.unlock.make_wanted.connect(self._show_first)
        self.first.back_wanted.connect(self._show_locked)
        self.first.made.connect(self._show_recovery)
        self.recovery.done.connect(self._open_made)
        self.rail.chosen.connect(self.open_place)
        self.rail.lock_wanted.connect(self._session.lock)
        QShortcut(QKeySequence("F1"), self).activated.connect(self.show_help)
        self.help.closed.connect(self._leave_help)
        self.review.changed.connect(self.refresh)
        self.review.saved.connect(self._show_saved)
        self.exchange.changed.connect(self.refresh)
        for place in (self.exchange, self.review.dossiers):
            place.join_wanted.connect(self._show_enrolment)
        self.enrolment.enrolled.connect(self.refresh)
        self.enrolment.back_wanted.connect(lambda: self.open_place("review"))
        self.network.came_back.connect(self._exchange_again)
        self.ask_again.answered.connect(self._take_answer)
        self.exchange.line.connect(
            lambda online, time: self.status.show_line(is_online=online, last=time)
        )
        self._language.changed.connect(self._speak)

    def _show(self, found: tuple[list[Card], list[Sent]]) -> None:
        if self._session.profile is None:  # locked meanwhile
            return
        listed, sent = found
        self.review.show_cards(listed)
        self.exchange.refresh(sent)
        self.status.show_waiting(sum(one.receipt is None for one in sent))

    def _show_saved(self, time: str | None) -> None:
        self.status.show_saved(local_clock(time) if time else time)

    def _show_open(self) -> None:
        self.rail.show()
        self.status.show_open(is_open=True)
        self.open_place("review")
        self.refresh()

    def _show_locked(self) -> None:
        """Show nothing of a profile."""
        self.status.show_saved(None)
        self.exchange.refresh([])
        self.enrolment.refresh()
        self.ask_again.hide()
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

    def _show_enrolment(self) -> None:
        self.enrolment.refresh()
        self.stack.setCurrentWidget(self.enrolment)

    def _exchange_again(self, is_metered: bool) -> None:
        """Exchange by itself where the person agreed to, and ask once where nobody asked yet."""
        if self._session.profile is None or is_metered:
            return
        if self._settings.auto_exchange == "yes":
            self.exchange.sync_now()
        self.ask_again.setVisible(self._settings.auto_exchange == "ask")

    def _take_answer(self, is_yes: bool) -> None:
        self._settings.auto_exchange = "yes" if is_yes else "no"
        if is_yes:
            self.exchange.sync_now()

    def _show_first(self) -> None:
        self.first.refresh()
        self.stack.setCurrentWidget(self.first)

    def _show_recovery(self, sheet: RecoverySheet, passphrase: str) -> None:
        self._passphrase = passphrase
        self.recovery.show_sheet(sheet)
        self.stack.setCurrentWidget(self.recovery)
        self.unlock.refresh()
        self.unlock.form.profile.setCurrentText(sheet.profile)

    def _open_made(self) -> None:
        passphrase, self._passphrase = self._passphrase, ""
        self.stack.setCurrentWidget(self.unlock)
        self._session.unlock(self.unlock.form.profile.currentText(), passphrase)

    def _speak(self) -> None:
        self.setWindowTitle(self._language.words("window.name"))
