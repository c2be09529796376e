"""Desks with windows for tests: started, typed into, unlocked, and closed again."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QEvent, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

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


def texts_shown() -> Iterator[str]:
    """Every text of every window: labels, buttons, fields, lists, tooltips, what is read out."""
    for window in QApplication.topLevelWidgets():
        for one in (window, *window.findChildren(QWidget)):
            yield from (
                one.toolTip(), one.accessibleName(), one.accessibleDescription(), one.windowTitle(),
            )  # fmt: skip
            if isinstance(one, QLabel | QAbstractButton | QLineEdit):
                yield one.text()
            elif isinstance(one, QPlainTextEdit | QTextEdit):
                yield one.toPlainText()
            elif isinstance(one, QComboBox):
                yield from (one.itemText(at) for at in range(one.count()))
            elif isinstance(one, QAbstractItemView):
                yield from _texts_of(one.model())


def _texts_of(model: QAbstractItemModel | None) -> Iterator[str]:
    if model is None:
        return
    # A list says to nobody how many columns it has.
    columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount()
    roles = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole)
    for row in range(model.rowCount()):
        for column in range(columns):
            yield from (str(model.index(row, column).data(role) or "") for role in roles)
