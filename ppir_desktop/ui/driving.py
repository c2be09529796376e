"""Windows driven by a program instead of a person: typed into, pressed, waited for, pictured."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Final

from PySide6.QtCore import QEventLoop, QPoint, Qt, QTimer, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QColor, QInputMethodEvent, QPainter, QPixmap
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QListWidget, QWidget

from ppir_desktop.common.wording import Wording
from ppir_desktop.services.dossier_reading import DocumentWorker
from ppir_desktop.services.printing import InMemory
from ppir_desktop.ui.app import Desk
from ppir_desktop.ui.viewer.open_pages import image_of

_SIZE: Final = (1280, 720)
_LOOKS_EVERY: Final = 5
_SETTLES: Final = 160
_ALIVE: Final = 200
_STOPS: Final = (signal.SIGINT, signal.SIGTERM)
_SHADE: Final = QColor(0, 0, 0, 70)
_EDGE: Final = QColor(0, 0, 0, 110)
_PAPER_SCALE: Final = 1.4
_NOTHING_NEW: Final = "propagateSizeHints"


class Hand:
    """Whoever sits at a desk whose window is shown."""

    def __init__(self, words: Wording, patience: float) -> None:
        """Open the window of a desk, light and of one size, so that pictures look alike.

        Args:
            words: The language of the window.
            patience: How many seconds to wait for anything.
        """
        qInstallMessageHandler(_pass_on)
        running = QApplication.instance()
        self.application = running if isinstance(running, QApplication) else QApplication([])
        self._patience = patience
        self.desk = Desk(self.application, words)
        self.desk.settings.theme = "light"
        self.desk.window.settings_changed.emit()
        self.desk.window.resize(*_SIZE)
        self.desk.window.show()

    def close(self) -> None:
        """Lock the desk and close its window."""
        self.desk.window.close()
        self.desk.close()

    def wait(self, holds: Callable[[], object], what: str) -> None:
        """Wait until something holds, with the window alive.

        Args:
            holds: Whether it does.
            what: What it is, for whoever is told that it never did.

        Raises:
            TimeoutError: When it does not in time.
        """
        ends = time.monotonic() + self._patience
        while not holds():
            if time.monotonic() > ends:
                raise TimeoutError(what)
            self.rest(_LOOKS_EVERY)

    @staticmethod
    def rest(milliseconds: int) -> None:
        """Let the window do what it has to for a while."""
        loop = QEventLoop()
        QTimer.singleShot(milliseconds, loop.quit)
        loop.exec()

    @staticmethod
    def type(field: QWidget, text: str) -> None:
        """Type as an input method does, which is how Hangul is typed."""
        field.setFocus()
        event = QInputMethodEvent()
        event.setCommitString(text)
        QApplication.sendEvent(field, event)

    def press(self, button: QAbstractButton) -> None:
        """Press a button once it can be pressed."""
        self.wait(button.isEnabled, f"{button.text()} can be pressed")
        button.click()

    @staticmethod
    def tick_all(listed: QListWidget) -> None:
        """Tick all that can be ticked in a list."""
        for at in range(listed.count()):
            item = listed.item(at)
            if item.flags() & Qt.ItemFlag.ItemIsUserCheckable:
                item.setCheckState(Qt.CheckState.Checked)

    def picture(self, path: Path, front: QDialog | None = None) -> None:
        """Take a picture of the window, with a dialog before it if there is one."""
        self.rest(_SETTLES)
        shown = self.desk.window.grab()
        if front is not None:
            _stand_before(shown, front.grab())
        shown.save(str(path))


def _pass_on(_kind: QtMsgType, _context: object, text: str) -> None:
    """Say what Qt has to say, but for what every window without a screen says."""
    if _NOTHING_NEW not in text:
        sys.stderr.write(f"{text}\n")


def _stand_before(shown: QPixmap, front: QPixmap) -> None:
    """Draw a dialog in the middle of the window that it stands before."""
    painter = QPainter(shown)
    painter.fillRect(shown.rect(), _SHADE)
    at = QPoint((shown.width() - front.width()) // 2, (shown.height() - front.height()) // 2)
    painter.drawPixmap(at, front)
    painter.setPen(_EDGE)
    painter.drawRect(at.x() - 1, at.y() - 1, front.width() + 1, front.height() + 1)
    painter.end()


def picture_of_paper(content: bytes, path: Path) -> None:
    """Draw the first page of a PDF file, by the worker that draws all documents.

    Args:
        content: The file.
        path: Where the picture goes.
    """
    with DocumentWorker() as worker, worker.open(InMemory(content)) as document:
        image_of(document.image(0, _PAPER_SCALE)).save(str(path))


def show_desk(words: Wording, profile: str, passphrase: str, on_shown: Callable[[], object]) -> int:
    """Show a desk whose profile is opened at once, until its window is closed; the exit status.

    Args:
        words: The language of the window.
        profile: Name of the profile.
        passphrase: What opens it.
        on_shown: Called once the window is alive and a signal closes it.
    """
    application = QApplication([])
    desk = Desk(application, words)
    desk.window.show()
    # Python looks after signals such as Ctrl+C only when it is called now and then.
    alive = QTimer(desk, interval=_ALIVE)
    alive.timeout.connect(lambda: None)
    alive.start()

    def close(_number: int, _frame: FrameType | None) -> None:
        for one in _STOPS:
            signal.signal(one, signal.SIG_IGN)
        # By the loop: what is closed before it runs would leave it running without a window.
        QTimer.singleShot(0, desk.window.close)

    for one in _STOPS:
        signal.signal(one, close)
    QTimer.singleShot(0, on_shown)
    desk.session.unlock(profile, passphrase)
    status = application.exec()
    desk.close()
    return status
