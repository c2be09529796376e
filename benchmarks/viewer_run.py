"""One run of the document pane, as a process of its own; `viewer` starts it."""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication

from benchmarks.viewer import Figures
from ppir_desktop.common.wording import Wording
from ppir_desktop.services.dossiers import Card, cards
from ppir_desktop.ui.language import Language
from ppir_desktop.ui.session import Session
from ppir_desktop.ui.task_runner import TaskRunner
from ppir_desktop.ui.theme import dress
from ppir_desktop.ui.viewer.page_view import PageView
from ppir_desktop.ui.viewer.viewer_pane import ViewerPane
from tests.support.vaults import open_profile

DOSSIERS, PAGES, LINES = 11, 300, 28
WIDTH, HEIGHT, STEP = 600, 720, 80
TURNS = 60


class TimedView(PageView):
    """A view that notes how long each frame takes."""

    taken: list[float]

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw, and note."""
        start = time.perf_counter()
        super().paintEvent(event)
        self.taken.append((time.perf_counter() - start) * 1000)


class Run:
    """A pane with the dossiers of a profile."""

    def __init__(self, session: Session, found: list[Card]) -> None:
        self.pane = ViewerPane(Language(Wording("ko")), session, view=TimedView)
        self.view = self.pane.view
        assert isinstance(self.view, TimedView)
        self.taken = self.view.taken = []
        self.cards = found
        self.pane.resize(WIDTH, HEIGHT)
        self.pane.show()

    def first(self, card: Card) -> float:
        """Milliseconds until a dossier's first page is painted whole."""
        start = time.perf_counter()
        self.pane.show_card(card)
        digest = card.manifest.documents[0].digest
        _until(lambda: self.pane.document == digest and len(self.view.pile) > 0 and self._whole())
        self.view.viewport().repaint()
        return (time.perf_counter() - start) * 1000

    def turn(self) -> float:
        """Milliseconds until the next page is painted whole, once what is near has come."""
        _until(lambda: next(self.pane.model._missing(), None) is None)  # noqa: SLF001
        start = time.perf_counter()
        self.view.turn(1)
        _until(self._whole)
        self.view.viewport().repaint()
        return (time.perf_counter() - start) * 1000

    def scroll(self) -> list[float]:
        """What each frame took while a whole file was scrolled, as quickly as its pages come."""
        bar = self.view.verticalScrollBar()
        self.view.go_to(0)
        self.taken.clear()
        while bar.value() < bar.maximum():
            bar.setValue(bar.value() + round(STEP * self.view.ratio))
            turn_loop()
            # Or frames of blank paper would make the figure look better than it is.
            _until(self._whole)
            self.view.viewport().repaint()
        return list(self.taken)

    def _whole(self) -> bool:
        view, tiles = self.view, self.pane.model.tiles
        top = view.origin.y()
        bottom = top + view.viewport().height() * view.ratio
        seen = view.pile.between(top, bottom)
        return all(tile in tiles for page in seen for tile in view.pile.tiles(page, top, bottom))


def main(what: str, folder: Path) -> None:
    """Make the dossiers, or measure with them."""
    if what == "make":
        _make(folder)
        return
    application = QApplication([])
    dress(application)
    runner = TaskRunner()
    session = Session(runner)
    number = folder.joinpath("number").read_text(encoding="utf-8")
    profile = open_profile(name=number)
    session.take(profile)
    run = Run(session, sorted(cards(profile), key=lambda card: card.dossier))
    run.first(run.cards[0])
    firsts = [run.first(card) for card in run.cards[1:]]
    turns = [run.turn() for _ in range(TURNS)]
    paints = run.scroll()
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    figures = Figures(
        turns=turns, paints=paints, firsts=firsts, own=own, worker=peak(run.pane.model.worker.pid)
    )
    sys.stdout.buffer.write(msgspec.json.encode(figures))
    sys.stdout.flush()
    session.lock()
    runner.close()


def _make(folder: Path) -> None:
    # Not at the top: making papers loads what would count as the pane's own memory.
    from tests.support.readers import Paper, korean_pdf, reader_of  # noqa: PLC0415

    paper = Paper("제품설명서", korean_pdf(PAGES, filler=LINES), pages=PAGES)
    with reader_of(folder, [(paper,)] * DOSSIERS) as reader:
        folder.joinpath("number").write_text(reader.number, encoding="utf-8")


def peak(pid: int | None) -> float:
    """The most that a process ever had, in megabytes; of this one where none is named."""
    for line in Path(f"/proc/{pid or 'self'}/status").read_text(encoding="utf-8").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024 / 1_000_000
    return 0.0


def _until(condition: Callable[[], bool]) -> None:
    while not condition():
        turn_loop()


def turn_loop() -> None:
    """Let the window do what is due; its threads run meanwhile."""
    loop = QEventLoop()
    QTimer.singleShot(0, loop.quit)
    loop.exec()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
