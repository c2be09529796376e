"""A chair's desk whose panel place is open, and what a chair does there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from ppir_desktop.common.paths import HOME_VARIABLE
from ppir_desktop.services.chair.desk import ChairDesk
from ppir_desktop.services.chair.meeting import Meeting, Talk
from ppir_desktop.ui.app import Desk
from ppir_desktop.ui.panel.detail_model import Detail
from ppir_desktop.ui.panel.panel_place import PanelPlace
from tests.gui.windows import PATIENCE, desk_in
from tests.support.panel_round import SCORED, PanelRound, panel_round, sat
from tests.support.vaults import SECRET

__all__ = ["Chaired", "chaired", "happened", "panel_round", "sat"]

Event = Callable[[PanelRound], object]


class Chaired(NamedTuple):
    """A chair at work."""

    desk: Desk
    round: PanelRound
    bot: QtBot

    @property
    def place(self) -> PanelPlace:
        return self.desk.window.made.panel

    @property
    def detail(self) -> Detail:
        detail = self.place.detail.detail
        assert detail is not None
        return detail

    def until(self, holds: Callable[[], object]) -> None:
        self.bot.waitUntil(lambda: bool(holds()), timeout=PATIENCE)

    def choose(self, at: int) -> None:
        """Go to a dossier, and wait until it is laid out."""
        dossier = self.round.dossiers[at]
        self.place.view.choose(dossier)
        self.until(lambda: self.place.detail.detail and self.detail.dossier == dossier)

    def say_why(self, reason: str = "회의 진행") -> None:
        """Answer the question for a reason that is open."""
        bar = self.place.detail.reason if self.place.detail.reason.isVisible() else None
        bar = bar or self.place.reason
        assert bar.isVisible()
        self.bot.keyClicks(bar.field, "-")
        bar.field.setText(reason)
        self.bot.keyClick(bar.field, Qt.Key.Key_Return)

    def unmask(self) -> None:
        self.place.header.names.click()
        self.say_why()
        self.until(lambda: not self.place.is_masked)

    def button(self, prefix: str) -> QPushButton:
        """A button of the detail by the beginning of its name."""
        self.until(lambda: self.has(prefix))
        return next(self._buttons(prefix))

    def has(self, prefix: str) -> bool:
        """Whether there is such a button."""
        return any(True for _ in self._buttons(prefix))

    def _buttons(self, prefix: str) -> Iterator[QPushButton]:
        for one in self.place.detail.findChildren(QPushButton):
            if one.objectName().startswith(prefix) and one.isVisible():
                yield one

    def column(self, part: int) -> list[str]:
        """The texts of a column, from the top."""
        model = self.place.view.panel
        return [str(model.index(row, part).data() or "") for row in range(model.rowCount())]

    def order(self) -> list[int]:
        """Which dossiers stand one below the other, from 0."""
        model = self.place.view.panel
        rows = [model.row(at) for at in range(model.rowCount())]
        return [self.round.dossiers.index(row.dossier) for row in rows if row is not None]

    def lock(self) -> None:
        self.desk.session.lock()

    def kept(self, at: int = 0) -> tuple[Talk, Meeting]:
        """What the disk has of a dossier and of the meeting, once the desk is closed."""
        self.lock()
        self.desk.runner.close()
        QCoreApplication.processEvents()
        with self.round.at(self.round.chair) as chair:
            desk = ChairDesk(chair)
            return desk.talk((SCORED, self.round.dossiers[at])), desk.meeting(SCORED)


@pytest.fixture
def happened(request: pytest.FixtureRequest) -> Iterable[Event]:
    """What happened before the desk is opened; a test may name some."""
    return getattr(request, "param", ())


@pytest.fixture
def chaired(  # noqa: PLR0917 -- fixtures
    undressed: QApplication,
    home: Path,
    panel_round: PanelRound,
    happened: Iterable[Event],
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
) -> Iterator[Chaired]:
    """A chair whose panel place is open, with the first dossier in detail."""
    for event in happened:
        event(panel_round)
    monkeypatch.setenv(HOME_VARIABLE, str(panel_round.home))
    for desk in desk_in(undressed, "ko"):
        made = Chaired(desk, panel_round, qtbot)
        enter(desk, panel_round.chair, made.until)
        yield made


def enter(desk: Desk, chair: str, until: Callable[[Callable[[], object]], None]) -> None:
    """Unlock a chair's desk, and open the panel place."""
    window = desk.window
    desk.session.unlock(chair, SECRET.text)
    until(window.rail.buttons["panel"].isVisible)
    window.rail.buttons["panel"].click()
    until(lambda: window.made.panel.detail.detail is not None)
