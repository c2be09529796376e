"""Starts Qt and shows the window."""

from __future__ import annotations

import importlib
import logging
import sys
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from ppir_desktop import __version__
from ppir_desktop.common.errors import EnvironmentFault, InputError
from ppir_desktop.common.logs import EventLogger, start_logging, stop_logging
from ppir_desktop.common.paths import ensure_private, home, logs
from ppir_desktop.common.resources import resource
from ppir_desktop.common.wording import Wording
from ppir_desktop.services.watching import Watch
from ppir_desktop.ui.arguments import read_arguments, say
from ppir_desktop.ui.errors import error_text
from ppir_desktop.ui.given_files import GivenFiles
from ppir_desktop.ui.language import Language
from ppir_desktop.ui.session import Session
from ppir_desktop.ui.settings import Settings
from ppir_desktop.ui.task_runner import TaskRunner
from ppir_desktop.ui.theme import colour, dress, set_text_size
from ppir_desktop.ui.views.desk_window import DeskWindow

_SOON_MS = 60
_WRONG = 2
_FOLLOW = Qt.ColorScheme.Unknown
_LOG = EventLogger(__name__)
_THEMES = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}


class Desk(QObject):
    """The program behind its window."""

    def __init__(self, application: QApplication, words: Wording) -> None:
        """Make everything ready; `window` is to be shown."""
        super().__init__(application)
        self._application = application
        self._log: logging.Handler | None = None
        # What the first picture does not need comes after it.
        QTimer.singleShot(_SOON_MS, self, self._begin_log)
        QTimer.singleShot(_SOON_MS, self, self._show_icon)
        self.settings = Settings(ensure_private(home()), words.language)
        self.language = Language(Wording(self.settings.language), self)
        self.runner = TaskRunner(self)
        self.session = Session(self.runner, self)
        dress(application)
        self._apply()
        self.window = DeskWindow(self.language, self.session, self.settings)
        self.window.settings_changed.connect(self._apply)
        self.window.settings_changed.connect(self._recolour)
        self.given = GivenFiles(self.window, self.session)
        application.installEventFilter(self.session)
        if sys.platform == "darwin":
            # Elsewhere no file comes this way, and a filter is asked of every event.
            application.installEventFilter(self.given)
        application.styleHints().colorSchemeChanged.connect(self._recolour)

    def close(self) -> None:
        """Lock, and let what is under way come to its end."""
        self.session.lock()
        self.runner.close()
        if self._log is not None:
            stop_logging(self._log)
            self._log = None

    def _begin_log(self) -> None:
        """Write the log that a report of a problem ends with; a full disk stops nobody."""
        try:
            self._log = start_logging(logs())
        except (EnvironmentFault, OSError):
            return
        _LOG.info("window_started", version=__version__)

    def _show_icon(self) -> None:
        self._application.setWindowIcon(QIcon(str(resource("ppir-desktop.svg"))))

    def _apply(self) -> None:
        """Have what was set count."""
        scheme = _THEMES.get(self.settings.theme, _FOLLOW)
        hints = self._application.styleHints()
        hints.setColorScheme(scheme)
        # Not every platform says that the scheme is another one when the program itself chose it.
        colour(self._application, hints.colorScheme() if scheme is _FOLLOW else scheme)
        set_text_size(self._application, self.settings.text_size)
        self.session.idle_seconds = self.settings.lock_minutes * 60
        self.language.choose(self.settings.language)

    def _recolour(self) -> None:
        """Draw in the colours of now what is not styled."""
        self.window.rail.refresh()
        self.window.status.refresh()


def _load_the_rest(_watch: Watch) -> None:
    """Load what the window needs once a profile is open, while somebody types the passphrase."""
    importlib.import_module("ppir_desktop.ui.views.desk_places")


def run(words: Wording, arguments: list[str]) -> int:
    """Show the window and give the exit status once it is closed.

    Args:
        words: In which language an option that there is not is refused.
        arguments: What the program was called with, its name first.

    Returns:
        2, without any window, for an option that neither the program nor Qt has.
    """
    running = QApplication.instance()
    if isinstance(running, QApplication):
        application = running
    else:
        application = QApplication(arguments)
        arguments = application.arguments()  # without those that were for Qt
    given = read_arguments(arguments)
    if given.options:
        unknown = InputError("option_unknown", option=given.options[0])
        say(sys.stderr, error_text(unknown, words))
        return _WRONG
    application.setApplicationName("PPIR Desktop")
    application.setApplicationVersion(__version__)
    # The name of the desktop entry: by it a window finds its icon under Wayland.
    QApplication.setDesktopFileName("ppir-desktop")
    desk = Desk(application, words)
    desk.given.take(Path(name).absolute() for name in given.files)
    desk.window.show()
    desk.runner.aside(_load_the_rest)
    status = application.exec()
    desk.close()
    return status
