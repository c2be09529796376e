"""A panellist who writes without a pause until the process is killed; a process of its own.

Says each number that it wrote, and when, as soon as it stands in the field.
"""

from __future__ import annotations

import sys
import time
from typing import Final

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QInputMethodEvent, QTextCursor
from PySide6.QtWidgets import QApplication

from ppir_desktop.common.wording import Wording
from ppir_desktop.ui.app import Desk
from ppir_desktop.ui.widgets.mark_fields import PointsField
from tests.support.vaults import SECRET

EVERY_MS: Final = 12
MARKED: Final = 7
"""Every so manieth number is given as a mark too."""


def mark_of(number: int) -> int:
    """The points that stand for a number, in hundredths."""
    return (number // MARKED % 40 + 1) * 100


class Writer(QObject):
    """Writes numbers into the first comment of the sheet that is open."""

    def __init__(self, desk: Desk, *, is_first: bool) -> None:
        super().__init__()
        self._place, self._is_first = desk.window.made.review, is_first
        self._number = -1
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(self._write)
        desk.session.opened.connect(self._timer.start)

    def _write(self) -> None:
        place = self._place
        if not place.autosave.is_watching or place.sheet.review is None:
            listed = place.dossiers
            if self._is_first and listed.filter.rowCount() and place.sheet.review is None:
                listed.list.setCurrentIndex(listed.filter.index(0, 0))
            return
        card = place.sheet.cards[0]
        if self._number < 0:
            before = card.comment.toPlainText().split()
            self._number = int(before[-1]) if before else 0
            sys.stdout.write(f"at {place.sheet.review.row.dossier}\n")
        self._number += 1
        typed = QInputMethodEvent()
        typed.setCommitString(f"{self._number} ")
        card.comment.moveCursor(QTextCursor.MoveOperation.End)
        QApplication.sendEvent(card.comment, typed)
        assert isinstance(card.field, PointsField)
        if self._number % MARKED == 0:
            card.field.spin.setValue(mark_of(self._number) / 100)
        sys.stdout.write(f"{self._number} {time.time()}\n")
        sys.stdout.flush()


def main(name: str, *, is_first: bool) -> None:
    """Open the desk, go to where one was, and write."""
    application = QApplication([])
    desk = Desk(application, Wording("ko"))
    desk.window.show()
    writer = Writer(desk, is_first=is_first)
    desk.session.unlock(name, SECRET.text)
    application.exec()
    writer.deleteLater()


if __name__ == "__main__":
    main(sys.argv[1], is_first=sys.argv[2] == "first")
