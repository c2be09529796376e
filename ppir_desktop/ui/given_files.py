"""Files that the program was started with, or that the system hands it while it runs."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QFileOpenEvent

from ppir_desktop.ui.file_kinds import is_bundle, is_invitation
from ppir_desktop.ui.session import Session
from ppir_desktop.ui.views.desk_window import DeskWindow

# What is under way may tell its end from within: first it comes to it.
_ONCE_LATER = Qt.ConnectionType(
    Qt.ConnectionType.QueuedConnection.value | Qt.ConnectionType.SingleShotConnection.value
)


class GivenFiles(QObject):
    """Keeps bundles and invitations until a profile is open, and takes them where they belong."""

    def __init__(self, window: DeskWindow, session: Session) -> None:
        """Wait for files, and for a profile."""
        super().__init__(window)
        self._window, self._session = window, session
        self._waiting: list[Path] = []
        session.opened.connect(self._hand_on)

    def take(self, files: Iterable[Path]) -> None:
        """Take some."""
        self._waiting += files
        self._hand_on()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take what macOS hands to the application rather than to a new process."""
        if isinstance(event, QFileOpenEvent):
            self.take([Path(event.file())])
            return True
        return super().eventFilter(watched, event)

    def _hand_on(self) -> None:
        if not self._waiting or self._session.profile is None:
            return
        # Whoever is joining a round opens the bundle with its beginning, and stays where they are.
        if self._window.shows_enrolment or any(map(is_invitation, self._waiting)):
            self._begin_joining()
        else:
            self._take_in()

    def _begin_joining(self) -> None:
        """Give invitations to the page that joins, and bundles too: one holds a round's opening."""
        enrolment = self._window.made.enrolment
        if self._window.shows_enrolment and enrolment.is_in_use:
            # Its fingerprint is being read to the office, say; the file's turn is after that.
            for over in (enrolment.rested, self._window.stack.currentChanged):
                over.connect(self._hand_on, _ONCE_LATER)
            return
        files, self._waiting = self._waiting, []
        self._window.show_enrolment()
        enrolment.take_files(files)

    def _take_in(self) -> None:
        """Give bundles to the place of the exchange; it says of other files that they are none."""
        self._window.open_place("exchange")
        exchange = self._window.made.exchange
        if exchange.is_busy:
            exchange.changed.connect(self._hand_on, Qt.ConnectionType.SingleShotConnection)
            return
        files, self._waiting = self._waiting, []
        exchange.take_in(
            [file for file in files if is_bundle(file)],
            [file for file in files if not is_bundle(file)],
        )
