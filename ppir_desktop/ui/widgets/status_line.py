"""The line below everything: open or locked, how the hub answers, what waits to be sent."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from ppir_desktop.ui.icons import icon
from ppir_desktop.ui.language import Language
from ppir_desktop.ui.theme import colours_now

_ICON = 14


class StatusLine(QFrame):
    """Says how everything stands, each with an icon and words."""

    def __init__(self, language: Language, parent: QWidget | None = None) -> None:
        """Say that nothing is open."""
        super().__init__(parent)
        self._language = language
        self.setProperty("role", "status")
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 4, 16, 4)
        row.setSpacing(6)
        self._is_open = False
        self._is_online: bool | None = None
        self._last = ""
        self._waiting = 0
        self._saved: str | None = None
        self.labels: dict[str, QLabel] = {}
        self._pictures: dict[str, QLabel] = {}
        for name in ("lock", "line", "outbox"):
            self._pictures[name] = QLabel(self)
            self.labels[name] = QLabel(self)
            row.addWidget(self._pictures[name])
            row.addWidget(self.labels[name])
            row.addSpacing(14)
        row.addStretch(1)
        self._pictures["saved"], self.labels["saved"] = QLabel(self), QLabel(self)
        row.addWidget(self._pictures["saved"])
        row.addWidget(self.labels["saved"])
        language.changed.connect(self.refresh)
        self.refresh()

    def show_open(self, *, is_open: bool) -> None:
        """Say whether a profile is open."""
        self._is_open = is_open
        self.refresh()

    def show_line(self, *, is_online: bool | None, last: str) -> None:
        """Say whether the hub answered, and when it did last (local time, empty for never)."""
        self._is_online, self._last = is_online, last
        self.refresh()

    def show_waiting(self, count: int) -> None:
        """Say how many records wait to be sent."""
        self._waiting = count
        self.refresh()

    def show_saved(self, time: str | None) -> None:
        """Say when the sheet was saved (local time), that it is not, or nothing where none is open.

        Args:
            time: The time; empty for a sheet that is not on the disk; None for no sheet.
        """
        self._saved = time
        self.refresh()

    def refresh(self) -> None:
        """Say and draw everything anew."""
        words, colours, key = self._language.words, colours_now(), "window.status"
        self._set("lock", "lock-open" if self._is_open else "lock",
                  words(f"{key}.{'open' if self._is_open else 'locked'}"),
                  colours.ok if self._is_open else colours.muted)  # fmt: skip
        for widget in (*self.labels.values(), *self._pictures.values()):
            if widget not in {self.labels["lock"], self._pictures["lock"]}:
                widget.setVisible(self._is_open)
        if not self._is_open:
            return
        name = {None: "never", True: "online", False: "offline"}[self._is_online]
        text = words(f"{key}.{name}")
        if self._last:
            text += " · " + words(f"{key}.last", time=self._last)
        self._set("line", "wifi" if self._is_online else "wifi-off", text, colours.muted)
        some = self._waiting > 0
        self._set("outbox", "upload" if some else "check",
                  words(f"{key}.waiting", count=self._waiting) if some else words(f"{key}.sent"),
                  colours.accent if some else colours.muted)  # fmt: skip
        is_saved = bool(self._saved)
        self._set("saved", "check" if is_saved else "circle-alert",
                  words(f"{key}.saved", time=self._saved or "") if is_saved
                  else words(f"{key}.not_saved"),
                  colours.muted if is_saved else colours.warn)  # fmt: skip
        for widget in (self.labels["saved"], self._pictures["saved"]):
            widget.setVisible(self._saved is not None)

    def _set(self, name: str, drawing: str, text: str, tone: str) -> None:
        self.labels[name].setText(text)
        self.labels[name].setStyleSheet(f"color: {tone}")
        self._pictures[name].setPixmap(icon(drawing, tone).pixmap(QSize(_ICON, _ICON)))
