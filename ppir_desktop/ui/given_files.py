"""Files that the program was started with, or that the system hands it while it runs."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QFileOpenEvent

from ppir_desktop.ui.session import Session
from ppir_desktop.ui.views.desk_window import DeskWindow


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
        from ppir_desktop.ui.views.exchange_place import BUNDLE  # noqa: PLC0415 -- comes after the first picture

        files, made = self._waiting, self._window.made
        if any(file.suffix != BUNDLE for file in files):
            # Together with an invitation, a bundle holds the opening of its round.
            self._waiting = []
            self._window.show_enrolment()
            for file in files:
                made.enrolment.take_file(file)
            return
        self._window.open_place("exchange")
        if made.exchange.is_busy:
            made.exchange.changed.connect(self._hand_on, Qt.ConnectionType.SingleShotConnection)
            return
        self._waiting = []
        made.exchange.take_in(files)
