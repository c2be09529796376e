"""A document pane on real documents, and what a person does in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ppir_desktop.common.identifiers import Digest
from ppir_desktop.common.paths import HOME_VARIABLE
from ppir_desktop.common.wording import LANGUAGES, Wording
from ppir_desktop.documents.sniffing import DocumentKind
from ppir_desktop.ui.language import Language
from ppir_desktop.ui.session import Session
from ppir_desktop.ui.task_runner import TaskRunner
from ppir_desktop.ui.theme import dress
from ppir_desktop.ui.viewer.viewer_pane import ViewerPane
from tests.gui.windows import PATIENCE
from tests.support.readers import Paper, Reader, korean_pdf, picture, reader_of

PAPERS = (
    Paper("신청서", korean_pdf(5), pages=5),
    Paper("규격서", "가나다 규격\n둘째 줄의 글".encode(), DocumentKind.TEXT),
    Paper("사진", picture(), DocumentKind.PNG),
    Paper("특허증", b"%PDF-1.7\nbroken"),
)
Key, Left = Qt.Key, Qt.MouseButton.LeftButton
Control, Shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


class Shown(NamedTuple):
    """A pane with a dossier, and who reads it."""

    reader: Reader
    session: Session
    pane: ViewerPane
    bot: QtBot

    @property
    def documents(self) -> list[Digest]:
        return [one.digest for one in self.reader.cards()[0].manifest.documents]

    def until(self, condition: Callable[[], object]) -> None:
        self.bot.waitUntil(lambda: bool(condition()), timeout=PATIENCE)

    def until_drawn(self, document: int = 0, page: int = 0) -> None:
        """Wait until a page of a document is there with its letters."""
        pane = self.pane
        self.until(lambda: pane.document == self.documents[document] and pane.model.sizes)
        self.until(lambda: pane.model.letters(page) is not None and is_drawn(pane, page))

    def show(self, document: int = 0, page: int = 0) -> None:
        self.pane.open_at(self.documents[document], page)
        self.until_drawn(document, page)

    def key(
        self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        self.bot.keyClick(self.pane.view, key, modifiers)

    def point(self, page: int, words: str, *, at_end: bool = False) -> QPoint:
        """Where words are on the viewport."""
        text = self.pane.model.letters(page)
        assert text is not None
        start = text.text.index(words)
        end = start + len(words)
        (rectangle,) = text.rectangles((end - 1, end) if at_end else (start, start + 1))
        left, top, right, bottom = rectangle
        across, down = right if at_end else left, (top + bottom) / 2
        return self.pane.view.on_viewport(page, (across, down, across, down)).topLeft()

    def select(self, words: str, page: int = 0) -> None:
        """Drag over words."""
        viewport = self.pane.view.viewport()
        begin, end = self.point(page, words), self.point(page, words, at_end=True)
        self.bot.mousePress(viewport, Left, pos=begin)
        drag(viewport_of=self.pane, to=end)
        self.bot.mouseRelease(viewport, Left, pos=end)
        assert self.pane.hand.text() == words


def drag(viewport_of: ViewerPane, to: QPoint) -> None:
    """Move the mouse with its button held, which the offscreen platform has no notion of."""
    viewport = viewport_of.view.viewport()
    at = QPointF(to)
    event = QMouseEvent(
        QEvent.Type.MouseMove, at, QPointF(viewport.mapToGlobal(to)), Qt.MouseButton.NoButton, Left,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    QApplication.sendEvent(viewport, event)


def is_drawn(pane: ViewerPane, page: int) -> bool:
    view = pane.view
    return page < len(view.pile) and all(
        tile in pane.model.tiles for tile in view.pile.tiles(page, 0, 10**9)
    )


@pytest.fixture
def reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Reader]:
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "home"))
    other = (Paper("신청서", korean_pdf(2, ("수소 연료전지의 안전", "Hydrogen"))),)
    with reader_of(tmp_path, (PAPERS, other)) as made:
        yield made


@pytest.fixture
def session(reader: Reader) -> Iterator[Session]:
    runner = TaskRunner()
    session = Session(runner)
    session.take(reader.profile)
    yield session
    session.lock()
    runner.close()


@pytest.fixture(params=LANGUAGES)
def shown(
    request: pytest.FixtureRequest,
    undressed: QApplication,
    reader: Reader,
    session: Session,
    qtbot: QtBot,
) -> Iterator[Shown]:
    """The first dossier, open at the first page of its first document."""
    dress(undressed)
    yield from shown_in(request.param, reader, session, qtbot)


def shown_in(language: str, reader: Reader, session: Session, qtbot: QtBot) -> Iterator[Shown]:
    pane = ViewerPane(Language(Wording(language)), session)
    qtbot.addWidget(pane)
    pane.resize(600, 620)
    pane.show()
    pane.activateWindow()
    qtbot.waitExposed(pane)
    shown = Shown(reader, session, pane, qtbot)
    pane.show_card(reader.cards()[0])
    shown.until_drawn()
    pane.view.setFocus()
    yield shown
    session.lock()


@pytest.fixture
def korean(
    undressed: QApplication, reader: Reader, session: Session, qtbot: QtBot
) -> Iterator[Shown]:
    dress(undressed)
    yield from shown_in("ko", reader, session, qtbot)
