"""One run of the desk, as a process of its own; `desk` starts it."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

import msgspec
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from benchmarks.desk import Waits
from benchmarks.viewer_run import peak, turn_loop
from ppir_desktop.common.wording import Wording
from ppir_desktop.ui.app import Desk
from ppir_desktop.ui.viewmodels.dossier_list import Role
from tests.support.vaults import SECRET

DOSSIERS: Final = 200
MANY: Final = 2_000
VISITED: Final = 10
KEYS: Final = 120
MARKS: Final = 20
UNLOCKS: Final = 5


def main(what: str, folder: Path) -> None:
    """Make the dossiers, or measure with them."""
    if what == "make":
        _make(folder)
    else:
        _measure(folder)


def _make(folder: Path) -> None:
    # Not at the top: making papers loads what would count as the desk's own memory.
    from tests.support.readers import Paper, korean_pdf, reader_of  # noqa: PLC0415

    papers = [[Paper("제품설명서", korean_pdf(20, filler=20), pages=20)]] * DOSSIERS
    with reader_of(folder, papers, stage="innovation") as reader:
        folder.joinpath("number").write_text(reader.number, encoding="utf-8")


class Run:
    """A desk that somebody waits for."""

    def __init__(self, number: str) -> None:
        self.application = QApplication([])
        self.desk = Desk(self.application, Wording("ko"))
        self.desk.window.resize(1280, 720)
        self.desk.window.show()
        self.place = self.desk.window.made.review
        self.number = number

    def unlock(self) -> float:
        """Milliseconds until the list is painted."""

        def until_listed() -> None:
            self.desk.session.unlock(self.number, SECRET.text)
            _until(lambda: self.place.dossiers.model.rowCount() == DOSSIERS)
            self.place.dossiers.list.viewport().repaint()

        return _milliseconds(until_listed)

    def next(self, row: int) -> float:
        """Milliseconds until a dossier's first page and its sheet are painted."""
        listed, viewer, sheet = self.place.dossiers, self.place.viewer, self.place.sheet
        index = listed.filter.index(row, 0)
        number = index.data(Role.CARD).dossier

        def shown() -> bool:
            review = sheet.review
            is_here = review is not None and review.row.dossier == number and bool(viewer.document)
            tiles = viewer.model.tiles
            seen = viewer.view.pile.between(
                viewer.view.origin.y(), viewer.view.origin.y() + viewer.view.viewport().height()
            )
            return is_here and bool(seen) and all(
                tile in tiles for page in list(seen)[:1]
                for tile in viewer.view.pile.tiles(page, 0, viewer.view.viewport().height())
            )  # fmt: skip

        def show() -> None:
            listed.list.setCurrentIndex(index)
            _until(shown)
            self.desk.window.repaint()

        return _milliseconds(show)

    def keys(self) -> list[float]:
        """Milliseconds of each key in a comment."""
        comment = self.place.sheet.cards[0].comment
        comment.setPlainText("가나다라마바사아자차 " * 182)
        comment.setFocus()
        _rest(600)

        def press() -> None:
            QTest.keyClicks(comment, "x")
            comment.viewport().repaint()

        return [_milliseconds(press) for _ in range(KEYS)]

    def saved(self) -> list[float]:
        """Milliseconds of each mark, until it is on the disk."""
        spin = self.place.sheet.cards[0].field.first()
        marks = range(1, MARKS + 1)
        return [_milliseconds(partial(self._mark, spin, points)) for points in marks]

    def _mark(self, spin: QWidget, points: int) -> None:
        times: list[str] = []
        self.place.autosave.saved.connect(times.append)
        spin.setProperty("value", float(points))
        _until(lambda: bool(times))
        self.place.autosave.saved.disconnect(times.append)

    def many(self) -> tuple[list[float], list[float]]:
        """Milliseconds of each letter in the filter of many dossiers, and of each frame."""
        pane = self.place.dossiers
        card = pane.model.index(0).data(Role.CARD)
        pane.model.show(
            [msgspec.structs.replace(card, dossier=f"2026-{number:05}") for number in range(MANY)]
        )

        def type_it(text: str) -> None:
            pane.search.setText(text)
            pane.list.viewport().repaint()

        typed = ("2", "20", "202", "2026", "2026-", "2026-0", "2026-01", "", "01", "019", "")
        filtered = [_milliseconds(partial(type_it, text)) for text in typed]
        bar = pane.list.verticalScrollBar()

        def scroll() -> None:
            bar.setValue(bar.value() + 90)
            pane.list.viewport().repaint()

        return filtered, [_milliseconds(scroll) for _ in range(600)]


def _measure(folder: Path) -> None:
    run = Run(folder.joinpath("number").read_text(encoding="utf-8"))
    run.unlock()
    unlocked = []
    for _ in range(UNLOCKS):
        run.desk.session.lock()
        _rest(500)
        unlocked.append(run.unlock())
    _rest(1500)
    run.next(0)
    visited = [run.next(row) for row in range(1, VISITED + 1)]
    keys, saved = run.keys(), run.saved()
    memory = sum(
        peak(pid) for pid in (None, run.place.viewer.model.worker.pid, run.place.indexer.worker_pid)
    )
    filtered, scrolled = run.many()
    waits = Waits(
        unlocked=unlocked, next=visited, keys=keys, saved=saved, filtered=filtered,
        scrolled=scrolled, memory=memory,
    )  # fmt: skip
    sys.stdout.buffer.write(msgspec.json.encode(waits))
    sys.stdout.flush()
    run.desk.close()


def _milliseconds(task: Callable[[], object]) -> float:
    start = time.perf_counter()
    task()
    return (time.perf_counter() - start) * 1000


def _until(condition: Callable[[], bool]) -> None:
    while not condition():
        turn_loop()


def _rest(milliseconds: int) -> None:
    ends = time.perf_counter() + milliseconds / 1000
    _until(lambda: time.perf_counter() > ends)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
