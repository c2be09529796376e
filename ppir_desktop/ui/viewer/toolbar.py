"""The slim bar above the pages: panels, page, size, marks, find."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QAction, QIntValidator, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QMenu, QToolButton, QWidget

from ppir_desktop.ui.icons import SIDE, icon
from ppir_desktop.ui.language import Language
from ppir_desktop.ui.theme import colours_now
from ppir_desktop.ui.viewer.tool_button import ToolButton

_SIZES = ("50", "75", "100", "125", "150", "200", "400")
KEYS = {
    "thumbnails": "F9",
    "outline": "Shift+F9",
    "previous": "Left",
    "next": "Right",
    "go_to": "Ctrl+G",
    "smaller": "Ctrl+-",
    "larger": "Ctrl++",
    "width": "Ctrl+0",
    "page": "Ctrl+9",
    "turn": "Ctrl+R",
    "highlight": "H",
    "note": "N",
    "pin": "E",
    "find": "Ctrl+F",
}
"""What each does by key."""

_DRAWINGS = {
    "thumbnails": "panel-left", "outline": "list-tree", "previous": "chevron-up",
    "next": "chevron-down", "smaller": "zoom-out", "larger": "zoom-in",
    "highlight": "highlighter", "note": "sticky-note", "pin": "pin", "find": "search",
}  # fmt: skip
_TOGGLES = {"thumbnails", "outline", "find"}
_LEAVE = ("smaller", "larger", "outline", "thumbnails", "previous", "next", "pin")
"""What goes into the menu where there is no room for it, in this order."""

_LEAST_WIDTH = 320
_ROW = (
    "thumbnails", "outline", "|", "previous", "#", "next", "|", "smaller", "%", "larger", "|",
    "highlight", "note", "pin", "<>", "find",
)  # fmt: skip


class Toolbar(QFrame):
    """What can be done with a document.

    Signals:
        wanted: Something is to be done: one of `KEYS`.
        page_wanted: A page is to be shown, from 0.
        zoom_wanted: A size: ``width``, ``page`` or percent.
    """

    wanted = Signal(str)
    page_wanted = Signal(int)
    zoom_wanted = Signal(str)

    def __init__(self, language: Language, parent: QWidget | None = None) -> None:
        """Offer everything."""
        super().__init__(parent)
        self._language = language
        self._pages = -1
        self.setProperty("role", "tools")
        self.buttons: dict[str, ToolButton] = {}
        self.page = QLineEdit(self)
        self.page.setProperty("role", "number")
        self.page.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.page.returnPressed.connect(self._go)
        self.total = QLabel(self)
        self.total.setProperty("role", "muted")
        self.percent = QToolButton(self)
        self.percent.setProperty("role", "tool")
        self.percent.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.percent.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._actions: dict[str, QAction] = {}
        self._lines: list[QFrame] = []
        self._make_menu()
        self.more = QToolButton(self)
        self.more.setProperty("role", "tool")
        self.more.setIconSize(QSize(SIDE, SIDE))
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.more.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._make_more()
        self._lay_out()
        language.changed.connect(self.refresh)
        self.refresh()

    def show_page(self, page: int, pages: int) -> None:
        """Show which page is in view (from 0), and of how many."""
        if pages != self._pages:
            self._pages = pages
            self.page.setValidator(QIntValidator(1, max(1, pages), self))
            self.total.setText(f"/ {pages}" if pages else "")
            metrics = self.page.fontMetrics()
            digits = max(2, len(str(pages)))
            self.page.setFixedWidth(metrics.horizontalAdvance("0" * digits) + 18)
            self._make_room()
        if not self.page.hasFocus():
            self.page.setText(str(page + 1) if pages else "")

    def show_zoom(self, percent: float) -> None:
        """Show the size in percent."""
        self.percent.setText(f"{percent:.0f} %" if self._pages > 0 else "– %")

    def show_selection(self, *, has_some: bool) -> None:
        """Offer what can be done with selected text, or not."""
        for name in ("highlight", "pin"):
            self.buttons[name].setEnabled(has_some)
            self.buttons[name].speak(self._language)

    def check(self, name: str, *, is_on: bool) -> None:
        """Show whether something is on."""
        self.buttons[name].setChecked(is_on)
        self.buttons[name].speak(self._language)

    def ask_for_page(self) -> None:
        """Let the person type a page."""
        self.page.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.page.selectAll()

    def minimumSizeHint(self) -> QSize:
        """Room for what is used most."""
        return QSize(_LEAST_WIDTH, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put into the menu what there is no room for."""
        self._make_room()
        super().resizeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Draw anew in the colours of another theme."""
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_actions"):
            self.refresh()
        super().changeEvent(event)

    def refresh(self) -> None:
        """Say and draw everything anew."""
        words, key = self._language.words, "window.viewer.tool"
        for button in self.buttons.values():
            button.speak(self._language)
        self.page.setAccessibleName(words(f"{key}.go_to"))
        self.page.setToolTip(f"{words(f'{key}.go_to')} ({KEYS['go_to']})")
        self.percent.setAccessibleName(words(f"{key}.size"))
        self.percent.setToolTip(words(f"{key}.size"))
        for name, action in self._actions.items():
            action.setText(f"{words(f'{key}.{name}')}\t{KEYS[name]}")
        self.more.setAccessibleName(words(f"{key}.more"))
        self.more.setToolTip(words(f"{key}.more"))
        self.more.setIcon(icon("ellipsis", colours_now().ink_2))

    def _make_menu(self) -> None:
        menu = QMenu(self.percent)
        for name in ("width", "page"):
            action = menu.addAction("")
            action.triggered.connect(lambda _checked, to=name: self.zoom_wanted.emit(to))
            self._actions[name] = action
        menu.addSeparator()
        for percent in _SIZES:
            action = menu.addAction(f"{percent} %")
            action.triggered.connect(lambda _checked, to=percent: self.zoom_wanted.emit(to))
        menu.addSeparator()
        action = menu.addAction("")
        action.triggered.connect(lambda: self.wanted.emit("turn"))
        self._actions["turn"] = action
        self.percent.setMenu(menu)

    def _make_more(self) -> None:
        menu = QMenu(self.more)
        for name in _LEAVE:
            action = menu.addAction("")
            action.triggered.connect(partial(self._want, name))
            self._actions[name] = action
        self.more.setMenu(menu)

    def _want(self, name: str, _checked: object = None) -> None:
        self.wanted.emit(name)

    def _make_room(self) -> None:
        """Show as many buttons as there is room for, those used most first."""
        widgets = [*self.buttons.values(), self.page, self.total, self.percent]
        needed = sum(one.sizeHint().width() + 2 for one in widgets) + 11 * len(self._lines) + 16
        # The field of the page has a width of its own.
        needed += self.page.width() - self.page.sizeHint().width()
        away: set[str] = set()
        if needed > self.width():
            needed += self.more.sizeHint().width() + 2
            for name in _LEAVE:
                if needed <= self.width():
                    break
                away.add(name)
                needed -= self.buttons[name].sizeHint().width() + 2
        for name in _LEAVE:
            self.buttons[name].setVisible(name not in away)
            self._actions[name].setVisible(name in away)
        for line in self._lines:
            line.setVisible(not away)
        self.more.setVisible(bool(away))

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 2, 8, 2)
        row.setSpacing(2)
        for name in _ROW:
            if name == "|":
                line = QFrame(self)
                line.setProperty("role", "divider")
                line.setFixedSize(1, 20)
                self._lines.append(line)
                row.addSpacing(4)
                row.addWidget(line)
                row.addSpacing(4)
            elif name == "<>":
                row.addStretch(1)
            elif name == "#":
                row.addWidget(self.page)
                row.addWidget(self.total)
            elif name == "%":
                row.addWidget(self.percent)
            else:
                press = partial(self.wanted.emit, name)
                toggles = name in _TOGGLES
                button = ToolButton(
                    name, _DRAWINGS[name], KEYS[name], press, self, is_toggle=toggles
                )
                self.buttons[name] = button
                row.addWidget(button)
        row.addWidget(self.more)

    def _go(self) -> None:
        if self.page.text().isdigit():
            self.page_wanted.emit(int(self.page.text()) - 1)
