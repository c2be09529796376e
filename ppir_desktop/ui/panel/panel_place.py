"""The place of a panel's chair: the table on the left, one dossier in detail on the right."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, Qt, Signal, SignalInstance
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from ppir_desktop.common.errors import InputError, PpirError
from ppir_desktop.services.chair.beside import Beside
from ppir_desktop.services.chair.sittings import ChairSittings, Seen, Sight
from ppir_desktop.services.chair.table import Table
from ppir_desktop.ui.errors import error_text
from ppir_desktop.ui.language import Language
from ppir_desktop.ui.panel.beside_page import BesidePage
from ppir_desktop.ui.panel.detail_pane import DetailPane
from ppir_desktop.ui.panel.dossier_guide import DossierGuide
from ppir_desktop.ui.panel.header import PanelHeader
from ppir_desktop.ui.panel.lane import PanelLane
from ppir_desktop.ui.panel.reason_bar import ReasonBar
from ppir_desktop.ui.panel.saying import KEY
from ppir_desktop.ui.panel.table_model import Order
from ppir_desktop.ui.panel.table_page import TablePage
from ppir_desktop.ui.session import Session
from ppir_desktop.ui.settings import Settings
from ppir_desktop.ui.widgets.section import give_role, hint_label

_DETAIL: Final = (324, 364)
"""Width of the detail: where the window is narrow, and where it is not."""
_NARROW: Final = 1_060
_KEPT: Final = "panel_panes"


class PanelPlace(QSplitter):
    """The panels of a chair, one stage at a time.

    Signals:
        chairs: Whether whoever sits here chairs a panel.
        page_wanted: Round, stage and application number, digest of a document, page from 1.
        meeting_wanted: Stage and application number: the meeting is to begin there.
        adjust_wanted: Stage and application number: the result is to be adjusted.
        sign_wanted: Stages and application numbers in a list: decisions are to be signed.
        export_wanted: Stage and application number: the dossier is to be exported.
        saved: When something was saved, UTC; empty while something is not on the disk.
    """

    chairs = Signal(bool)
    page_wanted = Signal(object, str, int)
    meeting_wanted = Signal(object)
    adjust_wanted = Signal(object)
    sign_wanted = Signal(object)
    export_wanted = Signal(object)
    saved = Signal(object)

    def __init__(self, language: Language, session: Session, settings: Settings) -> None:
        """Show nothing yet."""
        super().__init__(Qt.Orientation.Horizontal)
        self._language, self._session, self._settings = language, session, settings
        self._is_measured = False
        self._seen: Seen | None = None
        self._figures: tuple[Table, Beside] | None = None
        self._error: PpirError | None = None
        self._with_names = False
        self.lane = PanelLane(session, self)
        left = QWidget(self)
        self.header, self.reason = PanelHeader(language, left), ReasonBar(language, left)
        self.stack, self.message = QStackedWidget(left), hint_label(left)
        self.page = TablePage(language, self.stack)
        self.view = self.page.view
        self.figures = BesidePage(language, self.stack)
        self.detail = DetailPane(language, self)
        self.guide = DossierGuide(language, self.lane, self.detail, self)
        self._lay_out(left)
        self._connect()
        self._speak()

    @property
    def sight(self) -> Sight | None:
        """The stage that is shown; None for none."""
        return self._seen.at.sight if self._seen is not None else None

    @property
    def sittings(self) -> ChairSittings | None:
        """The chair's desks, for work on the vault's lane; None while no profile is open."""
        return self.lane.sittings

    @property
    def place(self) -> tuple[str, str] | None:
        """Stage and application number of the dossier that is shown; None for none."""
        sight = self.sight
        return (sight.stage, self.view.dossier) if sight is not None and self.view.dossier else None

    @property
    def is_masked(self) -> bool:
        """Whether letters stand for members."""
        return not self._with_names

    @property
    def is_refused(self) -> bool:
        """Whether the disk did not take what was handed over last."""
        return self.guide.summaries.is_refused

    def say_page_is_away(self) -> None:
        """Say that a page cannot be opened, since its dossier was not given to this desk."""
        self._fail(InputError("page_elsewhere"))

    def tell(self, error: PpirError) -> None:
        """Say why something was not done."""
        self._fail(error)

    def refresh(self) -> None:
        """Take in what arrived: whether there is a panel, and what is new on those shown."""
        if self._seen is not None or self.isVisible():
            self.lane.look(self.sight)
        else:
            self.lane.check()

    def leave(self) -> None:
        """Hand over what is not saved yet."""
        if self._is_measured:
            self._settings.keep_panes(self.saveState(), _KEPT)
        self.guide.summaries.flush()

    def show_nothing(self) -> None:
        """Show nothing of any panel, and hold none."""
        self.lane.leave()
        self._seen = self._figures = None
        self.guide.see(None)
        self.reason.give_up()
        self._name_members(with_names=False)
        self._arrange(Order.AGENDA)
        self._show_beside(is_shown=False)
        self.header.show_seen(None)
        self.view.show_table(None)
        self.figures.show_figures(None, None)
        self._error = None
        self._speak()

    def showEvent(self, event: QShowEvent) -> None:
        """Look at the first stage when the place is first shown."""
        super().showEvent(event)
        if not self._is_measured:
            self._is_measured = True
            if not self.restoreState(self._settings.panes(_KEPT)):
                detail = _DETAIL[self.width() > _NARROW]
                self.setSizes([self.width() - detail, detail])
        if self._seen is None and self._session.profile is not None:
            self.lane.look()

    def changeEvent(self, event: QEvent) -> None:
        """Draw icons anew in another theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "detail"):
            self.header.refresh()
            self.detail.refresh()

    def _connect(self) -> None:
        lane, header, detail = self.lane, self.header, self.detail
        lane.chairs.connect(self.chairs)
        lane.seen.connect(self._show_seen)
        lane.figured.connect(self._show_figures)
        lane.failed.connect(self._fail)
        header.sight_wanted.connect(self._go_to)
        header.order_wanted.connect(self._arrange)
        header.names_wanted.connect(self._ask_names)
        header.beside_wanted.connect(lambda is_shown: self._show_beside(is_shown=is_shown))
        header.meeting_wanted.connect(lambda: self._emit(self.meeting_wanted))
        self.view.order_wanted.connect(self._arrange)
        self.view.chosen.connect(self.guide.choose)
        self.view.opened.connect(self._open_detail)
        self.view.selectionModel().selectionChanged.connect(self._select)
        self.figures.back_wanted.connect(lambda: self._show_beside(is_shown=False))
        self.guide.page_wanted.connect(self.page_wanted)
        self.guide.saved.connect(self.saved)
        self.guide.failed.connect(self._fail)
        detail.beside_wanted.connect(lambda: self._show_beside(is_shown=True))
        detail.adjust_wanted.connect(lambda: self._emit(self.adjust_wanted))
        detail.export_wanted.connect(lambda: self._emit(self.export_wanted))
        detail.sign_wanted.connect(self._sign)
        self._session.locking.connect(self.leave)
        self._session.locked.connect(self.show_nothing)
        self._language.changed.connect(self._speak)

    def _show_seen(self, seen: Seen) -> None:
        self._seen, self._error = seen, None
        self.chairs.emit(True)
        self.header.show_seen(seen)
        self.view.show_table(seen.table)
        self.guide.see(seen)
        self._select()
        self._speak()
        if self.stack.currentWidget() is self.figures:
            self._figure()

    def _show_figures(self, sight: Sight, found: Beside) -> None:
        if sight == self.sight and self._seen is not None:
            self._figures = self._seen.table, found
            self._tell_figures()

    def _tell_figures(self) -> None:
        table, found = self._figures or (None, None)
        self.figures.show_figures(found, table, with_names=self._with_names)

    def _figure(self) -> None:
        """Compute the figures, unless those of this very table are here."""
        if self._seen is not None and (
            self._figures is None or self._figures[0] is not self._seen.table
        ):
            self.lane.figure(self._seen.at.sight)
        self._tell_figures()

    def _show_beside(self, *, is_shown: bool) -> None:
        self.stack.setCurrentWidget(self.figures if is_shown else self.page)
        self.header.show_beside(is_shown=is_shown)
        if is_shown:
            self._figure()

    def _go_to(self, sight: Sight) -> None:
        if sight != self.sight:
            self.leave()
            # A reason was given for the meeting of one stage, and not of another.
            self._name_members(with_names=False)
            self._figures = None
            self._show_beside(is_shown=False)
            self.lane.look(sight)

    def _arrange(self, order: Order) -> None:
        self.view.arrange(order)
        self.header.show_order(order)

    def _ask_names(self, wanted: bool) -> None:
        if not wanted:
            self._name_members(with_names=False)
        elif self.sight is not None:
            self.reason.ask("unmask", self._unmask)

    def _unmask(self, reason: str) -> None:
        if self.sight is not None:
            self.lane.unmask(self.sight, reason, lambda: self._name_members(with_names=True))

    def _name_members(self, *, with_names: bool) -> None:
        self._with_names = with_names
        self.view.name_members(with_names=with_names)
        self.header.show_names(with_names=with_names)
        self.guide.name_members(with_names=with_names)
        self._tell_figures()

    def _open_detail(self) -> None:
        self.detail.setFocus(Qt.FocusReason.OtherFocusReason)

    def _select(self) -> None:
        may_adjust = self._seen is not None and self._seen.table.stage.adjustable
        self.detail.show_selection(len(self.view.selected), may_adjust=may_adjust)

    def _sign(self) -> None:
        if self.sight is not None:
            stage = self.sight.stage
            self.leave()
            chosen = self.view.selected or [self.view.dossier]
            self.sign_wanted.emit([(stage, dossier) for dossier in chosen if dossier])

    def _emit(self, signal: SignalInstance) -> None:
        """Say what is wanted of the dossier that is shown, once what was typed is handed over."""
        if self.place is not None:
            self.leave()
            signal.emit(self.place)

    def _fail(self, error: PpirError) -> None:
        if error.code == "chair_only":  # the office gave the panel to somebody else
            self.show_nothing()
        self._error = error
        self._speak()

    def _lay_out(self, left: QWidget) -> None:
        self.stack.addWidget(self.page)
        self.stack.addWidget(self.figures)
        column = QVBoxLayout(left)
        column.setContentsMargins(16, 18, 16, 14)
        column.setSpacing(12)
        for widget in (self.header, self.reason, self.message):
            column.addWidget(widget)
        column.addWidget(self.stack, 1)
        self.addWidget(left)
        self.addWidget(self.detail)
        self.setStretchFactor(0, 1)
        self.setChildrenCollapsible(False)
        self.setHandleWidth(1)
        self.setFocusProxy(self.view)

    def _speak(self) -> None:
        words, seen, error = self._language.words, self._seen, self._error
        some = seen is not None and bool(seen.table.rows)
        self.page.speak(seen.table if seen is not None else None)
        text = words(f"{KEY}.{'empty' if seen is not None else 'loading'}") if not some else ""
        if error is not None:
            text = error_text(error, words)
        give_role(self.message, "bad" if error is not None else "muted")
        self.message.setText(text)
        self.message.setVisible(bool(text))
