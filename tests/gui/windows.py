"""Desks with windows for tests: started, typed into, unlocked, and closed again."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QEvent
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QWidget

from ppir_desktop.common.wording import Wording
from ppir_desktop.services.office.choosing import matched
from ppir_desktop.ui.app import Desk
from tests.support.desks import Desks

PATIENCE = 60_000
"""How long to wait for what a signal says, in milliseconds; far more than it takes."""


def desk_in(application: QApplication, language: str) -> Iterator[Desk]:
    """A desk whose window is shown, and that is gone afterwards."""
    desk = Desk(application, Wording(language))
    desk.window.show()
    yield desk
    desk.close()
    application.removeEventFilter(desk.session)
    desk.window.close()
    # Or every later test would style this window too.
    desk.window.deleteLater()
    desk.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def compose(field: QWidget, text: str) -> None:
    """Type as an input method does, which is how Hangul is typed."""
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(field, event)


def sitting(made: Desks) -> str:
    """A panellist with dossiers."""
    return matched(made.desk)[0]
