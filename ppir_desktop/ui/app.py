"""Starts Qt and shows the window."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication

from ppir_desktop import __version__
from ppir_desktop.common.wording import Wording
from ppir_desktop.services.schemes import shipped_schemes
from ppir_desktop.ui.theme import dress
from ppir_desktop.ui.viewmodels.scheme_tree import scheme_tree
from ppir_desktop.ui.views.scheme_window import SchemeWindow


def run(words: Wording, arguments: list[str]) -> int:
    """Show the window and give the exit status once it is closed."""
    running = QApplication.instance()
    application = running if isinstance(running, QApplication) else QApplication(arguments)
    application.setApplicationName("PPIR Desktop")
    application.setApplicationVersion(__version__)
    dress(application)
    window = SchemeWindow(words, scheme_tree(words, shipped_schemes()))
    window.show()
    return application.exec()
